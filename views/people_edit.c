/* The actions of "people" that change something. */
#include <string.h>

#include "core/base/phrase.h"
#include "core/customers/edit.h"
#include "views/people.h"

/* --- merging -----------------------------------------------------------------------------------
 */

static bool print_merge_json(const struct merge *merge, struct error *error)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddNumberToObject(root, "merge", (double)merge->id);
    cJSON_AddNumberToObject(root, "kept", (double)merge->kept);
    cJSON_AddNumberToObject(root, "gone", (double)merge->gone);
    cJSON_AddNumberToObject(root, "orders", (double)merge->orders);
    cJSON_AddNumberToObject(root, "refunds", (double)merge->refunds);
    cJSON_AddNumberToObject(root, "events", (double)merge->events);
    cJSON_AddNumberToObject(root, "identities", (double)merge->identities);
    cJSON_AddNumberToObject(root, "others", (double)merge->others);
    return output_json(root, error);
}

static bool do_merge(struct people_run *run, struct progress *progress, struct error *error)
{
    (void)progress;
    return merge_customers(
        run->shop->database, run->customers[0], run->customers[1], &run->merge, error);
}

static bool print_merge(struct people_run *run, struct error *error)
{
    const struct merge *merge = &run->merge;
    if (run->options->format == FORMAT_JSON)
        return print_merge_json(merge, error);
    return output_sentence(run->options, error,
        say("customer %lld is part of customer %lld now; orders moved: %lld, identities: %lld; "
            "undo it with: zhanggui people undo %lld"),
        (long long)merge->gone, (long long)merge->kept, (long long)merge->orders,
        (long long)merge->identities, (long long)merge->id);
}

static bool do_undo(struct people_run *run, struct progress *progress, struct error *error)
{
    int64_t id;
    (void)progress;
    return people_number(people_word(run, 0), &id, error) &&
           merge_undo(run->shop->database, id, &run->merge, error);
}

static bool print_undo(struct people_run *run, struct error *error)
{
    const struct merge *merge = &run->merge;
    if (run->options->format == FORMAT_JSON)
        return print_merge_json(merge, error);
    return output_sentence(run->options, error,
        say("customers %lld and %lld are two again; what was added since the merge stays with "
            "customer %lld"),
        (long long)merge->kept, (long long)merge->gone, (long long)merge->kept);
}

const struct people_action people_merge = {
    .customers = 2,
    .words = 2,
    .mode = DATABASE_WRITE,
    .work = do_merge,
    .print = print_merge,
};
const struct people_action people_undo = {
    .words = 1,
    .mode = DATABASE_WRITE,
    .work = do_undo,
    .print = print_undo,
};

/* --- edits of one customer ----------------------------------------------------------------------
 */

static bool print_change(struct people_run *run, struct error *error)
{
    if (run->options->format == FORMAT_JSON) {
        cJSON *root = cJSON_CreateObject();
        if (run->customers[0] != 0)
            cJSON_AddNumberToObject(root, "customer", (double)run->customers[0]);
        cJSON_AddBoolToObject(root, "changed", run->changed);
        return output_json(root, error);
    }
    return output_sentence(
        run->options, error, "%s", run->changed ? say("done") : say("it was so already"));
}

static bool do_apart(struct people_run *run, struct progress *progress, struct error *error)
{
    (void)progress;
    return edit_apart(
        run->shop->database, run->customers[0], run->customers[1], &run->changed, error);
}

static bool do_consent(struct people_run *run, struct progress *progress, struct error *error)
{
    const char *word = people_word(run, 2);
    bool given = strcmp(word, "yes") == 0;
    date_instant now;
    (void)progress;
    if (!given && strcmp(word, "no") != 0)
        return error_set(error, say("a consent is yes or no, not \"%s\""), word);
    return shop_now(run->shop, run->options, &now, error) &&
           edit_consent(run->shop->database, run->customers[0], people_word(run, 1), given, now,
               options_value(run->options, "source"), &run->changed, error);
}

static bool do_block(struct people_run *run, struct progress *progress, struct error *error)
{
    (void)progress;
    return edit_block(run->shop->database, run->customers[0], options_value(run->options, "reason"),
        &run->changed, error);
}

static bool do_unblock(struct people_run *run, struct progress *progress, struct error *error)
{
    (void)progress;
    return edit_unblock(run->shop->database, run->customers[0], &run->changed, error);
}

static bool do_tag(struct people_run *run, struct progress *progress, struct error *error)
{
    struct edit_people one = {run->customers, 1};
    size_t changed = 0;
    (void)progress;
    bool good = run->action == &people_tag
                    ? edit_tag(run->shop->database, one, people_word(run, 1), &changed, error)
                    : edit_untag(run->shop->database, one, people_word(run, 1), &changed, error);
    run->changed = changed > 0;
    return good;
}

static bool do_note(struct people_run *run, struct progress *progress, struct error *error)
{
    (void)progress;
    run->changed = true;
    return edit_note(run->shop->database, run->customers[0], people_word(run, 1), error);
}

static bool do_unnote(struct people_run *run, struct progress *progress, struct error *error)
{
    int64_t note;
    (void)progress;
    run->changed = true;
    return people_number(people_word(run, 0), &note, error) &&
           edit_remove_note(run->shop->database, note, error);
}

static bool do_set(struct people_run *run, struct progress *progress, struct error *error)
{
    (void)progress;
    return edit_field(run->shop->database, run->customers[0], people_word(run, 1),
        people_word(run, 2), &run->changed, error);
}

#define EDIT_ACTION(people, behind, function)                                                      \
    {                                                                                              \
        .words = behind, .customers = people, .mode = DATABASE_WRITE, .work = function,            \
        .print = print_change                                                                      \
    }

const struct people_action people_apart = EDIT_ACTION(2, 2, do_apart);
const struct people_action people_consent = EDIT_ACTION(1, 3, do_consent);
const struct people_action people_block = EDIT_ACTION(1, 1, do_block);
const struct people_action people_unblock = EDIT_ACTION(1, 1, do_unblock);
const struct people_action people_tag = EDIT_ACTION(1, 2, do_tag);
const struct people_action people_untag = EDIT_ACTION(1, 2, do_tag);
const struct people_action people_note = EDIT_ACTION(1, 2, do_note);
const struct people_action people_unnote = EDIT_ACTION(0, 1, do_unnote);
const struct people_action people_set = EDIT_ACTION(1, 3, do_set);
