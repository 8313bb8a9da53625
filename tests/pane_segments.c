/* The segment browser: what its keys make of the query, in the words of both languages. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

TestSuite(pane_segments, .init = begin, .fini = end, .timeout = 60);

/* Runs keys in the pane; the screen at their end, which the caller frees. */
static char *play(const char *language, const char *size, const char *keys)
{
    char script[1024];
    snprintf(script, sizeof(script), "3\n%s\n:save-screen out\n", keys);
    cli_write_text(&cli, "keys", script);
    int status = cli_run(&cli, "--db", "shop.db", "--script", "keys", "--no-display", "--size",
        size, "--lang", language, "--as-of", "2026-11-23", NULL);
    cr_assert_eq(status, 0, "%s", cli.err);
    char *screen = cli_read(&cli, "out", NULL);
    cr_assert_not_null(screen);
    return screen;
}

static void expect_shown(const char *language, const char *keys, const char *text)
{
    char *screen = play(language, "140x40", keys);
    cr_expect_not_null(strstr(screen, text), "%s: no \"%s\":\n%s", keys, text, screen);
    free(screen);
}

static void expect_not_shown(const char *language, const char *keys, const char *text)
{
    char *screen = play(language, "140x40", keys);
    cr_expect_null(strstr(screen, text), "%s: \"%s\":\n%s", keys, text, screen);
    free(screen);
}

Test(pane_segments, everybody_is_edited_from_nothing)
{
    expect_shown("en", "elifecycle<Space>=<Space>regular<CR>", "│    lifecycle = regular\n");
    expect_shown("en", "e", "such as: lifecycle = regular");
    expect_shown("en", "e", "of 2,000 customers");
    expect_shown("en", "e<CR>", "│    all\n");
    expect_shown("en", "e<Esc>", "│    all\n");
    expect_shown("en", "elif<Esc>", "│    all\n");
    expect_shown("zh", "e<CR>", "│    所有人\n");
    expect_shown("en", "jjj<CR>e<Space>and<Space>spent<Space>><Space>9<CR>",
        "│    lifecycle = regular and spent > 9\n");
    expect_shown("en", "e", "^u clear");
}

Test(pane_segments, queries_are_written_in_one_language)
{
    expect_shown("zh", "+", "│    生命周期 = 潜在\n");
    expect_shown("zh", "jjj<CR>\n:narrow orders > 2", "│    生命周期 = 老客 且 订单数 > 2\n");
    expect_shown("en", "jjj<CR>\n:narrow 订单数 > 2", "│    lifecycle = regular and orders > 2\n");
    expect_not_shown("zh", "jjj<CR>mjj<CR>", " and\n");
    expect_shown("en", "jjj<CR>\n:narrow orders > 2\nL", "│    生命周期 = 老客 且 订单数 > 2\n");
    expect_shown("zh", "jjj<CR>L", "│    lifecycle = regular\n");
    /* What is a mistake is left to whoever wrote it. */
    expect_shown("zh", "jjj<CR>\n:narrow lst order > 2", "生命周期 = 老客 and lst order > 2");
    expect_shown("en", ":edit orders > 2 or spent > 9\n:narrow lst > 2",
        "(orders > 2 or spent > 9) and lst");
}

Test(pane_segments, nobody_is_like_everybody)
{
    expect_shown("en", "n", "there is nobody else");
    expect_not_shown("en", "jjj<CR>n", "lifecycle = regular\n");
}

Test(pane_segments, a_clause_is_added_once)
{
    expect_shown("en", "jjj<CR>+", "│    lifecycle = regular\n");
    expect_not_shown("en", "jjj<CR>m<CR>", "lifecycle = regular and stage was regular");
    expect_shown("en", ":edit orders > 2 or spent > 9\n+",
        "│    (orders > 2 or sales > 9) and lifecycle = suspect\n");
    expect_shown("en", ":edit orders > 2\n:narrow all", "│    orders > 2\n");
    expect_shown("en", ":edit orders > 2\n:narrow spent > 9 and orders > 2",
        "│    orders > 2 and sales > 9\n");
    expect_shown("en", "\n:narrow spent > 9 or orders > 2", "│    sales > 9 or orders > 2\n");
}

Test(pane_segments, a_segment_saved_in_chinese_is_read_in_english)
{
    free(play("zh", "140x40", "jjj<CR>\n:narrow orders > 2\n:save mine"));
    char *query = cli_sql(&cli, "shop.db", "SELECT query FROM segment WHERE name = 'mine'");
    cr_expect_str_eq(query, "生命周期 = 老客 且 订单数 > 2", "%s", query);
    free(query);
    expect_shown("en", "k<CR>", "│    lifecycle = regular and orders > 2\n");
}
