/* append SHOP ORDERS: builds the facts of a shop from nothing, appends so many paid orders of
 * random customers with two lines each, and extends the facts; three times, the medians count.
 * Changes the shop: give it a copy. Prints name and seconds. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/store/database.h"
#include "core/store/facts.h"
#include "core/store/writer.h"
#include "tests/bench/questions.h"

enum { RUNS = 3 };

static uint64_t state = 88172645463325252u;

static int64_t draw(int64_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (int64_t)(state >> 33) % below;
}

static int by_size(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static void print_median(const char *name, double *seconds)
{
    qsort(seconds, RUNS, sizeof(*seconds), by_size);
    printf("%s %.6f\n", name, seconds[RUNS / 2]);
}

static void need(bool good, const struct error *error)
{
    if (!good) {
        fprintf(stderr, "append: %s\n", error->text);
        exit(1);
    }
}

static void append(struct database *database, int run, int64_t orders)
{
    struct error error;
    int64_t customers, last;
    need(database_number(database, "SELECT max(id) FROM customer", &customers, &error) &&
             database_number(database, "SELECT max(placed_at) FROM orders", &last, &error) &&
             database_begin(database, &error),
        &error);
    struct writer *writer = writer_open(database, "bench", &error);
    need(writer != NULL, &error);
    for (int64_t i = 0; i < orders; i++) {
        char number[48];
        int64_t order;
        enum writer_outcome outcome;
        snprintf(number, sizeof(number), "B%d-%lld", run, (long long)i);
        struct writer_order record = {.number = number,
            .customer = 1 + draw(customers),
            .placed_at = last + i * 6,
            .paid_at = last + i * 6 + 60,
            .closed_at = WRITER_UNKNOWN,
            .amount = draw(50000),
            .due = WRITER_UNKNOWN,
            .discount = WRITER_UNKNOWN,
            .channel = 1 + draw(8)};
        need(writer_order(writer, &record, &order, &outcome, &error), &error);
        for (int line = 1; line <= 2; line++) {
            struct writer_line row = {
                order, line, 1 + draw(100), 1, record.amount / 2, WRITER_UNKNOWN};
            need(writer_line(writer, &row, &outcome, &error), &error);
        }
    }
    bool appended = !writer_rewrote(writer);
    writer_close(&writer);
    need(database_moved(database, appended, &error) && database_commit(database, &error), &error);
}

static double open_once(struct database *database)
{
    struct error error;
    double begin = bench_now();
    struct facts *facts = facts_open(database, NULL, &error);
    double end = bench_now();
    need(facts != NULL, &error);
    facts_free(&facts);
    return end - begin;
}

int main(int argc, char **argv)
{
    struct error error;
    double full[RUNS], write[RUNS], extend[RUNS];
    if (argc != 3) {
        fprintf(stderr, "usage: append SHOP ORDERS\n");
        return 2;
    }
    struct database *database = database_open(argv[1], DATABASE_WRITE, &error);
    need(database != NULL, &error);
    char path[4200];
    snprintf(path, sizeof(path), "%s-facts", argv[1]);
    for (int run = 0; run < RUNS; run++) {
        unlink(path); /* the events alone are no facts */
        full[run] = open_once(database);
        double begin = bench_now();
        append(database, run, atoll(argv[2]));
        write[run] = bench_now() - begin;
        extend[run] = open_once(database);
    }
    database_free(&database);
    print_median("full", full);
    print_median("write", write);
    print_median("extend", extend);
    return 0;
}
