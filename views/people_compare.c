/* Two customers side by side. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/customers/mask.h"
#include "views/format.h"
#include "views/people.h"

/* What is told of each, in this order; ids in JSON and CSV, labels for people. */
enum row {
    ROW_NAME,
    ROW_GENDER,
    ROW_BIRTHDAY,
    ROW_REGION,
    ROW_CITY,
    ROW_REGISTERED,
    ROW_CHANNEL,
    ROW_MEMBER,
    ROW_EMAIL,
    ROW_PHONE,
    ROW_VISITOR,
    ROW_EDM,
    ROW_SMS,
    ROW_BLOCKED,
    ROW_TAGS,
    ROW_FIELDS,
    ROW_ORDERS,
    ROW_SALES,
    ROW_FIRST,
    ROW_LAST,
    ROWS
};

static const struct {
    const char *id, *label;
} row_words[ROWS] = {
    [ROW_NAME] = {.id = "name", .label = "Name"},
    [ROW_GENDER] = {.id = "gender", .label = "Gender"},
    [ROW_BIRTHDAY] = {.id = "birthday", .label = "Birthday"},
    [ROW_REGION] = {.id = "region", .label = "Region"},
    [ROW_CITY] = {.id = "city", .label = "City"},
    [ROW_REGISTERED] = {.id = "registered", .label = "Registered"},
    [ROW_CHANNEL] = {.id = "channel", .label = "Channel"},
    [ROW_MEMBER] = {.id = "member", .label = "Member name"},
    [ROW_EMAIL] = {.id = "email", .label = "E-mail"},
    [ROW_PHONE] = {.id = "phone", .label = "Phone"},
    [ROW_VISITOR] = {.id = "visitor", .label = "Visitor"},
    [ROW_EDM] = {.id = "edm", .label = "EDM consent"},
    [ROW_SMS] = {.id = "sms", .label = "SMS consent"},
    [ROW_BLOCKED] = {.id = "blacklist", .label = "Blacklist"},
    [ROW_TAGS] = {.id = "tags", .label = "Tags"},
    [ROW_FIELDS] = {.id = "fields", .label = "Fields"},
    [ROW_ORDERS] = {.id = "orders", .label = "Orders placed"},
    [ROW_SALES] = {.id = "sales", .label = "Spent"},
    [ROW_FIRST] = {.id = "first_order", .label = "First order"},
    [ROW_LAST] = {.id = "last_order", .label = "Last order"},
};

/* The texts of one side. */
struct side {
    struct text of[ROWS];
};

static void append_day(struct text *text, const struct shop *shop, date_instant at)
{
    char day[DATE_TEXT];
    date_day_text(date_local_day(shop->zone, at, NULL), day);
    text_append(text, day);
}

static void fill_identities(struct side *side, const struct person *person, bool unmask)
{
    for (size_t i = 0; i < person->identities.count; i++) {
        const struct person_entry *entry = &person->identities.items[i];
        enum row row = ROW_MEMBER;
        while (row < ROW_VISITOR && strcmp(row_words[row].id, entry->name) != 0)
            row++;
        text_append(&side->of[row], side->of[row].length > 0 ? say(", ") : "");
        if (unmask)
            text_append(&side->of[row], entry->value);
        else
            mask_identity(&side->of[row], entry->name, entry->value);
    }
}

static void fill_consent(
    struct text *text, const struct shop *shop, const struct person_consent *consent)
{
    if (!consent->known)
        return;
    text_format(text, "%s, ", consent->given ? say("yes") : say("no"));
    append_day(text, shop, consent->at);
    text_format(text, ", %s", consent->source);
}

static void fill_entries(struct text *text, const struct person_entries *entries)
{
    for (size_t i = 0; i < entries->count; i++)
        text_format(text, "%s%s%s%s", i > 0 ? say(", ") : "", entries->items[i].name,
            entries->items[i].value[0] != '\0' ? " = " : "", entries->items[i].value);
}

/* What the person bought, from the facts. First and last are those that were paid, as of the
 * attributes of these names. */
static void fill_orders(struct side *side, const struct shop *shop, int64_t customer)
{
    const struct facts_columns *columns = facts_columns(shop->facts);
    uint32_t place;
    if (!facts_customer(facts_columns(shop->facts), customer, &place))
        return;
    uint32_t first = columns->order_begin[place], end = columns->order_begin[place + 1];
    money sales = 0, amount;
    uint32_t first_paid = end, last_paid = end;
    for (uint32_t order = first; order < end; order++) {
        if (!facts_is_paid(columns, order))
            continue;
        first_paid = first_paid == end ? order : first_paid;
        last_paid = order;
        if (facts_order_amount(shop->facts, order, &amount))
            sales += amount;
    }
    text_format(&side->of[ROW_ORDERS], "%u", end - first);
    char value[FORMAT_TEXT];
    format_value(
        value, money_major(sales, shop->currency.decimals), MEASURE_MONEY, &shop->currency);
    text_append(&side->of[ROW_SALES], value);
    if (first_paid == end)
        return;
    append_day(&side->of[ROW_FIRST], shop, columns->placed_at[first_paid]);
    append_day(&side->of[ROW_LAST], shop, columns->placed_at[last_paid]);
}

static void fill_side(
    struct side *side, const struct shop *shop, const struct person *person, bool unmask)
{
    if (unmask)
        text_append(&side->of[ROW_NAME], person->name);
    else
        mask_name(&side->of[ROW_NAME], person->name);
    text_append(&side->of[ROW_GENDER], person->gender);
    text_append(&side->of[ROW_BIRTHDAY], person->birthday);
    text_append(&side->of[ROW_REGION], person->region);
    text_append(&side->of[ROW_CITY], person->city);
    if (person->registered_at != PERSON_UNKNOWN)
        append_day(&side->of[ROW_REGISTERED], shop, person->registered_at);
    text_append(&side->of[ROW_CHANNEL], person->channel);
    fill_identities(side, person, unmask);
    fill_consent(&side->of[ROW_EDM], shop, &person->edm);
    fill_consent(&side->of[ROW_SMS], shop, &person->sms);
    if (person->blocked)
        text_append(&side->of[ROW_BLOCKED], person->blocked_for);
    fill_entries(&side->of[ROW_TAGS], &person->tags);
    fill_entries(&side->of[ROW_FIELDS], &person->fields);
    fill_orders(side, shop, person->id);
}

static bool read_both(struct people_run *run, struct progress *progress, struct error *error)
{
    (void)progress;
    for (int i = 0; i < 2; i++) {
        char whose[64];
        snprintf(whose, sizeof(whose), "customer %lld", (long long)run->customers[i]);
        run->persons[i] = person_read(run->shop->database, run->customers[i], error);
        if (run->persons[i] == NULL ||
            (run->unmask && !mask_log(run->shop->database, "name, identities", whose, error)))
            return false;
    }
    return true;
}

static bool print_json(struct people_run *run, struct side sides[2], struct error *error)
{
    cJSON *root = cJSON_CreateArray();
    for (int i = 0; i < 2; i++) {
        cJSON *one = cJSON_CreateObject();
        cJSON_AddItemToArray(root, one);
        cJSON_AddNumberToObject(one, "id", (double)run->customers[i]);
        for (int row = 0; row < ROWS; row++) {
            if (sides[i].of[row].length > 0)
                cJSON_AddStringToObject(one, row_words[row].id, text_string(&sides[i].of[row]));
            else
                cJSON_AddNullToObject(one, row_words[row].id);
        }
    }
    return output_json(root, error);
}

/* As people read it: the gender as a word. */
static const char *cell_of(const struct side *side, int row, bool people)
{
    const char *text = text_string(&side->of[row]);
    if (!people || row != ROW_GENDER)
        return text;
    return text[0] == 'f' ? say("female") : text[0] == 'm' ? say("male") : text;
}

static bool print_table(struct people_run *run, struct side sides[2], struct error *error)
{
    char heads[2][FORMAT_TEXT];
    for (int i = 0; i < 2; i++)
        snprintf(heads[i], sizeof(heads[i]), "%lld", (long long)run->customers[i]);
    const struct output_column columns[] = {
        {"field", "customer", OUTPUT_TEXT},
        {heads[0], heads[0], OUTPUT_TEXT},
        {heads[1], heads[1], OUTPUT_TEXT},
    };
    struct output_table *table = output_table_new(columns, 3, &run->shop->currency);
    for (int row = 0; row < ROWS; row++) {
        bool people = run->options->format == FORMAT_PEOPLE;
        if (people && sides[0].of[row].length + sides[1].of[row].length == 0)
            continue;
        output_table_text(table, people ? say(row_words[row].label) : row_words[row].id);
        output_table_text(table, cell_of(&sides[0], row, people));
        output_table_text(table, cell_of(&sides[1], row, people));
    }
    bool good = output_table_print(table, run->options, error);
    output_table_free(&table);
    return good;
}

static bool print_both(struct people_run *run, struct error *error)
{
    struct side sides[2] = {0};
    for (int i = 0; i < 2; i++)
        fill_side(&sides[i], run->shop, run->persons[i], run->unmask);
    bool good = run->options->format == FORMAT_JSON ? print_json(run, sides, error)
                                                    : print_table(run, sides, error);
    for (int row = 0; row < 2 * ROWS; row++)
        text_free(&sides[row / ROWS].of[row % ROWS]);
    return good;
}

const struct people_action people_compare = {
    .customers = 2,
    .words = 2,
    .mode = DATABASE_READ,
    .facts = SHOP_WITH_FACTS,
    .work = read_both,
    .print = print_both,
};
