/* The table of attributes, its names, and sets of customers. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/attribute.h"
#include "core/customers/members.h"

Test(customers_attribute, the_table_begins_as_it_was_promised)
{
    static const char *const ids[] = {"id", "orders", "sales", "first_order", "last_order",
        "recency_days", "frequency", "monetary", "r", "f", "m", "lifecycle", "p_alive",
        "expected_orders", "expected_value"};
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
        cr_expect_str_eq(attributes[i].id, ids[i]);
    cr_expect_eq(attribute_count, (size_t)CUSTOMER_ATTRIBUTES);
}

Test(customers_attribute, every_row_is_whole_and_speaks_chinese)
{
    for (size_t i = 0; i < attribute_count; i++) {
        const struct attribute *row = &attributes[i];
        cr_assert(row->id != NULL && row->words != NULL && row->chinese != NULL, "%zu", i);
        cr_expect(row->label[0] != '\0' && row->description[0] != '\0', "%s", row->id);
        cr_expect(phrase_known("zh", row->label), "label of %s", row->id);
        cr_expect(phrase_known("zh", row->description), "description of %s", row->id);
    }
}

static void expect_says(const char *text, size_t i)
{
    cr_expect_eq(attribute_find(text), (int)i, "\"%s\" is %d, not %s", text, attribute_find(text),
        attributes[i].id);
}

Test(customers_attribute, every_way_to_say_it_says_one_attribute)
{
    for (size_t i = 0; i < attribute_count; i++) {
        const struct attribute *row = &attributes[i];
        expect_says(row->id, i);
        expect_says(row->words, i);
        expect_says(row->chinese, i);
        char *also = string_copy(row->also == NULL ? "" : row->also), *rest = also, *one;
        while ((one = strsep(&rest, "|")) != NULL)
            if (one[0] != '\0')
                expect_says(one, i);
        free(also);
    }
}

Test(customers_attribute, case_blanks_and_full_width_do_not_matter)
{
    cr_expect_eq(attribute_find("  LAST   Order "), CUSTOMER_LAST_ORDER);
    cr_expect_eq(attribute_find("last_order"), CUSTOMER_LAST_ORDER);
    cr_expect_eq(attribute_find("ｓｐｅｎｔ"), CUSTOMER_SALES);
    cr_expect_eq(attribute_find("最近下单"), CUSTOMER_LAST_ORDER);
    cr_expect_eq(attribute_find("ｒ"), CUSTOMER_R);
    cr_expect_eq(attribute_find(""), -1);
    cr_expect_eq(attribute_find("last"), -1);
    cr_expect_eq(attribute_find("\xff\xfe"), -1);
}

Test(customers_attribute, a_mistyped_name_is_recognised)
{
    cr_expect_eq(attribute_nearest("lst order"), CUSTOMER_LAST_ORDER);
    cr_expect_eq(attribute_nearest("lifecylce"), CUSTOMER_LIFECYCLE);
    cr_expect_eq(attribute_nearest("最进下单"), CUSTOMER_LAST_ORDER);
    cr_expect_eq(attribute_nearest("zzzzzzzz"), -1);
    cr_expect_eq(attribute_nearest(""), -1);
}

static struct members *of(uint32_t size, uint32_t step)
{
    struct members *members = members_new(size);
    for (uint32_t i = 0; i < size; i += step)
        members->bits[i / 64] |= (uint64_t)1 << i % 64;
    return members;
}

Test(customers_members, sets_are_joined_cut_and_turned)
{
    for (uint32_t size = 0; size < 200; size += 7) {
        struct members *twos = of(size, 2), *threes = of(size, 3), *both = members_copy(twos);
        struct members *any = members_copy(twos), *only = members_copy(twos);
        members_and(both, threes);
        members_or(any, threes);
        members_without(only, threes);
        uint32_t twice = (size + 5) / 6;
        cr_expect_eq(members_count(both), twice);
        cr_expect_eq(members_count_both(twos, threes), twice);
        cr_expect_eq(members_count(any), (size + 1) / 2 + (size + 2) / 3 - twice);
        cr_expect_eq(members_count(only), (size + 1) / 2 - twice);
        members_not(twos);
        cr_expect_eq(members_count(twos), size / 2);
        members_not(twos);
        cr_expect_eq(members_count(twos), (size + 1) / 2);
        members_free(&twos);
        members_free(&threes);
        members_free(&both);
        members_free(&any);
        members_free(&only);
    }
}

Test(customers_members, one_after_the_other)
{
    struct members *members = of(500, 67);
    uint32_t at = 0, met = 0;
    for (at = members_next(members, 0); at < 500; at = members_next(members, at + 1)) {
        cr_expect_eq(at, met * 67);
        cr_expect(members_has(members, at));
        met++;
    }
    cr_expect_eq(met, members_count(members));
    cr_expect_eq(members_next(members, 500), 500);
    members_free(&members);
    members_free(&members);
}
