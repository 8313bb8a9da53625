/* The census by hand, and who moved: points and birthdays, rules by category, threads, cancelling,
 * the migration between two days. */
#include <criterion/criterion.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/base/config.h"
#include "core/customers/migration.h"
#include "core/customers/profile.h"
#include "tests/customers_random.h"

enum { CUSTOMERS = 200, FIRST_DAY = RANDOM_BEGIN / DATE_DAY_SECONDS };

static const struct column *column_of(struct census *census, const char *name)
{
    struct error error;
    const struct column *column = census_column(census, census_find(census, name), NULL, &error);
    cr_assert_not_null(column, "%s: %s", name, error.text);
    return column;
}

static void run_sql(struct random_shop *shop, const char *sql)
{
    struct error error;
    cr_assert(database_run(shop->database, sql, &error), "%s: %s", sql, error.text);
}

/* --- by hand ---------------------------------------------------------------------------------- */

static void expect_birthday(struct random_shop *shop, date_day day, const char *next, int age)
{
    struct census *census = random_shop_census(shop, day);
    date_day expected;
    cr_assert(date_day_parse(next, &expected, NULL));
    cr_expect_eq(column_of(census, "birthday")->whole[0], expected, "%s", next);
    cr_expect_eq(column_of(census, "birthday_days")->whole[0], expected - day, "%s", next);
    cr_expect_eq(column_of(census, "age")->whole[0], age, "%s: %d", next,
        column_of(census, "age")->whole[0]);
    census_free(&census);
}

Test(customers_hand, birthdays_come_round)
{
    struct random_shop shop = random_shop_make(5, 3);
    run_sql(&shop, "UPDATE customer SET birthday = '1984-02-29'");
    expect_birthday(&shop, date_from_civil(2023, 2, 27), "2023-02-28", 38);
    expect_birthday(&shop, date_from_civil(2023, 2, 28), "2023-02-28", 39);
    expect_birthday(&shop, date_from_civil(2023, 3, 1), "2024-02-29", 39);
    expect_birthday(&shop, date_from_civil(2024, 2, 28), "2024-02-29", 39);
    expect_birthday(&shop, date_from_civil(2024, 2, 29), "2024-02-29", 40);
    run_sql(&shop, "UPDATE customer SET birthday = '--12-31'");
    expect_birthday(&shop, date_from_civil(2023, 12, 31), "2023-12-31", COLUMN_UNKNOWN);
    expect_birthday(&shop, date_from_civil(2024, 1, 1), "2024-12-31", COLUMN_UNKNOWN);
    random_shop_free(&shop);
}

/* Points end by lots: what ends first is spent first, what has ended cannot be spent. */
Test(customers_hand, points_are_spent_and_end)
{
    struct random_shop shop = random_shop_make(5, 3);
    run_sql(&shop, "DELETE FROM points;"
                   "INSERT INTO points (customer_id, at, change, expires_at) VALUES"
                   " (3, 1700000000, 100, 1710000000), (3, 1700100000, 50, NULL),"
                   " (3, 1701000000, -30, NULL), (3, 1702000000, 40, 1705000000),"
                   " (3, 1703000000, -60, NULL), (3, 1711000000, -20, NULL)");
    struct {
        date_instant at;
        int points;
        date_instant end; /* 0: none */
    } days[] = {{1700000000, 100, 1710000000}, {1700200000, 150, 1710000000},
        {1701100000, 120, 1710000000}, {1702100000, 160, 1705000000}, {1703100000, 100, 1710000000},
        {1710500000, 50, 0}, {1711100000, 30, 0}};
    for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
        struct census *any = random_shop_census(&shop, 0);
        date_day day = date_local_day(census_zone(any), days[i].at, NULL);
        date_day end = date_local_day(census_zone(any), days[i].end - 1, NULL);
        struct census *census = random_shop_census(&shop, day);
        cr_expect_eq(column_of(census, "points")->whole[0], days[i].points, "%zu: %d", i,
            column_of(census, "points")->whole[0]);
        cr_expect_eq(
            column_of(census, "points expiry")->whole[0], days[i].end == 0 ? COLUMN_UNKNOWN : end);
        census_free(&census);
        census_free(&any);
    }
    random_shop_free(&shop);
}

static char folder[] = "/tmp/zhanggui-rules-XXXXXX", rules[64];

static void write_rules(const char *text)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(rules, sizeof(rules), "%s/lifecycle.yaml", folder);
    FILE *file = fopen(rules, "w");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
    config_use_folder(folder);
}

static void forget_rules(void)
{
    config_use_folder(NULL);
    unlink(rules);
    rmdir(folder);
}

/* With a rule for a category the stages of those who bought it first differ, and only theirs. */
Test(customers_hand, a_category_has_thresholds_of_its_own)
{
    struct random_shop shop = random_shop_make(5, CUSTOMERS);
    date_day day = FIRST_DAY + 380;
    struct census *plain = random_shop_census(&shop, day);
    const struct column *before = column_of(plain, "lifecycle");
    write_rules("rules: [{category: category 2, recent: 1, holding: 2, lapsed: 3}]\n");
    struct census *ruled = random_shop_census(&shop, day);
    const struct column *after = column_of(ruled, "lifecycle");
    const struct column *category = column_of(ruled, "first category");
    const struct column *since = column_of(ruled, "recency");
    int changed = 0;
    for (uint32_t i = 0; i < after->size; i++) {
        const char *name =
            category->whole[i] == COLUMN_UNKNOWN ? "" : category->choice_names[category->whole[i]];
        bool two = strcmp(name, "category 2") == 0;
        cr_expect(two || before->whole[i] == after->whole[i]);
        cr_expect(!two || since->whole[i] <= 3 || after->whole[i] == STAGE_LAPSED);
        changed += before->whole[i] != after->whole[i];
    }
    cr_expect(changed > 0);
    forget_rules();
    census_free(&plain);
    census_free(&ruled);
    random_shop_free(&shop);
}

static enum lifecycle_stage stage_then(const struct profile *profile, date_day day)
{
    enum lifecycle_stage stage = (enum lifecycle_stage)0;
    for (size_t i = 0; i < profile->stage_count && profile->stages[i].since <= day; i++)
        stage = profile->stages[i].stage;
    return stage;
}

/* Without top value, which is judged by today's, the way of a customer in the profile is what the
 * census of each day says. */
Test(customers_hand, the_way_of_each_is_that_of_many_censuses)
{
    enum { DAYS = 12 };
    struct error error;
    struct random_shop shop = random_shop_make((uint64_t)time(NULL) | 1, 60);
    write_rules("fan: {orders: 2, within: 100, top: 0}\n"
                "rules: [{gender: m, recent: 5, holding: 20, lapsed: 60}]\n");
    struct census *now = random_shop_census(&shop, FIRST_DAY + RANDOM_DAYS), *then[DAYS];
    for (int i = 0; i < DAYS; i++)
        then[i] = random_shop_census(&shop, FIRST_DAY + (RANDOM_DAYS / DAYS) * (i + 1));
    const struct facts_columns *columns = facts_columns(shop.facts);
    size_t changes = 0;
    for (uint32_t i = 0; i < census_size(now); i++) {
        struct profile *profile =
            profile_make(now, shop.database, columns->customer_id[i], true, false, NULL, &error);
        cr_assert_not_null(profile, "%s", error.text);
        for (int at = 0; at < DAYS; at++) {
            int32_t stage = column_of(then[at], "lifecycle")->whole[i];
            bool dated = profile->stages[0].since != COLUMN_UNKNOWN;
            if (dated || stage != COLUMN_UNKNOWN)
                cr_expect_eq((int)stage_then(profile, census_day(then[at])),
                    stage == COLUMN_UNKNOWN ? 0 : stage, "customer %u, day %d", i, at);
        }
        changes += profile->stage_count;
        profile_free(&profile);
    }
    cr_expect(changes > 3 * census_size(now));
    forget_rules();
    for (int i = 0; i < DAYS; i++)
        census_free(&then[i]);
    census_free(&now);
    random_shop_free(&shop);
}

Test(customers_hand, choices_are_found_in_both_languages)
{
    struct random_shop shop = random_shop_make(5, 20);
    struct census *census = random_shop_census(&shop, FIRST_DAY + 300);
    const struct column *stage = column_of(census, "lifecycle");
    const struct column *item = column_of(census, "top item");
    cr_expect_eq(column_code(stage, "Regular", 0), (uint32_t)STAGE_REGULAR);
    cr_expect_eq(column_code(stage, "老客", 0), (uint32_t)STAGE_REGULAR);
    cr_expect_eq(column_code(stage, "nobody", 0), 0u);
    cr_expect_eq(column_code(stage, "Regular", STAGE_REGULAR), 0u);
    uint32_t things = 0;
    for (uint32_t code = 0; (code = column_code(item, "THING", code)) != 0;)
        things++;
    cr_expect(things > 1);
    cr_expect_str_eq(column_choice(stage, STAGE_FAN), "fan");
    cr_expect_null(column_choice(stage, 0));
    cr_expect_null(column_choice(stage, COLUMN_UNKNOWN));
    census_free(&census);
    random_shop_free(&shop);
}

/* --- threads ---------------------------------------------------------------------------------- */

enum { THREADS = 8 };

struct asker {
    pthread_t thread;
    struct census *census;
    int first;
    const struct column *columns[CUSTOMER_ATTRIBUTES + 3];
};

static void *ask(void *context)
{
    struct asker *asker = context;
    int count = census_attributes(asker->census);
    for (int i = 0; i < count; i++) {
        int attribute = (asker->first + i) % count;
        asker->columns[attribute] = census_column(asker->census, attribute, NULL, NULL);
    }
    return NULL;
}

Test(customers_hand, many_threads_ask_and_get_the_same)
{
    struct random_shop shop = random_shop_make(7, 60);
    struct census *census = random_shop_census(&shop, FIRST_DAY + 200);
    struct asker askers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        askers[i] = (struct asker){.census = census, .first = i * 17};
        cr_assert_eq(pthread_create(&askers[i].thread, NULL, ask, &askers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(askers[i].thread, NULL);
    for (int attribute = 0; attribute < CUSTOMER_ATTRIBUTES + 3; attribute++)
        for (int i = 1; i < THREADS; i++)
            cr_expect_eq(askers[i].columns[attribute], askers[0].columns[attribute]);
    census_free(&census);
    random_shop_free(&shop);
}

Test(customers_hand, who_cancels_gets_nothing_and_others_still_do)
{
    struct random_shop shop = random_shop_make(7, 60);
    struct census *census = random_shop_census(&shop, FIRST_DAY + 200);
    for (int i = 0; i < census_attributes(census); i++) {
        struct progress progress = {0};
        struct error error = {""};
        progress_cancel(&progress);
        cr_expect_null(census_column(census, i, &progress, &error), "%d", i);
        cr_expect(progress_is_stop(&error), "%s", error.text);
    }
    for (int i = 0; i < census_attributes(census); i++) {
        struct error error = {""};
        const struct column *column = census_column(census, i, NULL, &error);
        cr_expect(column != NULL || error.text[0] != '\0');
        cr_expect(!progress_is_stop(&error));
    }
    cr_expect_null(census_column(census, census_attributes(census), NULL, NULL));
    census_free(&census);
    random_shop_free(&shop);
}

Test(customers_hand, a_shop_without_customers)
{
    struct random_shop shop = random_shop_make(7, 0);
    struct census *census = random_shop_census(&shop, FIRST_DAY);
    for (int i = 0; i < census_attributes(census); i++) {
        struct error error = {""};
        const struct column *column = census_column(census, i, NULL, &error);
        cr_expect(column == NULL || column->size == 0);
        cr_expect(column != NULL || error.text[0] != '\0', "%d", i);
    }
    census_free(&census);
    random_shop_free(&shop);
}

/* --- migration -------------------------------------------------------------------------------- */

static void count_stages(struct census *census, uint32_t counts[LIFECYCLE_STAGES])
{
    const struct column *stage = column_of(census, "lifecycle");
    memset(counts, 0, LIFECYCLE_STAGES * sizeof(uint32_t));
    for (uint32_t i = 0; i < stage->size; i++)
        if (stage->whole[i] != COLUMN_UNKNOWN)
            counts[stage->whole[i]]++;
}

Test(customers_migration, rows_are_the_first_day_and_columns_the_second)
{
    struct random_shop shop = random_shop_make((uint64_t)time(NULL) | 1, CUSTOMERS);
    struct error error;
    struct migration migration;
    struct census *from = random_shop_census(&shop, FIRST_DAY + 60);
    struct census *to = census_on(from, FIRST_DAY + 330, &error);
    cr_assert(migration_count(from, to, NULL, &migration, NULL, &error), "%s", error.text);
    uint32_t before[LIFECYCLE_STAGES], after[LIFECYCLE_STAGES], up = 0, down = 0, stayed = 0;
    double worth = 0;
    count_stages(from, before);
    count_stages(to, after);
    for (int i = 1; i < LIFECYCLE_STAGES; i++) {
        uint32_t row = 0, column = migration.fresh[i];
        double share = 0;
        for (int j = 1; j < LIFECYCLE_STAGES; j++) {
            enum lifecycle_stage then = (enum lifecycle_stage)i, now = (enum lifecycle_stage)j;
            int rise = lifecycle_height(now) - lifecycle_height(then);
            row += migration.counts[i][j];
            column += migration.counts[j][i];
            share += migration_share(&migration, then, now);
            *(rise > 0 ? &up : rise < 0 ? &down : &stayed) += migration.counts[i][j];
            worth += migration_worth(&migration, then, now);
        }
        cr_expect_eq(row, before[i]);
        cr_expect_eq(row, migration.before[i]);
        cr_expect_eq(column, after[i]);
        cr_expect_eq(column, migration.after[i]);
        cr_expect(before[i] == 0 ? isnan(share) : fabs(share - 1) < 1e-12);
    }
    cr_expect_eq(migration.all_before + migration.all_fresh, migration.all_after);
    cr_expect(migration.up == up && migration.down == down);
    cr_expect_eq(up + down + stayed, migration.all_before);
    cr_expect(migration.all_fresh > 0 && migration.up > 0 && migration.down > 0);
    cr_expect(isnan(worth) || fabs(worth - migration.up_worth - migration.down_worth) < 1e-6);
    cr_expect_not(migration_count(to, from, NULL, &migration, NULL, &error));
    cr_expect(strstr(error.text, "swap them") != NULL, "%s", error.text);
    census_free(&from);
    census_free(&to);
    random_shop_free(&shop);
}

/* n (v_j − v_i) with the mean spend of a year of those in a stage on the second day. */
Test(customers_migration, a_move_is_worth_the_difference_of_the_stages)
{
    struct random_shop shop = random_shop_make(11, CUSTOMERS);
    struct error error;
    struct migration migration;
    run_sql(&shop, "UPDATE orders SET amount = 1000 WHERE amount IS NULL");
    struct census *from = random_shop_census(&shop, FIRST_DAY + 100);
    struct census *to = census_on(from, FIRST_DAY + 350, &error);
    cr_assert(migration_count(from, to, NULL, &migration, NULL, &error), "%s", error.text);
    const struct column *stage = column_of(to, "lifecycle"), *spent = column_of(to, "sales_year");
    double sum[LIFECYCLE_STAGES] = {0};
    for (uint32_t i = 0; i < stage->size; i++)
        if (stage->whole[i] != COLUMN_UNKNOWN)
            sum[stage->whole[i]] += spent->decimal[i];
    double prospect = sum[STAGE_PROSPECT] / migration.after[STAGE_PROSPECT];
    double lapsed = sum[STAGE_LAPSED] / migration.after[STAGE_LAPSED];
    uint32_t count = migration.counts[STAGE_PROSPECT][STAGE_LAPSED];
    cr_expect(count > 0);
    cr_expect_float_eq(migration_worth(&migration, STAGE_PROSPECT, STAGE_LAPSED),
        count * (lapsed - prospect), 1e-6);
    census_free(&from);
    census_free(&to);
    random_shop_free(&shop);
}

/* Of those who are regular now, and of everybody: the column of the one is a column of the other.
 */
Test(customers_migration, members_are_a_part_of_everybody)
{
    struct random_shop shop = random_shop_make(12, CUSTOMERS);
    struct error error;
    struct migration all, part;
    struct migration_origins origins;
    struct census *from = random_shop_census(&shop, FIRST_DAY + 100);
    struct census *to = census_on(from, FIRST_DAY + 350, &error);
    const struct column *stage = column_of(to, "lifecycle");
    struct members *lapsed = members_new(stage->size);
    for (uint32_t i = 0; i < stage->size; i++)
        if (stage->whole[i] == STAGE_LAPSED)
            lapsed->bits[i / 64] |= UINT64_C(1) << i % 64;
    cr_assert(migration_count(from, to, NULL, &all, NULL, &error), "%s", error.text);
    cr_assert(migration_count(from, to, lapsed, &part, NULL, &error), "%s", error.text);
    cr_assert(migration_origins(from, lapsed, &origins, NULL, &error), "%s", error.text);
    cr_expect(part.all_after > 0 && part.all_after == members_count(lapsed));
    for (int i = 1; i < LIFECYCLE_STAGES; i++) {
        for (int j = 1; j < LIFECYCLE_STAGES; j++)
            cr_expect_eq(part.counts[i][j], j == STAGE_LAPSED ? all.counts[i][j] : 0);
        cr_expect_eq(origins.stages[i], part.before[i]);
        cr_expect_eq(part.before[i], part.counts[i][STAGE_LAPSED]);
        cr_expect(part.value[i] == all.value[i] || isnan(all.value[i]));
    }
    cr_expect_eq(origins.fresh, part.all_fresh);
    cr_expect_eq(origins.all, members_count(lapsed));
    members_free(&lapsed);
    census_free(&from);
    census_free(&to);
    random_shop_free(&shop);
}
