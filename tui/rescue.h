#ifndef TUI_RESCUE_H
#define TUI_RESCUE_H
/* Putting the terminal back when a signal ends the process (used by the terminal only). */

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

/* Remember what the signals do now; call before newterm(), which puts its own handlers there. */
void rescue_prepare(void);

/* From now on fatal signals write `text` to `descriptor`, restore `mode`, and take their former
 * course; SIGWINCH writes a byte to the descriptor set by rescue_set_wake(). */
void rescue_arm(int descriptor, const struct termios *mode, const char *text);

/* Back to what the signals did before. */
void rescue_disarm(void);

/* While disengaged (an editor runs, the shell has the terminal) fatal signals restore nothing. */
void rescue_engage(int on);

/* Where SIGWINCH writes a byte; −1: nowhere. */
void rescue_set_wake(int descriptor);

/* Whether SIGWINCH came since the last question. */
bool rescue_take_resize(void);

#endif
