/* Families known and person: the table of customers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "core/base/text.h"
#include "core/customers/census_scan.h"

/* --- who is known by the day ------------------------------------------------------------------ */

struct knowing {
    struct census *census;
    int32_t *registered;
    bool *later; /* registered after the day */
};

static void take_registration(void *context, sqlite3_stmt *row, uint32_t place)
{
    struct knowing *knowing = context;
    date_instant at = sqlite3_column_int64(row, 1);
    if (at < knowing->census->end)
        knowing->registered[place] = date_local_day(knowing->census->zone, at, NULL);
    else
        knowing->later[place] = true;
}

/* Whether an order or event of a customer lies up to the day; *dated: whether anything of theirs
 * bears a date. A refund alone shows nobody: its order is not ours. */
static bool seen_by(const struct census *census, uint32_t customer, bool *dated)
{
    const struct facts_columns *columns = census->columns;
    uint32_t order = columns->order_begin[customer], order_end = columns->order_begin[customer + 1];
    uint32_t event = columns->event_begin[customer], event_end = columns->event_begin[customer + 1];
    *dated = order < order_end || event < event_end ||
             columns->refund_begin[customer] < columns->refund_begin[customer + 1];
    /* They are in the order of time; where clocks go back, that of days can differ by one. */
    for (; order < order_end && census_order_day(columns, order) <= census->as_of + 1; order++)
        if (census_order_day(columns, order) <= census->as_of)
            return true;
    for (; event < event_end && census_event_day(columns, event) <= census->as_of + 1; event++)
        if (census_event_day(columns, event) <= census->as_of)
            return true;
    return false;
}

bool census_fill_known(struct census *census, struct progress *progress, struct error *error)
{
    uint32_t count = census->columns->customers;
    struct knowing knowing = {.census = census,
        .registered = census_whole(census, CUSTOMER_REGISTERED),
        .later = memory_zero((size_t)count + 1, sizeof(bool))};
    for (uint32_t i = 0; i < count; i++)
        knowing.registered[i] = COLUMN_UNKNOWN;
    bool good = census_scan(census,
        "SELECT id, registered_at FROM customer"
        " WHERE id BETWEEN ?1 AND ?2 AND registered_at IS NOT NULL ORDER BY id",
        take_registration, &knowing, progress, error);
    free(census->known);
    census->known = memory_zero(((size_t)count + 63) / 64 + 1, sizeof(uint64_t));
    for (uint32_t i = 0; good && i < count; i++) {
        bool dated, seen = knowing.registered[i] != COLUMN_UNKNOWN || seen_by(census, i, &dated) ||
                           (!dated && !knowing.later[i]);
        census->known[i / 64] |= (uint64_t)seen << i % 64;
    }
    free(knowing.later);
    return good;
}

/* --- what is told of a person ----------------------------------------------------------------- */

/* Cities are texts in the table; each gets a code when it is first met. */
struct city {
    char *name;
    uint32_t code;
    UT_hash_handle hh;
};

struct persons {
    struct census *census;
    int32_t *id, *name, *gender, *age, *birthday, *birthday_days, *region, *city, *channel;
    pthread_mutex_t cities_lock;
    struct city *cities;
    uint32_t city_count;
};

static int32_t city_code(struct persons *persons, const char *name)
{
    struct city *city;
    pthread_mutex_lock(&persons->cities_lock);
    HASH_FIND_STR(persons->cities, name, city);
    if (city == NULL) {
        city = memory_zero(1, sizeof(*city));
        city->name = string_copy(name);
        city->code = ++persons->city_count;
        HASH_ADD_KEYPTR(hh, persons->cities, city->name, strlen(city->name), city);
    }
    pthread_mutex_unlock(&persons->cities_lock);
    return (int32_t)city->code;
}

/* A birthday in a year; 29 February is the 28th where there is none. */
static date_day birthday_in(int year, int month, int day)
{
    return date_from_civil(year, month, date_exists(year, month, day) ? day : day - 1);
}

static void put_birthday(struct persons *persons, uint32_t place, const char *text)
{
    int year = 0, month, day, this_year, this_month, this_day;
    bool with_year = text != NULL && sscanf(text, "%4d-%2d-%2d", &year, &month, &day) == 3;
    if (text == NULL || (!with_year && sscanf(text, "--%2d-%2d", &month, &day) != 2) ||
        !date_exists(with_year ? year : 2000, month, day))
        return;
    date_day today = persons->census->as_of;
    date_to_civil(today, &this_year, &this_month, &this_day);
    date_day next = birthday_in(this_year, month, day);
    bool passed = next < today;
    if (passed)
        next = birthday_in(this_year + 1, month, day);
    persons->birthday[place] = next;
    persons->birthday_days[place] = next - today;
    int age = this_year - year - (next > today && !passed);
    if (with_year && age >= 0 && date_from_civil(year, month, day) <= today)
        persons->age[place] = age;
}

static int32_t code_of(sqlite3_stmt *row, int column)
{
    int64_t code = sqlite3_column_int64(row, column);
    return code > 0 && code < INT32_MAX ? (int32_t)code : COLUMN_UNKNOWN;
}

enum { GENDER_FEMALE = 1, GENDER_MALE, GENDERS };

static void take_person(void *context, sqlite3_stmt *row, uint32_t place)
{
    struct persons *persons = context;
    const char *gender = (const char *)sqlite3_column_text(row, 2);
    const char *city = (const char *)sqlite3_column_text(row, 5);
    persons->name[place] = sqlite3_column_int(row, 1) != 0 ? 1 : COLUMN_UNKNOWN;
    if (gender != NULL)
        persons->gender[place] = gender[0] == 'f' ? GENDER_FEMALE : GENDER_MALE;
    put_birthday(persons, place, (const char *)sqlite3_column_text(row, 3));
    persons->region[place] = code_of(row, 4);
    if (city != NULL && city[0] != '\0')
        persons->city[place] = city_code(persons, city);
    persons->channel[place] = code_of(row, 6);
}

static int by_name(struct city *one, struct city *other)
{
    return strcmp(one->name, other->name);
}

/* Two threads met the cities in any order; their codes shall be the same every time. */
static void name_cities(struct census *census, struct persons *persons)
{
    uint32_t count = persons->city_count + 1, code = 0;
    char **names = memory_zero(count, sizeof(char *));
    int32_t *codes = memory_zero(count, sizeof(int32_t));
    struct city *city, *next;
    HASH_SORT(persons->cities, by_name);
    HASH_ITER(hh, persons->cities, city, next)
    {
        codes[city->code] = (int32_t)++code;
        names[code] = city->name;
        HASH_DEL(persons->cities, city);
        free(city);
    }
    for (uint32_t i = 0; i < census->columns->customers; i++)
        if (persons->city[i] != COLUMN_UNKNOWN)
            persons->city[i] = codes[persons->city[i]];
    free(codes);
    census_names(census, CUSTOMER_CITY, count, names);
}

static bool name_dimension(struct census *census, enum attribute_id attribute, const char *sql,
    struct progress *progress, struct error *error)
{
    char **names;
    uint32_t choices;
    if (!census_read_names(census, sql, &names, &choices, progress, error))
        return false;
    census_names(census, attribute, choices, names);
    return true;
}

static int32_t *empty(struct census *census, enum attribute_id attribute)
{
    int32_t *values = census_whole(census, attribute);
    for (uint32_t i = 0; i < census->columns->customers; i++)
        values[i] = COLUMN_UNKNOWN;
    return values;
}

static void put_numbers(struct census *census)
{
    const int64_t *ids = census->columns->customer_id;
    uint32_t count = census->columns->customers;
    if (count == 0 || ids[count - 1] <= INT32_MAX) {
        int32_t *numbers = census_whole(census, CUSTOMER_ID);
        for (uint32_t i = 0; i < count; i++)
            numbers[i] = (int32_t)ids[i];
        return;
    }
    double *numbers = census_decimal(census, CUSTOMER_ID);
    for (uint32_t i = 0; i < count; i++)
        numbers[i] = (double)ids[i];
}

bool census_fill_person(struct census *census, struct progress *progress, struct error *error)
{
    static const char *const genders[GENDERS] = {NULL, "female", "male"};
    static const char *const chinese[GENDERS] = {NULL, "女", "男"};
    struct persons persons = {.census = census,
        .name = empty(census, CUSTOMER_NAME),
        .gender = empty(census, CUSTOMER_GENDER),
        .age = empty(census, CUSTOMER_AGE),
        .birthday = empty(census, CUSTOMER_BIRTHDAY),
        .birthday_days = empty(census, CUSTOMER_BIRTHDAY_DAYS),
        .region = empty(census, CUSTOMER_REGION),
        .city = empty(census, CUSTOMER_CITY),
        .channel = empty(census, CUSTOMER_CHANNEL)};
    put_numbers(census);
    census_choices(census, CUSTOMER_GENDER, GENDERS, genders, chinese);
    pthread_mutex_init(&persons.cities_lock, NULL);
    bool good = census_scan(census,
        "SELECT id, name IS NOT NULL AND name <> '', gender, birthday, region_id, city, channel_id"
        " FROM customer WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
        take_person, &persons, progress, error);
    pthread_mutex_destroy(&persons.cities_lock);
    name_cities(census, &persons);
    return good &&
           name_dimension(
               census, CUSTOMER_REGION, "SELECT id, name FROM region", progress, error) &&
           name_dimension(
               census, CUSTOMER_CHANNEL, "SELECT id, name FROM channel", progress, error);
}
