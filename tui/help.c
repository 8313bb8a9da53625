#include "tui/help.h"

#include "tui/block.h"
#include "tui/editor.h"
#include "tui/motion.h"
#include "tui/room.h"

#include <stdlib.h>
#include <string.h>

enum { WIDEST = 92, KEYS = 14 };

/* A heading (no keys, no text but a name), a binding, or a paragraph. */
struct line {
    char *heading;
    char *keys;
    char *text;
    char *command;
    bool wide;    /* a paragraph over the whole width */
    bool unbound; /* has no key: `keys` is the command */
};

struct help {
    struct help_texts texts;
    struct line *lines;
    size_t count;
    size_t capacity;
    struct editor *search;
    bool searching;
    int top;
    int page;
    int rows; /* in all, as drawn last */
};

static const struct help_texts english = {.title = "Keys and commands",
    .search = "type to search",
    .unbound = "by name only, with :",
    .nothing = "nothing found"};

static void add_line(struct help *help, struct line line)
{
    help->lines = room_grow(help->lines, help->count, &help->capacity, sizeof *help->lines);
    help->lines[help->count++] = line;
}

static void add_heading(struct help *help, const char *text)
{
    add_line(help, (struct line){.heading = room_text(text)});
}

static const struct command *command_of(const struct commands *commands, const char *line)
{
    char *name = room_text_of(line, strcspn(line, " "));
    const struct command *command = commands_find(commands, name);
    free(name);
    return command;
}

/* All keys of the same command stand in one line: "j  ↓". */
static bool join_keys(struct help *help, size_t from, const char *command, const char *keys)
{
    for (size_t i = from; i < help->count; i++) {
        struct line *line = &help->lines[i];
        if (line->command && !strcmp(line->command, command)) {
            char *joined = room_new(strlen(line->keys) + strlen(keys) + 3, 1);
            strcat(strcat(strcpy(joined, line->keys), "  "), keys);
            free(line->keys);
            line->keys = joined;
            return true;
        }
    }
    return false;
}

static void add_context(struct help *help, const struct keymap *keymap,
    const struct commands *commands, const char *context)
{
    size_t from = help->count;
    for (size_t i = 0; i < keymap_count(keymap); i++) {
        struct binding binding = keymap_at(keymap, i);
        char keys[64];
        if (strcmp(binding.context, context)) {
            continue;
        }
        if (help->count == from) {
            const char *name =
                help->texts.context ? help->texts.context(help->texts.data, context) : NULL;
            add_heading(help, name ? name : context);
        }
        keymap_binding_label(&binding, keys, sizeof keys);
        if (!join_keys(help, from, binding.command, keys)) {
            const struct command *command = command_of(commands, binding.command);
            const char *text = command ? commands_help(commands, command) : "";
            add_line(help, (struct line){.keys = room_text(keys),
                               .text = room_text(text),
                               .command = room_text(binding.command)});
        }
    }
}

static bool has_key(const struct help *help, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < help->count; i++) {
        const char *command = help->lines[i].command;
        if (command && !strncmp(command, name, length) &&
            (command[length] == '\0' || command[length] == ' ')) {
            return true;
        }
    }
    return false;
}

static void add_unbound(struct help *help, const struct commands *commands)
{
    size_t before = help->count;
    for (size_t i = 0; i < commands_count(commands); i++) {
        const struct command *command = commands_at(commands, i);
        if (has_key(help, command->name)) {
            continue;
        }
        if (help->count == before) {
            add_heading(help, help->texts.unbound);
        }
        char *name = room_new(
            strlen(command->name) + (command->arguments ? strlen(command->arguments) : 0) + 3, 1);
        strcat(strcpy(name, ":"), command->name);
        if (command->arguments) {
            strcat(strcat(name, " "), command->arguments);
        }
        add_line(help, (struct line){.keys = name,
                           .text = room_text(commands_help(commands, command)),
                           .command = room_text(command->name),
                           .unbound = true});
    }
}

struct help *help_new(const struct keymap *keymap, const struct commands *commands,
    const char *const *contexts, const struct help_texts *texts)
{
    struct help *help = room_new(1, sizeof *help);
    help->texts = texts ? *texts : english;
    help->search = editor_new();
    editor_set_placeholder(help->search, help->texts.search);
    for (; contexts && *contexts; contexts++) {
        add_context(help, keymap, commands, *contexts);
    }
    add_unbound(help, commands);
    return help;
}

void help_free(struct help **help)
{
    if (*help) {
        for (size_t i = 0; i < (*help)->count; i++) {
            free((*help)->lines[i].heading);
            free((*help)->lines[i].keys);
            free((*help)->lines[i].text);
            free((*help)->lines[i].command);
        }
        free((*help)->lines);
        editor_free(&(*help)->search);
        free(*help);
        *help = NULL;
    }
}

void help_add_text(struct help *help, const char *heading, const char *text)
{
    add_heading(help, heading);
    add_line(help, (struct line){.text = room_text(text), .wide = true});
}

static void scroll(struct help *help, int rows)
{
    int most = help->rows - help->page;
    help->top += rows;
    help->top = help->top > most ? most : help->top;
    help->top = help->top < 0 ? 0 : help->top;
}

static bool search_key(struct help *help, struct key key)
{
    enum editor_result result = editor_key(help->search, key);
    if (result == EDITOR_CHANGED) {
        help->top = 0;
    } else if (result == EDITOR_CANCEL) {
        editor_set_text(help->search, "");
    }
    help->searching = result != EDITOR_CANCEL && result != EDITOR_ACCEPT;
    return true;
}

bool help_key(struct help *help, struct key key)
{
    enum motion motion = motion_of_key(key);
    if (help->searching) {
        return search_key(help, key);
    }
    if (key_is(key_narrow(key), '/')) {
        help->searching = true;
    } else if (key_is(key, CODE_ESCAPE) && *editor_text(help->search)) {
        editor_set_text(help->search, "");
    } else if (key_is(key, CODE_ESCAPE) || key_is(key, 'q') || key_is(key, '?') ||
               key_control(key, 'c')) {
        return false;
    }
    switch (motion) {
    case MOTION_UP:
    case MOTION_DOWN:
        scroll(help, motion == MOTION_UP ? -1 : 1);
        break;
    case MOTION_PAGE_UP:
    case MOTION_PAGE_DOWN:
        scroll(help, motion == MOTION_PAGE_UP ? -help->page : help->page);
        break;
    case MOTION_HALF_PAGE_UP:
    case MOTION_HALF_PAGE_DOWN:
        scroll(help, (motion == MOTION_HALF_PAGE_UP ? -help->page : help->page) / 2);
        break;
    case MOTION_FIRST:
        scroll(help, -help->rows);
        break;
    case MOTION_LAST:
        scroll(help, help->rows);
        break;
    default:
        break;
    }
    return true;
}

void help_mouse(struct help *help, const struct mouse *mouse)
{
    if (mouse->action == MOUSE_WHEEL) {
        scroll(help, mouse->wheel * 3);
    }
}

static bool contains(const char *text, const char *part)
{
    return text && strcasestr(text, part);
}

static bool matches(const struct help *help, const struct line *line)
{
    const char *part = editor_text(help->search);
    return !*part || contains(line->keys, part) || contains(line->text, part) ||
           contains(line->command, part);
}

/* A heading is shown when something below it is. */
static bool section_matches(const struct help *help, size_t heading)
{
    for (size_t i = heading + 1; i < help->count && !help->lines[i].heading; i++) {
        if (matches(help, &help->lines[i])) {
            return true;
        }
    }
    return false;
}

/* Draw a line with its top at `row` (which may be outside the clip). Returns its rows. */
static int draw_line(
    const struct line *line, struct surface *surface, struct area area, int row, bool first)
{
    if (line->heading) {
        row += first ? 0 : 1;
        surface_text(surface, row, area.column, area.columns, style_bold(style_of(ROLE_TEXT)),
            line->heading);
        return first ? 1 : 2;
    }
    struct area text = area;
    text.row = row;
    area_cut_left(&text, 2);
    if (!line->wide) {
        int width = glyph_width(line->keys);
        surface_text(surface, row, text.column, text.columns, style_of(ROLE_ACCENT), line->keys);
        area_cut_left(&text, width < KEYS ? KEYS : width + 2);
        int name = glyph_width(line->command);
        if (!line->unbound && name + 24 < text.columns) {
            struct area end = area_cut_right(&text, name);
            surface_text(
                surface, row, end.column, end.columns, style_of(ROLE_FAINT), line->command);
            area_cut_right(&text, 2);
        }
    }
    text.rows = block_rows(line->text, text.columns);
    text.rows = text.rows < 1 ? 1 : text.rows;
    block_draw(surface, text, style_of(line->wide ? ROLE_QUIET : ROLE_TEXT), line->text, 0);
    return text.rows;
}

static int draw_lines(struct help *help, struct surface *surface, struct area area, int top)
{
    int rows = 0;
    for (size_t i = 0; i < help->count; i++) {
        const struct line *line = &help->lines[i];
        if (line->heading ? section_matches(help, i) : matches(help, line)) {
            rows += draw_line(line, surface, area, area.row + rows - top, rows == 0);
        }
    }
    return rows;
}

void help_draw(struct help *help, struct surface *surface, struct area screen)
{
    int columns = screen.columns - 4 < WIDEST ? screen.columns - 4 : WIDEST;
    struct area box = area_centre(screen, screen.rows - 2, columns);
    struct area inner = surface_box(surface, box, ROLE_PANEL, help->texts.title);
    struct area former = surface_clip(surface, inner);
    struct area line = area_cut_top(&inner, 1);
    surface_text(surface, line.row, line.column, 1, style_of(ROLE_ACCENT), "/");
    area_cut_left(&line, 2);
    editor_draw(help->search, surface, line, style_of(ROLE_TEXT), help->searching);
    area_cut_top(&inner, 1);
    struct area body = surface_clip(surface, inner);
    help->page = inner.rows;
    struct area nothing = {0};
    struct area inside = surface_clip(surface, nothing); /* measure */
    help->rows = draw_lines(help, surface, inner, 0);
    surface_unclip(surface, inside);
    scroll(help, 0);
    if (!draw_lines(help, surface, inner, help->top)) {
        surface_text(surface, inner.row, inner.column, inner.columns, style_of(ROLE_FAINT),
            help->texts.nothing);
    }
    surface_unclip(surface, body);
    surface_unclip(surface, former);
    if (help->rows > help->page && box.rows > 2) {
        surface_format(surface, box.row + box.rows - 1, box.column + box.columns - 12, 10,
            style_of(ROLE_FAINT), " %d %% ",
            (help->top + help->page) * 100 / (help->rows ? help->rows : 1));
    }
}
