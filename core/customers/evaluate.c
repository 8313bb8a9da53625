#include "core/customers/evaluate_inside.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/customers/segment.h"

/* --- what was kept ------------------------------------------------------------------------- */

struct evaluation_cache *evaluation_cache_new(struct census *census)
{
    struct evaluation_cache *cache = memory_zero(1, sizeof(*cache));
    cache->census = census;
    return cache;
}

static void kept_free(struct kept *kept)
{
    free(kept->clause);
    members_free(&kept->asked);
    members_free(&kept->held);
}

void evaluation_cache_free(struct evaluation_cache **pointer)
{
    struct evaluation_cache *cache = *pointer;
    if (cache == NULL)
        return;
    for (size_t i = 0; i < cache->count; i++)
        kept_free(&cache->kept[i]);
    names_free(&cache->campaigns);
    messages_free(&cache->messages);
    free(cache);
    *pointer = NULL;
}

/* The place of a clause in the cache: the one it has, a new one, or that of the clause which was
 * not asked for longest. */
static struct kept *kept_of(struct evaluation_cache *cache, const char *clause, uint32_t size)
{
    struct kept *oldest = &cache->kept[0];
    for (size_t i = 0; i < cache->count; i++) {
        struct kept *kept = &cache->kept[i];
        if (strcmp(kept->clause, clause) == 0) {
            kept->used = ++cache->clock;
            return kept;
        }
        if (kept->used < oldest->used)
            oldest = kept;
    }
    if (cache->count < KEPT_MOST)
        oldest = &cache->kept[cache->count++];
    else
        kept_free(oldest);
    *oldest = (struct kept){.clause = string_copy(clause),
        .asked = members_new(size),
        .held = members_new(size),
        .used = ++cache->clock};
    return oldest;
}

/* --- beginning and failing ----------------------------------------------------------------- */

bool evaluation_begin(struct evaluation *evaluation, struct census *census,
    struct evaluation_cache *cache, struct query_fault *fault, struct progress *progress,
    struct error *error)
{
    const struct facts *facts = census_facts(census);
    *evaluation = (struct evaluation){.census = census,
        .facts = facts,
        .columns = facts_columns(facts),
        .cache = cache,
        .today = census_day(census),
        .progress = progress,
        .error = error,
        .fault = fault};
    if (fault != NULL)
        *fault = (struct query_fault){0};
    const uint64_t *known = census_known(census, progress, error);
    evaluation->known =
        (struct members){.size = census_size(census), .bits = (uint64_t *)(uintptr_t)known};
    evaluation->words = (evaluation->known.size + 63) / 64;
    return known != NULL;
}

void evaluation_end(struct evaluation *evaluation)
{
    if (evaluation->database != NULL)
        database_watch(evaluation->database, NULL);
    database_free(&evaluation->database);
}

struct database *evaluation_database(struct evaluation *evaluation)
{
    if (evaluation->database == NULL) {
        evaluation->database =
            database_open(census_path(evaluation->census), DATABASE_READ, evaluation->error);
        if (evaluation->database != NULL)
            database_watch(evaluation->database, evaluation->progress);
    }
    return evaluation->database;
}

bool evaluation_fail(struct evaluation *evaluation, int column, const char *format, ...)
{
    char sentence[ERROR_LENGTH];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof(sentence), format, arguments);
    va_end(arguments);
    if (evaluation->fault != NULL)
        *evaluation->fault = (struct query_fault){.column = column, .width = 1};
    return error_set(evaluation->error, say("column %d: %s"), column, sentence);
}

void evaluation_propose(struct evaluation *evaluation, const char *proposal)
{
    /* Inside a segment there is nothing in the text that could be replaced. */
    if (evaluation->fault != NULL && evaluation->chain == NULL &&
        strlen(proposal) < sizeof(evaluation->fault->proposal))
        snprintf(evaluation->fault->proposal, sizeof(evaluation->fault->proposal), "%s", proposal);
}

int evaluation_attribute(struct evaluation *evaluation, const struct query *query)
{
    if (query->attribute >= 0)
        return query->attribute;
    int index = census_find(evaluation->census, query->name);
    if (index >= 0)
        return index;
    evaluation_fail(
        evaluation, query->column, say("this shop has no attribute \"%s\""), query->name);
    return -1;
}

/* --- segments ------------------------------------------------------------------------------ */

static bool in_chain(const struct chain *chain, const char *name)
{
    for (; chain != NULL; chain = chain->before)
        if (strcmp(chain->name, name) == 0)
            return true;
    return false;
}

static void append_chain(struct text *text, const struct chain *chain, const char *until)
{
    if (strcmp(chain->name, until) != 0 && chain->before != NULL)
        append_chain(text, chain->before, until);
    text_format(text, "%s → ", chain->name);
}

static bool fail_cycle(struct evaluation *evaluation, const struct query *query)
{
    struct text way = {0};
    append_chain(&way, evaluation->chain, query->name);
    text_append(&way, query->name);
    evaluation_fail(evaluation, query->column, say("segments use one another in a circle: %s"),
        text_string(&way));
    text_free(&way);
    return false;
}

/* The query of a segment, the caller's; NULL after a failure. */
static struct query *open_segment(struct evaluation *evaluation, const struct query *query)
{
    struct error why;
    if (in_chain(evaluation->chain, query->name)) {
        fail_cycle(evaluation, query);
        return NULL;
    }
    struct database *database = evaluation_database(evaluation);
    if (database == NULL)
        return NULL;
    char nearest[64];
    char *text = segment_query(database, query->name, nearest, sizeof(nearest), &why);
    if (text == NULL) {
        evaluation_fail(evaluation, query->column, "%s", why.text);
        evaluation_propose(evaluation, nearest);
        return NULL;
    }
    struct query *inner = query_parse(text, NULL, &why);
    free(text);
    if (inner == NULL)
        evaluation_fail(
            evaluation, query->column, say("segment \"%s\": %s"), query->name, why.text);
    return inner;
}

/* A failure inside a segment is one at the place where the segment is named. */
static void fail_within(struct evaluation *evaluation, const struct query *query)
{
    if (progress_is_stop(evaluation->error))
        return;
    error_within(evaluation->error, say("segment \"%s\""), query->name);
    if (evaluation->fault != NULL)
        *evaluation->fault = (struct query_fault){.column = query->column, .width = query->width};
}

enum { CHAIN_MOST = 32 };

static bool check_segment(struct evaluation *evaluation, const struct query *query)
{
    const struct chain *before = evaluation->chain;
    struct chain chain = {.name = query->name, .before = before};
    size_t length = 0;
    for (const struct chain *link = before; link != NULL; link = link->before)
        length++;
    if (length > CHAIN_MOST)
        return evaluation_fail(
            evaluation, query->column, say("segments use one another too deeply here"));
    struct query *inner = open_segment(evaluation, query);
    if (inner == NULL)
        return false;
    evaluation->chain = &chain;
    bool good = evaluation_check(evaluation, inner);
    evaluation->chain = before;
    query_free(&inner);
    if (!good)
        fail_within(evaluation, query);
    return good;
}

static struct members *evaluate_segment(
    struct evaluation *evaluation, const struct query *query, const struct members *domain)
{
    struct query *inner = open_segment(evaluation, query);
    if (inner == NULL)
        return NULL;
    const struct chain *before = evaluation->chain;
    struct chain chain = {.name = query->name, .before = before};
    evaluation->chain = &chain;
    struct members *held = evaluate(evaluation, inner, domain);
    evaluation->chain = before;
    query_free(&inner);
    return held;
}

/* --- clauses ------------------------------------------------------------------------------- */

/* Of those asked for whom the clause was not answered before. */
static bool ask_rest(struct evaluation *evaluation, const struct query *query, struct kept *kept,
    const struct members *domain)
{
    struct members *rest = members_copy(domain), *held = members_new(domain->size);
    members_without(rest, kept->asked);
    bool good = members_count(rest) == 0 || evaluate_act(evaluation, query, rest, held);
    if (good) {
        members_or(kept->held, held);
        members_or(kept->asked, rest);
    }
    members_free(&rest);
    members_free(&held);
    return good;
}

static bool ask_all(struct evaluation *evaluation, const struct query *query, struct kept *kept)
{
    struct members *held = members_new(evaluation->known.size);
    bool good = query->kind == QUERY_TOP      ? evaluate_top(evaluation, query, held)
                : query->kind == QUERY_RANDOM ? evaluate_random(evaluation, query, held)
                : query->kind == QUERY_WAS    ? evaluate_was(evaluation, query, held)
                                              : evaluate_compare(evaluation, query, held);
    if (good) {
        members_or(kept->held, held);
        members_or(kept->asked, &evaluation->known);
    }
    members_free(&held);
    return good;
}

static struct members *evaluate_leaf(
    struct evaluation *evaluation, const struct query *query, const struct members *domain)
{
    struct text clause = {0};
    query_format(query, false, &clause);
    struct kept *kept = kept_of(evaluation->cache, text_string(&clause), domain->size);
    text_free(&clause);
    bool good = true;
    if (query->kind == QUERY_DID)
        good = ask_rest(evaluation, query, kept, domain);
    else if (members_count(kept->asked) == 0)
        good = ask_all(evaluation, query, kept);
    if (!good)
        return NULL;
    struct members *held = members_copy(kept->held);
    members_and(held, domain);
    return held;
}

/* How long a clause takes, roughly: the cheap ones of an and are asked first. */
static int cost(const struct query *query)
{
    int most = 0;
    switch (query->kind) {
    case QUERY_DID:
        return query->act >= ACT_SENT ? 2 : 3;
    case QUERY_SEGMENT:
        return 4;
    case QUERY_WAS:
        return 5;
    default:
        for (size_t i = 0; i < query->child_count; i++) {
            int child = cost(query->children[i]);
            most = child > most ? child : most;
        }
        return most;
    }
}

enum { COSTS = 6 };

static struct members *evaluate_and(
    struct evaluation *evaluation, const struct query *query, const struct members *domain)
{
    struct members *left = members_copy(domain);
    for (int turn = 0; turn < COSTS && left != NULL; turn++) {
        for (size_t i = 0; i < query->child_count && left != NULL; i++) {
            if (cost(query->children[i]) != turn)
                continue;
            struct members *held = evaluate(evaluation, query->children[i], left);
            members_free(&left);
            left = held;
        }
    }
    return left;
}

static struct members *evaluate_or(
    struct evaluation *evaluation, const struct query *query, const struct members *domain)
{
    struct members *found = members_new(domain->size), *rest = members_copy(domain);
    for (size_t i = 0; i < query->child_count && found != NULL; i++) {
        struct members *held = evaluate(evaluation, query->children[i], rest);
        if (held == NULL) {
            members_free(&found);
            break;
        }
        members_or(found, held);
        members_without(rest, held);
        members_free(&held);
    }
    members_free(&rest);
    return found;
}

static struct members *evaluate_not(
    struct evaluation *evaluation, const struct query *query, const struct members *domain)
{
    struct members *held = evaluate(evaluation, query->children[0], domain);
    if (held == NULL)
        return NULL;
    struct members *others = members_copy(domain);
    members_without(others, held);
    members_free(&held);
    return others;
}

struct members *evaluate(
    struct evaluation *evaluation, const struct query *query, const struct members *domain)
{
    if (progress_cancelled(evaluation->progress)) {
        progress_stop(evaluation->error);
        return NULL;
    }
    switch (query->kind) {
    case QUERY_ALL:
        return members_copy(domain);
    case QUERY_AND:
        return evaluate_and(evaluation, query, domain);
    case QUERY_OR:
        return evaluate_or(evaluation, query, domain);
    case QUERY_NOT:
        return evaluate_not(evaluation, query, domain);
    case QUERY_SEGMENT:
        return evaluate_segment(evaluation, query, domain);
    default:
        return evaluate_leaf(evaluation, query, domain);
    }
}

bool evaluation_check(struct evaluation *evaluation, const struct query *query)
{
    for (size_t i = 0; i < query->child_count; i++)
        if (!evaluation_check(evaluation, query->children[i]))
            return false;
    switch (query->kind) {
    case QUERY_COMPARE:
    case QUERY_KNOWN:
    case QUERY_TOP:
        return check_compare(evaluation, query);
    case QUERY_DID:
        return check_act(evaluation, query);
    case QUERY_SEGMENT:
        return check_segment(evaluation, query);
    default:
        return true;
    }
}

struct members *query_evaluate(const struct query *query, struct census *census,
    struct evaluation_cache *cache, struct query_fault *fault, struct progress *progress,
    struct error *error)
{
    struct evaluation_cache *own = cache == NULL ? evaluation_cache_new(census) : NULL;
    struct evaluation evaluation;
    struct members *held = NULL;
    if (evaluation_begin(
            &evaluation, census, cache != NULL ? cache : own, fault, progress, error) &&
        evaluation_check(&evaluation, query))
        held = evaluate(&evaluation, query, &evaluation.known);
    evaluation_end(&evaluation);
    evaluation_cache_free(&own);
    return held;
}
