/* `zhanggui demo`, and the tree of its weeks. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/date.h"
#include "core/base/phrase.h"
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

TestSuite(cli_demo, .init = begin, .fini = end, .timeout = 120);

Test(cli_demo, a_demo_is_made_as_asked)
{
    struct stat status;
    char path[128];
    cJSON *made = cli_json(&cli, "--db", "shop.db", "demo", "--customers", "400", "--weeks", "60",
        "--until", "2026-11-22", "--json", NULL);
    cr_expect_eq(cli_number(made, "customers"), 400);
    cr_expect_str_eq(cli_text(made, "last_complete_week"), "2026-W47");
    cJSON_Delete(made);
    snprintf(path, sizeof(path), "%s/shop.db", cli.folder);
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 0777, 0600);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "check", NULL), 0, "%s", cli.err);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "demo", NULL), 1);
    cr_expect(cli_complained(&cli, "already holds a shop"), "%s", cli.err);
}

Test(cli_demo, its_day_is_what_as_of_says)
{
    cJSON *made = cli_json(&cli, "--db", "shop.db", "--as-of", "2026-11-20", "demo", "--customers",
        "50", "--weeks", "6", "--json", NULL);
    cr_expect_str_eq(cli_text(made, "until"), "2026-11-20");
    cr_expect_str_eq(cli_text(made, "last_complete_week"), "2026-W46");
    cJSON_Delete(made);
}

Test(cli_demo, its_tables_fit_80_columns_in_both_languages)
{
    static const char *const languages[] = {"en", "zh"};
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "demo", "--customers", "3000", "--until",
                     "2026-11-22", NULL),
        0, "%s", cli.err);
    for (size_t i = 0; i < 2; i++) {
        if (!phrase_known(languages[i], "Why"))
            continue;
        cr_assert_eq(cli_run(&cli, "--db", "shop.db", "--lang", languages[i], "kpi", "--by",
                         "channel", NULL),
            0, "%s", cli.err);
        cli_expect_columns(&cli, 80);
        cr_expect(cli_printed(&cli, "直通车"));
        cr_assert_eq(
            cli_run(&cli, "--db", "shop.db", "--lang", languages[i], "kpi", "--day", NULL), 0);
        cli_expect_columns(&cli, 80);
        cr_assert_eq(cli_run(&cli, "--db", "shop.db", "--lang", languages[i], "target", NULL), 0);
        cli_expect_columns(&cli, 80);
    }
}

Test(cli_demo, the_planted_cause_comes_first_and_contributions_add_up)
{
    cr_assert_eq(
        cli_run(&cli, "--db", "shop.db", "demo", "--until", "2026-11-22", NULL), 0, "%s", cli.err);
    cJSON *report = cli_json(&cli, "--db", "shop.db", "kpi", "--json", NULL);
    const cJSON *why = cJSON_GetArrayItem(cli_member(report, "why"), 0);
    cr_assert_not_null(why);
    cr_expect_str_eq(cli_text(why, "kind"), "cause");
    cr_expect_str_eq(cli_text(why, "dimension"), "channel");
    cr_expect_str_eq(cli_text(why, "group"), "直通车");
    cr_expect_str_eq(cli_text(why, "since"), "2026-11-18");
    cr_expect_gt(cli_number(why, "unpaid_orders"), 0);
    cJSON_Delete(report);
    date_week last;
    cr_assert(date_week_parse("2026-W47", &last, NULL));
    for (date_week week = last; week > last - 100; week -= 7) {
        char name[DATE_TEXT];
        date_week_text(week, name);
        report = cli_json(&cli, "--db", "shop.db", "kpi", "--week", name, "--json", NULL);
        cli_expect_sums(report);
        cJSON_Delete(report);
    }
}

Test(cli_demo, what_cannot_be_made_leaves_no_file)
{
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "demo", "--until", "2050-01-01", NULL), 2);
    cr_expect(cli_complained(&cli, "a demo shop can live between"), "%s", cli.err);
    cr_expect_not(cli_exists(&cli, "shop.db"));
}

/* A target of a node that the tree does not have would be shown nowhere. */
Test(cli_demo, its_targets_are_those_of_nodes)
{
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "demo", "--customers", "400", NULL), 0);
    cJSON *targets = cli_json(&cli, "--db", "shop.db", "target", "--json", NULL);
    cJSON *report = cli_json(&cli, "--db", "shop.db", "kpi", "--json", NULL);
    const cJSON *target;
    cr_expect_eq(cJSON_GetArraySize(targets), 3);
    cJSON_ArrayForEach(target, targets)
        cr_expect_not_null(cli_node(report, cli_text(target, "node")));
    cJSON_Delete(report);
    cJSON_Delete(targets);
}
