#include "tui/picture.h"

#include <string.h>

#include "tui/glyph.h"

/* A cell in the picture's own units. */
enum { WIDTH = 10, HEIGHT = 20, BASELINE = 15 };

/* The ground where the theme leaves it to the terminal. */
static const int32_t plain_ground = 0x14161b, plain_ink = 0xd9dce3;

struct pen {
    FILE *out;
    double x, y; /* of the cell's left upper corner */
    int32_t colour;
};

static void draw_box(const struct pen *pen, double x, double y, double width, double height)
{
    fprintf(pen->out, "<rect x='%g' y='%g' width='%g' height='%g' fill='#%06x'/>\n", pen->x + x,
        pen->y + y, width, height, (unsigned)pen->colour);
}

static void draw_shade(const struct pen *pen, double opacity)
{
    fprintf(pen->out,
        "<rect x='%g' y='%g' width='%d' height='%d' fill='#%06x' fill-opacity='%g'/>\n", pen->x,
        pen->y, WIDTH, HEIGHT, (unsigned)pen->colour, opacity);
}

/* The arms of a line-drawing character: left, up, right, down; 0 none, 1 light, 2 heavy. */
static const char *arms_of(unsigned code)
{
    static const struct {
        unsigned code;
        const char *arms;
    } table[] = {
        {0x2500, "1010"},
        {0x2501, "2020"},
        {0x2502, "0101"},
        {0x2503, "0202"},
        {0x250C, "0011"},
        {0x2510, "1001"},
        {0x2514, "0110"},
        {0x2518, "1100"},
        {0x251C, "0111"},
        {0x2524, "1101"},
        {0x252C, "1011"},
        {0x2534, "1110"},
        {0x253C, "1111"},
        {0x2574, "1000"},
        {0x2575, "0100"},
        {0x2576, "0010"},
        {0x2577, "0001"},
        {0x2578, "2000"},
        {0x2579, "0200"},
        {0x257A, "0020"},
        {0x257B, "0002"},
        {0x257C, "1020"},
        {0x257E, "2010"},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (table[i].code == code)
            return table[i].arms;
    return NULL;
}

static void draw_arms(const struct pen *pen, const char *arms)
{
    const double middle_x = WIDTH / 2.0, middle_y = HEIGHT / 2.0;
    for (int side = 0; side < 4; side++) {
        double thick = arms[side] - '0', half = thick / 2;
        if (thick <= 0)
            continue;
        if (side == 0)
            draw_box(pen, 0, middle_y - half, middle_x + half, thick);
        else if (side == 1)
            draw_box(pen, middle_x - half, 0, thick, middle_y + half);
        else if (side == 2)
            draw_box(pen, middle_x - half, middle_y - half, middle_x + half, thick);
        else
            draw_box(pen, middle_x - half, middle_y - half, thick, middle_y + half);
    }
}

/* ╭ ╮ ╯ ╰ */
static void draw_corner(const struct pen *pen, unsigned code)
{
    double side = code == 0x256D || code == 0x2570 ? pen->x + WIDTH : pen->x;
    double end = code == 0x256D || code == 0x256E ? pen->y + HEIGHT : pen->y;
    double middle_x = pen->x + WIDTH / 2.0, middle_y = pen->y + HEIGHT / 2.0;
    fprintf(pen->out, "<path d='M%g %gQ%g %g %g %g' fill='none' stroke='#%06x'/>\n", side, middle_y,
        middle_x, middle_y, middle_x, end, (unsigned)pen->colour);
}

static void draw_braille(const struct pen *pen, unsigned dots)
{
    static const unsigned char across[] = {0, 0, 0, 1, 1, 1, 0, 1},
                               down[] = {0, 1, 2, 0, 1, 2, 3, 3};
    for (int i = 0; i < 8; i++)
        if (dots >> i & 1)
            fprintf(pen->out, "<circle cx='%g' cy='%g' r='1.6' fill='#%06x'/>\n",
                pen->x + 2.5 + 5 * across[i], pen->y + 2.5 + 5 * down[i], (unsigned)pen->colour);
}

static bool draw_block(const struct pen *pen, unsigned code)
{
    if (code == 0x2580)
        draw_box(pen, 0, 0, WIDTH, HEIGHT / 2.0);
    else if (code >= 0x2581 && code <= 0x2588)
        draw_box(
            pen, 0, HEIGHT - HEIGHT * (code - 0x2580) / 8.0, WIDTH, HEIGHT * (code - 0x2580) / 8.0);
    else if (code >= 0x2589 && code <= 0x258F)
        draw_box(pen, 0, 0, WIDTH * (0x2590 - code) / 8.0, HEIGHT);
    else if (code == 0x2590)
        draw_box(pen, WIDTH / 2.0, 0, WIDTH / 2.0, HEIGHT);
    else if (code >= 0x2591 && code <= 0x2593)
        draw_shade(pen, (code - 0x2590) * 0.25);
    else
        return false;
    return true;
}

/* Whether the character was drawn as a shape; else the font has to. */
static bool draw_shape(const struct pen *pen, unsigned code)
{
    const char *arms = arms_of(code);
    if (arms != NULL)
        draw_arms(pen, arms);
    else if (code >= 0x256D && code <= 0x2570)
        draw_corner(pen, code);
    else if (code >= 0x2800 && code <= 0x28FF)
        draw_braille(pen, code - 0x2800);
    else
        return draw_block(pen, code);
    return true;
}

static void write_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '&')
            fputs("&amp;", out);
        else if (*text == '<')
            fputs("&lt;", out);
        else if (*text == '>')
            fputs("&gt;", out);
        else
            fputc(*text, out);
    }
}

static void draw_text(const struct pen *pen, const struct cell *cell, int columns)
{
    fprintf(pen->out, "<text x='%g' y='%g' fill='#%06x'%s%s>", pen->x + columns * WIDTH / 2.0,
        pen->y + BASELINE, (unsigned)pen->colour, columns == 2 ? " class='wide'" : "",
        (cell->style.attributes & ATTRIBUTE_BOLD) != 0 ? " font-weight='bold'" : "");
    write_text(pen->out, cell->text);
    fputs("</text>\n", pen->out);
}

static int draw_cell(
    const struct surface *surface, const struct theme *theme, int row, int column, FILE *out)
{
    struct cell cell = surface_cell(surface, row, column);
    int columns = glyph_width(cell.text) == 2 ? 2 : 1;
    struct paint paint = theme_paint(theme, cell.style, DEPTH_TRUE);
    struct pen pen = {.out = out, .x = column * WIDTH, .y = row * HEIGHT};
    int32_t ink = paint.ink < 0 ? plain_ink : paint.ink;
    int32_t ground = paint.ground < 0 ? plain_ground : paint.ground;
    bool reverse = (paint.attributes & ATTRIBUTE_REVERSE) != 0;
    pen.colour = reverse ? ink : ground;
    draw_box(&pen, 0, 0, columns * WIDTH, HEIGHT);
    pen.colour = reverse ? ground : ink;
    if ((cell.style.attributes & ATTRIBUTE_UNDERLINE) != 0)
        draw_box(&pen, 0, HEIGHT - 3, columns * WIDTH, 1);
    unsigned code = 0;
    glyph_decode(cell.text, strlen(cell.text), &code);
    if (code != 0 && code != ' ' && !draw_shape(&pen, code))
        draw_text(&pen, &cell, columns);
    return columns;
}

void picture_write(const struct surface *surface, const struct theme *theme, FILE *out)
{
    struct area area = surface_area(surface);
    fprintf(out,
        "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-size='16.6' "
        "text-anchor='middle' font-family='DejaVu Sans Mono, Noto Sans Mono CJK SC, monospace' "
        "xml:lang='zh-CN'>\n"
        "<style>rect{shape-rendering:crispEdges}"
        ".wide{font-family:'Noto Sans Mono CJK SC',monospace;font-size:17.6px}</style>\n",
        area.columns * WIDTH, area.rows * HEIGHT);
    for (int row = 0; row < area.rows; row++)
        for (int column = 0; column < area.columns;)
            column += draw_cell(surface, theme, row, column, out);
    fputs("</svg>\n", out);
}
