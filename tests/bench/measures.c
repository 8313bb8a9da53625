/* measures SHOP WEEKLY.csv CHANNELS.csv TREE.csv: asks the facts of a shop for the weekly measures
 * of all weeks, for those of the last complete week by channel, and for all that the tree needs of
 * all weeks, lines and events too; three times each, the median counts.
 * Writes the answers as CSV, to be compared with the peers', and prints name and seconds. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/metrics/report.h"
#include "core/store/database.h"
#include "tests/bench/questions.h"

enum { RUNS = 3 };

static int by_size(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

/* Counts RUNS times; the last result is kept and the median time printed. */
static struct weekly *ask(
    const char *name, const struct weekly_source *source, const struct weekly_options *options)
{
    double seconds[RUNS];
    struct weekly *weekly = NULL;
    struct error error;
    for (int run = 0; run < RUNS; run++) {
        weekly_free(&weekly);
        double begin = bench_now();
        weekly = weekly_count(source, options, NULL, &error);
        seconds[run] = bench_now() - begin;
        if (weekly == NULL) {
            fprintf(stderr, "measures: %s\n", error.text);
            exit(1);
        }
    }
    qsort(seconds, RUNS, sizeof(*seconds), by_size);
    printf("%s %.6f\n", name, seconds[RUNS / 2]);
    return weekly;
}

static void write_tally(FILE *out, int64_t key, const struct tally *tally)
{
    if (tally->placed > 0)
        fprintf(out,
            "%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64
            ",%" PRId64 ",%" PRId64 "\n",
            key, tally->placed, tally->paid, tally->sales, tally->buyers, tally->new_buyers,
            tally->new_sales, tally->second, tally->winback);
}

/* The lines of a question of duck_tree.mjs, a week each where there is something. */
static void write_part(FILE *out, const struct weekly *weekly, const char *name)
{
    for (int32_t week = weekly_first(weekly); week <= weekly_last(weekly); week++) {
        const struct tally *tally = weekly_tally(weekly, 0, week);
        int64_t orders[] = {tally->placed, tally->paid, tally->sales, tally->buyers,
            tally->new_buyers, tally->new_sales, tally->second, tally->winback};
        int64_t lines[] = {tally->items, tally->new_items, tally->line_sales, tally->line_cost};
        int64_t events[] = {tally->event_visitors, tally->event_visits, tally->event_views,
            tally->event_carts, tally->event_favourites, tally->event_inquiries};
        int64_t refunds[] = {tally->refunded, tally->refunds};
        int64_t *figures = *name == 'o'   ? orders
                           : *name == 'l' ? lines
                           : *name == 'e' ? events
                                          : refunds;
        int count = *name == 'o' ? 8 : *name == 'l' ? 4 : *name == 'e' ? 6 : 2;
        if (figures[0] == 0)
            continue;
        fprintf(out, "%s,%d", name, week);
        for (int i = 0; i < count; i++)
            fprintf(out, ",%" PRId64, figures[i]);
        fprintf(out, "\n");
    }
}

static FILE *create(const char *path)
{
    FILE *out = fopen(path, "w");
    if (out == NULL) {
        perror(path);
        exit(1);
    }
    return out;
}

int main(int argc, char **argv)
{
    struct error error;
    if (argc != 5) {
        fprintf(stderr, "usage: measures SHOP WEEKLY.csv CHANNELS.csv TREE.csv\n");
        return 2;
    }
    struct database *database = database_open(argv[1], DATABASE_WRITE, &error);
    double begin = bench_now();
    struct facts *facts = database != NULL ? facts_open(database, NULL, &error) : NULL;
    if (facts == NULL) {
        fprintf(stderr, "measures: %s\n", error.text);
        return 1;
    }
    printf("facts_open %.6f\n", bench_now() - begin);
    printf("orders %u\n", facts_columns(facts)->orders);
    struct weekly_source source = weekly_source_of(database, facts);
    struct weekly_options options = weekly_options_default();
    options.no_lines = options.no_events = true;
    struct weekly *weekly = ask("weekly", &source, &options);
    FILE *out = create(argv[2]);
    for (int32_t week = weekly_first(weekly); week <= weekly_last(weekly); week++)
        write_tally(out, week, weekly_tally(weekly, 0, week));
    fclose(out);
    weekly_free(&weekly);

    options.no_lines = options.no_events = false;
    weekly = ask("tree", &source, &options);
    out = create(argv[4]);
    const char *const parts[] = {"orders", "lines", "events", "refunds"};
    for (int i = 0; i < 4; i++)
        write_part(out, weekly, parts[i]);
    fclose(out);
    weekly_free(&weekly);

    options.no_lines = options.no_events = true;
    options.dimension = DIMENSION_CHANNEL;
    struct facts_span span = facts_span(facts);
    options.first = options.last = report_last_complete_week(&span, REPORT_NO_DAY);
    printf("week %d\n", options.first);
    weekly = ask("channels", &source, &options);
    out = create(argv[3]);
    for (uint32_t group = 0; group < weekly_groups(weekly); group++)
        write_tally(out, group, weekly_tally(weekly, group, options.first));
    fclose(out);
    weekly_free(&weekly);
    facts_free(&facts);
    database_free(&database);
    return 0;
}
