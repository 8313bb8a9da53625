/*
 * console: the interactive program: terminal, panes, commands, prompts and popups.
 *
 * Panes use the functions below; all of them belong to the interface thread.
 */
#ifndef VIEWS_CONSOLE_H
#define VIEWS_CONSOLE_H

#include <stdbool.h>

#include "tui/confirm.h"
#include "tui/loop.h"
#include "tui/menu.h"
#include "tui/prompt.h"
#include "tui/theme.h"
#include "tui/toast.h"
#include "views/snapshot.h"

struct options;
struct console;

/* Runs the console on the shop of the options until the user leaves. The exit status. */
int console_run(const struct options *options);

struct loop *console_loop(struct console *console);
const struct theme *console_theme(struct console *console);
const struct options *console_options(const struct console *console);

/* The state of the pane that is shown. */
void *console_pane(struct console *console);

/* The shop as last loaded; NULL before that. Hold it to keep it. */
struct snapshot *console_snapshot(struct console *console);

/* Loads the shop again, in the background, because its data have moved. */
void console_reload(struct console *console);

/* Counts the customers again, in the background, because something was written of them that touches
 * no order. */
void console_recount(struct console *console);

/* A message that comes and goes. */
void console_say(struct console *console, enum toast_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Opens the line at the bottom. `data` is handed to the handlers. */
void console_ask(struct console *console, const char *sign, const char *text,
    const struct prompt_handlers *handlers, void *data);
void console_ask_note(struct console *console, enum role role, const char *note);

/* Shows a menu, which it takes over; taken() gets the id of the chosen item. */
void console_choose(
    struct console *console, struct menu *menu, void (*taken)(struct console *console, int64_t id));

/* Asks before something that matters; the texts are copied. answered() is called when it was yes.
 */
void console_confirm(struct console *console, const struct confirm *confirm,
    void (*answered)(void *data), void *data);

/* For commands: writes the reason of a refusal, and returns false. */
bool console_refuse(char *why, size_t size, const char *text);

/* Runs a command line, as if typed behind ':'. Its refusal becomes a message. */
void console_command(struct console *console, const char *line);

#endif
