#include "tui/key.h"

#include "tui/glyph.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Names as configuration spells them; the first of a code is the one written. `label` is for hints.
 */
static const struct {
    uint32_t code;
    const char *name;
    const char *label;
} specials[] = {
    {CODE_ENTER, "CR", "⏎"},
    {CODE_ENTER, "Enter", "⏎"},
    {CODE_ENTER, "Return", "⏎"},
    {CODE_ESCAPE, "Esc", "Esc"},
    {CODE_TAB, "Tab", "Tab"},
    {CODE_BACKSPACE, "BS", "BS"},
    {CODE_BACKSPACE, "Backspace", "BS"},
    {CODE_DELETE, "Del", "Del"},
    {CODE_DELETE, "Delete", "Del"},
    {CODE_INSERT, "Ins", "Ins"},
    {CODE_UP, "Up", "↑"},
    {CODE_DOWN, "Down", "↓"},
    {CODE_LEFT, "Left", "←"},
    {CODE_RIGHT, "Right", "→"},
    {CODE_HOME, "Home", "Home"},
    {CODE_END, "End", "End"},
    {CODE_PAGE_UP, "PageUp", "PgUp"},
    {CODE_PAGE_DOWN, "PageDown", "PgDn"},
    {' ', "Space", "Space"},
    {'<', "lt", "<"},
    {'>', "gt", ">"},
};

enum { SPECIALS = sizeof specials / sizeof *specials };

/* A name inside the brackets, without modifiers. */
static bool parse_plain_name(const char *name, size_t length, uint32_t *code)
{
    for (int i = 0; i < SPECIALS; i++) {
        if (strlen(specials[i].name) == length && !strncasecmp(specials[i].name, name, length)) {
            *code = specials[i].code;
            return true;
        }
    }
    unsigned number = 0;
    for (size_t i = 1; i < length && i < 3 && (name[0] == 'F' || name[0] == 'f'); i++) {
        number = name[i] >= '0' && name[i] <= '9' ? number * 10 + (unsigned)(name[i] - '0') : 99;
    }
    if (length > 1 && length < 4 && number >= 1 && number <= 12) {
        *code = CODE_F1 + number - 1;
        return true;
    }
    unsigned character;
    if (length && glyph_decode(name, length, &character) == length && character > ' ' &&
        character != 0xFFFD) {
        *code = character;
        return true;
    }
    return false;
}

static unsigned modifier_of(char letter)
{
    switch (letter) {
    case 'S':
    case 's':
        return MODIFIER_SHIFT;
    case 'A':
    case 'a':
    case 'M':
    case 'm':
        return MODIFIER_ALT;
    case 'C':
    case 'c':
        return MODIFIER_CONTROL;
    default:
        return 0;
    }
}

static bool parse_bracketed(const char *name, size_t length, struct key *key)
{
    *key = (struct key){0};
    while (length > 2 && name[1] == '-' && modifier_of(name[0])) {
        key->modifiers |= modifier_of(name[0]);
        name += 2;
        length -= 2;
    }
    if (!parse_plain_name(name, length, &key->code)) {
        return false;
    }
    bool letter = (key->code | 0x20) >= 'a' && (key->code | 0x20) <= 'z';
    if (letter && key->modifiers & MODIFIER_CONTROL) {
        key->code |= 0x20;
    } else if (letter && key->modifiers & MODIFIER_SHIFT) {
        key->code &= ~0x20u;
        key->modifiers &= ~(unsigned)MODIFIER_SHIFT;
    }
    return true;
}

size_t key_parse(const char *text, struct key *key)
{
    const char *end = text[0] == '<' ? strchr(text, '>') : NULL;
    if (end && end > text + 1) {
        if (parse_bracketed(text + 1, (size_t)(end - text - 1), key)) {
            return (size_t)(end - text) + 1;
        }
        return 0;
    }
    unsigned code;
    size_t used = glyph_decode(text, strlen(text), &code);
    *key = (struct key){.code = code};
    return used && code > ' ' && code != 0x7F && code != 0xFFFD ? used : 0;
}

int key_parse_sequence(const char *text, struct key *keys, int limit)
{
    int count = 0;
    for (;;) {
        text += strspn(text, " \t");
        if (!*text) {
            return count;
        }
        size_t used = count < limit ? key_parse(text, &keys[count]) : 0;
        if (!used) {
            return -1;
        }
        text += used;
        count++;
    }
}

static int special_index(uint32_t code)
{
    for (int i = 0; i < SPECIALS; i++) {
        if (specials[i].code == code) {
            return i;
        }
    }
    return -1;
}

static void base_name(uint32_t code, bool label, char out[KEY_NAME_BYTES])
{
    int special = special_index(code);
    if (special >= 0) {
        const char *name = label ? specials[special].label : specials[special].name;
        snprintf(out, KEY_NAME_BYTES, "%s", name);
    } else if (code >= CODE_F1 && code <= CODE_F12) {
        snprintf(out, KEY_NAME_BYTES, "F%u", (unsigned)(code - CODE_F1 + 1));
    } else {
        char bytes[5];
        glyph_encode(code, bytes);
        snprintf(out, KEY_NAME_BYTES, "%s", bytes);
    }
}

const char *key_spell(struct key key, char out[KEY_NAME_BYTES])
{
    char base[KEY_NAME_BYTES];
    base_name(key.code, false, base);
    bool bare = key.modifiers == 0 && key.code < CODE_ENTER && special_index(key.code) < 0;
    if (bare) {
        memcpy(out, base, sizeof base);
        return out;
    }
    snprintf(out, KEY_NAME_BYTES, "<%s%s%s%.12s>", key.modifiers & MODIFIER_CONTROL ? "C-" : "",
        key.modifiers & MODIFIER_ALT ? "A-" : "", key.modifiers & MODIFIER_SHIFT ? "S-" : "", base);
    return out;
}

const char *key_label(struct key key, char out[KEY_NAME_BYTES])
{
    char base[KEY_NAME_BYTES];
    base_name(key.code, true, base);
    snprintf(out, KEY_NAME_BYTES, "%s%s%s%.12s", key.modifiers & MODIFIER_CONTROL ? "^" : "",
        key.modifiers & MODIFIER_ALT ? "A-" : "", key.modifiers & MODIFIER_SHIFT ? "S-" : "", base);
    return out;
}

struct key key_narrow(struct key key)
{
    if (key.code >= 0xFF01 && key.code <= 0xFF5E) {
        key.code -= 0xFF01 - '!';
    } else if (key.code == 0x3000) {
        key.code = ' ';
    } else if (key.code == 0x3002) {
        key.code = '.'; /* 。 is what the '.' key types in Chinese */
    } else if (key.code == 0x3001) {
        key.code = '/'; /* 、 likewise for '/' */
    }
    return key;
}

bool key_equal(struct key one, struct key other)
{
    return one.code == other.code && one.modifiers == other.modifiers;
}

bool key_is(struct key key, uint32_t code)
{
    return key.code == code && key.modifiers == 0;
}

bool key_control(struct key key, char letter)
{
    return key.code == (uint32_t)(unsigned char)letter && key.modifiers == MODIFIER_CONTROL;
}

bool key_types(struct key key)
{
    return key.code >= ' ' && key.code < CODE_ENTER && key.code != 0x7F && key.modifiers == 0;
}
