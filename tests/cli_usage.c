/* What was typed wrongly, help, and the exit statuses. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/cli_support.h"
#include "tui/glyph.h"
#include "views/suggest.h"
#include "views/verb.h"

static struct cli cli;

static void begin(void)
{
    cli = cli_new();
}

static void end(void)
{
    cli_end(&cli);
}

TestSuite(cli_usage, .init = begin, .fini = end);

/* One sentence with a hint on standard error, nothing on standard output, status 2. */
static void expect_misuse(const char *sentence)
{
    cr_expect_eq(cli.status, 2, "%d: %s", cli.status, cli.err);
    cr_expect(cli_complained(&cli, sentence), "%s", cli.err);
    cr_expect(strstr(cli.err, "--help") != NULL, "%s", cli.err);
    cr_expect_str_eq(cli.out, "");
    cr_expect_eq(strchr(cli.err, '\n'), cli.err + strlen(cli.err) - 1, "%s", cli.err);
    cr_expect_not(cli_exists(&cli, ".local"));
}

Test(cli_usage, an_unknown_command_is_refused_with_the_nearest_one)
{
    cli_run(&cli, "kpl", NULL);
    expect_misuse("unknown command \"kpl\"; did you mean \"kpi\"?");
    cli_run(&cli, "bencmhark", NULL);
    expect_misuse("did you mean \"benchmark\"?");
    cli_run(&cli, "chec", NULL);
    expect_misuse("did you mean \"check\"?");
    cli_run(&cli, "gardening", NULL);
    expect_misuse("unknown command \"gardening\" (");
}

Test(cli_usage, an_unknown_option_is_refused_with_the_nearest_one)
{
    cli_run(&cli, "kpi", "--wek", "2026-W46", NULL);
    expect_misuse("unknown option --wek; did you mean --week?");
    cli_run(&cli, "--jsn", "kpi", NULL);
    expect_misuse("did you mean --json?");
    cli_run(&cli, "--week", "2026-W46", "kpi", NULL);
    expect_misuse("unknown option --week");
    cli_run(&cli, "-x", NULL);
    expect_misuse("unknown option -x");
}

Test(cli_usage, values_are_looked_at)
{
    cli_run(&cli, "kpi", "--week", NULL);
    expect_misuse("--week needs a value");
    cli_run(&cli, "kpi", "--json=yes", NULL);
    expect_misuse("--json takes no value");
    cli_run(&cli, "kpi", "--json", "--csv", NULL);
    expect_misuse("--json and --csv");
    cli_run(&cli, "kpi", "--week", "2026-W54", NULL);
    expect_misuse("--week: ");
    cli_run(&cli, "kpi", "--as-of", "2021-02-30", NULL);
    expect_misuse("--as-of: ");
    cli_run(&cli, "kpi", "--by", "chanel", NULL);
    expect_misuse("did you mean \"channel\"?");
    cli_run(&cli, "kpi", "--by", "moon", NULL);
    expect_misuse("it takes channel, region");
    cli_run(&cli, "kpi", "--against", "month", NULL);
    expect_misuse("--against takes week or year");
    cli_run(&cli, "kpi", "now", NULL);
    expect_misuse("\"now\" is one word too many");
    cli_run(&cli, "--lang", "fr", NULL);
    expect_misuse("--lang takes en or zh");
    cli_run(&cli, "--size", "80", NULL);
    expect_misuse("--size takes columns and rows");
    cli_run(&cli, "--db=", "kpi", NULL);
    expect_misuse("--db needs the name of a file");
    cli_run(&cli, "demo", "--customers", "0", NULL);
    expect_misuse("--customers takes a whole number from 1 to");
    cli_run(&cli, "demo", "--weeks", "12x", NULL);
    expect_misuse("--weeks takes a whole number");
    cli_run(&cli, "import", NULL);
    expect_misuse("import needs the name of a file");
    cli_run(&cli, "import", "--rejects", "r.csv", "a.csv", "b.csv", NULL);
    expect_misuse("--rejects goes with one file");
}

Test(cli_usage, words_of_target_and_benchmark_are_looked_at)
{
    cli_run(&cli, "target", "sett", NULL);
    expect_misuse("target takes list, set or remove");
    cli_run(&cli, "target", "set", "sales", NULL);
    expect_misuse("a target needs --from");
    cli_run(&cli, "target", "set", "sales", "--from", "2026-W40", "--to", "2026-W50=1", NULL);
    expect_misuse("is not WEEK=VALUE");
    cli_run(&cli, "target", "remove", NULL);
    expect_misuse("something is missing");
    cli_run(&cli, "benchmark", "set", "converson", "2026-W40", "0.02", NULL);
    expect_misuse("did you mean \"conversion\"?");
    cli_run(&cli, "benchmark", "set", "conversion", "2026-W40", "much", NULL);
    expect_misuse("\"much\" is not a number");
    cli_run(&cli, "benchmark", "remove", "conversion", "2026-W99", NULL);
    expect_misuse("2026");
    cli_run(&cli, "benchmark", "fetch", NULL);
    expect_misuse("benchmark takes list, set, remove or import");
    cli_run(&cli, "people", NULL);
    expect_misuse("people needs a word behind it: completeness, duplicates, ");
}

Test(cli_usage, nothing_is_proposed_that_has_no_letter_in_common)
{
    struct suggestion suggestion = {.typed = "foo"};
    suggest_offer(&suggestion, "f");
    suggest_offer(&suggestion, "id");
    cr_expect_null(suggestion.nearest);
    suggest_offer(&suggestion, "fob");
    cr_expect_str_eq(suggestion.nearest, "fob");
}

Test(cli_usage, help_names_every_command_and_fits_80_columns)
{
    static const char *const commands[] = {
        "import", "demo", "kpi", "customer", "people", "target", "benchmark", "check"};
    cr_assert_eq(cli_run(&cli, "--help", NULL), 0);
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        char line[32];
        snprintf(line, sizeof(line), "\n  %s ", commands[i]);
        cr_expect(cli_printed(&cli, line), "%s", line);
    }
    cr_expect(cli_printed(&cli, "--as-of DATE"));
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        cr_assert_eq(cli_run(&cli, commands[i], "--help", NULL), 0);
        for (char *line = strtok(cli.out, "\n"); line != NULL; line = strtok(NULL, "\n"))
            cr_expect_leq(glyph_width(line), strncmp(line, "usage", 5) == 0 ? 120 : 80, "%s", line);
        cr_expect_str_eq(cli.err, "");
    }
    cr_assert_eq(cli_run(&cli, "help", "kpi", NULL), 0);
    cr_expect(cli_printed(&cli, "--week WEEK"));
    cr_assert_eq(cli_run(&cli, "--version", NULL), 0);
    cr_expect_eq(strncmp(cli.out, "zhanggui ", 9), 0);
}

Test(cli_usage, distance_counts_swapped_neighbours_once)
{
    cr_expect_eq(suggest_distance("kpi", "kpi"), 0);
    cr_expect_eq(suggest_distance("pki", "kpi"), 1);
    cr_expect_eq(suggest_distance("kitten", "sitting"), 3);
    cr_expect_eq(suggest_distance("", "abc"), 3);
    cr_expect_eq(suggest_distance("KPI", "kpi"), 0);
}
