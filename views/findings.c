#include "views/findings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/evaluate.h"
#include "core/customers/forecast.h"
#include "core/customers/likeness.h"
#include "core/customers/similar.h"
#include "views/format.h"

enum { GROUPS = 5, TRAITS = 4, SEED = 1 };

static struct finding *add(struct findings *findings)
{
    findings->items = memory_resize(findings->items, findings->count + 1, sizeof(*findings->items));
    findings->items[findings->count] = (struct finding){.foretold = NAN};
    return &findings->items[findings->count++];
}

void findings_free(struct findings **pointer)
{
    struct findings *findings = *pointer;
    if (findings == NULL)
        return;
    for (size_t i = 0; i < findings->count; i++) {
        free(findings->items[i].name);
        free(findings->items[i].words);
        free(findings->items[i].query);
    }
    free(findings->items);
    free(findings->remark);
    free(findings);
    *pointer = NULL;
}

/* A query in the words of the language in use. */
static char *spoken(const char *query)
{
    struct error error;
    struct text text = {0};
    struct query *parsed = query_parse(query, NULL, &error);
    if (parsed != NULL)
        query_format(parsed, string_equal(phrase_language(), "zh"), &text);
    else
        text_append(&text, query);
    query_free(&parsed);
    return text_take(&text);
}

/* --- groups ---------------------------------------------------------------------------------- */

static struct members *members_of_group(const struct groups *groups, size_t group, uint32_t size)
{
    struct members *members = members_new(size);
    for (uint32_t i = 0; i < size; i++)
        if (groups->of[i] == group)
            members->bits[i / 64] |= (uint64_t)1 << i % 64;
    return members;
}

/* A group has no query of its own: the conditions that come nearest to it stand for it. */
static char *query_near_group(const struct likeness *likeness, const struct groups *groups,
    size_t group, const char *query, struct progress *progress)
{
    const struct features *features = likeness_features(likeness);
    struct error error;
    struct members *inside = members_of_group(groups, group, features->customers);
    struct members *outside = members_new(features->customers);
    for (size_t other = 0; other < groups->count; other++) {
        struct members *more = members_of_group(groups, other, features->customers);
        if (other != group)
            members_or(outside, more);
        members_free(&more);
    }
    struct decision_options options = decision_options_default();
    struct decision *decision =
        decision_make(features, inside, outside, &options, progress, &error);
    struct text text = {0};
    if (decision != NULL && decision->count > 0) {
        struct decision_leaf *best = &decision->leaves[0];
        for (size_t i = 1; i < decision->count; i++)
            if (decision->leaves[i].belongs && decision->leaves[i].coverage > best->coverage)
                best = &decision->leaves[i];
        if (!string_equal(query, "") && !string_equal(query, "all"))
            text_format(&text, "(%s) and ", query);
        likeness_query(likeness, best, &text);
    }
    decision_free(&decision);
    members_free(&inside);
    members_free(&outside);
    char *near = spoken(text_string(&text));
    text_free(&text);
    return near;
}

static bool find_groups(struct findings *findings, const struct likeness *likeness,
    const struct members *members, const char *query, struct progress *progress,
    struct error *error)
{
    struct groups *groups =
        groups_make(likeness_features(likeness), members, GROUPS, SEED, progress, error);
    if (groups == NULL)
        return false;
    for (size_t i = 0; i < groups->count && !progress_cancelled(progress); i++) {
        struct finding *finding = add(findings);
        struct text words = {0}, name = {0};
        likeness_describe(likeness, groups, i, TRAITS, &words);
        text_format(&name, say("group %zu"), i + 1);
        finding->name = text_take(&name);
        finding->words = text_take(&words);
        finding->count = groups->items[i].size;
        finding->share = (double)finding->count / groups->customers;
        finding->query = query_near_group(likeness, groups, i, query, progress);
    }
    struct text remark = {0};
    text_format(&remark,
        say("The groups explain %.0f %% of the differences between these customers. Averages; "
            "those of the whole segment stand in parentheses. A group opens as the conditions "
            "nearest to it."),
        groups->explained * 100);
    findings->remark = text_take(&remark);
    groups_free(&groups);
    return !progress_cancelled(progress) || progress_stop(error);
}

/* --- what sets it apart ------------------------------------------------------------------------
 */

static bool find_apart(struct findings *findings, const struct likeness *likeness,
    const struct members *members, struct progress *progress, struct error *error)
{
    struct decision_options options = decision_options_default();
    struct decision *decision =
        decision_make(likeness_features(likeness), members, NULL, &options, progress, error);
    if (decision == NULL)
        return false;
    for (size_t i = 0; i < decision->count; i++) {
        const struct decision_leaf *leaf = &decision->leaves[i];
        if (!leaf->belongs)
            continue;
        struct finding *finding = add(findings);
        struct text query = {0}, words = {0};
        likeness_query(likeness, leaf, &query);
        text_format(&words,
            say("%.0f %% of them are of the segment, %.1f times as many as of "
                "everybody"),
            leaf->purity * 100, leaf->lift);
        finding->query = spoken(text_string(&query));
        finding->name = string_copy(finding->query);
        text_free(&query);
        finding->words = text_take(&words);
        finding->count = leaf->inside + leaf->outside;
        finding->share = leaf->coverage;
    }
    struct text remark = {0};
    text_format(
        &remark, say("Together they hold %.0f %% of the segment."), decision->coverage * 100);
    findings->remark = text_take(&remark);
    decision_free(&decision);
    return true;
}

/* --- overlap -------------------------------------------------------------------------------------
 */

static bool overlap_one(struct findings *findings, const struct catalogue_line *line,
    struct census *census, struct evaluation_cache *cache, const struct members *members,
    struct progress *progress, struct error *error)
{
    struct query *query = query_parse(line->query, NULL, error);
    struct members *other =
        query != NULL ? query_evaluate(query, census, cache, NULL, progress, error) : NULL;
    query_free(&query);
    if (other == NULL)
        return !progress_is_stop(error);
    uint32_t both = members_count_both(members, other), all = members_count(other);
    uint32_t size = members_count(members);
    struct finding *finding = add(findings);
    struct text words = {0};
    if (all > 0)
        text_format(&words, say("%.0f %% of that segment"), 100.0 * both / all);
    finding->name = string_copy(line->name);
    finding->words = text_take(&words);
    finding->count = both;
    finding->share = size > 0 ? (double)both / size : 0;
    finding->query = string_copy(line->query);
    members_free(&other);
    return true;
}

static int compare_findings(const void *one, const void *other)
{
    const struct finding *left = one, *right = other;
    return left->count > right->count ? -1 : left->count < right->count;
}

static bool find_overlap(struct findings *findings, struct census *census,
    const struct members *members, const struct catalogue *catalogue, struct progress *progress,
    struct error *error)
{
    struct evaluation_cache *cache = evaluation_cache_new(census);
    bool good = true;
    for (size_t i = 0; good && i < catalogue->count; i++)
        if (catalogue->lines[i].query != NULL)
            good = overlap_one(
                findings, &catalogue->lines[i], census, cache, members, progress, error);
    evaluation_cache_free(&cache);
    if (good && findings->count > 0)
        qsort(findings->items, findings->count, sizeof(*findings->items), compare_findings);
    findings->remark = string_copy("");
    return good;
}

/* --- the forecast ---------------------------------------------------------------------------- */

static void add_class(struct findings *findings, const struct calibration *calibration, int class)
{
    const struct calibration_class *of = &calibration->classes[class];
    const struct calibration_class *last = &calibration->classes[CALIBRATION_CLASSES - 1];
    double most = fmax(last->actual, last->predicted);
    if (of->customers == 0)
        return;
    struct finding *finding = add(findings);
    struct text name = {0}, words = {0};
    text_format(&name,
        class == CALIBRATION_CLASSES - 1 ? say("bought again %d times or more")
        : class == 1                     ? say("bought again %d time")
                                         : say("bought again %d times"),
        class);
    text_format(&words, say("%.2f purchases each since, foretold %.2f"), of->actual, of->predicted);
    finding->name = text_take(&name);
    finding->words = text_take(&words);
    finding->count = (uint32_t)of->customers;
    finding->share = most > 0 ? of->actual / most : 0;
    finding->foretold = most > 0 ? of->predicted / most : 0;
}

static bool find_forecast(struct findings *findings, struct census *census,
    struct progress *progress, struct error *error)
{
    struct forecast forecast;
    char split[FORMAT_TEXT];
    struct text remark = {0};
    if (!forecast_check(census, &forecast, progress, error))
        return false;
    for (int class = 0; class < CALIBRATION_CLASSES; class ++)
        add_class(findings, &forecast.calibration, class);
    format_day(split, forecast.split);
    text_format(&remark,
        say("The model knew the orders up to %s and foretold the %.0f weeks after it: the lower "
            "bar. The upper one is what happened."),
        split, forecast.calibration.weeks);
    findings->remark = text_take(&remark);
    return true;
}

/* --- all of it
 * ------------------------------------------------------------------------------------ */

struct findings *findings_make(enum finding_kind kind, struct census *census,
    const struct members *members, const char *query, const struct catalogue *catalogue,
    struct progress *progress, struct error *error)
{
    struct findings *findings = memory_zero(1, sizeof(*findings));
    findings->kind = kind;
    struct likeness *likeness = kind == FIND_OVERLAP || kind == FIND_FORECAST
                                    ? NULL
                                    : likeness_open(census, progress, error);
    bool good = kind == FIND_OVERLAP || kind == FIND_FORECAST || likeness != NULL;
    if (good && kind == FIND_GROUPS)
        good = find_groups(findings, likeness, members, query, progress, error);
    else if (good && kind == FIND_APART)
        good = find_apart(findings, likeness, members, progress, error);
    else if (good && kind == FIND_FORECAST)
        good = find_forecast(findings, census, progress, error);
    else if (good)
        good = find_overlap(findings, census, members, catalogue, progress, error);
    likeness_free(&likeness);
    if (!good)
        findings_free(&findings);
    return findings;
}

char *findings_alike(struct census *census, const struct members *members,
    struct progress *progress, struct error *error)
{
    struct similar found[FINDINGS_ALIKE];
    size_t count = 0;
    struct likeness *likeness = likeness_open(census, progress, error);
    bool good = likeness != NULL && similar_find(likeness_features(likeness), members, NULL, found,
                                        FINDINGS_ALIKE, &count, progress, error);
    likeness_free(&likeness);
    if (good && count == 0)
        good = error_set(error, say("there is nobody else who could be like them"));
    if (!good)
        return NULL;
    const int64_t *ids = facts_columns(census_facts(census))->customer_id;
    struct text query = {0};
    text_append(&query, "id in (");
    for (size_t i = 0; i < count; i++)
        text_format(&query, "%s%lld", i > 0 ? ", " : "", (long long)ids[found[i].customer]);
    text_append(&query, ")");
    return text_take(&query);
}
