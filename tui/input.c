#include "tui/input.h"

#include "tui/glyph.h"
#include "tui/room.h"

#include <stdlib.h>
#include <string.h>

enum {
    ESCAPE = 0x1B,
    SEQUENCE_LIMIT = 64,
    PARAMETERS = 4,
    DOUBLE_CLICK = 400,
    PASTE_LIMIT = 4 << 20,
};

struct input {
    char *bytes; /* not yet understood */
    size_t length;
    size_t capacity;
    bool pasting;
    char *paste; /* the last paste, or the one under way */
    size_t paste_length;
    size_t paste_capacity;
    int64_t now;
    int64_t last_press;
    struct mouse last_mouse;
};

/* What came of trying to read one event. */
enum outcome { OUTCOME_MORE, OUTCOME_SKIP, OUTCOME_EVENT };

struct input *input_new(void)
{
    struct input *input = room_new(1, sizeof *input);
    input->last_press = -DOUBLE_CLICK - 1;
    return input;
}

void input_free(struct input **input)
{
    if (*input) {
        free((*input)->bytes);
        free((*input)->paste);
        free(*input);
        *input = NULL;
    }
}

void input_feed(struct input *input, const char *bytes, size_t length, int64_t milliseconds)
{
    input->now = milliseconds;
    if (input->length + length > input->capacity) {
        input->capacity = (input->length + length) * 2;
        input->bytes = room_resize(input->bytes, input->capacity, 1);
    }
    if (length) {
        memcpy(input->bytes + input->length, bytes, length);
        input->length += length;
    }
}

static void consume(struct input *input, size_t count)
{
    input->length -= count;
    memmove(input->bytes, input->bytes + count, input->length);
}

static enum outcome give_key(struct input_event *event, uint32_t code, unsigned modifiers)
{
    *event = (struct input_event){.kind = INPUT_KEY, .key = {.code = code, .modifiers = modifiers}};
    return OUTCOME_EVENT;
}

/* A key from a code that may be a control character (also from CSI u reports). */
static enum outcome give_character(struct input_event *event, unsigned code, unsigned modifiers)
{
    switch (code) {
    case '\r':
        return give_key(event, CODE_ENTER, modifiers);
    case '\t':
        return give_key(event, CODE_TAB, modifiers);
    case ESCAPE:
        return give_key(event, CODE_ESCAPE, modifiers);
    case 0x7F:
    case 0x08:
        return give_key(event, CODE_BACKSPACE, modifiers);
    case 0:
        return give_key(event, ' ', modifiers | MODIFIER_CONTROL);
    default:
        break;
    }
    if (code < 27) {
        return give_key(event, code + 'a' - 1, modifiers | MODIFIER_CONTROL);
    }
    if (code < ' ') {
        return give_key(event, code + '@', modifiers | MODIFIER_CONTROL);
    }
    if (code >= 0x80 && code < 0xA0) {
        return OUTCOME_SKIP;
    }
    if (!(modifiers & MODIFIER_CONTROL)) {
        modifiers &= ~(unsigned)MODIFIER_SHIFT; /* the character says it already */
    } else if (code >= 'A' && code <= 'Z') {
        code |= 0x20;
    }
    return give_key(event, code, modifiers);
}

static uint32_t code_of_letter(char letter)
{
    switch (letter) {
    case 'A':
        return CODE_UP;
    case 'B':
        return CODE_DOWN;
    case 'C':
        return CODE_RIGHT;
    case 'D':
        return CODE_LEFT;
    case 'H':
        return CODE_HOME;
    case 'F':
        return CODE_END;
    case 'M':
        return CODE_ENTER;
    case 'P':
    case 'Q':
    case 'R':
    case 'S':
        return CODE_F1 + (uint32_t)(letter - 'P');
    default:
        return CODE_NONE;
    }
}

static uint32_t code_of_number(int number)
{
    static const uint32_t codes[] = {
        [1] = CODE_HOME,
        [2] = CODE_INSERT,
        [3] = CODE_DELETE,
        [4] = CODE_END,
        [5] = CODE_PAGE_UP,
        [6] = CODE_PAGE_DOWN,
        [7] = CODE_HOME,
        [8] = CODE_END,
        [11] = CODE_F1,
        [12] = CODE_F1 + 1,
        [13] = CODE_F1 + 2,
        [14] = CODE_F1 + 3,
        [15] = CODE_F1 + 4,
        [17] = CODE_F1 + 5,
        [18] = CODE_F1 + 6,
        [19] = CODE_F1 + 7,
        [20] = CODE_F1 + 8,
        [21] = CODE_F1 + 9,
        [23] = CODE_F1 + 10,
        [24] = CODE_F12,
    };
    return number >= 0 && number < (int)(sizeof codes / sizeof *codes) ? codes[number] : CODE_NONE;
}

static enum outcome give_mouse(
    struct input *input, struct input_event *event, const int *parameters, char final)
{
    int bits = parameters[0];
    struct mouse mouse = {
        .row = parameters[2] - 1,
        .column = parameters[1] - 1,
        .modifiers = (bits & 4 ? MODIFIER_SHIFT : 0u) | (bits & 8 ? MODIFIER_ALT : 0u) |
                     (bits & 16 ? MODIFIER_CONTROL : 0u),
    };
    if (bits & 64) {
        if (final == 'm' || (bits & 3) > 1) {
            return OUTCOME_SKIP;
        }
        mouse.action = MOUSE_WHEEL;
        mouse.wheel = bits & 1 ? 1 : -1;
    } else {
        mouse.button = (bits & 3) + 1;
        mouse.action = final == 'm' ? MOUSE_RELEASE : bits & 32 ? MOUSE_DRAG : MOUSE_PRESS;
    }
    if (mouse.action == MOUSE_PRESS) {
        const struct mouse *last = &input->last_mouse;
        bool same = last->row == mouse.row && last->column == mouse.column &&
                    last->button == mouse.button && last->action == MOUSE_PRESS;
        if (same && input->now - input->last_press <= DOUBLE_CLICK) {
            mouse.action = MOUSE_DOUBLE;
        }
        input->last_press = input->now;
        input->last_mouse = mouse;
    }
    *event = (struct input_event){.kind = INPUT_MOUSE, .mouse = mouse};
    return OUTCOME_EVENT;
}

/* A complete CSI sequence: parameters in `text`, then the final character. */
static enum outcome give_csi(
    struct input *input, struct input_event *event, const char *text, size_t length, char final)
{
    int parameters[PARAMETERS] = {0};
    bool mouse = length && text[0] == '<';
    size_t at = mouse ? 1 : 0;
    for (int count = 0; at < length; at++) {
        if (text[at] == ';') {
            count++;
        } else if (text[at] >= '0' && text[at] <= '9' && count < PARAMETERS) {
            int value = parameters[count] * 10 + (text[at] - '0');
            parameters[count] = value > 0x10FFFF ? 0x10FFFF : value;
        } else if (text[at] != ':') {
            return OUTCOME_SKIP;
        }
    }
    if (mouse) {
        bool known = (final == 'M' || final == 'm') && parameters[1] > 0 && parameters[2] > 0;
        return known ? give_mouse(input, event, parameters, final) : OUTCOME_SKIP;
    }
    unsigned modifiers = parameters[1] > 1 ? (unsigned)(parameters[1] - 1) & 7u : 0;
    if (final == '~' && parameters[0] == 27) {
        return give_character(event, (unsigned)parameters[2], modifiers);
    }
    if (final == '~' && parameters[0] == 200) {
        input->pasting = true;
        input->paste_length = 0;
        return OUTCOME_SKIP;
    }
    if (final == 'u') {
        return give_character(event, (unsigned)parameters[0], modifiers);
    }
    if (final == 'Z') {
        return give_key(event, CODE_TAB, MODIFIER_SHIFT);
    }
    if ((final == 'I' || final == 'O') && length == 0) {
        *event = (struct input_event){.kind = INPUT_FOCUS, .focused = final == 'I'};
        return OUTCOME_EVENT;
    }
    uint32_t code = final == '~' ? code_of_number(parameters[0]) : code_of_letter(final);
    return code ? give_key(event, code, modifiers) : OUTCOME_SKIP;
}

static enum outcome read_csi(struct input *input, struct input_event *event)
{
    const char *bytes = input->bytes;
    if (input->length > 2 && bytes[2] == '[') { /* the Linux console: ESC [ [ A is F1 */
        if (input->length < 4) {
            return OUTCOME_MORE;
        }
        char letter = bytes[3];
        consume(input, 4);
        return letter >= 'A' && letter <= 'E'
                   ? give_key(event, CODE_F1 + (uint32_t)(letter - 'A'), 0)
                   : OUTCOME_SKIP;
    }
    size_t end = 2;
    while (end < input->length && bytes[end] >= 0x20 && bytes[end] < 0x40) {
        end++;
    }
    if (end >= SEQUENCE_LIMIT) {
        consume(input, end);
        return OUTCOME_SKIP;
    }
    if (end == input->length) {
        return OUTCOME_MORE;
    }
    char text[SEQUENCE_LIMIT];
    size_t length = end - 2;
    memcpy(text, bytes + 2, length);
    char final = bytes[end];
    /* A control character or ESC inside breaks the sequence off and is read by itself. */
    bool broken = final < 0x40 || final == 0x7F;
    consume(input, broken ? end : end + 1);
    return broken ? OUTCOME_SKIP : give_csi(input, event, text, length, final);
}

/* A reply or title sequence (OSC, DCS, APC, PM): skipped up to its end. */
static enum outcome skip_string(struct input *input)
{
    for (size_t i = 2; i < input->length; i++) {
        bool st = input->bytes[i] == '\\' && input->bytes[i - 1] == ESCAPE;
        if (input->bytes[i] == 0x07 || st) {
            consume(input, i + 1);
            return OUTCOME_SKIP;
        }
    }
    if (input->length > 4096) {
        consume(input, input->length);
        return OUTCOME_SKIP;
    }
    return OUTCOME_MORE;
}

static enum outcome read_ss3(struct input *input, struct input_event *event)
{
    if (input->length < 3) {
        return OUTCOME_MORE;
    }
    unsigned modifiers = 0;
    size_t at = 2;
    if (input->bytes[2] >= '2' && input->bytes[2] <= '8') {
        if (input->length < 4) {
            return OUTCOME_MORE;
        }
        modifiers = (unsigned)(input->bytes[2] - '1');
        at = 3;
    }
    uint32_t code = code_of_letter(input->bytes[at]);
    consume(input, at + 1);
    return code ? give_key(event, code, modifiers) : OUTCOME_SKIP;
}

static size_t utf8_length(unsigned char first)
{
    return first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 1;
}

/* One character starting at `from`, with modifiers. */
static enum outcome read_character(
    struct input *input, struct input_event *event, size_t from, unsigned modifiers)
{
    size_t length = utf8_length((unsigned char)input->bytes[from]);
    size_t have = input->length - from;
    unsigned code;
    for (size_t i = 1; i < length && i < have; i++) {
        if (((unsigned char)input->bytes[from + i] & 0xC0) != 0x80) {
            consume(input, from + i);
            return OUTCOME_SKIP;
        }
    }
    if (have < length) {
        return OUTCOME_MORE;
    }
    glyph_decode(input->bytes + from, length, &code);
    consume(input, from + length);
    return code == 0xFFFD ? OUTCOME_SKIP : give_character(event, code, modifiers);
}

static enum outcome read_escape(struct input *input, struct input_event *event)
{
    if (input->length < 2) {
        return OUTCOME_MORE;
    }
    switch (input->bytes[1]) {
    case '[':
        return read_csi(input, event);
    case 'O':
        return read_ss3(input, event);
    case ']':
    case 'P':
    case '_':
    case '^':
        return skip_string(input);
    case ESCAPE:
        consume(input, 1);
        return give_key(event, CODE_ESCAPE, 0);
    default:
        return read_character(input, event, 1, MODIFIER_ALT);
    }
}

static void keep_pasted(struct input *input, size_t count)
{
    size_t kept = input->paste_length + count > PASTE_LIMIT ? 0 : count;
    if (input->paste_length + kept + 1 > input->paste_capacity) {
        input->paste_capacity = (input->paste_length + kept + 1) * 2;
        input->paste = room_resize(input->paste, input->paste_capacity, 1);
    }
    for (size_t i = 0; i < kept; i++) {
        char byte = input->bytes[i] == '\r' ? '\n' : input->bytes[i];
        if (byte) {
            input->paste[input->paste_length++] = byte;
        }
    }
    input->paste[input->paste_length] = '\0';
    consume(input, count);
}

/* While a paste is under way nothing is a key. */
static enum outcome read_paste(struct input *input, struct input_event *event)
{
    static const char end[] = "\033[201~";
    const size_t end_length = sizeof end - 1;
    char *found = memmem(input->bytes, input->length, end, end_length);
    if (!found) {
        size_t safe = input->length >= end_length ? input->length - end_length + 1 : 0;
        keep_pasted(input, safe);
        return OUTCOME_MORE;
    }
    keep_pasted(input, (size_t)(found - input->bytes));
    consume(input, end_length);
    input->pasting = false;
    *event = (struct input_event){.kind = INPUT_PASTE, .text = input->paste};
    return OUTCOME_EVENT;
}

bool input_next(struct input *input, struct input_event *event)
{
    enum outcome outcome = OUTCOME_SKIP;
    while (outcome == OUTCOME_SKIP && input->length) {
        if (input->pasting) {
            outcome = read_paste(input, event);
        } else if (input->bytes[0] == ESCAPE) {
            outcome = read_escape(input, event);
        } else {
            outcome = read_character(input, event, 0, 0);
        }
    }
    return outcome == OUTCOME_EVENT;
}

bool input_waiting(const struct input *input)
{
    return input->length && !input->pasting;
}

void input_flush(struct input *input)
{
    if (!input_waiting(input)) {
        return;
    }
    /* ESC alone is the key; ESC and one character is Alt; anything longer was broken. The byte
     * pair ESC ESC reads as the key Esc and leaves nothing behind that could wait again. */
    char second = input->length > 1 ? input->bytes[1] : '\0';
    bool escape = input->bytes[0] == ESCAPE;
    size_t length = input->length;
    consume(input, length);
    if (escape && length == 1) {
        input_feed(input, "\033[27u", 5, input->now);
    } else if (escape && length == 2 && second > ' ' && second < 0x7F) {
        char report[] = {ESCAPE, '[', (char)('0' + second / 100), (char)('0' + second / 10 % 10),
            (char)('0' + second % 10), ';', '3', 'u'};
        input_feed(input, report, sizeof report, input->now);
    }
}
