/* The cells of a surface, and putting text into them. */
#include "tui/surface.h"

#include "tui/room.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* `columns` is 1 or 2 for a glyph's first cell, 0 for the right half of a wide one. */
struct place {
    char text[GLYPH_BYTES];
    struct style style;
    unsigned char columns;
};

struct surface {
    int rows;
    int columns;
    struct place *places;
    struct area clip;
    bool ascii;
    enum cursor cursor;
    int cursor_row;
    int cursor_column;
};

struct surface *surface_new(int rows, int columns)
{
    struct surface *surface = room_new(1, sizeof *surface);
    surface_resize(surface, rows, columns);
    return surface;
}

void surface_free(struct surface **surface)
{
    if (*surface) {
        free((*surface)->places);
        free(*surface);
        *surface = NULL;
    }
}

void surface_resize(struct surface *surface, int rows, int columns)
{
    surface->rows = rows < 1 ? 1 : rows;
    surface->columns = columns < 1 ? 1 : columns;
    size_t count = (size_t)surface->rows * (size_t)surface->columns;
    surface->places = room_resize(surface->places, count, sizeof *surface->places);
    surface_clear(surface, ROLE_GROUND);
}

struct area surface_area(const struct surface *surface)
{
    return (struct area){.rows = surface->rows, .columns = surface->columns};
}

void surface_use_ascii(struct surface *surface, bool ascii)
{
    surface->ascii = ascii;
}

struct area surface_clip(struct surface *surface, struct area clip)
{
    struct area former = surface->clip;
    surface->clip = area_meet(former, clip);
    return former;
}

void surface_unclip(struct surface *surface, struct area former)
{
    surface->clip = area_meet(surface_area(surface), former);
}

static struct place *place_at(const struct surface *surface, int row, int column)
{
    return &surface->places[(size_t)row * (size_t)surface->columns + (size_t)column];
}

static void set_blank(struct place *place, enum role ground)
{
    memset(place, 0, sizeof *place);
    place->text[0] = ' ';
    place->columns = 1;
    place->style.ink = ROLE_TEXT;
    place->style.ground = (unsigned char)ground;
}

void surface_clear(struct surface *surface, enum role ground)
{
    surface->clip = surface_area(surface);
    surface->cursor = CURSOR_NONE;
    surface->cursor_row = surface->cursor_column = 0;
    size_t count = (size_t)surface->rows * (size_t)surface->columns;
    for (size_t i = 0; i < count; i++) {
        set_blank(&surface->places[i], ground == ROLE_KEEP ? ROLE_GROUND : ground);
    }
}

/* Before a cell is overwritten: the other half of a wide glyph it belongs to becomes a blank. */
static void break_wide(struct surface *surface, int row, int column)
{
    struct place *place = place_at(surface, row, column);
    if (place->columns == 0 && column > 0) {
        struct place *left = place_at(surface, row, column - 1);
        set_blank(left, left->style.ground);
        set_blank(place, place->style.ground);
    } else if (place->columns == 2 && column + 1 < surface->columns) {
        struct place *right = place_at(surface, row, column + 1);
        set_blank(right, right->style.ground);
        set_blank(place, place->style.ground);
    }
}

static void put(
    struct surface *surface, int row, int column, struct style style, const struct cluster *cluster)
{
    if (!area_holds(surface->clip, row, column)) {
        if (cluster->columns == 2 && area_holds(surface->clip, row, column + 1)) {
            static const struct cluster blank = {.text = " ", .columns = 1};
            put(surface, row, column + 1, style, &blank);
        }
        return;
    }
    int columns = cluster->columns;
    const char *text = cluster->text;
    char ascii[2] = {0};
    if (columns == 2 && !area_holds(surface->clip, row, column + 1)) {
        columns = 1;
        text = " ";
    } else if (surface->ascii && columns == 1 && (ascii[0] = glyph_ascii(text))) {
        text = ascii;
    }
    break_wide(surface, row, column);
    struct place *place = place_at(surface, row, column);
    unsigned char ground = style.ground ? style.ground : place->style.ground;
    place->style = style;
    place->style.ground = ground;
    place->columns = (unsigned char)columns;
    memset(place->text, 0, sizeof place->text);
    memcpy(place->text, text, strlen(text));
    if (columns == 2) {
        break_wide(surface, row, column + 1);
        struct place *right = place_at(surface, row, column + 1);
        memset(right, 0, sizeof *right);
        right->style = place->style;
    }
}

void surface_fill(struct surface *surface, struct area area, enum role ground)
{
    struct area part = area_meet(area, surface->clip);
    for (int row = part.row; row < part.row + part.rows; row++) {
        for (int column = part.column; column < part.column + part.columns; column++) {
            break_wide(surface, row, column);
            struct place *place = place_at(surface, row, column);
            set_blank(place, ground ? ground : place->style.ground);
        }
    }
}

void surface_tint(struct surface *surface, struct area area, enum role ground)
{
    struct area part = area_meet(area, surface->clip);
    for (int row = part.row; ground && row < part.row + part.rows; row++) {
        for (int column = part.column; column < part.column + part.columns; column++) {
            place_at(surface, row, column)->style.ground = (unsigned char)ground;
        }
    }
}

/* Columns from `column` to the right edge of the clip, at most `columns`. */
static int room(const struct surface *surface, int column, int columns)
{
    long edge = (long)surface->clip.column + surface->clip.columns - column;
    return edge < 0 ? 0 : columns < edge ? columns : (int)edge;
}

static int draw_clusters(struct surface *surface, int row, int column, struct style style,
    const char *text, size_t length)
{
    struct cluster cluster;
    int used = 0;
    for (size_t at = 0; at < length;) {
        at += glyph_next(text + at, length - at, &cluster);
        if (cluster.columns) {
            put(surface, row, column + used, style, &cluster);
            used += cluster.columns;
        }
    }
    return used;
}

int surface_text_of(struct surface *surface, int row, int column, int columns, struct style style,
    const char *text, size_t length)
{
    int space = room(surface, column, columns);
    if (space <= 0 || !text || row < surface->clip.row ||
        row >= surface->clip.row + surface->clip.rows) {
        return 0;
    }
    size_t whole = glyph_cut(text, length, space);
    if (whole == length) {
        return draw_clusters(surface, row, column, style, text, length);
    }
    size_t shown = glyph_cut(text, length, space - 1);
    int used = draw_clusters(surface, row, column, style, text, shown);
    surface_glyph(surface, row, column + used, style, GLYPH_ELLIPSIS);
    return used + 1;
}

int surface_text(
    struct surface *surface, int row, int column, int columns, struct style style, const char *text)
{
    return text ? surface_text_of(surface, row, column, columns, style, text, strlen(text)) : 0;
}

void surface_aligned(struct surface *surface, int row, int column, int columns, enum align align,
    struct style style, const char *text)
{
    int width = glyph_width(text);
    int spare = width < columns ? columns - width : 0;
    int left = align == ALIGN_LEFT ? 0 : align == ALIGN_RIGHT ? spare : spare / 2;
    surface_text(surface, row, column + left, columns - left, style, text);
}

int surface_format(struct surface *surface, int row, int column, int columns, struct style style,
    const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return surface_text(surface, row, column, columns, style, text);
}

int surface_spans(struct surface *surface, int row, int column, int columns,
    const struct span *spans, size_t count)
{
    int used = 0;
    int space = room(surface, column, columns);
    for (size_t i = 0; i < count && used < space; i++) {
        used +=
            surface_text(surface, row, column + used, space - used, spans[i].style, spans[i].text);
    }
    return used;
}

void surface_glyph(
    struct surface *surface, int row, int column, struct style style, enum glyph glyph)
{
    const char *text = glyph_text(glyph);
    draw_clusters(surface, row, column, style, text, strlen(text));
}

void surface_cursor(struct surface *surface, int row, int column, enum cursor kind)
{
    if (kind == CURSOR_NONE || area_holds(surface->clip, row, column)) {
        surface->cursor = kind;
        surface->cursor_row = kind == CURSOR_NONE ? 0 : row;
        surface->cursor_column = kind == CURSOR_NONE ? 0 : column;
    }
}

enum cursor surface_cursor_at(const struct surface *surface, int *row, int *column)
{
    *row = surface->cursor_row;
    *column = surface->cursor_column;
    return surface->cursor;
}

struct cell surface_cell(const struct surface *surface, int row, int column)
{
    struct cell cell = {.text = " ", .style = {.ink = ROLE_TEXT, .ground = ROLE_GROUND}};
    if (area_holds(surface_area(surface), row, column)) {
        const struct place *place = place_at(surface, row, column);
        memcpy(cell.text, place->text, sizeof cell.text);
        cell.style = place->style;
    }
    return cell;
}

bool surface_copy(struct surface *to, const struct surface *from)
{
    if (to->rows != from->rows || to->columns != from->columns) {
        return false;
    }
    size_t count = (size_t)from->rows * (size_t)from->columns;
    memcpy(to->places, from->places, count * sizeof *from->places);
    to->cursor = from->cursor;
    to->cursor_row = from->cursor_row;
    to->cursor_column = from->cursor_column;
    return true;
}

bool surface_row_equal(const struct surface *one, const struct surface *other, int row)
{
    if (one->columns != other->columns || row < 0 || row >= one->rows || row >= other->rows) {
        return false;
    }
    return !memcmp(
        place_at(one, row, 0), place_at(other, row, 0), (size_t)one->columns * sizeof *one->places);
}
