/*
 * console_watch: the real program on a pseudo terminal, watched by a terminal emulator.
 *
 * It runs in the folder of a struct cli with that folder as HOME. Everything here fails the test
 * when what it waits for does not come, and shows the screen then.
 */
#ifndef TESTS_CONSOLE_WATCH_H
#define TESTS_CONSOLE_WATCH_H

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

#include "core/base/text.h"
#include "tests/cli_support.h"

struct watch {
    bool as_job; /* set before the start: below a shell that stops and goes on with it */
    int master;  /* −1 once closed */
    int slave;   /* held, so that its modes can be read when the program has gone */
    pid_t child;
    VTerm *terminal;
    VTermScreen *screen;
    int rows, columns;
    struct termios before;
    bool alternate, cursor;
    int mouse;
    struct text raw; /* every byte that was sent */
};

/* Starts the program with words, ended by NULL, on a terminal of this size. Settings of the
 * environment are those of the cli; unless they say otherwise the terminal is an xterm with true
 * colour. */
void watch_start(struct watch *watch, const struct cli *cli, int columns, int rows, ...)
    __attribute__((sentinel));

/* Ends the program if it still runs, and forgets all. */
void watch_end(struct watch *watch);

/* Reads what comes until nothing has come for a while (milliseconds). */
void watch_settle(struct watch *watch, int quiet);

/* Waits until the screen shows a text, or shows it no more. */
void watch_until(struct watch *watch, const char *text);
void watch_until_gone(struct watch *watch, const char *text);
bool watch_shows(struct watch *watch, const char *text);

/* Types bytes, reading meanwhile so that neither side waits for the other. */
void watch_type(struct watch *watch, const char *text);
void watch_type_bytes(struct watch *watch, const char *bytes, size_t length);

/* The key Esc, in the long form that no busy machine can join with what is typed next. */
void watch_escape(struct watch *watch);

/* Changes the size of the terminal, which tells the program. */
void watch_resize(struct watch *watch, int columns, int rows);

/* The screen: rows ended by a newline, without blanks at their ends. The caller frees it. */
char *watch_text(struct watch *watch);

/* Where a text stands; false when it does not. *column counts cells. */
bool watch_find(struct watch *watch, const char *text, int *row, int *column);

VTermScreenCell watch_cell(struct watch *watch, int row, int column);
int watch_rgb(struct watch *watch, VTermColor colour); /* 0xRRGGBB */

/* Waits for the program to end by itself; returns what waitpid() says. The terminal has to be as it
 * was before the program began. */
int watch_finish(struct watch *watch);

#endif
