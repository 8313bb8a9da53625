#include "tui/chart.h"

#include <math.h>

static const char *const levels[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

struct places {
    struct area plot;
    int width; /* of a bar */
    int gap;
    double ceiling;
};

static struct places lay_out(struct area area, const struct chart_bars *bars)
{
    struct places places = {.plot = area, .gap = bars->gap < 0 ? 0 : bars->gap};
    int count = bars->count > 1000 ? 1000 : (int)bars->count;
    area_cut_bottom(&places.plot, bars->x_label && area.rows >= 3 ? 1 : 0);
    area_cut_top(&places.plot, bars->value_label && area.rows >= 4 ? 1 : 0);
    if (count * (1 + places.gap) > area.columns) {
        places.gap = 0;
    }
    places.width = count ? (area.columns + places.gap) / count - places.gap : 1;
    places.width = places.width < 1 ? 1 : places.width;
    places.ceiling = bars->ceiling;
    for (size_t i = 0; i < bars->count && !isfinite(bars->ceiling); i++) {
        bool more = !isfinite(places.ceiling) || bars->values[i] > places.ceiling;
        places.ceiling = isfinite(bars->values[i]) && more ? bars->values[i] : places.ceiling;
    }
    return places;
}

static int height_of(const struct places *places, double value)
{
    if (!(value > 0) || !(places->ceiling > 0)) {
        return 0;
    }
    double share = value > places->ceiling ? 1 : value / places->ceiling;
    int height = (int)lround(share * places->plot.rows * 8);
    return height < 1 ? 1 : height;
}

static void draw_bar(struct surface *surface, const struct places *places, int column, int height,
    struct style style)
{
    int row = places->plot.row + places->plot.rows - 1;
    for (; height > 0; height -= 8, row--) {
        for (int i = 0; i < places->width; i++) {
            surface_text(surface, row, column + i, 1, style, levels[height > 8 ? 7 : height - 1]);
        }
    }
}

void chart_bars_draw(struct surface *surface, struct area area, const struct chart_bars *bars)
{
    struct places places = lay_out(area, bars);
    struct area former = surface_clip(surface, area);
    int labelled = area.column;
    for (size_t i = 0; i < bars->count && !area_empty(places.plot); i++) {
        int column = area.column + (int)i * (places.width + places.gap);
        if (column >= area.column + area.columns) {
            break;
        }
        int height = height_of(&places, bars->values[i]);
        struct style style = bars->styles ? bars->styles[i] : bars->style;
        char text[CHART_LABEL] = "";
        draw_bar(surface, &places, column, height, style);
        if (places.plot.row > area.row && isfinite(bars->values[i])) {
            bars->value_label(bars->data, bars->values[i], text, sizeof text);
            surface_aligned(surface, places.plot.row + places.plot.rows - 1 - (height + 7) / 8,
                column, places.width, ALIGN_CENTRE, style_of(ROLE_QUIET), text);
        }
        if (places.plot.row + places.plot.rows < area.row + area.rows) {
            text[0] = '\0';
            bars->x_label(bars->data, i, text, sizeof text);
            int width = glyph_width(text);
            int at = column + (places.width - width) / 2;
            at = at < area.column ? area.column : at;
            if (width && at >= labelled) {
                surface_text(
                    surface, area.row + area.rows - 1, at, width, style_of(ROLE_FAINT), text);
                labelled = at + width + 1;
            }
        }
    }
    surface_unclip(surface, former);
}
