#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/store/database.h"
#include "core/store/facts.h"
#include "core/store/writer.h"

struct fixture {
    char folder[64], path[96], facts_path[104];
    struct database *database;
    struct error error;
};

static struct fixture shop_new(void)
{
    struct fixture shop = {.folder = "/tmp/zhanggui-facts-XXXXXX"};
    cr_assert_not_null(mkdtemp(shop.folder));
    snprintf(shop.path, sizeof(shop.path), "%s/shop.db", shop.folder);
    snprintf(shop.facts_path, sizeof(shop.facts_path), "%s-facts", shop.path);
    shop.database = database_open(shop.path, DATABASE_CREATE, &shop.error);
    cr_assert_not_null(shop.database, "%s", shop.error.text);
    return shop;
}

static void shop_end(struct fixture *shop)
{
    database_free(&shop->database);
    char command[128];
    snprintf(command, sizeof(command), "rm -rf %s", shop->folder);
    cr_assert_eq(system(command), 0);
}

/* Orders of a few customers, out of time order, with guests, unknown and huge amounts. */
static void fill_from(struct fixture *shop, int first, int orders)
{
    struct error *error = &shop->error;
    cr_assert(database_begin(shop->database, error));
    struct writer *writer = writer_open(shop->database, "test", error);
    cr_assert_not_null(writer, "%s", error->text);
    for (int i = first; i < orders; i++) {
        int64_t customer = 0, order, product;
        char name[32], number[32];
        enum writer_outcome outcome;
        snprintf(name, sizeof(name), "buyer%d", i * 7 % 11);
        snprintf(number, sizeof(number), "N%d", i);
        if (i % 5 != 0)
            cr_assert(writer_identify(writer, WRITER_MEMBER, name, &customer, error));
        struct writer_order record = {
            .number = number,
            .customer = customer,
            .placed_at = 1600000000 + (i * 7919 % 1000) * 3600,
            .paid_at = i % 3 == 0 ? WRITER_UNKNOWN : 1600000000 + (i * 7919 % 1000) * 3600 + 60,
            .closed_at = WRITER_UNKNOWN,
            .amount = i % 4 == 0   ? WRITER_UNKNOWN
                      : i % 9 == 0 ? MONEY_LIMIT
                                   : i * 100,
            .due = WRITER_UNKNOWN,
            .discount = WRITER_UNKNOWN,
        };
        cr_assert(writer_order(writer, &record, &order, &outcome, error), "%s", error->text);
        struct writer_product item = {.sku = name, .price = WRITER_UNKNOWN, .cost = 300};
        cr_assert(writer_product(writer, &item, &product, NULL, error));
        for (int line = 1; line <= i % 3; line++) {
            struct writer_line row = {order, line, product, 2, i * 50, WRITER_UNKNOWN};
            cr_assert(writer_line(writer, &row, &outcome, error));
        }
        if (i % 6 == 1) {
            struct writer_refund refund = {number, order, 0, WRITER_UNKNOWN, 70, NULL};
            cr_assert(writer_refund(writer, &refund, &outcome, error), "%s", error->text);
        }
        if (customer != 0 && first == 0) {
            struct writer_event event = {customer, record.placed_at, EVENT_VIEW, product, 0, 0, 5};
            cr_assert(writer_event(writer, &event, &outcome, error), "%s", error->text);
        }
    }
    bool rewrote = writer_rewrote(writer);
    writer_close(&writer);
    cr_assert(database_moved(shop->database, !rewrote, error));
    cr_assert(database_commit(shop->database, error));
}

static void fill(struct fixture *shop, int orders)
{
    fill_from(shop, 0, orders);
}

static struct facts *open_facts(struct fixture *shop)
{
    struct facts *facts = facts_open(shop->database, NULL, &shop->error);
    cr_assert_not_null(facts, "%s", shop->error.text);
    return facts;
}

Test(store_facts, equal_a_recount)
{
    struct fixture shop = shop_new();
    fill(&shop, 300);
    struct facts *facts = open_facts(&shop);
    cr_expect_eq(facts_columns(facts)->orders, 300);
    cr_expect(facts_check(shop.database, facts, NULL, &shop.error), "%s", shop.error.text);
    facts_free(&facts);
    shop_end(&shop);
}

Test(store_facts, a_difference_is_found)
{
    struct fixture shop = shop_new();
    fill(&shop, 100);
    struct facts *facts = open_facts(&shop);
    cr_assert(database_run(
        shop.database, "UPDATE orders SET amount = amount + 1 WHERE number = 'N7'", &shop.error));
    cr_expect_not(facts_check(shop.database, facts, NULL, &shop.error));
    cr_expect_not_null(strstr(shop.error.text, "orders (amount)"), "%s", shop.error.text);
    facts_free(&facts);
    shop_end(&shop);
}

Test(store_facts, large_and_unknown_amounts)
{
    struct fixture shop = shop_new();
    fill(&shop, 60);
    struct facts *facts = open_facts(&shop);
    int large = 0, unknown = 0;
    for (uint32_t i = 0; i < facts_columns(facts)->orders; i++) {
        money amount = 0;
        if (!facts_order_amount(facts, i, &amount))
            unknown++;
        else
            large += amount == MONEY_LIMIT;
    }
    cr_expect_eq(unknown, 15);
    cr_expect_eq(large, 5);
    facts_free(&facts);
    shop_end(&shop);
}

/* Ids are given by the database and small; those of a file from elsewhere may be anything. */
Test(store_facts, large_ids_and_quantities)
{
    struct fixture shop = shop_new();
    fill(&shop, 30);
    cr_assert(database_run(shop.database,
                  "PRAGMA foreign_keys = OFF;"
                  "UPDATE order_line SET quantity = 126 + order_id % 3, discount = order_id % 2;"
                  "UPDATE orders SET discount = id % 3 WHERE id % 4 > 0;"
                  "UPDATE order_line SET order_id = order_id + 4294967270;"
                  "UPDATE refund SET order_id = order_id + 4294967270;"
                  "UPDATE orders SET id = id + 4294967270",
                  &shop.error),
        "%s", shop.error.text);
    struct facts *facts = open_facts(&shop);
    cr_expect(facts_check(shop.database, facts, NULL, &shop.error), "%s", shop.error.text);
    facts_free(&facts);
    fill_from(&shop, 30, 60);
    facts = open_facts(&shop);
    cr_expect(facts_check(shop.database, facts, NULL, &shop.error), "%s", shop.error.text);
    int64_t most = 0;
    for (uint32_t i = 0; i < facts_columns(facts)->orders; i++)
        most = facts_order_id(facts, i) > most ? facts_order_id(facts, i) : most;
    cr_expect_eq(most, 4294967270 + 60);
    facts_free(&facts);
    shop_end(&shop);
}

Test(store_facts, an_empty_shop)
{
    struct fixture shop = shop_new();
    struct facts *facts = open_facts(&shop);
    cr_expect_eq(facts_columns(facts)->orders, 0);
    cr_expect_lt(facts_span(facts).last_week, facts_span(facts).first_week);
    cr_expect(facts_check(shop.database, facts, NULL, &shop.error), "%s", shop.error.text);
    facts_free(&facts);
    shop_end(&shop);
}

static ino_t file_number(const char *path)
{
    struct stat status;
    cr_assert_eq(stat(path, &status), 0);
    return status.st_ino;
}

Test(store_facts, kept_until_the_data_move)
{
    struct fixture shop = shop_new();
    fill(&shop, 40);
    struct facts *facts = open_facts(&shop);
    ino_t first = file_number(shop.facts_path);
    facts_free(&facts);
    facts = open_facts(&shop);
    cr_expect_eq(file_number(shop.facts_path), first, "facts of the present version are reused");
    facts_free(&facts);
    fill(&shop, 50);
    facts = open_facts(&shop);
    cr_expect_eq(facts_columns(facts)->orders, 50);
    facts_free(&facts);
    shop_end(&shop);
}

static void copy_file(const char *from, const char *to)
{
    char command[256];
    snprintf(command, sizeof(command), "cp %s %s", from, to);
    cr_assert_eq(system(command), 0);
}

/* A shop that goes on from a restored backup comes to a version it had before with other data. */
Test(store_facts, a_restored_backup_is_another_shop)
{
    for (int later = 0; later < 2; later++) {
        struct fixture shop = shop_new();
        char backup[128];
        snprintf(backup, sizeof(backup), "%s/backup.db", shop.folder);
        fill(&shop, 40);
        database_free(&shop.database);
        copy_file(shop.path, backup);
        shop.database = database_open(shop.path, DATABASE_WRITE, &shop.error);
        fill_from(&shop, 40, 60);
        struct facts *facts = open_facts(&shop);
        facts_free(&facts);
        database_free(&shop.database);
        copy_file(backup, shop.path);
        shop.database = database_open(shop.path, DATABASE_WRITE, &shop.error);
        fill_from(&shop, 50, 80);
        if (later == 1)
            fill_from(&shop, 80, 85);
        facts = open_facts(&shop);
        cr_expect(facts_check(shop.database, facts, NULL, &shop.error), "%s", shop.error.text);
        facts_free(&facts);
        shop_end(&shop);
    }
}

/* Only what was appended is read: a change of an old row that nobody told of stays unseen. */
Test(store_facts, extended_by_what_was_appended)
{
    struct fixture shop = shop_new();
    fill(&shop, 40);
    struct facts *facts = open_facts(&shop);
    facts_free(&facts);
    cr_assert(database_run(
        shop.database, "UPDATE orders SET amount = amount + 1 WHERE number = 'N7'", &shop.error));
    fill_from(&shop, 40, 90);
    facts = open_facts(&shop);
    cr_expect_eq(facts_columns(facts)->orders, 90);
    cr_expect_not(facts_check(shop.database, facts, NULL, &shop.error));
    facts_free(&facts);
    cr_assert(database_run(
        shop.database, "UPDATE orders SET amount = amount - 1 WHERE number = 'N7'", &shop.error));
    facts = open_facts(&shop);
    cr_expect(facts_check(shop.database, facts, NULL, &shop.error), "%s", shop.error.text);
    facts_free(&facts);
    shop_end(&shop);
}

Test(store_facts, old_ones_serve_until_new_ones_are_there)
{
    struct fixture shop = shop_new();
    cr_expect_null(facts_open_present(shop.database), "none were built yet");
    fill(&shop, 40);
    struct facts *facts = open_facts(&shop);
    fill_from(&shop, 40, 60);
    struct facts *old = facts_open_present(shop.database);
    cr_assert_not_null(old);
    cr_expect_not(facts_is_current(old, shop.database));
    cr_expect_eq(facts_columns(old)->orders, 40);
    facts_free(&facts);
    facts = open_facts(&shop);
    cr_expect(facts_is_current(facts, shop.database));
    cr_expect_eq(facts_columns(facts)->orders, 60);
    cr_expect_eq(facts_columns(old)->orders, 40, "replaced on the disk, not in the hand");
    cr_expect_eq(facts_columns(old)->order_begin[facts_columns(old)->customers + 1], 40);
    facts_free(&old);
    facts_free(&facts);
    shop_end(&shop);
}

/* The database may come from a later version, or hold anything. */
Test(store_facts, kinds_that_are_not_known_are_none)
{
    struct fixture shop = shop_new();
    fill(&shop, 10);
    cr_assert(
        database_run(shop.database,
            "INSERT INTO event_kind VALUES (40, 'later'), (300, 'much later'), (-1, 'before');"
            "INSERT INTO event (customer_id, at, kind) SELECT 1, 1600000000, id FROM event_kind",
            &shop.error),
        "%s", shop.error.text);
    struct facts *facts = open_facts(&shop);
    const struct facts_columns *columns = facts_columns(facts);
    int none = 0;
    for (uint32_t i = 0; i < columns->events; i++) {
        cr_expect_lt(columns->event_kind[i], EVENT_KINDS);
        none += columns->event_kind[i] == 0;
    }
    cr_expect_eq(none, 3);
    facts_free(&facts);
    shop_end(&shop);
}

Test(store_facts, a_pipe_in_their_place_is_not_waited_for)
{
    struct fixture shop = shop_new();
    fill(&shop, 10);
    cr_assert_eq(mkfifo(shop.facts_path, 0600), 0);
    alarm(20);
    struct facts *facts = open_facts(&shop);
    cr_expect_eq(facts_columns(facts)->orders, 10);
    facts_free(&facts);
    shop_end(&shop);
}

/* Every byte of the file that is changed, cut off or added is noticed, and the facts are right. */
Test(store_facts, damage_is_never_trusted)
{
    struct fixture shop = shop_new();
    fill(&shop, 40);
    struct facts *facts = open_facts(&shop);
    facts_free(&facts);
    struct stat status;
    cr_assert_eq(stat(shop.facts_path, &status), 0);
    for (long at = 0; at < status.st_size; at += 997) {
        FILE *file = fopen(shop.facts_path, "r+b");
        fseek(file, at, SEEK_SET);
        int byte = fgetc(file);
        fseek(file, at, SEEK_SET);
        fputc(byte ^ 0x55, file);
        fclose(file);
        facts = open_facts(&shop);
        cr_assert(facts_check(shop.database, facts, NULL, &shop.error), "byte %ld: %s", at,
            shop.error.text);
        facts_free(&facts);
    }
    cr_assert_eq(truncate(shop.facts_path, 5000), 0);
    facts = open_facts(&shop);
    cr_expect(facts_check(shop.database, facts, NULL, &shop.error), "%s", shop.error.text);
    facts_free(&facts);
    shop_end(&shop);
}
