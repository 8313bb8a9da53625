/* The console in a real terminal: what is typed, pasted and pointed at, and reading a file from
 * within. */
#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tests/console_watch.h"

static struct cli cli;
static struct watch watch;

static void begin(void)
{
    cli = cli_new();
}

static void end(void)
{
    watch_end(&watch);
    cli_end(&cli);
}

TestSuite(console_keys, .init = begin, .fini = end, .timeout = 60);

static void start(const char *option)
{
    cli_demo(&cli, "shop.db");
    watch_start(&watch, &cli, 120, 36, "--db", "shop.db", "--lang", "en", option, NULL);
    watch_until(&watch, "channel  category");
    watch_until(&watch, "1 of 33");
}

static void start_without_shop(void)
{
    watch_start(&watch, &cli, 120, 36, "--db", "shop.db", "--lang", "en", NULL);
    watch_until(&watch, "Welcome");
}

static void expect_quit(void)
{
    watch_type(&watch, "q");
    int status = watch_finish(&watch);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %x", status);
}

/* --- keys ----------------------------------------------------------------------------------- */

Test(console_keys, move_in_every_spelling)
{
    start(NULL);
    watch_type(&watch, "j");
    watch_until(&watch, "2 of 33");
    watch_type(&watch, "\033OB");
    watch_until(&watch, "3 of 33");
    watch_type(&watch, "\033[B");
    watch_until(&watch, "4 of 33");
    watch_type(&watch, "ｊ"); /* an input method left on */
    watch_until(&watch, "5 of 33");
    watch_type(&watch, "G");
    watch_until(&watch, "33 of 33");
    watch_type(&watch, "ｇｇ");
    watch_until(&watch, "1 of 33");
    watch_type(&watch, "？");
    watch_until(&watch, "Keys and commands");
    watch_escape(&watch);
    watch_until_gone(&watch, "Keys and commands");
    expect_quit();
}

Test(console_keys, the_real_cursor_sits_on_the_selected_row)
{
    start(NULL);
    int row, column;
    VTermPos position;
    watch_type(&watch, "jj");
    watch_until(&watch, "3 of 33");
    watch_settle(&watch, 30);
    vterm_state_get_cursorpos(vterm_obtain_state(watch.terminal), &position);
    cr_assert(watch_find(&watch, "▌", &row, &column));
    cr_expect_eq(position.row, row, "the cursor is in row %d, not %d", position.row, row);
    expect_quit();
}

Test(console_keys, the_language_changes_and_changes_back)
{
    start(NULL);
    watch_type(&watch, "L");
    watch_until(&watch, "新客");
    watch_until(&watch, "渠道");
    watch_until_gone(&watch, "New customers");
    watch_type(&watch, "L");
    watch_until(&watch, "New customers");
    watch_until_gone(&watch, "新客");
    expect_quit();
}

Test(console_keys, an_unknown_command_is_told_the_nearest)
{
    start(NULL);
    watch_type(&watch, ":brakdown\r");
    watch_until(&watch, "breakdown");
    watch_escape(&watch);
    watch_type(&watch, ":qiut\r");
    watch_until(&watch, "quit");
    watch_escape(&watch);
    watch_type(&watch, ":xyzzy\r");
    watch_until(&watch, "xyzzy");
    watch_escape(&watch);
    watch_until_gone(&watch, "xyzzy");
    expect_quit();
}

Test(console_keys, refusals_are_messages_and_change_nothing)
{
    start(NULL);
    watch_type(&watch, ":week 2099-W01\r");
    watch_until(&watch, "the data end in 2026-W47");
    watch_type(&watch, ":week 2026-W54\r");
    watch_until(&watch, "there is no week 54 in 2026");
    watch_type(&watch, ":week 1999-W01\r");
    watch_until(&watch, "the data begin in 2024-W48");
    watch_type(&watch, ":compare moon\r");
    watch_until(&watch, "compare with week, year, target or industry");
    watch_escape(&watch);
    watch_type(&watch, "]");
    watch_until(&watch, "the data end in 2026-W47");
    cr_expect(watch_shows(&watch, "Week 47"));
    watch_escape(&watch);
    expect_quit();
}

/* A filter that leaves no row leaves nothing to work on, and says so. */
Test(console_keys, nothing_is_done_to_no_row)
{
    static const char *const keys[] = {"w", "t", "n", "s", "\r"};
    start(NULL);
    watch_type(&watch, "/zzzz\r");
    watch_until(&watch, "no row matches zzzz");
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        watch_type(&watch, keys[i]);
        watch_until(&watch, "no row is selected");
        watch_escape(&watch);
        watch_until_gone(&watch, "no row is selected");
    }
    watch_type(&watch, "b jkhlGE");
    watch_until(&watch, "written to");
    watch_escape(&watch);
    watch_escape(&watch);
    watch_until(&watch, "New customers");
    expect_quit();
}

/* Nobody but the operator reads an export, and none is written over another. */
Test(console_keys, each_export_is_a_file_of_its_own)
{
    start(NULL);
    watch_type(&watch, "E");
    watch_until(&watch, "written to kpi-2026-W47.csv");
    watch_escape(&watch);
    watch_type(&watch, "E");
    watch_until(&watch, "written to kpi-2026-W47-2.csv");
    watch_escape(&watch);
    watch_type(&watch, ":export kpi-2026-W47.csv\r");
    watch_until(&watch, "is there already; give another name");
    watch_escape(&watch);
    watch_type(&watch, "6");
    watch_until(&watch, "1 of 2000");
    watch_type(&watch, "E");
    watch_until(&watch, "written to customers.csv");
    expect_quit();
    static const char *const files[] = {"kpi-2026-W47.csv", "customers.csv"};
    for (int i = 0; i < 2; i++) {
        char path[200];
        struct stat status = {0};
        snprintf(path, sizeof(path), "%s/%s", cli.folder, files[i]);
        cr_expect_eq(stat(path, &status), 0, "%s", path);
        cr_expect_eq(status.st_mode & 0777u, 0600u, "%s", path);
    }
}

/* --- the mouse ------------------------------------------------------------------------------ */

static void point(int button, int row, int column, char end_letter)
{
    char bytes[48];
    snprintf(bytes, sizeof(bytes), "\033[<%d;%d;%d%c", button, column + 1, row + 1, end_letter);
    watch_type(&watch, bytes);
}

/* Presses and releases in one write: on a busy machine two of them can be half a second apart,
 * which is no double click. */
static void click(const char *label, int times)
{
    struct text bytes = {0};
    int row, column;
    cr_assert(watch_find(&watch, label, &row, &column), "there is no “%s”", label);
    for (int i = 0; i < times; i++)
        text_format(
            &bytes, "\033[<0;%d;%dM\033[<0;%d;%dm", column + 2, row + 1, column + 2, row + 1);
    watch_type(&watch, text_string(&bytes));
    text_free(&bytes);
}

Test(console_keys, a_click_selects_and_a_double_click_drills)
{
    start(NULL);
    click("New buyers", 1);
    watch_until(&watch, "3 of 33");
    click("Order value", 1);
    watch_until(&watch, "14 of 33");
    click("New buyers", 2);
    watch_until(&watch, "1 of 10");
    cr_expect_not(watch_shows(&watch, "Returning buyers"));
    watch_escape(&watch);
    watch_escape(&watch);
    watch_until(&watch, "of 33");
    expect_quit();
}

Test(console_keys, the_wheel_moves_the_tree)
{
    start(NULL);
    for (int i = 0; i < 40; i++)
        point(65, 10, 10, 'M');
    watch_until(&watch, "Refund rate");
    for (int i = 0; i < 40; i++)
        point(64, 10, 10, 'M');
    watch_until(&watch, "Sales and what makes them");
    watch_until(&watch, "Bounce rate");
    /* Clicks on nothing, and places that are not there. */
    point(0, 35, 119, 'M');
    point(0, 0, 0, 'M');
    point(2, 20, 90, 'M');
    point(0, 9999, 9999, 'M');
    expect_quit();
}

Test(console_keys, the_mouse_can_be_left_to_the_terminal)
{
    start("--no-mouse");
    cr_expect_eq(watch.mouse, VTERM_PROP_MOUSE_NONE);
    watch_type(&watch, ":mouse\r");
    watch_until(&watch, "mouse on");
    cr_expect_neq(watch.mouse, VTERM_PROP_MOUSE_NONE);
    expect_quit();
}

/* --- junk ----------------------------------------------------------------------------------- */

/* Out of whatever is open, whatever was typed. */
static void escape_all(void)
{
    watch_type(&watch, "\033\\\a\033[201~"); /* ends an unfinished sequence, and a paste */
    for (int i = 0; i < 12; i++)
        watch_escape(&watch);
    watch_until(&watch, "? "); /* help, in either language */
}

static unsigned random_state = 20261122;

static unsigned random_below(unsigned limit)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % limit;
}

/* Leaving and stopping are no junk. */
static bool leaves(int byte)
{
    return byte == 'q' || byte == 3 || byte == 26;
}

Test(console_keys, every_byte_can_be_typed)
{
    start(NULL);
    for (int byte = 0; byte < 256; byte++)
        if (!leaves(byte))
            watch_type_bytes(&watch, &(char){(char)byte}, 1);
    for (int i = 0; i < 4000; i++) {
        int byte = (int)random_below(256);
        if (!leaves(byte))
            watch_type_bytes(&watch, &(char){(char)byte}, 1);
    }
    escape_all();
    watch_type(&watch, "L");
    expect_quit();
}

Test(console_keys, broken_sequences_are_skipped)
{
    static const char letters[] =
        "0123456789;:<>?!$'\"[]()OABCDFHPQRSZabcdhlmnrtuvxy~ \033\033\033";
    start(NULL);
    for (int i = 0; i < 3000; i++) {
        char bytes[24] = "\033[";
        int length = 2 + (int)random_below(18);
        bytes[1] = "[O]P_^X"[random_below(7)];
        for (int at = 2; at < length; at++)
            bytes[at] = letters[random_below(sizeof(letters) - 1)];
        watch_type_bytes(&watch, bytes, (size_t)length);
    }
    escape_all();
    expect_quit();
}

Test(console_keys, a_hundred_thousand_keys_are_worked_off)
{
    struct text keys = {0};
    start(NULL);
    for (int i = 0; i < 20000; i++)
        text_append(&keys, "jjk[]");
    watch_type(&watch, text_string(&keys));
    text_free(&keys);
    watch_type(&watch, "gg0");
    watch_until(&watch, "1 of 33");
    watch_until(&watch, "Week 47");
    watch_escape(&watch);
    expect_quit();
}

static void paste(size_t length)
{
    struct text text = {0};
    text_append(&text, "\033[200~");
    while (text.length < length)
        text_append(&text, "掌柜 a line of a paste\r\n\ttab \033[31m\302\2331337m");
    text_append(&text, "the end\033[201~");
    watch_type_bytes(&watch, text.bytes, text.length);
    text_free(&text);
}

Test(console_keys, a_paste_into_the_prompt_is_text)
{
    start(NULL);
    watch_type(&watch, "n");
    watch_until(&watch, "note on Sales");
    paste(20000);
    watch_until(&watch, "the end");
    cr_expect(watch_shows(&watch, "note on Sales"), "a line end in a paste is not Enter");
    watch_escape(&watch);
    watch_until_gone(&watch, "note on Sales");
    expect_quit();
}

Test(console_keys, a_megabyte_of_paste_does_no_harm)
{
    start(NULL);
    watch_type(&watch, "n");
    watch_until(&watch, "note on Sales");
    paste(1000000);
    watch_type(&watch, " typed after");
    watch_until(&watch, "typed after");
    watch_escape(&watch);
    watch_until_gone(&watch, "note on Sales");
    expect_quit();
}

/* A paste where nothing can be typed does nothing, least of all what its letters are bound to. */
Test(console_keys, a_paste_into_the_tree_is_not_typed)
{
    start(NULL);
    watch_type(&watch, "\033[200~jjjjq\r:quit\r\033[201~");
    watch_settle(&watch, 50);
    cr_expect(watch_shows(&watch, "1 of 33"));
    expect_quit();
}

/* --- reading a file ------------------------------------------------------------------------- */

Test(console_keys, a_file_is_read_and_seen)
{
    cli_copy(&cli, "online_retail_extract.csv");
    start_without_shop();
    watch_type(&watch, ":import online_ret\t\r");
    watch_until(&watch, "rows read");
    watch_until(&watch, "New customers");
    watch_until(&watch, "£");
    watch_escape(&watch);
    watch_type(&watch, ":import online_retail_extract.csv\r");
    watch_until(&watch, "this file is in already");
    expect_quit();
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "check", NULL), 0, "%s", cli.err);
}

Test(console_keys, a_file_that_cannot_be_read_is_told)
{
    start_without_shop();
    watch_type(&watch, ":import nowhere.csv\r");
    watch_until(&watch, "there is no file nowhere.csv");
    watch_escape(&watch);
    watch_type(&watch, ":import .\r");
    watch_until(&watch, "is a folder");
    cli_write_text(&cli, "empty.csv", "");
    watch_escape(&watch);
    watch_type(&watch, ":import empty.csv\r");
    watch_until(&watch, "is empty");
    cr_expect(watch_shows(&watch, "Welcome"));
    watch_escape(&watch);
    expect_quit();
}

/* Lines of many orders, so that reading takes longer than a key. */
static void write_large_file(void)
{
    struct text file = {0};
    text_append(&file, "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,"
                       "Country\n");
    for (int i = 0; i < 400000; i++)
        text_format(&file, "%d,S%d,THING %d,%d,2011-%02d-%02d 10:%02d:00,2.50,%d.0,France\n",
            500000 + i / 2, i % 900, i % 900, 1 + i % 7, 1 + i / 40000, 1 + i / 2000 % 28, i % 60,
            10000 + i % 9000);
    cli_write(&cli, "large.csv", file.bytes, file.length);
    text_free(&file);
}

Test(console_keys, reading_can_be_cancelled_and_leaves_nothing)
{
    write_large_file();
    start_without_shop();
    watch_type(&watch, ":import large.csv\r");
    watch_until(&watch, "Importing large.csv");
    watch_until(&watch, "Esc cancels");
    watch_until(&watch, "%");
    watch_resize(&watch, 100, 30);
    watch_type(&watch, ":import large.csv\r");
    watch_until(&watch, "wait for the work under way");
    watch_escape(&watch);
    watch_escape(&watch);
    watch_until(&watch, "nothing was changed");
    watch_until_gone(&watch, "Importing");
    cr_expect_not(watch_shows(&watch, "New customers"));
    watch_escape(&watch);
    expect_quit();
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "check", NULL), 0, "%s", cli.err);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "kpi", NULL), 1);
}

Test(console_keys, leaving_while_reading_leaves_nothing)
{
    write_large_file();
    start_without_shop();
    watch_type(&watch, ":import large.csv\r");
    watch_until(&watch, "Importing large.csv");
    expect_quit();
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "check", NULL), 0, "%s", cli.err);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "kpi", NULL), 1);
}

/* Ours: the folder for temporary files of all is full of those of other tests. */
static void own_temporary_folder(void)
{
    static char setting[96];
    snprintf(setting, sizeof(setting), "TMPDIR=%s", cli.folder);
    cli.settings[0] = setting;
}

static bool mapping_left(void)
{
    glob_t found;
    char pattern[128];
    snprintf(pattern, sizeof(pattern), "%s/zhanggui-mapping-*", cli.folder);
    bool left = glob(pattern, 0, NULL, &found) == 0;
    globfree(&found);
    return left;
}

static void write_odd_file(void)
{
    cli_write_text(&cli, "odd.csv",
        "Beleg,Kunde,Zeitpunkt,Bezahlt am,Betrag\n"
        "A1,anna,2026-11-02 10:00:00,2026-11-02 10:05:00,19.90\n"
        "A2,ben,2026-11-03 11:00:00,2026-11-03 11:05:00,29.90\n");
}

Test(console_keys, an_unknown_file_is_read_only_as_agreed)
{
    own_temporary_folder();
    write_odd_file();
    start_without_shop();
    watch_type(&watch, ":import odd.csv\r");
    watch_until(&watch, "a mapping is proposed");
    cr_expect(mapping_left(), "the test looks in the wrong place");
    watch_escape(&watch);
    watch_until_gone(&watch, "a mapping is proposed");
    watch_until(&watch, "Welcome");
    cr_expect_not(cli_exists(&cli, "shop.db"));
    expect_quit();
    cr_expect_not(mapping_left());
}

Test(console_keys, an_agreed_mapping_is_kept_among_the_settings)
{
    own_temporary_folder();
    cli_write_text(&cli, "odd.yaml",
        "kind: orders\nsource: shop\nencoding: utf-8\ndelimiter: \",\"\nheader: 1\ndate: ymd\n"
        "columns:\n  number: [Beleg]\n  customer: [Kunde]\n  placed_at: [Zeitpunkt]\n  paid_at: "
        "[Bezahlt am]\n"
        "  amount: [Betrag]\n");
    cli_write_text(&cli, "write", "#!/bin/sh\ncp odd.yaml \"$1\"\n");
    cli.settings[1] = "EDITOR=sh ./write";
    write_odd_file();
    start_without_shop();
    watch_type(&watch, ":import odd.csv\r");
    watch_until(&watch, "a mapping is proposed");
    watch_type(&watch, "\r");
    watch_until(&watch, "the mapping is kept as");
    watch_escape(&watch);
    watch_escape(&watch);
    expect_quit();
    cr_expect_not(mapping_left());
    cr_expect(cli_exists(&cli, ".config/zhanggui/import/odd.yaml"));
}
