/* Two customers become one, and two again. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/customers/merge.h"
#include "core/store/facts.h"
#include "tests/customers_shop.h"

/* Chen twice: 1 by her member name, 2 by her e-mail; 3 is somebody else. */
static const char two_of_one[] =
    "INSERT INTO region VALUES (1, 'Zhejiang'), (2, 'Shanghai');"
    "INSERT INTO channel VALUES (1, 'search'), (2, 'live');"
    "INSERT INTO source VALUES (1, 'taobao'); INSERT INTO product (id, sku) VALUES (0, ''),(1,'S');"
    "INSERT INTO customer VALUES (1, 'Chen', NULL, '--02-03', 1, NULL, 2000, 1),"
    " (2, 'Chen X', 'f', '1990-02-03', 2, 'Pudong', 1000, 2), (3, 'Li', 'm', NULL, 1, 'A', 5, 1);"
    "INSERT INTO identity VALUES ('member', 'tb1', 1, NULL), ('email', 'c@x.cn', 2, NULL),"
    " ('phone', '13800138000', 2, 99), ('member', 'li', 3, NULL);"
    "INSERT INTO claim VALUES ('email', 'c@x.cn', 1), ('phone', '13800138000', 1),"
    " ('visitor', 'v9', 2);"
    "INSERT INTO consent VALUES (1, 'edm', 1, 500, 'form'), (2, 'edm', 0, 400, 'link'),"
    " (2, 'sms', 1, 300, 'shop');"
    "INSERT INTO blacklist VALUES (2, 77, 'threats');"
    "INSERT INTO orders (id, source_id, number, customer_id, placed_at, paid_at, amount) VALUES"
    " (1, 1, 'N1', 1, 3000, 3001, 100), (2, 1, 'N2', 2, 4000, 4001, 200), (3, 1, 'N3', 2, 4100,"
    " NULL, NULL), (4, 1, 'N4', 3, 4200, 4200, 5), (5, 1, 'N5', NULL, 1, 2, 3);"
    "INSERT INTO refund VALUES (1, 1, 'R1', 2, 2, NULL, 50, 'size'), (2, 1, 'R2', NULL, 2, 9, 1, "
    "NULL);"
    "INSERT INTO event VALUES (1, 10, 2, 1, 1, NULL, NULL), (2, 10, 2, 1, 2, NULL, 5),"
    " (2, 11, 2, 1, 1, NULL, NULL), (3, 10, 2, 1, 1, NULL, NULL);"
    "INSERT INTO coupon VALUES (1, 'C', NULL, 5, 0);"
    "INSERT INTO coupon_grant VALUES (1, 1, 2, 5, NULL, 2), (2, 1, 3, 5, NULL, NULL);"
    "INSERT INTO points VALUES (1, 1, 5, 10, NULL, NULL), (2, 2, 6, 20, 'x', 9);"
    "INSERT INTO campaign VALUES (1, '618', NULL, 's', 1, 2, NULL), (2, '11', NULL, 's', 1, 2, "
    "NULL);"
    "INSERT INTO wave VALUES (1, 1, 1, 'sms', 1, NULL), (2, 2, 1, 'edm', 1, NULL);"
    "INSERT INTO member VALUES (1, 1, 'control'), (1, 2, 'treated'), (2, 2, 'control');"
    "INSERT INTO message VALUES (1, 1, 'due', NULL, NULL, NULL), (1, 2, 'sent', 7, NULL, 5),"
    " (2, 1, 'delivered', 8, NULL, 1), (2, 2, 'failed', 9, 'no box', NULL);"
    "INSERT INTO response VALUES (1, 1, 2, 9, 'clicked');"
    "INSERT INTO tag VALUES (1, 'vip', 1), (2, 'vip', 2), (2, 'tall', 3);"
    "INSERT INTO customer_note VALUES (1, 2, 5, 'called');"
    "INSERT INTO field VALUES (1, 'shoe size', 'number', 'survey'), (2, 'dog', 'text', 'survey');"
    "INSERT INTO field_value VALUES (1, 1, '38'), (2, 1, '39'), (2, 2, 'Rex \"the\" dog, 狗');"
    "INSERT INTO consent_past VALUES (1, 2, 'edm', 1, 100, 'form', 401);";

static struct people people;

static void begin(void)
{
    people = people_open();
    people_run(&people, two_of_one);
}

static void end(void)
{
    people_close(&people);
}

TestSuite(customers_merge, .init = begin, .fini = end);

static struct merge merge_pair(int64_t kept, int64_t gone)
{
    struct merge merge;
    cr_assert(merge_customers(people.database, kept, gone, &merge, &people.error), "%s",
        people.error.text);
    return merge;
}

static void undo(int64_t id)
{
    struct merge merge;
    cr_assert(merge_undo(people.database, id, &merge, &people.error), "%s", people.error.text);
}

static void expect_refused(bool good, const char *sentence)
{
    cr_expect_not(good);
    cr_expect_not_null(strstr(people.error.text, sentence), "%s", people.error.text);
}

Test(customers_merge, everything_goes_to_the_kept_one)
{
    struct merge merge = merge_pair(1, 2);
    cr_expect_eq(merge.orders, 2);
    cr_expect_eq(merge.refunds, 2);
    cr_expect_eq(merge.events, 2);
    cr_expect_eq(merge.identities, 2);
    expect_text(&people,
        "SELECT json_array(name, gender, birthday, region_id, city, registered_at,"
        " channel_id) FROM customer WHERE id = 1",
        "[\"Chen\",\"f\",\"1990-02-03\",1,null,1000,2]");
    cr_expect_eq(people_count(&people, "SELECT count(*) FROM customer WHERE id = 2"), 0);
    expect_text(&people, "SELECT group_concat(id) FROM orders WHERE customer_id = 1", "1,2,3");
    expect_text(&people, "SELECT group_concat(id) FROM refund WHERE customer_id = 1", "1,2");
    expect_text(&people,
        "SELECT group_concat(at || ':' || channel_id) FROM event WHERE"
        " customer_id = 1",
        "10:1,11:1");
    expect_text(&people, "SELECT group_concat(kind) FROM identity WHERE customer_id = 1",
        "email,member,phone");
    expect_text(
        &people, "SELECT group_concat(arm) FROM member WHERE customer_id = 1", "treated,control");
    expect_text(
        &people, "SELECT group_concat(state) FROM message WHERE customer_id = 1", "sent,delivered");
    expect_text(
        &people, "SELECT group_concat(name || at) FROM tag WHERE customer_id = 1", "tall3,vip1");
    expect_text(&people, "SELECT group_concat(value, ';') FROM field_value WHERE customer_id = 1",
        "38;Rex \"the\" dog, 狗");
    expect_text(&people, "SELECT sum(change) FROM points WHERE customer_id = 1", "30");
    expect_text(&people, "SELECT reason FROM blacklist WHERE customer_id = 1", "threats");
    expect_text(&people, "SELECT count(*) FROM pragma_foreign_key_check", "0");
    cr_expect(database_check(people.database, NULL, &people.error), "%s", people.error.text);
}

Test(customers_merge, an_opt_out_of_either_stands)
{
    merge_pair(1, 2);
    expect_text(&people,
        "SELECT json_array(given, at, source) FROM consent WHERE customer_id = 1"
        " AND medium = 'edm'",
        "[0,400,\"link\"]");
    expect_text(&people, "SELECT given FROM consent WHERE customer_id = 1 AND medium = 'sms'", "1");
    expect_text(&people, "SELECT count(*) FROM consent_past", "1");
}

Test(customers_merge, an_opt_out_stands_the_other_way_round_and_the_later_proof_counts)
{
    merge_pair(2, 1);
    expect_text(&people,
        "SELECT json_array(given, at, source) FROM consent WHERE customer_id = 2"
        " AND medium = 'edm'",
        "[0,400,\"link\"]");
    people_run(&people, "INSERT INTO consent VALUES (3, 'edm', 0, 900, 'phone'),"
                        " (3, 'sms', 1, 900, 'phone')");
    merge_pair(2, 3);
    expect_text(&people,
        "SELECT group_concat(json_array(medium, given, at, source)) FROM consent"
        " WHERE customer_id = 2",
        "[\"edm\",0,900,\"phone\"],[\"sms\",1,900,\"phone\"]");
}

Test(customers_merge, undoing_leaves_the_shop_as_it_was)
{
    char *before = people_content(&people);
    static const int64_t pairs[][2] = {{1, 2}, {2, 1}, {1, 3}, {3, 2}};
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        struct merge merge = merge_pair(pairs[i][0], pairs[i][1]);
        char *between = people_content(&people);
        cr_expect_str_neq(between, before);
        undo(merge.id);
        char *after = people_content(&people);
        cr_expect_str_eq(after, before);
        free(between);
        free(after);
    }
    expect_text(&people, "SELECT group_concat(action) FROM (SELECT action FROM audit LIMIT 2)",
        "customers merged,merge undone");
    expect_text(&people, "SELECT detail FROM audit LIMIT 1",
        "merge 1: customer 2 into 1, 2 orders, 2 refunds, 2 events, 2 identities, 17 other rows");
    expect_text(&people, "SELECT value FROM shop WHERE name = 'rewrite_version'", "9");
    free(before);
}

Test(customers_merge, a_merge_of_a_merge)
{
    char *before = people_content(&people);
    int64_t first = merge_pair(1, 2).id, second = merge_pair(3, 1).id;
    struct merge merge;
    expect_text(&people, "SELECT group_concat(id) FROM orders WHERE customer_id = 3", "1,2,3,4");
    expect_refused(merge_undo(people.database, first, &merge, &people.error),
        "merge 2 came later and has to do with customer 1; undo it first");
    undo(second);
    undo(first);
    char *after = people_content(&people);
    cr_expect_str_eq(after, before);
    expect_refused(
        merge_undo(people.database, first, &merge, &people.error), "merge 1 is undone already");
    free(before);
    free(after);
}

Test(customers_merge, refusals_change_nothing)
{
    struct merge merge;
    char *before = people_content(&people);
    expect_refused(merge_customers(people.database, 1, 1, &merge, &people.error), "with itself");
    expect_refused(
        merge_customers(people.database, 1, 9, &merge, &people.error), "there is no customer 9");
    expect_refused(
        merge_customers(people.database, 9, 1, &merge, &people.error), "there is no customer 9");
    expect_refused(merge_undo(people.database, 5, &merge, &people.error), "there is no merge 5");
    cr_expect_eq(people_count(&people, "SELECT count(*) FROM merge"), 0);
    char *after = people_content(&people);
    cr_expect_str_eq(after, before);
    merge_pair(1, 2);
    expect_refused(merge_customers(people.database, 3, 2, &merge, &people.error),
        "customer 2 was merged into customer 1 (merge 1)");
    free(before);
    free(after);
}

/* What happens between a merge and its undoing. */
Test(customers_merge, what_came_since_stays_with_the_kept_one)
{
    int64_t merge = merge_pair(1, 2).id;
    people_run(&people,
        "INSERT INTO orders (id, source_id, number, customer_id, placed_at) VALUES"
        " (6, 1, 'N6', 1, 9000); UPDATE orders SET amount = 7 WHERE id = 2;"
        "INSERT INTO event VALUES (1, 500, 1, 0, NULL, NULL, NULL);"
        "UPDATE customer SET name = 'Chen Y' WHERE id = 1;"
        "DELETE FROM tag WHERE name = 'tall'; INSERT INTO tag VALUES (1, 'new', 9)");
    undo(merge);
    expect_text(&people, "SELECT group_concat(id) FROM orders WHERE customer_id = 1", "1,6");
    expect_text(&people, "SELECT group_concat(id) FROM orders WHERE customer_id = 2", "2,3");
    expect_text(&people, "SELECT amount FROM orders WHERE id = 2", "7");
    expect_text(&people, "SELECT group_concat(at) FROM event WHERE customer_id = 1", "10,500");
    expect_text(&people, "SELECT json_array(name, gender, birthday) FROM customer WHERE id = 1",
        "[\"Chen Y\",null,\"--02-03\"]");
    expect_text(&people, "SELECT group_concat(name) FROM tag WHERE customer_id = 1", "new,vip");
    expect_text(&people, "SELECT group_concat(name) FROM tag WHERE customer_id = 2", "vip");
}

Test(customers_merge, an_opt_out_or_block_of_meanwhile_holds_for_both)
{
    int64_t merge = merge_pair(1, 3).id;
    people_run(&people,
        "UPDATE consent SET given = 0, at = 8000, source = 'reply' WHERE customer_id"
        " = 1 AND medium = 'edm'; INSERT INTO consent VALUES (1, 'sms', 0, 8001, 't');"
        "INSERT INTO blacklist VALUES (1, 8002, 'asked for it')");
    undo(merge);
    for (int i = 0; i < 2; i++) {
        expect_text(&people,
            i == 0 ? "SELECT group_concat(json_array(medium, given, at, source)) FROM consent"
                     " WHERE customer_id = 1"
                   : "SELECT group_concat(json_array(medium, given, at, source)) FROM consent"
                     " WHERE customer_id = 3",
            "[\"edm\",0,8000,\"reply\"],[\"sms\",0,8001,\"t\"]");
    }
    expect_text(&people, "SELECT group_concat(customer_id) FROM blacklist", "1,2,3");
}

/* A table that refers to customers and is not known to the merge would keep a row of nobody. */
Test(customers_merge, knows_every_table_of_customers)
{
    merge_pair(1, 2);
    expect_text(&people,
        "SELECT count(*) FROM sqlite_schema m, pragma_foreign_key_list(m.name) f"
        " WHERE f.\"table\" = 'customer' AND NOT EXISTS (SELECT 1 FROM merge_row r"
        " WHERE r.part = m.name)",
        "0");
}

Test(customers_merge, killed_at_any_moment_it_is_done_or_not)
{
    char *before = people_content(&people), *merged = NULL;
    database_free(&people.database);
    for (int i = 0; i < 40; i++) {
        pid_t child = fork();
        if (child == 0) {
            struct merge merge;
            struct database *database = database_open(people.path, DATABASE_WRITE, NULL);
            for (;;)
                if (!merge_customers(database, 1, 2, &merge, NULL) ||
                    !merge_undo(database, merge.id, &merge, NULL))
                    _exit(1);
        }
        nanosleep(&(struct timespec){.tv_nsec = 2000000 + i * 700000}, NULL);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        people.database = database_open(people.path, DATABASE_WRITE, &people.error);
        cr_assert_not_null(people.database, "%s", people.error.text);
        int64_t held = people_count(&people, "SELECT coalesce(max(id), 0) FROM merge"
                                             " WHERE undone_at IS NULL");
        char *content = people_content(&people);
        if (held == 0)
            cr_expect_str_eq(content, before);
        else if (merged == NULL)
            merged = string_copy(content);
        else
            cr_expect_str_eq(content, merged);
        free(content);
        if (held != 0)
            undo(held);
        database_free(&people.database);
    }
    people.database = database_open(people.path, DATABASE_WRITE, &people.error);
    free(before);
    free(merged);
}

/* --- random lives ------------------------------------------------------------------------------
 */

static uint64_t state;

/* xorshift64* */
static int below(int limit)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (int)(((state * 0x2545f4914f6cdd1dU) >> 33) % (uint64_t)limit);
}

enum { PEOPLE = 8, MERGES = 40 };

static void add_random_row(int i)
{
    static const char *const forms[] = {
        "INSERT INTO orders (source_id, number, customer_id, placed_at) VALUES (1, 'X%d', %d, %d)",
        "INSERT INTO refund (source_id, number, customer_id, amount) VALUES (1, 'X%d', %d, %d)",
        "INSERT OR IGNORE INTO event VALUES (%2$d, %3$d, 1, 0, NULL, NULL, %1$d)",
        "INSERT INTO identity VALUES ('visitor', 'v%d', %d, %d)",
        "INSERT OR IGNORE INTO claim VALUES ('email', 'e' || %3$d, %2$d)",
        "INSERT OR REPLACE INTO consent VALUES (%2$d, iif(%1$d %% 2, 'edm', 'sms'), %1$d %% 3 = 0,"
        " %3$d, 's' || %1$d)",
        "INSERT OR IGNORE INTO blacklist VALUES (%2$d, %1$d, 'r')",
        "INSERT OR IGNORE INTO tag VALUES (%2$d, 't' || %3$d, %1$d)",
        "INSERT INTO customer_note (at, customer_id, body) VALUES (%d, %d, %d || '')",
        "INSERT OR IGNORE INTO field_value VALUES (%2$d, 1 + %1$d %% 2, 'v' || %1$d)",
        "INSERT INTO points (at, customer_id, change) VALUES (%d, %d, %d)",
        "INSERT INTO coupon_grant (granted_at, customer_id, coupon_id) VALUES (%d, %d, 1)",
        "INSERT OR IGNORE INTO member VALUES (1 + %1$d %% 2, %2$d, iif(%3$d %% 2, 'treated',"
        " 'control'))",
        "INSERT OR IGNORE INTO message VALUES (1 + %1$d %% 2, %2$d, substr('due  sent delivered"
        " failed dropped', 1, 3), NULL, NULL, %3$d)",
        "INSERT OR IGNORE INTO message VALUES (1 + %1$d %% 2, %2$d, 'sent', %3$d, NULL, NULL)",
        "INSERT OR IGNORE INTO message VALUES (1 + %1$d %% 2, %2$d, 'failed', %3$d, NULL, NULL)",
        "INSERT INTO response (at, customer_id, wave_id, kind) VALUES (%d, %d, 1, 'opened')",
        "UPDATE OR IGNORE customer SET registered_at = %3$d, city = 'c' || (%1$d %% 3) WHERE id = "
        "%2$d",
        "UPDATE customer SET region_id = 1 + %1$d %% 2, gender = 'f' WHERE id = %2$d AND %3$d > 3",
        "UPDATE customer SET birthday = iif(%1$d %% 2, '--02-03', '1990-02-03'), name = 'n' || %1$d"
        " WHERE id = %2$d AND %3$d > 3",
    };
    enum { FORMS = sizeof(forms) / sizeof(forms[0]) };
    char sql[320];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(sql, sizeof(sql), forms[below(FORMS)], i, 1 + below(PEOPLE), below(7));
#pragma GCC diagnostic pop
    people_run(&people, sql);
}

static void make_random_shop(void)
{
    people_run(&people,
        "DELETE FROM response; DELETE FROM message; DELETE FROM member; DELETE FROM coupon_grant;"
        "DELETE FROM points; DELETE FROM tag; DELETE FROM customer_note; DELETE FROM field_value;"
        "DELETE FROM consent_past; DELETE FROM event; DELETE FROM refund; DELETE FROM orders;"
        "DELETE FROM blacklist; DELETE FROM consent; DELETE FROM claim; DELETE FROM identity;"
        "DELETE FROM merge_row; DELETE FROM merge; DELETE FROM customer;"
        "INSERT INTO customer (id) VALUES (1), (2), (3), (4), (5), (6), (7), (8)");
    for (int i = 0; i < 120; i++)
        add_random_row(1000 + i);
}

static int64_t open_merge(void)
{
    return people_count(&people,
        "SELECT coalesce((SELECT id FROM merge WHERE undone_at IS NULL ORDER BY random()), 0)");
}

/* Undoes some merge; one that stands below another is refused, and only such a one. */
static void undo_some(void)
{
    int64_t id = open_merge();
    char sql[200];
    snprintf(sql, sizeof(sql),
        "SELECT count(*) FROM merge m, merge l WHERE m.id = %lld AND l.id > m.id AND l.undone_at IS"
        " NULL AND m.kept_id IN (l.kept_id, l.gone_id)",
        (long long)id);
    bool below_another = people_count(&people, sql) > 0;
    struct merge merge;
    if (id != 0)
        cr_expect_eq(merge_undo(people.database, id, &merge, &people.error), !below_another, "%s",
            people.error.text);
}

static void live(uint64_t seed)
{
    state = (seed + 1) * 0x9e3779b97f4a7c15U;
    make_random_shop();
    char *first = people_content(&people);
    for (int step = 0; step < MERGES; step++) {
        int64_t kept = 1 + below(PEOPLE), gone = 1 + below(PEOPLE);
        struct merge merge;
        char *before = people_content(&people);
        if (!merge_customers(people.database, kept, gone, &merge, &people.error)) {
            char *after = people_content(&people);
            cr_expect_str_eq(after, before, "seed %llu", (unsigned long long)seed);
            free(after);
        } else if (below(2) == 0) {
            undo(merge.id);
            char *after = people_content(&people);
            cr_expect_str_eq(after, before, "seed %llu", (unsigned long long)seed);
            free(after);
        }
        if (below(3) == 0)
            undo_some();
        free(before);
    }
    cr_expect_eq(people_count(&people, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    struct facts *facts = facts_open(people.database, NULL, &people.error);
    cr_assert_not_null(facts, "%s", people.error.text);
    cr_expect(facts_check(people.database, facts, NULL, &people.error), "seed %llu: %s",
        (unsigned long long)seed, people.error.text);
    facts_free(&facts);
    while (open_merge() != 0)
        undo_some();
    char *last = people_content(&people);
    cr_expect_str_eq(last, first, "seed %llu", (unsigned long long)seed);
    free(first);
    free(last);
}

Test(customers_merge, random_merges_all_undone_are_none, .timeout = 600)
{
    const char *given = getenv("ZHANGGUI_SEED"), *many = getenv("ZHANGGUI_SEQUENCES");
    uint64_t seed = given != NULL ? strtoull(given, NULL, 10)
                                  : (uint64_t)time(NULL) * 1000 + (uint64_t)getpid() % 1000;
    int sequences = many != NULL ? atoi(many) : 30;
    fprintf(stderr, "customers_merge: ZHANGGUI_SEED=%llu\n", (unsigned long long)seed);
    for (int i = 0; i < sequences; i++)
        live(seed + (uint64_t)i);
}
