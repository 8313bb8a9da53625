#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/store/database.h"
#include "core/store/facts.h"
#include "core/store/writer.h"

struct fixture {
    char folder[64], path[96], facts_path[104], events_path[112];
    struct database *database;
    struct error error;
};

static struct fixture shop_new(void)
{
    struct fixture shop = {.folder = "/tmp/zhanggui-facts-XXXXXX"};
    cr_assert_not_null(mkdtemp(shop.folder));
    snprintf(shop.path, sizeof(shop.path), "%s/shop.db", shop.folder);
    snprintf(shop.facts_path, sizeof(shop.facts_path), "%s-facts", shop.path);
    snprintf(shop.events_path, sizeof(shop.events_path), "%s-events", shop.facts_path);
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
                      : i % 9 == 1 ? MONEY_LIMIT
                                   : i * 100,
            .due = WRITER_UNKNOWN,
            .discount = WRITER_UNKNOWN,
        };
        cr_assert(writer_order(writer, &record, &order, &outcome, error), "%s", error->text);
        struct writer_product item = {.sku = name, .price = WRITER_UNKNOWN, .cost = 300};
        cr_assert(writer_product(writer, &item, &product, NULL, error));
        for (int line = 1; line <= (i + 1) % 3; line++) {
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
    int large = 0, unknown = 0, of_lines = 0;
    for (uint32_t i = 0; i < facts_columns(facts)->orders; i++) {
        money amount = 0;
        if (!facts_order_amount(facts, i, &amount))
            unknown++;
        else
            large += amount == MONEY_LIMIT;
        of_lines += !facts_is_paid(facts_columns(facts), i) && amount % 150 == 0;
    }
    cr_expect_eq(unknown, 10);
    cr_expect_eq(large, 6);
    cr_expect_eq(of_lines, 20, "what is not paid comes to what its lines do");
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

/* So many that two connections gather them; of few customers, whose runs are then long. */
Test(store_facts, extended_by_many)
{
    struct fixture shop = shop_new();
    fill(&shop, 40);
    struct facts *facts = open_facts(&shop);
    facts_free(&facts);
    ino_t events = file_number(shop.events_path);
    fill_from(&shop, 40, 6000);
    facts = open_facts(&shop);
    cr_expect_eq(facts_columns(facts)->orders, 6000);
    cr_expect_eq(file_number(shop.events_path), events, "built anew, not extended");
    cr_expect(facts_check(shop.database, facts, NULL, &shop.error), "%s", shop.error.text);
    facts_free(&facts);
    shop_end(&shop);
}

static void add_products(struct fixture *shop, int first, int last)
{
    char sql[200];
    snprintf(sql, sizeof(sql),
        "WITH n(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
        " INSERT INTO product (id, sku) SELECT i, 'P' || i FROM n",
        first, last);
    cr_assert(database_run(shop->database, sql, &shop->error), "%s", shop->error.text);
}

/* Up to 65,536 products, none among them, their codes have 16 bits. */
Test(store_facts, products_outgrow_their_codes)
{
    struct fixture shop = shop_new();
    fill(&shop, 40);
    add_products(&shop, 1000, 66523);
    facts_free(&(struct facts *){open_facts(&shop)});
    int orders = 40;
    const uint32_t expected[] = {65536, 65537, 65637};
    for (int step = 0; step < 3; step++, orders += 25) {
        if (step > 0)
            add_products(&shop, step == 1 ? 66524 : 66525, step == 1 ? 66524 : 66624);
        ino_t events = file_number(shop.events_path);
        fill_from(&shop, orders, orders + 25);
        struct facts *facts = open_facts(&shop);
        const struct facts_columns *columns = facts_columns(facts);
        cr_expect_eq(columns->products, expected[step], "%u", columns->products);
        cr_expect_eq(facts_few_products(columns), step == 0);
        cr_expect_eq(file_number(shop.events_path) == events, step != 1,
            "extended, but built anew where the codes grow");
        cr_expect(facts_check(shop.database, facts, NULL, &shop.error), "%s", shop.error.text);
        facts_free(&facts);
    }
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
        cr_expect_lt(facts_event_kind(columns, i), EVENT_KINDS);
        none += facts_event_kind(columns, i) == 0;
    }
    cr_expect_eq(none, 3);
    facts_free(&facts);
    shop_end(&shop);
}

/* Somebody deleted a customer by hand: what he did must not be taken for that of others. */
Test(store_facts, events_of_nobody_are_left_out)
{
    struct fixture shop = shop_new();
    fill(&shop, 10);
    cr_assert(database_run(shop.database,
                  "PRAGMA foreign_keys = OFF; DELETE FROM event;"
                  "INSERT INTO event (customer_id, at, kind)"
                  " SELECT id, 1600000000 + id, 2 FROM customer;"
                  "INSERT INTO event (customer_id, at, kind) VALUES (0, 1500000000, 2),"
                  " (99999, 1600000000, 2), (99999, 1700000000, 2)",
                  &shop.error),
        "%s", shop.error.text);
    struct facts *facts = open_facts(&shop);
    const struct facts_columns *columns = facts_columns(facts);
    cr_assert_gt(columns->customers, 0);
    cr_expect_eq(columns->events, columns->customers);
    for (uint32_t i = 0; i < columns->customers; i++) {
        cr_assert_eq(columns->event_begin[i], i);
        cr_expect_eq(columns->event_at[i], 1600000000 + columns->customer_id[i]);
        cr_expect(columns->event_bits[i] & EVENT_BITS_LAST);
    }
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

static void expect_right(struct fixture *shop, const char *after)
{
    struct facts *facts = open_facts(shop);
    cr_expect(facts_check(shop->database, facts, NULL, &shop->error), "after %s: %s", after,
        shop->error.text);
    facts_free(&facts);
}

static void expect_not_trusted(struct fixture *shop, const char *after)
{
    struct facts *facts = facts_open_present(shop->database);
    cr_expect_null(facts, "after %s", after);
    facts_free(&facts);
    expect_right(shop, after);
}

static void change_byte(const char *path, long at, int bits)
{
    FILE *file = fopen(path, "r+b");
    cr_assert_not_null(file);
    fseek(file, at, SEEK_SET);
    int byte = fgetc(file);
    fseek(file, at, SEEK_SET);
    fputc(byte ^ bits, file);
    fclose(file);
}

/* Every byte of the files that is changed, cut off or added is noticed, and the facts are right. */
Test(store_facts, damage_is_never_trusted)
{
    struct fixture shop = shop_new();
    fill(&shop, 40);
    expect_right(&shop, "a build");
    const char *paths[] = {shop.facts_path, shop.events_path};
    for (int i = 0; i < 2; i++) {
        struct stat status;
        cr_assert_eq(stat(paths[i], &status), 0);
        for (long at = 0; at < status.st_size; at += 997) {
            change_byte(paths[i], at, 0x55);
            expect_right(&shop, "a byte was changed");
        }
        cr_assert_eq(truncate(paths[i], 5000), 0);
        expect_not_trusted(&shop, "the end was cut off");
        cr_assert_eq(truncate(paths[i], 0), 0);
        expect_not_trusted(&shop, "all was cut off");
        cr_assert_eq(truncate(paths[i], status.st_size + 4096), 0);
        expect_not_trusted(&shop, "a page was added");
        unlink(paths[i]);
        expect_not_trusted(&shop, "it was deleted");
    }
    shop_end(&shop);
}

/* One bit in what is used of the events. */
Test(store_facts, one_bit_of_the_events_is_noticed)
{
    struct fixture shop = shop_new();
    fill(&shop, 40);
    expect_right(&shop, "a build");
    for (long at = 0; at < 3 * 4096; at += 4096) {
        change_byte(shop.events_path, at, 1);
        expect_not_trusted(&shop, "a bit was changed");
    }
    shop_end(&shop);
}

/* What new rows are added to is looked at as closely: one bit at the begin of each column. */
Test(store_facts, damage_is_not_carried_on_by_an_extension)
{
    struct fixture shop = shop_new();
    int orders = 40;
    fill(&shop, orders);
    expect_right(&shop, "a build");
    const char *paths[] = {shop.facts_path, shop.events_path};
    for (int i = 0; i < 2; i++) {
        struct stat status;
        cr_assert_eq(stat(paths[i], &status), 0);
        for (long at = 0; at < status.st_size; at += 4096, orders++) {
            change_byte(paths[i], at, 1);
            fill_from(&shop, orders, orders + 1);
            expect_right(&shop, "a bit was changed and an order added");
        }
    }
    shop_end(&shop);
}

/* Without a word to anybody: the writer would tell that more than appended rows came. */
static void change_an_event(struct fixture *shop)
{
    cr_assert(database_begin(shop->database, &shop->error));
    cr_assert(database_run(shop->database, "UPDATE event SET value = value + 1", &shop->error));
    cr_assert(database_moved(shop->database, false, &shop->error));
    cr_assert(database_commit(shop->database, &shop->error));
}

Test(store_facts, an_extension_leaves_the_events_alone)
{
    struct fixture shop = shop_new();
    fill(&shop, 40);
    expect_right(&shop, "a build");
    struct facts *old = facts_open_present(shop.database);
    ino_t events = file_number(shop.events_path), others = file_number(shop.facts_path);
    fill_from(&shop, 40, 60);
    expect_right(&shop, "an extension");
    cr_expect_eq(file_number(shop.events_path), events);
    cr_expect_neq(file_number(shop.facts_path), others);
    change_an_event(&shop);
    expect_right(&shop, "a change of events");
    cr_expect_neq(file_number(shop.events_path), events);
    cr_expect_eq(facts_columns(old)->event_value[0], 5, "replaced on the disk, not in the hand");
    facts_free(&old);
    shop_end(&shop);
}

/* A crash between the two, a file brought from elsewhere. */
Test(store_facts, files_that_do_not_belong_together_are_not_trusted)
{
    struct fixture shop = shop_new(), other = shop_new();
    char facts[128], events[128];
    snprintf(facts, sizeof(facts), "%s/old-facts", shop.folder);
    snprintf(events, sizeof(events), "%s/old-events", shop.folder);
    fill(&shop, 40);
    fill(&other, 40);
    expect_right(&shop, "a build");
    expect_right(&other, "a build");
    copy_file(other.events_path, shop.events_path);
    expect_not_trusted(&shop, "the events of another shop came");
    copy_file(other.facts_path, shop.facts_path);
    expect_not_trusted(&shop, "the facts of another shop came");
    copy_file(shop.facts_path, facts);
    copy_file(shop.events_path, events);
    change_an_event(&shop);
    expect_right(&shop, "a change of events");
    copy_file(events, shop.events_path);
    expect_not_trusted(&shop, "older events came");
    copy_file(facts, shop.facts_path);
    expect_not_trusted(&shop, "an older main file came");
    shop_end(&other);
    shop_end(&shop);
}

static void *put_main_file(void *context)
{
    const struct fixture *shop = context;
    char new[128];
    snprintf(new, sizeof(new), "%s/new-facts", shop->folder);
    nanosleep(&(struct timespec){.tv_nsec = 3000000}, NULL);
    rename(new, shop->facts_path);
    return NULL;
}

/* One process opens while another puts its two files in their places. */
Test(store_facts, an_opening_between_two_files_looks_again)
{
    struct fixture shop = shop_new();
    char facts[128], events[128], new[128];
    snprintf(facts, sizeof(facts), "%s/old-facts", shop.folder);
    snprintf(events, sizeof(events), "%s/old-events", shop.folder);
    snprintf(new, sizeof(new), "%s/new-facts", shop.folder);
    fill(&shop, 40);
    expect_right(&shop, "a build");
    copy_file(shop.facts_path, facts);
    change_an_event(&shop);
    expect_right(&shop, "a change of events");
    cr_assert_eq(rename(shop.facts_path, new), 0);
    cr_assert_eq(rename(facts, shop.facts_path), 0);
    pthread_t other;
    cr_assert_eq(pthread_create(&other, NULL, put_main_file, &shop), 0);
    struct facts *present = facts_open_present(shop.database);
    pthread_join(other, NULL);
    cr_assert_not_null(present);
    cr_expect(facts_is_current(present, shop.database));
    facts_free(&present);
    shop_end(&shop);
}
