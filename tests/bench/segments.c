/* segments SHOP: counts the segments of duck_segments.mjs, 25 times each without a cache, so that
 * it takes about as long as the peer does, the columns of the census being there; the median
 * counts. Prints name, seconds and customers. */
#include <stdio.h>
#include <stdlib.h>

#include "core/customers/evaluate.h"
#include "core/store/database.h"
#include "tests/bench/questions.h"

enum { RUNS = 25 };

static const struct {
    const char *name, *query;
} questions[] = {
    {"columns", "orders >= 2 and spent > 500 and last order in 0..90d ago"},
    {"top", "top 20% by spent"},
    {"times", "bought(times >= 2, within 12m)"},
    {"lines", "bought(category = \"女装\", price > 200, times >= 2, within 12m)"},
    {"unpaid", "left unpaid(amount > 200, within 12m)"},
    {"events", "viewed(category = \"女装\", times >= 2, within 12m)"},
};

static int by_size(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static void fail(const struct error *error)
{
    fprintf(stderr, "segments: %s\n", error->text);
    exit(1);
}

static void ask(struct census *census, const char *name, const char *text)
{
    double seconds[RUNS];
    uint32_t count = 0;
    struct error error;
    struct query *query = query_parse(text, NULL, &error);
    if (query == NULL)
        fail(&error);
    for (int run = -1; run < RUNS; run++) {
        double begin = bench_now();
        struct members *members = query_evaluate(query, census, NULL, NULL, NULL, &error);
        if (members == NULL)
            fail(&error);
        count = members_count(members);
        if (run >= 0)
            seconds[run] = bench_now() - begin;
        members_free(&members);
    }
    query_free(&query);
    qsort(seconds, RUNS, sizeof(*seconds), by_size);
    printf("%s %.6f %u\n", name, seconds[RUNS / 2], count);
}

int main(int count, char **words)
{
    struct error error;
    if (count != 2)
        return 2;
    struct database *database = database_open(words[1], DATABASE_READ, &error);
    struct facts *facts = database != NULL ? facts_open(database, NULL, &error) : NULL;
    struct census *census =
        facts != NULL ? census_open(words[1], facts, facts_span(facts).last_day, &error) : NULL;
    if (census == NULL)
        fail(&error);
    printf("day %d\n", census_day(census));
    for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
        ask(census, questions[i].name, questions[i].query);
    census_free(&census);
    facts_free(&facts);
    database_free(&database);
    return 0;
}
