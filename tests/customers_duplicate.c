/* Pairs that look like one person, and why. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/customers/duplicate.h"
#include "core/customers/edit.h"
#include "core/customers/merge.h"
#include "core/store/writer.h"
#include "tests/customers_shop.h"

static struct people people;

static void begin(void)
{
    people = people_open();
}

static void end(void)
{
    people_close(&people);
}

TestSuite(customers_duplicate, .init = begin, .fini = end);

static void append_words(struct text *out, const struct duplicate_word *words, unsigned bits)
{
    for (; words->id != NULL; words++)
        if ((words->bit & bits) != 0)
            text_format(out, " %s", words->id);
}

/* All pairs, as "1-2 sure: email name (two names)\n…". */
static void expect_pairs(const char *expected)
{
    struct duplicates found;
    struct text out = {0};
    cr_assert(
        duplicate_find(people.database, &found, NULL, &people.error), "%s", people.error.text);
    for (size_t i = 0; i < found.count; i++) {
        const struct duplicate *pair = &found.items[i];
        text_format(&out, "%lld-%lld %s:", (long long)pair->one, (long long)pair->other,
            duplicate_strengths[pair->strength].id);
        append_words(&out, duplicate_reasons, pair->reasons);
        text_append(&out, pair->doubts != 0 ? " but" : "");
        append_words(&out, duplicate_doubts, pair->doubts);
        text_append(&out, "; ");
    }
    cr_expect_str_eq(text_string(&out), expected);
    text_free(&out);
    duplicates_free(&found);
}

Test(customers_duplicate, addresses_phones_and_members)
{
    people_run(&people,
        "INSERT INTO customer (id, name) VALUES (1, 'Ann Lee'), (2, 'ANN  LEE'), (3, 'Bo'), (4, "
        "'Cy'),"
        " (5, NULL), (6, 'Ann Lee');"
        "INSERT INTO identity VALUES ('email', 'ann@x.cn', 1, NULL), ('email', 'Ann@X.cn', 2, "
        "NULL),"
        " ('phone', '13800138000', 3, NULL), ('phone', '+86 138-0013-8000', 1, NULL),"
        " ('phone', '13900139000', 4, 99), ('phone', '8613900139000', 5, 99),"
        " ('member', 'Ｃy', 4, NULL), ('member', 'cY', 5, NULL), ('phone', '008613800138000', 6, "
        "NULL)");
    expect_pairs("1-2 sure: email name; 1-6 sure: phone name; 4-5 likely: member; "
                 "1-3 possible: phone but names; 3-6 possible: phone but names; ");
}

Test(customers_duplicate, identities_that_another_gave_too)
{
    struct writer *writer = writer_open(people.database, "test", &people.error);
    int64_t one, other;
    enum writer_outcome outcome;
    cr_assert(writer_identify(writer, WRITER_MEMBER, "a", &one, &people.error));
    cr_assert(writer_identify(writer, WRITER_MEMBER, "b", &other, &people.error));
    for (int i = 0; i < 2; i++)
        cr_assert(writer_add_identity(writer, i == 0 ? one : other, WRITER_PHONE, "13800138000",
            WRITER_UNKNOWN, &outcome, &people.error));
    writer_close(&writer);
    expect_pairs("1-2 likely: phone; ");
    struct merge merge;
    cr_assert(merge_customers(people.database, 1, 2, &merge, &people.error));
    expect_pairs("");
}

Test(customers_duplicate, names_and_birthdays)
{
    people_run(&people,
        "INSERT INTO customer (id, name, birthday, city, gender) VALUES"
        " (1, '陈小明', '1990-02-03', '杭州', 'f'), (2, '陈小明', '1990-02-03', '杭州', NULL),"
        " (3, '陈小明', '1990-02-03', NULL, 'm'), (4, '陈小明', '1990-02-03', '上海', NULL),"
        " (5, '陈小明', '--02-03', '杭州', NULL), (6, '陈小明', '1991-02-03', '杭州', NULL),"
        " (7, NULL, '1990-02-03', '杭州', NULL), (8, '', '1990-02-03', '杭州', NULL)");
    expect_pairs(
        "1-2 likely: birthday; 1-3 possible: birthday but genders; 2-3 possible: birthday; "
        "3-4 possible: birthday; ");
}

Test(customers_duplicate, what_speaks_against_it)
{
    people_run(&people,
        "INSERT INTO customer (id, name, birthday, gender) VALUES (1, 'Ann', '1990-02-03', 'f'),"
        " (2, 'Bo', '1991-02-03', 'm'), (3, 'Ann', '--02-03', 'f'), (4, 'Ann', '--02-04', 'f');"
        "INSERT INTO identity VALUES ('email', 'a@x.cn', 1, NULL), ('email', 'A@x.cn', 2, NULL),"
        " ('email', 'aA@x.cn', 3, NULL), ('email', 'aa@x.cn', 4, NULL), ('email', 'AA@x.cn', 1, "
        "NULL)");
    expect_pairs("1-3 sure: email name; 1-4 likely: email name but birthdays; "
                 "3-4 likely: email name but birthdays; "
                 "1-2 possible: email but genders birthdays names; ");
}

Test(customers_duplicate, what_many_share_and_what_was_said_to_be_two)
{
    for (int i = 1; i <= 13; i++) {
        char sql[160];
        snprintf(sql, sizeof(sql),
            "INSERT INTO customer (id) VALUES (%d); INSERT INTO claim VALUES ('phone',"
            " '13800138000', %d), ('email', 'e%d@x.cn', %d)",
            i, i, i / 2, i);
        people_run(&people, sql);
    }
    struct duplicates found;
    cr_assert(duplicate_find(people.database, &found, NULL, &people.error));
    cr_expect_eq(found.shared_keys, 1);
    cr_expect_eq(found.count, 6);
    duplicates_free(&found);
    bool changed;
    cr_assert(edit_apart(people.database, 3, 2, &changed, &people.error));
    cr_assert(duplicate_find(people.database, &found, NULL, &people.error));
    cr_expect_eq(found.count, 5);
    cr_expect_eq(found.items[0].one, 4);
    duplicates_free(&found);
    struct progress progress = {.cancelled = true};
    cr_expect_not(duplicate_find(people.database, &found, &progress, &people.error));
    cr_expect(progress_is_stop(&people.error));
}
