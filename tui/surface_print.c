/* Writing a surface out as text: for scripts and tests. */
#include "tui/surface.h"

#include "tui/room.h"

#include <stdlib.h>
#include <string.h>

static bool is_blank(const struct cell *cell)
{
    return !strcmp(cell->text, " ");
}

void surface_print(const struct surface *surface, FILE *out)
{
    struct area area = surface_area(surface);
    for (int row = 0; row < area.rows; row++) {
        int blanks = 0; /* are only written when something follows them */
        for (int column = 0; column < area.columns; column++) {
            struct cell cell = surface_cell(surface, row, column);
            if (is_blank(&cell)) {
                blanks++;
                continue;
            }
            fprintf(out, "%*s%s", blanks, "", cell.text);
            blanks = 0;
        }
        putc('\n', out);
    }
}

/* One line of letters: 'i' the inks of what is not blank, 'g' the grounds, 'a' the attributes. */
static void print_layer(const struct surface *surface, int row, char layer, FILE *out)
{
    int columns = surface_area(surface).columns;
    bool plain = true;
    char *letters = room_new((size_t)columns + 1, 1);
    for (int column = 0; column < columns; column++) {
        struct cell cell = surface_cell(surface, row, column);
        char letter = '.';
        if (layer == 'i' && !is_blank(&cell)) {
            letter = role_letter(cell.style.ink);
        } else if (layer == 'g') {
            letter = role_letter(cell.style.ground);
        } else if (layer == 'a' && cell.style.attributes) {
            letter = "0123456789abcdef"[cell.style.attributes & 15];
        }
        letters[column] = letter;
        plain = plain && letter == '.';
    }
    if (!plain) {
        fprintf(out, "%3d%c %s\n", row, layer, letters);
    }
    free(letters);
}

void surface_print_roles(const struct surface *surface, FILE *out)
{
    static const char *const kinds[] = {"none", "row", "caret"};
    int row;
    int column;
    int rows = surface_area(surface).rows;
    enum cursor cursor = surface_cursor_at(surface, &row, &column);
    surface_print(surface, out);
    fputs("--\n", out);
    for (int i = 0; i < rows; i++) {
        print_layer(surface, i, 'i', out);
        print_layer(surface, i, 'g', out);
        print_layer(surface, i, 'a', out);
    }
    fprintf(out, "cursor %s %d %d\n", kinds[cursor], row, column);
}

char *surface_string(const struct surface *surface)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out) {
        return room_text("");
    }
    surface_print(surface, out);
    fclose(out);
    return text;
}
