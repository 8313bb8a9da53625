#ifndef TUI_KEY_H
#define TUI_KEY_H
/* Keys, their names, and other things a person does at a terminal.
 *
 * Names: a printable character is itself ("j", "G", "/", "é", "价"); others are in angle brackets
 * (case does not matter inside): <CR> <Esc> <Tab> <S-Tab> <BS> <Del> <Ins> <Up> <Down> <Left>
 * <Right> <Home> <End> <PageUp> <PageDown> <Space> <lt> (for "<") <F1>…<F12>, with modifiers
 * S- C- A-: <C-d>, <A-x>, <C-Left>, <A-CR>. Full-width forms typed through an input method
 * ("ｊ", "：") are the same keys as their narrow forms outside editors (key_narrow). */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Keys that are no character; above all of Unicode. */
enum {
    CODE_NONE = 0,
    CODE_ENTER = 0x110000,
    CODE_ESCAPE,
    CODE_TAB,
    CODE_BACKSPACE,
    CODE_DELETE,
    CODE_INSERT,
    CODE_UP,
    CODE_DOWN,
    CODE_LEFT,
    CODE_RIGHT,
    CODE_HOME,
    CODE_END,
    CODE_PAGE_UP,
    CODE_PAGE_DOWN,
    CODE_F1, /* F2 is CODE_F1 + 1 … */
    CODE_F12 = CODE_F1 + 11,
};

enum { MODIFIER_SHIFT = 1, MODIFIER_ALT = 2, MODIFIER_CONTROL = 4 };

struct key {
    uint32_t code; /* a Unicode character or one of CODE_… */
    unsigned modifiers;
};

enum { KEY_NAME_BYTES = 24 };

enum mouse_action { MOUSE_PRESS, MOUSE_DOUBLE, MOUSE_DRAG, MOUSE_RELEASE, MOUSE_WHEEL };

struct mouse {
    enum mouse_action action;
    int button; /* 1 left, 2 middle, 3 right; 0 for the wheel */
    int wheel;  /* −1 up, +1 down; 0 otherwise */
    int row;
    int column;
    unsigned modifiers;
};

/* Parse one key name at the start of `text`. Returns the bytes read, 0 when it is no key name. */
size_t key_parse(const char *text, struct key *key);

/* Parse a string of names: "jj<CR>" or "g g" (blanks between names are skipped; the blank key is
 * <Space>). Returns the number of keys stored, or −1 on a bad name or more than `limit` keys. */
int key_parse_sequence(const char *text, struct key *keys, int limit);

/* Write the key's name. Returns `out`. */
const char *key_spell(struct key key, char out[KEY_NAME_BYTES]);

/* How a hint shows the key: like its name but prettier: "⏎", "Esc", "^d", "Tab", "F5". */
const char *key_label(struct key key, char out[KEY_NAME_BYTES]);

/* The narrow form of a full-width ASCII character and of the ideographic blank; other keys
 * unchanged. */
struct key key_narrow(struct key key);

/* Whether two keys are the same. */
bool key_equal(struct key one, struct key other);

/* Whether the key is this special code or character, without modifiers. */
bool key_is(struct key key, uint32_t code);

/* Whether the key is Control with this letter. */
bool key_control(struct key key, char letter);

/* Whether the key types a character into an editor; if so the character is key.code. */
bool key_types(struct key key);

#endif
