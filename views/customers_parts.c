/* The parts of a profile, from top to bottom. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/phrase.h"
#include "tui/bar.h"
#include "tui/block.h"
#include "tui/glyph.h"
#include "tui/spark.h"
#include "views/customers_inside.h"
#include "views/format.h"

/* --- who
 * ------------------------------------------------------------------------------------------ */

void parts_head(struct pen *pen)
{
    const struct profile *profile = pen->face->profile;
    struct text name = {0}, who = {0};
    char number[64];
    struct area row = pen_row(pen);
    customer_name(pen->face, &name);
    customer_who(pen->face, &who);
    snprintf(number, sizeof(number), say("customer %lld"), (long long)profile->id);
    int width = glyph_width(number) + 2;
    bool named = strcmp(text_string(&name), number) != 0;
    surface_text(pen->surface, row.row, row.column, row.columns - (named ? width : 0),
        style_bold(style_of(ROLE_TEXT)), text_string(&name));
    if (named)
        surface_aligned(pen->surface, row.row, row.column + row.columns - width, width, ALIGN_RIGHT,
            style_of(ROLE_FAINT), number);
    row = pen_row(pen);
    const struct span spans[] = {
        {profile->unmasked ? "⚠ " : "", style_of(ROLE_WARN)},
        {profile->unmasked ? say("unmasked") : "", style_of(ROLE_WARN)},
        {profile->unmasked ? "  " : "", style_of(ROLE_TEXT)},
        {profile->person->blocked ? "✘ " : "", style_of(ROLE_BAD)},
        {profile->person->blocked ? say("on the blacklist") : "", style_of(ROLE_BAD)},
        {profile->person->blocked ? "  " : "", style_of(ROLE_TEXT)},
        {text_string(&who), style_of(ROLE_QUIET)},
    };
    surface_spans(
        pen->surface, row.row, row.column, row.columns, spans, sizeof(spans) / sizeof(spans[0]));
    text_free(&name);
    text_free(&who);
    pen_skip(pen, 1);
}

/* --- the way
 * ---------------------------------------------------------------------------------------- */

static enum role stage_role(enum lifecycle_stage stage)
{
    switch (stage) {
    case STAGE_NEW:
    case STAGE_REGULAR:
    case STAGE_FAN:
        return ROLE_GOOD;
    case STAGE_HOLDING:
        return ROLE_WARN;
    case STAGE_LAPSED:
        return ROLE_BAD;
    default:
        return ROLE_QUIET;
    }
}

enum { STOP_LEAST = 9 };

static int stop_width(const struct profile *profile, size_t stage)
{
    int width = glyph_width(lifecycle_name(profile->stages[stage].stage)) + 3;
    return width > STOP_LEAST ? width : STOP_LEAST;
}

/* One stage: its name, the sign of its beginning and a line to the next; below it the month. */
static void draw_stop(
    struct pen *pen, size_t stage, struct area row, struct area below, int column, int width)
{
    const struct profile *profile = pen->face->profile;
    bool last = stage + 1 == profile->stage_count;
    const char *name = lifecycle_name(profile->stages[stage].stage);
    struct style style = style_of(last ? stage_role(profile->stages[stage].stage) : ROLE_QUIET);
    surface_glyph(pen->surface, row.row, column, style, last ? GLYPH_SAME : GLYPH_EMPTY);
    int used = 2 + surface_text(pen->surface, row.row, column + 2, width - 3,
                       last ? style_bold(style) : style, name);
    if (!last && width - used - 1 > 0)
        surface_rule(
            pen->surface, row.row, column + used + 1, width - used - 1, style_of(ROLE_LINE));
    if (profile->stages[stage].since == COLUMN_UNKNOWN)
        return;
    char day[DATE_TEXT];
    date_day_text(profile->stages[stage].since, day);
    day[last ? 10 : 7] = '\0';
    surface_text(pen->surface, below.row, column + 2, 10, style_of(ROLE_FAINT), day);
}

/* The last stages that fit; the line of a stage is the longer, the longer it lasted. */
void parts_way(struct pen *pen)
{
    const struct profile *profile = pen->face->profile;
    struct area row = pen_row(pen), below = pen_row(pen);
    size_t from = profile->stage_count;
    int needed = 14;
    while (from > 0 && needed + stop_width(profile, from - 1) <= row.columns - 2)
        needed += stop_width(profile, --from);
    if (from == profile->stage_count && from > 0)
        from--;
    int column = row.column, spare = row.columns - 2 - needed;
    if (from > 0)
        column += 1 + surface_text(pen->surface, row.row, column, 2, style_of(ROLE_FAINT), "…");
    double days = profile->day - (double)profile->stages[from].since;
    for (size_t i = from; i < profile->stage_count; i++) {
        int width = stop_width(profile, i) + (i + 1 == profile->stage_count ? 8 : 0);
        if (i + 1 < profile->stage_count && days > 0 && spare > 0)
            width +=
                (int)(spare * (profile->stages[i + 1].since - (double)profile->stages[i].since) /
                      days);
        draw_stop(pen, i, row, below, column, width);
        column += width;
    }
    pen_skip(pen, 1);
}

/* --- the figures that matter
 * ------------------------------------------------------------------------- */

void parts_figures(struct pen *pen)
{
    static const struct {
        int attribute;
        const char *label;
    } tiles[] = {{CUSTOMER_ORDERS, "orders"}, {CUSTOMER_SALES, "spent"},
        {CUSTOMER_RECENCY_DAYS, "days ago"}, {CUSTOMER_VALUE_CLASS, "worth"},
        {CUSTOMER_P_ALIVE, "P(alive)"}, {CUSTOMER_EXPECTED_VALUE, "in 90 days"}};
    enum { TILES = sizeof(tiles) / sizeof(tiles[0]) };
    struct area row = pen_row(pen), below = pen_row(pen);
    int shown = row.columns >= TILES * 11 ? TILES : TILES - 2, width = row.columns / shown;
    for (int i = 0; i < shown; i++) {
        char value[CUSTOMER_TEXT];
        customer_value_text(pen->face, tiles[i].attribute, value);
        if (tiles[i].attribute == CUSTOMER_P_ALIVE) {
            double number = customer_alive(pen->face);
            snprintf(value, sizeof(value), "%.2f", number);
            if (isnan(number))
                snprintf(value, sizeof(value), "%s", glyph_text(GLYPH_MISSING));
        }
        bool known = strcmp(value, glyph_text(GLYPH_MISSING)) != 0;
        surface_text(pen->surface, row.row, row.column + i * width, width - 1,
            known ? style_bold(style_of(ROLE_TEXT)) : style_of(ROLE_FAINT), value);
        surface_text(pen->surface, below.row, below.column + i * width, width - 1,
            style_of(ROLE_FAINT), say(tiles[i].label));
    }
    pen_skip(pen, 1);
}

/* A sentence behind the place of the mark. */
static void reason(struct pen *pen, const char *label, enum role role, const char *text)
{
    struct area row = pen->area;
    pen_label(pen, &row, label);
    pen->margin += 2;
    pen_lines(pen, "", style_of(role), text);
    pen->margin -= 2;
}

void parts_next(struct pen *pen)
{
    const struct offer *offer = pen->face->offer;
    if (offer == NULL)
        return;
    for (size_t i = 0; i < offer->count; i++) {
        struct text text = {0};
        customer_reason(pen->face, &offer->reasons[i], &text);
        bool idle = offer->reasons[i].kind == OFFER_NONE || offer->blacklisted;
        if (i == 0)
            surface_glyph(pen->surface, pen->area.row, pen->area.column + pen->margin,
                style_of(idle ? ROLE_QUIET : ROLE_ACCENT), GLYPH_CLOSED);
        reason(pen, i == 0 ? say("next") : "", i == 0 && !idle ? ROLE_ACCENT : ROLE_QUIET,
            text_string(&text));
        text_free(&text);
    }
    struct text media = {0};
    customer_offer_media(pen->face, &media);
    reason(pen, "", offer->blacklisted ? ROLE_BAD : ROLE_FAINT, text_string(&media));
    text_free(&media);
    pen_skip(pen, 1);
}

/* --- tastes
 * --------------------------------------------------------------------------------------------- */

static void line(struct pen *pen, enum customer_line kind)
{
    struct text text = {0};
    customer_line(pen->face, kind, &text);
    pen_lines(pen, customer_line_label(kind), style_of(ROLE_TEXT), text_string(&text));
    text_free(&text);
}

static void draw_bars(struct pen *pen)
{
    enum { BARS = 4, PERCENT = 6 };
    const struct profile_favourites *categories = &pen->face->profile->categories;
    for (size_t i = 0; i < categories->count && i < BARS; i++) {
        const struct profile_favourite *best = &categories->best[i];
        struct area row = pen_row(pen);
        char share[FORMAT_TEXT], spent[FORMAT_TEXT];
        pen_label(pen, &row, i == 0 ? customer_line_label(LINE_CATEGORIES) : "");
        int name = row.columns > 50 ? 16 : 10, bar = row.columns - name - PERCENT - 14;
        format_share(share, best->share);
        format_value(spent, best->spent, MEASURE_MONEY, &pen->face->currency);
        surface_text(pen->surface, row.row, row.column, name - 1,
            style_of(i == 0 ? ROLE_TEXT : ROLE_QUIET), best->name != NULL ? best->name : "");
        bar = bar > 30 ? 30 : bar;
        bar_line(pen->surface, row.row, row.column + name, bar,
            style_of(i == 0 ? ROLE_ACCENT : ROLE_QUIET), style_of(ROLE_LINE), best->share);
        surface_aligned(pen->surface, row.row, row.column + name + bar, PERCENT, ALIGN_RIGHT,
            style_of(ROLE_QUIET), share);
        surface_aligned(pen->surface, row.row, row.column + name + bar + PERCENT, 12, ALIGN_RIGHT,
            style_of(ROLE_FAINT), spent);
    }
}

void parts_tastes(struct pen *pen)
{
    draw_bars(pen);
    line(pen, LINE_ITEMS);
    line(pen, LINE_BRANDS);
    line(pen, LINE_PRICE);
    line(pen, LINE_TASTE);
    line(pen, LINE_TIME);
}

static void draw_spark(struct pen *pen, struct area area, const int32_t *counts, size_t count)
{
    double values[PROFILE_HOURS], most = 0;
    for (size_t i = 0; i < count; i++) {
        values[i] = counts[i];
        most = fmax(most, counts[i]);
    }
    const struct spark spark = {.values = values,
        .count = count,
        .style = style_of(ROLE_ACCENT),
        .last = style_of(ROLE_ACCENT),
        .floor = 0,
        .ceiling = most};
    spark_draw(pen->surface, area, &spark);
}

/* Hours and weekdays of the paid orders. */
void parts_hours(struct pen *pen)
{
    const struct profile *profile = pen->face->profile;
    if (profile->paid_orders > 0 && pen->area.columns - pen->margin >= PROFILE_HOURS + 22) {
        struct area row = pen_row(pen), below = pen_row(pen);
        pen_label(pen, &row, say("hours"));
        area_cut_left(&below, pen->margin);
        struct area hours = area_cut_left(&row, PROFILE_HOURS);
        draw_spark(pen, hours, profile->hours, PROFILE_HOURS);
        surface_text(pen->surface, below.row, below.column, PROFILE_HOURS, style_of(ROLE_FAINT),
            "0     6     12    18  23");
        area_cut_left(&row, 4);
        area_cut_left(&below, PROFILE_HOURS + 4);
        for (int i = 0; i < PROFILE_WEEKDAYS; i++) {
            /* Each weekday is two columns wide, so that its letter fits below. */
            struct area day = area_cut_left(&row, 1);
            int32_t two[2] = {profile->weekdays[i], 0};
            for (int j = 0; j < PROFILE_WEEKDAYS; j++)
                two[1] = profile->weekdays[j] > two[1] ? profile->weekdays[j] : two[1];
            const double value = two[0];
            const struct spark spark = {.values = &value,
                .count = 1,
                .style = style_of(ROLE_ACCENT),
                .last = style_of(ROLE_ACCENT),
                .floor = 0,
                .ceiling = two[1]};
            spark_draw(pen->surface, day, &spark);
            area_cut_left(&row, 1);
        }
        surface_text(pen->surface, below.row, below.column, below.columns, style_of(ROLE_FAINT),
            say("M T W T F S S"));
    }
    pen_skip(pen, 1);
}

/* --- what is known of them
 * ---------------------------------------------------------------------------------- */

void parts_person(struct pen *pen)
{
    const struct person_entries *notes = &pen->face->profile->person->notes;
    line(pen, LINE_ORDERS);
    line(pen, LINE_VALUE);
    line(pen, LINE_SCORES);
    line(pen, LINE_BROWSES);
    line(pen, LINE_SERVICE);
    line(pen, LINE_TOUCHED);
    line(pen, LINE_REACH);
    line(pen, LINE_REWARDS);
    line(pen, LINE_IDENTITIES);
    line(pen, LINE_TAGS);
    line(pen, LINE_FIELDS);
    for (size_t i = 0; i < notes->count; i++)
        pen_lines(pen, i == 0 ? say("note") : "", style_of(ROLE_TEXT), notes->items[i].value);
    pen_skip(pen, 1);
}
