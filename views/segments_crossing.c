#include "views/segments_crossing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/migration.h"
#include "tui/heat.h"

enum { STAGES = LIFECYCLE_STAGES - 1, DAYS_BACK = 90, NO_DAY = INT32_MIN };

struct crossing {
    struct segments *segments;
    date_day from, to; /* NO_DAY: counted from the census's day */
    bool counted, of_members;
    struct migration migration;
    int row, column; /* of the grid: stage before, stage after */
    struct job *counting;
};

struct crossing *crossing_new(struct segments *segments)
{
    struct crossing *crossing = memory_zero(1, sizeof(*crossing));
    crossing->segments = segments;
    crossing->from = crossing->to = NO_DAY;
    return crossing;
}

void crossing_free(struct crossing **pointer)
{
    if (*pointer == NULL)
        return;
    job_drop(&(*pointer)->counting);
    free(*pointer);
    *pointer = NULL;
}

/* --- counting -------------------------------------------------------------------------------- */

struct counting {
    struct crossing *crossing;
    struct shelf *shelf;
    struct members *members; /* NULL: everybody */
    date_day from, to;
    struct migration migration;
};

static bool count(void *context, struct progress *progress, struct error *error)
{
    struct counting *work = context;
    struct census *now = shelf_census(work->shelf);
    struct census *from = census_on(now, work->from, error);
    struct census *to = from != NULL ? census_on(now, work->to, error) : NULL;
    bool good =
        to != NULL && migration_count(from, to, work->members, &work->migration, progress, error);
    census_free(&from);
    census_free(&to);
    return good;
}

/* Where to begin: the move that most have made. */
static void select_largest(struct crossing *crossing)
{
    uint32_t most = 0;
    for (int row = 0; row < STAGES; row++)
        for (int column = 0; column < STAGES; column++)
            if (row != column && crossing->migration.counts[row + 1][column + 1] > most) {
                most = crossing->migration.counts[row + 1][column + 1];
                crossing->row = row;
                crossing->column = column;
            }
}

static void counted(void *context, bool succeeded, const struct error *error)
{
    struct counting *work = context;
    struct crossing *crossing = work->crossing;
    if (!succeeded) {
        console_say(crossing->segments->console, TOAST_BAD, "%s", error->text);
        return;
    }
    crossing->migration = work->migration;
    crossing->of_members = work->members != NULL;
    if (!crossing->counted)
        select_largest(crossing);
    crossing->counted = true;
}

static void release_counting(void *context)
{
    struct counting *work = context;
    shelf_release(&work->shelf);
    members_free(&work->members);
    free(work);
}

void crossing_ask(struct crossing *crossing)
{
    static const struct job_work work = {count, counted, release_counting};
    struct segments *segments = crossing->segments;
    const struct answer *good = segments->good;
    if (segments->shelf == NULL || segments->view != VIEW_MIGRATION)
        return;
    date_day today = census_day(segments_census(segments));
    struct counting *counting = memory_zero(1, sizeof(*counting));
    counting->crossing = crossing;
    counting->shelf = shelf_hold(good != NULL ? good->shelf : segments->shelf);
    if (good != NULL && good->count < good->everybody)
        counting->members = members_copy(good->members);
    counting->to = crossing->to == NO_DAY ? today : crossing->to;
    counting->from = crossing->from == NO_DAY ? counting->to - DAYS_BACK : crossing->from;
    job_replace(&crossing->counting, console_loop(segments->console), &work, counting);
}

bool crossing_set_days(struct crossing *crossing, const char *days, struct error *error)
{
    char first[DATE_TEXT] = "", second[DATE_TEXT] = "";
    date_day from, to = NO_DAY;
    sscanf(days, "%31s %31s", first, second);
    if (!date_day_parse(first, &from, error) ||
        (second[0] != '\0' && !date_day_parse(second, &to, error)))
        return false;
    crossing->from = from;
    crossing->to = to;
    crossing_ask(crossing);
    return true;
}

/* --- going about ---------------------------------------------------------------------------------
 */

void crossing_move(struct crossing *crossing, enum motion motion)
{
    int down = motion == MOTION_DOWN ? 1 : motion == MOTION_UP ? -1 : 0;
    int right = motion == MOTION_RIGHT ? 1 : motion == MOTION_LEFT ? -1 : 0;
    crossing->row = (crossing->row + down + STAGES) % STAGES;
    crossing->column = (crossing->column + right + STAGES) % STAGES;
}

bool crossing_of_members(const struct crossing *crossing)
{
    return crossing->of_members;
}

char *crossing_query(const struct crossing *crossing)
{
    const struct migration *migration = &crossing->migration;
    char from[DATE_TEXT], to[DATE_TEXT];
    struct text query = {0};
    if (!crossing->counted)
        return NULL;
    date_day_text(migration->from, from);
    date_day_text(migration->to, to);
    text_format(&query, "stage was %s on %s and ", lifecycle_names[crossing->row + 1], from);
    if (migration->to == census_day(segments_census(crossing->segments)))
        text_format(&query, "lifecycle = %s", lifecycle_names[crossing->column + 1]);
    else
        text_format(&query, "stage was %s on %s", lifecycle_names[crossing->column + 1], to);
    return text_take(&query);
}

/* --- drawing -------------------------------------------------------------------------------------
 */

static const char *stage_title(void *data, int stage)
{
    (void)data;
    return lifecycle_name((enum lifecycle_stage)(stage + 1));
}

static void label(void *data, double value, char *out, size_t size)
{
    char text[FORMAT_TEXT];
    (void)data;
    format_compact(text, value, MEASURE_COUNT, NULL);
    snprintf(out, size, "%s", value > 0 ? text : "");
}

enum { ROOMY = 74 };

static void draw_grid(const struct crossing *crossing, struct surface *surface, struct area area)
{
    double values[STAGES * STAGES];
    for (int row = 0; row < STAGES; row++)
        for (int column = 0; column < STAGES; column++)
            values[row * STAGES + column] = crossing->migration.counts[row + 1][column + 1];
    const struct heat heat = {.values = values,
        .rows = STAGES,
        .columns = STAGES,
        .width = area.columns >= ROOMY ? 8 : 7, /* "prospect" is the longest */
        .gap = 1,
        .low = 0,
        .high = NAN,
        .logarithmic = true,
        .selected_row = crossing->row,
        .selected_column = crossing->column,
        .label = label,
        .row_title = stage_title,
        .column_title = stage_title};
    heat_draw(surface, area, &heat);
}

static void draw_sum(
    const struct crossing *crossing, struct surface *surface, struct area line, bool up)
{
    const struct migration *migration = &crossing->migration;
    const struct money_currency *currency =
        &shelf_snapshot(crossing->segments->shelf)->shop->currency;
    char count[FORMAT_TEXT], worth[FORMAT_TEXT], text[FORMAT_TEXT * 4];
    format_count(count, up ? migration->up : migration->down);
    format_difference(
        worth, up ? migration->up_worth : migration->down_worth, MEASURE_MONEY, currency);
    snprintf(text, sizeof(text),
        up ? say("%s %s moved up, worth %s a year") : say("%s %s moved down, worth %s a year"),
        glyph_text(up ? GLYPH_UP : GLYPH_DOWN), count, worth);
    surface_text(
        surface, line.row, line.column, line.columns, style_of(up ? ROLE_GOOD : ROLE_BAD), text);
}

static void draw_cell(const struct crossing *crossing, struct surface *surface, struct area area)
{
    const struct migration *migration = &crossing->migration;
    enum lifecycle_stage before = (enum lifecycle_stage)(crossing->row + 1);
    enum lifecycle_stage after = (enum lifecycle_stage)(crossing->column + 1);
    char count[FORMAT_TEXT], share[FORMAT_TEXT], text[FORMAT_TEXT * 6];
    format_count(count, migration->counts[before][after]);
    bool one = migration->counts[before][after] == 1;
    if (crossing->of_members) {
        format_value(share, (double)migration->counts[before][after] / migration->all_after,
            MEASURE_RATE, NULL);
        snprintf(text, sizeof(text),
            one ? say("%s → %s: %s customer, %s of the segment")
                : say("%s → %s: %s customers, %s of the segment"),
            lifecycle_name(before), lifecycle_name(after), count, share);
    } else {
        format_value(share, migration_share(migration, before, after), MEASURE_RATE, NULL);
        snprintf(text, sizeof(text),
            one ? say("%s → %s: %s customer, %s of those who were %s")
                : say("%s → %s: %s customers, %s of those who were %s"),
            lifecycle_name(before), lifecycle_name(after), count, share, lifecycle_name(before));
    }
    surface_text(surface, area.row, area.column, area.columns, style_of(ROLE_TEXT), text);
}

void crossing_draw(struct crossing *crossing, struct surface *surface, struct area area)
{
    char from[FORMAT_TEXT], to[FORMAT_TEXT], text[FORMAT_TEXT * 3];
    if (!crossing->counted) {
        surface_text(surface, area.row + 1, area.column, area.columns, style_of(ROLE_QUIET),
            say("Counting …"));
        return;
    }
    format_day(from, crossing->migration.from);
    format_day(to, crossing->migration.to);
    snprintf(text, sizeof(text),
        crossing->of_members ? say("of the segment: stage on %s (down), on %s (across)")
                             : say("from the stage of %s (down) to that of %s (across)"),
        from, to);
    area_cut_top(&area, area.rows > 16 ? 1 : 0);
    struct area line = area_cut_top(&area, 1);
    surface_text(surface, line.row, line.column, line.columns, style_of(ROLE_QUIET), text);
    draw_grid(crossing, surface, area_cut_top(&area, STAGES + 1));
    area_cut_top(&area, area.rows > 6 ? 1 : 0);
    draw_cell(crossing, surface, area_cut_top(&area, 1));
    draw_sum(crossing, surface, area_cut_top(&area, 1), true);
    draw_sum(crossing, surface, area_cut_top(&area, 1), false);
    char fresh[FORMAT_TEXT];
    format_count(fresh, crossing->migration.all_fresh);
    snprintf(text, sizeof(text),
        crossing->migration.all_fresh == 1 ? say("%s customer is new since then")
                                           : say("%s customers are new since then"),
        fresh);
    surface_text(surface, area.row, area.column, area.columns, style_of(ROLE_QUIET), text);
}
