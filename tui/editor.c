#include "tui/editor.h"

#include "tui/editing.h"
#include "tui/room.h"

#include <stdlib.h>
#include <string.h>

struct editor *editor_new(void)
{
    struct editor *editor = room_new(1, sizeof *editor);
    editor->text = room_text("");
    editor->limit = EDITOR_LIMIT;
    return editor;
}

static void clear_undo(struct editor *editor)
{
    for (size_t i = 0; i < editor->undo_count; i++) {
        free(editor->undo[i].text);
    }
    editor->undo_count = 0;
}

void editor_free(struct editor **editor)
{
    struct editor *closing = *editor;
    if (!closing) {
        return;
    }
    clear_undo(closing);
    for (size_t i = 0; i < closing->history_count; i++) {
        free(closing->history[i]);
    }
    completion_clear(&closing->completion);
    free(closing->history);
    free(closing->draft);
    free(closing->before_completion);
    free(closing->killed);
    free(closing->styles);
    free(closing->text);
    free(closing);
    *editor = NULL;
}

const char *editor_text(const struct editor *editor)
{
    return editor->text;
}

void editor_set_text(struct editor *editor, const char *text)
{
    char *copy = room_text(text ? text : "");
    free(editor->text);
    editor->text = copy;
    editor->caret = strlen(copy);
    editor->scroll = 0;
    editor->history_at = editor->history_count;
    clear_undo(editor);
    editing_close_completion(editor);
}

size_t editor_caret(const struct editor *editor)
{
    return editor->caret;
}

void editor_set_caret(struct editor *editor, size_t caret)
{
    size_t length = strlen(editor->text);
    caret = caret > length ? length : caret;
    size_t at = 0; /* never inside a cluster */
    struct cluster cluster;
    while (at < caret) {
        size_t step = glyph_next(editor->text + at, length - at, &cluster);
        if (at + step > caret) {
            break;
        }
        at += step;
    }
    editor->caret = at;
}

void editor_set_placeholder(struct editor *editor, const char *placeholder)
{
    editor->placeholder = placeholder;
}

void editor_set_limit(struct editor *editor, size_t bytes)
{
    editor->limit = bytes ? bytes : EDITOR_LIMIT;
}

void editor_set_secret(struct editor *editor, bool secret)
{
    editor->secret = secret;
}

void editor_set_multiline(struct editor *editor, bool multiline)
{
    editor->multiline = multiline;
}

void editor_set_colouring(struct editor *editor,
    void (*colour)(void *data, const char *text, size_t length, struct style *styles), void *data)
{
    editor->colour = colour;
    editor->colour_data = data;
}

void editor_set_completion(struct editor *editor,
    void (*complete)(void *data, const char *text, size_t caret, struct completion *out),
    void *data)
{
    editor->complete = complete;
    editor->complete_data = data;
}

/* --- changing the text --- */

static void remember_undo(struct editor *editor, bool typing)
{
    if (typing && editor->typing) {
        return; /* a run of typed characters is one step */
    }
    editor->typing = typing;
    if (editor->undo_count == UNDO_STEPS) {
        free(editor->undo[0].text);
        memmove(editor->undo, editor->undo + 1, (UNDO_STEPS - 1) * sizeof *editor->undo);
        editor->undo_count--;
    }
    editor->undo[editor->undo_count++] =
        (struct undo_step){.text = room_text(editor->text), .caret = editor->caret};
}

/* Replace [from, to) by `length` bytes. */
static bool splice(
    struct editor *editor, size_t from, size_t to, const char *text, size_t length, bool typing)
{
    size_t whole = strlen(editor->text);
    if (whole - (to - from) + length > editor->limit) {
        return false;
    }
    remember_undo(editor, typing);
    char *changed = room_new(whole - (to - from) + length + 1, 1);
    memcpy(changed, editor->text, from);
    memcpy(changed + from, text, length);
    memcpy(changed + from + length, editor->text + to, whole - to);
    free(editor->text);
    editor->text = changed;
    editor->caret = from + length;
    return true;
}

static enum editor_result insert(struct editor *editor, const char *text, bool typing)
{
    char *clean = room_text(text);
    size_t used = 0;
    for (const char *from = text; *from; from++) {
        bool line_break = *from == '\n' || *from == '\r';
        if (*from == '\r' && editor->multiline) {
            continue;
        }
        clean[used++] = line_break && !editor->multiline ? ' ' : *from;
    }
    bool done = splice(editor, editor->caret, editor->caret, clean, used, typing);
    free(clean);
    return done ? EDITOR_CHANGED : EDITOR_MOVED;
}

enum editor_result editor_insert(struct editor *editor, const char *text)
{
    editing_close_completion(editor);
    return insert(editor, text, false);
}

enum editor_result editor_paste(struct editor *editor, const char *text)
{
    return editor_insert(editor, text);
}

static enum editor_result erase(struct editor *editor, size_t from, size_t to, bool keep)
{
    if (from >= to) {
        return EDITOR_MOVED;
    }
    if (keep) {
        free(editor->killed);
        editor->killed = room_text_of(editor->text + from, to - from);
    }
    splice(editor, from, to, "", 0, false);
    return EDITOR_CHANGED;
}

static enum editor_result undo(struct editor *editor)
{
    editor->typing = false;
    if (!editor->undo_count) {
        return EDITOR_MOVED;
    }
    struct undo_step step = editor->undo[--editor->undo_count];
    free(editor->text);
    editor->text = step.text;
    editor->caret = step.caret;
    return EDITOR_CHANGED;
}

/* --- moving --- */

static size_t after(const struct editor *editor, size_t at)
{
    struct cluster cluster;
    return at + glyph_next(editor->text + at, strlen(editor->text) - at, &cluster);
}

static size_t before(const struct editor *editor, size_t at)
{
    return at - glyph_before(editor->text, at);
}

/* Letters of any language make words; ASCII punctuation and blanks part them. */
static bool in_word(char byte)
{
    unsigned char c = (unsigned char)byte;
    return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
           c == '_';
}

static size_t word_after(const struct editor *editor, size_t at)
{
    while (editor->text[at] && !in_word(editor->text[at])) {
        at = after(editor, at);
    }
    while (editor->text[at] && in_word(editor->text[at])) {
        at = after(editor, at);
    }
    return at;
}

static size_t word_before(const struct editor *editor, size_t at)
{
    while (at && !in_word(editor->text[before(editor, at)])) {
        at = before(editor, at);
    }
    while (at && in_word(editor->text[before(editor, at)])) {
        at = before(editor, at);
    }
    return at;
}

static size_t blank_before(const struct editor *editor, size_t at)
{
    while (at && editor->text[at - 1] == ' ') {
        at--;
    }
    while (at && editor->text[at - 1] != ' ') {
        at--;
    }
    return at;
}

static size_t line_start(const struct editor *editor)
{
    size_t at = editor->caret;
    while (at && editor->text[at - 1] != '\n') {
        at--;
    }
    return at;
}

static size_t line_end(const struct editor *editor)
{
    return editor->caret + strcspn(editor->text + editor->caret, "\n");
}

static enum editor_result move_to(struct editor *editor, size_t at)
{
    editor->caret = at;
    editor->typing = false;
    return EDITOR_MOVED;
}

static enum editor_result swap_clusters(struct editor *editor)
{
    size_t middle = editor->text[editor->caret] ? editor->caret : before(editor, editor->caret);
    size_t from = before(editor, middle);
    size_t to = after(editor, middle);
    if (from == middle || middle == to) {
        return EDITOR_MOVED;
    }
    char *swapped = room_new(to - from + 1, 1);
    memcpy(swapped, editor->text + middle, to - middle);
    memcpy(swapped + (to - middle), editor->text + from, middle - from);
    splice(editor, from, to, swapped, to - from, false);
    free(swapped);
    return EDITOR_CHANGED;
}

/* --- history --- */

void editor_remember(struct editor *editor, const char *line)
{
    if (!line || !*line) {
        return;
    }
    char *copy = room_text(line);
    for (size_t i = 0; i < editor->history_count; i++) {
        if (!strcmp(editor->history[i], line)) {
            free(editor->history[i]);
            editor->history_count--;
            memmove(&editor->history[i], &editor->history[i + 1],
                (editor->history_count - i) * sizeof *editor->history);
            break;
        }
    }
    editor->history = room_grow(
        editor->history, editor->history_count, &editor->history_capacity, sizeof *editor->history);
    editor->history[editor->history_count++] = copy;
    editor->history_at = editor->history_count;
}

size_t editor_history_count(const struct editor *editor)
{
    return editor->history_count;
}

const char *editor_history_at(const struct editor *editor, size_t index)
{
    return index < editor->history_count ? editor->history[index] : "";
}

static enum editor_result recall(struct editor *editor, int direction)
{
    size_t at = editor->history_at;
    if ((direction < 0 && at == 0) || (direction > 0 && at >= editor->history_count)) {
        return EDITOR_MOVED;
    }
    if (at >= editor->history_count) {
        free(editor->draft);
        editor->draft = room_text(editor->text);
    }
    at = direction < 0 ? (at > editor->history_count ? editor->history_count : at) - 1 : at + 1;
    char *text = room_text(at < editor->history_count ? editor->history[at]
                           : editor->draft            ? editor->draft
                                                      : "");
    editor_set_text(editor, text);
    free(text);
    editor->history_at = at;
    return EDITOR_CHANGED;
}

/* --- completion --- */

void editing_close_completion(struct editor *editor)
{
    completion_clear(&editor->completion);
    free(editor->before_completion);
    editor->before_completion = NULL;
    editor->chosen = -1;
}

bool editor_completing(const struct editor *editor)
{
    return editor->completion.count > 0;
}

static size_t common_length(const struct completion *completion)
{
    const char *first = completion->items[0].text;
    size_t length = strlen(first);
    for (size_t i = 1; i < completion->count; i++) {
        const char *other = completion->items[i].text;
        size_t same = 0;
        while (same < length && first[same] == other[same]) {
            same++;
        }
        length = same;
    }
    while (length && ((unsigned char)first[length] & 0xC0) == 0x80) {
        length--; /* not in the middle of a character */
    }
    return length;
}

static void choose(struct editor *editor, int step)
{
    int count = (int)editor->completion.count;
    editor->chosen =
        editor->chosen < 0 ? (step > 0 ? 0 : count - 1) : (editor->chosen + step + count) % count;
    const char *text = editor->completion.items[editor->chosen].text;
    splice(editor, editor->completion.from, editor->caret, text, strlen(text), true);
}

static enum editor_result start_completion(struct editor *editor)
{
    if (!editor->complete) {
        return EDITOR_IGNORED;
    }
    editing_close_completion(editor);
    struct completion *completion = &editor->completion;
    completion->from = editor->caret;
    editor->complete(editor->complete_data, editor->text, editor->caret, completion);
    if (!completion->count || completion->from > editor->caret) {
        editing_close_completion(editor);
        return EDITOR_MOVED;
    }
    editor->before_completion = room_text(editor->text);
    editor->caret_before = editor->caret;
    size_t common = common_length(completion);
    if (common > editor->caret - completion->from) {
        splice(editor, completion->from, editor->caret, completion->items[0].text, common, false);
    }
    if (completion->count == 1) {
        editing_close_completion(editor);
        insert(editor, " ", true);
    }
    return EDITOR_CHANGED;
}

/* Keys while the list is open; EDITOR_IGNORED: the list closes and the key is an ordinary one. */
static enum editor_result completion_key(struct editor *editor, struct key key)
{
    if (key_is(key, CODE_TAB) || key_is(key, CODE_DOWN) || key_control(key, 'n')) {
        choose(editor, 1);
        return EDITOR_CHANGED;
    }
    if (key_is(key, CODE_UP) || key_control(key, 'p') ||
        (key.code == CODE_TAB && key.modifiers == MODIFIER_SHIFT)) {
        choose(editor, -1);
        return EDITOR_CHANGED;
    }
    if (key_is(key, CODE_ESCAPE)) {
        free(editor->text);
        editor->text = editor->before_completion;
        editor->caret = editor->caret_before;
        editor->before_completion = NULL;
        editing_close_completion(editor);
        return EDITOR_CHANGED;
    }
    editing_close_completion(editor);
    return EDITOR_IGNORED;
}

/* --- keys --- */

static enum editor_result control_key(struct editor *editor, char letter)
{
    switch (letter) {
    case 'a':
        return move_to(editor, line_start(editor));
    case 'e':
        return move_to(editor, line_end(editor));
    case 'b':
        return move_to(editor, before(editor, editor->caret));
    case 'f':
        return move_to(editor, after(editor, editor->caret));
    case 'd':
        return erase(editor, editor->caret, after(editor, editor->caret), false);
    case 'w':
        return erase(editor, blank_before(editor, editor->caret), editor->caret, true);
    case 'u':
        return erase(editor, line_start(editor), editor->caret, true);
    case 'k':
        return erase(editor, editor->caret, line_end(editor), true);
    case 'y':
        return editor->killed ? insert(editor, editor->killed, false) : EDITOR_MOVED;
    case 't':
        return swap_clusters(editor);
    case 'p':
        return recall(editor, -1);
    case 'n':
        return recall(editor, 1);
    case 'j':
        return editor->multiline ? insert(editor, "\n", false) : EDITOR_ACCEPT;
    case '_':
    case 'z':
        return undo(editor);
    case 'c':
    case 'g':
        return EDITOR_CANCEL;
    default:
        return EDITOR_IGNORED;
    }
}

static enum editor_result word_key(struct editor *editor, struct key key)
{
    switch (key.code) {
    case CODE_LEFT:
    case 'b':
        return move_to(editor, word_before(editor, editor->caret));
    case CODE_RIGHT:
    case 'f':
        return move_to(editor, word_after(editor, editor->caret));
    case 'd':
    case CODE_DELETE:
        return erase(editor, editor->caret, word_after(editor, editor->caret), true);
    case CODE_BACKSPACE:
        return erase(editor, word_before(editor, editor->caret), editor->caret, true);
    case CODE_ENTER:
        return editor->multiline ? insert(editor, "\n", false) : EDITOR_ACCEPT;
    default:
        return EDITOR_IGNORED;
    }
}

static enum editor_result plain_key(struct editor *editor, uint32_t code)
{
    switch (code) {
    case CODE_ENTER:
        return EDITOR_ACCEPT;
    case CODE_ESCAPE:
        return EDITOR_CANCEL;
    case CODE_TAB:
        return start_completion(editor);
    case CODE_LEFT:
        return move_to(editor, before(editor, editor->caret));
    case CODE_RIGHT:
        return move_to(editor, after(editor, editor->caret));
    case CODE_HOME:
        return move_to(editor, line_start(editor));
    case CODE_END:
        return move_to(editor, line_end(editor));
    case CODE_BACKSPACE:
        return erase(editor, before(editor, editor->caret), editor->caret, false);
    case CODE_DELETE:
        return erase(editor, editor->caret, after(editor, editor->caret), false);
    case CODE_UP:
        return editor->multiline && editing_move_line(editor, -1) ? EDITOR_MOVED
                                                                  : recall(editor, -1);
    case CODE_DOWN:
        return editor->multiline && editing_move_line(editor, 1) ? EDITOR_MOVED : recall(editor, 1);
    default:
        return EDITOR_IGNORED;
    }
}

enum editor_result editor_key(struct editor *editor, struct key key)
{
    if (editor_completing(editor)) {
        enum editor_result result = completion_key(editor, key);
        if (result != EDITOR_IGNORED) {
            return result;
        }
    }
    if (key_types(key)) {
        char text[5];
        glyph_encode(key.code, text);
        return insert(editor, text, true);
    }
    if (key.modifiers == 0) {
        return plain_key(editor, key.code);
    }
    if (key.modifiers == MODIFIER_CONTROL && key.code < 0x80) {
        return control_key(editor, (char)key.code);
    }
    return key.modifiers == MODIFIER_SHIFT ? EDITOR_IGNORED : word_key(editor, key);
}
