/* The statistics of the platform (table traffic), put beside what the pass counted. */
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/metrics/weekly_result.h"
#include "core/store/database.h"

/* One day as told by the platform: what it says of the whole shop, and the sum over channels. */
struct told {
    int64_t whole[TRAFFIC_COLUMNS], sum[TRAFFIC_COLUMNS];
    bool whole_known[TRAFFIC_COLUMNS], sum_known[TRAFFIC_COLUMNS];
};

struct reading {
    struct weekly *weekly;
    uint8_t *visitor_days; /* per period: bit of each weekday with known visitors */
    date_day day;
    struct told told;
};

static int32_t period_of(const struct weekly *weekly, date_day day)
{
    return weekly->daily ? day : date_week_of(day);
}

static void put(struct tally *tally, size_t column, int64_t value)
{
    tally->traffic[column] += value;
    tally->traffic_known[column] = true;
}

static struct tally *tally_at(struct weekly *weekly, uint32_t group, int32_t period)
{
    return &weekly->tallies[(size_t)group * weekly->periods + (size_t)(period - weekly->first)];
}

/* Column by column the row of the whole shop wins over the sum of the channels. */
static void finish_day(struct reading *reading)
{
    struct weekly *weekly = reading->weekly;
    struct told *told = &reading->told;
    int32_t period = period_of(weekly, reading->day);
    bool whole = weekly->dimension == DIMENSION_NONE,
         weekday = weekly->dimension == DIMENSION_WEEKDAY;
    uint32_t group = weekday ? (uint32_t)date_weekday(reading->day) + 1 : 0;
    for (size_t column = 0; column < TRAFFIC_COLUMNS; column++) {
        bool known = told->whole_known[column] || told->sum_known[column];
        if (known && (whole || weekday)) {
            put(tally_at(weekly, group, period), column,
                told->whole_known[column] ? told->whole[column] : told->sum[column]);
        }
        if (known && column == TRAFFIC_VISITORS) {
            reading->visitor_days[period - weekly->first] |=
                (uint8_t)(1u << date_weekday(reading->day));
        }
    }
    memset(told, 0, sizeof(*told));
}

/* Channels that have statistics but no orders need groups of their own. */
static void widen(struct weekly *weekly, uint32_t group)
{
    size_t old = (size_t)weekly->groups * weekly->periods;
    size_t wide = (size_t)(group + 1) * weekly->periods;
    weekly->tallies = memory_resize(weekly->tallies, wide, sizeof(struct tally));
    memset(weekly->tallies + old, 0, (wide - old) * sizeof(struct tally));
    weekly->groups = group + 1;
}

static void take_row(struct reading *reading, sqlite3_stmt *row, int64_t channel)
{
    struct weekly *weekly = reading->weekly;
    int32_t period = period_of(weekly, reading->day);
    bool grouped = weekly->dimension == DIMENSION_CHANNEL && channel > 0 && channel <= UINT16_MAX;
    if (grouped && channel >= weekly->groups) {
        widen(weekly, (uint32_t)channel);
    }
    for (int column = 0; column < TRAFFIC_COLUMNS; column++) {
        if (sqlite3_column_type(row, 2 + column) == SQLITE_NULL) {
            continue;
        }
        int64_t value = sqlite3_column_int64(row, 2 + column);
        if (channel == 0) {
            reading->told.whole[column] = value;
            reading->told.whole_known[column] = true;
            continue;
        }
        reading->told.sum[column] += value;
        reading->told.sum_known[column] = true;
        if (grouped) {
            put(tally_at(weekly, (uint32_t)channel, period), (size_t)column, value);
        }
    }
}

/* Marks weeks of which some days with orders have no visitors, and groups without statistics in
 * weeks that have them. */
static void mark(struct reading *reading)
{
    struct weekly *weekly = reading->weekly;
    for (uint32_t period = 0; period < weekly->periods; period++) {
        uint8_t told = reading->visitor_days[period];
        uint8_t missing = (uint8_t)(weekly->order_days[period] & ~told);
        for (uint32_t group = 0; told != 0 && group < weekly->groups; group++) {
            struct tally *tally = &weekly->tallies[(size_t)group * weekly->periods + period];
            tally->traffic_partial = missing != 0;
            tally->traffic_elsewhere = true;
        }
    }
}

static bool read_rows(
    struct reading *reading, struct database *database, sqlite3_stmt *rows, struct error *error)
{
    bool row = false, any = false;
    for (;;) {
        if (!database_step(database, rows, &row, error)) {
            return false;
        }
        if (!row) {
            break;
        }
        date_day day;
        if (!date_day_parse((const char *)sqlite3_column_text(rows, 0), &day, error)) {
            return error_within(error, "traffic");
        }
        if (any && day != reading->day) {
            finish_day(reading);
        }
        any = true;
        reading->day = day;
        take_row(reading, rows, sqlite3_column_int64(rows, 1));
    }
    if (any) {
        finish_day(reading);
    }
    mark(reading);
    return true;
}

bool weekly_read_traffic(struct weekly *weekly, struct database *database, struct error *error)
{
    if (weekly->periods == 0) {
        return true;
    }
    sqlite3_stmt *rows = database_prepare(database,
        "SELECT day, channel_id, visitors, views, bounces, carts, favourites, inquiries, cost"
        " FROM traffic WHERE day BETWEEN ? AND ? ORDER BY day, channel_id",
        error);
    if (rows == NULL) {
        return false;
    }
    char first[DATE_TEXT], last[DATE_TEXT];
    date_day_text(weekly->daily ? weekly->first : date_week_monday(weekly->first), first);
    date_day_text(weekly->daily ? weekly->last : date_week_monday(weekly->last) + 6, last);
    sqlite3_bind_text(rows, 1, first, -1, SQLITE_STATIC);
    sqlite3_bind_text(rows, 2, last, -1, SQLITE_STATIC);
    struct reading reading = {.weekly = weekly, .visitor_days = memory_zero(weekly->periods, 1)};
    bool good = read_rows(&reading, database, rows, error);
    free(reading.visitor_days);
    sqlite3_finalize(rows);
    return good;
}
