/* segment: who fulfils a query. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/evaluate.h"
#include "core/customers/mask.h"
#include "core/customers/segment.h"
#include "views/format.h"
#include "views/segment_fields.h"
#include "views/segment_table.h"
#include "views/verb.h"
#include "views/work.h"

static const struct option_rule rules[] = {
    {"count", NULL, "only how many there are"},
    {"explain", NULL, "who is left after each clause"},
    {"columns", "A,B,C", "attributes to show: id,lifecycle,orders,sales,last_order,r,f,m"},
    {"sort", "COLUMN", "the order of the customers; -COLUMN: the largest first"},
    {"limit", "N", "at most so many customers (20 on a screen, else all)"},
    {"unmask", NULL, "personal columns as they are; the audit remembers it"},
    {"save", "NAME", "also save the query as a segment"},
    {"list", NULL, "the saved segments and those that come with the program"},
    {"fields", NULL, "what can be asked and shown; with a word behind it, what is called like it"},
    {"remove", "NAME", "remove a saved segment"},
    {0},
};

static const char default_columns[] = "id,lifecycle,orders,sales,last_order,r,f,m";
enum { ROWS_FOR_PEOPLE = 20 };

struct question {
    const struct options *options;
    const char *text;
    struct query *query;
    struct shop *shop;
    struct census *census;
    struct evaluation_cache *cache;
    struct members *members;
    uint32_t of;
    struct explain explain;
    struct output_column *heads;
    struct output_table *table;
    uint32_t limit, shown; /* limit UINT32_MAX: all */
    uint32_t unwilling[2]; /* shown with an address nobody may write to: e-mail, phone */
};

static void question_free(struct question *question)
{
    output_table_free(&question->table);
    free(question->heads);
    explain_free(&question->explain);
    members_free(&question->members);
    evaluation_cache_free(&question->cache);
    census_free(&question->census);
    shop_free(&question->shop);
    query_free(&question->query);
}

/* --- the answer ---------------------------------------------------------------------------- */

static bool open_census(struct question *question, struct progress *progress, struct error *error)
{
    const struct options *options = question->options;
    date_day day = OPTIONS_NO_DAY;
    /* What is written beside the question: a segment, or that personal data were seen. */
    bool writes =
        options_value(options, "save") != NULL || options_value(options, "unmask") != NULL;
    question->shop = shop_open(options->database, writes ? DATABASE_WRITE : DATABASE_READ,
        SHOP_WITH_FACTS, progress, error);
    if (question->shop == NULL || !shop_as_of(question->shop, options, &day, error))
        return false;
    if (day == OPTIONS_NO_DAY)
        day = facts_span(question->shop->facts).last_day;
    question->census = census_open(options->database, question->shop->facts, day, error);
    if (question->census == NULL)
        return false;
    question->cache = evaluation_cache_new(question->census);
    const uint64_t *known = census_known(question->census, progress, error);
    if (known == NULL)
        return false;
    struct members all = {
        .size = census_size(question->census), .bits = (uint64_t *)(uintptr_t)known};
    question->of = members_count(&all);
    return true;
}

/* Personal data that will be shown as they are go into the audit first. */
static bool log_unmasking(
    struct question *question, const struct segment_columns *columns, struct error *error)
{
    struct text what = {0}, whose = {0};
    bool good = true;
    if (segment_columns_personal(question->census, columns, &what)) {
        text_format(&whose, "%u customers of %s", question->shown, question->text);
        good = mask_log(question->shop->database, text_string(&what), text_string(&whose), error);
    }
    text_free(&what);
    text_free(&whose);
    return good;
}

/* Counts those whose e-mail or phone will be shown as it is, and who may not be written to there.
 */
static bool count_unwilling(struct question *question, const struct segment_columns *columns,
    const uint32_t *order, struct progress *progress, struct error *error)
{
    for (size_t i = 0; i < columns->count; i++) {
        int address = columns->attributes[i];
        if (address != CUSTOMER_EMAIL && address != CUSTOMER_PHONE)
            continue;
        bool phone = address == CUSTOMER_PHONE;
        const struct column *known = census_column(question->census, address, progress, error);
        const struct column *reach =
            known == NULL
                ? NULL
                : census_column(question->census,
                      phone ? CUSTOMER_SMS_REACHABLE : CUSTOMER_EDM_REACHABLE, progress, error);
        if (reach == NULL)
            return false;
        question->unwilling[phone] = 0;
        for (uint32_t row = 0; row < question->shown; row++)
            question->unwilling[phone] +=
                known->whole[order[row]] == 1 && reach->whole[order[row]] != 1;
    }
    return true;
}

static bool make_table(struct question *question, struct progress *progress, struct error *error)
{
    const struct options *options = question->options;
    const char *names = options_value(options, "columns"), *sort = options_value(options, "sort");
    bool people = options->format == FORMAT_PEOPLE, downwards = false;
    bool unmask = options_value(options, "unmask") != NULL;
    struct segment_columns columns;
    int by = -1;
    if (!segment_columns_read(
            question->census, names != NULL ? names : default_columns, &columns, error) ||
        (sort != NULL && !segment_order_read(question->census, sort, &by, &downwards, error)))
        return false;
    uint32_t *order =
        segment_order(question->census, question->members, by, downwards, progress, error);
    if (order == NULL)
        return false;
    uint32_t count = members_count(question->members);
    question->shown = question->limit < count ? question->limit : count;
    bool good = !unmask || (count_unwilling(question, &columns, order, progress, error) &&
                               log_unmasking(question, &columns, error));
    if (good)
        question->table = segment_table(question->census, question->shop, &columns, order,
            question->shown, people, unmask, &question->heads, progress, error);
    free(order);
    return good && question->table != NULL;
}

static bool answer(void *context, struct progress *progress, struct error *error)
{
    struct question *question = context;
    const struct options *options = question->options;
    const char *save = options_value(options, "save");
    if (!open_census(question, progress, error))
        return false;
    question->members =
        query_evaluate(question->query, question->census, question->cache, NULL, progress, error);
    if (question->members == NULL)
        return false;
    if (save != NULL && !segment_save(question->shop->database, save, question->text, NULL, error))
        return false;
    if (options_value(options, "explain") != NULL)
        return query_explain(question->query, question->census, question->cache, &question->explain,
            progress, error);
    return options_value(options, "count") != NULL || make_table(question, progress, error);
}

/* --- printing ------------------------------------------------------------------------------ */

static bool print_count(const struct question *question, struct error *error)
{
    uint32_t count = members_count(question->members);
    char some[FORMAT_TEXT], all[FORMAT_TEXT], share[FORMAT_TEXT];
    if (question->options->format == FORMAT_JSON) {
        cJSON *root = cJSON_CreateObject();
        cJSON_AddNumberToObject(root, "count", count);
        cJSON_AddNumberToObject(root, "of", question->of);
        return output_json(root, error);
    }
    if (question->options->format == FORMAT_CSV) {
        char line[64];
        int length = snprintf(line, sizeof(line), "count,of\r\n%u,%u\r\n", count, question->of);
        return output_write(line, (size_t)length, error);
    }
    format_count(some, count);
    format_count(all, question->of);
    format_value(share, question->of > 0 ? (double)count / question->of : 0, MEASURE_RATE,
        &question->shop->currency);
    return output_sentence(question->options, error,
        question->of == 1 ? say("%s of %s customer, %s") : say("%s of %s customers, %s"), some, all,
        share);
}

static bool print_explain(const struct question *question, struct error *error)
{
    static const struct output_column columns[] = {
        {"clause", "clause", OUTPUT_TEXT},
        {"alone", "alone", OUTPUT_COUNT},
        {"left", "left", OUTPUT_COUNT},
    };
    const struct explain *explain = &question->explain;
    if (question->options->format == FORMAT_JSON) {
        cJSON *root = cJSON_CreateObject(), *steps = cJSON_CreateArray();
        cJSON_AddNumberToObject(root, "count", explain->steps[explain->count - 1].left);
        cJSON_AddNumberToObject(root, "of", explain->everybody);
        cJSON_AddItemToObject(root, "steps", steps);
        for (size_t i = 0; i < explain->count; i++) {
            cJSON *step = cJSON_CreateObject();
            cJSON_AddStringToObject(step, "clause", explain->steps[i].clause);
            cJSON_AddNumberToObject(step, "alone", explain->steps[i].alone);
            cJSON_AddNumberToObject(step, "left", explain->steps[i].left);
            cJSON_AddItemToArray(steps, step);
        }
        return output_json(root, error);
    }
    struct output_table *table = output_table_new(columns, 3, &question->shop->currency);
    if (question->options->format == FORMAT_PEOPLE) {
        output_table_text(table, say("everybody"));
        output_table_number(table, explain->everybody);
        output_table_number(table, explain->everybody);
    }
    for (size_t i = 0; i < explain->count; i++) {
        output_table_text(table, explain->steps[i].clause);
        output_table_number(table, explain->steps[i].alone);
        output_table_number(table, explain->steps[i].left);
    }
    bool good = output_table_print(table, question->options, error);
    output_table_free(&table);
    return good;
}

static bool print_table(const struct question *question, struct error *error)
{
    char more[FORMAT_TEXT];
    uint32_t count = members_count(question->members);
    output_table_empty(question->table, say("nobody"));
    if (!output_table_print(question->table, question->options, error))
        return false;
    if (question->shown == count)
        return true;
    format_count(more, count - question->shown);
    return output_sentence(question->options, error, say("and %s more"), more);
}

/* Beside the result, for who writes it to a file. */
static void warn_unwilling(const struct question *question)
{
    char count[FORMAT_TEXT];
    for (int phone = 0; phone < 2; phone++) {
        if (question->unwilling[phone] == 0)
            continue;
        format_count(count, question->unwilling[phone]);
        fprintf(stderr, "zhanggui: ");
        fprintf(stderr,
            phone ? say("%s of the phones may not be written to; leave them out with: and sms "
                        "reachable = yes")
                  : say("%s of the e-mail addresses may not be written to; leave them out with: "
                        "and edm reachable = yes"),
            count);
        fputc('\n', stderr);
    }
}

static bool print(const struct question *question, struct error *error)
{
    if (options_value(question->options, "explain") != NULL)
        return print_explain(question, error);
    if (options_value(question->options, "count") != NULL)
        return print_count(question, error);
    return print_table(question, error);
}

/* --- saved segments ------------------------------------------------------------------------ */

static bool list(const struct options *options, struct shop *shop, struct error *error)
{
    static const struct output_column columns[] = {
        {"name", "name", OUTPUT_TEXT},
        {"query", "query", OUTPUT_TEXT},
        {"kind", "kind", OUTPUT_TEXT},
    };
    struct segment_list segments;
    bool people = options->format == FORMAT_PEOPLE;
    if (!segment_list_read(shop->database, &segments, error))
        return false;
    struct output_table *table = output_table_new(columns, 3, &shop->currency);
    for (size_t i = 0; i < segments.count; i++) {
        const struct segment *segment = &segments.items[i];
        output_table_text(table, segment->name);
        output_table_text(table, segment->query);
        if (people)
            output_table_text(table, segment->shipped ? say("shipped") : say("saved"));
        else
            output_table_text(table, segment->shipped ? "shipped" : "saved");
    }
    bool good = output_table_print(table, options, error);
    output_table_free(&table);
    segment_list_free(&segments);
    return good;
}

static int run_list(const struct options *options)
{
    struct error error;
    const char *name = options_value(options, "remove");
    if (!verb_operands(options, 0, 0))
        return STATUS_MISUSED;
    struct shop *shop = shop_open(options->database, name != NULL ? DATABASE_WRITE : DATABASE_READ,
        SHOP_WITHOUT_FACTS, NULL, &error);
    bool good = shop != NULL;
    if (good && name != NULL)
        good = segment_remove(shop->database, name, &error) &&
               output_sentence(options, &error, say("removed the segment \"%s\""), name);
    else if (good)
        good = list(options, shop, &error);
    shop_free(&shop);
    return good ? STATUS_DONE : verb_refused(&error);
}

static int run_fields(const struct options *options)
{
    struct error error;
    if (!verb_operands(options, 0, 1))
        return STATUS_MISUSED;
    const char *word = options->operand_count > 0 ? options->operands[0] : NULL;
    return segment_fields_print(options, word, &error) ? STATUS_DONE : verb_refused(&error);
}

/* --- the command --------------------------------------------------------------------------- */

static bool read_limit(struct question *question, struct error *error)
{
    const char *text = options_value(question->options, "limit");
    question->limit = question->options->format == FORMAT_PEOPLE ? ROWS_FOR_PEOPLE : UINT32_MAX;
    if (text == NULL)
        return true;
    char *end;
    unsigned long limit = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || limit > UINT32_MAX)
        return error_set(error, say("--limit takes a number of customers, not \"%s\""), text);
    question->limit = (uint32_t)limit;
    return true;
}

static int run(const struct options *options)
{
    struct question question = {.options = options};
    struct error error;
    if (options_value(options, "list") != NULL || options_value(options, "remove") != NULL)
        return run_list(options);
    if (options_value(options, "fields") != NULL)
        return run_fields(options);
    if (!verb_operands(options, 1, 1))
        return STATUS_MISUSED;
    question.text = options->operands[0];
    if (!read_limit(&question, &error))
        return verb_misused(options, "%s", error.text);
    question.query = query_parse(question.text, NULL, &error);
    if (question.query == NULL)
        return verb_misused(options, "%s", error.text);
    bool good = work_run(say("reading the shop"), WORK_PARTS, answer, &question, &error) &&
                print(&question, &error);
    if (good)
        warn_unwilling(&question);
    question_free(&question);
    return good ? STATUS_DONE : verb_refused(&error);
}

const struct verb verb_segment = {
    .name = "segment",
    .synopsis =
        "'QUERY' [--count | --explain | --columns A,B,C] [--save NAME] | --list | --fields [WORD]",
    .summary = "the customers who fulfil a query",
    .rules = rules,
    .run = run,
};
