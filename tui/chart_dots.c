/* The lines of a chart, in braille dots. */
#include "tui/chart_inside.h"

#include "tui/room.h"

#include <math.h>
#include <stdlib.h>

/* Dots not yet drawn to the surface. */
struct canvas {
    struct area area;
    unsigned char *dots; /* one pattern per cell */
    struct style *styles;
};

static void set_dot(struct canvas *canvas, int x, int y, struct style style)
{
    static const unsigned char bits[DOTS_DOWN][DOTS_ACROSS] = {
        {0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    int column = x / DOTS_ACROSS;
    int row = y / DOTS_DOWN;
    if (x < 0 || y < 0 || column >= canvas->area.columns || row >= canvas->area.rows) {
        return;
    }
    int at = row * canvas->area.columns + column;
    canvas->dots[at] |= bits[y % DOTS_DOWN][x % DOTS_ACROSS];
    canvas->styles[at] = style;
}

struct dot {
    int x;
    int y;
};

static void draw_line(struct canvas *canvas, struct dot from, struct dot to, struct style style)
{
    int across = abs(to.x - from.x);
    int down = -abs(to.y - from.y);
    int error = across + down;
    for (;;) {
        set_dot(canvas, from.x, from.y, style);
        if (from.x == to.x && from.y == to.y) {
            return;
        }
        int twice = 2 * error;
        if (twice >= down) {
            error += down;
            from.x += from.x < to.x ? 1 : -1;
        }
        if (twice <= across) {
            error += across;
            from.y += from.y < to.y ? 1 : -1;
        }
    }
}

static struct dot dot_of(const struct layout *layout, size_t index, double value)
{
    int most_x = layout->plot.columns * DOTS_ACROSS - 1;
    int most_y = layout->plot.rows * DOTS_DOWN - 1;
    double across = layout->points > 1 ? (double)index / (double)(layout->points - 1) : 1;
    double up = (value - layout->scale.low) / (layout->scale.high - layout->scale.low);
    up = up < -0.1 ? -0.1 : up > 1.1 ? 1.1 : up; /* far outside is only outside */
    return (struct dot){.x = (int)lround(across * most_x), .y = (int)lround((1 - up) * most_y)};
}

static void draw_series(
    struct canvas *canvas, const struct layout *layout, const struct chart_series *series)
{
    bool joined = false;
    struct dot before = {0};
    for (size_t i = 0; i < series->count; i++) {
        if (!isfinite(series->values[i])) {
            joined = false;
            continue;
        }
        bool last = i + 1 == series->count && series->last.ink != ROLE_KEEP;
        struct style style = last ? series->last : series->style;
        struct dot dot = dot_of(layout, i, series->values[i]);
        if (joined && series->steps) {
            struct dot corner = {.x = dot.x, .y = before.y};
            draw_line(canvas, before, corner, style);
            before = corner;
        }
        draw_line(canvas, joined ? before : dot, dot, style);
        before = dot;
        joined = true;
    }
}

static void show_canvas(const struct canvas *canvas, struct surface *surface)
{
    for (int row = 0; row < canvas->area.rows; row++) {
        for (int column = 0; column < canvas->area.columns; column++) {
            int at = row * canvas->area.columns + column;
            char text[5];
            if (canvas->dots[at]) {
                glyph_encode(0x2800u + canvas->dots[at], text);
                surface_text(surface, canvas->area.row + row, canvas->area.column + column, 1,
                    canvas->styles[at], text);
            }
        }
    }
}

void chart_draw_plot(
    struct surface *surface, const struct layout *layout, const struct chart *chart)
{
    size_t cells = (size_t)layout->plot.rows * (size_t)layout->plot.columns;
    struct canvas canvas = {.area = layout->plot,
        .dots = room_new(cells, 1),
        .styles = room_new(cells, sizeof *canvas.styles)};
    for (size_t i = 0; i < chart->series_count; i++) {
        draw_series(&canvas, layout, &chart->series[i]);
    }
    show_canvas(&canvas, surface);
    free(canvas.dots);
    free(canvas.styles);
}
