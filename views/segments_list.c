/* The left half of the segment browser: segments and stages with how many belong to them. */
#include <stdio.h>

#include "core/base/phrase.h"
#include "tui/bar.h"
#include "views/pane_segments.h"

enum list_column { LIST_NAME, LIST_COUNT, LIST_COLUMNS };

enum { STAGE_NAME = 11 };

static const struct catalogue_line *line_at(const struct segments *segments, long row)
{
    return &segments->catalogue.lines[row];
}

static long count_rows(void *data)
{
    const struct segments *segments = data;
    return (long)segments->catalogue.count;
}

static bool is_heading(void *data, long row)
{
    return line_at(data, row)->kind == CATALOGUE_HEADING;
}

/* The same line keeps its id when the list is read again. */
static int64_t id_of(void *data, long row)
{
    const struct catalogue_line *line = line_at(data, row);
    uint64_t hash = 14695981039346656037u + (uint64_t)line->kind; /* FNV-1a */
    for (const char *at = line->name; *at != '\0'; at++)
        hash = (hash ^ (unsigned char)*at) * 1099511628211u;
    return (int64_t)(hash >> 1);
}

/* A stage has its share as a bar behind its name. */
static void paint_stage(void *data, long row, int column, struct surface *surface, struct area area)
{
    const struct segments *segments = data;
    const struct catalogue_line *line = line_at(segments, row);
    int64_t largest = segments->catalogue.largest;
    (void)column;
    surface_text(surface, area.row, area.column, area.columns, style_of(ROLE_TEXT), line->name);
    if (largest > 0 && line->count > 0)
        bar_draw(surface, area.row, area.column + STAGE_NAME, area.columns - STAGE_NAME,
            style_of(ROLE_FAINT), (double)line->count / (double)largest);
}

static void fill_cell(void *data, long row, int column, struct table_cell *cell)
{
    const struct segments *segments = data;
    const struct catalogue_line *line = line_at(segments, row);
    bool heading = line->kind == CATALOGUE_HEADING;
    if (column == LIST_NAME) {
        cell->style = style_of(heading ? ROLE_QUIET : ROLE_TEXT);
        snprintf(cell->text, sizeof(cell->text), "%s", line->name);
        if (line->kind == CATALOGUE_STAGE)
            cell->paint = paint_stage;
    } else if (heading) {
        return;
    } else if (line->failed) {
        cell->style = style_of(ROLE_BAD);
        snprintf(cell->text, sizeof(cell->text), "%s", glyph_text(GLYPH_CROSS));
    } else if (line->count >= 0) {
        cell->style = style_of(ROLE_QUIET);
        format_count(cell->text, line->count);
    }
}

struct table *segments_table_new(struct segments *segments)
{
    static const struct table_column columns[LIST_COLUMNS] = {
        {.id = "name", .title = "", .align = ALIGN_LEFT, .minimum = 9, .flex = 1},
        {.id = "count", .title = "", .align = ALIGN_RIGHT, .minimum = 8, .keep = 2},
    };
    const struct table_source source = {.data = segments,
        .count = count_rows,
        .cell = fill_cell,
        .id = id_of,
        .heading = is_heading};
    struct table *table = table_new(columns, LIST_COLUMNS, &source);
    table_set_header(table, false);
    table_set_empty(table, say("Counting …"));
    return table;
}

const struct catalogue_line *segments_line(const struct segments *segments)
{
    long row = table_selected(segments->table);
    return row >= 0 && (size_t)row < segments->catalogue.count ? line_at(segments, row) : NULL;
}

void segments_draw_list(struct segments *segments, struct surface *surface, struct area area)
{
    table_draw(segments->table, surface, area);
}
