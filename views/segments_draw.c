/* The right half of the segment browser: the query, how many it leaves, and who they are. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "tui/bar.h"
#include "tui/block.h"
#include "tui/glyph.h"
#include "tui/heat.h"
#include "views/pane_segments.h"

enum { EDITOR_ROWS = 5, INDENT = 2 };

static void title(struct surface *surface, struct area *area, const char *text)
{
    struct area line = area_cut_top(area, 1);
    surface_text(surface, line.row, line.column, line.columns, style_of(ROLE_QUIET), text);
}

/* --- the head -------------------------------------------------------------------------------- */

static void draw_fault(
    const struct answer *answer, struct surface *surface, struct area *area, bool roomy)
{
    char text[ERROR_LENGTH + 8];
    snprintf(text, sizeof(text), "%s %s", glyph_text(GLYPH_CROSS), answer->error.text);
    int rows = block_rows(text, area->columns);
    struct area block = area_cut_top(area, rows < 3 ? rows : 3);
    block_draw(surface, block, style_of(ROLE_BAD), text, 0);
    if (roomy)
        area_cut_top(area, 1);
}

static void draw_count(const struct answer *answer, struct surface *surface, struct area line)
{
    char count[FORMAT_TEXT], all[FORMAT_TEXT], of[FORMAT_TEXT * 2], share[FORMAT_TEXT] = "";
    char took[FORMAT_TEXT] = "";
    format_count(count, answer->count);
    format_count(all, answer->everybody);
    snprintf(of, sizeof(of),
        answer->everybody == 1 ? say("of %s customer") : say("of %s customers"), all);
    if (answer->everybody > 0)
        format_value(share, (double)answer->count / answer->everybody, MEASURE_RATE, NULL);
    if (answer->seconds >= 0)
        snprintf(took, sizeof(took), "%.0f ms   ", answer->seconds * 1000);
    const struct span spans[] = {
        {count, style_bold(style_of(ROLE_TEXT))},
        {" ", style_of(ROLE_TEXT)},
        {of, style_of(ROLE_QUIET)},
        {"   ", style_of(ROLE_TEXT)},
        {share, style_of(ROLE_ACCENT)},
        {"   ", style_of(ROLE_TEXT)},
        {took, style_of(ROLE_FAINT)},
        {glyph_text(GLYPH_CHECK), style_of(ROLE_GOOD)},
    };
    surface_spans(
        surface, line.row, line.column, line.columns, spans, sizeof(spans) / sizeof(*spans));
}

struct area segments_draw_head(struct segments *segments, struct surface *surface, struct area area)
{
    bool roomy = area.rows > 20;
    int inside = area.columns - 2 * INDENT;
    int rows = editor_rows(segments->editor, inside > 1 ? inside : 1);
    rows = rows < 1 ? 1 : rows > EDITOR_ROWS ? EDITOR_ROWS : rows;
    struct area box = area_cut_top(&area, rows + (roomy ? 2 : 0));
    surface_fill(surface, box, ROLE_PANEL);
    struct area text = area_inset(box, roomy ? 1 : 0, INDENT);
    segments->editor_area = text;
    editor_draw(segments->editor, surface, text, style_on(style_of(ROLE_TEXT), ROLE_PANEL),
        segments->editing);
    if (roomy)
        area_cut_top(&area, 1);
    area = area_inset(area, 0, 1);
    const struct answer *answer = segments->answer;
    if (answer == NULL)
        surface_text(surface, area_cut_top(&area, 1).row, area.column, area.columns,
            style_of(ROLE_QUIET), say("Counting …"));
    else if (answer->members == NULL)
        draw_fault(answer, surface, &area, roomy);
    else
        draw_count(answer, surface, area_cut_top(&area, 1));
    return area;
}

/* --- what each clause leaves -------------------------------------------------------------------
 */

static void draw_step(struct surface *surface, struct area line, const char *clause, uint32_t left,
    uint32_t everybody, bool last)
{
    enum { COUNT = 11 };
    char count[FORMAT_TEXT];
    int bar = line.columns > 60 ? line.columns / 3 : 0;
    int words = line.columns - COUNT - bar - 3;
    format_count(count, left);
    surface_text(surface, line.row, line.column + 1, words - 1, style_of(ROLE_TEXT), clause);
    surface_aligned(surface, line.row, line.column + words, COUNT, ALIGN_RIGHT,
        style_of(last ? ROLE_TEXT : ROLE_QUIET), count);
    if (bar > 0 && everybody > 0)
        bar_line(surface, line.row, line.column + words + COUNT + 3, bar,
            style_of(last ? ROLE_ACCENT : ROLE_FAINT), style_of(ROLE_KEEP),
            (double)left / everybody);
}

static void draw_explain(
    const struct explain *explain, struct surface *surface, struct area *area, size_t most)
{
    size_t shown = explain->count < most ? explain->count : most;
    title(surface, area, say("what each clause leaves"));
    draw_step(surface, area_cut_top(area, 1), say("everybody"), explain->everybody,
        explain->everybody, false);
    for (size_t i = explain->count - shown; i < explain->count; i++)
        draw_step(surface, area_cut_top(area, 1), explain->steps[i].clause, explain->steps[i].left,
            explain->everybody, i + 1 == explain->count);
    area_cut_top(area, 1);
}

/* --- who they are --------------------------------------------------------------------------------
 */

static void label_score(void *data, double value, char *out, size_t size)
{
    (void)data;
    char text[FORMAT_TEXT];
    format_compact(text, value, MEASURE_COUNT, NULL);
    snprintf(out, size, "%s", value > 0 ? text : "");
}

static const char *title_recency(void *data, int row)
{
    static const char *const titles[PORTRAIT_SCORES] = {"R5", "R4", "R3", "R2", "R1"};
    (void)data;
    return titles[row];
}

static const char *title_frequency(void *data, int column)
{
    static const char *const titles[PORTRAIT_SCORES] = {"F1", "F2", "F3", "F4", "F5"};
    (void)data;
    return titles[column];
}

/* The most recent on top. */
static struct heat grid_of(const struct segments *segments, double *values)
{
    double most = 1;
    for (int cell = 0; cell < PORTRAIT_SCORES * PORTRAIT_SCORES; cell++) {
        int row = PORTRAIT_SCORES - 1 - cell / PORTRAIT_SCORES, column = cell % PORTRAIT_SCORES;
        values[cell] = segments->portrait->scores[row][column];
        most = values[cell] > most ? values[cell] : most;
    }
    return (struct heat){.values = values,
        .rows = PORTRAIT_SCORES,
        .columns = PORTRAIT_SCORES,
        .width = 5,
        .gap = 1,
        .low = 0,
        .high = most,
        .selected_row = segments->on_grid ? segments->grid_row : -1,
        .selected_column = segments->on_grid ? segments->grid_column : -1,
        .label = label_score,
        .row_title = title_recency,
        .column_title = title_frequency};
}

static void draw_scores(struct segments *segments, struct surface *surface, struct area area)
{
    double values[PORTRAIT_SCORES * PORTRAIT_SCORES];
    const struct heat heat = grid_of(segments, values);
    title(surface, &area, say("recency × frequency"));
    heat_draw(surface, area, &heat);
    segments->grid_area = area;
}

char *segments_grid_query(const struct segments *segments)
{
    struct text query = {0};
    text_format(&query, "r = %d and f = %d", PORTRAIT_SCORES - segments->grid_row,
        segments->grid_column + 1);
    return text_take(&query);
}

bool segments_grid_at(struct segments *segments, int row, int column)
{
    double values[PORTRAIT_SCORES * PORTRAIT_SCORES];
    if (segments->portrait == NULL || !area_holds(segments->grid_area, row, column))
        return false;
    const struct heat heat = grid_of(segments, values);
    return heat_at(
        segments->grid_area, &heat, row, column, &segments->grid_row, &segments->grid_column);
}

static void draw_trait(
    const struct portrait_trait *trait, bool everybody, struct surface *surface, struct area line)
{
    enum { SHARE = 6, AGAINST = 9 };
    char share[FORMAT_TEXT], against[FORMAT_TEXT], name[TABLE_TEXT];
    int bar = line.columns > 46 ? (line.columns - 30) / 2 : 0;
    int words = line.columns - SHARE - AGAINST - bar - 2;
    const struct attribute *attribute = &attributes[trait->attribute];
    bool flag = attribute->type == ATTRIBUTE_FLAG;
    snprintf(name, sizeof(name), "%s", flag ? say(attribute->label) : trait->name);
    format_share(share, trait->share);
    format_difference(against, trait->share - trait->everybody, MEASURE_RATE, NULL);
    int taken = surface_text(surface, line.row, line.column, words, style_of(ROLE_TEXT), name);
    if (!flag && words - taken > 4)
        surface_text(surface, line.row, line.column + taken + 1, words - taken - 1,
            style_of(ROLE_FAINT), say(attribute->label));
    surface_aligned(
        surface, line.row, line.column + words, SHARE, ALIGN_RIGHT, style_of(ROLE_TEXT), share);
    if (bar > 0)
        bar_line(surface, line.row, line.column + words + SHARE + 1, bar, style_of(ROLE_QUIET),
            style_of(ROLE_KEEP), trait->share);
    if (everybody)
        return;
    surface_aligned(surface, line.row, line.column + line.columns - AGAINST, AGAINST, ALIGN_RIGHT,
        style_of(fabs(trait->share - trait->everybody) < 0.05 ? ROLE_FAINT : ROLE_ACCENT), against);
}

static void draw_traits(const struct portrait *portrait, struct surface *surface, struct area area)
{
    struct area line = area_cut_top(&area, 1);
    bool everybody = portrait->size == portrait->everybody;
    surface_text(
        surface, line.row, line.column, line.columns, style_of(ROLE_QUIET), say("who they are"));
    if (!everybody)
        surface_aligned(surface, line.row, line.column, line.columns, ALIGN_RIGHT,
            style_of(ROLE_FAINT), say("against everybody"));
    for (size_t i = 0; i < portrait->trait_count && area.rows > 0; i++)
        draw_trait(&portrait->traits[i], everybody, surface, area_cut_top(&area, 1));
}

/* --- figures
 * -------------------------------------------------------------------------------------- */

static void format_figure(
    char *text, int attribute, double value, const struct money_currency *currency)
{
    switch (attributes[attribute].type) {
    case ATTRIBUTE_MONEY:
        format_value(text, value, MEASURE_MONEY, currency);
        break;
    case ATTRIBUTE_RATE:
    case ATTRIBUTE_FLAG:
        format_value(text, value, MEASURE_RATE, currency);
        break;
    default:
        format_value(text, value, MEASURE_NUMBER, currency);
    }
}

static void draw_figure(const struct segments *segments, const struct portrait_figure *figure,
    struct surface *surface, struct area area)
{
    const struct money_currency *currency = &shelf_snapshot(segments->shelf)->shop->currency;
    char members[FORMAT_TEXT], everybody[FORMAT_TEXT];
    format_figure(members, figure->attribute, figure->members, currency);
    format_figure(everybody, figure->attribute, figure->everybody, currency);
    enum { VALUE = 10, GAP = 3 };
    int name = area.columns - 2 * VALUE - GAP;
    surface_text(surface, area.row, area.column, name, style_of(ROLE_QUIET),
        say(attributes[figure->attribute].label));
    surface_aligned(
        surface, area.row, area.column + name, VALUE, ALIGN_RIGHT, style_of(ROLE_TEXT), members);
    surface_aligned(surface, area.row, area.column + name + VALUE, VALUE, ALIGN_RIGHT,
        style_of(ROLE_FAINT), everybody);
}

/* In as many columns as there is room for. */
static void draw_figures(
    const struct segments *segments, struct surface *surface, struct area *area)
{
    const struct portrait *portrait = segments->portrait;
    int across = area->columns >= 76 ? 2 : 1, width = area->columns / across;
    size_t rows = (portrait->figure_count + (size_t)across - 1) / (size_t)across;
    title(surface, area, say("on average, and everybody"));
    for (size_t i = 0; i < portrait->figure_count; i++) {
        int row = (int)(i % rows);
        struct area place = {area->row + row, area->column + (int)(i / rows) * width, 1, width};
        if (row < area->rows)
            draw_figure(segments, &portrait->figures[i], surface, place);
    }
    area_cut_top(area, (int)rows + 1);
}

static void draw_reach(const struct portrait *portrait, struct surface *surface, struct area line)
{
    char edm[FORMAT_TEXT], sms[FORMAT_TEXT], neither[FORMAT_TEXT];
    if (!portrait->reach)
        return;
    double size = portrait->size > 0 ? (double)portrait->size : (double)NAN;
    format_share(edm, portrait->edm / size);
    format_share(sms, portrait->sms / size);
    format_value(neither, portrait->neither / size, MEASURE_RATE, NULL);
    const struct span spans[] = {
        {say("may be reached"), style_of(ROLE_QUIET)},
        {"   EDM ", style_of(ROLE_TEXT)},
        {edm, style_of(ROLE_TEXT)},
        {"   SMS ", style_of(ROLE_TEXT)},
        {sms, style_of(ROLE_TEXT)},
        {"   ", style_of(ROLE_TEXT)},
        {say("neither"), style_of(ROLE_WARN)},
        {" ", style_of(ROLE_TEXT)},
        {neither, style_of(ROLE_WARN)},
    };
    surface_spans(
        surface, line.row, line.column, line.columns, spans, sizeof(spans) / sizeof(*spans));
}

/* "90 days ago they were   lapsed 25 %   new 18 %   not known yet 9 %", most first. */
static void draw_origins(const struct segments *segments, struct surface *surface, struct area line)
{
    const struct migration_origins *origins = &segments->origins;
    uint32_t counts[LIFECYCLE_STAGES] = {origins->fresh};
    char words[FORMAT_TEXT], share[FORMAT_TEXT];
    if (origins->all == 0 || origins->fresh == origins->all)
        return;
    memcpy(counts + 1, origins->stages + 1, sizeof(counts) - sizeof(*counts));
    snprintf(words, sizeof(words), say("%d days ago they were"),
        (int)(census_day(segments_census(segments)) - origins->day));
    area_cut_left(&line,
        surface_text(surface, line.row, line.column, line.columns, style_of(ROLE_QUIET), words) +
            3);
    for (int shown = 0; shown < LIFECYCLE_STAGES; shown++) {
        int most = 0;
        for (int i = 1; i < LIFECYCLE_STAGES; i++)
            most = counts[i] > counts[most] ? i : most;
        if (counts[most] == 0)
            return;
        const char *name =
            most == 0 ? say("not known yet") : lifecycle_name((enum lifecycle_stage)most);
        format_share(share, (double)counts[most] / origins->all);
        if (glyph_width(name) + glyph_width(share) + 1 > line.columns)
            return;
        area_cut_left(&line, surface_text(surface, line.row, line.column, line.columns,
                                 style_of(most == 0 ? ROLE_QUIET : ROLE_TEXT), name) +
                                 1);
        area_cut_left(&line, surface_text(surface, line.row, line.column, line.columns,
                                 style_of(ROLE_ACCENT), share) +
                                 3);
        counts[most] = 0;
    }
}

/* --- all of it
 * -------------------------------------------------------------------------------------- */

void segments_draw_portrait(struct segments *segments, struct surface *surface, struct area area)
{
    enum { GRID_ROWS = 7, GRID_COLUMNS = 36 };
    const struct answer *good = segments->good;
    if (good == NULL)
        return;
    bool roomy = area.rows > 22;
    if (roomy)
        area_cut_top(&area, 1);
    size_t most = area.rows > 30 ? 10 : area.rows > 22 ? 6 : 4;
    draw_explain(&good->explain, surface, &area, most);
    if (segments->portrait == NULL)
        return;
    draw_reach(segments->portrait, surface, area_cut_bottom(&area, 1));
    draw_origins(segments, surface, area_cut_bottom(&area, 1));
    area_cut_bottom(&area, roomy ? 1 : 0);
    int rows = GRID_ROWS + (area.rows > 24 ? area.rows - 24 < 5 ? area.rows - 24 : 5 : 0);
    struct area both = area_cut_top(&area, rows);
    if (both.columns >= GRID_COLUMNS + 34)
        draw_scores(segments, surface, area_cut_left(&both, GRID_COLUMNS));
    draw_traits(segments->portrait, surface, both);
    area_cut_top(&area, 1);
    if (area.rows > 1)
        draw_figures(segments, surface, &area);
}
