/* The console in a real terminal: its colours, its sizes, how it begins and how it ends. */
#include <criterion/criterion.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/console_watch.h"
#include "tui/theme.h"

static struct cli cli;
static struct watch watch;

static void begin(void)
{
    cli = cli_new();
    cli_demo(&cli, "shop.db");
}

static void end(void)
{
    watch_end(&watch);
    cli_end(&cli);
}

TestSuite(console_pty, .init = begin, .fini = end, .timeout = 60);

/* A line of the tree, and one of the sentences; both stand there only when all is counted. */
static const char tree_line[] = "New customers", ready[] = "channel  category";

static void start(int columns, int rows)
{
    watch_start(&watch, &cli, columns, rows, "--db", "shop.db", "--lang", "en", NULL);
}

static void expect_quit(void)
{
    watch_type(&watch, "q");
    int status = watch_finish(&watch);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %x", status);
}

/* --- colours -------------------------------------------------------------------------------- */

enum { FALL = 0x25BC, RISE = 0x25B2 };

/* The cell of the sign of change on the row of a label, and whether that change is good. */
static VTermScreenCell sign_of(const char *label, bool more_is_better, bool *good)
{
    int row, column;
    cr_assert(watch_find(&watch, label, &row, &column), "there is no “%s”", label);
    for (; column < watch.columns; column++) {
        VTermScreenCell cell = watch_cell(&watch, row, column);
        *good = (cell.chars[0] == RISE) == more_is_better;
        if (cell.chars[0] == RISE || cell.chars[0] == FALL)
            return cell;
    }
    cr_assert_fail("there is no sign of change on the row of “%s”", label);
    return (VTermScreenCell){0};
}

/* Rows of both directions; among them are good changes and bad ones. */
static const struct {
    const char *label;
    bool more_is_better;
} lines[] = {{"▾ Sales ", true}, {"▾ Conversion ", true}, {"Cart→order ", true},
    {"Bounce rate ", false}, {"Items per order ", true}, {"Price per item ", true},
    {"▾ Returning customers ", true}};

enum { SIGNS = sizeof(lines) / sizeof(lines[0]) };

static void start_with(const char *term, const char *colours, const char *none)
{
    cli.settings[0] = term;
    cli.settings[1] = colours;
    cli.settings[2] = none;
    start(120, 36);
    watch_until(&watch, ready);
}

static void expect_both(int good_ones)
{
    cr_expect(good_ones > 0 && good_ones < SIGNS, "all changes are alike: %d", good_ones);
}

Test(console_pty, good_and_bad_in_true_colour)
{
    int good_ones = 0;
    bool good;
    start_with("TERM=xterm-256color", "COLORTERM=truecolor", NULL);
    for (int i = 0; i < SIGNS; i++, good_ones += good) {
        VTermColor ink = sign_of(lines[i].label, lines[i].more_is_better, &good).fg;
        cr_expect_eq(watch_rgb(&watch, ink), good ? 0x6fcf97 : 0xf0766a, "%s", lines[i].label);
    }
    expect_both(good_ones);
    expect_quit();
}

Test(console_pty, good_and_bad_in_256_colours)
{
    int good_ones = 0;
    bool good;
    start_with("TERM=xterm-256color", "COLORTERM=", NULL);
    for (int i = 0; i < SIGNS; i++, good_ones += good) {
        VTermColor ink = sign_of(lines[i].label, lines[i].more_is_better, &good).fg;
        cr_expect(VTERM_COLOR_IS_INDEXED(&ink));
        cr_expect_eq(
            ink.indexed.idx, theme_nearest_256(good ? 0x6fcf97 : 0xf0766a), "%s", lines[i].label);
    }
    expect_both(good_ones);
    expect_quit();
}

Test(console_pty, good_and_bad_in_16_colours)
{
    int good_ones = 0;
    bool good;
    start_with("TERM=xterm", "COLORTERM=", NULL);
    for (int i = 0; i < SIGNS; i++, good_ones += good) {
        VTermColor ink = sign_of(lines[i].label, lines[i].more_is_better, &good).fg;
        cr_expect(VTERM_COLOR_IS_INDEXED(&ink));
        cr_expect_eq(ink.indexed.idx % 8, good ? 2 : 1, "%s", lines[i].label);
    }
    expect_both(good_ones);
    expect_quit();
}

Test(console_pty, without_colours_nothing_is_coloured)
{
    start_with("TERM=xterm-256color", "COLORTERM=truecolor", "NO_COLOR=1");
    for (int row = 0; row < watch.rows; row++)
        for (int column = 0; column < watch.columns; column++) {
            VTermScreenCell cell = watch_cell(&watch, row, column);
            cr_assert(VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) && VTERM_COLOR_IS_DEFAULT_BG(&cell.bg),
                "a colour at row %d, column %d", row, column);
        }
    bool good;
    cr_expect(sign_of(lines[0].label, true, &good).attrs.reverse, "the selected row is not seen");
    cr_expect_not(sign_of(lines[1].label, true, &good).attrs.reverse);
    expect_quit();
}

/* --- sizes ---------------------------------------------------------------------------------- */

static const struct {
    int columns, rows;
} sizes[] = {{120, 36}, {1, 1}, {200, 60}, {2, 60}, {200, 1}, {80, 24}, {40, 12}, {39, 12},
    {40, 11}, {103, 30}, {104, 30}, {105, 31}, {160, 48}, {3, 3}, {60, 20}, {200, 12}, {40, 60},
    {81, 25}, {80, 24}, {120, 36}};

enum { SIZES = sizeof(sizes) / sizeof(sizes[0]) };

/* What the console draws at each size, from a fresh start there and without a terminal. */
static char *fresh_screen(int columns, int rows)
{
    char size[32];
    snprintf(size, sizeof(size), "%dx%d", columns, rows);
    cli_write_text(&cli, "keys", ":save-screen out\n");
    cli_run(&cli, "--db", "shop.db", "--lang", "en", "--script", "keys", "--no-display", "--size",
        size, NULL);
    cr_assert_eq(cli.status, 0, "%s: %s", size, cli.err);
    return cli_read(&cli, "out", NULL);
}

/* A cell that is stale stays so: nothing repaints it. */
static void expect_screen(const char *expected, const char *where)
{
    char *screen = watch_text(&watch);
    for (int tries = 0; strcmp(screen, expected) != 0 && tries < 100; tries++) {
        watch_settle(&watch, 20);
        usleep(10000);
        free(screen);
        screen = watch_text(&watch);
    }
    cr_expect_str_eq(
        screen, expected, "%s: the terminal shows\n%sand should\n%s", where, screen, expected);
    free(screen);
}

Test(console_pty, every_size_shows_what_a_fresh_start_there_shows)
{
    start(sizes[0].columns, sizes[0].rows);
    watch_until(&watch, ready);
    for (int i = 0; i < SIZES; i++) {
        char *expected = fresh_screen(sizes[i].columns, sizes[i].rows), where[32];
        watch_resize(&watch, sizes[i].columns, sizes[i].rows);
        snprintf(where, sizeof(where), "%dx%d", sizes[i].columns, sizes[i].rows);
        expect_screen(expected, where);
        free(expected);
    }
    expect_quit();
}

/* Many sizes in a row without waiting; the last one counts. */
Test(console_pty, a_window_dragged_about_ends_whole)
{
    char *expected = fresh_screen(97, 29);
    start(120, 36);
    watch_until(&watch, ready);
    for (int i = 0; i < 400; i++)
        watch_resize(&watch, 1 + i * 7 % 200, 1 + i * 11 % 60);
    watch_resize(&watch, 97, 29);
    expect_screen(expected, "97x29");
    free(expected);
    expect_quit();
}

/* The terminal has cut what it showed, and the program sees only that the size is what it was. */
Test(console_pty, a_window_made_small_and_large_again_is_whole)
{
    char *expected = fresh_screen(120, 36);
    start(120, 36);
    watch_until(&watch, ready);
    expect_screen(expected, "before");
    kill(watch.child, SIGSTOP);
    watch_settle(&watch, 20);
    watch_resize(&watch, 20, 5);
    watch_resize(&watch, 120, 36);
    kill(watch.child, SIGCONT);
    expect_screen(expected, "after");
    free(expected);
    expect_quit();
}

/* --- reading a shop that takes its time ----------------------------------------------------- */

/* Another program has the shop for itself, so that reading it waits. */
static sqlite3 *lock_shop(void)
{
    sqlite3 *handle;
    char path[128];
    snprintf(path, sizeof(path), "%s/shop.db", cli.folder);
    cr_assert_eq(sqlite3_open(path, &handle), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(handle,
                     "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; "
                     "DELETE FROM benchmark WHERE week < 0; COMMIT",
                     NULL, NULL, NULL),
        SQLITE_OK, "%s", sqlite3_errmsg(handle));
    return handle;
}

Test(console_pty, sizes_change_while_the_shop_is_read)
{
    sqlite3 *lock = lock_shop();
    start(120, 36);
    watch_until(&watch, "Reading the shop");
    for (int i = 0; i < SIZES; i++)
        watch_resize(&watch, sizes[i].columns, sizes[i].rows);
    watch_until(&watch, "Reading the shop");
    watch_type(&watch, "jk[]cbw?");
    watch_until(&watch, "Keys and commands");
    watch_type(&watch, "\033");
    watch_until_gone(&watch, "Keys and commands");
    sqlite3_close(lock);
    watch_until(&watch, tree_line);
    watch_until(&watch, ready);
    expect_quit();
}

/* At once, not when the waiting is over. */
Test(console_pty, can_be_left_while_the_shop_is_read)
{
    sqlite3 *lock = lock_shop();
    start(120, 36);
    watch_until(&watch, "Reading the shop");
    time_t before = time(NULL);
    expect_quit();
    cr_expect_leq(time(NULL) - before, 2);
    sqlite3_close(lock);
}

/* --- how it ends ---------------------------------------------------------------------------- */

Test(console_pty, is_left_with_q)
{
    start(80, 24);
    watch_until(&watch, tree_line);
    cr_expect(watch.alternate);
    expect_quit();
}

Test(console_pty, is_left_with_control_c)
{
    start(80, 24);
    watch_until(&watch, tree_line);
    watch_type(&watch, "\003");
    int status = watch_finish(&watch);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %x", status);
}

static void expect_sane_after(int number)
{
    start(80, 24);
    watch_until(&watch, tree_line);
    kill(watch.child, number);
    int status = watch_finish(&watch);
    cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == number, "status %x", status);
}

Test(console_pty, is_sane_after_sigterm)
{
    expect_sane_after(SIGTERM);
}

Test(console_pty, is_sane_after_sighup)
{
    expect_sane_after(SIGHUP);
}

Test(console_pty, is_sane_after_sigint)
{
    expect_sane_after(SIGINT);
}

/* The window is closed: both ends of the terminal go. */
Test(console_pty, is_gone_when_its_terminal_is)
{
    int status = 0;
    start(80, 24);
    watch_until(&watch, tree_line);
    close(watch.slave);
    close(watch.master);
    watch.slave = watch.master = -1;
    for (int i = 0; i < 500 && watch.child > 0; i++) {
        if (waitpid(watch.child, &status, WNOHANG) == watch.child)
            watch.child = 0;
        usleep(10000);
    }
    cr_expect_eq(watch.child, 0, "the program is still there");
    cr_expect_not(WIFSIGNALED(status) && WTERMSIG(status) != SIGHUP, "status %x", status);
}

Test(console_pty, stops_and_goes_on)
{
    int status;
    watch.as_job = true;
    start(80, 24);
    watch_until(&watch, tree_line);
    watch_type(&watch, "\032");
    for (int i = 0; i < 500 && waitpid(watch.child, &status, WUNTRACED | WNOHANG) == 0; i++)
        watch_settle(&watch, 10);
    cr_assert(WIFSTOPPED(status));
    watch_settle(&watch, 20);
    cr_expect_not(watch.alternate, "the shell would be on the alternate screen");
    cr_expect(watch.cursor);
    watch_resize(&watch, 100, 30);
    kill(watch.child, SIGCONT);
    watch_until(&watch, tree_line);
    char *expected = fresh_screen(100, 30);
    expect_screen(expected, "after stopping");
    free(expected);
    expect_quit();
}
