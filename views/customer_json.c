/* A customer as JSON and CSV: ids of attributes as keys, raw numbers, null where unknown. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "views/customer_print.h"

static const enum measure_unit units[] = {
    [ATTRIBUTE_COUNT] = MEASURE_COUNT,
    [ATTRIBUTE_NUMBER] = MEASURE_NUMBER,
    [ATTRIBUTE_MONEY] = MEASURE_MONEY,
    [ATTRIBUTE_RATE] = MEASURE_RATE,
};

static void add_text(cJSON *object, const char *name, const char *text)
{
    if (text != NULL && text[0] != '\0')
        cJSON_AddStringToObject(object, name, text);
    else
        cJSON_AddNullToObject(object, name);
}

static void add_day(cJSON *object, const char *name, date_day day)
{
    char text[DATE_TEXT] = "";
    if (day != COLUMN_UNKNOWN)
        date_day_text(day, text);
    add_text(object, name, text);
}

static void add_instant_day(
    const struct customer_face *face, cJSON *object, const char *name, date_instant at)
{
    add_day(object, name,
        at == PERSON_UNKNOWN ? COLUMN_UNKNOWN
                             : date_local_day(census_zone(face->census), at, NULL));
}

static void add_money(
    const struct customer_face *face, cJSON *object, const char *name, double amount)
{
    output_add(object, name, amount, MEASURE_MONEY, face->currency.decimals);
}

static cJSON *add_row(cJSON *array)
{
    cJSON *row = cJSON_CreateObject();
    cJSON_AddItemToArray(array, row);
    return row;
}

/* --- attributes ------------------------------------------------------------------------------- */

static void add_attribute(const struct customer_face *face, cJSON *object, int attribute)
{
    const struct attribute *of = census_attribute(face->census, attribute);
    struct profile_value value;
    char text[CUSTOMER_TEXT];
    bool known = customer_value(face, attribute, &value);
    if (of->type == ATTRIBUTE_PERSONAL) {
        customer_value_text(face, attribute, text);
        add_text(object, of->id, known ? text : NULL);
    } else if (!known) {
        cJSON_AddNullToObject(object, of->id);
    } else if (of->type == ATTRIBUTE_CHOICE) {
        add_text(object, of->id, value.id);
    } else if (of->type == ATTRIBUTE_FLAG) {
        cJSON_AddBoolToObject(object, of->id, value.number != 0);
    } else if (of->type == ATTRIBUTE_DAY) {
        add_day(object, of->id, (date_day)value.number);
    } else {
        output_add(object, of->id, value.number, units[of->type], face->currency.decimals);
    }
}

/* Why attributes cannot be had of anybody, by their ids. */
static void add_refusals(const struct customer_face *face, cJSON *root)
{
    cJSON *object = cJSON_AddObjectToObject(root, "refused");
    for (int i = 0; i < census_attributes(face->census); i++) {
        struct profile_value value;
        struct error why;
        if (!profile_value(face->census, face->profile->place, i, &value, NULL, &why))
            add_text(object, census_attribute(face->census, i)->id, why.text);
    }
}

static void add_attributes(const struct customer_face *face, cJSON *root)
{
    cJSON *object = cJSON_AddObjectToObject(root, "attributes");
    for (int i = 0; i < census_attributes(face->census); i++)
        add_attribute(face, object, i);
    add_refusals(face, root);
    static const char *const names[VALUE_SCORES] = {"r", "f", "m"};
    cJSON *all = cJSON_AddObjectToObject(root, "cuts");
    struct error ignored;
    for (enum value_score i = 0; i < VALUE_SCORES; i++) {
        const double *cuts = census_cuts(face->census, i, NULL, &ignored);
        if (cuts == NULL || isnan(cuts[0]))
            cJSON_AddNullToObject(all, names[i]);
        else
            cJSON_AddItemToObject(all, names[i], cJSON_CreateDoubleArray(cuts, VALUE_CUTS));
    }
}

/* --- the person ------------------------------------------------------------------------------- */

static void add_identities(const struct customer_face *face, cJSON *root)
{
    const struct person_entries *identities = &face->profile->person->identities;
    cJSON *array = cJSON_AddArrayToObject(root, "identities");
    for (size_t i = 0; i < identities->count && i < PROFILE_IDENTITIES; i++) {
        cJSON *row = add_row(array);
        add_text(row, "kind", identities->items[i].name);
        add_text(row, "value", identities->items[i].value);
        add_instant_day(face, row, "ends", identities->items[i].at);
    }
}

static void add_consent(const struct customer_face *face, cJSON *object, const char *name,
    const struct person_consent *consent, enum profile_medium medium)
{
    static const char *const why[] = {[REACH_NO_ADDRESS] = "no address",
        [REACH_ENDED] = "ended",
        [REACH_REFUSED] = "refused",
        [REACH_BLACKLISTED] = "blacklisted"};
    cJSON *row = cJSON_AddObjectToObject(object, name);
    enum profile_reach reach = face->profile->reach[medium];
    cJSON_AddBoolToObject(row, "reachable", reach == REACH_YES);
    add_text(row, "why", reach == REACH_YES ? NULL : why[reach]);
    if (consent->known)
        cJSON_AddBoolToObject(row, "given", consent->given);
    else
        cJSON_AddNullToObject(row, "given");
    add_text(row, "source", consent->source);
    add_instant_day(face, row, "at", consent->known ? consent->at : PERSON_UNKNOWN);
}

static void add_entries(const struct customer_face *face, cJSON *root, const char *name,
    const struct person_entries *entries, bool bodies)
{
    cJSON *array = cJSON_AddArrayToObject(root, name);
    for (size_t i = 0; i < entries->count; i++) {
        cJSON *row = add_row(array);
        add_text(row, bodies ? "body" : "name",
            bodies ? entries->items[i].value : entries->items[i].name);
        add_instant_day(face, row, "at", entries->items[i].at);
    }
}

static void add_person(const struct customer_face *face, cJSON *root)
{
    const struct person *person = face->profile->person;
    add_identities(face, root);
    cJSON *media = cJSON_AddObjectToObject(root, "media");
    add_consent(face, media, "edm", &person->edm, PROFILE_EDM);
    add_consent(face, media, "sms", &person->sms, PROFILE_SMS);
    if (person->blocked) {
        cJSON *row = cJSON_AddObjectToObject(root, "blacklist");
        add_text(row, "reason", person->blocked_for);
        add_instant_day(face, row, "at", person->blocked_at);
    } else {
        cJSON_AddNullToObject(root, "blacklist");
    }
    add_entries(face, root, "tags", &person->tags, false);
    add_entries(face, root, "notes", &person->notes, true);
    cJSON *fields = cJSON_AddObjectToObject(root, "fields");
    for (size_t i = 0; i < person->fields.count; i++)
        add_text(fields, person->fields.items[i].name, person->fields.items[i].value);
}

/* --- what they did ---------------------------------------------------------------------------- */

static void add_orders(const struct customer_face *face, cJSON *root)
{
    const struct profile *profile = face->profile;
    cJSON *array = cJSON_AddArrayToObject(root, "orders");
    for (size_t i = 0; i < profile->order_count; i++) {
        const struct profile_order *order = &profile->orders[i];
        cJSON *row = add_row(array);
        add_text(row, "number", order->number);
        add_text(row, "source", order->source);
        add_day(row, "date", order->day);
        add_text(row, "state", customer_order_state_ids[order->state]);
        add_money(face, row, "amount", order->amount);
        add_money(face, row, "due", order->due);
        add_money(face, row, "discount", order->discount);
        add_money(face, row, "refunded", order->refunded);
        output_add(
            row, "items", order->items < 0 ? (double)NAN : (double)order->items, MEASURE_COUNT, 0);
        add_text(row, "channel", order->channel);
        add_text(row, "coupon", order->coupon);
    }
}

static void add_favourites(const struct customer_face *face, cJSON *root, const char *name,
    const struct profile_favourites *favourites)
{
    cJSON *array = cJSON_AddArrayToObject(root, name);
    for (size_t i = 0; i < favourites->count; i++) {
        const struct profile_favourite *best = &favourites->best[i];
        cJSON *row = add_row(array);
        add_text(row, "name", best->name);
        if (best->sku != NULL)
            add_text(row, "sku", best->sku);
        add_money(face, row, "spent", best->spent);
        output_add(row, "share", best->share, MEASURE_RATE, 0);
        cJSON_AddNumberToObject(row, "pieces", (double)best->pieces);
        cJSON_AddNumberToObject(row, "orders", best->orders);
    }
}

static void add_contacts(const struct customer_face *face, cJSON *root)
{
    const struct profile *profile = face->profile;
    cJSON *array = cJSON_AddArrayToObject(root, "contacts");
    for (size_t i = 0; i < profile->contact_count; i++) {
        const struct profile_contact *contact = &profile->contacts[i];
        cJSON *row = add_row(array);
        add_day(row, "date", contact->day);
        add_text(row, "kind", customer_event_ids[contact->kind]);
        add_text(row, "item", contact->product);
        add_text(row, "channel", contact->channel);
        add_text(row, "agent", contact->agent);
        output_add(row, "value", contact->value < 0 ? (double)NAN : (double)contact->value,
            MEASURE_COUNT, 0);
    }
    array = cJSON_AddArrayToObject(root, "messages");
    for (size_t i = 0; i < profile->message_count; i++) {
        const struct profile_message *message = &profile->messages[i];
        cJSON *row = add_row(array);
        add_text(row, "campaign", message->campaign);
        add_text(row, "medium", profile_medium_ids[message->medium]);
        add_day(row, "date", message->day);
        add_text(row, "state", message->state);
        add_text(row, "reason", message->reason);
        cJSON_AddBoolToObject(row, "opened", message->opened);
        cJSON_AddBoolToObject(row, "clicked", message->clicked);
        cJSON_AddBoolToObject(row, "answered", message->answered);
        cJSON_AddBoolToObject(row, "opted_out", message->opted_out);
    }
}

static void add_coupons(const struct customer_face *face, cJSON *root)
{
    cJSON *array = cJSON_AddArrayToObject(root, "coupons");
    for (size_t i = 0; i < face->profile->coupon_count; i++) {
        const struct profile_coupon *coupon = &face->profile->coupons[i];
        cJSON *row = add_row(array);
        add_text(row, "code", coupon->code);
        add_text(row, "name", coupon->name);
        add_money(face, row, "value", coupon->value);
        add_money(face, row, "minimum", coupon->minimum);
        add_day(row, "until", coupon->expires);
    }
}

static void add_stages(const struct customer_face *face, cJSON *root)
{
    cJSON *array = cJSON_AddArrayToObject(root, "stages");
    for (size_t i = 0; i < face->profile->stage_count; i++) {
        cJSON *row = add_row(array);
        add_text(row, "stage", lifecycle_names[face->profile->stages[i].stage]);
        add_day(row, "since", face->profile->stages[i].since);
    }
}

static void add_reasons(const struct customer_face *face, cJSON *next)
{
    cJSON *array = cJSON_AddArrayToObject(next, "reasons");
    for (size_t i = 0; i < face->offer->count; i++) {
        const struct offer_reason *reason = &face->offer->reasons[i];
        struct text sentence = {0};
        customer_reason(face, reason, &sentence);
        cJSON *row = add_row(array);
        add_text(row, "id", offer_ids[reason->kind]);
        output_add(row, "days", reason->days < 0 ? (double)NAN : reason->days, MEASURE_COUNT, 0);
        add_money(face, row, "amount", reason->amount);
        add_text(row, "sentence", text_string(&sentence));
        text_free(&sentence);
    }
}

static void add_next(const struct customer_face *face, cJSON *root)
{
    const struct offer *offer = face->offer;
    cJSON *next = cJSON_AddObjectToObject(root, "next");
    add_reasons(face, next);
    if (offer->item != NULL) {
        cJSON *item = cJSON_AddObjectToObject(next, "item");
        add_text(item, "sku", offer->sku);
        add_text(item, "name", offer->item);
        add_text(item, "with", offer->with);
        cJSON_AddNumberToObject(item, "lift", offer->lift);
        cJSON_AddNumberToObject(item, "orders_with_both", offer->together);
        cJSON_AddNumberToObject(item, "orders_with", offer->of);
    } else {
        cJSON_AddNullToObject(next, "item");
    }
    cJSON *media = cJSON_AddArrayToObject(next, "media");
    for (int i = 0; i < PROFILE_MEDIA; i++)
        if (offer->media[i])
            cJSON_AddItemToArray(media, cJSON_CreateString(profile_medium_ids[i]));
}

bool customer_print_json(const struct customer_face *face, struct error *error)
{
    const struct profile *profile = face->profile;
    cJSON *root = cJSON_CreateObject();
    cJSON_AddNumberToObject(root, "id", (double)profile->id);
    add_day(root, "as_of", profile->day);
    cJSON_AddBoolToObject(root, "masked", !profile->unmasked);
    add_text(root, "name", profile->person->name);
    add_attributes(face, root);
    add_person(face, root);
    add_stages(face, root);
    add_orders(face, root);
    add_favourites(face, root, "categories", &profile->categories);
    add_favourites(face, root, "brands", &profile->brands);
    add_favourites(face, root, "items", &profile->items);
    cJSON_AddItemToObject(root, "hours", cJSON_CreateIntArray(profile->hours, PROFILE_HOURS));
    cJSON_AddItemToObject(
        root, "weekdays", cJSON_CreateIntArray(profile->weekdays, PROFILE_WEEKDAYS));
    add_contacts(face, root);
    add_coupons(face, root);
    add_next(face, root);
    return output_json(root, error);
}

/* --- CSV -------------------------------------------------------------------------------------- */

static void add_cell(const struct customer_face *face, struct output_csv *csv, int attribute)
{
    const struct attribute *of = census_attribute(face->census, attribute);
    struct profile_value value;
    char text[CUSTOMER_TEXT];
    bool known = customer_value(face, attribute, &value);
    if (!known) {
        output_csv_text(csv, NULL);
    } else if (of->type == ATTRIBUTE_CHOICE) {
        output_csv_text(csv, value.id);
    } else if (of->type == ATTRIBUTE_FLAG) {
        output_csv_text(csv, value.number != 0 ? "yes" : "no");
    } else if (of->type == ATTRIBUTE_DAY || of->type == ATTRIBUTE_PERSONAL) {
        customer_value_text(face, attribute, text);
        output_csv_text(csv, text);
    } else {
        output_csv_number(csv, value.number, units[of->type], face->currency.decimals);
    }
}

bool customer_print_csv(const struct customer_face *face, struct error *error)
{
    struct output_csv csv = {0};
    int count = census_attributes(face->census);
    for (int i = 0; i < count; i++)
        output_csv_text(&csv, census_attribute(face->census, i)->id);
    output_csv_end(&csv);
    for (int i = 0; i < count; i++)
        add_cell(face, &csv, i);
    output_csv_end(&csv);
    bool good = output_write(text_string(&csv.text), csv.text.length, error);
    text_free(&csv.text);
    return good;
}
