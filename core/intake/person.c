/* The people behind rows: who they are, and what a row tells about them. */
#include <stdio.h>
#include <string.h>

#include "core/intake/answers.h"
#include "core/intake/clean.h"
#include "core/intake/contact.h"
#include "core/intake/job.h"
#include "core/intake/region.h"

/* The keys a row gives, each "" when it gives none. */
struct keys {
    const char *of[WRITER_VISITOR + 1];
    bool phone_is_temporary;
};

/* Stars hide a part of the key: many people share what is left, so it is none. */
static bool is_masked(const char *text)
{
    return strstr(text, "**") != NULL || strcmp(text, "*") == 0;
}

static void read_keys(struct job *job, struct row *row, struct keys *keys)
{
    *keys = (struct keys){.of = {"", "", "", ""}};
    char none[1] = "";
    char *email = job_has(job, FIELD_EMAIL) ? row_text(row, FIELD_EMAIL) : none;
    char *phone = job_has(job, FIELD_PHONE) ? row_text(row, FIELD_PHONE) : none;
    char *customer = row_id(row, FIELD_CUSTOMER);
    if (job->mapping->identity == WRITER_EMAIL)
        email = customer;
    else if (job->mapping->identity == WRITER_PHONE)
        phone = customer;
    else if (!is_masked(customer))
        keys->of[job->mapping->identity] = customer;
    if (email[0] != '\0' && !is_masked(email) && contact_email(email))
        keys->of[WRITER_EMAIL] = email;
    bool has_phone = phone[0] != '\0' && !is_masked(phone);
    enum contact_phone sort = has_phone ? contact_phone(phone) : CONTACT_NONE;
    keys->phone_is_temporary = sort == CONTACT_VIRTUAL;
    if (sort != CONTACT_NONE)
        keys->of[WRITER_PHONE] = phone;
}

/* The key that names the person. A temporary phone does not, it goes to others later; nor does any
 * phone in an export that has member names: its numbers may be virtual without looking so. */
static bool choose_key(const struct job *job, const struct keys *keys, enum writer_identity *kind)
{
    bool phone_names = !keys->phone_is_temporary &&
                       (job->mapping->kind == KIND_CUSTOMERS || !job_has(job, FIELD_CUSTOMER) ||
                           job->mapping->identity == WRITER_PHONE);
    static const enum writer_identity order[] = {
        WRITER_MEMBER, WRITER_VISITOR, WRITER_EMAIL, WRITER_PHONE};
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
        *kind = order[i];
        if (keys->of[order[i]][0] != '\0' && (*kind != WRITER_PHONE || phone_names))
            return true;
    }
    return false;
}

static bool add_keys(struct job *job, const struct keys *keys, enum writer_identity known,
    int64_t customer, date_instant phone_ends, bool *changed, struct error *error)
{
    for (int i = 0; i <= WRITER_VISITOR; i++) {
        enum writer_identity kind = (enum writer_identity)i;
        if (kind == known || keys->of[i][0] == '\0')
            continue;
        bool ends = kind == WRITER_PHONE && keys->phone_is_temporary;
        enum writer_outcome outcome;
        if (!writer_add_identity(job->writer, customer, kind, keys->of[i],
                ends ? phone_ends : WRITER_UNKNOWN, &outcome, error))
            return false;
        *changed |= outcome != WRITER_SAME;
    }
    return true;
}

/* The name of a row; composed where family and given name stand apart, as their script does it. */
static const char *read_name(struct row *row, char *room, size_t size)
{
    char *name = row_text(row, FIELD_NAME), *given = row_text(row, FIELD_GIVEN_NAME);
    contact_name(name);
    contact_name(given);
    if (strchr(name, '*') != NULL || strchr(given, '*') != NULL)
        return NULL;
    if (given[0] == '\0' || strstr(name, given) != NULL)
        return name;
    if (name[0] == '\0')
        return given;
    bool chinese = (unsigned char)name[0] >= 0xE3 && (unsigned char)given[0] >= 0xE3;
    int length = snprintf(
        room, size, chinese ? "%s%s" : "%s %s", chinese ? name : given, chinese ? given : name);
    return (size_t)length < size ? room : name;
}

static bool tell(
    struct job *job, struct row *row, int64_t customer, bool *changed, struct error *error)
{
    struct writer_customer record = {.registered_at = WRITER_UNKNOWN};
    char city[64] = "", name[256];
    record.name = read_name(row, name, sizeof(name));
    record.city = row_text(row, FIELD_CITY);
    if (record.city[0] == '\0' && job->mapping->china_regions &&
        region_city_of_address(row_text(row, FIELD_REGION), city, sizeof(city)))
        record.city = city;
    enum writer_outcome outcome;
    if (!job_region(job, row, &record.region, error) ||
        !writer_customer(job->writer, customer, &record, &outcome, error))
        return false;
    *changed |= outcome != WRITER_SAME;
    return true;
}

/* Who a row is about. A member name that is new goes to the customer who so far is known by the
 * same e-mail address and by no member name: another source brought them. */
static bool identify(struct job *job, const struct keys *keys, enum writer_identity kind,
    int64_t *customer, struct error *error)
{
    bool member = true;
    enum writer_outcome outcome;
    const char *email = keys->of[WRITER_EMAIL];
    *customer = 0;
    if (kind == WRITER_MEMBER && email[0] != '\0') {
        if (!writer_owner(job->writer, kind, keys->of[kind], customer, error))
            return false;
        if (*customer != 0)
            return true;
        if (!writer_owner(job->writer, WRITER_EMAIL, email, customer, error) ||
            (*customer != 0 && !writer_has_member(job->writer, *customer, &member, error)))
            return false;
        if (!member)
            return writer_add_identity(
                job->writer, *customer, kind, keys->of[kind], WRITER_UNKNOWN, &outcome, error);
    }
    return writer_identify(job->writer, kind, keys->of[kind], customer, error);
}

bool job_customer(struct job *job, struct row *row, date_instant phone_ends, int64_t *customer,
    bool *changed, struct error *error)
{
    struct keys keys;
    enum writer_identity kind;
    *customer = 0;
    read_keys(job, row, &keys);
    if (row_reason(row) != NULL || !choose_key(job, &keys, &kind))
        return true;
    if (!identify(job, &keys, kind, customer, error) ||
        !add_keys(job, &keys, kind, *customer, phone_ends, changed, error))
        return false;
    return job_told(job, *customer) || tell(job, row, *customer, changed, error);
}

bool job_consent(
    struct job *job, struct row *row, int64_t customer, date_instant at, struct error *error)
{
    static const struct {
        enum field field;
        const char *medium;
    } media[] = {{FIELD_EDM, "edm"}, {FIELD_SMS, "sms"}};
    for (size_t i = 0; customer != 0 && i < sizeof(media) / sizeof(media[0]); i++) {
        bool given;
        if (!job_has(job, media[i].field))
            continue;
        const char *text = row_text(row, media[i].field);
        if (text[0] != '\0' && clean_flag(text, &given) &&
            !writer_consent(
                job->writer, customer, media[i].medium, given, at, job->mapping->source, error))
            return false;
    }
    return true;
}

static void read_birthday(struct row *row, char *birthday)
{
    const char *text = row_text(row, FIELD_BIRTHDAY);
    int month, date;
    char rest;
    birthday[0] = '\0';
    if (text[0] == '\0')
        return;
    if (strlen(text) <= 7 && (sscanf(text, "--%2d-%2d%c", &month, &date, &rest) == 2 ||
                                 sscanf(text, "%2d-%2d%c", &month, &date, &rest) == 2 ||
                                 sscanf(text, "%2d/%2d%c", &month, &date, &rest) == 2)) {
        if (date_exists(2000, month, date))
            snprintf(birthday, DATE_TEXT, "--%02d-%02d", month, date);
        else
            row_complain(row, FIELD_BIRTHDAY, "is a day that does not exist");
        return;
    }
    date_day day;
    if (row_day(row, FIELD_BIRTHDAY, &day))
        date_day_text(day, birthday);
}

static bool read_customer(struct job *job, struct row *row, struct error *error)
{
    struct writer_customer record = {.registered_at = row_instant(row, FIELD_REGISTERED_AT)};
    char birthday[DATE_TEXT];
    read_birthday(row, birthday);
    record.birthday = birthday;
    record.gender = clean_gender(row_text(row, FIELD_GENDER));
    struct keys keys;
    enum writer_identity kind;
    read_keys(job, row, &keys);
    if (!choose_key(job, &keys, &kind))
        row_complain(row, FIELDS, "names nobody: neither member, nor e-mail, nor phone");
    struct answers *answers = job->state;
    if (!answers_read(answers, job, row, error))
        return false;
    if (row_reason(row) != NULL)
        return true;

    int64_t customer;
    bool changed = false;
    enum writer_outcome outcome;
    if (!identify(job, &keys, kind, &customer, error) ||
        !add_keys(job, &keys, kind, customer, WRITER_UNKNOWN, &changed, error) ||
        !tell(job, row, customer, &changed, error) ||
        !job_channel(job, row, &record.channel, error) ||
        !writer_customer(job->writer, customer, &record, &outcome, error))
        return false;
    date_instant at =
        record.registered_at != WRITER_UNKNOWN ? record.registered_at : stream_time(job->stream);
    if (!job_consent(job, row, customer, at, error) ||
        !answers_write(answers, job, row, customer, &changed, error))
        return false;
    bool fresh = !job_told(job, customer) && customer > job->last_customer;
    job_count(job, fresh ? WRITER_ADDED : outcome, changed);
    return true;
}

static void *open_answers(struct job *job)
{
    return answers_open(job);
}

static bool finish(struct job *job, struct error *error)
{
    (void)error;
    answers_tell(job->state, job);
    return true;
}

static void close_answers(void *state)
{
    answers_close(state);
}

const struct kind_reader customers_reader = {
    .open = open_answers,
    .read = read_customer,
    .finish = finish,
    .close = close_answers,
};
