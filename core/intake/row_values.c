/* The cells of a row as values: amounts, counts, times. */
#include <string.h>

#include "core/intake/clean.h"
#include "core/intake/row_cells.h"

enum { PLAIN_DIGITS = 9 };

/* 1990: no shop has older orders; such times are slips. */
static const date_instant first_instant = 631152000;

/* Digits with at most `decimals` behind a point: nearly every amount is so. */
static bool read_plain(const struct csv_field *cell, int decimals, int64_t *amount)
{
    const char *at = cell->bytes, *end = at + cell->length;
    int64_t value = 0;
    for (; at < end && *at >= '0' && *at <= '9' && at - cell->bytes < PLAIN_DIGITS; at++)
        value = value * 10 + (*at - '0');
    if (at == cell->bytes || (at < end && *at >= '0' && *at <= '9'))
        return false;
    int places = 0;
    if (at < end && *at == '.')
        for (at++; at < end && *at >= '0' && *at <= '9' && places < decimals; at++, places++)
            value = value * 10 + (*at - '0');
    if (at < end)
        return false;
    for (; places < decimals; places++)
        value *= 10;
    *amount = value;
    return true;
}

static int64_t read_amount(struct row *row, enum field field, int digits)
{
    if (row_cell(row, field)->length == 0)
        return WRITER_UNKNOWN;
    int decimals = row->mapping->money_is_minor ? 0 : row->decimals;
    struct csv_field cell = row_plain_cell(row, field);
    int64_t amount;
    if (row->mapping->decimal_mark == '.' && read_plain(&cell, decimals + digits, &amount))
        return amount;
    const char *text = row_text(row, field);
    if (text[0] == '\0')
        return WRITER_UNKNOWN;
    if (money_parse_exact(text, decimals, digits, row->mapping->decimal_mark, &amount))
        return amount;
    row_complain(row, field, "is not an amount, or a larger one than a shop can have");
    return WRITER_UNKNOWN;
}

money row_money(struct row *row, enum field field)
{
    return read_amount(row, field, 0);
}

int64_t row_price(struct row *row, enum field field)
{
    return read_amount(row, field, ROW_PRICE_DIGITS);
}

int64_t row_count(struct row *row, enum field field)
{
    const char *text = row_text(row, field);
    int64_t count;
    if (text[0] == '\0')
        return WRITER_UNKNOWN;
    if (clean_count(text, &count))
        return count;
    row_complain(row, field, "is not a whole number");
    return WRITER_UNKNOWN;
}

static bool complain_moment(struct row *row, enum field field, enum moment_result result)
{
    if (result == MOMENT_NO_SUCH_DAY)
        return row_complain(row, field, "is a day that does not exist");
    if (result == MOMENT_NO_SUCH_TIME)
        return row_complain(row, field, "is a time that does not exist");
    if (result == MOMENT_OUT_OF_RANGE)
        return row_complain(row, field, "is outside the years 1900 to 2099");
    return row_complain(row, field, "is not a date");
}

static bool read_moment(struct row *row, enum field field, struct moment *moment)
{
    char *text = row_text(row, field);
    if (text[0] == '\0')
        return false;
    enum moment_result first = MOMENT_GOOD;
    for (size_t i = 0; i < row->mapping->date_count; i++) {
        enum moment_result result = moment_parse(text, row->mapping->dates[i], moment);
        if (result == MOMENT_GOOD)
            return true;
        if (i == 0 || first == MOMENT_MALFORMED)
            first = result;
    }
    return complain_moment(row, field, first);
}

/* Whether a column has the bytes it had when they were kept. */
static bool repeats(const struct memo *memo, const struct csv_field *cell)
{
    return memo->kept && cell->length == memo->length &&
           memcmp(memo->text, cell->bytes, cell->length) == 0;
}

static void keep(struct memo *memo, const struct csv_field *cell)
{
    memo->kept = cell->length <= ROW_MEMO;
    memo->length = cell->length;
    if (memo->kept)
        memcpy(memo->text, cell->bytes, cell->length);
}

bool row_repeats(struct row *row, enum field field)
{
    const struct csv_field *cell = row_cell(row, field);
    struct memo *memo = &row->memos[field];
    if (repeats(memo, cell))
        return true;
    keep(memo, cell);
    return false;
}

static date_instant read_instant(struct row *row, enum field field)
{
    struct moment moment;
    if (row->record->fault != CSV_GOOD || !read_moment(row, field, &moment))
        return WRITER_UNKNOWN;
    return moment_instant(&moment, row->zone);
}

date_instant row_instant(struct row *row, enum field field)
{
    if (row_cell(row, field)->length == 0)
        return WRITER_UNKNOWN;
    struct csv_field cell = row_plain_cell(row, field);
    struct memo *memo = &row->memos[field];
    date_instant instant;
    bool usual =
        row->calendar != NULL && calendar_instant(row->calendar, cell.bytes, cell.length, &instant);
    if (!usual && cell.length > 0 && repeats(memo, &cell))
        return memo->instant;
    if (!usual)
        instant = read_instant(row, field);
    if (instant != WRITER_UNKNOWN && instant < first_instant) {
        row_complain(row, field, "is outside the years 1990 to 2099");
        return WRITER_UNKNOWN;
    }
    if (!usual && cell.length > 0 && instant != WRITER_UNKNOWN) {
        keep(memo, &cell);
        memo->instant = instant;
    }
    return instant;
}

bool row_day(struct row *row, enum field field, date_day *day)
{
    struct moment moment;
    if (!read_moment(row, field, &moment))
        return false;
    *day = moment_day(&moment, row->zone);
    return true;
}

bool row_rate(struct row *row, enum field field, double *rate)
{
    const char *text = row_text(row, field);
    return text[0] != '\0' && (clean_rate(text, rate) ||
                                  row_complain(row, field, "is not a share between 0 and 100 %"));
}

bool row_number(struct row *row, enum field field, double *number)
{
    const char *text = row_text(row, field);
    return text[0] != '\0' &&
           (clean_number(text, number) || row_complain(row, field, "is not a number"));
}
