/* Family person: the table of customers. */
#include <ctype.h>
#include <string.h>

#include "core/base/text.h"
#include "core/customers/census_codes.h"
#include "core/customers/census_scan.h"

/* --- what is told of a person ----------------------------------------------------------------- */

struct persons {
    struct census *census;
    int32_t *id, *name, *gender, *age, *birthday, *birthday_days, *region, *city, *channel,
        *registered;
    struct census_codes *cities;
};

/* A birthday in a year; 29 February is the 28th where there is none. */
static date_day birthday_in(int year, int month, int day)
{
    return date_from_civil(year, month, date_exists(year, month, day) ? day : day - 1);
}

static int two_digits(const char *text)
{
    return isdigit((unsigned char)text[0]) && isdigit((unsigned char)text[1])
               ? (text[0] - '0') * 10 + text[1] - '0'
               : -1;
}

/* "1990-04-21", or "--04-21" where the year is not told: then it is a leap year. */
static bool read_birthday(const char *text, int *year, int *month, int *day, bool *with_year)
{
    size_t length = strlen(text);
    *with_year = length == 10;
    if (!*with_year && (length != 7 || text[0] != '-'))
        return false;
    *year = 2000;
    if (*with_year)
        *year = two_digits(text) * 100 + two_digits(text + 2);
    *month = two_digits(text + length - 5);
    *day = two_digits(text + length - 2);
    return date_exists(*year, *month, *day);
}

static void put_birthday(struct persons *persons, uint32_t place, const char *text)
{
    int year, month, day, this_year, this_month, this_day;
    bool with_year;
    if (text == NULL || !read_birthday(text, &year, &month, &day, &with_year))
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
        persons->city[place] = census_code(persons->cities, city);
    persons->channel[place] = code_of(row, 6);
    date_instant at = sqlite3_column_int64(row, 7);
    if (sqlite3_column_type(row, 7) != SQLITE_NULL && at < persons->census->end)
        persons->registered[place] = date_local_day(persons->census->zone, at, NULL);
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
        .name = census_unknowns(census, CUSTOMER_NAME),
        .gender = census_unknowns(census, CUSTOMER_GENDER),
        .age = census_unknowns(census, CUSTOMER_AGE),
        .birthday = census_unknowns(census, CUSTOMER_BIRTHDAY),
        .birthday_days = census_unknowns(census, CUSTOMER_BIRTHDAY_DAYS),
        .region = census_unknowns(census, CUSTOMER_REGION),
        .city = census_unknowns(census, CUSTOMER_CITY),
        .channel = census_unknowns(census, CUSTOMER_CHANNEL),
        .registered = census_unknowns(census, CUSTOMER_REGISTERED),
        .cities = census_codes_new()};
    put_numbers(census);
    census_choices(census, CUSTOMER_GENDER, GENDERS, genders, chinese);
    bool good = census_scan(census,
        "SELECT id, name IS NOT NULL AND name <> '', gender, birthday, region_id, city, channel_id,"
        " registered_at FROM customer WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
        take_person, &persons, progress, error);
    census_codes_give(&persons.cities, census, CUSTOMER_CITY, good ? persons.city : NULL);
    return good &&
           census_name(census, CUSTOMER_REGION, "SELECT id, name FROM region", progress, error) &&
           census_name(census, CUSTOMER_CHANNEL, "SELECT id, name FROM channel", progress, error);
}
