/* Marks of the table: ids, sorted, and the range one is about to mark. */
#include "tui/table_inside.h"

#include "tui/room.h"

#include <stdlib.h>
#include <string.h>

/* The index of the id, or where it would be. */
static size_t mark_index(const struct table *table, int64_t id)
{
    size_t low = 0;
    size_t high = table->mark_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (table->marks[middle] < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool table_is_marked(const struct table *table, int64_t id)
{
    size_t at = mark_index(table, id);
    return at < table->mark_count && table->marks[at] == id;
}

void table_mark(struct table *table, int64_t id, bool on)
{
    size_t at = mark_index(table, id);
    bool marked = at < table->mark_count && table->marks[at] == id;
    if (id < 0 || marked == on) {
        return;
    }
    if (on) {
        table->marks =
            room_grow(table->marks, table->mark_count, &table->mark_capacity, sizeof *table->marks);
        memmove(&table->marks[at + 1], &table->marks[at],
            (table->mark_count - at) * sizeof *table->marks);
        table->marks[at] = id;
        table->mark_count++;
    } else {
        table->mark_count--;
        memmove(&table->marks[at], &table->marks[at + 1],
            (table->mark_count - at) * sizeof *table->marks);
    }
}

size_t table_marked_count(const struct table *table)
{
    return table->mark_count;
}

int64_t *table_marked(const struct table *table, size_t *count)
{
    int64_t *copy = room_new(table->mark_count, sizeof *copy);
    if (table->mark_count) {
        memcpy(copy, table->marks, table->mark_count * sizeof *copy);
    }
    *count = table->mark_count;
    return copy;
}

static void mark_range(struct table *table)
{
    if (table->range < 0) {
        table->range = table->selected_id;
        return;
    }
    long start = table_find(table, table->range);
    table->range = -1;
    if (start < 0) {
        return;
    }
    long from = start < table->selected ? start : table->selected;
    long to = start < table->selected ? table->selected : start;
    for (long row = from; row <= to; row++) {
        if (!table_is_heading(table, row)) {
            table_mark(table, table_id(table, row), true);
        }
    }
}

static void mark_invert(struct table *table)
{
    /* Built in one pass and sorted, not one insertion a row: there may be a million. */
    long count = table_count(table);
    int64_t *kept = room_new((size_t)count, sizeof *kept);
    size_t used = 0;
    for (long row = 0; row < count; row++) {
        int64_t id = table_id(table, row);
        if (!table_is_heading(table, row) && !table_is_marked(table, id)) {
            kept[used++] = id;
        }
    }
    table->mark_count = 0;
    free(table->marks);
    table->marks = kept;
    table->mark_capacity = (size_t)count;
    for (size_t i = 1; i < used; i++) {
        if (kept[i] < kept[i - 1]) {
            table->marks = NULL;
            table->mark_capacity = 0;
            for (size_t j = 0; j < used; j++) {
                table_mark(table, kept[j], true);
            }
            free(kept);
            return;
        }
    }
    table->mark_count = used;
}

bool table_in_range(const struct table *table, long row)
{
    if (table->range < 0) {
        return false;
    }
    long start = table_find(table, table->range);
    return start >= 0 &&
           ((row >= start && row <= table->selected) || (row <= start && row >= table->selected));
}

bool table_move_marks(struct table *table, enum motion motion)
{
    switch (motion) {
    case MOTION_MARK:
        table_mark(table, table->selected_id, !table_is_marked(table, table->selected_id));
        table_select_near(table, table->selected + 1, 1);
        return true;
    case MOTION_MARK_RANGE:
        mark_range(table);
        return true;
    case MOTION_MARK_NONE:
        if (!table->mark_count && table->range < 0) {
            return false;
        }
        table->mark_count = 0;
        table->range = -1;
        return true;
    case MOTION_MARK_INVERT:
        mark_invert(table);
        return true;
    default:
        return false;
    }
}
