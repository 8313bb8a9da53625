/* Moving the selection of the table by keys and the mouse. */
#include "tui/table_inside.h"

#include <stddef.h>

static void move_by(struct table *table, long rows)
{
    table_select_near(table, table->selected + rows, rows < 0 ? -1 : 1);
}

static bool shift_by(struct table *table, int columns)
{
    int shift = table->shift + columns;
    if (shift < 0 || shift >= table->column_count - 1 || (columns > 0 && table->all_fit)) {
        return false;
    }
    table->shift = shift;
    return true;
}

bool table_move(struct table *table, enum motion motion)
{
    long before = table->selected;
    int page = table->body.rows > 1 ? table->body.rows : 1;
    int half = page > 1 ? page / 2 : 1;
    switch (motion) {
    case MOTION_UP:
        move_by(table, -1);
        break;
    case MOTION_DOWN:
        move_by(table, 1);
        break;
    case MOTION_PAGE_UP:
        move_by(table, -page);
        break;
    case MOTION_PAGE_DOWN:
        move_by(table, page);
        break;
    case MOTION_HALF_PAGE_UP:
        move_by(table, -half);
        break;
    case MOTION_HALF_PAGE_DOWN:
        move_by(table, half);
        break;
    case MOTION_FIRST:
        table_select_near(table, 0, 1);
        break;
    case MOTION_LAST:
        table_select_near(table, table_count(table) - 1, -1);
        break;
    case MOTION_LEFT:
        return shift_by(table, -1);
    case MOTION_RIGHT:
        return shift_by(table, 1);
    default:
        return table_move_marks(table, motion);
    }
    return table->selected != before;
}

static enum table_hit click_header(struct table *table, int column)
{
    for (int i = 0; i < table->column_count; i++) {
        const struct place *place = &table->places[i];
        bool hit =
            place->columns && column >= place->column && column < place->column + place->columns;
        if (hit && table->columns[i].sortable) {
            table->clicked = table->columns[i].id;
            return TABLE_SORT;
        }
    }
    return TABLE_MISS;
}

static enum table_hit click_row(struct table *table, const struct mouse *mouse)
{
    long row = table->top + mouse->row - table->body.row;
    if (row >= table_count(table) || table_is_heading(table, row)) {
        return TABLE_MISS;
    }
    table_select(table, row);
    if (table->source.branch && mouse->action == MOUSE_PRESS) {
        struct table_branch branch = table->source.branch(table->source.data, row);
        int at = table->places[0].column + branch.depth * INDENT;
        if (branch.state != BRANCH_LEAF && (mouse->column == at || mouse->column == at + 1)) {
            return TABLE_TOGGLE;
        }
    }
    return mouse->action == MOUSE_DOUBLE ? TABLE_ACTIVATE : TABLE_MOVED;
}

enum table_hit table_mouse(struct table *table, const struct mouse *mouse)
{
    bool press =
        mouse->button == 1 && (mouse->action == MOUSE_PRESS || mouse->action == MOUSE_DOUBLE);
    if (press && area_holds(table->header_area, mouse->row, mouse->column)) {
        return click_header(table, mouse->column);
    }
    if (!area_holds(table->body, mouse->row, mouse->column)) {
        return TABLE_MISS;
    }
    if (mouse->action == MOUSE_WHEEL) {
        table->follow = false;
        table->top += mouse->wheel * 3;
        table_keep_top(table);
        return TABLE_MOVED;
    }
    return press ? click_row(table, mouse) : TABLE_MISS;
}

const char *table_clicked_column(const struct table *table)
{
    return table->clicked;
}
