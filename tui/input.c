/* Taking bytes, and finding where a character, a sequence or a paste ends. */
#include "tui/input_inside.h"

#include "tui/glyph.h"
#include "tui/room.h"

#include <stdlib.h>
#include <string.h>

enum { SEQUENCE_LIMIT = 64, PASTE_LIMIT = 4 << 20 };

struct input *input_new(void)
{
    return room_new(1, sizeof(struct input));
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
                   ? input_key(event, CODE_F1 + (uint32_t)(letter - 'A'), 0)
                   : OUTCOME_SKIP;
    }
    if (input->length > 2 && bytes[2] == 'M') { /* a mouse that knows no SGR: three bytes follow */
        if (input->length < 6) {
            return OUTCOME_MORE;
        }
        consume(input, 6);
        return OUTCOME_SKIP;
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
    return broken ? OUTCOME_SKIP : input_csi(input, event, text, length, final);
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
    uint32_t code = input_code_of_letter(input->bytes[at]);
    consume(input, at + 1);
    return code ? input_key(event, code, modifiers) : OUTCOME_SKIP;
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
    return code == 0xFFFD ? OUTCOME_SKIP : input_character(event, code, modifiers);
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
        return input_key(event, CODE_ESCAPE, 0);
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
