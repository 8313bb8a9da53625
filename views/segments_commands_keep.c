/* Commands of the segment browser that keep something: segments by their names, and files. */
#include <stdio.h>
#include <string.h>

#include "core/base/phrase.h"
#include "views/export_file.h"
#include "views/pane_segments.h"

static void save_accept(void *data, const char *text)
{
    segments_save(data, text);
}

bool segments_run_save(void *console, const char *arguments, char *why, size_t size)
{
    static const struct prompt_handlers handlers = {.accept = save_accept};
    struct segments *segments = segments_of(console);
    if (segments->answer != segments->good)
        return console_refuse(why, size, say("the query has a mistake; correct it first"));
    if (arguments[0] != '\0')
        segments_save(segments, arguments);
    else
        console_ask(console, say("save as: "), "", &handlers, segments);
    return true;
}

static const struct catalogue_line *own_line(struct segments *segments, char *why, size_t size)
{
    const struct catalogue_line *line = segments_line(segments);
    if (line != NULL && line->kind == CATALOGUE_SAVED)
        return line;
    console_refuse(why, size, say("choose a saved segment in the list"));
    return NULL;
}

static void rename_accept(void *data, const char *text)
{
    struct segments *segments = data;
    char why[128];
    const struct catalogue_line *line = own_line(segments, why, sizeof(why));
    if (line != NULL)
        segments_rename(segments, line->name, text);
}

bool segments_run_rename(void *console, const char *arguments, char *why, size_t size)
{
    static const struct prompt_handlers handlers = {.accept = rename_accept};
    struct segments *segments = segments_of(console);
    const struct catalogue_line *line = own_line(segments, why, size);
    if (line == NULL)
        return false;
    if (arguments[0] != '\0')
        rename_accept(segments, arguments);
    else
        console_ask(console, say("new name: "), line->name, &handlers, segments);
    return true;
}

static void remove_accept(void *data, const char *text)
{
    struct segments *segments = data;
    char why[128];
    const struct catalogue_line *line = own_line(segments, why, sizeof(why));
    if (line != NULL && (strcmp(text, "yes") == 0 || strcmp(text, "是") == 0))
        segments_remove(segments, line->name);
}

bool segments_run_remove(void *console, const char *arguments, char *why, size_t size)
{
    static const struct prompt_handlers handlers = {.accept = remove_accept};
    struct segments *segments = segments_of(console);
    const struct catalogue_line *line = own_line(segments, why, size);
    char question[256];
    if (line == NULL)
        return false;
    snprintf(question, sizeof(question), say("remove \"%s\"? type yes: "), line->name);
    if (arguments[0] != '\0')
        remove_accept(segments, arguments);
    else
        console_ask(console, question, "", &handlers, segments);
    return true;
}

bool segments_run_export(void *console, const char *arguments, char *why, size_t size)
{
    (void)why, (void)size;
    char path[64], stem[48], day[DATE_TEXT];
    struct segments *segments = segments_of(console);
    date_day_text(census_day(segments_census(segments)), day);
    snprintf(stem, sizeof(stem), "segment-%s", day);
    export_file_name(path, sizeof(path), stem);
    segments_export(segments, arguments[0] != '\0' ? arguments : path);
    return true;
}
