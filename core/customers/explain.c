/* Who is left after each clause. */
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/customers/evaluate_inside.h"

void explain_free(struct explain *explain)
{
    for (size_t i = 0; i < explain->count; i++)
        free(explain->steps[i].clause);
    free(explain->steps);
    *explain = (struct explain){0};
}

static bool explain_clause(struct evaluation *evaluation, const struct query *query,
    struct members *left, struct explain *explain)
{
    struct members *held = evaluate(evaluation, query, &evaluation->known);
    if (held == NULL)
        return false;
    struct text clause = {0};
    bool joined = query->kind == QUERY_OR || query->kind == QUERY_AND;
    text_append(&clause, joined ? "(" : "");
    query_format(query, string_equal(phrase_language(), "zh"), &clause);
    text_append(&clause, joined ? ")" : "");
    members_and(left, held);
    explain->steps[explain->count++] = (struct explain_step){
        .clause = text_take(&clause), .alone = members_count(held), .left = members_count(left)};
    members_free(&held);
    return true;
}

bool query_explain(const struct query *query, struct census *census, struct evaluation_cache *cache,
    struct explain *explain, struct progress *progress, struct error *error)
{
    struct evaluation_cache *own = cache == NULL ? evaluation_cache_new(census) : NULL;
    struct evaluation evaluation;
    bool several = query->kind == QUERY_AND;
    size_t count = several ? query->child_count : 1;
    *explain = (struct explain){.steps = memory_zero(count, sizeof(struct explain_step))};
    bool good =
        evaluation_begin(&evaluation, census, cache != NULL ? cache : own, NULL, progress, error) &&
        evaluation_check(&evaluation, query);
    struct members *left = good ? members_copy(&evaluation.known) : NULL;
    if (good)
        explain->everybody = members_count(left);
    for (size_t i = 0; good && i < count; i++)
        good = explain_clause(&evaluation, several ? query->children[i] : query, left, explain);
    members_free(&left);
    evaluation_end(&evaluation);
    evaluation_cache_free(&own);
    if (!good)
        explain_free(explain);
    return good;
}
