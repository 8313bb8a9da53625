#include "tui/prompt.h"

#include "tui/room.h"

#include <stdlib.h>
#include <string.h>

/* A history for each sign. */
struct kind {
    char *sign;
    struct editor *editor;
};

struct prompt {
    struct kind *kinds;
    size_t count;
    size_t capacity;
    struct editor *open; /* NULL: closed */
    const char *sign;    /* of the open one */
    struct prompt_handlers handlers;
    void *data;
    char *note;
    struct style note_style;
};

struct prompt *prompt_new(void)
{
    return room_new(1, sizeof(struct prompt));
}

void prompt_free(struct prompt **prompt)
{
    if (*prompt) {
        for (size_t i = 0; i < (*prompt)->count; i++) {
            free((*prompt)->kinds[i].sign);
            editor_free(&(*prompt)->kinds[i].editor);
        }
        free((*prompt)->kinds);
        free((*prompt)->note);
        free(*prompt);
        *prompt = NULL;
    }
}

static struct kind *find_kind(const struct prompt *prompt, const char *sign)
{
    for (size_t i = 0; i < prompt->count; i++) {
        if (!strcmp(prompt->kinds[i].sign, sign)) {
            return &prompt->kinds[i];
        }
    }
    return NULL;
}

static struct kind *need_kind(struct prompt *prompt, const char *sign)
{
    struct kind *kind = find_kind(prompt, sign);
    if (!kind) {
        prompt->kinds =
            room_grow(prompt->kinds, prompt->count, &prompt->capacity, sizeof *prompt->kinds);
        kind = &prompt->kinds[prompt->count++];
        *kind = (struct kind){.sign = room_text(sign), .editor = editor_new()};
    }
    return kind;
}

static void complete(void *data, const char *text, size_t caret, struct completion *out)
{
    struct prompt *prompt = data;
    if (prompt->handlers.complete) {
        prompt->handlers.complete(prompt->data, text, caret, out);
    }
}

void prompt_open(struct prompt *prompt, const char *sign, const char *text,
    const struct prompt_handlers *handlers, void *data)
{
    struct kind *kind = need_kind(prompt, sign);
    prompt->open = kind->editor;
    prompt->sign = kind->sign;
    prompt->handlers = *handlers;
    prompt->data = data;
    prompt_set_note(prompt, style_of(ROLE_QUIET), NULL);
    editor_set_text(prompt->open, text);
    editor_set_completion(prompt->open, complete, prompt);
}

void prompt_close(struct prompt *prompt)
{
    prompt->open = NULL;
}

bool prompt_is_open(const struct prompt *prompt)
{
    return prompt->open != NULL;
}

void prompt_set_note(struct prompt *prompt, struct style style, const char *note)
{
    char *copy = room_text(note);
    free(prompt->note);
    prompt->note = copy;
    prompt->note_style = style;
}

static void changed(struct prompt *prompt)
{
    if (prompt->handlers.change) {
        prompt->handlers.change(prompt->data, editor_text(prompt->open));
    }
}

static void accept(struct prompt *prompt)
{
    struct editor *editor = prompt->open;
    char *text = room_text(editor_text(editor));
    editor_remember(editor, text);
    prompt_close(prompt);
    if (prompt->handlers.accept) {
        prompt->handlers.accept(prompt->data, text);
    }
    free(text);
}

static void cancel(struct prompt *prompt)
{
    prompt_close(prompt);
    if (prompt->handlers.cancel) {
        prompt->handlers.cancel(prompt->data);
    }
}

bool prompt_key(struct prompt *prompt, struct key key)
{
    if (!prompt->open) {
        return false;
    }
    struct editor *editor = prompt->open;
    bool empty = !*editor_text(editor);
    enum editor_result result = editor_key(editor, key);
    if (result == EDITOR_ACCEPT) {
        accept(prompt);
    } else if (result == EDITOR_CANCEL || (empty && key_is(key, CODE_BACKSPACE))) {
        cancel(prompt);
    } else if (result == EDITOR_CHANGED) {
        changed(prompt);
    }
    return result != EDITOR_IGNORED;
}

bool prompt_paste(struct prompt *prompt, const char *text)
{
    if (!prompt->open) {
        return false;
    }
    editor_paste(prompt->open, text);
    changed(prompt);
    return true;
}

void prompt_draw(
    struct prompt *prompt, struct surface *surface, struct area row, struct area bounds)
{
    if (!prompt->open || area_empty(row)) {
        return;
    }
    row.rows = 1;
    surface_fill(surface, row, ROLE_PANEL);
    area_cut_left(&row, 1);
    area_cut_right(&row, 1);
    int used = surface_text(
        surface, row.row, row.column, row.columns, style_bold(style_of(ROLE_ACCENT)), prompt->sign);
    area_cut_left(&row, used);
    int note = glyph_width(prompt->note);
    if (note && note + 12 < row.columns) {
        struct area right = area_cut_right(&row, note + 2);
        surface_aligned(surface, right.row, right.column, right.columns, ALIGN_RIGHT,
            prompt->note_style, prompt->note);
    }
    editor_draw(prompt->open, surface, row, style_of(ROLE_TEXT), true);
    editor_draw_completion(prompt->open, surface, bounds);
}

void prompt_remember(struct prompt *prompt, const char *sign, const char *line)
{
    editor_remember(need_kind(prompt, sign)->editor, line);
}

size_t prompt_history_count(const struct prompt *prompt, const char *sign)
{
    const struct kind *kind = find_kind(prompt, sign);
    return kind ? editor_history_count(kind->editor) : 0;
}

const char *prompt_history_at(const struct prompt *prompt, const char *sign, size_t index)
{
    const struct kind *kind = find_kind(prompt, sign);
    return kind ? editor_history_at(kind->editor, index) : "";
}
