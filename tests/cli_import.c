/* `zhanggui import`: reports, unknown files, dry runs; and what a hostile export can do. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

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

TestSuite(cli_import, .init = begin, .fini = end);

static const char *const head =
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

Test(cli_import, an_export_is_counted_and_read_once)
{
    cli_copy(&cli, "online_retail_extract.csv");
    cJSON *report =
        cli_json(&cli, "--db", "shop.db", "import", "online_retail_extract.csv", "--json", NULL);
    const cJSON *file = cJSON_GetArrayItem(cli_member(report, "files"), 0);
    cr_expect_eq(cli_number(file, "rows"), 647);
    cr_expect_eq(cli_number(file, "rejected"), 11);
    cr_expect_eq(
        cli_number(file, "added") + cli_number(file, "changed") + cli_number(file, "same"), 636);
    cr_expect_str_eq(cli_text(file, "first_day"), "2010-12-02");
    cr_expect_str_eq(cli_text(file, "mapping"), "online-retail");
    cr_expect_eq(cJSON_GetArraySize(cli_member(file, "reasons")), 1);
    cr_expect(cli_exists(&cli, "online_retail_extract.csv.rejected.csv"));
    cJSON_Delete(report);
    report =
        cli_json(&cli, "--db", "shop.db", "import", "online_retail_extract.csv", "--json", NULL);
    cr_expect(
        cJSON_IsTrue(cli_member(cJSON_GetArrayItem(cli_member(report, "files"), 0), "already")));
    cJSON_Delete(report);
}

Test(cli_import, people_read_rows_reasons_and_time)
{
    cli_copy(&cli, "online_retail_extract.csv");
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "import", "--rejects", "left.csv",
                     "online_retail_extract.csv", NULL),
        0, "%s", cli.err);
    cr_expect(cli_printed(&cli, "647"), "%s", cli.out);
    cr_expect(cli_printed(&cli, "11"), "%s", cli.out);
    cr_expect(cli_printed(&cli, "left.csv"), "%s", cli.out);
    cr_expect(cli_printed(&cli, "rows/s"), "%s", cli.out);
    cr_expect(cli_exists(&cli, "left.csv"));
    cr_expect_str_eq(cli.err, "");
}

Test(cli_import, a_dry_run_makes_nothing)
{
    cli_copy(&cli, "online_retail_extract.csv");
    cJSON *report = cli_json(&cli, "--db", "shop.db", "import", "--dry-run", "--json",
        "online_retail_extract.csv", NULL);
    const cJSON *file = cJSON_GetArrayItem(cli_member(report, "files"), 0);
    cr_expect(cJSON_IsTrue(cli_member(file, "dry_run")));
    cr_expect_eq(cli_number(file, "rows"), 647);
    cJSON_Delete(report);
    cr_expect_not(cli_exists(&cli, "shop.db"));
    cr_expect_not(cli_exists(&cli, "online_retail_extract.csv.rejected.csv"));
    cr_assert_eq(cli_run(&cli, "import", "--dry-run", "online_retail_extract.csv", NULL), 0);
    cr_expect_not(cli_exists(&cli, ".local"));
}

Test(cli_import, an_unknown_file_gets_a_proposal_and_nothing_is_written)
{
    cli_write_text(&cli, "mine.csv",
        "bill,client,when,sum paid,town\nB1,anna,2026-11-02 10:00,12.50,Ulm\n"
        "B2,bert,2026-11-03 11:00,7.00,Ulm\n");
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "import", "mine.csv", NULL), 1);
    cr_expect(cli_printed(&cli, "columns:"), "%s", cli.out);
    cr_expect(cli_printed(&cli, "--map"), "%s", cli.out);
    cr_expect_eq(strncmp(cli.err, "zhanggui: ", 10), 0, "%s", cli.err);
    cr_expect_not(cli_exists(&cli, "shop.db"));
    cr_expect_not(cli_exists(&cli, ".config"));
    cr_expect_not(cli_exists(&cli, "mine.csv.rejected.csv"));
}

Test(cli_import, a_mapping_of_ones_own_is_used)
{
    cli_write_text(&cli, "mine.csv",
        "bill,client,when,sum paid,town\nB1,anna,2026-11-02 10:00,12.50,Ulm\n"
        "B2,bert,2026-11-03 11:00,7.00,Ulm\n");
    cli_write_text(&cli, "mine.yaml",
        "title: mine\nkind: orders\nsource: mine\nzone: Europe/Berlin\ncurrency: EUR\n"
        "all_paid: true\ncolumns:\n  number: bill\n  customer: client\n  placed_at: when\n"
        "  amount: sum paid\n  region: town\n");
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "import", "--map", "mine.yaml", "mine.csv", NULL),
        0, "%s", cli.err);
    cJSON *kpi = cli_json(&cli, "--db", "shop.db", "kpi", "--week", "2026-W45", "--json", NULL);
    cr_expect_float_eq(cli_number(cli_member(kpi, "measures"), "sales"), 19.5, 1e-9);
    cr_expect_str_eq(cli_text(kpi, "currency"), "EUR");
    cJSON_Delete(kpi);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "import", "--map", "nope", "mine.csv", NULL), 1);
    cr_expect(cli_complained(&cli, "nope"), "%s", cli.err);
}

Test(cli_import, what_cannot_be_read_is_said_before_a_shop_is_made)
{
    cli_write_text(&cli, "empty.csv", "");
    static const char picture[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0";
    cli_write(&cli, "picture.csv", picture, sizeof(picture));
    static const char *const files[] = {"none.csv", "empty.csv", "picture.csv", "."};
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        cr_expect_eq(cli_run(&cli, "--db", "shop.db", "import", files[i], NULL), 1);
        cr_expect(cli_complained(&cli, files[i]), "%s", cli.err);
        cr_expect_eq(
            cli_run(&cli, "--db", "shop.db", "import", "--map", "customers", files[i], NULL), 1);
    }
    cr_expect_not(cli_exists(&cli, "shop.db"));
}

Test(cli_import, several_files_go_in_one_after_the_other)
{
    struct {
        const char *name, *line;
    } files[] = {{"a.csv", "1,S,thing,1,2011-09-05 10:00:00,5,100,France\n"},
        {"b.csv", "2,S,thing,1,2011-09-06 10:00:00,6,101,France\n"}};
    char bytes[256];
    for (int i = 0; i < 2; i++) {
        snprintf(bytes, sizeof(bytes), "%s%s", head, files[i].line);
        cli_write_text(&cli, files[i].name, bytes);
    }
    cJSON *report = cli_json(&cli, "--db", "shop.db", "import", "--json", "a.csv", "b.csv", NULL);
    cr_expect_eq(cJSON_GetArraySize(cli_member(report, "files")), 2);
    cJSON_Delete(report);
    cJSON *kpi = cli_json(&cli, "--db", "shop.db", "kpi", "--week", "2011-W36", "--json", NULL);
    cr_expect_float_eq(cli_number(cli_member(kpi, "measures"), "sales"), 11, 1e-9);
    cJSON_Delete(kpi);
}

/* Names a spreadsheet would run, and names a terminal would obey. */
static void import_hostile(void)
{
    char bytes[2048];
    snprintf(bytes, sizeof(bytes),
        "%s1,S1,a,1,2011-09-05 10:00:00,5,100,=cmd|' /C calc'!A0\n"
        "2,S2,b,1,2011-09-05 11:00:00,4,101,+49\n"
        "3,S3,c,1,2011-09-06 10:00:00,3,102,@SUM(A1)\n"
        "4,S4,d,1,2011-09-06 10:00:00,2,103,-5\n"
        "5,S5,e,1,2011-09-06 11:00:00,1,104,\033]0;owned\007\033[31mred\n"
        "6,S6,f,1,2011-09-06 12:00:00,1,105,\xE2\x80\xAEtxt.exe\n"
        "7,S7,g,1,2011-09-06 12:00:00,1,106,e\xCC\x81 \xF0\x9F\x91\xA9\n",
        head);
    cli_write_text(&cli, "hostile.csv", bytes);
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "import", "hostile.csv", NULL), 0, "%s", cli.err);
}

Test(cli_import, csv_neutralises_formulas_and_numbers_stay_numbers)
{
    import_hostile();
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "kpi", "--week", "2011-W36", "--by", "region",
                     "--csv", NULL),
        0, "%s", cli.err);
    cr_expect(cli_printed(&cli, "2011-W36,'=cmd|"), "%s", cli.out);
    cr_expect(cli_printed(&cli, "2011-W36,'+49,"));
    cr_expect(cli_printed(&cli, "2011-W36,'@SUM(A1),"));
    cr_expect(cli_printed(&cli, "2011-W36,'-5,"));
    cr_expect_not(cli_printed(&cli, ",="));
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "kpi", "--week", "2011-W36", "--csv", NULL), 0);
    cr_expect_not(cli_printed(&cli, "'"), "%s", cli.out);
}

Test(cli_import, nothing_of_the_data_reaches_the_terminal_raw)
{
    static const char *const faces[] = {"--ascii", "--json", "--csv"};
    import_hostile();
    for (size_t i = 0; i < 3; i++) {
        cr_assert_eq(cli_run(&cli, "--db", "shop.db", "kpi", "--week", "2011-W36", "--by", "region",
                         faces[i], NULL),
            0, "%s", cli.err);
        cr_expect(
            strchr(cli.out, '\033') == NULL && strchr(cli.out, '\007') == NULL, "%s", faces[i]);
        cr_expect(strstr(cli.out, "\xE2\x80\xAE") == NULL, "%s", faces[i]);
    }
    cr_expect_eq(cli_run(&cli, "\033[31mkpi", NULL), 2);
    cr_expect(strchr(cli.err, '\033') == NULL);
}
