/* The table of the customers of a segment. */
#include "views/segments_people.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/base/phrase.h"

struct people {
    struct segments *segments;
    struct people_wish wish;
    struct people_rows *rows; /* NULL until they were first made */
    struct table *table;
    struct job *sorting;
};

static const int shown_first[] = {CUSTOMER_ID, CUSTOMER_LIFECYCLE, CUSTOMER_ORDERS, CUSTOMER_SALES,
    CUSTOMER_LAST_ORDER, CUSTOMER_R, CUSTOMER_F, CUSTOMER_M, CUSTOMER_REGION, CUSTOMER_TOP_CATEGORY,
    CUSTOMER_EDM_REACHABLE, CUSTOMER_SMS_REACHABLE};

/* --- the source of the table ------------------------------------------------------------------ */

static long count_rows(void *data)
{
    const struct people *people = data;
    return people->rows != NULL ? (long)people->rows->count : 0;
}

static int64_t id_of(void *data, long row)
{
    const struct people *people = data;
    return people_rows_id(people->rows, row);
}

static void fill_cell(void *data, long row, int column, struct table_cell *cell)
{
    const struct people *people = data;
    const struct people_rows *rows = people->rows;
    cell->style = style_of(column == 0 ? ROLE_QUIET : ROLE_TEXT);
    people_cell(rows, column, rows->order[row], cell->text, sizeof(cell->text),
        &shelf_snapshot(rows->shelf)->shop->currency);
}

/* Columns an attribute needs, by its kind and its title. */
static int width_of(const struct attribute *attribute, int title)
{
    bool wide = attribute->type == ATTRIBUTE_MONEY || attribute->type == ATTRIBUTE_DAY ||
                attribute->type == ATTRIBUTE_CHOICE;
    int least = wide ? 10 : title <= 2 ? 3 : 6; /* a score has one letter, and one figure */
    return title > least && attribute->type != ATTRIBUTE_CHOICE ? title : least;
}

static void set_columns(struct people *people)
{
    struct table_column columns[PEOPLE_COLUMNS];
    struct census *census = shelf_census(people->rows->shelf);
    for (int i = 0; i < people->wish.count; i++) {
        const struct attribute *attribute = census_attribute(census, people->wish.attributes[i]);
        bool words = attribute->type == ATTRIBUTE_CHOICE;
        const char *label = say(attribute->label);
        columns[i] = (struct table_column){.id = attribute->id,
            .title = label,
            .align = words ? ALIGN_LEFT : ALIGN_RIGHT,
            .minimum = width_of(attribute, glyph_width(label)),
            .flex = words ? 1 : 0,
            .maximum = words ? 20 : 0,
            .keep = people->wish.count - i,
            .sortable = true};
    }
    table_set_columns(people->table, columns, people->wish.count);
    table_set_sort(
        people->table, census_attribute(census, people->wish.sort)->id, people->wish.descending);
}

struct people *people_new(struct segments *segments)
{
    struct people *people = memory_zero(1, sizeof(*people));
    const struct table_source source = {
        .data = people, .count = count_rows, .cell = fill_cell, .id = id_of};
    static const struct table_column none[] = {{.id = "", .title = ""}};
    people->segments = segments;
    for (size_t i = 0; i < sizeof(shown_first) / sizeof(*shown_first); i++)
        people->wish.attributes[people->wish.count++] = shown_first[i];
    people->wish.sort = CUSTOMER_SALES;
    people->wish.descending = true;
    people->table = table_new(none, 1, &source);
    table_set_empty(people->table, say("nobody"));
    return people;
}

void people_free(struct people **pointer)
{
    struct people *people = *pointer;
    if (people == NULL)
        return;
    job_drop(&people->sorting);
    table_free(&people->table);
    people_rows_free(&people->rows);
    free(people);
    *pointer = NULL;
}

/* --- making the rows ----------------------------------------------------------------------------
 */

struct sorting {
    struct people *people;
    struct shelf *shelf;
    struct members *members;
    struct people_wish wish;
    struct people_rows *rows;
};

static bool sort(void *context, struct progress *progress, struct error *error)
{
    struct sorting *work = context;
    work->rows = people_rows_make(work->shelf, work->members, &work->wish, progress, error);
    return work->rows != NULL;
}

static void sorted(void *context, bool succeeded, const struct error *error)
{
    struct sorting *work = context;
    struct people *people = work->people;
    if (!succeeded) {
        console_say(people->segments->console, TOAST_BAD, "%s", error->text);
        return;
    }
    people_rows_free(&people->rows);
    people->rows = work->rows;
    work->rows = NULL;
    people->wish = people->rows->wish;
    set_columns(people);
    table_refresh(people->table);
}

static void release_sorting(void *context)
{
    struct sorting *work = context;
    people_rows_free(&work->rows);
    members_free(&work->members);
    shelf_release(&work->shelf);
    free(work);
}

void people_ask(struct people *people)
{
    static const struct job_work work = {sort, sorted, release_sorting};
    struct segments *segments = people->segments;
    if (segments->good == NULL)
        return;
    struct sorting *sorting = memory_zero(1, sizeof(*sorting));
    sorting->people = people;
    sorting->shelf = shelf_hold(segments->good->shelf);
    sorting->members = members_copy(segments->good->members);
    sorting->wish = people->wish;
    job_replace(&people->sorting, console_loop(segments->console), &work, sorting);
}

struct table *people_table(struct people *people)
{
    return people->table;
}

const struct people_rows *people_shown(const struct people *people)
{
    return people->rows;
}

struct people_wish *people_wish(struct people *people)
{
    return &people->wish;
}

void people_draw(struct people *people, struct surface *surface, struct area area)
{
    if (people->rows == NULL)
        surface_aligned(surface, area.row + area.rows / 2, area.column, area.columns, ALIGN_CENTRE,
            style_of(ROLE_QUIET), say("Counting …"));
    else
        table_draw(people->table, surface, area);
}
