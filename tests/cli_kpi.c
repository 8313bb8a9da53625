/* `zhanggui kpi` on an extract of Online Retail. The numbers expected were computed from the
 * extract's lines by other means (decimal arithmetic in Python). */
#include <criterion/criterion.h>
#include <math.h>
#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/metrics/measure.h"
#include "tests/cli_support.h"

static struct cli cli;

static void begin(void)
{
    cli = cli_new();
    cli_copy(&cli, "online_retail_extract.csv");
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "import", "online_retail_extract.csv", NULL), 0,
        "%s", cli.err);
}

static void end(void)
{
    cli_end(&cli);
}

TestSuite(cli_kpi, .init = begin, .fini = end);

static cJSON *week(const char *name)
{
    return cli_json(&cli, "--db", "shop.db", "--json", "kpi", "--week", name, NULL);
}

Test(cli_kpi, measures_of_weeks)
{
    static const struct {
        const char *week;
        double orders, buyers, new_buyers, sales, new_sales;
    } expected[] = {
        {"2011-W07", 2, 2, 1, 973.50, 821.10},
        {"2011-W34", 2, 2, 1, 702.28, 424.15},
        {"2011-W36", 5, 4, 2, 2530.11, 2168.90},
        {"2011-W47", 3, 2, 0, 522.08, 0},
        {"2011-W48", 3, 3, 2, 1098.32, 765.27},
    };
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        cJSON *report = week(expected[i].week);
        const cJSON *measures = cli_member(report, "measures");
        cr_expect_eq(cli_number(measures, "orders"), expected[i].orders);
        cr_expect_eq(cli_number(measures, "buyers"), expected[i].buyers);
        cr_expect_eq(cli_number(measures, "new_buyers"), expected[i].new_buyers);
        cr_expect_float_eq(cli_number(measures, "sales"), expected[i].sales, 1e-9);
        cr_expect_float_eq(cli_number(measures, "new_sales"), expected[i].new_sales, 1e-9);
        cr_expect(isnan(cli_number(measures, "visitors")), "no data is null");
        cJSON_Delete(report);
    }
}

Test(cli_kpi, json_has_every_measure_and_a_whole_tree)
{
    static const char *const members[] = {"value", "wow", "yoy", "contribution", "target",
        "benchmark", "last_week", "last_year", "share"};
    cJSON *report = week("2011-W36");
    cr_expect_str_eq(cli_text(report, "week"), "2011-W36");
    cr_expect_str_eq(cli_text(report, "before_week"), "2011-W35");
    cr_expect_str_eq(cli_text(report, "currency"), "GBP");
    for (int i = 0; i < MEASURES; i++)
        cli_number(cli_member(report, "measures"), measure_get((enum measure_id)i)->id);
    const cJSON *node;
    cJSON_ArrayForEach(node, cli_member(report, "nodes"))
    {
        if (cli_text(node, "parent") != NULL)
            cli_node(report, cli_text(node, "parent"));
        for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
            cli_number(node, members[i]);
        cr_expect(cJSON_IsBool(cli_member(node, "mature")));
    }
    cr_expect(isnan(cli_number(cli_node(report, "sales"), "target")));
    cr_expect(cJSON_IsArray(cli_member(report, "why")));
    cr_expect_null(cJSON_GetObjectItemCaseSensitive(report, "by"));
    cJSON_Delete(report);
}

Test(cli_kpi, contributions_of_children_sum_to_their_parents)
{
    cJSON *report = week("2011-W43");
    double sales = cli_number(cli_node(report, "sales"), "value");
    double before = cli_number(cli_node(report, "sales"), "last_week");
    cr_expect_float_eq(cli_number(cli_node(report, "sales"), "contribution"), sales - before, 0.01);
    cli_expect_sums(report);
    cJSON_Delete(report);
}

Test(cli_kpi, against_last_year_compares_with_the_same_week)
{
    cJSON *report = cli_json(
        &cli, "--db", "shop.db", "kpi", "--json", "--week", "2011-W48", "--against", "year", NULL);
    cr_expect_str_eq(cli_text(report, "before_week"), "2010-W48");
    cr_expect_float_eq(
        cli_number(cli_node(report, "sales"), "contribution"), 1098.32 - 38.10, 1e-6);
    cJSON_Delete(report);
}

Test(cli_kpi, days_add_up_to_the_week)
{
    cJSON *report =
        cli_json(&cli, "--db", "shop.db", "kpi", "--json", "--week", "2011-W36", "--day", NULL);
    const cJSON *by = cli_member(report, "by"), *day;
    double sales = 0;
    cr_assert_eq(cJSON_GetArraySize(by), 7);
    cr_expect_str_eq(cli_text(cJSON_GetArrayItem(by, 0), "date"), "2011-09-05");
    cr_expect_str_eq(cli_text(report, "dimension"), "day");
    cJSON_ArrayForEach(day, by)
    {
        double part = cli_number(cli_member(day, "measures"), "sales");
        sales += isnan(part) ? 0 : part;
    }
    cr_expect_float_eq(sales, 2530.11, 1e-6);
    cJSON_Delete(report);
}

Test(cli_kpi, groups_add_up_to_the_week)
{
    cJSON *report = cli_json(
        &cli, "--db", "shop.db", "kpi", "--json", "--week", "2011-W36", "--by", "buyer", NULL);
    const cJSON *group;
    double sales = 0, explained = 0;
    cJSON_ArrayForEach(group, cli_member(report, "by"))
    {
        sales += cli_number(cli_member(group, "measures"), "sales");
        explained += cli_number(group, "contribution");
    }
    cr_expect_float_eq(sales, 2530.11, 1e-6);
    cr_expect_float_eq(explained, cli_number(cli_node(report, "sales"), "contribution"), 0.01);
    cJSON_Delete(report);
}

Test(cli_kpi, a_week_without_data_is_refused)
{
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "kpi", "--week", "2019-W09", NULL), 1);
    cr_expect(cli_complained(&cli, "2019-W09"), "%s", cli.err);
    cr_expect(cli_complained(&cli, "2010-W48"), "%s", cli.err);
}

Test(cli_kpi, the_last_complete_week_follows_the_day)
{
    cJSON *report =
        cli_json(&cli, "--db", "shop.db", "kpi", "--json", "--as-of", "2011-10-11", NULL);
    cr_expect_str_eq(cli_text(report, "week"), "2011-W40");
    cJSON_Delete(report);
    report = cli_json(&cli, "--db", "shop.db", "kpi", "--json", "--now", "2011-10-09 23:30", NULL);
    cr_expect_str_eq(cli_text(report, "week"), "2011-W40");
    cJSON_Delete(report);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "kpi", "--now", "teatime", NULL), 2);
    cr_expect(cli_complained(&cli, "--now takes a time"), "%s", cli.err);
}

Test(cli_kpi, the_table_fits_80_columns_and_has_no_escapes_in_a_pipe)
{
    cr_assert_eq(
        cli_run(&cli, "--db", "shop.db", "kpi", "--week", "2011-W36", "--by", "region", NULL), 0);
    cli_expect_columns(&cli, 80);
    cr_expect_null(strchr(cli.out, '\033'));
    cr_expect(cli_printed(&cli, "£2,530"), "%s", cli.out);
    cr_expect(cli_printed(&cli, "2011-W36"));
    cr_expect(cli_printed(&cli, "Why"));
    cli.settings[0] = "COLUMNS=60";
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "kpi", "--week", "2011-W36", NULL), 0);
    cli_expect_columns(&cli, 60);
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "kpi", "--ascii", "--week", "2011-W36", NULL), 0);
    cr_expect(strstr(cli.out, "▲") == NULL && strstr(cli.out, "█") == NULL);
}

/* What the program prints on a terminal. */
static char *on_terminal(const char *setting)
{
    int terminal;
    struct winsize size = {.ws_row = 50, .ws_col = 100};
    pid_t pid = forkpty(&terminal, NULL, NULL, &size);
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        char self[4096] = "";
        const char *program = getenv("ZHANGGUI");
        if (readlink("/proc/self/exe", self, sizeof(self) - 16) > 0) {
            *strrchr(self, '/') = '\0';
            strcpy(strrchr(self, '/'), "/zhanggui");
        }
        const char *words[] = {"zhanggui", "--db", "shop.db", "kpi", "--week", "2011-W36", NULL};
        const char *environment[] = {"LC_ALL=C.UTF-8", "TERM=xterm", setting, NULL};
        if (chdir(cli.folder) == 0)
            execve(program != NULL ? program : self, (char **)(void *)words,
                (char **)(void *)environment);
        _exit(127);
    }
    struct text out = {0};
    char block[4096];
    for (ssize_t got; (got = read(terminal, block, sizeof(block))) > 0;)
        text_append_bytes(&out, block, (size_t)got);
    int status;
    waitpid(pid, &status, 0);
    close(terminal);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return text_take(&out);
}

Test(cli_kpi, colours_only_on_a_terminal_that_wants_them)
{
    char *coloured = on_terminal("A=1"), *plain = on_terminal("NO_COLOR=1");
    cr_expect_not_null(strstr(coloured, "\033[1m"));
    cr_expect_not_null(strstr(coloured, "£2,530"));
    cr_expect_null(strstr(plain, "\033["));
    free(coloured);
    free(plain);
}
