/*
 * Random lives of small shops: rows are appended, old orders corrected, money given back, customers
 * merged, and processes killed while they write or build. After every step the facts are those of
 * a recount by SQL, and the files are, byte for byte, what a build from nothing writes.
 *
 * ZHANGGUI_SEED repeats a run; ZHANGGUI_SEQUENCES makes it longer.
 */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/customers/merge.h"
#include "core/store/database.h"
#include "core/store/facts.h"
#include "core/store/writer.h"

struct life {
    char folder[64], path[96], facts_path[2][120], kept_path[2][120];
    struct database *database;
    struct error error;
    uint64_t state; /* of the generator */
    uint64_t seed;
    int sequence, step;
    int orders, refunds; /* numbers given */
};

/* xorshift64* */
static uint32_t below(struct life *life, uint32_t limit)
{
    life->state ^= life->state >> 12;
    life->state ^= life->state << 25;
    life->state ^= life->state >> 27;
    return (uint32_t)((life->state * 0x2545f4914f6cdd1dU) >> 33) % limit;
}

#define HOLD(condition)                                                                            \
    cr_assert(condition, "seed %llu, sequence %d, step %d: %s", (unsigned long long)life->seed,    \
        life->sequence, life->step, life->error.text)

static void open_shop(struct life *life)
{
    life->database = database_open(life->path, DATABASE_CREATE, &life->error);
    HOLD(life->database != NULL);
    /* Only a power failure could lose what is not forced to the disk. */
    HOLD(database_run(life->database, "PRAGMA synchronous = OFF", &life->error));
}

static money any_amount(struct life *life)
{
    switch (below(life, 12)) {
    case 0:
        return WRITER_UNKNOWN;
    case 1:
        return (money)UINT32_MAX - 2 + below(life, 4);
    case 2:
        return -(money)below(life, 500);
    default:
        return below(life, 90000);
    }
}

/* Around the greatest that fits its column, too. */
static int64_t any_quantity(struct life *life)
{
    return below(life, 6) == 0 ? 125 + below(life, 5) : 1 + below(life, 4);
}

static money any_discount(struct life *life)
{
    uint32_t kind = below(life, 3);
    return kind == 0 ? WRITER_UNKNOWN : kind == 1 ? 0 : 1 + (money)below(life, 900);
}

static bool add_lines(struct life *life, struct writer *writer, int64_t order, int from, int count)
{
    enum writer_outcome outcome;
    for (int line = from; line < from + count; line++) {
        char sku[16];
        int64_t product, category;
        snprintf(sku, sizeof(sku), "S%u", below(life, 9 + (uint32_t)life->orders / 40));
        bool good = writer_dimension(writer, WRITER_CATEGORY,
            below(life, 2) != 0 ? "gifts" : "coats", &category, &life->error);
        struct writer_product item = {
            .sku = sku, .price = WRITER_UNKNOWN, .cost = WRITER_UNKNOWN, .category = category};
        /* Known ones are only named, so that they stay as they are. */
        if (below(life, 3) != 0)
            item.category = 0;
        good = good && writer_product(writer, &item, &product, NULL, &life->error);
        struct writer_line row = {
            order, line, product, any_quantity(life), any_amount(life), any_discount(life)};
        if (!good || !writer_line(writer, &row, &outcome, &life->error))
            return false;
    }
    return true;
}

static struct writer_order any_order(struct life *life, const char *number, int64_t customer)
{
    /* Few instants, so that orders of one instant are common. */
    date_instant placed = 1700000000 + (date_instant)below(life, 300) * 40000;
    return (struct writer_order){
        .number = number,
        .customer = customer,
        .placed_at = placed,
        .paid_at = below(life, 3) == 0 ? WRITER_UNKNOWN : placed + 60,
        .closed_at = WRITER_UNKNOWN,
        .amount = any_amount(life),
        .due = WRITER_UNKNOWN,
        .discount = any_discount(life),
    };
}

static bool any_customer(struct life *life, struct writer *writer, int64_t *customer)
{
    char name[24];
    snprintf(name, sizeof(name), "b%u", below(life, 5 + (uint32_t)life->orders / 4));
    *customer = 0;
    if (below(life, 7) == 0)
        return true;
    enum writer_outcome outcome;
    struct writer_customer record = {
        .registered_at = WRITER_UNKNOWN, .city = below(life, 2) != 0 ? "X" : "Y"};
    if (below(life, 9) == 0)
        record.gender = below(life, 2) != 0 ? "f" : "m";
    return writer_identify(writer, WRITER_MEMBER, name, customer, &life->error) &&
           (below(life, 9) != 0 ||
               writer_dimension(writer, WRITER_REGION, below(life, 2) != 0 ? "north" : "south",
                   &record.region, &life->error)) &&
           writer_customer(writer, *customer, &record, &outcome, &life->error);
}

static bool append_orders(struct life *life, struct writer *writer, int count)
{
    enum writer_outcome outcome;
    for (int i = 0; i < count; i++) {
        char number[24];
        int64_t customer, order;
        snprintf(number, sizeof(number), "N%d", life->orders++);
        if (!any_customer(life, writer, &customer))
            return false;
        struct writer_order record = any_order(life, number, customer);
        if (!writer_order(writer, &record, &order, &outcome, &life->error) ||
            !add_lines(life, writer, order, 1, (int)below(life, 4)))
            return false;
    }
    return true;
}

static bool give_back(struct life *life, struct writer *writer, int count)
{
    enum writer_outcome outcome;
    for (int i = 0; i < count; i++) {
        char number[24], order_number[24];
        int64_t order = 0, customer = 0;
        snprintf(number, sizeof(number), "R%d", life->refunds++);
        snprintf(
            order_number, sizeof(order_number), "N%u", below(life, (uint32_t)life->orders + 1));
        if ((below(life, 5) != 0 &&
                !writer_find_order(writer, order_number, &order, &life->error)) ||
            (below(life, 2) != 0 && !any_customer(life, writer, &customer)))
            return false;
        struct writer_refund refund = {number, order, customer,
            below(life, 2) != 0 ? WRITER_UNKNOWN : 1705000000 + (date_instant)below(life, 9000000),
            1 + below(life, 900), NULL};
        if (order == 0 && refund.at == WRITER_UNKNOWN)
            refund.at = 1705000000;
        if (!writer_refund(writer, &refund, &outcome, &life->error))
            return false;
    }
    return true;
}

static bool correct(struct life *life, struct writer *writer, int count)
{
    enum writer_outcome outcome;
    for (int i = 0; i < count; i++) {
        char number[24];
        int64_t order, customer;
        snprintf(number, sizeof(number), "N%u", below(life, (uint32_t)life->orders + 1));
        if (!writer_find_order(writer, number, &order, &life->error) ||
            !any_customer(life, writer, &customer))
            return false;
        if (order == 0)
            continue;
        struct writer_order record = any_order(life, number, customer);
        if (!writer_order(writer, &record, &order, &outcome, &life->error) ||
            !add_lines(life, writer, order, 1, (int)below(life, 3)))
            return false;
    }
    return true;
}

static bool happen(struct life *life, struct writer *writer, int count)
{
    enum writer_outcome outcome;
    for (int i = 0; i < count; i++) {
        int64_t customer;
        if (!any_customer(life, writer, &customer))
            return false;
        struct writer_event event = {customer, 1700000000 + (date_instant)below(life, 9000000),
            (enum event_kind)(1 + below(life, EVENT_KINDS - 1)), 0, 0, 0,
            below(life, 2) != 0 ? WRITER_UNKNOWN : below(life, 99)};
        if (customer != 0 && !writer_event(writer, &event, &outcome, &life->error))
            return false;
    }
    return true;
}

/* Two customers become one, or two again. A pair that cannot be merged, or a merge that cannot be
 * undone, leaves everything as it is. */
static bool merge_or_undo(struct life *life)
{
    struct merge merge;
    int64_t last = 0;
    if (below(life, 3) == 0)
        return database_number(life->database, "SELECT max(id) FROM merge WHERE undone_at IS NULL",
                   &last, &life->error) &&
               (last == 0 || merge_undo(life->database, last, &merge, &life->error));
    int64_t kept = 1 + below(life, 12), gone = 1 + below(life, 12);
    merge_customers(life->database, kept, gone, &merge, &life->error);
    life->error.text[0] = '\0';
    return true;
}

/* One transaction of a kind; the sizes are small enough for many of them. */
static bool change(struct life *life, uint32_t kind, int scale)
{
    int count = scale * (1 + (int)below(life, 12));
    if (kind == 2)
        return merge_or_undo(life);
    if (!database_begin(life->database, &life->error))
        return false;
    struct writer *writer = writer_open(life->database, "test", &life->error);
    if (writer == NULL)
        return false;
    bool good = kind == 0   ? correct(life, writer, 3)
                : kind == 1 ? happen(life, writer, count)
                : kind <= 4 ? give_back(life, writer, count)
                            : append_orders(life, writer, count);
    if (good && kind >= 7)
        good = give_back(life, writer, 2);
    bool appended = !writer_rewrote(writer);
    writer_close(&writer);
    return good && database_moved(life->database, appended, &life->error) &&
           database_commit(life->database, &life->error);
}

/* A process that writes or builds, and is killed at some moment. */
static void kill_one(struct life *life)
{
    uint32_t kind = below(life, 8), moment = below(life, 6000);
    database_free(&life->database);
    pid_t child = fork();
    HOLD(child >= 0);
    if (child == 0) {
        open_shop(life);
        change(life, 3 + kind % 5, 20);
        struct facts *facts = facts_open(life->database, NULL, &life->error);
        facts_free(&facts);
        _exit(0);
    }
    nanosleep(&(struct timespec){.tv_nsec = (long)moment * 1000}, NULL);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    life->orders += 12 * 20;
    life->refunds += 12 * 20 + 2;
    open_shop(life);
}

static bool same_bytes(const char *one, const char *other)
{
    FILE *left = fopen(one, "rb"), *right = fopen(other, "rb");
    bool same = left != NULL && right != NULL;
    while (same) {
        int byte = getc(left);
        same = byte == getc(right);
        if (byte == EOF)
            break;
    }
    if (left != NULL)
        fclose(left);
    if (right != NULL)
        fclose(right);
    return same;
}

static void look(struct life *life)
{
    struct facts *facts = facts_open(life->database, NULL, &life->error);
    HOLD(facts != NULL);
    HOLD(facts_is_current(facts, life->database));
    HOLD(facts_check(life->database, facts, NULL, &life->error));
    facts_free(&facts);
    for (int i = 0; i < 2; i++)
        HOLD(rename(life->facts_path[i], life->kept_path[i]) == 0);
    facts = facts_open(life->database, NULL, &life->error);
    HOLD(facts != NULL);
    facts_free(&facts);
    for (int i = 0; i < 2; i++)
        HOLD(same_bytes(life->facts_path[i], life->kept_path[i]) ||
             error_set(&life->error, "the extended file differs from a built one"));
}

static int entries_like(const char *folder, const char *part)
{
    char command[192], line[16];
    snprintf(command, sizeof(command), "ls %s | grep -c -e '%s'", folder, part);
    FILE *pipe = popen(command, "r");
    int count = fgets(line, sizeof(line), pipe) != NULL ? atoi(line) : -1;
    pclose(pipe);
    return count;
}

static void live(struct life *life)
{
    strcpy(life->folder, "/tmp/zhanggui-random-XXXXXX");
    cr_assert_not_null(mkdtemp(life->folder));
    snprintf(life->path, sizeof(life->path), "%s/shop.db", life->folder);
    for (int i = 0; i < 2; i++) {
        const char *ending = i == 0 ? "" : "-events";
        snprintf(
            life->facts_path[i], sizeof(life->facts_path[i]), "%s-facts%s", life->path, ending);
        snprintf(life->kept_path[i], sizeof(life->kept_path[i]), "%s-kept%s", life->path, ending);
    }
    open_shop(life);
    int steps = 3 + (int)below(life, 4);
    for (life->step = 0; life->step < steps; life->step++) {
        uint32_t kind = below(life, 10);
        if (kind == 9)
            kill_one(life);
        else
            HOLD(change(life, life->step == 0 ? 8 : kind, 1));
        look(life);
    }
    database_free(&life->database);
    HOLD(entries_like(life->folder, "-new-") == 0);
    char command[128];
    snprintf(command, sizeof(command), "rm -rf %s", life->folder);
    cr_assert_eq(system(command), 0);
}

static uint64_t number_from(const char *name, uint64_t otherwise)
{
    const char *value = getenv(name);
    return value != NULL ? strtoull(value, NULL, 10) : otherwise;
}

Test(store_facts_random, equal_a_recount_after_every_step, .timeout = 3600)
{
    uint64_t seed = number_from("ZHANGGUI_SEED", (uint64_t)time(NULL) * 1000 + (uint64_t)getpid());
    int sequences = (int)number_from("ZHANGGUI_SEQUENCES", 200);
    fprintf(stderr, "store_facts_random: ZHANGGUI_SEED=%llu\n", (unsigned long long)seed);
    for (int i = 0; i < sequences; i++) {
        struct life life = {.seed = seed, .sequence = i};
        life.state = (seed + 1) * 0x9e3779b97f4a7c15U + (uint64_t)i * 0xd1b54a32d192ed03U;
        live(&life);
    }
}
