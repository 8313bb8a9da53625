/* The console drawn at every size from 1×1 to 200×60 in all that can be open, without a terminal;
 * the sanitizers look for what reaches beyond its place. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "tests/cli_support.h"

enum { COLUMNS = 200, ROWS = 60 };

static struct cli cli;

static void begin(void)
{
    cli = cli_new();
}

static void end(void)
{
    cli_end(&cli);
}

TestSuite(console_sizes, .init = begin, .fini = end, .timeout = 240);

static void add_size(struct text *script, int columns, int rows)
{
    text_format(script, ":resize %dx%d\n", columns, rows);
}

/* Every width at a few heights and every height at a few widths, each after a very different one,
 * so that nothing of the size before can be relied upon. */
static void add_edges(struct text *script)
{
    static const int heights[] = {1, 2, 11, 12, 13, 17, 24, 25, 36, 60};
    static const int widths[] = {1, 2, 39, 40, 41, 79, 80, 103, 104, 105, 120, 200};
    for (int columns = 1; columns <= COLUMNS; columns++)
        add_size(script, columns, heights[columns % 10]);
    for (int rows = 1; rows <= ROWS; rows++)
        add_size(script, widths[rows % 12], rows);
    for (int i = 0; i < 120; i++)
        add_size(script, widths[i % 12], heights[i % 10]);
}

static void run(const struct text *script, const char *language)
{
    cli_write(&cli, "keys", script->bytes, script->length);
    cli_run(&cli, "--db", "shop.db", "--lang", language, "--script", "keys", "--no-display",
        "--size", "120x36", "--as-of=2026-11-23", NULL);
    cr_expect_eq(cli.status, 0, "%s", cli.err);
}

Test(console_sizes, the_tree_at_every_size)
{
    struct text script = {0};
    cli_demo(&cli, "shop.db");
    for (int rows = 1; rows <= ROWS; rows++)
        for (int columns = 1; columns <= COLUMNS; columns++)
            add_size(&script, rows % 2 ? columns : COLUMNS + 1 - columns, rows);
    text_append(&script, ":resize 80x24\n:save-screen out\n");
    run(&script, "en");
    char *screen = cli_read(&cli, "out", NULL);
    cr_expect_not_null(strstr(screen, "New customers"), "%s", screen);
    free(screen);
    text_free(&script);
}

/* What is open over the tree at small and at large sizes; each is left by <Esc>. */
static const char *const states[] = {"G", "<Tab>", "jj<CR>", "zm", "/pa", "w5%", "jt", "nx", "?",
    "?week", "<C-p>", "<C-p>zz", "L", "L", ":\nthe<Tab>", ":\nx<CR>", ":theme",
    ":\nimport<Space><Tab>", ":rise-red", "/zzz<CR>", "i", ":breakdown buyer", "ccc", "[[["};

Test(console_sizes, all_that_can_be_open_at_many_sizes)
{
    struct text script = {0};
    cli_demo(&cli, "shop.db");
    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
        text_format(&script, ":resize 120x36\n%s\n", states[i]);
        add_edges(&script);
        text_append(&script, "<Esc><Esc><Esc>\n");
    }
    run(&script, "en");
    text_free(&script);
}

Test(console_sizes, a_shop_that_is_not_there_at_many_sizes)
{
    static const char *const first[] = {"", "i", "?", "L", "<C-p>", ":\nimport<Space>nothing<CR>"};
    struct text script = {0};
    for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++) {
        text_format(&script, ":resize 120x36\n%s\n", first[i]);
        add_edges(&script);
        text_append(&script, "<Esc><Esc><Esc>\n");
    }
    run(&script, "zh");
    text_free(&script);
}
