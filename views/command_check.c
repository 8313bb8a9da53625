/* check: whether the database, its foreign keys and the facts are what they should be. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/metrics/report.h"
#include "tui/glyph.h"
#include "views/format.h"
#include "views/output.h"
#include "views/shop.h"
#include "views/verb.h"
#include "views/work.h"

enum check { CHECK_DATABASE, CHECK_FACTS, CHECK_TREE, CHECKS };
enum verdict { NOT_CHECKED, PASSED, FAILED };

struct checking {
    const char *path;
    struct shop *shop;
    enum verdict verdicts[CHECKS];
    struct facts_columns counted;
};

static const char *const check_ids[CHECKS] = {"database", "facts", "tree"};
static const char *const check_labels[CHECKS] = {"the database file and its foreign keys",
    "the facts against a recount of the tables",
    "the KPI tree: children give their parent in every week"};

static bool judge(struct checking *checking, enum check check, bool good)
{
    checking->verdicts[check] = good ? PASSED : FAILED;
    return good;
}

static bool check_tree(struct shop *shop, struct progress *progress, struct error *error)
{
    struct weekly_thresholds thresholds = weekly_thresholds_default();
    struct tree *tree = tree_load(error);
    struct weekly *weekly =
        tree == NULL ? NULL
                     : report_count(shop->database, &shop->source, &thresholds, progress, error);
    bool good = weekly != NULL && (shop_is_empty(shop) || tree_verify(tree, weekly, error));
    weekly_free(&weekly);
    tree_free(&tree);
    return good;
}

static bool check_all(void *context, struct progress *progress, struct error *error)
{
    struct checking *checking = context;
    checking->shop = shop_open(checking->path, DATABASE_READ, SHOP_WITHOUT_FACTS, progress, error);
    /* A file so damaged that it cannot be opened was checked too. */
    if (checking->shop == NULL)
        return access(checking->path, F_OK) == 0 && !progress_is_stop(error)
                   ? judge(checking, CHECK_DATABASE, false)
                   : false;
    if (!judge(checking, CHECK_DATABASE, database_check(checking->shop->database, progress, error)))
        return false;
    bool good = shop_open_facts(checking->shop, progress, error) &&
                facts_check(checking->shop->database, checking->shop->facts, progress, error);
    if (good)
        checking->counted = *facts_columns(checking->shop->facts);
    return judge(checking, CHECK_FACTS, good) &&
           judge(checking, CHECK_TREE, check_tree(checking->shop, progress, error));
}

static bool print_json(
    const struct checking *checking, bool good, const struct error *finding, struct error *error)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "file", checking->path);
    cJSON_AddBoolToObject(root, "good", good);
    cJSON *checks = cJSON_AddArrayToObject(root, "checks");
    for (int i = 0; i < CHECKS; i++) {
        cJSON *check = cJSON_CreateObject();
        cJSON_AddItemToArray(checks, check);
        cJSON_AddStringToObject(check, "id", check_ids[i]);
        if (checking->verdicts[i] == NOT_CHECKED)
            cJSON_AddNullToObject(check, "good");
        else
            cJSON_AddBoolToObject(check, "good", checking->verdicts[i] == PASSED);
        if (checking->verdicts[i] == FAILED)
            cJSON_AddStringToObject(check, "finding", finding->text);
    }
    return output_json(root, error);
}

static bool print_csv(
    const struct checking *checking, const struct error *finding, struct error *error)
{
    static const char *const words[] = {"not checked", "good", "bad"};
    struct output_csv csv = {0};
    output_csv_text(&csv, "check");
    output_csv_text(&csv, "verdict");
    output_csv_text(&csv, "finding");
    output_csv_end(&csv);
    for (int i = 0; i < CHECKS; i++) {
        output_csv_text(&csv, check_ids[i]);
        output_csv_text(&csv, words[checking->verdicts[i]]);
        output_csv_text(&csv, checking->verdicts[i] == FAILED ? finding->text : NULL);
        output_csv_end(&csv);
    }
    bool good = output_write(text_string(&csv.text), csv.text.length, error);
    text_free(&csv.text);
    return good;
}

static void append_counts(struct text *out, const struct facts_columns *counted)
{
    char customers[FORMAT_TEXT], orders[FORMAT_TEXT], lines[FORMAT_TEXT], events[FORMAT_TEXT],
        refunds[FORMAT_TEXT];
    format_count(customers, counted->customers);
    format_count(orders, counted->orders);
    format_count(lines, counted->lines);
    format_count(events, counted->events);
    format_count(refunds, counted->refunds);
    text_append(out, "  ");
    text_format(out, say("%s customers, %s orders, %s order lines, %s events, %s refunds"),
        customers, orders, lines, events, refunds);
    text_append_char(out, '\n');
}

static bool print_people(
    const struct checking *checking, bool good, const struct options *options, struct error *error)
{
    static const enum glyph signs[] = {GLYPH_EMPTY, GLYPH_CHECK, GLYPH_CROSS};
    static const enum output_style styles[] = {STYLE_QUIET, STYLE_GOOD, STYLE_BAD};
    struct output_manner manner = output_manner(options);
    struct text out = {0};
    for (int i = 0; i < CHECKS; i++) {
        output_styled(
            &out, &manner, styles[checking->verdicts[i]], glyph_text(signs[checking->verdicts[i]]));
        text_format(&out, " %s\n", say(check_labels[i]));
    }
    if (good)
        append_counts(&out, &checking->counted);
    bool written = output_people(&out, &manner, error);
    text_free(&out);
    return written;
}

static int run(const struct options *options)
{
    if (!verb_operands(options, 0, 0))
        return STATUS_MISUSED;
    struct checking checking = {.path = options->database};
    struct error finding = {{0}}, error;
    bool good = work_run(say("checking"), WORK_PARTS, check_all, &checking, &finding);
    bool looked = checking.verdicts[CHECK_DATABASE] != NOT_CHECKED, written = true;
    if (looked && !progress_is_stop(&finding)) {
        if (options->format == FORMAT_JSON)
            written = print_json(&checking, good, &finding, &error);
        else if (options->format == FORMAT_CSV)
            written = print_csv(&checking, &finding, &error);
        else
            written = print_people(&checking, good, options, &error);
    }
    shop_free(&checking.shop);
    if (!written)
        return verb_refused(&error);
    return good ? STATUS_DONE : verb_refused(&finding);
}

const struct verb verb_check = {
    .name = "check",
    .synopsis = "",
    .summary = "verify the database and the facts",
    .run = run,
};
