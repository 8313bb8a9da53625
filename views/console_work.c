/* Work the user waits for: reading an export, making a demo shop. It runs on a worker with a bar
 * in the middle of the screen; Esc cancels it and nothing has changed. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/intake/demo.h"
#include "core/store/database.h"
#include "views/console_state.h"
#include "views/format.h"
#include "views/importing.h"

struct console_work {
    struct console *console;
    char *shop_path;
    char *file, *mapping; /* of an import; mapping: NULL to recognise the file */
    char *proposal;       /* path of a proposed mapping, when the file is not known */
    bool unknown;
    struct import_report *report;
    date_day until; /* of a demo */
};

static void release_work(void *context)
{
    struct console_work *work = context;
    free(work->shop_path);
    free(work->file);
    free(work->mapping);
    console_forget_proposal(&work->proposal); /* nobody was left to take it */
    free(work->report);
    free(work);
}

const char *console_duration(int64_t milliseconds, char *out, size_t size)
{
    char text[FORMAT_TEXT];
    format_duration(text, (double)(milliseconds / 1000));
    snprintf(out, size, "%s", text);
    return out;
}

static void start(struct console *console, const struct job_work *job, struct console_work *work,
    const char *unit, const char *label)
{
    work->console = console;
    work->shop_path = string_copy(console->options->database);
    snprintf(console->gauge_label, sizeof(console->gauge_label), "%s", label);
    console->gauge = (struct gauge){.label = "",
        .unit = unit,
        .cancel = say("Esc cancels"),
        .left = say("%s left"),
        .duration = console_duration};
    console->load_begin = loop_now();
    job_start(&console->working, console->loop, job, work);
    console_start_clock(console);
}

bool console_cancel_work(struct console *console)
{
    if (console->working == NULL)
        return false;
    progress_cancel(job_progress(console->working));
    return true;
}

/* --- an import ------------------------------------------------------------------------ */

static bool read_file(void *context, struct progress *progress, struct error *error)
{
    struct console_work *work = context;
    char name[64];
    if (work->mapping == NULL) {
        enum import_recognition found = import_recognise(work->file, name, error);
        work->unknown = found == IMPORT_UNKNOWN;
        if (found == IMPORT_UNREADABLE)
            return false;
        if (work->unknown)
            return console_propose(work->file, &work->proposal, error);
    }
    struct database *database = database_open(work->shop_path, DATABASE_CREATE, error);
    if (database == NULL)
        return false;
    work->report = memory_zero(1, sizeof(*work->report));
    const struct import_options options = {.mapping = work->mapping};
    bool good = importing_file(database, work->file, &options, progress, work->report, error);
    database_free(&database);
    return good;
}

static void tell_rejects(struct console *console, const struct import_report *report)
{
    const struct import_reason *reason = &report->reasons[0];
    char often[256];
    snprintf(often, sizeof(often), "%s%s%s", reason->column, reason->column[0] != '\0' ? " " : "",
        say(reason->reason));
    console_say(console, TOAST_WARN, say("rejected rows are in %s; most often: %s"),
        report->reject_path, often);
}

static void tell_report(struct console *console, const struct import_report *report)
{
    char rows[FORMAT_TEXT], added[FORMAT_TEXT], changed[FORMAT_TEXT], rejected[FORMAT_TEXT];
    if (report->already) {
        console_say(console, TOAST_INFO, "%s", say("this file is in already; nothing changed"));
        return;
    }
    format_count(rows, report->rows);
    format_count(added, report->added);
    format_count(changed, report->changed);
    format_count(rejected, report->rejected);
    console_say(console, TOAST_GOOD,
        report->rows == 1 ? say("%s row read: %s added, %s changed, %s rejected")
                          : say("%s rows read: %s added, %s changed, %s rejected"),
        rows, added, changed, rejected);
    if (report->rejected > 0 && report->reason_count > 0)
        tell_rejects(console, report);
    for (int i = 0; i < report->warning_count; i++)
        console_say(console, TOAST_WARN, "%s", report->warnings[i]);
}

static void file_read(void *context, bool succeeded, const struct error *error)
{
    struct console_work *work = context;
    struct console *console = work->console;
    if (!succeeded) {
        console_say(console, progress_is_stop(error) ? TOAST_INFO : TOAST_BAD, "%s", error->text);
        if (work->mapping != NULL && !progress_is_stop(error))
            console_offer_proposal(console, work->file);
        else if (work->mapping != NULL)
            console_forget_proposal(&console->proposal);
    } else if (work->unknown) {
        console_forget_proposal(&console->proposal);
        console->proposal = work->proposal;
        work->proposal = NULL;
        console_offer_proposal(console, work->file);
    } else {
        if (work->mapping != NULL)
            console_keep_proposal(console);
        tell_report(console, work->report);
        console_reload(console);
    }
}

void console_import_by(struct console *console, const char *file, const char *mapping)
{
    static const struct job_work job = {read_file, file_read, release_work};
    struct console_work *work = memory_zero(1, sizeof(*work));
    work->file = string_copy(file);
    work->mapping = mapping != NULL ? string_copy(mapping) : NULL;
    char label[160];
    const char *slash = strrchr(file, '/');
    snprintf(label, sizeof(label), say("Importing %s"), slash != NULL ? slash + 1 : file);
    start(console, &job, work, say("bytes"), label);
}

void console_import(struct console *console, const char *path)
{
    char full[4096];
    const char *home = getenv("HOME");
    if (path[0] == '~' && path[1] == '/' && home != NULL)
        snprintf(full, sizeof(full), "%s%s", home, path + 1);
    else
        snprintf(full, sizeof(full), "%s", path);
    if (full[0] != '\0')
        console_import_by(console, full, NULL);
}

/* --- a demo shop ------------------------------------------------------------------------ */

static bool build_demo(void *context, struct progress *progress, struct error *error)
{
    struct console_work *work = context;
    struct database *database = database_open(work->shop_path, DATABASE_CREATE, error);
    if (database == NULL)
        return false;
    const struct demo_options options = demo_defaults(work->until);
    bool good = demo_build(database, &options, progress, error);
    database_free(&database);
    return good;
}

static void demo_built(void *context, bool succeeded, const struct error *error)
{
    struct console_work *work = context;
    if (succeeded)
        console_reload(work->console);
    else
        console_say(
            work->console, progress_is_stop(error) ? TOAST_INFO : TOAST_BAD, "%s", error->text);
}

void console_demo(struct console *console)
{
    static const struct job_work job = {build_demo, demo_built, release_work};
    struct console_work *work = memory_zero(1, sizeof(*work));
    work->until = console->options->as_of != OPTIONS_NO_DAY
                      ? console->options->as_of
                      : (date_day)(time(NULL) / DATE_DAY_SECONDS);
    start(console, &job, work, say("customers"), say("Making a demo shop"));
}

/* --- names of files ------------------------------------------------------------------------ */

void console_complete_path(const char *path, struct completion *completion)
{
    char folder[4096];
    const char *slash = strrchr(path, '/'), *home = getenv("HOME");
    const char *begun = slash != NULL ? slash + 1 : path;
    int length = slash != NULL ? (int)(slash - path + 1) : 0;
    bool tilde = path[0] == '~' && path[1] == '/' && home != NULL;
    snprintf(folder, sizeof(folder), "%s%.*s", tilde ? home : "", length - tilde, path + tilde);
    DIR *entries = opendir(folder[0] != '\0' ? folder : ".");
    if (entries == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        if (strncmp(entry->d_name, begun, strlen(begun)) != 0 ||
            (entry->d_name[0] == '.' && begun[0] != '.'))
            continue;
        char full[4400];
        struct stat status;
        snprintf(full, sizeof(full), "%s%s", folder, entry->d_name);
        bool is_folder = stat(full, &status) == 0 && S_ISDIR(status.st_mode);
        snprintf(full, sizeof(full), "%.*s%s%s", length, path, entry->d_name, is_folder ? "/" : "");
        completion_add(completion, full, NULL);
    }
    closedir(entries);
    completion_sort(completion);
}

void console_complete_file(
    void *console, const char *text, size_t caret, struct completion *completion)
{
    (void)console, (void)caret;
    completion->from = 0;
    console_complete_path(text, completion);
}
