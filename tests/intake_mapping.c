#include "tests/intake_help.h"

#include "core/base/config.h"
#include "core/intake/mapping.h"

static bool load_one(const char *name, void *context)
{
    struct error error;
    char plain[128];
    snprintf(plain, sizeof(plain), "%.*s", (int)(strlen(name) - strlen("import/.yaml")),
        name + strlen("import/"));
    struct mapping *mapping = mapping_load(plain, &error);
    cr_expect_not_null(mapping, "%s", error.text);
    mapping_free(&mapping);
    ++*(int *)context;
    return true;
}

Test(intake_mapping, every_shipped_mapping_loads)
{
    int count = 0;
    config_each("import", load_one, &count);
    cr_expect_geq(count, 14);
}

static void expect_error(const char *yaml, const char *sentence)
{
    struct error error = {""};
    struct yaml *tree = yaml_parse("map.yaml", yaml, strlen(yaml), &error);
    cr_assert_not_null(tree, "%s", error.text);
    struct mapping *mapping = mapping_from("map", tree, &error);
    cr_expect_null(mapping);
    cr_expect(
        strstr(error.text, sentence) != NULL, "\"%s\" is not in \"%s\"", sentence, error.text);
    mapping_free(&mapping);
}

Test(intake_mapping, errors_name_file_line_and_column)
{
    expect_error("kind: order\nsource: s\ncolumns: {number: a}\n", "map.yaml:1:7: ");
    expect_error("kind: orders\ncolumns: {number: a}\n", "\"source\" is missing");
    expect_error("kind: orders\nsource: s\n", "\"columns\"");
    expect_error("kind: orders\nsource: s\ncolumns:\n  number: a\n", "\"placed_at\"");
    expect_error("kind: orders\nsource: s\ncolumns:\n  nummer: a\n", "map.yaml:4:3: ");
    expect_error("kind: orders\nsource: s\ncolumns:\n  visitors: a\n", "has no field \"visitors\"");
    expect_error("kind: orders\nsource: s\nheadder: 1\ncolumns: {number: a}\n", "map.yaml:3:1: ");
    expect_error(
        "kind: orders\nsource: s\nheader: first\ncolumns: {number: a}\n", "map.yaml:3:9: ");
    expect_error("kind: orders\nsource: s\ndate: dym\ncolumns: {number: a, placed_at: b}\n",
        "map.yaml:3:7: ");
    expect_error(
        "kind: events\nsource: s\ncolumns: {customer: a, at: b, event: c}\n", "\"events\"");
    expect_error("kind: events\nsource: s\nevents: {pv: look}\n"
                 "columns: {customer: a, at: b, event: c}\n",
        "map.yaml:3:14: ");
    expect_error("kind: orders\nsource: s\nheader: 0\ncolumns: {number: a}\n", "map.yaml:4:19: ");
    expect_error("kind: orders\nsource: s\ncurrency: yuan\ncolumns: {number: a, placed_at: b}\n",
        "map.yaml:3:11: ");
    expect_error("kind: orders\nsource: s\nencoding: latin1\ncolumns: {number: a, placed_at: b}\n",
        "map.yaml:3:11: ");
    expect_error("kind: orders\nsource: s\nrequired: [amount]\n"
                 "columns: {number: a, placed_at: b}\n",
        "map.yaml:3:12: ");
}

Test(intake_mapping, headers_are_compared_in_plain_form)
{
    char header[] = "\xE3\x80\x80 收货地址（元） ", words[] = " Order  ID\n";
    cr_expect_str_eq(mapping_plain_header(header), "收货地址(元)");
    cr_expect_str_eq(mapping_plain_header(words), "order id");
}

/* A proposal must be a mapping that reads its own file. */
Test(intake_mapping, a_proposal_for_an_unknown_file_can_be_saved_and_used)
{
    struct shop shop;
    shop_open(&shop);
    char file[160], map[160], name[64];
    strcpy(file, shop_file(&shop, "unknown.csv",
                     "Receipt;Client;Date of purchase;Grand total;Town\n"
                     "R-1;anna;24/12/2025 18:30;1.234,50 €;Bern\n"
                     "R-2;ben;31/12/2025 09:00;99,00 €;Basel\n"));
    cr_expect_eq(import_recognise(file, name, &shop.error), IMPORT_UNKNOWN);
    cr_expect_not(shop_import(&shop, file, NULL));
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM orders"), 0);
    struct text yaml = {0};
    cr_assert(import_propose(file, &yaml, &shop.error), "%s", shop.error.text);
    strcpy(map, shop_file(&shop, "mine.yaml", text_string(&yaml)));
    cr_assert(shop_import(&shop, file, map), "%s\n%s", shop.error.text, text_string(&yaml));
    cr_expect_eq(shop.report.added, 2, "%s", text_string(&yaml));
    cr_expect_eq(shop_number(&shop, "SELECT sum(amount) FROM orders"), 133350);
    cr_expect_str_eq(shop_text(&shop, "SELECT value FROM shop WHERE name = 'currency'"), "EUR");
    cr_expect_str_eq(
        shop_text(&shop, "SELECT date(min(placed_at), 'unixepoch') FROM orders"), "2025-12-24");
    text_free(&yaml);
    shop_close(&shop);
}

/* "Paid" is a word of times too. */
Test(intake_mapping, an_amount_paid_is_proposed_as_money)
{
    struct shop shop;
    shop_open(&shop);
    const char *file = shop_file(&shop, "unknown.csv",
        "Receipt;Client;Date of purchase;Amount paid\nR-1;anna;2025-12-24 18:30;29.33\n");
    struct text yaml = {0};
    cr_assert(import_propose(file, &yaml, &shop.error), "%s", shop.error.text);
    cr_expect_not_null(
        strstr(text_string(&yaml), "amount: [\"Amount paid\"]"), "%s", text_string(&yaml));
    cr_expect_null(strstr(text_string(&yaml), "paid_at"), "%s", text_string(&yaml));
    text_free(&yaml);
    shop_close(&shop);
}
