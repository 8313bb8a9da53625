/* What stands below the tree with --by: the groups of a dimension, or the days of the week. */
#include <math.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "views/format.h"
#include "views/kpi_result.h"

static const struct output_column group_columns[] = {
    {"group", "", OUTPUT_TEXT},
    {"sales", "sales", OUTPUT_MONEY},
    {"change", "change", OUTPUT_COUNT},
    {"explains", "explains", OUTPUT_COUNT},
    {"share", "share", OUTPUT_COUNT},
    {"orders", "orders", OUTPUT_COUNT},
    {"paid", "order→paid", OUTPUT_RATE},
    {"value", "order value", OUTPUT_MONEY},
};

static const struct output_column day_columns[] = {
    {"date", "", OUTPUT_TEXT},
    {"visitors", "visitors", OUTPUT_COUNT},
    {"views", "views", OUTPUT_COUNT},
    {"carts", "carts", OUTPUT_COUNT},
    {"favourites", "favourites", OUTPUT_COUNT},
    {"buyers", "buyers", OUTPUT_COUNT},
    {"orders", "orders", OUTPUT_COUNT},
    {"sales", "sales", OUTPUT_MONEY},
};
enum { GROUP_COLUMNS = 8, GROUPS_SHOWN = 20 };

static void add_group(struct output_table *table, const struct kpi_group *group, double sales)
{
    char text[FORMAT_TEXT];
    double now = group->measures[MEASURE_SALES], then = group->sales_before;
    output_table_text(table, group->name);
    output_table_number(table, now);
    format_marked_change(text, now / then - 1, now - then, MEASURE_MONEY);
    output_table_text(table, text);
    /* A group that sold nothing then has no value then, and explains all of what it sells now. */
    format_amount(text, now - (isfinite(then) ? then : 0));
    output_table_text(table, text);
    format_share(text, now / sales);
    output_table_text(table, text);
    output_table_number(table, group->measures[MEASURE_ORDERS]);
    output_table_number(table, group->measures[MEASURE_ORDER_PAID_RATE]);
    output_table_number(table, group->measures[MEASURE_ORDER_VALUE]);
}

static void add_day(struct output_table *table, const struct kpi_group *group)
{
    static const enum measure_id shown[] = {MEASURE_VISITORS, MEASURE_VIEWS, MEASURE_CARTS,
        MEASURE_FAVOURITES, MEASURE_BUYERS, MEASURE_ORDERS, MEASURE_SALES};
    char day[FORMAT_TEXT];
    format_day(day, group->day);
    output_table_text(table, day);
    for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
        output_table_number(table, group->measures[shown[i]]);
}

void kpi_append_groups(
    struct text *text, const struct output_manner *manner, const struct kpi_result *result)
{
    double sales = result->report->measures[MEASURE_SALES];
    struct output_table *table = output_table_new(
        result->daily ? day_columns : group_columns, GROUP_COLUMNS, &result->report->currency);
    size_t shown = result->group_count < GROUPS_SHOWN ? result->group_count : GROUPS_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        if (result->daily)
            add_day(table, &result->groups[i]);
        else
            add_group(table, &result->groups[i], sales);
    }
    text_append_char(text, '\n');
    text_format(
        text, say("by %s"), result->daily ? say("day") : say(dimension_label(result->dimension)));
    text_append_char(text, '\n');
    output_table_append(table, manner, text);
    if (shown < result->group_count) {
        text_format(
            text, say("and %zu more: --json and --csv list all"), result->group_count - shown);
        text_append_char(text, '\n');
    }
    output_table_free(&table);
}
