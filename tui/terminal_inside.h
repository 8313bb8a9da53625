#ifndef TUI_TERMINAL_INSIDE_H
#define TUI_TERMINAL_INSIDE_H
/* What the files of the terminal share; nobody else includes it. */

#include "tui/terminal.h"

#include <curses.h>
#include <termios.h>

struct cursor_place {
    int row, column;
    bool visible;
};

struct terminal {
    struct surface *surface;    /* drawn on */
    struct surface *shown;      /* what the terminal shows, */
    struct cursor_place cursor; /* and where its cursor is */
    struct theme theme;
    enum depth depth;
    bool headless;
    bool mouse;
    bool show_cursor;
    bool repaint;     /* everything must be sent again */
    bool synchronise; /* mode 2026 */
    SCREEN *screen;
    struct termios mode; /* as it was before */
};

/* Write to the terminal past ncurses. */
void terminal_send(const char *text);

/* Ask for pastes in brackets and mouse reports, and watch for signals; stop asking. */
void terminal_enter_modes(const struct terminal *terminal);
void terminal_leave_modes(void);

#endif
