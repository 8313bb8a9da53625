/* Golden screens: the console in many states, drawn without a terminal and held against the files
 * of tests/screens. `make test-update` accepts what it draws now; look at the difference first.
 *
 * A screen is kept by roles (what each cell means); those kept by paint show what a terminal of a
 * depth gets, colours and attributes. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/text.h"
#include "core/store/database.h"
#include "tests/cli_support.h"

enum shop { DEMO, EMPTY, NONE, FOREIGN, ONE, ODD };

struct screen {
    const char *name; /* file tests/screens/NAME.screen */
    const char *size, *language;
    const char *depth; /* NULL: kept by roles */
    const char *option;
    enum shop shop;
    const char *keys; /* a script (tui/script.h) */
};

#define ROLES(name, size, language, keys)                                                          \
    {                                                                                              \
        name, size, language, NULL, NULL, DEMO, keys                                               \
    }
#define PAINT(name, size, language, depth, keys)                                                   \
    {                                                                                              \
        name, size, language, depth, NULL, DEMO, keys                                              \
    }
#define OPTION(name, size, language, depth, option)                                                \
    {                                                                                              \
        name, size, language, depth, option, DEMO, ""                                              \
    }
#define SHOP(name, size, language, shop, keys)                                                     \
    {                                                                                              \
        name, size, language, NULL, NULL, shop, keys                                               \
    }

/* The pane as it opens, by size, language and depth; its states; and the shops there may be. */
static const struct screen screens[] = {
    ROLES("kpi-80x24-en", "80x24", "en", ""),
    ROLES("kpi-80x24-zh", "80x24", "zh", ""),
    ROLES("kpi-120x36-en", "120x36", "en", ""),
    ROLES("kpi-120x36-zh", "120x36", "zh", ""),
    ROLES("kpi-160x48-en", "160x48", "en", ""),
    ROLES("kpi-160x48-zh", "160x48", "zh", ""),
    PAINT("kpi-80x24-en-true", "80x24", "en", "true", ""),
    PAINT("kpi-80x24-zh-true", "80x24", "zh", "true", ""),
    PAINT("kpi-120x36-en-true", "120x36", "en", "true", ""),
    PAINT("kpi-120x36-zh-true", "120x36", "zh", "true", ""),
    PAINT("kpi-160x48-en-true", "160x48", "en", "true", ""),
    PAINT("kpi-160x48-zh-true", "160x48", "zh", "true", ""),
    PAINT("kpi-80x24-en-mono", "80x24", "en", "mono", ""),
    PAINT("kpi-80x24-zh-mono", "80x24", "zh", "mono", ""),
    PAINT("kpi-120x36-en-mono", "120x36", "en", "mono", ""),
    PAINT("kpi-120x36-zh-mono", "120x36", "zh", "mono", ""),
    PAINT("kpi-160x48-en-mono", "160x48", "en", "mono", ""),
    PAINT("kpi-160x48-zh-mono", "160x48", "zh", "mono", ""),
    PAINT("kpi-120x36-256", "120x36", "en", "256", ""),
    PAINT("kpi-120x36-16", "120x36", "en", "16", ""),
    OPTION("kpi-light", "120x36", "en", "true", "--theme=light"),
    PAINT("kpi-rise-red", "120x36", "zh", "true", ":rise-red"),
    OPTION("kpi-ascii", "120x36", "en", NULL, "--ascii"),

    ROLES("kpi-page-two-en", "80x24", "en", "jj<Tab>"),
    ROLES("kpi-page-two-zh", "80x24", "zh", "jj<Tab>"),
    ROLES("kpi-chinese-at-run-time", "120x36", "en", "L"),
    ROLES("kpi-english-at-run-time", "120x36", "zh", "L"),
    ROLES("kpi-narrow", "60x20", "en", ""),
    ROLES("kpi-least", "40x12", "en", ""),
    ROLES("kpi-too-small", "39x11", "en", ""),
    ROLES("kpi-tall", "80x60", "en", ""),

    ROLES("kpi-week-before", "120x36", "en", "["),
    ROLES("kpi-first-week", "120x36", "en", ":week 2024-W49"),
    ROLES("kpi-against-year", "120x36", "en", "c"),
    ROLES("kpi-against-target", "120x36", "en", "cc"),
    ROLES("kpi-against-industry", "120x36", "en", "ccc"),
    ROLES("kpi-against-target-zh", "120x36", "zh", "cc"),
    ROLES("kpi-no-year-before", "120x36", "en", ":week 2024-W49\nc"),
    ROLES("kpi-no-target", "120x36", "en", ":week 2024-W49\ncc"),
    ROLES("kpi-closed", "120x36", "en", "zm"),
    ROLES("kpi-last-row", "80x24", "en", "G"),
    ROLES("kpi-drilled", "120x36", "en", "j<CR>"),
    ROLES("kpi-drilled-twice", "120x36", "en", "j<CR>j<CR>"),
    ROLES("kpi-drilled-and-back", "120x36", "en", "Gkkk<CR><Esc>"),
    ROLES("kpi-solve-more", "120x36", "en", "jj\n:solve +5%\n"),
    ROLES("kpi-by-category", "120x36", "en", ":breakdown category"),
    ROLES("kpi-by-region", "120x36", "en", ":breakdown region"),
    ROLES("kpi-by-buyer", "120x36", "en", ":breakdown buyer"),
    ROLES("kpi-by-weekday", "120x36", "en", ":breakdown weekday"),
    ROLES("kpi-cause", "120x36", "en", "/pa<CR>\nGk"),
    ROLES("kpi-young", "120x36", "en", "/second<CR>\nG"),
    ROLES("kpi-what-if-typing", "120x36", "en", "jjw5%"),
    ROLES("kpi-what-if", "120x36", "en", "jjw5%<CR>"),
    ROLES("kpi-what-if-wrong", "120x36", "en", "jjwten"),
    ROLES("kpi-solve", "120x36", "en", "jjs"),
    ROLES("kpi-target-typing", "120x36", "en", "jt"),
    ROLES("kpi-target-set", "120x36", "en", "j\n:target 2026-W50=6000"),
    ROLES("kpi-note-typing", "120x36", "en", "nsnow"),
    ROLES("kpi-note", "120x36", "en", "nsnow<CR>"),
    ROLES("kpi-filter-typing", "120x36", "en", "/pai"),
    ROLES("kpi-filter", "120x36", "en", "/pai<CR>"),
    ROLES("kpi-filter-nothing", "120x36", "en", "/zzz<CR>"),
    ROLES("kpi-help", "120x36", "en", "?"),
    ROLES("kpi-help-80x24-zh", "80x24", "zh", "?"),
    ROLES("kpi-help-search", "120x36", "en", "?week"),
    ROLES("kpi-palette", "120x36", "en", "<C-p>"),
    ROLES("kpi-palette-search", "80x24", "zh", "<C-p>targ"),
    ROLES("kpi-command", "120x36", "en", ":\nbre"),
    ROLES("kpi-command-completed", "120x36", "en", ":\nbre<Tab>"),
    ROLES("kpi-command-unknown", "120x36", "en", ":\nbrakdown<CR>"),
    ROLES("kpi-week-out-of-reach", "120x36", "en", ":\nweek<Space>2099-W01<CR>"),
    ROLES("kpi-week-wrong", "120x36", "zh", ":\nweek<Space>2026-W54<CR>"),
    ROLES("kpi-themes", "120x36", "en", ":theme"),
    ROLES("kpi-pending-key", "120x36", "en", "z"),

    ROLES("segments-80x24-en", "80x24", "en", "3"),
    ROLES("segments-80x24-zh", "80x24", "zh", "3"),
    ROLES("segments-page-two-80x24-en", "80x24", "en", "3jjj<CR>"),
    ROLES("segments-page-two-80x24-zh", "80x24", "zh", "3jjj<CR>"),
    ROLES("segments-120x36-en", "120x36", "en", "3jjj<CR>"),
    ROLES("segments-120x36-zh", "120x36", "zh", "3jjj<CR>"),
    ROLES("segments-160x48-en", "160x48", "en", "3jjj<CR>"),
    ROLES("segments-160x48-zh", "160x48", "zh", "3jjj<CR>"),
    PAINT("segments-120x36-mono", "120x36", "en", "mono", "3jjj<CR>"),
    PAINT("segments-120x36-true", "120x36", "en", "true", "3jjj<CR>"),
    ROLES("segments-least", "40x12", "en", "3jjj<CR>"),
    ROLES("segments-typing", "120x36", "en",
        "3e<C-u>lifecycle<Space>in<Space>(regular,<Space>fan)<Space>and<Space>bought(times<Space>"
        ">=<Space>2,<Space>within<Space>12m)<Space>and<Space>spent<Space>top<Space>20%"),
    ROLES("segments-typing-zh", "120x36", "zh",
        "3e<C-u>阶段<Space>属于<Space>(老客,<Space>粉丝)<Space>且<Space>消费额<Space>><Space>500"),
    ROLES("segments-mistake", "120x36", "en", "3e<C-u>lst<Space>order<Space>><Space>9d<Space>ago"),
    ROLES("segments-completing", "120x36", "en", "3e<C-u>lif<Tab>"),
    ROLES("segments-nobody", "120x36", "en", "3e<C-u>nobody<CR>"),
    ROLES("segments-people-en", "120x36", "en", "3jjjj<CR>tjj"),
    ROLES("segments-people-zh", "80x24", "zh", "3jjjj<CR>tjj"),
    ROLES("segments-migration-en", "120x36", "en", "3mjjll"),
    ROLES("segments-migration-zh", "80x24", "zh", "3mjjll"),
    ROLES("segments-migration-of-segment", "120x36", "en", "3jjj<CR>mk"),
    ROLES("segments-migration-taken", "120x36", "en", "3jjj<CR>m<CR>"),
    ROLES("segments-overlap", "120x36", "en", "3jjjj<CR>oj"),
    ROLES("segments-groups", "120x36", "en", "3jjjj<CR>cj"),
    ROLES("segments-apart", "120x36", "zh", "3jjjj<CR>x"),
    ROLES("segments-saved", "120x36", "en", "3jjjj<CR>\n:save mine\n"),
    SHOP("segments-empty", "80x24", "en", EMPTY, "3"),

    ROLES("customers-80x24-en", "80x24", "en", "6"),
    ROLES("customers-80x24-zh", "80x24", "zh", "6"),
    ROLES("customers-page-two-80x24-en", "80x24", "en", "6<Tab>"),
    ROLES("customers-page-two-80x24-zh", "80x24", "zh", "6<Tab>"),
    ROLES("customers-120x36-en", "120x36", "en", "6"),
    ROLES("customers-120x36-zh", "120x36", "zh", "6"),
    ROLES("customers-160x48-en", "160x48", "en", "6"),
    ROLES("customers-160x48-zh", "160x48", "zh", "6"),
    PAINT("customers-120x36-en-true", "120x36", "en", "true", "6"),
    PAINT("customers-120x36-zh-mono", "120x36", "zh", "mono", "6"),
    ROLES("customers-chinese-at-run-time", "120x36", "en", "6L"),
    ROLES("customers-least", "40x12", "en", "6<CR>"),
    ROLES("customers-orders", "160x48", "zh", "6jjj<CR><C-d><C-d>"),
    ROLES("customers-end", "120x36", "en", "6<CR>G"),
    ROLES("customers-end-80x24-zh", "80x24", "zh", "6<CR>G"),
    ROLES("customers-of-little", "120x36", "en", "6\n:open 4"),
    ROLES("customers-not-there", "120x36", "en", "6\n:open 99999"),
    ROLES("customers-search-typing", "120x36", "en", "6/amber"),
    ROLES("customers-search", "80x24", "zh", "6/amber0<CR>"),
    ROLES("customers-search-last-digits", "120x36", "en", "6/phone:123<CR>"),
    ROLES("customers-search-nobody", "120x36", "en", "6/zzzzz<CR>"),
    ROLES("customers-search-nobody-80x24-zh", "80x24", "zh", "6/zzzzz<CR>"),
    ROLES("customers-unmask", "120x36", "en", "6u"),
    ROLES("customers-unmasked", "120x36", "zh", "6uy"),
    ROLES("customers-note", "120x36", "en", "6n"),
    ROLES("customers-tag", "120x36", "zh", "6tVIP<CR>"),
    ROLES("customers-blacklist", "120x36", "en", "6bthreats<CR>"),
    ROLES("customers-blacklisted", "120x36", "en", "6bthreats<CR>y"),
    ROLES("customers-merging", "120x36", "en", "6<Space><Space>M"),
    ROLES("customers-merging-80x24-zh", "80x24", "zh", "6<Space><Space>M"),
    ROLES("customers-merged", "160x48", "en", "6<Space><Space>M<CR>"),
    ROLES("customers-duplicates", "120x36", "en", "6pj"),
    ROLES("customers-duplicates-80x24-zh", "80x24", "zh", "6p"),
    ROLES("customers-duplicates-pair-80x24-zh", "80x24", "zh", "6p<CR>"),
    ROLES("customers-duplicates-least", "40x12", "en", "6p"),
    ROLES("customers-duplicates-none", "120x36", "en", "6pAAAAAAAA"),
    ROLES("customers-help", "120x36", "en", "6?"),

    SHOP("shop-one-customer", "120x36", "en", ONE, "6"),
    SHOP("shop-one-customer-kpi", "120x36", "en", ONE, ""),
    SHOP("shop-odd-names", "120x36", "en", ODD, "6jjjuy"),
    SHOP("shop-odd-names-80x24-zh", "80x24", "zh", ODD, "6"),
    SHOP("shop-odd-names-160x48", "160x48", "en", ODD, "6jjjjuy"),

    SHOP("shop-empty-en", "80x24", "en", EMPTY, ""),
    SHOP("shop-empty-zh", "120x36", "zh", EMPTY, ""),
    SHOP("shop-empty-customers", "120x36", "en", EMPTY, "6"),
    SHOP("shop-none-en", "120x36", "en", NONE, ""),
    SHOP("shop-none-zh", "80x24", "zh", NONE, ""),
    SHOP("shop-none-least", "40x12", "en", NONE, ""),
    SHOP("shop-none-import", "80x24", "en", NONE, "i"),
    SHOP("shop-foreign-en", "80x24", "en", FOREIGN, ""),
    SHOP("shop-foreign-zh", "80x24", "zh", FOREIGN, ""),
};

/* --- drawing -------------------------------------------------------------------------------- */

/* Names as they come out of the world's exports: one customer, or some who are hard to draw. */
static void import_names(struct cli *cli, const char *const *names, size_t count)
{
    struct text file = {0};
    text_append(&file, "Name,Email,Financial Status,Paid at,Currency,Subtotal,Total,Created at,"
                       "Lineitem quantity,Lineitem name,Lineitem price,Billing Name,Id\n");
    for (size_t i = 0; i < count; i++)
        text_format(&file,
            "#%zu,c%zu@example.com,paid,2026-11-0%zu 10:00:00 +0800,CNY,%zu0,%zu0,"
            "2026-11-0%zu 09:00:00 +0800,1,tea,%zu0,\"%s\",%zu\n",
            i, i, i + 1, i + 1, i + 1, i + 1, i + 1, names[i], 100 + i);
    cli_write_text(cli, "orders.csv", text_string(&file));
    text_free(&file);
    cr_assert_eq(
        cli_run(cli, "--db", "shop.db", "import", "--zone", "Asia/Shanghai", "orders.csv", NULL), 0,
        "%s", cli->err);
}

static void make_shop(struct cli *cli, enum shop shop)
{
    static const char *const odd[] = {"Li", "محمد بن عبد الله",
        "\xe2\x80\xae"
        "evil\xe2\x80\xac name",
        "Wolfeschlegelsteinhausenbergerdorff Adolph Blaine Charles David Earl Frederick Gerald",
        "tab\there", "\033[31mred\033[0m", "אבגדה ישראל"};
    char path[128];
    struct error error;
    if (shop == DEMO)
        cli_demo(cli, "shop.db");
    if (shop == FOREIGN)
        cli_write_text(cli, "shop.db", "order,buyer\n1,2\n");
    if (shop == ONE || shop == ODD)
        import_names(cli, odd, shop == ONE ? 1 : sizeof(odd) / sizeof(odd[0]));
    if (shop == EMPTY) {
        snprintf(path, sizeof(path), "%s/shop.db", cli->folder);
        struct database *database = database_open(path, DATABASE_CREATE, &error);
        cr_assert_not_null(database, "%s", error.text);
        database_free(&database);
    }
}

/* What is on the screen after the keys; the caller frees it. */
static char *draw(const struct screen *screen)
{
    struct cli cli = cli_new();
    char keys[512], as_of[] = "--as-of=2026-11-23";
    make_shop(&cli, screen->shop);
    snprintf(keys, sizeof(keys), "%s\n:save-%s%s out\n", screen->keys,
        screen->depth == NULL ? "roles" : "paint ", screen->depth == NULL ? "" : screen->depth);
    cli_write_text(&cli, "keys", keys);
    int status = cli_run(&cli, "--db", "shop.db", "--script", "keys", "--no-display", "--size",
        screen->size, "--lang", screen->language, as_of, screen->option, NULL);
    cr_assert_eq(status, 0, "%s: %s", screen->name, cli.err);
    char *text = cli_read(&cli, "out", NULL);
    cr_assert_not_null(text);
    cli_end(&cli);
    return text;
}

/* --- comparing ------------------------------------------------------------------------------ */

static char *read_golden(const struct screen *screen)
{
    struct cli here = {.folder = "tests/screens"};
    char name[96];
    snprintf(name, sizeof(name), "%s.screen", screen->name);
    return cli_read(&here, name, NULL);
}

static void write_golden(const struct screen *screen, const char *text)
{
    struct cli here = {.folder = "tests/screens"};
    char name[96];
    mkdir(here.folder, 0755);
    snprintf(name, sizeof(name), "%s.screen", screen->name);
    cli_write_text(&here, name, text);
}

/* The next line of *text, which moves behind it; *length without the line's end. */
static const char *next_line(const char **text, int *length)
{
    const char *line = *text;
    *length = (int)strcspn(line, "\n");
    *text = line + *length + (line[*length] == '\n');
    return line;
}

/* The first lines that differ, as "- kept" and "+ drawn"; false when none does. */
static bool describe_difference(const char *kept, const char *drawn, struct text *text)
{
    int shown = 0, differing = 0;
    for (int row = 0; *kept != '\0' || *drawn != '\0'; row++) {
        int kept_length, drawn_length;
        const char *kept_line = next_line(&kept, &kept_length);
        const char *drawn_line = next_line(&drawn, &drawn_length);
        if (kept_length == drawn_length && memcmp(kept_line, drawn_line, (size_t)kept_length) == 0)
            continue;
        differing++;
        if (shown++ < 6)
            text_format(text, "\n%3d - %.*s\n    + %.*s", row, kept_length, kept_line, drawn_length,
                drawn_line);
    }
    if (differing > shown)
        text_format(text, "\n    … and %d lines more", differing - shown);
    return differing > 0;
}

static void forget(struct criterion_test_params *parameters)
{
    cr_free(parameters->params);
}

ParameterizedTestParameters(screens, are_as_they_were)
{
    size_t count = sizeof(screens) / sizeof(screens[0]);
    size_t *places = cr_malloc(count * sizeof(*places));
    for (size_t i = 0; i < count; i++)
        places[i] = i;
    return cr_make_param_array(size_t, places, count, forget);
}

ParameterizedTest(size_t *place, screens, are_as_they_were, .timeout = 60)
{
    const struct screen *screen = &screens[*place];
    char *drawn = draw(screen);
    if (getenv("UPDATE_SCREENS") != NULL) {
        write_golden(screen, drawn);
    } else {
        struct text difference = {0};
        char *kept = read_golden(screen);
        cr_expect_not_null(
            kept, "tests/screens/%s.screen is not there; make test-update", screen->name);
        cr_expect(kept == NULL || !describe_difference(kept, drawn, &difference), "%s differs:%s",
            screen->name, text_string(&difference));
        free(kept);
        text_free(&difference);
    }
    free(drawn);
}
