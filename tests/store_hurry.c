/* A writer in a hurry does what a patient one does: the same calls on two shops, with the same
 * outcomes and the same tables in the end. */
#include "tests/intake_help.h"

#include "core/store/writer.h"

enum { ORDERS = 60000, STATEMENTS = 9 };

struct pair {
    struct shop shops[2]; /* the second one is written to in a hurry */
    struct writer *writers[2];
    uint64_t state;
    int64_t fresh; /* numbers and names used so far */
};

static int64_t draw(struct pair *pair, int64_t below)
{
    pair->state ^= pair->state << 13;
    pair->state ^= pair->state >> 7;
    pair->state ^= pair->state << 17;
    return (int64_t)(pair->state >> 33) % below;
}

static void pair_begin(struct pair *pair)
{
    for (int i = 0; i < 2; i++) {
        struct shop *shop = &pair->shops[i];
        cr_assert(database_run(shop->database, "PRAGMA foreign_keys = OFF", &shop->error));
        cr_assert(database_begin(shop->database, &shop->error));
        pair->writers[i] = writer_open(shop->database, "test", &shop->error);
        cr_assert_not_null(pair->writers[i], "%s", shop->error.text);
    }
    cr_assert(writer_hurry(pair->writers[1], &pair->shops[1].error));
}

static void pair_end(struct pair *pair)
{
    cr_expect_eq(writer_rewrote(pair->writers[0]), writer_rewrote(pair->writers[1]));
    for (int i = 0; i < 2; i++) {
        struct shop *shop = &pair->shops[i];
        cr_assert(writer_finish(pair->writers[i], &shop->error), "%s", shop->error.text);
        writer_close(&pair->writers[i]);
        cr_assert(database_commit(shop->database, &shop->error), "%s", shop->error.text);
    }
}

/* One hash of all rows of a query. */
static uint64_t content(struct shop *shop, const char *sql)
{
    sqlite3_stmt *rows = database_prepare(shop->database, sql, &shop->error);
    cr_assert_not_null(rows, "%s", shop->error.text);
    uint64_t hash = 0xcbf29ce484222325U;
    while (sqlite3_step(rows) == SQLITE_ROW) {
        for (int column = 0; column < sqlite3_column_count(rows); column++) {
            const unsigned char *text = sqlite3_column_text(rows, column);
            for (text = text != NULL ? text : (const unsigned char *)"\x01"; *text != '\0'; text++)
                hash = (hash ^ *text) * 0x100000001b3U;
            hash = (hash ^ '|') * 0x100000001b3U;
        }
    }
    sqlite3_finalize(rows);
    return hash;
}

static void pair_compare(struct pair *pair)
{
    static const char *const queries[STATEMENTS] = {"SELECT * FROM customer ORDER BY id",
        "SELECT * FROM identity ORDER BY kind, value", "SELECT * FROM orders ORDER BY id",
        "SELECT * FROM order_line ORDER BY order_id, position", "SELECT * FROM refund ORDER BY id",
        "SELECT * FROM product ORDER BY id", "SELECT * FROM consent ORDER BY customer_id, medium",
        "SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2",
        "SELECT customer_id FROM identity INDEXED BY identity_customer ORDER BY customer_id"};
    for (int i = 0; i < STATEMENTS; i++)
        cr_expect_eq(content(&pair->shops[0], queries[i]), content(&pair->shops[1], queries[i]),
            "%s", queries[i]);
    cr_expect_str_eq(shop_text(&pair->shops[1], "PRAGMA integrity_check"), "ok");
    cr_expect_eq(shop_number(&pair->shops[1], "SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

/* A call on both; what it gives must be the same. */
#define BOTH(call, result)                                                                         \
    do {                                                                                           \
        int64_t given[2];                                                                          \
        for (int side = 0; side < 2; side++) {                                                     \
            struct writer *writer = pair->writers[side];                                           \
            struct error *error = &pair->shops[side].error;                                        \
            cr_assert(call, "%s", error->text);                                                    \
            given[side] = (int64_t)(result);                                                       \
        }                                                                                          \
        cr_assert_eq(given[0], given[1], "%s: %lld and %lld", #call, (long long)given[0],          \
            (long long)given[1]);                                                                  \
    } while (false)

static int64_t write_person(struct pair *pair, int64_t names)
{
    char name[48], phone[48];
    int64_t customer;
    enum writer_outcome outcome;
    snprintf(name, sizeof(name), "buyer%lld", (long long)draw(pair, names));
    snprintf(phone, sizeof(phone), "138%08lld", (long long)draw(pair, names));
    BOTH(writer_identify(writer, WRITER_MEMBER, name, &customer, error), customer);
    if (draw(pair, 4) == 0)
        BOTH(writer_add_identity(
                 writer, customer, WRITER_PHONE, phone, draw(pair, 1) + 5, &outcome, error),
            outcome);
    struct writer_customer record = {.registered_at = WRITER_UNKNOWN};
    if (draw(pair, 3) == 0)
        record.name = name;
    if (draw(pair, 3) == 0)
        record.city = draw(pair, 2) == 0 ? "杭州" : "";
    if (draw(pair, 5) == 0)
        record.gender = draw(pair, 2) == 0 ? "f" : "m";
    if (draw(pair, 5) == 0)
        record.registered_at = draw(pair, 3);
    BOTH(writer_customer(writer, customer, &record, &outcome, error), outcome);
    if (draw(pair, 50) == 0)
        BOTH(writer_consent(writer, customer, "edm", true, 7, "test", error), 0);
    return customer;
}

static void write_lines(struct pair *pair, int64_t order)
{
    int64_t product;
    enum writer_outcome outcome;
    int lines = (int)draw(pair, 4);
    struct writer_product item = {.sku = "S1", .price = WRITER_UNKNOWN, .cost = WRITER_UNKNOWN};
    BOTH(writer_product(writer, &item, &product, NULL, error), product);
    for (int position = 1; position <= lines; position++) {
        struct writer_line line = {
            order, position, product, 1 + draw(pair, 3), draw(pair, 900), WRITER_UNKNOWN};
        BOTH(writer_line(writer, &line, &outcome, error), outcome);
        if (draw(pair, 40) == 0) /* the same position again */
            BOTH(writer_line(writer, &line, &outcome, error), outcome);
    }
    if (draw(pair, 60) == 0)
        BOTH(writer_cut_lines(writer, order, 1, &outcome, error), outcome);
}

static void write_order(struct pair *pair, int64_t names)
{
    char number[48];
    int64_t order, found;
    enum writer_outcome outcome;
    /* Mostly a new one; else one of the last few, or any. */
    int64_t which = draw(pair, 20);
    which = which > 1 || pair->fresh < 9 ? ++pair->fresh
            : which == 1                 ? pair->fresh - draw(pair, 8)
                                         : 1 + draw(pair, pair->fresh);
    snprintf(number, sizeof(number), "N%lld", (long long)which);
    struct writer_order record = {.number = number,
        .customer = draw(pair, 9) == 0 ? 0 : write_person(pair, names),
        .placed_at = 1600000000 + which,
        .paid_at = draw(pair, 3) == 0 ? WRITER_UNKNOWN : 1600000060 + which,
        .closed_at = WRITER_UNKNOWN,
        .amount = draw(pair, 100000),
        .due = WRITER_UNKNOWN,
        .discount = draw(pair, 3) == 0 ? draw(pair, 50) : WRITER_UNKNOWN};
    BOTH(writer_order(writer, &record, &order, &outcome, error), order * 4 + (int64_t)outcome);
    write_lines(pair, order);
    if (draw(pair, 30) == 0) {
        struct writer_refund refund = {number, order, record.customer, WRITER_UNKNOWN, 70, NULL};
        BOTH(writer_refund(writer, &refund, &outcome, error), outcome);
    }
    if (draw(pair, 30) == 0)
        BOTH(writer_find_order(writer, number, &found, error), found);
}

static void write_orders(struct pair *pair, int orders, int64_t names)
{
    pair_begin(pair);
    for (int i = 0; i < orders; i++)
        write_order(pair, names);
    pair_end(pair);
    pair_compare(pair);
}

Test(store_hurry, equals_a_patient_writer)
{
    struct pair pair = {.state = 88172645463325252U};
    shop_open(&pair.shops[0]);
    shop_open(&pair.shops[1]);
    write_orders(&pair, ORDERS, 20000); /* several blocks, on the thread */
    write_orders(&pair, 40, 20000);     /* few rows of a large shop: it is asked */
    write_orders(&pair, 9000, 30000);   /* many: all its keys are read first */
    write_orders(&pair, 0, 1);
    shop_close(&pair.shops[0]);
    shop_close(&pair.shops[1]);
}

Test(store_hurry, a_failure_on_the_thread_is_told)
{
    struct shop shop;
    struct error *error = &shop.error;
    shop_open(&shop);
    cr_assert(database_run(shop.database,
        "PRAGMA foreign_keys = OFF; CREATE TRIGGER refuse BEFORE INSERT ON orders"
        " WHEN NEW.number = 'N20000' BEGIN SELECT raise(ABORT, 'not this one'); END",
        error));
    cr_assert(database_begin(shop.database, error));
    struct writer *writer = writer_open(shop.database, "test", error);
    cr_assert(writer_hurry(writer, error));
    bool good = true;
    for (int i = 0; good && i < ORDERS; i++) {
        char number[32];
        int64_t order;
        enum writer_outcome outcome;
        snprintf(number, sizeof(number), "N%d", i);
        struct writer_order record = {.number = number, .placed_at = 1600000000};
        good = writer_order(writer, &record, &order, &outcome, error);
    }
    cr_expect_not(good);
    cr_expect_not_null(strstr(error->text, "not this one"), "%s", error->text);
    error->text[0] = '\0';
    cr_expect_not(writer_finish(writer, error), "and it stays so");
    cr_expect_not_null(strstr(error->text, "not this one"), "%s", error->text);
    writer_close(&writer);
    database_rollback(shop.database);
    cr_expect_eq(shop_number(&shop, "SELECT count(*) FROM orders"), 0);
    shop_close(&shop);
}

/* Dropped without an end: what waits is lost, and so is the transaction. */
Test(store_hurry, closed_in_the_middle)
{
    struct pair pair = {.state = 362436069U};
    shop_open(&pair.shops[0]);
    shop_open(&pair.shops[1]);
    pair_begin(&pair);
    for (int i = 0; i < 20000; i++)
        write_order(&pair, 5000);
    for (int i = 0; i < 2; i++) {
        writer_close(&pair.writers[i]);
        database_rollback(pair.shops[i].database);
    }
    pair_compare(&pair);
    write_orders(&pair, 500, 100);
    shop_close(&pair.shops[0]);
    shop_close(&pair.shops[1]);
}
