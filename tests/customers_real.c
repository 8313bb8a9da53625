/* The census against answers that other tools computed from real data (see shared/data/README). */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/customers/census.h"
#include "core/store/database.h"
#include "tests/cli_support.h"
#include "tests/metrics_shop.h"

struct retail {
    struct cli cli;
    char path[128];
    struct database *database;
    struct facts *facts;
    struct census *census;
};

static void open_retail(struct retail *retail)
{
    char *found = shared_file("online_retail/online_retail.csv"), *file;
    file = found == NULL ? NULL : realpath(found, NULL);
    free(found);
    if (file == NULL)
        cr_skip_test("online_retail.csv is not here");
    struct error error;
    date_day day;
    retail->cli = cli_new();
    cr_assert_eq(cli_run(&retail->cli, "--db", "retail.db", "import", "--map", "online-retail",
                     "--rejects", "rejects.csv", file, NULL),
        0, "%s", retail->cli.err);
    free(file);
    snprintf(retail->path, sizeof(retail->path), "%s/retail.db", retail->cli.folder);
    retail->database = database_open(retail->path, DATABASE_READ, &error);
    cr_assert_not_null(retail->database, "%s", error.text);
    retail->facts = facts_open(retail->database, NULL, &error);
    cr_assert_not_null(retail->facts, "%s", error.text);
    cr_assert(date_day_parse("2011-12-09", &day, &error));
    retail->census = census_open(retail->path, retail->facts, day, &error);
    cr_assert_not_null(retail->census, "%s", error.text);
}

static void close_retail(struct retail *retail)
{
    census_free(&retail->census);
    facts_free(&retail->facts);
    database_free(&retail->database);
    cli_end(&retail->cli);
}

static const struct column *column(const struct retail *retail, const char *name)
{
    struct error error;
    const struct column *found = census_column(retail->census, attribute_find(name), NULL, &error);
    cr_assert_not_null(found, "%s: %s", name, error.text);
    return found;
}

/* The place of a customer by the member name. */
static uint32_t place_of(const struct retail *retail, const char *member)
{
    struct error error;
    bool row;
    sqlite3_stmt *statement = database_prepare(retail->database,
        "SELECT customer_id FROM identity WHERE kind = 'member' AND value = ?1", &error);
    sqlite3_bind_text(statement, 1, member, -1, SQLITE_STATIC);
    cr_assert(database_step(retail->database, statement, &row, &error) && row, "%s", member);
    int64_t id = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    const struct column *ids = column(retail, "id");
    for (uint32_t i = 0; i < ids->size; i++)
        if (ids->whole[i] == id)
            return i;
    cr_assert_fail("%s has no place", member);
    return 0;
}

struct answer {
    char member[16];
    double monetary;
    int frequency, recency, r, f, m;
};

/* CustomerID,first_order,last_order,frequency,order_days,monetary,recency_days,*_ntile,*_cut */
static bool read_answer(FILE *file, struct answer *answer)
{
    return fscanf(file, " %15[^,],%*[^,],%*[^,],%d,%*d,%lf,%d,%*d,%*d,%*d,%d,%d,%d", answer->member,
               &answer->frequency, &answer->monetary, &answer->recency, &answer->r, &answer->f,
               &answer->m) == 7;
}

Test(customers_real, rfm_of_every_customer_is_that_of_pandas)
{
    struct retail retail;
    open_retail(&retail);
    const struct column *recency = column(&retail, "recency_days");
    const struct column *frequency = column(&retail, "frequency");
    const struct column *monetary = column(&retail, "monetary");
    const struct column *r = column(&retail, "r"), *f = column(&retail, "f");
    const struct column *m = column(&retail, "m");
    char *name = shared_file("oracles/online_retail_customers_rfm.csv");
    cr_assert_not_null(name);
    FILE *file = fopen(name, "r");
    cr_assert_not_null(file);
    cr_assert(fscanf(file, "%*[^\n]") == 0);
    struct answer answer;
    int count = 0;
    for (; read_answer(file, &answer); count++) {
        uint32_t i = place_of(&retail, answer.member);
        cr_assert_eq(recency->whole[i], answer.recency, "%s", answer.member);
        cr_assert_eq(frequency->whole[i], answer.frequency, "%s", answer.member);
        cr_assert_float_eq(monetary->decimal[i], answer.monetary, 0.0051, "%s: %f and %f",
            answer.member, monetary->decimal[i], answer.monetary);
        cr_assert_eq(r->whole[i], answer.r, "r of %s: %d", answer.member, r->whole[i]);
        cr_assert_eq(f->whole[i], answer.f, "f of %s: %d", answer.member, f->whole[i]);
        cr_assert_eq(m->whole[i], answer.m, "m of %s: %d", answer.member, m->whole[i]);
    }
    cr_expect_eq(count, 4338);
    fclose(file);
    free(name);
    close_retail(&retail);
}

Test(customers_real, buckets_of_recency_and_frequency)
{
    struct retail retail;
    open_retail(&retail);
    struct error error;
    const struct column *orders = column(&retail, "orders");
    const struct column *since = column(&retail, "recency_days");
    const uint64_t *known = census_known(retail.census, NULL, &error);
    cr_assert_not_null(known);
    int once = 0, again = 0, holding = 0, lapsed = 0, all = 0;
    for (uint32_t i = 0; i < orders->size; i++) {
        int32_t days = since->whole[i];
        all += (known[i / 64] >> i % 64 & 1) != 0;
        once += orders->whole[i] == 1 && days <= 90;
        again += orders->whole[i] >= 2 && days <= 90;
        holding += days >= 91 && days <= 180;
        lapsed += days > 180;
    }
    cr_expect_eq(once, 646);
    cr_expect_eq(again, 2243);
    cr_expect_eq(holding, 591);
    cr_expect_eq(lapsed, 858);
    cr_expect_eq(all, 4338);
    close_retail(&retail);
}

/* The fit runs off to b → ∞: a program must say so, and the rest still works. */
Test(customers_real, lifetime_of_online_retail_is_refused)
{
    struct retail retail;
    struct error error = {""};
    open_retail(&retail);
    cr_expect_null(census_column(retail.census, CUSTOMER_P_ALIVE, NULL, &error));
    cr_expect_not(progress_is_stop(&error));
    cr_expect(strlen(error.text) > 20, "%s", error.text);
    cr_expect_null(census_column(retail.census, CUSTOMER_EXPECTED_VALUE, NULL, &error));
    close_retail(&retail);
}
