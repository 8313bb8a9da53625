/* What is shown of one customer: reading it, and single values as text. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/customers/mask.h"
#include "tui/glyph.h"
#include "views/customer.h"
#include "views/format.h"

/* --- reading ---------------------------------------------------------------------------------- */

static bool log_unmasking(struct database *database, int64_t id, struct error *error)
{
    char whose[64];
    snprintf(whose, sizeof(whose), "customer %lld", (long long)id);
    return mask_log(database, "name, identities", whose, error);
}

static bool read_offer(struct customer_face *face, struct database *database,
    struct progress *progress, struct error *error)
{
    struct profile_value birthday;
    bool known = customer_value(face, CUSTOMER_BIRTHDAY_DAYS, &birthday);
    face->offer = offer_make(face->census, database, face->profile, customer_stage(face),
        known ? (int32_t)birthday.number : -1, progress, error);
    return face->offer != NULL;
}

struct customer_face *customer_face_make(struct census *census, struct database *database,
    const struct money_currency *currency, int64_t id, uint32_t counted, bool unmasked,
    struct progress *progress, struct error *error)
{
    bool scored = counted >> FAMILY_SCORES & 1;
    if (unmasked && !log_unmasking(database, id, error))
        return NULL;
    struct customer_face *face = memory_zero(1, sizeof(*face));
    face->census = census;
    face->currency = *currency;
    face->counted = counted;
    face->profile = profile_make(census, database, id, scored, unmasked, progress, error);
    if (face->profile == NULL || (scored && !read_offer(face, database, progress, error)))
        customer_face_free(&face);
    return face;
}

void customer_face_free(struct customer_face **face)
{
    if (*face == NULL)
        return;
    profile_free(&(*face)->profile);
    offer_free(&(*face)->offer);
    free(*face);
    *face = NULL;
}

/* --- values ----------------------------------------------------------------------------------- */

bool customer_value(const struct customer_face *face, int attribute, struct profile_value *value)
{
    struct error ignored;
    enum attribute_family family = census_attribute(face->census, attribute)->family;
    *value = (struct profile_value){.number = (double)NAN};
    return (face->counted >> family & 1) != 0 &&
           profile_value(face->census, face->profile->place, attribute, value, NULL, &ignored) &&
           value->known;
}

double customer_number(const struct customer_face *face, int attribute)
{
    struct profile_value value;
    return customer_value(face, attribute, &value) ? value.number : (double)NAN;
}

/* The personal ones are known to the census only as known. */
static const char *personal(const struct customer_face *face, int attribute)
{
    static const struct {
        int attribute;
        const char *kind;
    } kinds[] = {{CUSTOMER_MEMBER, "member"}, {CUSTOMER_EMAIL, "email"}, {CUSTOMER_PHONE, "phone"}};
    const struct person *person = face->profile->person;
    if (attribute == CUSTOMER_NAME)
        return person->name;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        for (size_t j = 0; kinds[i].attribute == attribute && j < person->identities.count; j++)
            if (strcmp(person->identities.items[j].name, kinds[i].kind) == 0)
                return person->identities.items[j].value;
    return "";
}

void customer_value_text(const struct customer_face *face, int attribute, char *text)
{
    static const enum measure_unit units[] = {
        [ATTRIBUTE_COUNT] = MEASURE_COUNT,
        [ATTRIBUTE_NUMBER] = MEASURE_NUMBER,
        [ATTRIBUTE_MONEY] = MEASURE_MONEY,
        [ATTRIBUTE_RATE] = MEASURE_RATE,
    };
    const struct attribute *of = census_attribute(face->census, attribute);
    struct profile_value value;
    snprintf(text, CUSTOMER_TEXT, "%s", glyph_text(GLYPH_MISSING));
    if (of->type == ATTRIBUTE_PERSONAL) {
        if (personal(face, attribute)[0] != '\0')
            snprintf(text, CUSTOMER_TEXT, "%s", personal(face, attribute));
    } else if (!customer_value(face, attribute, &value)) {
        return;
    } else if (of->type == ATTRIBUTE_CHOICE) {
        snprintf(text, CUSTOMER_TEXT, "%s", value.name != NULL ? value.name : "");
    } else if (of->type == ATTRIBUTE_FLAG) {
        snprintf(text, CUSTOMER_TEXT, "%s", value.number != 0 ? say("yes") : say("no"));
    } else if (of->type == ATTRIBUTE_DAY) {
        date_day_text((date_day)value.number, text);
    } else if (attribute == CUSTOMER_ID) {
        snprintf(text, CUSTOMER_TEXT, "%lld", (long long)face->profile->id);
    } else {
        format_value(text, value.number, units[of->type], &face->currency);
    }
}

void customer_ago(char *text, int32_t days)
{
    enum { MONTH = 30, MONTHS_FROM = 90, YEARS_FROM = 730, YEAR = 365 };
    if (days <= 0)
        snprintf(text, CUSTOMER_TEXT, "%s", say("today"));
    else if (days == 1)
        snprintf(text, CUSTOMER_TEXT, "%s", say("yesterday"));
    else if (days < MONTHS_FROM)
        snprintf(text, CUSTOMER_TEXT, say("%d days ago"), days);
    else if (days < YEARS_FROM)
        snprintf(text, CUSTOMER_TEXT, say("%d months ago"), days / MONTH);
    else
        snprintf(text, CUSTOMER_TEXT, say("%d years ago"), days / YEAR);
}

/* --- who it is -------------------------------------------------------------------------------- */

enum lifecycle_stage customer_stage(const struct customer_face *face)
{
    const struct profile *profile = face->profile;
    struct profile_value value;
    if (customer_value(face, CUSTOMER_LIFECYCLE, &value))
        return (enum lifecycle_stage)value.number;
    return profile->stage_count > 0 ? profile->stages[profile->stage_count - 1].stage
                                    : STAGE_SUSPECT;
}

date_day customer_stage_since(const struct customer_face *face)
{
    const struct profile *profile = face->profile;
    return profile->stage_count > 0 ? profile->stages[profile->stage_count - 1].since
                                    : COLUMN_UNKNOWN;
}

static void join(struct text *text, const char *part, const char *between)
{
    if (part == NULL || part[0] == '\0')
        return;
    if (text->length > 0)
        text_append(text, between);
    text_append(text, part);
}

void customer_name(const struct customer_face *face, struct text *text)
{
    const struct person *person = face->profile->person;
    const char *first = "";
    struct text name = {0};
    for (size_t i = 0; i < person->identities.count && first[0] == '\0'; i++)
        if (strcmp(person->identities.items[i].name, "visitor") != 0)
            first = person->identities.items[i].value;
    for (size_t i = 0; i < person->identities.count; i++)
        if (strcmp(person->identities.items[i].name, "member") == 0)
            first = person->identities.items[i].value;
    join(&name, person->name, " · ");
    join(&name, first, " · ");
    if (name.length == 0)
        text_format(&name, say("customer %lld"), (long long)face->profile->id);
    text_append(text, text_string(&name));
    text_free(&name);
}

double customer_alive(const struct customer_face *face)
{
    double alive = customer_number(face, CUSTOMER_P_ALIVE);
    return alive < 1 ? alive : (double)NAN;
}

void customer_who(const struct customer_face *face, struct text *text)
{
    const struct person *person = face->profile->person;
    struct text who = {0};
    char age[CUSTOMER_TEXT] = "";
    double years = customer_number(face, CUSTOMER_AGE);
    if (!isnan(years))
        snprintf(age, sizeof(age), say("%d years old"), (int)years);
    join(&who,
        person->gender[0] == 'f'   ? say("female")
        : person->gender[0] == 'm' ? say("male")
                                   : "",
        " · ");
    join(&who, age, " · ");
    join(&who, person->region, " · ");
    join(&who, person->city, person->region[0] != '\0' ? " " : " · ");
    text_append(text, text_string(&who));
    text_free(&who);
}
