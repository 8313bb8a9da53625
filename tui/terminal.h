#ifndef TUI_TERMINAL_H
#define TUI_TERMINAL_H
/* The terminal, through ncurses, or none at all (headless: the same surface, nothing shown).
 *
 * Opening switches to the alternate screen and raw input; closing puts everything back. So do
 * SIGTERM, SIGHUP, SIGINT, SIGQUIT and crashes: a handler restores the terminal and the signal then
 * takes its usual course. There can be one open terminal per process.
 *
 * Colours: direct colour works with any terminal description: the entry for $TERM is rewritten in
 * memory with RGB colours and handed to ncurses through a private directory that is gone before
 * terminal_open() returns. Unknown $TERM falls back to xterm-256color. */

#include "tui/input.h"
#include "tui/surface.h"
#include "tui/theme.h"

struct terminal;

struct terminal_options {
    bool headless; /* no terminal: a surface of rows × columns */
    int rows;      /* headless size; 0 → 24 × 80 */
    int columns;
    bool no_mouse;    /* leave the mouse to the terminal's own selection */
    bool ascii;       /* ASCII stand-ins for signs, lines and charts */
    bool show_cursor; /* show the cursor on rows too, not only in editors */
    bool force_depth; /* use `depth` instead of what the environment says */
    enum depth depth;
};

/* Open. NULL with a sentence in why[0..size) when standard input or output is no terminal or
 * cannot be set up. The theme is copied. */
struct terminal *terminal_open(
    const struct terminal_options *options, const struct theme *theme, char *why, size_t size);

/* Close and restore. Safe on NULL and when called twice. */
void terminal_close(struct terminal **terminal);

/* The surface to draw the next frame on. Its size is the terminal's. */
struct surface *terminal_surface(struct terminal *terminal);

/* Show the surface: only what changed is sent, in one synchronised update. `all` repaints
 * everything (^L). Headless: does nothing. */
void terminal_show(struct terminal *terminal, bool all);

/* Change the theme; the next terminal_show() repaints. terminal_theme() reads it back. */
void terminal_set_theme(struct terminal *terminal, const struct theme *theme);
const struct theme *terminal_theme(const struct terminal *terminal);
enum depth terminal_depth(const struct terminal *terminal);
bool terminal_headless(const struct terminal *terminal);

/* Mouse reporting on or off, and whether it is on. */
void terminal_set_mouse(struct terminal *terminal, bool on);
bool terminal_mouse(const struct terminal *terminal);

/* Take over the terminal's present size. True when it changed, or may have changed and changed back
 * (the surface is then blank).
 * terminal_resize() sets it by hand, for headless use and tests. */
bool terminal_update_size(struct terminal *terminal);
void terminal_resize(struct terminal *terminal, int rows, int columns);

/* The descriptor to poll for input (−1 when headless). terminal_read() takes what is there and
 * feeds it to `input`; false when the terminal is gone. */
int terminal_descriptor(const struct terminal *terminal);
bool terminal_read(struct terminal *terminal, struct input *input);

/* A resize writes one byte to this descriptor (the loop's wake pipe); -1: nowhere. */
void terminal_set_wake(struct terminal *terminal, int descriptor);

/* Give the terminal back to the shell and stop (^Z); returns when continued. */
void terminal_suspend(struct terminal *terminal);

/* Run a program on the terminal (an editor, a pager) and wait for it. argv ends with NULL and is
 * not seen by any shell. Returns its exit status, 128 + signal, or −1 when it could not start or
 * there is no terminal. */
int terminal_run(struct terminal *terminal, char *const argv[]);

/* Let the user edit the file in $VISUAL, $EDITOR or vi. Same result as terminal_run(). */
int terminal_edit(struct terminal *terminal, const char *path);

/* Put text on the user's clipboard through OSC 52 (inside tmux and screen wrapped as they need).
 * False when headless or longer than 74,994 bytes, the most that terminals accept. */
bool terminal_copy(struct terminal *terminal, const char *text);

/* Set the window title; sanitised. */
void terminal_set_title(struct terminal *terminal, const char *title);

/* Ring. */
void terminal_bell(struct terminal *terminal);

#endif
