/* A customer as a page for people. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/phrase.h"
#include "tui/glyph.h"
#include "views/customer_print.h"
#include "views/format.h"

enum { ORDERS_SHOWN = 10, NOTES_SHOWN = 5 };

struct page {
    const struct customer_face *face;
    struct output_manner manner;
    struct text text;
    int margin; /* columns of the labels */
};

static void line(struct page *page, const char *label, const char *text)
{
    if (text[0] == '\0')
        return;
    char fitted[256];
    glyph_fit(fitted, sizeof(fitted), label, page->margin, ALIGN_LEFT);
    output_styled(&page->text, &page->manner, STYLE_QUIET, fitted);
    output_wrapped(&page->text, text, page->margin, page->margin, page->manner.columns);
}

static void heading(struct page *page, const char *text)
{
    text_append_char(&page->text, '\n');
    output_styled(&page->text, &page->manner, STYLE_QUIET, text);
    text_append_char(&page->text, '\n');
}

/* --- who -------------------------------------------------------------------------------------- */

static void append_who(struct page *page)
{
    const struct profile *profile = page->face->profile;
    struct text name = {0}, clean = {0}, who = {0};
    char day[FORMAT_TEXT], right[2 * FORMAT_TEXT];
    customer_name(page->face, &name);
    text_append_clean(&clean, text_string(&name));
    output_styled(&page->text, &page->manner, STYLE_STRONG, text_string(&clean));
    format_day(day, profile->day);
    snprintf(right, sizeof(right), say("customer %lld, as of %s"), (long long)profile->id, day);
    int gap = page->manner.columns - glyph_width(text_string(&clean)) - glyph_width(right);
    text_format(&page->text, "%*s", gap > 2 ? gap : 2, "");
    output_styled(&page->text, &page->manner, STYLE_QUIET, right);
    text_append_char(&page->text, '\n');
    customer_who(page->face, &who);
    if (who.length > 0)
        output_wrapped(&page->text, text_string(&who), 0, 0, page->manner.columns);
    text_free(&name);
    text_free(&clean);
    text_free(&who);
}

/* "prospect 2024-06-02 ─○ new 2024-06-05 ─○ regular …": as many of the last as fit. */
static void append_way(struct page *page)
{
    const struct profile *profile = page->face->profile;
    size_t from = profile->stage_count;
    int room = page->manner.columns - page->margin;
    for (; from > 0; from--) {
        room -= glyph_width(lifecycle_name(profile->stages[from - 1].stage)) + 11 + 3;
        if (room < 2)
            break;
    }
    struct text way = {0};
    if (from > 0)
        text_append(&way, "… ");
    for (size_t i = from; i < profile->stage_count; i++) {
        char day[DATE_TEXT] = "";
        if (profile->stages[i].since != COLUMN_UNKNOWN)
            date_day_text(profile->stages[i].since, day);
        text_format(&way, "%s%s%s%s", i > from ? " ─ " : "",
            lifecycle_name(profile->stages[i].stage), day[0] != '\0' ? " " : "", day);
    }
    line(page, say("way"), text_string(&way));
    text_free(&way);
}

static void append_lines(struct page *page)
{
    for (enum customer_line i = 0; i < CUSTOMER_LINES; i++) {
        struct text text = {0};
        customer_line(page->face, i, &text);
        line(page, customer_line_label(i), text_string(&text));
        text_free(&text);
    }
    const struct person_entries *notes = &page->face->profile->person->notes;
    for (size_t i = 0; i < notes->count && i < NOTES_SHOWN; i++)
        line(page, say("note"), notes->items[i].value);
}

static void append_next(struct page *page)
{
    const struct customer_face *face = page->face;
    struct text text = {0};
    for (size_t i = 0; i < face->offer->count; i++) {
        customer_reason(face, &face->offer->reasons[i], &text);
        line(page, i == 0 ? say("next") : "", text_string(&text));
        text_clear(&text);
    }
    customer_offer_media(face, &text);
    line(page, "", text_string(&text));
    text_free(&text);
}

/* --- orders and attributes ----------------------------------------------------------------------
 */

static const struct output_column order_columns[] = {
    {"date", "date", OUTPUT_TEXT},
    {"number", "order no.", OUTPUT_TEXT},
    {"amount", "amount", OUTPUT_MONEY},
    {"items", "items", OUTPUT_COUNT},
    {"channel", "channel", OUTPUT_TEXT},
    {"state", "state", OUTPUT_TEXT},
};
enum { ORDER_COLUMNS = sizeof(order_columns) / sizeof(order_columns[0]) };

static void append_orders(struct page *page, bool all)
{
    const struct profile *profile = page->face->profile;
    int good;
    size_t shown = all || profile->order_count < ORDERS_SHOWN ? profile->order_count : ORDERS_SHOWN;
    if (shown == 0)
        return;
    text_append_char(&page->text, '\n');
    struct output_table *table =
        output_table_new(order_columns, ORDER_COLUMNS, &page->face->currency);
    for (size_t i = 0; i < shown; i++) {
        const struct profile_order *order = &profile->orders[i];
        char day[DATE_TEXT];
        date_day_text(order->day, day);
        output_table_text(table, day);
        output_table_text(table, order->number);
        output_table_number(table, customer_order_amount(order));
        output_table_number(table, order->items < 0 ? (double)NAN : (double)order->items);
        output_table_text(table, order->channel);
        output_table_text(table, customer_order_state(order->state, &good));
    }
    output_table_append(table, &page->manner, &page->text);
    output_table_free(&table);
    if (shown < profile->order_count) {
        text_format(&page->text, say("and %zu earlier ones: --all shows them"),
            profile->order_count - shown);
        text_append_char(&page->text, '\n');
    }
}

static void append_attributes(struct page *page)
{
    const struct customer_face *face = page->face;
    int margin = page->margin;
    heading(page, say("all attributes"));
    page->margin = 0;
    for (int i = 0; i < census_attributes(face->census); i++) {
        int width = glyph_width(say(census_attribute(face->census, i)->label)) + 2;
        page->margin = width > page->margin ? width : page->margin;
    }
    for (int i = 0; i < census_attributes(face->census); i++) {
        char value[CUSTOMER_TEXT];
        customer_value_text(face, i, value);
        line(page, say(census_attribute(face->census, i)->label), value);
    }
    page->margin = margin;
}

bool customer_print_people(
    const struct customer_face *face, const struct options *options, bool all, struct error *error)
{
    struct page page = {.face = face, .manner = output_manner(options)};
    for (enum customer_line i = 0; i < CUSTOMER_LINES; i++) {
        int width = glyph_width(customer_line_label(i)) + 2;
        page.margin = width > page.margin ? width : page.margin;
    }
    append_who(&page);
    text_append_char(&page.text, '\n');
    append_way(&page);
    append_lines(&page);
    append_next(&page);
    append_orders(&page, all);
    if (all)
        append_attributes(&page);
    bool good = output_people(&page.text, &page.manner, error);
    text_free(&page.text);
    return good;
}

/* --- candidates ---------------------------------------------------------------------------------
 */

static void add_candidate(struct output_table *table, const struct profile_candidate *candidate,
    struct census *census, bool people)
{
    struct profile_value stage = {0}, spent = {0};
    struct error ignored;
    uint32_t place;
    char id[24];
    if (facts_customer(facts_columns(census_facts(census)), candidate->id, &place)) {
        profile_value(census, place, CUSTOMER_LIFECYCLE, &stage, NULL, &ignored);
        profile_value(census, place, CUSTOMER_SALES, &spent, NULL, &ignored);
    }
    snprintf(id, sizeof(id), "%lld", (long long)candidate->id);
    output_table_text(table, id);
    output_table_text(table, candidate->name);
    output_table_text(table, candidate->by);
    output_table_text(table, candidate->city);
    output_table_text(table, !stage.known ? NULL : people ? stage.name : stage.id);
    output_table_number(table, spent.known ? spent.number : (double)NAN);
}

bool customer_print_candidates(const struct profile_candidates *candidates, struct census *census,
    const struct money_currency *currency, const struct options *options, struct error *error)
{
    static const struct output_column columns[] = {
        {"id", "No.", OUTPUT_TEXT},
        {"name", "Name", OUTPUT_TEXT},
        {"identity", "known as", OUTPUT_TEXT},
        {"city", "City", OUTPUT_TEXT},
        {"lifecycle", "stage", OUTPUT_TEXT},
        {"sales", "spent", OUTPUT_MONEY},
    };
    struct output_table *table =
        output_table_new(columns, sizeof(columns) / sizeof(columns[0]), currency);
    for (size_t i = 0; i < candidates->count; i++)
        add_candidate(table, &candidates->items[i], census, options->format == FORMAT_PEOPLE);
    bool good = output_table_print(table, options, error);
    output_table_free(&table);
    return good;
}
