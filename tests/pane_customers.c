/* The pane of customers: what its keys do to the shop and to the screen. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/store/database.h"
#include "tests/cli_support.h"

static struct cli cli;

static void begin(void)
{
    cli = cli_new();
    cli_demo(&cli, "shop.db");
}

static void end(void)
{
    cli_end(&cli);
}

TestSuite(pane_customers, .init = begin, .fini = end, .timeout = 60);

static char *sql(const char *statement)
{
    return cli_sql(&cli, "shop.db", statement);
}

static void expect_sql(const char *query, const char *expected)
{
    char *found = sql(query);
    cr_expect_str_eq(found, expected, "%s: %s", query, found);
    free(found);
}

/* Runs keys in the pane; the screen at their end, which the caller frees. */
static char *play(const char *keys)
{
    char script[1024];
    snprintf(script, sizeof(script), "6\n%s\n:save-screen out\n", keys);
    cli_write_text(&cli, "keys", script);
    int status = cli_run(&cli, "--db", "shop.db", "--script", "keys", "--no-display", "--size",
        "140x40", "--lang", "en", "--as-of", "2026-11-23", NULL);
    cr_assert_eq(status, 0, "%s", cli.err);
    char *screen = cli_read(&cli, "out", NULL);
    cr_assert_not_null(screen);
    return screen;
}

static void expect_shown(const char *keys, const char *text)
{
    char *screen = play(keys);
    cr_expect_not_null(strstr(screen, text), "no \"%s\":\n%s", text, screen);
    free(screen);
}

static void expect_not_shown(const char *keys, const char *text)
{
    char *screen = play(keys);
    cr_expect_null(strstr(screen, text), "\"%s\":\n%s", text, screen);
    free(screen);
}

Test(pane_customers, begins_with_the_biggest)
{
    char *id = sql("SELECT 'customer ' || customer_id FROM orders WHERE paid_at > 0 AND customer_id"
                   " GROUP BY customer_id ORDER BY sum(amount) DESC LIMIT 1");
    expect_shown("", id);
    free(id);
}

Test(pane_customers, notes_and_tags_are_kept)
{
    expect_shown(":open 7\nnlikes<Space>blue<CR>", "likes blue");
    expect_sql("SELECT body FROM customer_note WHERE customer_id = 7", "likes blue");
    expect_shown(":open 7\ntVIP<CR>", "tags      VIP");
    expect_sql("SELECT name FROM tag WHERE customer_id = 7", "VIP");
    expect_shown(":open 7\ntVIP<CR>", "tag taken");
    expect_sql("SELECT count(*) FROM tag", "0");
}

Test(pane_customers, the_other_panes_follow_a_change)
{
    expect_shown("3\n:edit tags >= 1\n6\ntVIP<CR>\n3", "1 of 2,000 customers");
    expect_shown("3\n:edit blacklisted", "2 of 2,000 customers");
    expect_shown("3\n:edit blacklisted\n6\nbthreats<CR>y\n3", "3 of 2,000 customers");
}

Test(pane_customers, blacklisting_asks_first)
{
    char *before = sql("SELECT count(*) FROM blacklist");
    expect_shown(":open 7\nbthreats<CR>", "Put customer 7 on the blacklist?");
    expect_sql("SELECT count(*) FROM blacklist", before);
    expect_shown(":open 7\nbthreats<CR>n", "customer 7");
    expect_sql("SELECT count(*) FROM blacklist", before);
    expect_shown(":open 7\nbthreats<CR>y", "on the blacklist: send nothing");
    expect_sql("SELECT reason FROM blacklist WHERE customer_id = 7", "threats");
    expect_shown(":open 7\nby", "taken off the blacklist");
    expect_sql("SELECT count(*) FROM blacklist", before);
    free(before);
}

Test(pane_customers, unmasking_asks_and_is_in_the_audit)
{
    free(sql("UPDATE customer SET name = '陈小明' WHERE id = 7"));
    expect_not_shown(":open 7", "小明");
    expect_not_shown(":open 7\nu", "小明");
    expect_sql("SELECT count(*) FROM audit WHERE action = 'unmasked'", "0");
    expect_shown(":open 7\nuy", "陈小明");
    expect_sql(
        "SELECT detail FROM audit WHERE action = 'unmasked'", "customer 7: name, identities");
    expect_not_shown(":open 7\nuyu", "小明");
    expect_not_shown(":open 7\nuy][", "小明");
}

Test(pane_customers, two_are_merged_and_taken_apart)
{
    char *orders = sql("SELECT count(*) FROM orders WHERE customer_id = 7");
    char *all = sql("SELECT count(*) FROM orders WHERE customer_id IN (7, 8)");
    expect_shown("M", "mark two customers with the space bar first");
    expect_shown("/id:7<CR>\n<Space><Esc>\n/id:8<CR>\n<Space>M",
        "Everything of customer 8 goes to customer 7");
    expect_sql("SELECT count(*) FROM merge", "0");
    expect_shown("/id:7<CR>\n<Space><Esc>\n/id:8<CR>\n<Space>Mx",
        "Everything of customer 7 goes to customer 8");
    expect_shown("/id:7<CR>\n<Space><Esc>\n/id:8<CR>\n<Space>M<CR>", "merged");
    expect_sql("SELECT kept_id || ' ' || gone_id FROM merge", "7 8");
    expect_sql("SELECT count(*) FROM orders WHERE customer_id = 7", all);
    expect_shown("U", "Customer 8 was put into customer 7");
    expect_shown("Uy", "the merge is taken back");
    expect_sql("SELECT count(*) FROM orders WHERE customer_id = 7", orders);
    expect_shown("U", "there is no merge to take back");
    free(orders);
    free(all);
}

Test(pane_customers, likely_duplicates_are_merged_one_after_the_other)
{
    char *first = play("p"), *merged = play("pM"), *undone = play("pMUy");
    cr_expect_not_null(strstr(first, "same name and birthday"), "%s", first);
    cr_expect_not_null(strstr(first, "1 of 8"), "%s", first);
    cr_expect_not_null(strstr(merged, "1 of 7"), "%s", merged);
    cr_expect_not_null(strstr(undone, "2 of 7"), "%s", undone);
    expect_sql("SELECT count(*) || ' ' || sum(undone_at IS NOT NULL) FROM merge", "2 1");
    free(first);
    free(merged);
    free(undone);
}

Test(pane_customers, pairs_of_two_people_are_not_proposed_again)
{
    expect_shown("pA", "they are two");
    expect_shown("p", "1 of 7");
    expect_shown("pjxA", "2 of 6");
    expect_shown("pAAAAAA\n:duplicates\n:duplicates", "nobody looks as if they were there twice");
    expect_shown("p<Esc>", "all customers");
    expect_shown("pt", "two customers are being compared");
}

Test(pane_customers, what_is_exported_is_what_is_shown)
{
    expect_shown("/amber0<CR>\n:export found.csv", "written to found.csv");
    char *csv = cli_read(&cli, "found.csv", NULL);
    cr_assert_not_null(csv);
    cr_expect_eq(strncmp(csv, "id,name,lifecycle,orders,sales,", 31), 0, "%s", csv);
    int lines = 0;
    for (const char *at = csv; *at != '\0'; at++)
        lines += *at == '\n';
    char *expected = sql("SELECT 1 + count(DISTINCT customer_id) FROM identity WHERE value LIKE"
                         " 'amber0%'");
    cr_expect_eq(lines, atoi(expected), "%d lines, not %s", lines, expected);
    cr_expect_null(strstr(csv, "amber"));
    expect_shown(":export found.csv", "found.csv is there already");
    free(expected);
    free(csv);
}

Test(pane_customers, one_who_is_not_there_is_said)
{
    expect_shown(":open 99999", "there is no customer 99999");
    expect_shown("/zzzzz<CR>", "nobody");
    expect_shown("/zzzzz<CR>\n<Esc>", "all customers");
}

Test(pane_customers, escape_sequences_are_shown_not_obeyed)
{
    free(sql("UPDATE customer SET name = char(27) || '[31m' || char(0x202e) || 'x', city = char(27)"
             " || '[2J' WHERE id = 7"));
    free(sql("INSERT INTO tag VALUES (7, 'a' || char(27) || '[2J', 1)"));
    free(sql("INSERT INTO customer_note VALUES (1, 7, 1, 'b' || char(7) || char(10) || 'c')"));
    char *screen = play(":open 7\nuy");
    cr_expect(strpbrk(screen, "\033\007") == NULL, "%s", screen);
    cr_expect_null(strstr(screen, "\xE2\x80\xAE"));
    cr_expect_not_null(strstr(screen, "customer 7"));
    free(screen);
}
