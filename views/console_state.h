/* console_state: what the files of the console share; nobody else includes it. */
#ifndef VIEWS_CONSOLE_STATE_H
#define VIEWS_CONSOLE_STATE_H

#include "tui/confirm.h"
#include "tui/gauge.h"
#include "tui/help.h"
#include "tui/keymap.h"
#include "tui/tabs.h"
#include "tui/terminal.h"
#include "views/console.h"
#include "views/job.h"
#include "views/options.h"
#include "views/pane.h"

enum { CONSOLE_PANES = 12, CONSOLE_ROWS = 12, CONSOLE_COLUMNS = 40 };

/* When the files of a shop were last changed, in nanoseconds, and how long they are: the shop, and
 * the one beside it to which is written first. */
struct console_files {
    int64_t changed[2], bytes[2];
};
struct console_files console_files_of(const char *path);

struct console {
    const struct options *options;
    struct terminal *terminal;
    struct loop *loop;
    struct theme theme;
    struct keymap *keymap;
    struct commands *commands;
    struct prompt *prompt;
    struct toasts toasts;
    int toast_timer, clock; /* timers of the loop, 0 when not running */

    /* at most one popup is open */
    struct question *question;
    struct help *help;
    struct menu *menu;
    void (*menu_taken)(struct console *console, int64_t id);

    void *panes[CONSOLE_PANES]; /* opened when first shown */
    int pane;
    struct area tabs_area;

    struct snapshot *snapshot;
    struct error load_error; /* why there is none */
    struct job *loading;
    int64_t load_begin; /* loop_now() */

    struct job *looking;        /* whether another process changed the shop; */
    struct console_files files; /* as they were when they were last read or looked at, */
    bool newer;                 /* and what it found */

    struct job *working; /* an import or a demo being made */
    struct gauge gauge;  /* what it shows */
    char gauge_label[160];
    char *proposal, proposal_file[4096]; /* path of a proposed mapping, and for which file */
};

const struct pane_operations *console_pane_operations(const struct console *console);

/* The contexts of the keymap, most particular first, ended by NULL. */
const char *const *console_contexts(const struct console *console);

/* Shows a pane by its place; opens it if need be. */
void console_show_pane(struct console *console, int pane);

/* Keeps the frame moving while a job is under way. */
void console_start_clock(struct console *console);

/* From now on notices what other processes write to the shop. */
void console_watch_shop(struct console *console);

/* A duration in the language in use, for a gauge. */
const char *console_duration(int64_t milliseconds, char *out, size_t size);

/* The open question of console_confirm(), when there is one. */
void console_question_key(struct console *console, struct key key);
void console_question_mouse(struct console *console, const struct mouse *mouse);
void console_question_draw(struct console *console, struct surface *surface, struct area screen);
void console_end_question(struct console *console);

/* The row of panes as tabs; room for CONSOLE_PANES. Returns how many there are. */
int console_tabs(struct tab *tabs);

/* Drawing a whole frame. */
void console_draw(void *console, struct surface *surface);

/* The commands every pane has. */
void console_add_commands(struct console *console);

/* Reads config/keys.yaml over the shipped one, and a theme by name from config/themes. */
bool console_read_keys(struct console *console, struct error *error);
bool console_read_theme(struct theme *theme, const char *name, struct error *error);

/* Reads the orders of a file, or writes a demo shop, in the background with a bar. */
void console_import(struct console *console, const char *path);
void console_demo(struct console *console);
/* The same as console_import() by a mapping; NULL to recognise the file. */
void console_import_by(struct console *console, const char *file, const char *mapping);

/* --- console_proposal.c */

/* Writes a proposed mapping for a file to one of its own, whose path the caller frees (by
 * forgetting it, which removes it as well). On a worker. */
bool console_propose(const char *file, char **mapping, struct error *error);
void console_forget_proposal(char **mapping);

/* Asks whether to import the file by console->proposal; and, once it is in, keeps that. */
void console_offer_proposal(struct console *console, const char *file);
void console_keep_proposal(struct console *console);

bool console_cancel_work(struct console *console);

/* File names for a path being typed; the second is shaped for prompts. */
void console_complete_path(const char *path, struct completion *completion);
void console_complete_file(
    void *console, const char *text, size_t caret, struct completion *completion);

#endif
