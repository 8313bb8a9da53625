/* Commands on shops that are absent, empty, foreign, damaged, read-only; targets and benchmarks. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/store/database.h"
#include "tests/cli_support.h"

static struct cli cli;

static void begin(void)
{
    cli = cli_new();
}

static void end(void)
{
    cli_end(&cli);
}

TestSuite(cli_shop, .init = begin, .fini = end);

static void path_of(const char *name, char path[128])
{
    snprintf(path, 128, "%s/%s", cli.folder, name);
}

static void make_empty_shop(void)
{
    char path[128];
    struct error error;
    path_of("shop.db", path);
    struct database *database = database_open(path, DATABASE_CREATE, &error);
    cr_assert_not_null(database, "%s", error.text);
    database_free(&database);
}

static void import_extract(void)
{
    cli_copy(&cli, "online_retail_extract.csv");
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "import", "online_retail_extract.csv", NULL), 0,
        "%s", cli.err);
}

Test(cli_shop, a_shop_that_is_not_there_is_not_made_by_looking)
{
    static const char *const commands[] = {"kpi", "check", "target", "benchmark"};
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        cr_expect_eq(cli_run(&cli, "--db", "none.db", commands[i], NULL), 1);
        cr_expect(cli_complained(&cli, "there is no shop at none.db"), "%s", cli.err);
        cr_expect_str_eq(cli.out, "");
    }
    cr_expect_not(cli_exists(&cli, "none.db"));
}

Test(cli_shop, an_empty_shop_says_what_to_do)
{
    make_empty_shop();
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "kpi", "--json", NULL), 1);
    cr_expect(cli_complained(&cli, "zhanggui import FILE"), "%s", cli.err);
    cr_expect(cli_complained(&cli, "zhanggui demo"), "%s", cli.err);
    cr_expect_str_eq(cli.out, "");
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "check", NULL), 0, "%s", cli.err);
}

static void expect_untouched(const char *name, const char *const *words, const char *sentence)
{
    size_t before_length, after_length;
    char *before = cli_read(&cli, name, &before_length);
    cr_expect_eq(cli_run(&cli, "--db", name, words[0], words[1], words[2], words[3], words[4],
                     words[5], words[6], NULL),
        1);
    cr_expect(cli_complained(&cli, sentence), "%s", cli.err);
    char *after = cli_read(&cli, name, &after_length);
    cr_expect_eq(before_length, after_length);
    cr_expect_eq(memcmp(before, after, before_length), 0, "%s changed %s", words[0], name);
    free(before);
    free(after);
}

static const char *const writers[][7] = {
    {"kpi"},
    {"check"},
    {"demo", "--customers", "10"},
    {"import", "online_retail_extract.csv"},
    {"target", "set", "sales", "--from", "2026-W40=1", "--to", "2026-W41=2"},
    {"benchmark", "set", "sales", "2026-W40", "1"},
};

Test(cli_shop, a_database_of_another_program_is_left_untouched)
{
    char path[128];
    sqlite3 *other;
    path_of("other.db", path);
    cr_assert_eq(sqlite3_open(path, &other), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(other,
                     "CREATE TABLE t (a); INSERT INTO t VALUES (1);"
                     "PRAGMA application_id = 7",
                     NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(other);
    cli_write_text(&cli, "letter.txt", "Dear reader, this is not a database at all.\n");
    cli_copy(&cli, "online_retail_extract.csv");
    for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++) {
        expect_untouched("other.db", writers[i], "is a database of another program");
        expect_untouched("letter.txt", writers[i], "is not a shop of zhanggui");
    }
    cr_expect_not(cli_exists(&cli, "other.db-facts"));
    cr_expect_not(cli_exists(&cli, "other.db-wal"));
}

Test(cli_shop, the_default_place_is_made_for_its_owner_only)
{
    struct stat status;
    char path[128];
    cli_copy(&cli, "online_retail_extract.csv");
    cr_assert_eq(cli_run(&cli, "import", "online_retail_extract.csv", NULL), 0, "%s", cli.err);
    path_of(".local/share/zhanggui", path);
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 0777, 0700);
    path_of(".local/share/zhanggui/shop.db", path);
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 0777, 0600);
    cr_expect_eq(cli_run(&cli, "kpi", NULL), 0, "%s", cli.err);
    cli.settings[0] = "XDG_DATA_HOME=/nowhere/at/all";
    cr_expect_eq(cli_run(&cli, "kpi", NULL), 1);
    cr_expect(cli_complained(&cli, "/nowhere/at/all/zhanggui/shop.db"), "%s", cli.err);
}

Test(cli_shop, one_that_may_only_be_read_can_be_looked_at_and_not_be_changed)
{
    char path[128];
    import_extract();
    if (geteuid() != 0)
        cr_skip_test("needs root to become nobody");
    path_of("shop.db", path);
    cr_assert_eq(chmod(path, 0644), 0);
    cr_assert_eq(chmod(cli.folder, 0755), 0);
    path_of("shop.db-facts", path);
    unlink(path);
    path_of("shop.db-wal", path);
    unlink(path);
    path_of("shop.db-shm", path);
    unlink(path);
    /* What nobody prints goes into these. */
    cli_write_text(&cli, ".out", "");
    cli_write_text(&cli, ".err", "");
    cli.nobody = true;
    cli_run(&cli, "--version", NULL);
    if (cli.status != 0)
        cr_skip_test("nobody cannot run the program");
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "kpi", NULL), 0, "%s", cli.err);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "check", NULL), 0, "%s", cli.err);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "target", "set", "sales", "--from", "2011-W40=1",
                     "--to", "2011-W41=2", NULL),
        1);
    cr_expect(cli_complained(&cli, "is read-only"), "%s", cli.err);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "import", "online_retail_extract.csv", NULL), 1);
    cr_expect(cli_complained(&cli, "is read-only"), "%s", cli.err);
}

/* Where the root page of a table begins in the file. */
static size_t root_of(const char *table)
{
    char path[128];
    sqlite3 *shop;
    sqlite3_stmt *find;
    path_of("shop.db", path);
    cr_assert_eq(sqlite3_open(path, &shop), SQLITE_OK);
    cr_assert_eq(sqlite3_prepare_v2(shop,
                     "SELECT (rootpage - 1) * (SELECT page_size FROM pragma_page_size)"
                     " FROM sqlite_schema WHERE name = ?",
                     -1, &find, NULL),
        SQLITE_OK);
    sqlite3_bind_text(find, 1, table, -1, SQLITE_STATIC);
    cr_assert_eq(sqlite3_step(find), SQLITE_ROW);
    size_t offset = (size_t)sqlite3_column_int64(find, 0);
    sqlite3_finalize(find);
    sqlite3_close(shop);
    return offset;
}

Test(cli_shop, check_finds_damage)
{
    size_t length, damaged;
    import_extract();
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "check", NULL), 0, "%s", cli.err);
    cJSON *good = cli_json(&cli, "--db", "shop.db", "check", "--json", NULL);
    cr_expect(cJSON_IsTrue(cli_member(good, "good")));
    cr_expect_eq(cJSON_GetArraySize(cli_member(good, "checks")), 3);
    cJSON_Delete(good);
    damaged = root_of("order_line");
    char *bytes = cli_read(&cli, "shop.db", &length);
    cr_assert_lt(damaged + 4096, length);
    memset(bytes + damaged, 0x5A, 4096);
    cli_write(&cli, "shop.db", bytes, length);
    free(bytes);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "check", "--json", NULL), 1);
    cr_expect(cli_complained(&cli, "shop.db"), "%s", cli.err);
    cJSON *bad = cJSON_Parse(cli.out);
    cr_assert_not_null(bad);
    cr_expect(cJSON_IsFalse(cli_member(bad, "good")));
    cJSON_Delete(bad);
}

Test(cli_shop, check_finds_facts_that_differ_from_the_tables)
{
    char path[128];
    sqlite3 *shop;
    import_extract();
    path_of("shop.db", path);
    cr_assert_eq(sqlite3_open(path, &shop), SQLITE_OK);
    /* A change behind the program's back does not move the data version. */
    cr_assert_eq(
        sqlite3_exec(shop, "UPDATE orders SET amount = amount + 1 WHERE id = 3", NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(shop);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "check", NULL), 1);
    cr_expect(strstr(cli.out, "✘") != NULL, "%s", cli.out);
}

Test(cli_shop, the_demo_refuses_a_shop_with_data)
{
    import_extract();
    cJSON *before = cli_json(&cli, "--db", "shop.db", "kpi", "--week", "2011-W36", "--json", NULL);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "demo", NULL), 1);
    cr_expect(cli_complained(&cli, "already holds a shop"), "%s", cli.err);
    cr_expect(cli_complained(&cli, "--db"), "%s", cli.err);
    cJSON *after = cli_json(&cli, "--db", "shop.db", "kpi", "--week", "2011-W36", "--json", NULL);
    cr_expect(cJSON_Compare(before, after, true));
    cJSON_Delete(before);
    cJSON_Delete(after);
}

Test(cli_shop, ctrl_c_leaves_a_demo_undone)
{
    cli.interrupt_after = 700;
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "demo", "--customers", "3000000", NULL), 1);
    cr_expect(cli_complained(&cli, "cancelled"), "%s", cli.err);
    cli.interrupt_after = 0;
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "kpi", NULL), 1);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "check", NULL), 0, "%s", cli.err);
}

Test(cli_shop, targets_are_set_listed_shown_and_removed)
{
    import_extract();
    cJSON *set = cli_json(&cli, "--db", "shop.db", "target", "set", "order_paid_rate", "--from",
        "2011-W35=0.9", "--to=2011-W37=95%", "--json", NULL);
    cr_expect_str_eq(cli_text(cJSON_GetArrayItem(set, 0), "node"), "order_paid_rate");
    cr_expect_float_eq(cli_number(cJSON_GetArrayItem(set, 0), "goal_value"), 0.95, 1e-12);
    cJSON_Delete(set);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "target", NULL), 0);
    cr_expect(cli_printed(&cli, "90.0 %") && cli_printed(&cli, "95.0 %"), "%s", cli.out);
    cJSON *kpi = cli_json(&cli, "--db", "shop.db", "kpi", "--week", "2011-W36", "--json", NULL);
    cr_expect_float_eq(cli_number(cli_node(kpi, "order_paid_rate"), "target"), 0.925, 1e-12);
    cJSON_Delete(kpi);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "target", "set", "moon", "--from", "2011-W35=0.9",
                     "--to", "2011-W37=1", NULL),
        1);
    cr_expect(cli_complained(&cli, "no node \"moon\""), "%s", cli.err);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "target", "remove", "order_paid_rate", NULL), 0);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "target", "remove", "order_paid_rate", NULL), 1);
    cr_expect(cli_complained(&cli, "has no target"), "%s", cli.err);
}

Test(cli_shop, what_no_measure_has_is_no_target_and_no_benchmark)
{
    import_extract();
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "target", "set", "sales", "--from", "2011-W36=-5",
                     "--to", "2011-W40=-1", NULL),
        1);
    cr_expect(cli_complained(&cli, "Sales is never below zero"), "%s", cli.err);
    cr_expect_eq(
        cli_run(&cli, "--db", "shop.db", "benchmark", "set", "conversion", "2011-W36", "25", NULL),
        1);
    cr_expect(cli_complained(&cli, "25 is 2500 %"), "%s", cli.err);
    cli_write_text(&cli, "industry.csv",
        "measure,week,value\norder_value,2011-W36,300\nsalez,2011-W36,7\nsales,2011-W36,-7\n");
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "benchmark", "import", "industry.csv", NULL), 0);
    cr_expect(
        cli_printed(&cli, "3 rows: 1 added, 0 changed, 0 the same, 2 left out"), "%s", cli.out);
    cr_expect(cli_printed(&cli, "Sales is never below zero"), "%s", cli.out);
    char *left = cli_sql(&cli, "shop.db", "SELECT group_concat(measure) FROM benchmark");
    cr_expect_str_eq(left, "order_value");
    free(left);
}

Test(cli_shop, benchmarks_are_set_listed_shown_and_removed)
{
    import_extract();
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "benchmark", "set", "order_value", "2011-W36",
                     "512.5", NULL),
        0, "%s", cli.err);
    cJSON *list = cli_json(&cli, "--db", "shop.db", "benchmark", "list", "--json", NULL);
    cr_assert_eq(cJSON_GetArraySize(list), 1);
    cr_expect_float_eq(cli_number(cJSON_GetArrayItem(list, 0), "value"), 512.5, 1e-9);
    cr_expect_str_eq(cli_text(cJSON_GetArrayItem(list, 0), "week"), "2011-W36");
    cJSON_Delete(list);
    cli_write_text(&cli, "industry.csv", "measure,week,value\norder_paid_rate,2011-W36,0.8\n");
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "benchmark", "import", "industry.csv", NULL), 0,
        "%s", cli.err);
    cJSON *kpi = cli_json(&cli, "--db", "shop.db", "kpi", "--week", "2011-W36", "--json", NULL);
    cr_expect_float_eq(cli_number(cli_node(kpi, "order_paid_rate"), "benchmark"), 0.8, 1e-12);
    cJSON_Delete(kpi);
    cr_expect_eq(
        cli_run(&cli, "--db", "shop.db", "benchmark", "remove", "order_value", "2011-W36", NULL),
        0);
    cr_expect_eq(
        cli_run(&cli, "--db", "shop.db", "benchmark", "remove", "order_value", "2011-W36", NULL),
        1);
}
