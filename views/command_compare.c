/* compare: what is found out about a segment by comparing its customers with others. */
#include <math.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/evaluate.h"
#include "views/findings.h"
#include "views/format.h"
#include "views/output.h"
#include "views/shop.h"
#include "views/verb.h"
#include "views/work.h"

static const struct option_rule rules[] = {
    {"apart", NULL, "what sets the customers apart from everybody else, as queries"},
    {"groups", NULL, "groups of alike customers in the segment"},
    {"overlap", NULL, "customers it shares with the other segments"},
    {"alike", NULL, "a query of the customers most like them"},
    {0},
};

struct comparing {
    const struct options *options;
    struct shop *shop;
    struct findings *findings;
    char *alike; /* the query */
};

static bool find(struct comparing *comparing, struct census *census, const struct members *members,
    struct progress *progress, struct error *error)
{
    const struct options *options = comparing->options;
    struct catalogue catalogue = {0};
    enum finding_kind kind = options_value(options, "groups") != NULL    ? FIND_GROUPS
                             : options_value(options, "overlap") != NULL ? FIND_OVERLAP
                                                                         : FIND_APART;
    if (options_value(options, "alike") != NULL) {
        comparing->alike = findings_alike(census, members, progress, error);
        return comparing->alike != NULL;
    }
    if (kind == FIND_OVERLAP && !catalogue_read(comparing->shop->database, &catalogue, error))
        return false;
    comparing->findings =
        findings_make(kind, census, members, options->operands[0], &catalogue, progress, error);
    catalogue_free(&catalogue);
    return comparing->findings != NULL;
}

static bool compare(void *context, struct progress *progress, struct error *error)
{
    struct comparing *comparing = context;
    const struct options *options = comparing->options;
    date_day day;
    comparing->shop = shop_open(options->database, DATABASE_READ, SHOP_WITH_FACTS, progress, error);
    if (comparing->shop == NULL || !shop_as_of(comparing->shop, options, &day, error))
        return false;
    day = day == OPTIONS_NO_DAY ? facts_span(comparing->shop->facts).last_day : day;
    struct query *query = query_parse(options->operands[0], NULL, error);
    struct census *census =
        query != NULL ? census_open(options->database, comparing->shop->facts, day, error) : NULL;
    struct members *members =
        census != NULL ? query_evaluate(query, census, NULL, NULL, progress, error) : NULL;
    bool good = members != NULL && find(comparing, census, members, progress, error);
    members_free(&members);
    census_free(&census);
    query_free(&query);
    return good;
}

/* A finding to a paragraph: its figures, then in full what is said of it. */
static bool print_people(const struct comparing *comparing, struct error *error)
{
    enum { INDENT = 4 };
    const struct findings *findings = comparing->findings;
    struct output_manner manner = output_manner(comparing->options);
    struct text out = {0}, line = {0};
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        char count[FORMAT_TEXT], share[FORMAT_TEXT];
        format_count(count, finding->count);
        format_share(share, finding->share);
        text_clear(&line);
        text_format(&line, "%s  %s  %s", finding->name, count, share);
        output_wrapped(&out, text_string(&line), 0, INDENT, manner.columns);
        if (finding->words[0] == '\0')
            continue;
        text_append(&out, "    ");
        output_wrapped(&out, finding->words, INDENT, INDENT, manner.columns);
    }
    if (findings->count == 0)
        text_format(&out, "%s\n", say("nothing was found"));
    if (findings->remark[0] != '\0')
        output_wrapped(&out, findings->remark, 0, 0, manner.columns);
    bool good = output_people(&out, &manner, error);
    text_free(&out);
    text_free(&line);
    return good;
}

/* The other segments as a table: those that share somebody, and how many do not. */
static bool print_overlap(const struct comparing *comparing, struct error *error)
{
    static const struct output_column columns[] = {
        {"name", "segment", OUTPUT_TEXT},
        {"customers", "in both", OUTPUT_COUNT},
        {"share", "share", OUTPUT_RATE},
        {"words", "", OUTPUT_TEXT},
    };
    const struct findings *findings = comparing->findings;
    size_t none = 0;
    struct output_table *table =
        output_table_new(columns, sizeof(columns) / sizeof(*columns), &comparing->shop->currency);
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        none += finding->count == 0;
        if (finding->count == 0)
            continue;
        output_table_text(table, finding->name);
        output_table_number(table, finding->count);
        output_table_number(table, finding->share);
        output_table_text(table, finding->words);
    }
    output_table_empty(table, say("no other segment has any of them"));
    bool good = output_table_print(table, comparing->options, error);
    if (good && none > 0 && none < findings->count)
        good = output_sentence(
            comparing->options, error, say("segments that have none of them: %zu"), none);
    output_table_free(&table);
    return good;
}

static bool print_table(const struct comparing *comparing, struct error *error)
{
    static const struct output_column columns[] = {
        {"name", "finding", OUTPUT_TEXT},
        {"customers", "customers", OUTPUT_COUNT},
        {"share", "share", OUTPUT_RATE},
        {"words", "", OUTPUT_TEXT},
        {"query", NULL, OUTPUT_TEXT},
    };
    const struct findings *findings = comparing->findings;
    struct output_table *table =
        output_table_new(columns, sizeof(columns) / sizeof(*columns), &comparing->shop->currency);
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        output_table_text(table, finding->name);
        output_table_number(table, finding->count);
        output_table_number(table, finding->share);
        output_table_text(table, finding->words);
        output_table_text(table, finding->query);
    }
    bool good = output_table_print(table, comparing->options, error);
    output_table_free(&table);
    return good;
}

static bool print_alike(const struct comparing *comparing, struct error *error)
{
    if (comparing->options->format == FORMAT_JSON) {
        cJSON *root = cJSON_CreateObject();
        cJSON_AddStringToObject(root, "query", comparing->alike);
        return output_json(root, error);
    }
    struct text line = {0};
    text_format(&line, "%s\n", comparing->alike);
    bool good = output_write(text_string(&line), line.length, error);
    text_free(&line);
    return good;
}

static int run(const struct options *options)
{
    struct error error;
    struct comparing comparing = {.options = options};
    if (!verb_operands(options, 1, 1))
        return STATUS_MISUSED;
    bool good = work_run(say("counting"), WORK_PARTS, compare, &comparing, &error) &&
                (comparing.alike != NULL                       ? print_alike(&comparing, &error)
                    : options->format != FORMAT_PEOPLE         ? print_table(&comparing, &error)
                    : comparing.findings->kind == FIND_OVERLAP ? print_overlap(&comparing, &error)
                                                               : print_people(&comparing, &error));
    findings_free(&comparing.findings);
    free(comparing.alike);
    shop_free(&comparing.shop);
    return good ? STATUS_DONE : verb_refused(&error);
}

const struct verb verb_compare = {
    .name = "compare",
    .synopsis = "'QUERY'",
    .summary = "what sets a segment apart, its groups, its overlap with others",
    .rules = rules,
    .run = run,
};
