/* The jobs of the segment browser: answering a query, painting its portrait, counting the list. */
#include <stdatomic.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "views/options.h"
#include "views/segments_crossing.h"
#include "views/segments_people.h"

enum { ORIGIN_DAYS = 90 };

/* --- the shelf ---------------------------------------------------------------------------- */

struct shelf {
    atomic_int holders;
    struct snapshot *snapshot;
    struct evaluation_cache *cache;
    struct census *before; /* some months ago; NULL until asked for */
};

struct shelf *shelf_open(struct snapshot *snapshot)
{
    struct shelf *shelf = memory_zero(1, sizeof(*shelf));
    atomic_init(&shelf->holders, 1);
    shelf->snapshot = snapshot_hold(snapshot);
    shelf->cache = evaluation_cache_new(snapshot->census);
    return shelf;
}

struct shelf *shelf_hold(struct shelf *shelf)
{
    atomic_fetch_add(&shelf->holders, 1);
    return shelf;
}

void shelf_release(struct shelf **held)
{
    struct shelf *shelf = *held;
    *held = NULL;
    if (shelf == NULL || atomic_fetch_sub(&shelf->holders, 1) > 1)
        return;
    evaluation_cache_free(&shelf->cache);
    census_free(&shelf->before);
    snapshot_release(&shelf->snapshot);
    free(shelf);
}

struct census *shelf_census(const struct shelf *shelf)
{
    return shelf->snapshot->census;
}

/* The census of ORIGIN_DAYS ago. For one job at a time: the one that paints. */
static struct census *census_before(struct shelf *shelf, struct error *error)
{
    struct census *now = shelf_census(shelf);
    if (shelf->before == NULL)
        shelf->before = census_on(now, census_day(now) - ORIGIN_DAYS, error);
    return shelf->before;
}

struct snapshot *shelf_snapshot(const struct shelf *shelf)
{
    return shelf->snapshot;
}

struct evaluation_cache *shelf_cache(struct shelf *shelf)
{
    return shelf->cache;
}

bool shelf_read_catalogue(
    const struct shelf *shelf, struct catalogue *catalogue, struct error *error)
{
    struct database *database = database_open(shelf->snapshot->path, DATABASE_READ, error);
    bool good = database != NULL && catalogue_read(database, catalogue, error);
    database_free(&database);
    return good;
}

/* --- the portrait --------------------------------------------------------------------------- */

struct painting {
    struct segments *segments;
    struct shelf *shelf;
    struct members *members;
    enum portrait_depth depth;
    struct portrait *portrait;
    struct migration_origins origins; /* of a whole one */
};

static void ask_portrait(struct segments *segments, enum portrait_depth depth);

static bool paint(void *context, struct progress *progress, struct error *error)
{
    struct painting *work = context;
    work->portrait =
        portrait_make(shelf_census(work->shelf), work->members, work->depth, progress, error);
    if (work->portrait == NULL || work->depth == PORTRAIT_QUICK)
        return work->portrait != NULL;
    struct census *before = census_before(work->shelf, error);
    return before != NULL &&
           migration_origins(before, work->members, &work->origins, progress, error);
}

static void painted(void *context, bool succeeded, const struct error *error)
{
    struct painting *work = context;
    if (!succeeded) {
        console_say(work->segments->console, TOAST_BAD, "%s", error->text);
        return;
    }
    portrait_free(&work->segments->portrait);
    work->segments->portrait = work->portrait;
    work->segments->origins = work->origins;
    work->portrait = NULL;
    if (work->depth == PORTRAIT_QUICK)
        ask_portrait(work->segments, PORTRAIT_WHOLE);
}

static void release_painting(void *context)
{
    struct painting *work = context;
    portrait_free(&work->portrait);
    members_free(&work->members);
    shelf_release(&work->shelf);
    free(work);
}

static void ask_portrait(struct segments *segments, enum portrait_depth depth)
{
    static const struct job_work work = {paint, painted, release_painting};
    struct painting *painting = memory_zero(1, sizeof(*painting));
    painting->segments = segments;
    painting->shelf = shelf_hold(segments->good->shelf);
    painting->members = members_copy(segments->good->members);
    painting->depth = depth;
    job_replace(&segments->painting, console_loop(segments->console), &work, painting);
}

/* --- the answer ------------------------------------------------------------------------------- */

void answer_free(struct answer **pointer)
{
    struct answer *answer = *pointer;
    if (answer == NULL)
        return;
    members_free(&answer->members);
    explain_free(&answer->explain);
    shelf_release(&answer->shelf);
    free(answer->text);
    free(answer);
    *pointer = NULL;
}

struct answering {
    struct segments *segments;
    struct shelf *shelf;
    struct answer *answer;
    bool timed;
};

/* A text that is no query is an answer too; only what was stopped is none. */
static bool find_answer(void *context, struct progress *progress, struct error *error)
{
    struct answering *work = context;
    struct answer *answer = work->answer;
    struct census *census = shelf_census(work->shelf);
    struct evaluation_cache *cache = shelf_cache(work->shelf);
    int64_t begin = loop_now();
    struct query *query = query_parse(answer->text, &answer->fault, &answer->error);
    if (query != NULL)
        answer->members =
            query_evaluate(query, census, cache, &answer->fault, progress, &answer->error);
    if (answer->members != NULL &&
        !query_explain(query, census, cache, &answer->explain, progress, &answer->error))
        members_free(&answer->members);
    query_free(&query);
    answer->seconds = work->timed ? (double)(loop_now() - begin) / 1000 : -1;
    if (answer->members != NULL) {
        answer->count = members_count(answer->members);
        answer->everybody = answer->explain.everybody;
    } else if (progress_is_stop(&answer->error)) {
        *error = answer->error;
        return false;
    }
    return true;
}

static void answered(void *context, bool succeeded, const struct error *error)
{
    struct answering *work = context;
    struct segments *segments = work->segments;
    (void)error;
    if (!succeeded)
        return;
    if (segments->answer != segments->good)
        answer_free(&segments->answer);
    segments->answer = work->answer;
    work->answer = NULL;
    if (segments->answer->members == NULL)
        return;
    answer_free(&segments->good);
    segments->good = segments->answer;
    ask_portrait(segments, PORTRAIT_QUICK);
    if (segments->view == VIEW_PEOPLE)
        people_ask(segments->people);
    crossing_ask(segments->crossing);
}

static void release_answering(void *context)
{
    struct answering *work = context;
    answer_free(&work->answer);
    shelf_release(&work->shelf);
    free(work);
}

void segments_ask(struct segments *segments)
{
    static const struct job_work work = {find_answer, answered, release_answering};
    if (segments->shelf == NULL)
        return;
    struct answering *answering = memory_zero(1, sizeof(*answering));
    answering->segments = segments;
    answering->shelf = shelf_hold(segments->shelf);
    answering->timed = !console_options(segments->console)->no_display;
    answering->answer = memory_zero(1, sizeof(*answering->answer));
    answering->answer->shelf = shelf_hold(segments->shelf);
    answering->answer->text = string_copy(editor_text(segments->editor));
    segments->asked_at = loop_now();
    job_replace(&segments->answering, console_loop(segments->console), &work, answering);
}

/* --- the list -----------------------------------------------------------------------------------
 */

struct listing {
    struct segments *segments;
    struct shelf *shelf;
    struct catalogue catalogue;
};

static bool make_list(void *context, struct progress *progress, struct error *error)
{
    struct listing *work = context;
    return shelf_read_catalogue(work->shelf, &work->catalogue, error) &&
           catalogue_count(shelf_census(work->shelf), &work->catalogue, progress, error);
}

static void listed(void *context, bool succeeded, const struct error *error)
{
    struct listing *work = context;
    struct segments *segments = work->segments;
    if (!succeeded) {
        console_say(segments->console, TOAST_BAD, "%s", error->text);
        return;
    }
    catalogue_free(&segments->catalogue);
    segments->catalogue = work->catalogue;
    work->catalogue = (struct catalogue){0};
    table_refresh(segments->table);
}

static void release_listing(void *context)
{
    struct listing *work = context;
    catalogue_free(&work->catalogue);
    shelf_release(&work->shelf);
    free(work);
}

void segments_ask_list(struct segments *segments)
{
    static const struct job_work work = {make_list, listed, release_listing};
    if (segments->shelf == NULL)
        return;
    struct listing *listing = memory_zero(1, sizeof(*listing));
    listing->segments = segments;
    listing->shelf = shelf_hold(segments->shelf);
    job_replace(&segments->listing, console_loop(segments->console), &work, listing);
}

/* --- values ---------------------------------------------------------------------------------- */

struct fetching {
    struct segments *segments;
    struct shelf *shelf;
    int attribute, field;
    char *typed;
    struct query_values values;
};

static bool fetch(void *context, struct progress *progress, struct error *error)
{
    struct fetching *work = context;
    return query_values(shelf_census(work->shelf), work->attribute, work->field, work->typed,
        &work->values, progress, error);
}

static void fetched(void *context, bool succeeded, const struct error *error)
{
    struct fetching *work = context;
    struct segments *segments = work->segments;
    (void)error;
    query_values_free(&segments->values);
    if (!succeeded)
        return;
    segments->values = work->values;
    segments->values_attribute = work->attribute;
    segments->values_field = work->field;
    work->values = (struct query_values){0};
}

static void release_fetching(void *context)
{
    struct fetching *work = context;
    query_values_free(&work->values);
    shelf_release(&work->shelf);
    free(work->typed);
    free(work);
}

void segments_ask_values(struct segments *segments)
{
    static const struct job_work work = {fetch, fetched, release_fetching};
    const char *text = editor_text(segments->editor);
    size_t caret = editor_caret(segments->editor);
    struct query_completion place;
    query_complete(text, caret, &place);
    if (segments->shelf != NULL && (place.attribute >= 0 || place.field >= 0)) {
        struct fetching *fetching = memory_zero(1, sizeof(*fetching));
        fetching->segments = segments;
        fetching->shelf = shelf_hold(segments->shelf);
        fetching->attribute = place.attribute;
        fetching->field = place.field;
        struct text typed = {0};
        text_append_bytes(&typed, text + place.from, caret - place.from);
        fetching->typed = text_take(&typed);
        job_replace(&segments->fetching, console_loop(segments->console), &work, fetching);
    }
    query_completion_free(&place);
}

const struct query_values *segments_values(
    const struct segments *segments, const struct query_completion *place)
{
    bool same = place->attribute == segments->values_attribute &&
                place->field == segments->values_field &&
                (place->attribute >= 0 || place->field >= 0);
    return same ? &segments->values : NULL;
}

void segments_drop_jobs(struct segments *segments)
{
    job_drop(&segments->answering);
    job_drop(&segments->painting);
    job_drop(&segments->listing);
    job_drop(&segments->saving);
    job_drop(&segments->fetching);
}
