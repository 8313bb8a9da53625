#include "tui/spark.h"

#include <math.h>

static const char *const levels[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

struct range {
    double low;
    double high;
};

static struct range range_of(const double *values, size_t count)
{
    struct range range = {INFINITY, -INFINITY};
    for (size_t i = 0; i < count; i++) {
        if (isfinite(values[i])) {
            range.low = fmin(range.low, values[i]);
            range.high = fmax(range.high, values[i]);
        }
    }
    return range;
}

/* Height of a value in eighths of a row, at least 1. A single row keeps its topmost eighth free, so
 * that the bars of one table row do not touch those of the row above. */
static int height_of(double value, struct range range, int rows)
{
    int most = rows == 1 ? 7 : rows * 8;
    if (range.high <= range.low) {
        return (most + 1) / 2;
    }
    double share = (value - range.low) / (range.high - range.low);
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return 1 + (int)lround(share * (most - 1));
}

void spark_draw(struct surface *surface, struct area area, const struct spark *spark)
{
    int rows = spark->rows > 0 ? spark->rows : 1;
    rows = rows > area.rows ? area.rows : rows;
    if (rows < 1 || area.columns < 1) {
        return;
    }
    size_t shown = spark->count < (size_t)area.columns ? spark->count : (size_t)area.columns;
    const double *values = shown ? spark->values + (spark->count - shown) : spark->values;
    struct range range = range_of(values, shown);
    range.high = isfinite(spark->ceiling) ? spark->ceiling : range.high;
    if (isfinite(spark->floor)) {
        range.low = spark->floor;
    }
    int column = area.column + area.columns - (int)shown;
    for (size_t i = 0; i < shown; i++) {
        int height = isfinite(values[i]) ? height_of(values[i], range, rows) : 0;
        struct style style = i + 1 == shown ? spark->last : spark->style;
        for (int row = rows - 1; row >= 0 && height > 0; row--, height -= 8) {
            surface_text(surface, area.row + row, column + (int)i, 1, style,
                levels[height > 8 ? 7 : height - 1]);
        }
    }
}
