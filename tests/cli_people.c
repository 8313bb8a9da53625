/* zhanggui people: completeness, duplicates, merging and undoing, edits. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/store/database.h"
#include "tests/cli_support.h"

static struct cli cli;

/* Chen and her other account, which gave the same phone; a stranger. */
static const char rows[] =
    "member,name,phone,email,gender,birthday,city,created at,accepts marketing\n"
    "tb881331,陈小明,13800138000,Chen@Example.com,f,1990-02-03,杭州,2024-01-01 10:00:00,yes\n"
    "mingming,陈小明,+86 138-0013-8000,,f,,,2023-01-01 10:00:00,no\n"
    "stranger,=HYPERLINK(\"x\"),13900139000,s@example.com,m,2090-02-03,上海,2024-01-01,\n";

static void begin(void)
{
    cli = cli_new();
    cli_write_text(&cli, "people.csv", rows);
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "import", "people.csv", NULL), 0, "%s", cli.err);
}

static void end(void)
{
    cli_end(&cli);
}

TestSuite(cli_people, .init = begin, .fini = end);

static void people_done(const char *one, const char *two, const char *three, const char *four)
{
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "people", one, two, three, four, NULL), 0,
        "%s: %s", one, cli.err);
}

static void people_refused(
    const char *one, const char *two, const char *three, int status, const char *sentence)
{
    cr_expect_eq(
        cli_run(&cli, "--db", "shop.db", "people", one, two, three, NULL), status, "%s", one);
    cr_expect(cli_complained(&cli, sentence), "%s", cli.err);
    cr_expect_str_eq(cli.out, "");
}

static char *shop_text(const char *statement)
{
    return cli_sql(&cli, "shop.db", statement);
}

static void expect_text(const char *sql, const char *expected)
{
    char *found = shop_text(sql);
    cr_expect_str_eq(found, expected, "%s: %s", sql, found);
    free(found);
}

Test(cli_people, twice_there_merged_and_undone)
{
    cJSON *found = cli_json(&cli, "--db", "shop.db", "people", "duplicates", "--json", NULL);
    const cJSON *pair = cJSON_GetArrayItem(cli_member(found, "pairs"), 0);
    cr_expect_eq(cli_number(found, "count"), 1);
    cr_expect_eq(cli_number(pair, "one"), 1);
    cr_expect_eq(cli_number(pair, "other"), 2);
    cr_expect_str_eq(cli_text(pair, "strength"), "sure");
    cr_expect_eq(cJSON_GetArraySize(cli_member(pair, "reasons")), 2);
    cJSON_Delete(found);
    cJSON *merge = cli_json(
        &cli, "--db", "shop.db", "people", "merge", "tb881331", "mingming", "--json", NULL);
    cr_expect_eq(cli_number(merge, "merge"), 1);
    cr_expect_eq(cli_number(merge, "kept"), 1);
    cr_expect_eq(cli_number(merge, "gone"), 2);
    cJSON_Delete(merge);
    expect_text("SELECT given || medium FROM consent WHERE customer_id = 1", "0edm");
    people_done("duplicates", NULL, NULL, NULL);
    cr_expect(cli_printed(&cli, "nobody looks as if"), "%s", cli.out);
    people_done("merges", "--csv", NULL, NULL);
    cr_expect(
        cli_printed(&cli, "merge,at,kept,gone,orders,identities,undone_at\n1,"), "%s", cli.out);
    people_refused("merge", "1", "2", 1, "customer 2 was merged into customer 1 (merge 1)");
    people_done("undo", "1", NULL, NULL);
    cr_expect(cli_printed(&cli, "customers 1 and 2 are two again"), "%s", cli.out);
    expect_text("SELECT group_concat(customer_id || given) FROM consent", "11,20");
    people_refused("undo", "1", NULL, 1, "merge 1 is undone already");
    people_done("apart", "1", "2", NULL);
    people_done("duplicates", "--csv", NULL, NULL);
    cr_expect_str_eq(cli.out, "one,other,strength,reasons,doubts\n");
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "check", NULL), 0, "%s", cli.err);
}

Test(cli_people, side_by_side_and_masked)
{
    people_done("compare", "1", "stranger", NULL);
    cr_expect(cli_printed(&cli, "陈●●") && cli_printed(&cli, "female"), "%s", cli.out);
    cr_expect(cli_printed(&cli, "138****8000"), "%s", cli.out);
    cr_expect(cli_printed(&cli, "c***@example.com"), "%s", cli.out);
    cr_expect(!cli_printed(&cli, "13800138000") && !cli_printed(&cli, "小明"), "%s", cli.out);
    expect_text("SELECT count(*) FROM audit WHERE action = 'unmasked'", "0");
    people_done("compare", "1", "stranger", "--unmask");
    cr_expect(cli_printed(&cli, "13800138000"), "%s", cli.out);
    expect_text("SELECT group_concat(detail, '|') FROM audit WHERE action = 'unmasked'",
        "customer 1: name, identities|customer 3: name, identities");
    cr_assert_eq(
        cli_run(&cli, "--db", "shop.db", "people", "compare", "1", "3", "--csv", "--unmask", NULL),
        0);
    cr_expect(cli_printed(&cli, "\"'=HYPERLINK(\"\"x\"\")\""), "%s", cli.out);
    cJSON *both = cli_json(&cli, "--db", "shop.db", "people", "compare", "1", "3", "--json", NULL);
    cr_expect_str_eq(cli_text(cJSON_GetArrayItem(both, 0), "phone"), "138****8000");
    cr_expect_eq(cli_number(cJSON_GetArrayItem(both, 1), "id"), 3);
    cJSON_Delete(both);
}

/* What was placed but never paid is no first order, as everywhere else. */
Test(cli_people, first_orders_side_by_side_are_paid)
{
    cli_demo(&cli, "demo.db");
    char *id = cli_sql(&cli, "demo.db",
        "SELECT customer_id FROM orders GROUP BY 1 HAVING min(placed_at) <"
        " min(CASE WHEN paid_at IS NOT NULL THEN placed_at END) - 86400 ORDER BY 1 LIMIT 1");
    char find[256];
    snprintf(find, sizeof(find),
        "SELECT date(min(placed_at), 'unixepoch', '+8 hours') FROM orders WHERE customer_id = %s"
        " AND paid_at IS NOT NULL",
        id);
    char *first = cli_sql(&cli, "demo.db", find);
    cJSON *both = cli_json(&cli, "--db", "demo.db", "people", "compare", id, "1", "--json", NULL);
    cr_expect_str_eq(cli_text(cJSON_GetArrayItem(both, 0), "first_order"), first);
    cJSON_Delete(both);
    free(id);
    free(first);
}

Test(cli_people, completeness_names_what_cannot_be_true)
{
    cJSON *result = cli_json(&cli, "--db", "shop.db", "people", "completeness", "--json", "--now",
        "2026-11-22 09:00", NULL);
    cr_expect_eq(cli_number(result, "customers"), 3);
    cr_expect_eq(cli_number(result, "leads"), 3);
    const cJSON *field, *birthday = NULL;
    cJSON_ArrayForEach(field,
        cli_member(result, "fields")) if (strcmp(cli_text(field, "id"), "birthday") == 0) birthday =
        field;
    cr_assert_not_null(birthday);
    cr_expect_eq(cli_number(birthday, "known"), 2);
    const cJSON *doubt = cJSON_GetArrayItem(cli_member(birthday, "implausible"), 0);
    cr_expect_str_eq(cli_text(doubt, "id"), "future");
    cr_expect_str_eq(cli_text(doubt, "example"), "2090-02-03");
    cJSON_Delete(result);
    people_done("completeness", NULL, NULL, NULL);
    cr_expect(cli_printed(&cli, "in the future"), "%s", cli.out);
    cli_expect_columns(&cli, 80);
}

Test(cli_people, edits)
{
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "people", "consent", "1", "sms", "no", "--source",
                     "call", "--now", "2026-11-22 09:00", NULL),
        0, "%s", cli.err);
    expect_text("SELECT given || source || datetime(at, 'unixepoch') FROM consent WHERE medium ="
                " 'sms'",
        "0call2026-11-22 09:00:00");
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "people", "block", "chen@example.com", "--reason",
                     "threats", NULL),
        0, "%s", cli.err);
    people_done("tag", "1", "vip", NULL);
    people_done("tag", "1", "vip", NULL);
    cr_expect(cli_printed(&cli, "it was so already"), "%s", cli.out);
    people_done("note", "1", "called twice", NULL);
    people_done("set", "1", "shoe size", "38");
    people_done("compare", "1", "2", NULL);
    cr_expect(cli_printed(&cli, "no, 2026-11-22, call"), "%s", cli.out);
    cr_expect(cli_printed(&cli, "threats") && cli_printed(&cli, "vip") &&
                  cli_printed(&cli, "shoe size = 38"),
        "%s", cli.out);
    people_done("untag", "1", "vip", NULL);
    people_done("unnote", "1", NULL, NULL);
    people_done("unblock", "1", NULL, NULL);
    people_done("set", "1", "shoe size", "");
    expect_text("SELECT count(*) FROM audit WHERE action IN ('consent', 'blacklisted', 'tagged',"
                " 'tag taken', 'customer note', 'customer note removed', 'taken off the blacklist',"
                " 'field')",
        "9");
}

Test(cli_people, words_are_looked_at)
{
    people_refused("merge", "1", NULL, 2, "something is missing: zhanggui people merge KEPT GONE");
    people_refused("mergee", "1", "2", 2, "people takes completeness, duplicates");
    people_refused("undo", "1", "2", 2, "\"2\" is one word too many");
    people_refused("block", "1", NULL, 2, "the blacklist needs --reason TEXT");
    people_refused("duplicates", "--limit", "0", 2, "is not a number from 1 on");
    people_refused("merge", "1", "nobody", 1, "nobody is known as \"nobody\"");
    people_refused("merge", "1", "tb881331", 1, "cannot be merged with itself");
    people_refused("undo", "7", NULL, 1, "there is no merge 7");
    people_refused("unnote", "x", NULL, 1, "is not a number from 1 on");
}
