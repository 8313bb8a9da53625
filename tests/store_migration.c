/* A shop of an earlier version becomes one of the present, and no row of it is lost. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/embedded.h"
#include "core/base/text.h"
#include "core/store/database.h"
#include "core/store/migration.h"
#include "core/store/writer.h"

static char folder[64], path[96];

static void make_folder(void)
{
    strcpy(folder, "/tmp/zhanggui-migration-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/shop.db", folder);
}

static void remove_folder(void)
{
    char command[192];
    snprintf(command, sizeof(command), "chmod -R u+w %s; rm -rf %s", folder, folder);
    cr_expect_eq(system(command), 0);
}

TestSuite(store_migration, .init = make_folder, .fini = remove_folder);

static void run(sqlite3 *handle, const char *sql)
{
    cr_assert_eq(
        sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(handle));
}

/* A row or more in every table of the first version. */
static const char first_rows[] =
    "INSERT INTO shop VALUES ('identity', 'ab'), ('data_version', '7'), ('rewrite_version', '3'),"
    " ('created_at', '1700000000'), ('name', 'old shop'), ('mark.7', 'cd');"
    "INSERT INTO channel VALUES (1, 'search'); INSERT INTO region VALUES (1, 'Zhejiang');"
    "INSERT INTO category VALUES (1, 'coats'); INSERT INTO brand VALUES (1, 'b');"
    "INSERT INTO agent VALUES (1, 'Mei'); INSERT INTO source VALUES (1, 'taobao');"
    "INSERT INTO product VALUES (0, '', NULL, NULL, NULL, NULL, NULL, NULL),"
    " (1, 'S1', 'coat', 1, 1, 9900, 4000, '2025-01-01');"
    "INSERT INTO customer VALUES (1, 'Chen', 'f', '1990-02-03', 1, 'Hangzhou', 1700000000, 1),"
    " (2, NULL, NULL, '--05-06', NULL, NULL, NULL, NULL);"
    "INSERT INTO identity VALUES ('member', 'tb1', 1, NULL), ('phone', '13800138000', 1, 1800);"
    "INSERT INTO consent VALUES (1, 'edm', 0, 1700000001, 'taobao'), (2, 'sms', 1, 5, 'x');"
    "INSERT INTO blacklist VALUES (2, 1700000002, 'threats');"
    "INSERT INTO coupon VALUES (1, 'C', 'ten', 1000, 0);"
    "INSERT INTO orders (id, source_id, number, customer_id, placed_at, paid_at, amount, due,"
    " discount, channel_id, region_id, agent_id, coupon_id) VALUES"
    " (1, 1, 'N1', 1, 1700000100, 1700000160, 9900, 9900, 0, 1, 1, 1, 1),"
    " (2, 1, 'N2', NULL, 1700000200, NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL);"
    "INSERT INTO order_line VALUES (1, 1, 1, 1, 9900, 0);"
    "INSERT INTO refund VALUES (1, 1, 'R1', 1, 1, NULL, 100, 'size');"
    "INSERT INTO event VALUES (1, 1700000050, 2, 1, 1, NULL, NULL);"
    "INSERT INTO traffic (day, channel_id, visitors) VALUES ('2023-11-14', 0, 50);"
    "INSERT INTO coupon_grant VALUES (1, 1, 1, 1700000000, NULL, 1);"
    "INSERT INTO points VALUES (1, 1, 1700000000, 99, 'order', NULL);"
    "INSERT INTO campaign VALUES (1, '618', NULL, 's', 1, 2, NULL);"
    "INSERT INTO wave VALUES (1, 1, 1, 'sms', 1, 'hello');"
    "INSERT INTO member VALUES (1, 1, 'treated');"
    "INSERT INTO message VALUES (1, 1, 'sent', 1, NULL, 5);"
    "INSERT INTO response VALUES (1, 1, 1, 2, 'clicked');"
    "INSERT INTO target VALUES ('sales', '2025-W01', 1.5, '2025-W09', 0.1);"
    "INSERT INTO benchmark VALUES ('sales', '2025-W01', 0.3, 's');"
    "INSERT INTO note VALUES (1, '2025-W01', NULL, 3, 'a week');"
    "INSERT INTO import VALUES (1, 1, 'f.csv', 'ff', 'taobao-orders', 1, 1, 0, 0);"
    "INSERT INTO audit VALUES (1, 1, 'me', 'a', 'b'); INSERT INTO demo_truth VALUES ('k', 'v');";

static void make_first_version(void)
{
    const struct embedded_file *file = embedded_files;
    while (file->path != NULL && strcmp(file->path, "core/store/schema/001-shop.sql") != 0)
        file++;
    cr_assert_not_null(file->path);
    sqlite3 *handle;
    char mark[128];
    cr_assert_eq(sqlite3_open(path, &handle), SQLITE_OK);
    run(handle, file->bytes);
    run(handle, first_rows);
    snprintf(mark, sizeof(mark), "PRAGMA application_id = %d; PRAGMA user_version = 1",
        DATABASE_APPLICATION_ID);
    run(handle, mark);
    sqlite3_close(handle);
}

/* Every row of the tables named, with their types, in the order of their keys. */
static char *content(const struct text *tables)
{
    struct text all = {0};
    sqlite3 *handle;
    cr_assert_eq(sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    char *names = string_copy(text_string(tables)), *rest = names;
    for (char *name; (name = strsep(&rest, " ")) != NULL && *name != '\0';) {
        char sql[128];
        sqlite3_stmt *rows;
        snprintf(sql, sizeof(sql), "SELECT * FROM \"%s\" ORDER BY 1, 2", name);
        cr_assert_eq(sqlite3_prepare_v2(handle, sql, -1, &rows, NULL), SQLITE_OK, "%s", name);
        int count = 0;
        for (; sqlite3_step(rows) == SQLITE_ROW; count++) {
            text_format(&all, "%s", name);
            for (int i = 0; i < sqlite3_column_count(rows); i++)
                text_format(&all, "|%d:%s", sqlite3_column_type(rows, i),
                    sqlite3_column_type(rows, i) == SQLITE_NULL
                        ? ""
                        : (const char *)sqlite3_column_text(rows, i));
            text_append(&all, "\n");
        }
        cr_expect_gt(count, 0, "%s is empty and tells nothing", name);
        sqlite3_finalize(rows);
    }
    free(names);
    sqlite3_close(handle);
    return text_take(&all);
}

/* The tables there are now, but the settings. */
static void list_tables(struct text *tables)
{
    sqlite3 *handle;
    sqlite3_stmt *rows;
    cr_assert_eq(sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    cr_assert_eq(sqlite3_prepare_v2(handle,
                     "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'shop'"
                     " AND name NOT LIKE 'sqlite%' ORDER BY name",
                     -1, &rows, NULL),
        SQLITE_OK);
    while (sqlite3_step(rows) == SQLITE_ROW)
        text_format(tables, "%s ", (const char *)sqlite3_column_text(rows, 0));
    sqlite3_finalize(rows);
    sqlite3_close(handle);
}

Test(store_migration, a_shop_of_the_first_version_keeps_every_row)
{
    struct error error = {{0}};
    struct text tables = {0};
    make_first_version();
    list_tables(&tables);
    char *before = content(&tables);
    struct database *database = database_open(path, DATABASE_WRITE, &error);
    cr_assert_not_null(database, "%s", error.text);
    char *after = content(&tables);
    cr_expect_str_eq(before, after);
    int64_t number;
    cr_assert(database_number(database, "PRAGMA user_version", &number, &error));
    cr_expect_eq(number, migration_newest());
    cr_assert(database_number(database,
        "SELECT count(*) FROM shop WHERE (name, value) IN (VALUES ('identity', 'ab'),"
        " ('data_version', '7'), ('rewrite_version', '3'), ('created_at', '1700000000'),"
        " ('name', 'old shop'), ('mark.7', 'cd'), ('people_version', '1'))",
        &number, &error));
    cr_expect_eq(number, 7, "the settings stay, and so do facts made from the shop");
    cr_expect(database_check(database, NULL, &error), "%s", error.text);
    database_free(&database);
    free(before);
    free(after);
    text_free(&tables);
}

Test(store_migration, looking_does_not_migrate)
{
    struct error error = {{0}};
    make_first_version();
    cr_expect_null(database_open(path, DATABASE_READ, &error));
    cr_expect_not_null(strstr(error.text, "older zhanggui"), "%s", error.text);
    struct database *database = database_open(path, DATABASE_WRITE, &error);
    cr_assert_not_null(database, "%s", error.text);
    database_free(&database);
    database = database_open(path, DATABASE_READ, &error);
    cr_expect_not_null(database, "%s", error.text);
    database_free(&database);
}

static struct database *fresh(void)
{
    struct error error = {{0}};
    struct database *database = database_open(path, DATABASE_CREATE, &error);
    cr_assert_not_null(database, "%s", error.text);
    return database;
}

Test(store_migration, a_consent_remembers_what_it_was)
{
    struct error error = {{0}};
    int64_t number;
    struct database *database = fresh();
    cr_assert(database_run(database,
                  "INSERT INTO customer (id) VALUES (1), (2);"
                  "INSERT INTO consent VALUES (1, 'edm', 1, 10, 'form');"
                  "UPDATE consent SET at = 10;"
                  "UPDATE consent SET given = 0, at = 20, source = 'link';"
                  "UPDATE consent SET customer_id = 2",
                  &error),
        "%s", error.text);
    cr_assert(database_number(database,
        "SELECT count(*) FROM consent_past WHERE customer_id = 1 AND medium = 'edm' AND given = 1"
        " AND at = 10 AND source = 'form' AND replaced_at > 1700000000",
        &number, &error));
    cr_expect_eq(number, 1);
    cr_assert(database_number(database, "SELECT count(*) FROM consent_past", &number, &error));
    cr_expect_eq(number, 1, "what did not change is not remembered");
    database_free(&database);
}

Test(store_migration, the_number_of_a_merged_customer_is_not_given_again)
{
    struct error error = {{0}};
    int64_t one, other;
    struct database *database = fresh();
    struct writer *writer = writer_open(database, "test", &error);
    cr_assert_not_null(writer, "%s", error.text);
    cr_assert(writer_identify(writer, WRITER_MEMBER, "a", &one, &error), "%s", error.text);
    cr_assert(database_run(
        database, "INSERT INTO merge (at, kept_id, gone_id) VALUES (1, 1, 7)", &error));
    cr_assert(writer_identify(writer, WRITER_MEMBER, "b", &other, &error), "%s", error.text);
    cr_expect_eq(one, 1);
    cr_expect_eq(other, 8);
    writer_close(&writer);
    database_free(&database);
}

Test(store_migration, an_identity_given_by_two_is_a_claim)
{
    struct error error = {{0}};
    enum writer_outcome outcome;
    int64_t one, other, number;
    struct database *database = fresh();
    struct writer *writer = writer_open(database, "test", &error);
    cr_assert_not_null(writer, "%s", error.text);
    for (int again = 0; again < 2; again++) {
        cr_assert(writer_identify(writer, WRITER_MEMBER, "a", &one, &error));
        cr_assert(writer_identify(writer, WRITER_MEMBER, "b", &other, &error));
        for (int i = 0; i < 2; i++) {
            int64_t customer = i == 0 ? one : other;
            cr_assert(writer_add_identity(
                writer, customer, WRITER_PHONE, "138", WRITER_UNKNOWN, &outcome, &error));
            cr_assert(
                writer_add_identity(writer, customer, WRITER_PHONE, "139", 1700, &outcome, &error));
        }
    }
    writer_close(&writer);
    cr_assert(database_number(database,
        "SELECT count(*) FROM claim WHERE kind = 'phone' AND value = '138' AND customer_id = 2",
        &number, &error));
    cr_expect_eq(number, 1);
    cr_assert(database_number(database, "SELECT count(*) FROM claim", &number, &error));
    cr_expect_eq(number, 1, "neither the owner's own nor a phone that ends");
    database_free(&database);
}
