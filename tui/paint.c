#include "tui/paint.h"

#include <string.h>

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

enum { LOOKS = sizeof letters - 1 };

/* The looks met so far, in the order of their letters. */
struct looks {
    struct paint looks[LOOKS];
    int count;
};

static bool same(const struct paint *one, const struct paint *other)
{
    return one->ink == other->ink && one->ground == other->ground &&
           one->attributes == other->attributes;
}

/* The letter of a look, '?' when there are more than letters. */
static char letter_of(struct looks *known, const struct paint *look)
{
    for (int i = 0; i < known->count; i++) {
        if (same(&known->looks[i], look)) {
            return letters[i];
        }
    }
    if (known->count == LOOKS) {
        return '?';
    }
    known->looks[known->count] = *look;
    return letters[known->count++];
}

static void print_colour(int32_t colour, enum depth depth, FILE *out)
{
    if (colour == THEME_DEFAULT) {
        fputs(" -", out);
    } else if (depth == DEPTH_TRUE) {
        fprintf(out, " #%06x", (unsigned)colour);
    } else {
        fprintf(out, " %d", (int)colour);
    }
}

static void print_look(char letter, const struct paint *look, enum depth depth, FILE *out)
{
    static const struct {
        unsigned attribute;
        const char *name;
    } names[] = {
        {ATTRIBUTE_BOLD, "bold"},
        {ATTRIBUTE_UNDERLINE, "underline"},
        {ATTRIBUTE_REVERSE, "reverse"},
        {ATTRIBUTE_ITALIC, "italic"},
    };
    putc(letter, out);
    print_colour(look->ink, depth, out);
    fputs(" on", out);
    print_colour(look->ground, depth, out);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (look->attributes & names[i].attribute) {
            fprintf(out, " %s", names[i].name);
        }
    }
    putc('\n', out);
}

static char cell_letter(const struct surface *surface, const struct theme *theme, enum depth depth,
    struct looks *known, int row, int column)
{
    struct cell cell = surface_cell(surface, row, column);
    struct paint look = theme_paint(theme, cell.style, depth);
    /* The ink of a blank shows only where it is reversed or underlined. */
    if (!strcmp(cell.text, " ") && !(look.attributes & (ATTRIBUTE_REVERSE | ATTRIBUTE_UNDERLINE))) {
        look.ink = THEME_DEFAULT;
        look.attributes = ATTRIBUTE_NONE;
    }
    return letter_of(known, &look);
}

static void print_row(const struct surface *surface, const struct theme *theme, enum depth depth,
    struct looks *known, int row, FILE *out)
{
    int columns = surface_area(surface).columns;
    int pending = 0; /* cells of the first look, printed only when others follow */
    for (int column = 0; column < columns; column++) {
        char letter = cell_letter(surface, theme, depth, known, row, column);
        if (letter == letters[0]) {
            pending++;
            continue;
        }
        for (; pending > 0; pending--) {
            putc(letters[0], out);
        }
        putc(letter, out);
    }
    putc('\n', out);
}

void paint_print(
    const struct surface *surface, const struct theme *theme, enum depth depth, FILE *out)
{
    struct area area = surface_area(surface);
    struct looks known = {.count = 0};
    struct style plain = style_on(style_of(ROLE_TEXT), ROLE_GROUND);
    struct paint ground = theme_paint(theme, plain, depth);
    ground.ink = THEME_DEFAULT;
    letter_of(&known, &ground);
    for (int row = 0; row < area.rows; row++) {
        for (int column = 0; column < area.columns; column++) {
            cell_letter(surface, theme, depth, &known, row, column);
        }
    }
    surface_print(surface, out);
    fputs("--\n", out);
    for (int i = 0; i < known.count; i++) {
        print_look(letters[i], &known.looks[i], depth, out);
    }
    fputs("--\n", out);
    for (int row = 0; row < area.rows; row++) {
        print_row(surface, theme, depth, &known, row, out);
    }
}

bool paint_parse_depth(const char *name, size_t length, enum depth *depth)
{
    static const char *const names[] = {
        [DEPTH_MONO] = "mono", [DEPTH_16] = "16", [DEPTH_256] = "256", [DEPTH_TRUE] = "true"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strlen(names[i]) == length && !strncmp(names[i], name, length)) {
            *depth = (enum depth)i;
            return true;
        }
    }
    return false;
}
