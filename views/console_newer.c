/* Notices that another process changed the shop: a nightly import, a colleague. Every few seconds a
 * worker looks whether the files changed, and only then into the shop. What is on the screen is not
 * pulled from under somebody's fingers: the bar tells that there are newer data. Only where nothing
 * is shown yet they are read at once. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/text.h"
#include "core/store/database.h"
#include "views/console_state.h"

enum { EVERY = 3000 /* milliseconds */ };

struct looking {
    struct console *console;
    char *path;
    struct snapshot *snapshot; /* held; NULL when there is none */
    struct console_files files;
    bool newer;
};

/* A file that is not there has changed at no time and has no bytes. */
static void look_at(const char *path, int64_t *changed, int64_t *bytes)
{
    struct stat status;
    bool there = stat(path, &status) == 0;
    *changed = there ? (int64_t)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec : 0;
    *bytes = there ? (int64_t)status.st_size : 0;
}

struct console_files console_files_of(const char *path)
{
    struct console_files files;
    struct text beside = {0};
    text_format(&beside, "%s-wal", path);
    look_at(path, &files.changed[0], &files.bytes[0]);
    look_at(text_string(&beside), &files.changed[1], &files.bytes[1]);
    text_free(&beside);
    return files;
}

static bool same_files(const struct console_files *one, const struct console_files *other)
{
    return one->changed[0] == other->changed[0] && one->changed[1] == other->changed[1] &&
           one->bytes[0] == other->bytes[0] && one->bytes[1] == other->bytes[1];
}

/* A shop that cannot be opened now is looked at again when its files change once more. */
static bool look(void *context, struct progress *progress, struct error *error)
{
    struct looking *looking = context;
    const struct console_files files = console_files_of(looking->path);
    (void)progress;
    if (same_files(&files, &looking->files))
        return true;
    looking->files = files;
    if (looking->snapshot == NULL) {
        looking->newer = files.bytes[0] > 0;
        return true;
    }
    struct database *database = database_open(looking->path, DATABASE_READ, error);
    looking->newer =
        database != NULL && !facts_is_current(looking->snapshot->shop->facts, database);
    database_free(&database);
    return true;
}

static void looked(void *context, bool succeeded, const struct error *error)
{
    struct looking *looking = context;
    struct console *console = looking->console;
    (void)succeeded, (void)error;
    console->files = looking->files;
    /* What was read meanwhile may be newer than what was looked at. */
    if (!looking->newer || console->loading != NULL || console->working != NULL ||
        console->snapshot != looking->snapshot)
        return;
    if (console->snapshot == NULL || shop_is_empty(console->snapshot->shop))
        console_reload(console);
    else
        console->newer = true;
}

static void release_looking(void *context)
{
    struct looking *looking = context;
    snapshot_release(&looking->snapshot);
    free(looking->path);
    free(looking);
}

static void look_now(void *data)
{
    static const struct job_work work = {look, looked, release_looking};
    struct console *console = data;
    if (console->looking != NULL || console->loading != NULL || console->working != NULL ||
        console->newer)
        return;
    struct looking *looking = memory_zero(1, sizeof(*looking));
    looking->console = console;
    looking->path = string_copy(console->options->database);
    looking->snapshot = console->snapshot != NULL ? snapshot_hold(console->snapshot) : NULL;
    looking->files = console->files;
    job_start(&console->looking, console->loop, &work, looking);
}

void console_watch_shop(struct console *console)
{
    loop_after(console->loop, EVERY, true, false, look_now, console);
}
