/* migration: who moved from which stage to which between two days. */
#include <math.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/customers/migration.h"
#include "views/format.h"
#include "views/output.h"
#include "views/shop.h"
#include "views/verb.h"
#include "views/work.h"

static const struct option_rule rules[] = {
    {"from", "DATE", "the first day"},
    {"to", "DATE", "the second day (the last one with data)"},
    {0},
};

struct question {
    const struct options *options;
    date_day from, to; /* to: OPTIONS_NO_DAY for the last day */
    struct shop *shop;
    struct migration migration;
};

static bool answer(void *context, struct progress *progress, struct error *error)
{
    struct question *question = context;
    const char *path = question->options->database;
    question->shop = shop_open(path, DATABASE_READ, SHOP_WITH_FACTS, progress, error);
    if (question->shop == NULL ||
        (question->to == OPTIONS_NO_DAY &&
            !shop_as_of(question->shop, question->options, &question->to, error)))
        return false;
    if (question->to == OPTIONS_NO_DAY)
        question->to = facts_span(question->shop->facts).last_day;
    struct census *from = census_open(path, question->shop->facts, question->from, error);
    struct census *to =
        from != NULL ? census_open(path, question->shop->facts, question->to, error) : NULL;
    bool good =
        to != NULL && migration_count(from, to, NULL, &question->migration, progress, error);
    census_free(&to);
    census_free(&from);
    return good;
}

/* --- printing ------------------------------------------------------------------------------ */

static void add_number(cJSON *object, const char *name, double value, const struct question *of)
{
    output_add(object, name, value, MEASURE_MONEY, of->shop->currency.decimals);
}

static void add_moves(cJSON *array, const struct question *question)
{
    const struct migration *migration = &question->migration;
    for (int i = 1; i < LIFECYCLE_STAGES; i++)
        for (int j = 1; j < LIFECYCLE_STAGES; j++) {
            enum lifecycle_stage before = (enum lifecycle_stage)i, after = (enum lifecycle_stage)j;
            if (migration->counts[i][j] == 0)
                continue;
            cJSON *move = cJSON_CreateObject();
            cJSON_AddStringToObject(move, "from", lifecycle_names[i]);
            cJSON_AddStringToObject(move, "to", lifecycle_names[j]);
            cJSON_AddNumberToObject(move, "customers", migration->counts[i][j]);
            output_add(move, "share", migration_share(migration, before, after), MEASURE_RATE, 0);
            add_number(move, "worth", migration_worth(migration, before, after), question);
            cJSON_AddItemToArray(array, move);
        }
}

static void add_stages(cJSON *array, const struct question *question)
{
    const struct migration *migration = &question->migration;
    for (int i = 1; i < LIFECYCLE_STAGES; i++) {
        cJSON *stage = cJSON_CreateObject();
        cJSON_AddStringToObject(stage, "stage", lifecycle_names[i]);
        cJSON_AddNumberToObject(stage, "before", migration->before[i]);
        cJSON_AddNumberToObject(stage, "fresh", migration->fresh[i]);
        cJSON_AddNumberToObject(stage, "after", migration->after[i]);
        add_number(stage, "value", migration->value[i], question);
        cJSON_AddItemToArray(array, stage);
    }
}

static bool print_json(const struct question *question, struct error *error)
{
    const struct migration *migration = &question->migration;
    cJSON *root = cJSON_CreateObject(), *stages = cJSON_CreateArray();
    cJSON *moves = cJSON_CreateArray();
    char day[DATE_TEXT];
    date_day_text(migration->from, day);
    cJSON_AddStringToObject(root, "from", day);
    date_day_text(migration->to, day);
    cJSON_AddStringToObject(root, "to", day);
    add_stages(stages, question);
    add_moves(moves, question);
    cJSON_AddItemToObject(root, "stages", stages);
    cJSON_AddItemToObject(root, "moves", moves);
    cJSON_AddNumberToObject(root, "before", migration->all_before);
    cJSON_AddNumberToObject(root, "fresh", migration->all_fresh);
    cJSON_AddNumberToObject(root, "after", migration->all_after);
    cJSON_AddNumberToObject(root, "up", migration->up);
    cJSON_AddNumberToObject(root, "down", migration->down);
    add_number(root, "up_worth", migration->up_worth, question);
    add_number(root, "down_worth", migration->down_worth, question);
    return output_json(root, error);
}

/* Rows: the stage before, then those who are new since; columns: the stage after. */
static bool print_table(const struct question *question, struct error *error)
{
    const struct migration *migration = &question->migration;
    bool people = question->options->format == FORMAT_PEOPLE;
    struct output_column columns[LIFECYCLE_STAGES + 1] = {{"from", "from \\ to", OUTPUT_TEXT}};
    for (int i = 1; i < LIFECYCLE_STAGES; i++)
        columns[i] = (struct output_column){lifecycle_names[i],
            people ? lifecycle_name((enum lifecycle_stage)i) : lifecycle_names[i], OUTPUT_COUNT};
    columns[LIFECYCLE_STAGES] = (struct output_column){"all", "all", OUTPUT_COUNT};
    struct output_table *table =
        output_table_new(columns, LIFECYCLE_STAGES + 1, &question->shop->currency);
    for (int i = 1; i <= LIFECYCLE_STAGES + 1; i++) {
        bool fresh = i == LIFECYCLE_STAGES, all = i == LIFECYCLE_STAGES + 1;
        const uint32_t *counts = fresh ? migration->fresh
                                 : all ? migration->after
                                       : migration->counts[i];
        const char *name = fresh && people ? say("new since")
                           : all && people ? say("all")
                           : fresh         ? "fresh"
                           : all           ? "all"
                           : people        ? lifecycle_name((enum lifecycle_stage)i)
                                           : lifecycle_names[i];
        output_table_text(table, name);
        for (int j = 1; j < LIFECYCLE_STAGES; j++)
            output_table_number(table, counts[j]);
        output_table_number(table, fresh ? migration->all_fresh
                                   : all ? migration->all_after
                                         : migration->before[i]);
    }
    bool good = output_table_print(table, question->options, error);
    output_table_free(&table);
    return good;
}

static bool print(const struct question *question, struct error *error)
{
    const struct migration *migration = &question->migration;
    char up[FORMAT_TEXT], down[FORMAT_TEXT], won[FORMAT_TEXT], lost[FORMAT_TEXT];
    if (question->options->format == FORMAT_JSON)
        return print_json(question, error);
    if (!print_table(question, error))
        return false;
    format_count(up, migration->up);
    format_count(down, migration->down);
    format_difference(won, migration->up_worth, MEASURE_MONEY, &question->shop->currency);
    format_difference(lost, migration->down_worth, MEASURE_MONEY, &question->shop->currency);
    return output_sentence(question->options, error,
        say("%s moved up (%s a year), %s moved down (%s a year)"), up, won, down, lost);
}

static int run(const struct options *options)
{
    struct question question = {.options = options, .to = OPTIONS_NO_DAY};
    struct error error;
    const char *from = options_value(options, "from"), *to = options_value(options, "to");
    if (!verb_operands(options, 0, 0))
        return STATUS_MISUSED;
    if (from == NULL)
        return verb_misused(options, "%s", say("migration needs --from DATE"));
    if (!date_day_parse(from, &question.from, &error) ||
        (to != NULL && !date_day_parse(to, &question.to, &error)))
        return verb_misused(options, "%s", error.text);
    bool good = work_run(say("reading the shop"), WORK_PARTS, answer, &question, &error) &&
                print(&question, &error);
    shop_free(&question.shop);
    return good ? STATUS_DONE : verb_refused(&error);
}

const struct verb verb_migration = {
    .name = "migration",
    .synopsis = "--from DATE [--to DATE]",
    .summary = "who moved between the stages of the lifecycle",
    .rules = rules,
    .run = run,
};
