#include "tui/area.h"

static int at_least(int value, int least)
{
    return value < least ? least : value;
}

static int at_most(int value, int most)
{
    return value > most ? most : value;
}

struct area area_cut_top(struct area *rest, int rows)
{
    struct area cut = *rest;
    cut.rows = at_most(at_least(rows, 0), at_least(rest->rows, 0));
    rest->row += cut.rows;
    rest->rows = at_least(rest->rows, 0) - cut.rows;
    return cut;
}

struct area area_cut_bottom(struct area *rest, int rows)
{
    struct area cut = *rest;
    cut.rows = at_most(at_least(rows, 0), at_least(rest->rows, 0));
    rest->rows = at_least(rest->rows, 0) - cut.rows;
    cut.row = rest->row + rest->rows;
    return cut;
}

struct area area_cut_left(struct area *rest, int columns)
{
    struct area cut = *rest;
    cut.columns = at_most(at_least(columns, 0), at_least(rest->columns, 0));
    rest->column += cut.columns;
    rest->columns = at_least(rest->columns, 0) - cut.columns;
    return cut;
}

struct area area_cut_right(struct area *rest, int columns)
{
    struct area cut = *rest;
    cut.columns = at_most(at_least(columns, 0), at_least(rest->columns, 0));
    rest->columns = at_least(rest->columns, 0) - cut.columns;
    cut.column = rest->column + rest->columns;
    return cut;
}

struct area area_inset(struct area area, int rows, int columns)
{
    area_cut_top(&area, rows);
    area_cut_bottom(&area, rows);
    area_cut_left(&area, columns);
    area_cut_right(&area, columns);
    return area;
}

struct area area_centre(struct area outer, int rows, int columns)
{
    struct area inner = outer;
    inner.rows = at_most(at_least(rows, 0), at_least(outer.rows, 0));
    inner.columns = at_most(at_least(columns, 0), at_least(outer.columns, 0));
    inner.row += (at_least(outer.rows, 0) - inner.rows) / 2;
    inner.column += (at_least(outer.columns, 0) - inner.columns) / 2;
    return inner;
}

struct area area_meet(struct area one, struct area other)
{
    int top = at_least(one.row, other.row);
    int left = at_least(one.column, other.column);
    int bottom = at_most(one.row + one.rows, other.row + other.rows);
    int right = at_most(one.column + one.columns, other.column + other.columns);
    return (struct area){.row = top,
        .column = left,
        .rows = at_least(bottom - top, 0),
        .columns = at_least(right - left, 0)};
}

bool area_holds(struct area area, int row, int column)
{
    return row >= area.row && row < area.row + area.rows && column >= area.column &&
           column < area.column + area.columns;
}

bool area_empty(struct area area)
{
    return area.rows <= 0 || area.columns <= 0;
}
