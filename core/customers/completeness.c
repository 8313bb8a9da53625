#include "core/customers/completeness.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/mask.h"
#include "core/intake/answer.h"
#include "core/intake/clean.h"
#include "core/intake/contact.h"
#include "core/store/database.h"

/* The fields every shop has. */
enum known_field {
    KNOWN_NAME,
    KNOWN_GENDER,
    KNOWN_BIRTHDAY,
    KNOWN_REGION,
    KNOWN_CITY,
    KNOWN_REGISTERED,
    KNOWN_CHANNEL,
    KNOWN_MEMBER,
    KNOWN_EMAIL,
    KNOWN_PHONE,
    KNOWN_VISITOR,
    KNOWN_EDM,
    KNOWN_SMS,
    KNOWN_FIELDS
};

static const struct {
    const char *name, *label;
} known_fields[] = {
    [KNOWN_NAME] = {.name = "name", .label = "Name"},
    [KNOWN_GENDER] = {.name = "gender", .label = "Gender"},
    [KNOWN_BIRTHDAY] = {.name = "birthday", .label = "Birthday"},
    [KNOWN_REGION] = {.name = "region", .label = "Region"},
    [KNOWN_CITY] = {.name = "city", .label = "City"},
    [KNOWN_REGISTERED] = {.name = "registered", .label = "Registered"},
    [KNOWN_CHANNEL] = {.name = "channel", .label = "Channel"},
    [KNOWN_MEMBER] = {.name = "member", .label = "Member name"},
    [KNOWN_EMAIL] = {.name = "email", .label = "E-mail"},
    [KNOWN_PHONE] = {.name = "phone", .label = "Phone"},
    [KNOWN_VISITOR] = {.name = "visitor", .label = "Visitor"},
    [KNOWN_EDM] = {.name = "edm", .label = "EDM consent"},
    [KNOWN_SMS] = {.name = "sms", .label = "SMS consent"},
};

static const struct completeness_doubt damaged = {
    .id = "damaged", .label = "damaged by a wrong encoding"};
static const struct completeness_doubt numeral = {.id = "number", .label = "a number, not a name"};
static const struct completeness_doubt placeholder = {
    .id = "placeholder", .label = "a word that stands for nothing"};
static const struct completeness_doubt no_day = {.id = "no_day", .label = "not a day"};
static const struct completeness_doubt future = {.id = "future", .label = "in the future"};
static const struct completeness_doubt ancient = {.id = "ancient", .label = "before 1900"};
static const struct completeness_doubt infant = {
    .id = "infant", .label = "a child of less than six years"};
static const struct completeness_doubt early = {.id = "early", .label = "before 1990"};
static const struct completeness_doubt late = {.id = "late", .label = "after the first order"};
static const struct completeness_doubt invalid = {.id = "invalid", .label = "cannot be one"};
static const struct completeness_doubt ended = {.id = "ended", .label = "has ended"};

enum { INFANT_YEARS = 6, YEAR_DAYS = 365 };
static const date_instant year_1990 = 631152000;

struct counting {
    struct database *database;
    const struct facts_columns *columns;
    struct progress *progress;
    struct completeness *result;
    date_instant now;
    uint32_t place; /* of the customer at hand in the facts */
    int64_t last;   /* the greatest number of a customer */
    uint8_t *has;   /* a bit per identity kind and customer */
    int64_t rows;
};

typedef void (*masker)(struct text *text, const char *value);

static void doubt(struct counting *counting, size_t field, const struct completeness_doubt *what,
    int64_t customer, masker mask, const char *value)
{
    struct completeness_field *of = &counting->result->fields[field];
    size_t i = 0;
    while (i < of->doubt_count && of->doubts[i].id != what->id)
        i++;
    if (i == of->doubt_count) {
        of->doubts = memory_resize(of->doubts, ++of->doubt_count, sizeof(*of->doubts));
        of->doubts[i] = (struct completeness_doubt){.id = what->id, .label = what->label};
    }
    struct completeness_doubt *found = &of->doubts[i];
    found->count++;
    if (found->example != NULL && found->customer <= customer)
        return;
    struct text text = {0};
    mask(&text, value);
    free(found->example);
    found->example = text_take(&text);
    found->customer = customer;
}

/* --- customers ---------------------------------------------------------------------------------
 */

static bool is_placeholder(const char *name)
{
    static const char *const words[] = {"test", "none", "null", "n/a", "na", "unknown", "anonymous",
        "guest", "customer", "测试", "匿名", "无", "未知", "客户", "-", "--", "."};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcasecmp(words[i], name) == 0)
            return true;
    return false;
}

static void look_at_name(struct counting *counting, int64_t customer, const char *name)
{
    counting->result->fields[KNOWN_NAME].known++;
    if (contact_is_garbled(name))
        doubt(counting, KNOWN_NAME, &damaged, customer, mask_name, name);
    else if (is_placeholder(name))
        doubt(counting, KNOWN_NAME, &placeholder, customer, text_append_clean, name);
    else if (name[strspn(name, "0123456789 +-.")] == '\0')
        doubt(counting, KNOWN_NAME, &numeral, customer, mask_member, name);
}

static void look_at_birthday(struct counting *counting, int64_t customer, const char *birthday)
{
    date_day day, today = (date_day)(counting->now / DATE_DAY_SECONDS) + 1;
    const struct completeness_doubt *what = NULL;
    char whole[DATE_TEXT] = "2000";
    bool yearless = string_starts(birthday, "--");
    strncpy(whole + (yearless ? 4 : 0), birthday + yearless, DATE_TEXT - 5);
    if (!date_day_parse(whole, &day, NULL))
        what = &no_day;
    else if (!yearless && day > today)
        what = &future;
    else if (!yearless && day < date_from_civil(1900, 1, 1))
        what = &ancient;
    else if (!yearless && day > today - INFANT_YEARS * YEAR_DAYS)
        what = &infant;
    counting->result->fields[KNOWN_BIRTHDAY].known++;
    if (what != NULL)
        doubt(counting, KNOWN_BIRTHDAY, what, customer, text_append_clean, birthday);
}

static void look_at_place(
    struct counting *counting, enum known_field field, int64_t customer, const char *place)
{
    counting->result->fields[field].known++;
    if (contact_is_garbled(place))
        doubt(counting, field, &damaged, customer, text_append_clean, place);
}

static void look_at_time(struct counting *counting, enum known_field field, int64_t customer,
    date_instant at, date_instant first_order)
{
    /* The clocks of shops differ; a day is let pass. */
    const struct completeness_doubt *what = at > counting->now + DATE_DAY_SECONDS ? &future
                                            : at < year_1990                      ? &early
                                            : at > first_order                    ? &late
                                                                                  : NULL;
    counting->result->fields[field].known++;
    if (what == NULL)
        return;
    char day[DATE_TEXT];
    date_day_text((date_day)(at / DATE_DAY_SECONDS), day);
    doubt(counting, field, what, customer, text_append_clean, day);
}

/* The first order of a customer, INT64_MAX when there is none. Customers come by number, in the
 * facts too. */
static date_instant first_order(struct counting *counting, int64_t customer)
{
    const struct facts_columns *columns = counting->columns;
    uint32_t place = counting->place;
    while (place < columns->customers && columns->customer_id[place] < customer)
        place++;
    counting->place = place;
    bool ordered = place < columns->customers && columns->customer_id[place] == customer &&
                   columns->order_begin[place] < columns->order_begin[place + 1];
    counting->result->leads += !ordered;
    return ordered ? (date_instant)columns->placed_at[columns->order_begin[place]] : INT64_MAX;
}

static const char *text_of(sqlite3_stmt *row, int column)
{
    const char *text = (const char *)sqlite3_column_text(row, column);
    return text != NULL && text[0] != '\0' ? text : NULL;
}

static void take_customer(struct counting *counting, sqlite3_stmt *row)
{
    int64_t customer = sqlite3_column_int64(row, 0);
    date_instant first = first_order(counting, customer);
    counting->result->customers++;
    if (text_of(row, 1) != NULL)
        look_at_name(counting, customer, text_of(row, 1));
    counting->result->fields[KNOWN_GENDER].known += text_of(row, 2) != NULL;
    if (text_of(row, 3) != NULL)
        look_at_birthday(counting, customer, text_of(row, 3));
    if (text_of(row, 4) != NULL)
        look_at_place(counting, KNOWN_REGION, customer, text_of(row, 4));
    if (text_of(row, 5) != NULL)
        look_at_place(counting, KNOWN_CITY, customer, text_of(row, 5));
    if (sqlite3_column_type(row, 6) != SQLITE_NULL)
        look_at_time(counting, KNOWN_REGISTERED, customer, sqlite3_column_int64(row, 6), first);
    counting->result->fields[KNOWN_CHANNEL].known += sqlite3_column_type(row, 7) != SQLITE_NULL;
}

/* --- identities, consents, fields ---------------------------------------------------------------
 */

/* Several identities of a kind count once. */
static void count_once(struct counting *counting, enum known_field field, int64_t customer)
{
    uint8_t bit = (uint8_t)(1u << (field - KNOWN_MEMBER));
    if (customer < 0 || customer > counting->last || (counting->has[customer] & bit) != 0)
        return;
    counting->has[customer] |= bit;
    counting->result->fields[field].known++;
}

static void take_identity(struct counting *counting, sqlite3_stmt *row)
{
    const char *kind = text_of(row, 0);
    char *value = string_copy(text_of(row, 1) != NULL ? text_of(row, 1) : "");
    int64_t customer = sqlite3_column_int64(row, 2);
    enum known_field field = kind[0] == 'm'   ? KNOWN_MEMBER
                             : kind[0] == 'e' ? KNOWN_EMAIL
                             : kind[0] == 'p' ? KNOWN_PHONE
                                              : KNOWN_VISITOR;
    count_once(counting, field, customer);
    if (field == KNOWN_EMAIL && !contact_email(value))
        doubt(counting, field, &invalid, customer, mask_email, text_of(row, 1));
    else if (field == KNOWN_PHONE && contact_phone(value) == CONTACT_NONE)
        doubt(counting, field, &invalid, customer, mask_phone, text_of(row, 1));
    else if (field == KNOWN_PHONE && sqlite3_column_type(row, 3) != SQLITE_NULL &&
             sqlite3_column_int64(row, 3) <= counting->now)
        doubt(counting, field, &ended, customer, mask_phone, text_of(row, 1));
    else if (field == KNOWN_MEMBER && clean_id_is_lost(value))
        doubt(counting, field, &invalid, customer, mask_member, value);
    else if (field == KNOWN_MEMBER && contact_is_garbled(value))
        doubt(counting, field, &damaged, customer, mask_member, value);
    free(value);
}

static void take_consent(struct counting *counting, sqlite3_stmt *row)
{
    enum known_field field = strcmp(text_of(row, 0), "edm") == 0 ? KNOWN_EDM : KNOWN_SMS;
    look_at_time(
        counting, field, sqlite3_column_int64(row, 1), sqlite3_column_int64(row, 2), INT64_MAX);
}

static void take_field(struct counting *counting, sqlite3_stmt *row)
{
    struct completeness *result = counting->result;
    result->fields =
        memory_resize(result->fields, result->field_count + 1, sizeof(*result->fields));
    result->fields[result->field_count++] =
        (struct completeness_field){.name = string_copy((const char *)sqlite3_column_text(row, 0))};
}

/* Values come with the place of their field among the free ones. */
static void take_value(struct counting *counting, sqlite3_stmt *row)
{
    size_t field = KNOWN_FIELDS + (size_t)sqlite3_column_int64(row, 0);
    enum answer_kind kind = ANSWER_TEXT;
    struct text settled = {0};
    const char *value = text_of(row, 3) != NULL ? text_of(row, 3) : "";
    int64_t customer = sqlite3_column_int64(row, 2);
    answer_named(text_of(row, 1), &kind);
    counting->result->fields[field].known++;
    if (!answer_settle(kind, value, &settled))
        doubt(counting, field, &invalid, customer, mask_name, value);
    else if (contact_is_garbled(value))
        doubt(counting, field, &damaged, customer, mask_name, value);
    text_free(&settled);
}

/* --- all of it ----------------------------------------------------------------------------------
 */

static const struct {
    const char *sql;
    void (*take)(struct counting *counting, sqlite3_stmt *row);
} questions[] = {
    {"SELECT c.id, c.name, gender, birthday, r.name, city, registered_at, channel_id"
     " FROM customer c LEFT JOIN region r ON r.id = region_id ORDER BY c.id",
        take_customer},
    {"SELECT kind, value, customer_id, ends_at FROM identity", take_identity},
    {"SELECT medium, customer_id, at FROM consent", take_consent},
    {"SELECT name FROM field ORDER BY id", take_field},
    {"SELECT f.place, f.kind, customer_id, value FROM field_value JOIN"
     " (SELECT id, kind, row_number() OVER (ORDER BY id) - 1 AS place FROM field) f"
     " ON f.id = field_id",
        take_value},
};

static bool ask(struct counting *counting, size_t question, struct error *error)
{
    enum { LOOK = 1 << 12 };
    sqlite3_stmt *statement = database_prepare(counting->database, questions[question].sql, error);
    bool row, good = statement != NULL;
    while (good && (good = database_step(counting->database, statement, &row, error)) && row) {
        questions[question].take(counting, statement);
        if (++counting->rows % LOOK == 0 && progress_cancelled(counting->progress))
            good = progress_stop(error);
    }
    sqlite3_finalize(statement);
    return good;
}

bool completeness_count(struct database *database, const struct facts *facts, date_instant now,
    struct completeness *result, struct progress *progress, struct error *error)
{
    struct counting counting = {.database = database,
        .columns = facts_columns(facts),
        .progress = progress,
        .result = result,
        .now = now};
    *result = (struct completeness){.field_count = KNOWN_FIELDS};
    result->fields = memory_zero(KNOWN_FIELDS, sizeof(*result->fields));
    for (int i = 0; i < KNOWN_FIELDS; i++) {
        result->fields[i].name = string_copy(known_fields[i].name);
        result->fields[i].label = known_fields[i].label;
    }
    bool good = database_number(
        database, "SELECT coalesce(max(id), 0) FROM customer", &counting.last, error);
    counting.has = memory_zero((size_t)(good ? counting.last : 0) + 1, 1);
    for (size_t i = 0; good && i < sizeof(questions) / sizeof(questions[0]); i++)
        good = ask(&counting, i, error);
    free(counting.has);
    if (!good)
        completeness_free(result);
    return good;
}

void completeness_free(struct completeness *result)
{
    for (size_t i = 0; i < result->field_count; i++) {
        for (size_t j = 0; j < result->fields[i].doubt_count; j++)
            free(result->fields[i].doubts[j].example);
        free(result->fields[i].doubts);
        free(result->fields[i].name);
    }
    free(result->fields);
    *result = (struct completeness){0};
}
