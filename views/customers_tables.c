/* The tables of a profile: orders, what passed between, and everything known. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/phrase.h"
#include "tui/block.h"
#include "tui/glyph.h"
#include "views/customers_inside.h"
#include "views/format.h"

static void heading(struct pen *pen, const char *text, size_t count)
{
    char number[FORMAT_TEXT] = "";
    struct area row = pen_row(pen);
    if (count > 0)
        format_count(number, (int64_t)count);
    const struct span spans[] = {
        {text, style_bold(style_of(ROLE_QUIET))},
        {"  ", style_of(ROLE_TEXT)},
        {number, style_of(ROLE_FAINT)},
    };
    surface_spans(pen->surface, row.row, row.column, row.columns, spans, 3);
}

/* Cuts a column off the row and writes into it. */
static void cell(struct pen *pen, struct area *row, int columns, enum align align, enum role role,
    const char *text)
{
    struct area place = area_cut_left(row, columns);
    surface_aligned(pen->surface, place.row, place.column, place.columns - 1, align, style_of(role),
        text != NULL ? text : "");
}

/* Rows that are out of sight cost nothing. */
static bool in_sight(const struct pen *pen, struct area row)
{
    struct area screen = surface_area(pen->surface);
    return row.row >= screen.row && row.row < screen.row + screen.rows;
}

enum { DAY = 11 };

static void draw_order(struct pen *pen, struct area row, const struct profile_order *order)
{
    char day[DATE_TEXT], amount[FORMAT_TEXT], items[FORMAT_TEXT] = "", state[96];
    int good;
    const char *told = customer_order_state(order->state, &good);
    date_day_text(order->day, day);
    format_value(amount, customer_order_amount(order), MEASURE_MONEY, &pen->face->currency);
    if (order->items >= 0)
        snprintf(items, sizeof(items), "×%lld", (long long)order->items);
    snprintf(state, sizeof(state), "%s %s",
        glyph_text(good > 0   ? GLYPH_CHECK
                   : good < 0 ? GLYPH_WARNING
                              : GLYPH_CROSS),
        told);
    bool roomy = row.columns >= 76;
    cell(pen, &row, DAY, ALIGN_LEFT, ROLE_QUIET, day);
    if (roomy)
        cell(pen, &row, 21, ALIGN_LEFT, ROLE_FAINT, order->number);
    cell(pen, &row, 11, ALIGN_RIGHT, ROLE_TEXT, amount);
    cell(pen, &row, 6, ALIGN_RIGHT, ROLE_QUIET, items);
    cell(pen, &row, 1, ALIGN_LEFT, ROLE_QUIET, "");
    cell(pen, &row, row.columns - 16, ALIGN_LEFT, ROLE_QUIET, order->channel);
    cell(pen, &row, row.columns, ALIGN_LEFT, good < 0 ? ROLE_WARN : ROLE_QUIET, state);
}

void parts_orders(struct pen *pen)
{
    const struct profile *profile = pen->face->profile;
    if (profile->order_count == 0)
        return;
    heading(pen, say("All orders"), profile->order_count);
    for (size_t i = 0; i < profile->order_count; i++) {
        struct area row = pen_row(pen);
        if (in_sight(pen, row))
            draw_order(pen, row, &profile->orders[i]);
    }
    pen_skip(pen, 1);
}

/* --- contacts, messages, coupons
 * --------------------------------------------------------------------- */

static void draw_contact(struct pen *pen, struct area row, const struct profile_contact *contact)
{
    char day[DATE_TEXT], value[FORMAT_TEXT] = "";
    date_day_text(contact->day, day);
    if (contact->kind == EVENT_REVIEW && contact->value >= 0)
        snprintf(value, sizeof(value), "%lld ★", (long long)contact->value);
    if (contact->kind == EVENT_INQUIRY && contact->value >= 0)
        format_duration(value, (double)contact->value);
    cell(pen, &row, DAY, ALIGN_LEFT, ROLE_QUIET, day);
    cell(pen, &row, 12, ALIGN_LEFT,
        contact->kind == EVENT_COMPLAINT || contact->kind == EVENT_RETURN ? ROLE_WARN : ROLE_TEXT,
        customer_event(contact->kind));
    cell(pen, &row, 10, ALIGN_LEFT, ROLE_QUIET, value);
    cell(pen, &row, row.columns / 2, ALIGN_LEFT, ROLE_QUIET, contact->product);
    cell(pen, &row, row.columns, ALIGN_LEFT, ROLE_FAINT,
        contact->agent != NULL ? contact->agent : contact->channel);
}

static void draw_message(struct pen *pen, struct area row, const struct profile_message *message)
{
    char day[DATE_TEXT];
    const char *became = message->opted_out  ? say("opted out")
                         : message->answered ? say("answered")
                         : message->clicked  ? say("clicked")
                         : message->opened   ? say("opened")
                         : message->sent     ? say("sent")
                                             : say(message->state);
    date_day_text(message->day, day);
    cell(pen, &row, DAY, ALIGN_LEFT, ROLE_QUIET, day);
    cell(pen, &row, 12, ALIGN_LEFT,
        message->opted_out                    ? ROLE_BAD
        : message->opened || message->clicked ? ROLE_GOOD
                                              : ROLE_QUIET,
        became);
    cell(pen, &row, 6, ALIGN_LEFT, ROLE_QUIET, customer_medium(message->medium));
    cell(pen, &row, row.columns / 2 + 4, ALIGN_LEFT, ROLE_TEXT, message->campaign);
    cell(pen, &row, row.columns, ALIGN_LEFT, ROLE_FAINT, message->reason);
}

static void draw_coupon(struct pen *pen, struct area row, const struct profile_coupon *coupon)
{
    char until[DATE_TEXT] = "", value[FORMAT_TEXT];
    if (coupon->expires != COLUMN_UNKNOWN)
        date_day_text(coupon->expires, until);
    format_value(value, coupon->value, MEASURE_MONEY, &pen->face->currency);
    cell(pen, &row, DAY, ALIGN_LEFT, ROLE_QUIET, until);
    cell(pen, &row, 12, ALIGN_RIGHT, ROLE_TEXT, value);
    cell(pen, &row, row.columns - 14, ALIGN_LEFT, ROLE_QUIET,
        coupon->name != NULL ? coupon->name : coupon->code);
    cell(pen, &row, row.columns, ALIGN_LEFT, ROLE_FAINT, coupon->code);
}

void parts_contacts(struct pen *pen)
{
    const struct profile *profile = pen->face->profile;
    if (profile->coupon_count > 0)
        heading(pen, say("Open coupons"), profile->coupon_count);
    for (size_t i = 0; i < profile->coupon_count; i++)
        draw_coupon(pen, pen_row(pen), &profile->coupons[i]);
    pen_skip(pen, profile->coupon_count > 0);
    if (profile->message_count > 0)
        heading(pen, say("All messages"), profile->message_count);
    for (size_t i = 0; i < profile->message_count; i++)
        draw_message(pen, pen_row(pen), &profile->messages[i]);
    pen_skip(pen, profile->message_count > 0);
    if (profile->contact_count > 0)
        heading(pen, say("Contacts"), profile->contact_count);
    for (size_t i = 0; i < profile->contact_count; i++)
        draw_contact(pen, pen_row(pen), &profile->contacts[i]);
    pen_skip(pen, profile->contact_count > 0);
}

/* --- everything
 * ------------------------------------------------------------------------------------------ */

static const char *family_label(enum attribute_family family)
{
    static const char *const labels[FAMILIES] = {[FAMILY_PERSON] = "Who they are",
        [FAMILY_KNOWN] = "Registration",
        [FAMILY_ORDERS] = "What they bought",
        [FAMILY_HABITS] = "When and where",
        [FAMILY_LINES] = "Tastes",
        [FAMILY_DISCOUNTS] = "Discounts",
        [FAMILY_REFUNDS] = "Money back",
        [FAMILY_EVENTS] = "Visits and contacts",
        [FAMILY_SCORES] = "Standing",
        [FAMILY_LIFETIME] = "Outlook",
        [FAMILY_REACH] = "Ways to reach them",
        [FAMILY_REWARDS] = "Coupons, points, tags",
        [FAMILY_FIELD] = "Fields of this shop"};
    return say(labels[family]);
}

enum { LABEL = 20, VALUE = 20, GAP = 2 };

/* Label, value, and what it means. */
static void draw_attribute(struct pen *pen, int attribute)
{
    const struct attribute *of = census_attribute(pen->face->census, attribute);
    char value[CUSTOMER_TEXT];
    const char *meaning = of->description != NULL ? say(of->description) : "";
    struct area row = pen->area, line = pen_row(pen);
    area_cut_left(&row, LABEL + VALUE + GAP);
    if (row.columns > LABEL && meaning[0] != '\0') {
        int rows = block_draw(pen->surface, row, style_of(ROLE_FAINT), meaning, 0);
        pen_skip(pen, rows > 1 ? rows - 1 : 0);
    }
    customer_value_text(pen->face, attribute, value);
    bool known = value[0] != '\0' && strcmp(value, glyph_text(GLYPH_MISSING)) != 0;
    cell(pen, &line, LABEL, ALIGN_LEFT, ROLE_QUIET, say(of->label));
    cell(pen, &line, VALUE, ALIGN_RIGHT, known ? ROLE_TEXT : ROLE_FAINT, value);
}

void parts_attributes(struct pen *pen)
{
    int count = census_attributes(pen->face->census);
    for (enum attribute_family family = 0; family < FAMILIES; family++) {
        bool any = false;
        for (int i = 0; i < count; i++) {
            if (census_attribute(pen->face->census, i)->family != family)
                continue;
            if (!any)
                heading(pen, family_label(family), 0);
            any = true;
            draw_attribute(pen, i);
        }
        pen_skip(pen, any);
    }
}
