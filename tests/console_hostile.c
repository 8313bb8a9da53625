/* Names from data that hold escape sequences, controls, bidi marks, piles of accents and emoji:
 * nothing of them reaches the terminal but characters, and every row keeps its columns. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "core/store/database.h"
#include "core/store/note.h"
#include "core/store/writer.h"
#include "tests/console_watch.h"

/* What would act on a terminal carries the number 1337. */
static const char *const names[] = {
    "red \033[1337;31mred",
    "title \033]0;1337\a end",
    "device \033P1337\033\\ end",
    "eight bit \302\2331337m \302\235 0;1337\302\234",
    "raw \2331337m bytes \377\376",
    "bidi \342\200\2561337\342\200\254 \342\201\247x\342\201\251 \330\234 end",
    "line\r\nfeed\ttab\vback\b\b\b\bspace\177",
    "accents "
    "Z\314\200\314\201\314\202\314\203\314\204\314\205\314\206\314\207\314\210\314\211\314\212"
    "\314\213\314\214\314\215\314\216\314\217\314\220a\314\201lgo",
    "zero\342\200\213width\342\200\215joined\357\273\277mark\302\255soft",
    "emoji 🛒 👍🏽 旗🇨🇳 end",
    "family 👩‍👩‍👧‍👦 end",
    "separators\342\200\250and\342\200\251 end \005\016\017",
    "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
};

enum { NAMES = sizeof(names) / sizeof(names[0]), DAYS = 28 };

static struct cli cli;
static struct watch watch;

static void write_order(struct writer *writer, int number, date_instant at, size_t name)
{
    struct error error;
    char text[64];
    int64_t customer, order, category;
    struct writer_product product = {.sku = names[name], .name = names[name], .cost = 100};
    struct writer_order record = {.number = text,
        .placed_at = at,
        .paid_at = at + 60,
        .closed_at = WRITER_UNKNOWN,
        .amount = 10000 + number,
        .due = 10000,
        .discount = 0};
    /* Each dimension puts other names first. */
    bool good =
        writer_dimension(writer, WRITER_CHANNEL, names[name], &record.channel, &error) &&
        writer_dimension(writer, WRITER_CATEGORY, names[(name + 5) % NAMES], &category, &error) &&
        writer_dimension(writer, WRITER_REGION, names[(name + 10) % NAMES], &record.region, &error);
    snprintf(text, sizeof(text), "%s%d", names[name], number % 40);
    good = good && writer_identify(writer, WRITER_MEMBER, text, &customer, &error);
    product.category = category;
    record.customer = customer;
    snprintf(text, sizeof(text), "%d", number);
    struct writer_line line = {.position = 1, .quantity = 1, .amount = 10000 + number};
    enum writer_outcome outcome;
    good = good && writer_product(writer, &product, &line.product, NULL, &error) &&
           writer_order(writer, &record, &order, &outcome, &error);
    line.order = order;
    good = good && writer_line(writer, &line, &outcome, &error);
    cr_assert(good, "%s", error.text);
}

/* Four weeks of orders, fewer in the last, so that there is something to explain. */
static void make_shop(void)
{
    char path[128];
    struct error error;
    date_instant first = 1792972800; /* Monday 26 October 2026 */
    date_week last;
    snprintf(path, sizeof(path), "%s/shop.db", cli.folder);
    struct database *database = database_open(path, DATABASE_CREATE, &error);
    cr_assert_not_null(database, "%s", error.text);
    cr_assert(database_begin(database, &error));
    struct writer *writer = writer_open(database, "test", &error);
    int number = 0;
    for (int day = 0; day < DAYS; day++)
        for (size_t name = 0; name < NAMES; name++)
            for (size_t times = 0; times < (day < 21 || name >= 5 ? 4 : 1); times++) {
                number++;
                write_order(writer, number, first + day * 86400 + number % 3600, name);
            }
    writer_close(&writer);
    bool good = database_set(database, "name", names[0], &error) &&
                database_moved(database, false, &error) && database_commit(database, &error) &&
                date_week_parse("2026-W47", &last, &error) &&
                note_add(database, last, NULL, names[6], &error);
    cr_assert(good, "%s", error.text);
    database_free(&database);
}

static void begin(void)
{
    cli = cli_new();
    make_shop();
}

static void end(void)
{
    watch_end(&watch);
    cli_end(&cli);
}

TestSuite(console_hostile, .init = begin, .fini = end, .timeout = 60);

static void expect_absent(const char *bytes, size_t length, const char *what)
{
    const char *found = memmem(watch.raw.bytes, watch.raw.length, bytes, length);
    cr_expect_null(found, "%s reached the terminal", what);
}

static void expect_harmless(void)
{
    static const struct {
        const char *bytes, *what;
    } forbidden[] = {
        {"\033[1337", "a control sequence"},
        {"\033]0;", "a title"},
        {"\033P1337", "a device control string"},
        {"\302\233", "an eight bit control sequence"},
        {"\2331337", "a raw eight bit control sequence"},
        {"\302\235", "an eight bit operating system command"},
        {"\342\200\256", "a right-to-left override"},
        {"\342\200\254", "the end of an override"},
        {"\342\201\247", "an isolate"},
        {"\342\201\251", "the end of an isolate"},
        {"\330\234", "an Arabic letter mark"},
        {"\342\200\250", "a line separator"},
        {"\342\200\251", "a paragraph separator"},
        {"\357\273\277", "a byte order mark"},
        {"\342\200\213", "a blank of no width"},
        {"\a", "a bell"},
        {"\v", "a vertical tab"},
        {"\005", "an enquiry"},
        {"\016", "a change of character set"},
        {"\177", "a delete"},
        {"\377", "a byte that is no UTF-8"},
    };
    for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++)
        expect_absent(forbidden[i].bytes, strlen(forbidden[i].bytes), forbidden[i].what);
}

/* What the console draws without a terminal after the same keys. */
static char *drawn(const char *keys)
{
    char script[256];
    snprintf(script, sizeof(script), "%s\n:save-screen out\n", keys);
    cli_write_text(&cli, "keys", script);
    cli_run(&cli, "--db", "shop.db", "--lang", "en", "--script", "keys", "--no-display", "--size",
        "120x36", NULL);
    cr_assert_eq(cli.status, 0, "%s", cli.err);
    return cli_read(&cli, "out", NULL);
}

Test(console_hostile, names_are_characters_only)
{
    static const char *const keys[] = {"b", "b", "jjb", "b", "b", "c", "/paid\r", "?"};
    watch_start(&watch, &cli, 120, 48, "--db", "shop.db", "--lang", "en", NULL);
    watch_until(&watch, "red �[1337;31mred");
    watch_until(&watch, "New customers");
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        watch_type(&watch, keys[i]);
        watch_settle(&watch, 100);
    }
    expect_harmless();
    watch_escape(&watch);
    watch_type(&watch, "q");
    int status = watch_finish(&watch);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void expect_drawn(const char *expected)
{
    char *screen = watch_text(&watch);
    for (int tries = 0; strcmp(screen, expected) != 0 && tries < 50; tries++) {
        watch_settle(&watch, 40);
        free(screen);
        screen = watch_text(&watch);
    }
    cr_expect_str_eq(screen, expected, "shown\n%s\ndrawn\n%s", screen, expected);
    free(screen);
}

Test(console_hostile, rows_keep_their_columns)
{
    static const char *const keys[] = {"", "b", "bb"};
    watch_start(&watch, &cli, 120, 36, "--db", "shop.db", "--lang", "en", NULL);
    watch_until(&watch, "1 of 33");
    for (int i = 0; i < 3; i++) {
        char *expected = drawn(keys[i]);
        expect_drawn(expected);
        free(expected);
        watch_type(&watch, "b");
    }
}

/* Names of files reach messages, the bar of an import and the page without a shop. */
Test(console_hostile, names_of_files_are_characters_only)
{
    watch_start(&watch, &cli, 120, 36, "--db", "no\033[1337mshop\342\200\256\302\2331337m.db",
        "--lang", "en", NULL);
    watch_until(&watch, "Welcome");
    watch_type(&watch, ":import ");
    watch_type(&watch, "\033[200~no\033[1337mfile\342\200\256\302\2331337m.csv\033[201~\r");
    watch_until(&watch, "✘");
    watch_type(&watch, ":no\033[1337mcommand\r");
    watch_settle(&watch, 100);
    expect_harmless();
    watch_escape(&watch);
    watch_escape(&watch);
    watch_type(&watch, "q");
    watch_finish(&watch);
}
