/* What the segment browser keeps: segments in the shop, tables of customers in files. */
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/segment.h"
#include "views/segments_people.h"

enum keeping_kind { KEEP_SAVE, KEEP_RENAME, KEEP_REMOVE, KEEP_EXPORT };

struct keeping {
    struct segments *segments;
    struct shelf *shelf;
    enum keeping_kind kind;
    char *name, *text;       /* of the segment; its query or new name; of an export, the path */
    struct members *members; /* of an export */
    struct people_wish wish;
};

static bool export_people(
    const struct keeping *work, struct progress *progress, struct error *error)
{
    struct people_rows *rows =
        people_rows_make(work->shelf, work->members, &work->wish, progress, error);
    bool good = rows != NULL && people_export(rows, work->name,
                                    &shelf_snapshot(work->shelf)->shop->currency, progress, error);
    people_rows_free(&rows);
    return good;
}

static bool keep(void *context, struct progress *progress, struct error *error)
{
    struct keeping *work = context;
    if (work->kind == KEEP_EXPORT)
        return export_people(work, progress, error);
    struct database *database =
        database_open(shelf_snapshot(work->shelf)->path, DATABASE_WRITE, error);
    bool good =
        database != NULL &&
        (work->kind == KEEP_SAVE ? segment_save(database, work->name, work->text, NULL, error)
            : work->kind == KEEP_RENAME ? segment_rename(database, work->name, work->text, error)
                                        : segment_remove(database, work->name, error));
    database_free(&database);
    return good;
}

static const char *done(enum keeping_kind kind)
{
    switch (kind) {
    case KEEP_SAVE:
        return say("segment \"%s\" saved");
    case KEEP_RENAME:
        return say("segment \"%s\" has a new name");
    case KEEP_REMOVE:
        return say("segment \"%s\" removed");
    default:
        return say("written to %s");
    }
}

static void kept(void *context, bool succeeded, const struct error *error)
{
    struct keeping *work = context;
    if (!succeeded) {
        console_say(work->segments->console, TOAST_BAD, "%s", error->text);
        return;
    }
    console_say(work->segments->console, TOAST_GOOD, done(work->kind), work->name);
    if (work->kind != KEEP_EXPORT)
        segments_ask_list(work->segments);
}

static void release_keeping(void *context)
{
    struct keeping *work = context;
    shelf_release(&work->shelf);
    members_free(&work->members);
    free(work->name);
    free(work->text);
    free(work);
}

static void start(struct segments *segments, struct keeping wanted)
{
    static const struct job_work work = {keep, kept, release_keeping};
    struct keeping *keeping = memory_new(sizeof(*keeping));
    *keeping = wanted;
    keeping->segments = segments;
    keeping->shelf =
        shelf_hold(wanted.kind == KEEP_EXPORT ? segments->good->shelf : segments->shelf);
    job_start(&segments->saving, console_loop(segments->console), &work, keeping);
}

void segments_save(struct segments *segments, const char *name)
{
    start(segments, (struct keeping){.kind = KEEP_SAVE,
                        .name = string_copy(name),
                        .text = string_copy(editor_text(segments->editor))});
}

void segments_rename(struct segments *segments, const char *name, const char *other)
{
    start(
        segments, (struct keeping){
                      .kind = KEEP_RENAME, .name = string_copy(name), .text = string_copy(other)});
}

void segments_remove(struct segments *segments, const char *name)
{
    start(segments, (struct keeping){.kind = KEEP_REMOVE, .name = string_copy(name)});
}

void segments_export(struct segments *segments, const char *path)
{
    start(segments, (struct keeping){.kind = KEEP_EXPORT,
                        .name = string_copy(path),
                        .members = members_copy(segments->good->members),
                        .wish = *people_wish(segments->people)});
}
