/* What a complete character or sequence says: which key, which move of the mouse. */
#include "tui/input_inside.h"

enum { PARAMETERS = 4, DOUBLE_CLICK = 400 /* milliseconds */ };

enum outcome input_key(struct input_event *event, uint32_t code, unsigned modifiers)
{
    *event = (struct input_event){.kind = INPUT_KEY, .key = {.code = code, .modifiers = modifiers}};
    return OUTCOME_EVENT;
}

enum outcome input_character(struct input_event *event, unsigned code, unsigned modifiers)
{
    switch (code) {
    case '\r':
        return input_key(event, CODE_ENTER, modifiers);
    case '\t':
        return input_key(event, CODE_TAB, modifiers);
    case ESCAPE:
        return input_key(event, CODE_ESCAPE, modifiers);
    case 0x7F:
    case 0x08:
        return input_key(event, CODE_BACKSPACE, modifiers);
    case 0:
        return input_key(event, ' ', modifiers | MODIFIER_CONTROL);
    default:
        break;
    }
    if (code < 27) {
        return input_key(event, code + 'a' - 1, modifiers | MODIFIER_CONTROL);
    }
    if (code < ' ') {
        return input_key(event, code + '@', modifiers | MODIFIER_CONTROL);
    }
    if (code >= 0x80 && code < 0xA0) {
        return OUTCOME_SKIP;
    }
    if (!(modifiers & MODIFIER_CONTROL)) {
        modifiers &= ~(unsigned)MODIFIER_SHIFT; /* the character says it already */
    } else if (code >= 'A' && code <= 'Z') {
        code |= 0x20;
    }
    return input_key(event, code, modifiers);
}

uint32_t input_code_of_letter(char letter)
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

/* Numbers with ; between them. What follows a colon is a shade of a parameter, and skipped. */
static bool read_parameters(const char *text, size_t length, int parameters[PARAMETERS])
{
    bool shade = false;
    int count = 0;
    for (size_t at = 0; at < length; at++) {
        bool digit = text[at] >= '0' && text[at] <= '9';
        if (text[at] == ';') {
            count++;
            shade = false;
        } else if (text[at] == ':' || (digit && shade)) {
            shade = true;
        } else if (digit && count < PARAMETERS) {
            int value = parameters[count] * 10 + (text[at] - '0');
            parameters[count] = value > 0x10FFFF ? 0x10FFFF : value;
        } else {
            return false;
        }
    }
    return true;
}

enum outcome input_csi(
    struct input *input, struct input_event *event, const char *text, size_t length, char final)
{
    int parameters[PARAMETERS] = {0};
    bool mouse = length && text[0] == '<';
    if (!read_parameters(text + mouse, length - mouse, parameters)) {
        return OUTCOME_SKIP;
    }
    if (mouse) {
        bool known = (final == 'M' || final == 'm') && parameters[1] > 0 && parameters[2] > 0;
        return known ? give_mouse(input, event, parameters, final) : OUTCOME_SKIP;
    }
    unsigned modifiers = parameters[1] > 1 ? (unsigned)(parameters[1] - 1) & 7u : 0;
    if (final == '~' && parameters[0] == 27) {
        return input_character(event, (unsigned)parameters[2], modifiers);
    }
    if (final == '~' && parameters[0] == 200) {
        input->pasting = true;
        input->paste_length = 0;
        return OUTCOME_SKIP;
    }
    if (final == 'u') {
        return input_character(event, (unsigned)parameters[0], modifiers);
    }
    if (final == 'Z') {
        return input_key(event, CODE_TAB, MODIFIER_SHIFT);
    }
    if ((final == 'I' || final == 'O') && length == 0) {
        *event = (struct input_event){.kind = INPUT_FOCUS, .focused = final == 'I'};
        return OUTCOME_EVENT;
    }
    uint32_t code = final == '~' ? code_of_number(parameters[0]) : input_code_of_letter(final);
    return code ? input_key(event, code, modifiers) : OUTCOME_SKIP;
}
