/* What can be written for a value. */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "core/base/phrase.h"
#include "core/customers/evaluate_inside.h"
#include "core/customers/segment.h"

/* A name that may be offered, and how many have it. */
struct offer {
    const char *name;
    uint64_t count;
    size_t order;
};

struct offering {
    struct offer *offers;
    size_t count, capacity;
    char *begun; /* what was typed, without its quote, in small letters */
};

/* Small letters, so that what was typed is found whatever its case. */
static char *small_letters(const char *text)
{
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t length = utf8proc_map(
        (const utf8proc_uint8_t *)text, 0, &folded, UTF8PROC_NULLTERM | UTF8PROC_CASEFOLD);
    if (length >= 0)
        return (char *)folded;
    return string_copy(text);
}

static char *begun_of(const char *typed)
{
    static const char *const quotes[] = {"\"", "'", "“", "‘", "「", "『"};
    for (size_t i = 0; i < sizeof(quotes) / sizeof(quotes[0]); i++)
        if (string_starts(typed, quotes[i]))
            return small_letters(typed + strlen(quotes[i]));
    return small_letters(typed);
}

static void offer(struct offering *offering, const char *name, uint64_t count)
{
    char *small = small_letters(name);
    bool wanted = name[0] != '\0' && string_starts(small, offering->begun);
    free(small);
    if (!wanted)
        return;
    if (offering->count == offering->capacity) {
        offering->capacity = offering->capacity == 0 ? 32 : offering->capacity * 2;
        offering->offers =
            memory_resize(offering->offers, offering->capacity, sizeof(*offering->offers));
    }
    offering->offers[offering->count] =
        (struct offer){.name = name, .count = count, .order = offering->count};
    offering->count++;
}

static int by_count(const void *one, const void *other)
{
    const struct offer *a = one, *b = other;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static char *quoted(const char *name)
{
    struct text text = {0};
    text_append_char(&text, '"');
    for (; *name != '\0'; name++) {
        if (*name == '"')
            text_append_char(&text, '"');
        text_append_char(&text, *name);
    }
    text_append_char(&text, '"');
    return text_take(&text);
}

/* The offers in their order, each name once. */
static void hand_over(struct offering *offering, struct query_values *values)
{
    if (offering->count > 1)
        qsort(offering->offers, offering->count, sizeof(*offering->offers), by_count);
    values->words = memory_zero(QUERY_VALUES, sizeof(char *));
    for (size_t i = 0; i < offering->count && values->count < QUERY_VALUES; i++) {
        char *word = quoted(offering->offers[i].name);
        bool twice = false;
        for (size_t j = 0; j < values->count; j++)
            twice = twice || strcmp(values->words[j], word) == 0;
        if (twice)
            free(word);
        else
            values->words[values->count++] = word;
    }
}

static bool offer_choices(struct evaluation *evaluation, int attribute, struct offering *offering)
{
    const struct column *column =
        census_column(evaluation->census, attribute, evaluation->progress, evaluation->error);
    if (column == NULL)
        return false;
    if (column->type != ATTRIBUTE_CHOICE)
        return true;
    uint32_t *counts = memory_zero((size_t)column->choices + 1, sizeof(*counts));
    for (uint32_t i = 0; i < column->size; i++)
        if (column->whole[i] > 0 && (uint32_t)column->whole[i] < column->choices)
            counts[column->whole[i]]++;
    for (uint32_t code = 1; code < column->choices; code++) {
        const char *name = column_choice(column, (int32_t)code);
        if (name != NULL)
            offer(offering, name, counts[code]);
    }
    free(counts);
    return true;
}

static bool offer_names(
    struct evaluation *evaluation, enum query_field field, struct offering *offering)
{
    if (query_field_subject(field).type != ATTRIBUTE_CHOICE ||
        query_field_subject(field).choices != WORDS)
        return true; /* numbers, or words that completion itself knows */
    const struct names *names = evaluation_names(evaluation, field);
    for (size_t i = 0; names != NULL && i < names->count; i++) {
        offer(offering, names->items[i].text, 0);
        if (names->items[i].other != NULL)
            offer(offering, names->items[i].other, 0);
    }
    return names != NULL;
}

static bool offer_segments(
    struct evaluation *evaluation, struct segment_list *list, struct offering *offering)
{
    struct database *database = evaluation_database(evaluation);
    if (database == NULL || !segment_list_read(database, list, evaluation->error))
        return false;
    for (size_t i = 0; i < list->count; i++)
        offer(offering, list->items[i].name, 0);
    return true;
}

bool query_values(struct census *census, int attribute, int field, const char *typed,
    struct query_values *values, struct progress *progress, struct error *error)
{
    struct evaluation_cache *cache = evaluation_cache_new(census);
    struct evaluation evaluation;
    struct segment_list list = {0};
    struct offering offering = {.begun = begun_of(typed)};
    *values = (struct query_values){0};
    bool good = evaluation_begin(&evaluation, census, cache, NULL, progress, error);
    if (good && attribute >= 0)
        good = word_choices(attribute) != WORDS || offer_choices(&evaluation, attribute, &offering);
    else if (good && field >= 0)
        good = offer_names(&evaluation, (enum query_field)field, &offering);
    else if (good)
        good = offer_segments(&evaluation, &list, &offering);
    if (good)
        hand_over(&offering, values);
    segment_list_free(&list);
    evaluation_end(&evaluation);
    evaluation_cache_free(&cache);
    free(offering.offers);
    free(offering.begun);
    return good;
}

void query_values_free(struct query_values *values)
{
    for (size_t i = 0; i < values->count; i++)
        free(values->words[i]);
    free(values->words);
    *values = (struct query_values){0};
}
