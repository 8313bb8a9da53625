/* The actions of "people" that only look: completeness, duplicates, merges. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/customers/mask.h"
#include "views/format.h"
#include "views/people.h"

/* --- completeness -------------------------------------------------------------------------------
 */

static bool count_completeness(
    struct people_run *run, struct progress *progress, struct error *error)
{
    date_instant now;
    return shop_now(run->shop, run->options, &now, error) &&
           completeness_count(
               run->shop->database, run->shop->facts, now, &run->completeness, progress, error);
}

static double share_of(int64_t known, int64_t customers)
{
    return customers > 0 ? (double)known / (double)customers : (double)NAN;
}

static bool completeness_json(const struct completeness *result, struct error *error)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddNumberToObject(root, "customers", (double)result->customers);
    cJSON_AddNumberToObject(root, "leads", (double)result->leads);
    cJSON *fields = cJSON_AddArrayToObject(root, "fields");
    for (size_t i = 0; i < result->field_count; i++) {
        const struct completeness_field *field = &result->fields[i];
        cJSON *item = cJSON_CreateObject();
        cJSON_AddItemToArray(fields, item);
        cJSON_AddStringToObject(item, "id", field->name);
        cJSON_AddNumberToObject(item, "known", (double)field->known);
        output_add(item, "share", share_of(field->known, result->customers), MEASURE_RATE, 0);
        cJSON *doubts = cJSON_AddArrayToObject(item, "implausible");
        for (size_t j = 0; j < field->doubt_count; j++) {
            cJSON *doubt = cJSON_CreateObject();
            cJSON_AddItemToArray(doubts, doubt);
            cJSON_AddStringToObject(doubt, "id", field->doubts[j].id);
            cJSON_AddNumberToObject(doubt, "count", (double)field->doubts[j].count);
            cJSON_AddNumberToObject(doubt, "customer", (double)field->doubts[j].customer);
            cJSON_AddStringToObject(doubt, "example", field->doubts[j].example);
        }
    }
    return output_json(root, error);
}

static const struct output_column completeness_columns[] = {
    {"field", "field", OUTPUT_TEXT},
    {"known", "known", OUTPUT_COUNT},
    {"share", "share", OUTPUT_RATE},
    {"implausible", "implausible", OUTPUT_COUNT},
    {"reason", "reason", OUTPUT_TEXT},
    {"customer", "customer", OUTPUT_TEXT},
    {"example", "example", OUTPUT_TEXT},
};

/* A row per field, and one for each further doubt. People are spared the repetition. */
static void add_field(struct output_table *table, const struct completeness *result,
    const struct completeness_field *field, bool people)
{
    size_t rows = field->doubt_count > 0 ? field->doubt_count : 1;
    for (size_t i = 0; i < rows; i++) {
        const struct completeness_doubt *doubt = field->doubt_count > 0 ? &field->doubts[i] : NULL;
        char customer[FORMAT_TEXT] = "";
        if (i > 0 && people) {
            for (int blank = 0; blank < 3; blank++)
                output_table_text(table, "");
        } else {
            output_table_text(
                table, people && field->label != NULL ? say(field->label) : field->name);
            output_table_number(table, (double)field->known);
            output_table_number(table, share_of(field->known, result->customers));
        }
        if (doubt != NULL)
            snprintf(customer, sizeof(customer), "%lld", (long long)doubt->customer);
        if (doubt != NULL || !people)
            output_table_number(table, doubt != NULL ? (double)doubt->count : 0);
        else
            output_table_text(table, "");
        output_table_text(table, doubt == NULL ? "" : people ? say(doubt->label) : doubt->id);
        output_table_text(table, customer);
        output_table_text(table, doubt != NULL ? doubt->example : "");
    }
}

static bool print_completeness(struct people_run *run, struct error *error)
{
    const struct completeness *result = &run->completeness;
    bool people = run->options->format == FORMAT_PEOPLE;
    if (run->options->format == FORMAT_JSON)
        return completeness_json(result, error);
    char customers[FORMAT_TEXT], leads[FORMAT_TEXT];
    format_count(customers, result->customers);
    format_count(leads, result->leads);
    struct output_table *table = output_table_new(completeness_columns,
        sizeof(completeness_columns) / sizeof(completeness_columns[0]), &run->shop->currency);
    for (size_t i = 0; i < result->field_count; i++)
        add_field(table, result, &result->fields[i], people);
    bool good =
        output_sentence(run->options, error,
            result->customers == 1 ? say("%s customer, leads without any order: %s")
                                   : say("%s customers, %s of them leads without any order"),
            customers, leads) &&
        output_table_print(table, run->options, error);
    output_table_free(&table);
    return good;
}

const struct people_action people_completeness = {
    .mode = DATABASE_READ,
    .facts = SHOP_WITH_FACTS,
    .work = count_completeness,
    .print = print_completeness,
};

/* --- duplicates ---------------------------------------------------------------------------------
 */

static bool find_duplicates(struct people_run *run, struct progress *progress, struct error *error)
{
    return duplicate_find(run->shop->database, &run->duplicates, progress, error);
}

static cJSON *words_json(const struct duplicate_word *words, unsigned bits)
{
    cJSON *list = cJSON_CreateArray();
    for (; words->id != NULL; words++)
        if ((words->bit & bits) != 0)
            cJSON_AddItemToArray(list, cJSON_CreateString(words->id));
    return list;
}

static bool duplicates_json(const struct people_run *run, struct error *error)
{
    const struct duplicates *found = &run->duplicates;
    cJSON *root = cJSON_CreateObject(), *pairs = cJSON_AddArrayToObject(root, "pairs");
    for (size_t i = 0; i < found->count && i < run->limit; i++) {
        const struct duplicate *pair = &found->items[i];
        cJSON *item = cJSON_CreateObject();
        cJSON_AddItemToArray(pairs, item);
        cJSON_AddNumberToObject(item, "one", (double)pair->one);
        cJSON_AddNumberToObject(item, "other", (double)pair->other);
        cJSON_AddStringToObject(item, "strength", duplicate_strengths[pair->strength].id);
        cJSON_AddItemToObject(item, "reasons", words_json(duplicate_reasons, pair->reasons));
        cJSON_AddItemToObject(item, "doubts", words_json(duplicate_doubts, pair->doubts));
    }
    cJSON_AddNumberToObject(root, "count", (double)found->count);
    cJSON_AddNumberToObject(root, "shared_keys", (double)found->shared_keys);
    return output_json(root, error);
}

static void add_words(
    struct output_table *table, const struct duplicate_word *words, unsigned bits, bool people)
{
    struct text text = {0};
    if (people)
        duplicate_put_words(&text, words, bits);
    for (; !people && words->id != NULL; words++)
        if ((words->bit & bits) != 0)
            text_format(&text, "%s%s", text.length == 0 ? "" : " ", words->id);
    output_table_text(table, text_string(&text));
    text_free(&text);
}

static void add_number(struct output_table *table, int64_t number)
{
    char text[FORMAT_TEXT];
    snprintf(text, sizeof(text), "%lld", (long long)number);
    output_table_text(table, text);
}

static const struct output_column duplicate_columns[] = {
    {"one", "customer", OUTPUT_TEXT},
    {"other", "customer", OUTPUT_TEXT},
    {"strength", "one person", OUTPUT_TEXT},
    {"reasons", "because", OUTPUT_TEXT},
    {"doubts", "against it", OUTPUT_TEXT},
};

static bool print_duplicates(struct people_run *run, struct error *error)
{
    const struct duplicates *found = &run->duplicates;
    bool people = run->options->format == FORMAT_PEOPLE;
    if (run->options->format == FORMAT_JSON)
        return duplicates_json(run, error);
    struct output_table *table = output_table_new(duplicate_columns,
        sizeof(duplicate_columns) / sizeof(duplicate_columns[0]), &run->shop->currency);
    output_table_empty(table, say("nobody looks as if they were there twice"));
    for (size_t i = 0; i < found->count && i < run->limit; i++) {
        const struct duplicate *pair = &found->items[i];
        const struct duplicate_word *strength = &duplicate_strengths[pair->strength];
        add_number(table, pair->one);
        add_number(table, pair->other);
        output_table_text(table, people ? say(strength->label) : strength->id);
        add_words(table, duplicate_reasons, pair->reasons, people);
        add_words(table, duplicate_doubts, pair->doubts, people);
    }
    bool good = output_table_print(table, run->options, error);
    output_table_free(&table);
    if (good && found->count > run->limit)
        good = output_sentence(run->options, error,
            found->count - run->limit == 1 ? say("%zu pair more; --limit %zu shows it")
                                           : say("%zu pairs more; --limit %zu shows them"),
            found->count - run->limit, found->count);
    if (good && found->count > 0)
        good = output_sentence(run->options, error, "%s",
            say("side by side: zhanggui people compare A B; one person: people merge KEPT GONE; "
                "two: people apart A B"));
    return good;
}

const struct people_action people_duplicates = {
    .mode = DATABASE_READ,
    .work = find_duplicates,
    .print = print_duplicates,
};

/* --- merges -------------------------------------------------------------------------------------
 */

static bool read_merges(struct people_run *run, struct progress *progress, struct error *error)
{
    (void)progress;
    size_t limit = run->limit < INT32_MAX ? run->limit : INT32_MAX;
    return merge_read(run->shop->database, limit, &run->merges, error);
}

static const struct output_column merge_columns[] = {
    {"merge", "merge", OUTPUT_TEXT},
    {"at", "when", OUTPUT_TEXT},
    {"kept", "kept", OUTPUT_TEXT},
    {"gone", "gone", OUTPUT_TEXT},
    {"orders", "orders", OUTPUT_COUNT},
    {"identities", "identities", OUTPUT_COUNT},
    {"undone_at", "undone", OUTPUT_TEXT},
};

static bool print_merges(struct people_run *run, struct error *error)
{
    struct output_table *table = output_table_new(
        merge_columns, sizeof(merge_columns) / sizeof(merge_columns[0]), &run->shop->currency);
    output_table_empty(table, say("no customers were merged yet"));
    for (size_t i = 0; i < run->merges.count; i++) {
        const struct merge *merge = &run->merges.items[i];
        char at[DATE_TEXT], undone[DATE_TEXT] = "";
        date_instant_text(run->shop->zone, merge->at, at);
        if (merge->undone_at != 0)
            date_instant_text(run->shop->zone, merge->undone_at, undone);
        add_number(table, merge->id);
        output_table_text(table, at);
        add_number(table, merge->kept);
        add_number(table, merge->gone);
        output_table_number(table, (double)merge->orders);
        output_table_number(table, (double)merge->identities);
        output_table_text(table, undone);
    }
    bool good = output_table_print(table, run->options, error);
    output_table_free(&table);
    return good;
}

const struct people_action people_merges = {
    .mode = DATABASE_READ,
    .work = read_merges,
    .print = print_merges,
};
