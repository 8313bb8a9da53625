/* One process appends while another opens the facts and counts, again and again. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/metrics/weekly.h"
#include "core/store/database.h"
#include "core/store/facts.h"
#include "core/store/writer.h"

enum { ROUNDS = 25, ORDERS_PER_ROUND = 40, AMOUNT = 100 };

/* Every order is paid and costs AMOUNT, so that any whole state is known by its sum. */
static bool append(struct database *database, int round, struct error *error)
{
    if (!database_begin(database, error))
        return false;
    struct writer *writer = writer_open(database, "test", error);
    bool good = writer != NULL;
    for (int i = 0; good && i < ORDERS_PER_ROUND; i++) {
        char number[32], name[32];
        int64_t customer, order;
        enum writer_outcome outcome;
        snprintf(number, sizeof(number), "%d-%d", round, i);
        snprintf(name, sizeof(name), "b%d", (round * 7 + i) % 90);
        struct writer_order record = {.number = number,
            .placed_at = 1700000000 + (date_instant)(i * 7919 % 500) * 3600,
            .paid_at = 1700000000 + (date_instant)(i * 7919 % 500) * 3600,
            .closed_at = WRITER_UNKNOWN,
            .amount = AMOUNT,
            .due = WRITER_UNKNOWN,
            .discount = WRITER_UNKNOWN};
        good = writer_identify(writer, WRITER_MEMBER, name, &customer, error);
        record.customer = customer;
        good = good && writer_order(writer, &record, &order, &outcome, error);
    }
    bool rewrote = writer != NULL && writer_rewrote(writer);
    writer_close(&writer);
    /* Every fifth time as if more had changed: then all is built anew. */
    return good && database_moved(database, !rewrote && round % 5 != 0, error) &&
           database_commit(database, error);
}

static int write_all(const char *path)
{
    struct error error = {{0}};
    struct database *database = database_open(path, DATABASE_WRITE, &error);
    bool good = database != NULL;
    for (int round = 1; good && round < ROUNDS; round++)
        good = append(database, round, &error);
    if (!good)
        fprintf(stderr, "writing: %s\n", error.text);
    database_free(&database);
    return good ? 0 : 1;
}

/* The paid orders and sales of all weeks; both must be those of a whole number of appends. */
static int64_t count_once(struct database *database, struct error *error)
{
    struct facts *facts = facts_open(database, NULL, error);
    cr_assert_not_null(facts, "%s", error->text);
    struct weekly_source source = weekly_source_of(database, facts);
    struct weekly_options options = weekly_options_default();
    options.threads = 2;
    struct weekly *weekly = weekly_count(&source, &options, NULL, error);
    cr_assert_not_null(weekly, "%s", error->text);
    int64_t paid = 0, sales = 0;
    for (int32_t week = weekly_first(weekly); week <= weekly_last(weekly); week++) {
        const struct tally *tally = weekly_tally(weekly, 0, week);
        paid += tally->paid;
        sales += tally->sales;
    }
    cr_assert_eq(paid, facts_columns(facts)->orders);
    cr_assert_eq(paid % ORDERS_PER_ROUND, 0, "a torn state of %lld orders", (long long)paid);
    cr_assert_eq(sales, paid * AMOUNT);
    weekly_free(&weekly);
    facts_free(&facts);
    return paid;
}

Test(store_facts_shared, one_appends_while_another_counts, .timeout = 300)
{
    char folder[] = "/tmp/zhanggui-shared-XXXXXX", path[64], command[64];
    struct error error = {{0}};
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/shop.db", folder);
    struct database *database = database_open(path, DATABASE_CREATE, &error);
    cr_assert_not_null(database, "%s", error.text);
    cr_assert(append(database, 0, &error), "%s", error.text);
    database_free(&database);
    pid_t child = fork();
    if (child == 0)
        _exit(write_all(path));
    database = database_open(path, DATABASE_WRITE, &error);
    cr_assert_not_null(database, "%s", error.text);
    int64_t seen = 0, states = 0;
    int status = 0;
    bool written = false;
    while (seen < ROUNDS * ORDERS_PER_ROUND) {
        int64_t now = count_once(database, &error);
        cr_assert_geq(now, seen);
        states += now != seen;
        seen = now;
        cr_assert(!written || seen == ROUNDS * ORDERS_PER_ROUND, "what is committed is seen");
        written = written || waitpid(child, &status, WNOHANG) == child;
    }
    cr_assert(written || waitpid(child, &status, 0) == child);
    cr_assert_eq(status, 0);
    cr_expect_gt(states, 1, "some states between were seen");
    struct facts *facts = facts_open(database, NULL, &error);
    cr_assert(facts_check(database, facts, NULL, &error), "%s", error.text);
    facts_free(&facts);
    database_free(&database);
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    cr_assert_eq(system(command), 0);
}
