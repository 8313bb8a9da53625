#include "tui/outline.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct table_column columns[] = {
    {.id = "name", .title = "name", .minimum = 6, .flex = 1},
    {.id = "city", .title = "city", .minimum = 4, .keep = 1},
    {.id = "sum", .title = "sum", .align = ALIGN_RIGHT, .minimum = 5, .keep = 2, .sortable = true},
};

struct rows {
    long count;
    int64_t first; /* id of row 0 */
    bool headings; /* every fifth row is one */
    long asked;
};

static long count_rows(void *data)
{
    return ((struct rows *)data)->count;
}

static int64_t id_of(void *data, long row)
{
    return ((struct rows *)data)->first + row;
}

static bool is_heading(void *data, long row)
{
    return ((struct rows *)data)->headings && row % 5 == 0;
}

static void fill(void *data, long row, int column, struct table_cell *cell)
{
    struct rows *rows = data;
    rows->asked++;
    if (column == 0) {
        snprintf(cell->text, TABLE_TEXT, "客%ld", (long)(rows->first + row));
    } else {
        snprintf(cell->text, TABLE_TEXT, "%s", column == 1 ? "杭州" : "12");
    }
}

static struct table *make(struct rows *rows)
{
    struct table_source source = {
        .data = rows, .count = count_rows, .cell = fill, .id = id_of, .heading = is_heading};
    return table_new(columns, 3, &source);
}

static char *drawn(struct table *table, int height, int width)
{
    struct surface *surface = surface_new(height, width);
    table_draw(table, surface, surface_area(surface));
    char *text = surface_string(surface);
    surface_free(&surface);
    return text;
}

static void expect(struct table *table, int height, int width, const char *expected)
{
    char *text = drawn(table, height, width);
    cr_expect_str_eq(text, expected, "drawn:\n%s", text);
    free(text);
}

Test(tui_table, picture)
{
    struct rows rows = {.count = 2, .first = 7};
    struct table *table = make(&rows);
    table_set_sort(table, "sum", true);
    expect(table, 4, 26,
        "  name        city  sum ▾\n"
        "▌ 客7         杭州     12\n"
        "  客8         杭州     12\n\n");
    table_move(table, MOTION_MARK);
    expect(table, 3, 12, "  name\n ✓客7\n▌ 客8\n");
    rows.count = 0;
    table_set_empty(table, "nobody");
    expect(table, 2, 20, "  name        sum ▾\n  nobody\n");
    table_free(&table);
}

Test(tui_table, the_first_column_gives_room_to_the_last_other)
{
    static const struct table_column wide[] = {
        {.id = "name", .title = "what it is called", .minimum = 24},
        {.id = "city", .title = "city", .minimum = 6, .keep = 1},
        {.id = "sum", .title = "sum", .align = ALIGN_RIGHT, .minimum = 5, .keep = 2},
    };
    struct rows rows = {.count = 1, .first = 7};
    struct table *table = make(&rows);
    table_set_columns(table, wide, 3);
    expect(table, 2, 28, "  what it is called     sum\n▌ 客7                    12\n");
    expect(table, 2, 22, "  what it is …    sum\n▌ 客7              12\n");
    expect(table, 2, 20, "  what it is called\n▌ 客7\n");
    table_free(&table);
}

Test(tui_table, scrolls_to_where_it_was)
{
    struct rows rows = {.count = 50};
    struct table *table = make(&rows);
    free(drawn(table, 11, 40));
    table_select(table, 30);
    table_scroll(table, 27);
    free(drawn(table, 11, 40));
    cr_expect_eq(table_top(table), 27);
    cr_expect_eq(table_selected(table), 30);
    table_scroll(table, 49);
    cr_expect_eq(table_top(table), 40, "no empty rows below the last: %ld", table_top(table));
    table_free(&table);
}

Test(tui_table, a_million_rows_cost_what_is_seen)
{
    struct rows rows = {.count = 1000000};
    struct table *table = make(&rows);
    free(drawn(table, 11, 40));
    rows.asked = 0;
    cr_expect(table_move(table, MOTION_LAST));
    free(drawn(table, 11, 40));
    cr_expect_eq(rows.asked, 30);
    cr_expect_eq(table_selected(table), 999999);
    cr_expect_eq(table_top(table), 999990);
    table_move(table, MOTION_PAGE_UP);
    cr_expect_eq(table_selected(table), 999989);
    table_move(table, MOTION_HALF_PAGE_UP);
    cr_expect_eq(table_selected(table), 999984);
    cr_expect_not(table_move(table, MOTION_FIRST) && table_selected(table) != 0);
    cr_expect_not(table_move(table, MOTION_UP));
    table_free(&table);
}

Test(tui_table, selection_follows_the_id)
{
    struct rows rows = {.count = 50, .first = 100};
    struct table *table = make(&rows);
    cr_expect(table_select_id(table, 120));
    rows.first = 110; /* ten rows vanished at the top */
    table_refresh(table);
    cr_expect_eq(table_selected(table), 10);
    cr_expect_eq(table_selected_id(table), 120);
    rows.first = 500; /* it is gone: stay near */
    table_refresh(table);
    cr_expect_eq(table_selected(table), 10);
    rows.count = 3;
    table_refresh(table);
    cr_expect_eq(table_selected(table), 2);
    rows.count = 0;
    table_refresh(table);
    cr_expect_eq(table_selected(table), -1);
    cr_expect_eq(table_selected_id(table), -1);
    cr_expect_not(table_move(table, MOTION_DOWN));
    table_free(&table);
}

Test(tui_table, headings_are_passed_over)
{
    struct rows rows = {.count = 12, .headings = true};
    struct table *table = make(&rows);
    cr_expect_eq(table_selected(table), 1);
    cr_expect_not(table_move(table, MOTION_UP));
    table_select(table, 4);
    table_move(table, MOTION_DOWN);
    cr_expect_eq(table_selected(table), 6);
    table_move(table, MOTION_UP);
    cr_expect_eq(table_selected(table), 4);
    table_move(table, MOTION_MARK_INVERT);
    cr_expect_eq(table_marked_count(table), 9);
    cr_expect_not(table_is_marked(table, 5));
    table_free(&table);
}

Test(tui_table, ranges_of_marks)
{
    struct rows rows = {.count = 100};
    struct table *table = make(&rows);
    table_select(table, 10);
    table_move(table, MOTION_MARK_RANGE);
    table_select(table, 5);
    table_move(table, MOTION_MARK_RANGE);
    size_t count;
    int64_t *marked = table_marked(table, &count);
    cr_assert_eq(count, 6);
    cr_expect(marked[0] == 5 && marked[5] == 10);
    free(marked);
    table_mark(table, 7, false);
    cr_expect_not(table_is_marked(table, 7));
    cr_expect(table_is_marked(table, 8));
    cr_expect(table_move(table, MOTION_MARK_NONE));
    cr_expect_not(table_move(table, MOTION_MARK_NONE));
    table_free(&table);
}

Test(tui_table, mouse)
{
    struct rows rows = {.count = 100};
    struct table *table = make(&rows);
    free(drawn(table, 6, 30));
    struct mouse mouse = {.action = MOUSE_PRESS, .button = 1, .row = 3, .column = 4};
    cr_expect_eq(table_mouse(table, &mouse), TABLE_MOVED);
    cr_expect_eq(table_selected(table), 2);
    mouse.action = MOUSE_DOUBLE;
    cr_expect_eq(table_mouse(table, &mouse), TABLE_ACTIVATE);
    mouse = (struct mouse){.action = MOUSE_WHEEL, .wheel = 1, .row = 2};
    cr_expect_eq(table_mouse(table, &mouse), TABLE_MOVED);
    cr_expect_eq(table_top(table), 3);
    mouse = (struct mouse){.action = MOUSE_PRESS, .button = 1, .row = 0, .column = 26};
    cr_expect_eq(table_mouse(table, &mouse), TABLE_SORT);
    cr_expect_str_eq(table_clicked_column(table), "sum");
    mouse.row = 20;
    cr_expect_eq(table_mouse(table, &mouse), TABLE_MISS);
    table_free(&table);
}

Test(tui_table, sideways)
{
    struct rows rows = {.count = 1};
    struct table *table = make(&rows);
    expect(table, 2, 18, "  name        sum\n▌ 客0          12\n");
    cr_expect(table_move(table, MOTION_RIGHT));
    expect(table, 2, 18, "  name        sum\n▌ 客0          12\n");
    cr_expect_not(table_move(table, MOTION_RIGHT));
    cr_expect(table_move(table, MOTION_LEFT));
    table_free(&table);
}

/* --- trees --- */

static void name_node(void *data, int64_t node, int column, struct table_cell *cell)
{
    (void)data;
    snprintf(cell->text, TABLE_TEXT, column ? "%ld0" : "n%ld", (long)node);
}

static struct outline *make_tree(void)
{
    static const struct table_column two[] = {
        {.id = "name", .title = "tree", .minimum = 10},
        {.id = "value", .title = "value", .align = ALIGN_RIGHT, .minimum = 5},
    };
    struct outline_source source = {.cell = name_node};
    struct outline *tree = outline_new(two, 2, &source);
    cr_assert(outline_add(tree, 1, -1));
    cr_assert(outline_add(tree, 2, 1));
    cr_assert(outline_add(tree, 5, 1));
    cr_assert(outline_add(tree, 3, 2)); /* added late, drawn under its parent */
    cr_assert(outline_add(tree, 4, 2));
    cr_assert(outline_add(tree, 6, -1));
    return tree;
}

static void expect_tree(struct outline *tree, const char *expected)
{
    struct surface *surface = surface_new(7, 22);
    outline_draw(tree, surface, surface_area(surface));
    char *text = surface_string(surface);
    cr_expect_str_eq(text, expected, "drawn:\n%s", text);
    free(text);
    surface_free(&surface);
}

Test(tui_table, tree_opens_and_closes)
{
    struct outline *tree = make_tree();
    expect_tree(tree, "  tree        value\n▌ ▾ n1           10\n    ▾ n2         20\n"
                      "        n3       30\n        n4       40\n      n5         50\n"
                      "    n6           60\n");
    cr_expect(outline_select(tree, 4));
    outline_set_open(tree, 2, false);
    cr_expect_eq(outline_selected(tree), 2, "the selection goes to what is still seen");
    expect_tree(tree, "  tree        value\n  ▾ n1           10\n▌   ▸ n2         20\n"
                      "      n5         50\n    n6           60\n\n\n");
    cr_expect(outline_move(tree, MOTION_RIGHT));
    cr_expect(outline_move(tree, MOTION_RIGHT));
    cr_expect_eq(outline_selected(tree), 3);
    cr_expect(outline_move(tree, MOTION_LEFT));
    cr_expect_eq(outline_selected(tree), 2);
    outline_move(tree, MOTION_CLOSE_ALL);
    cr_expect_eq(outline_visible(tree), 4);
    cr_expect(outline_select(tree, 3));
    cr_expect(outline_is_open(tree, 2));
    outline_free(&tree);
}

static bool only_four(void *data, int64_t node)
{
    (void)data;
    return node == 4;
}

Test(tui_table, tree_filters_and_refuses_nonsense)
{
    struct outline *tree = make_tree();
    cr_expect_not(outline_add(tree, 3, 1));
    cr_expect_not(outline_add(tree, 9, 77));
    cr_expect_not(outline_add(tree, -2, -1));
    outline_set_open(tree, 2, false);
    outline_filter(tree, only_four);
    cr_expect_eq(outline_visible(tree), 3);
    cr_expect_eq(outline_at(tree, 2), 4);
    outline_filter(tree, NULL);
    cr_expect_eq(outline_visible(tree), 4);
    outline_clear(tree);
    cr_expect_eq(outline_visible(tree), 0);
    cr_expect(outline_add(tree, 1, -1) && outline_add(tree, 2, 1) && outline_add(tree, 3, 2));
    cr_expect_not(outline_is_open(tree, 2), "what was closed stays closed");
    cr_expect_eq(outline_depth(tree, 3), 2);
    cr_expect_eq(outline_parent(tree, 1), -1);
    outline_free(&tree);
}

Test(tui_table, click_on_the_sign_closes)
{
    struct outline *tree = make_tree();
    struct surface *surface = surface_new(7, 22);
    outline_draw(tree, surface, surface_area(surface));
    struct mouse mouse = {.action = MOUSE_PRESS, .button = 1, .row = 2, .column = 4};
    cr_expect_eq(outline_mouse(tree, &mouse), TABLE_TOGGLE);
    cr_expect_not(outline_is_open(tree, 2));
    surface_free(&surface);
    outline_free(&tree);
}
