/* `zhanggui customer` on the demo shop. */
#include <criterion/criterion.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/customers/attribute.h"
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

TestSuite(cli_customer, .init = begin, .fini = end, .timeout = 60);

static char *sql(const char *statement)
{
    return cli_sql(&cli, "shop.db", statement);
}

/* Rows were written past the writer. */
static void move_data(void)
{
    char path[128];
    struct error error;
    snprintf(path, sizeof(path), "%s/shop.db", cli.folder);
    struct database *database = database_open(path, DATABASE_WRITE, &error);
    cr_assert_not_null(database, "%s", error.text);
    cr_assert(database_begin(database, &error) && database_moved(database, false, &error) &&
              database_commit(database, &error));
    database_free(&database);
}

static char *biggest(void)
{
    return sql("SELECT customer_id FROM orders WHERE paid_at > 0 GROUP BY 1 ORDER BY sum(amount)"
               " DESC LIMIT 1");
}

static void expect_number(const cJSON *object, const char *name, const char *query)
{
    char *expected = sql(query);
    cr_expect_float_eq(cli_number(object, name), atof(expected), 1e-6, "%s is %f, not %s", name,
        cli_number(object, name), expected);
    free(expected);
}

Test(cli_customer, json_has_every_attribute_and_the_numbers_of_the_tables)
{
    char *id = biggest(), query[512];
    cJSON *found = cli_json(&cli, "--db", "shop.db", "customer", id, "--json", NULL);
    const cJSON *told = cli_member(found, "attributes");
    for (int i = 0; i < CUSTOMER_ATTRIBUTES; i++)
        cli_member(told, attributes[i].id);
    cr_expect_str_eq(cli_text(found, "as_of"), "2026-11-22");
    snprintf(query, sizeof(query),
        "SELECT count(*) FROM orders WHERE paid_at > 0 AND customer_id = %s", id);
    expect_number(told, "orders", query);
    snprintf(query, sizeof(query),
        "SELECT sum(amount) / 100.0 FROM orders WHERE paid_at > 0 AND customer_id = %s", id);
    expect_number(told, "sales", query);
    snprintf(query, sizeof(query), "SELECT count(*) FROM orders WHERE customer_id = %s", id);
    char *orders = sql(query);
    cr_expect_eq(cJSON_GetArraySize(cli_member(found, "orders")), atoi(orders));
    cr_expect_eq(cJSON_GetArraySize(cli_member(found, "hours")), 24);
    cr_expect_eq(cJSON_GetArraySize(cli_member(cli_member(found, "cuts"), "r")), 4);
    const cJSON *stages = cli_member(found, "stages");
    const cJSON *now = cJSON_GetArrayItem(stages, cJSON_GetArraySize(stages) - 1);
    cr_expect_str_eq(cli_text(now, "stage"), cli_text(told, "lifecycle"));
    cr_expect_gt(cJSON_GetArraySize(cli_member(cli_member(found, "next"), "reasons")), 0);
    free(orders);
    free(id);
    cJSON_Delete(found);
}

Test(cli_customer, csv_is_one_row_of_attributes)
{
    cr_assert_eq(
        cli_run(&cli, "--db", "shop.db", "customer", "2", "--csv", NULL), 0, "%s", cli.err);
    cr_expect(cli_printed(&cli, "id,orders,sales,first_order,last_order,"), "%s", cli.out);
    cr_expect(cli_printed(&cli, "\n2,"), "%s", cli.out);
    int lines = 0;
    for (const char *at = cli.out; *at != '\0'; at++)
        lines += *at == '\n';
    cr_expect_eq(lines, 2);
}

Test(cli_customer, what_is_unknown_is_null)
{
    free(sql("INSERT INTO customer (id) VALUES (9001)"));
    move_data();
    cJSON *found = cli_json(&cli, "--db", "shop.db", "customer", "9001", "--json", NULL);
    const cJSON *told = cli_member(found, "attributes");
    cr_expect(isnan(cli_number(told, "recency_days")));
    cr_expect(isnan(cli_number(told, "p_alive")));
    cr_expect_null(cli_text(told, "last_order"));
    cr_expect_null(cli_text(told, "phone"));
    cr_expect_eq(cli_number(told, "orders"), 0);
    cr_expect_eq(cJSON_GetArraySize(cli_member(found, "orders")), 0);
    cJSON_Delete(found);
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "customer", "9001", NULL), 0, "%s", cli.err);
}

/* Of a single buying day the model says 1 for ever: no figure to be shown as if it told something.
 */
Test(cli_customer, one_buying_day_tells_nothing_of_being_alive)
{
    char *id = sql("SELECT customer_id FROM orders WHERE paid_at > 0 GROUP BY 1"
                   " HAVING count(*) = 1 ORDER BY max(placed_at) LIMIT 1");
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "customer", id, NULL), 0, "%s", cli.err);
    cr_expect(cli_printed(&cli, "P(alive) unknown: bought on one day only"), "%s", cli.out);
    cr_expect(!cli_printed(&cli, "P(alive) 1.00"), "%s", cli.out);
    cJSON *person = cli_json(&cli, "--db", "shop.db", "customer", id, "--json", NULL);
    cr_expect_eq(cli_number(cli_member(person, "attributes"), "p_alive"), 1);
    cJSON_Delete(person);
    free(id);
    id = biggest();
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "customer", id, NULL), 0, "%s", cli.err);
    cr_expect(cli_printed(&cli, "P(alive) 0."), "%s", cli.out);
    free(id);
}

Test(cli_customer, people_read_it_at_80_columns_in_both_languages)
{
    char *id = biggest();
    cli.settings[0] = "COLUMNS=80";
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "customer", id, "--all", NULL), 0, "%s", cli.err);
    cli_expect_columns(&cli, 80);
    cr_expect(cli_printed(&cli, "next"), "%s", cli.out);
    cr_expect(cli_printed(&cli, "P(alive)"), "%s", cli.out);
    cr_assert_eq(
        cli_run(&cli, "--db", "shop.db", "customer", id, "--lang", "zh", "--all", NULL), 0);
    cli_expect_columns(&cli, 80);
    cr_expect(cli_printed(&cli, "下一步"), "%s", cli.out);
    cr_expect(!cli_printed(&cli, " orders"), "%s", cli.out);
    free(id);
}

Test(cli_customer, is_masked_and_unmasking_is_in_the_audit)
{
    free(sql("UPDATE customer SET name = '陈小明' WHERE id = 7"));
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "customer", "7", NULL), 0, "%s", cli.err);
    cr_expect(cli_printed(&cli, "陈●●") && !cli_printed(&cli, "小明"), "%s", cli.out);
    char *none = sql("SELECT count(*) FROM audit WHERE action = 'unmasked'");
    cr_expect_str_eq(none, "0");
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "customer", "7", "--unmask", NULL), 0);
    cr_expect(cli_printed(&cli, "陈小明"), "%s", cli.out);
    char *one = sql("SELECT detail FROM audit WHERE action = 'unmasked'");
    cr_expect_str_eq(one, "customer 7: name, identities");
    free(none);
    free(one);
}

Test(cli_customer, several_are_listed_and_none_is_told)
{
    free(sql("INSERT INTO customer (id) VALUES (9001), (9002)"));
    free(sql("INSERT INTO identity VALUES ('member', 'qqqone', 9001, NULL), ('member', 'qqqtwo',"
             " 9002, NULL)"));
    move_data();
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "customer", "qqq", NULL), 1);
    cr_expect(cli_printed(&cli, "9001") && cli_printed(&cli, "9002"), "%s", cli.out);
    cr_expect(cli_complained(&cli, "2 customers match \"qqq\"; name one"), "%s", cli.err);
    free(sql("UPDATE customer SET name = '龘龘', city = CASE id WHEN 9001 THEN '宁波' END"
             " WHERE id IN (9001, 9002)"));
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "customer", "龘龘", "--csv", NULL), 1);
    cr_expect(cli_printed(&cli, "9001,龘●●,q**e,宁波,suspect,0.00"), "%s", cli.out);
    cr_expect(cli_printed(&cli, "9002,龘●●,q**o,,suspect,0.00"), "%s", cli.out);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "customer", "qqqo", NULL), 0);
    cr_expect(cli_printed(&cli, "customer 9001"), "%s", cli.out);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "customer", "zzzzz", NULL), 1);
    cr_expect(cli_complained(&cli, "nobody is known as \"zzzzz\""), "%s", cli.err);
    cr_expect_eq(cli_run(&cli, "--db", "shop.db", "customer", NULL), 2);
}

Test(cli_customer, earlier_days_see_nothing_later)
{
    char *id = biggest(), query[256];
    cJSON *found =
        cli_json(&cli, "--db", "shop.db", "customer", id, "--json", "--as-of", "2026-03-01", NULL);
    snprintf(query, sizeof(query),
        "SELECT count(*) FROM orders WHERE placed_at < unixepoch('2026-03-01 16:00') AND"
        " customer_id = %s",
        id);
    char *expected = sql(query);
    cr_expect_eq(cJSON_GetArraySize(cli_member(found, "orders")), atoi(expected));
    cr_expect_str_eq(cli_text(found, "as_of"), "2026-03-01");
    free(expected);
    free(id);
    cJSON_Delete(found);
}

Test(cli_customer, escape_sequences_do_not_reach_the_terminal)
{
    free(
        sql("UPDATE customer SET name = char(27) || '[31mred' || char(7), city = char(27) || ']0;x'"
            " WHERE id = 7"));
    free(sql("INSERT INTO tag VALUES (7, char(27) || '[2J', 1)"));
    cr_assert_eq(cli_run(&cli, "--db", "shop.db", "customer", "7", "--all", "--unmask", NULL), 0,
        "%s", cli.err);
    cr_expect(!cli_printed(&cli, "\033") && !cli_printed(&cli, "\007"), "%s", cli.out);
}
