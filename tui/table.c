#include "tui/table_inside.h"

#include "tui/room.h"

#include <stdlib.h>
#include <string.h>

enum { SEARCH_REACH = 100000 };

struct table *table_new(
    const struct table_column *columns, int count, const struct table_source *source)
{
    struct table *table = room_new(1, sizeof *table);
    table->source = *source;
    table->header = table->focused = table->follow = true;
    table->selected_id = table->range = -1;
    table->body.rows = 20;
    table_set_columns(table, columns, count);
    table_refresh(table);
    return table;
}

void table_free(struct table **table)
{
    if (*table) {
        free((*table)->columns);
        free((*table)->places);
        free((*table)->marks);
        free(*table);
        *table = NULL;
    }
}

void table_set_columns(struct table *table, const struct table_column *columns, int count)
{
    size_t size = count > 0 ? (size_t)count : 0;
    table->columns = room_resize(table->columns, size, sizeof *columns);
    if (size) {
        memcpy(table->columns, columns, size * sizeof *columns);
    }
    free(table->places);
    table->places = room_new(size, sizeof *table->places);
    table->column_count = (int)size;
    table->shift = 0;
}

void table_set_source(struct table *table, const struct table_source *source)
{
    table->source = *source;
    table_refresh(table);
}

long table_count(const struct table *table)
{
    long count = table->source.count(table->source.data);
    return count < 0 ? 0 : count;
}

int64_t table_id(const struct table *table, long row)
{
    return table->source.id ? table->source.id(table->source.data, row) : row;
}

bool table_is_heading(const struct table *table, long row)
{
    return table->source.heading && table->source.heading(table->source.data, row);
}

long table_find(const struct table *table, int64_t id)
{
    long count = table_count(table);
    if (id < 0) {
        return -1;
    }
    if (table->source.find) {
        long row = table->source.find(table->source.data, id);
        return row < count ? row : -1;
    }
    if (!table->source.id) {
        return id < count ? (long)id : -1;
    }
    for (long away = 0; away <= SEARCH_REACH; away++) {
        long after = table->selected + away;
        long before = table->selected - away;
        if (after >= count && before < 0) {
            break;
        }
        if (after < count && after >= 0 && table_id(table, after) == id) {
            return after;
        }
        if (before >= 0 && before < count && table_id(table, before) == id) {
            return before;
        }
    }
    return -1;
}

void table_select_near(struct table *table, long row, int direction)
{
    long count = table_count(table);
    row = row >= count ? count - 1 : row;
    row = row < 0 ? 0 : row;
    long at = row;
    while (at >= 0 && at < count && table_is_heading(table, at)) {
        at += direction;
    }
    if (at < 0 || at >= count) {
        for (at = row; at >= 0 && at < count && table_is_heading(table, at);) {
            at -= direction;
        }
    }
    bool found = at >= 0 && at < count;
    table->selected = found ? at : 0;
    table->selected_id = found ? table_id(table, at) : -1;
    table->follow = true;
}

void table_refresh(struct table *table)
{
    long row = table_find(table, table->selected_id);
    table_select_near(table, row >= 0 ? row : table->selected, 1);
}

void table_set_sort(struct table *table, const char *column_id, bool descending)
{
    table->sort = NULL;
    for (int i = 0; column_id && i < table->column_count; i++) {
        if (!strcmp(table->columns[i].id, column_id)) {
            table->sort = table->columns[i].id;
        }
    }
    table->descending = descending;
}

const char *table_sort(const struct table *table, bool *descending)
{
    *descending = table->descending;
    return table->sort;
}

void table_set_header(struct table *table, bool shown)
{
    table->header = shown;
}

void table_set_empty(struct table *table, const char *text)
{
    table->empty = text;
}

void table_set_focus(struct table *table, bool focused)
{
    table->focused = focused;
}

void table_keep_top(struct table *table)
{
    long count = table_count(table);
    int page = table->body.rows;
    if (table->follow) {
        table->top = table->selected < table->top ? table->selected : table->top;
        table->top = table->selected >= table->top + page ? table->selected - page + 1 : table->top;
        table->follow = false;
    }
    table->top = table->top > count - page ? count - page : table->top;
    table->top = table->top < 0 ? 0 : table->top;
}

long table_selected(const struct table *table)
{
    return table->selected_id < 0 ? -1 : table->selected;
}

int64_t table_selected_id(const struct table *table)
{
    return table->selected_id;
}

bool table_select(struct table *table, long row)
{
    if (row < 0 || row >= table_count(table) || table_is_heading(table, row)) {
        return false;
    }
    table_select_near(table, row, 1);
    return true;
}

bool table_select_id(struct table *table, int64_t id)
{
    return table_select(table, table_find(table, id));
}

void table_scroll(struct table *table, long top)
{
    table->top = top;
    table->follow = false;
    table_keep_top(table);
}

long table_top(const struct table *table)
{
    return table->top;
}

int table_page(const struct table *table)
{
    return table->body.rows;
}
