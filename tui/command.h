#ifndef TUI_COMMAND_H
#define TUI_COMMAND_H
/* Named commands: whatever can be done at the console has a name, one line of help, and, while it
 * cannot be done, a reason. Keys, the `:` prompt, the palette, the mouse and scripts all run
 * commands by name, so there is one way to do each thing. */

#include "tui/completion.h"

struct command {
    const char *name;      /* "week-next": lower case, words joined by '-' */
    const char *arguments; /* hint such as "[FILE]" or "WEEK"; NULL when it takes none */
    const char *help;      /* one line, or a message id when the set has a translator */

    /* Do it. `arguments` is never NULL; without leading and trailing blanks. False with a sentence
     * in why[0..size) when it was refused or failed. */
    bool (*run)(void *application, const char *arguments, char *why, size_t size);

    /* NULL, or: the reason why it cannot be done now, NULL when it can. The text must live until
     * the next call. */
    const char *(*unavailable)(void *application);

    /* NULL, or: candidates for the argument being typed (completion->from is already set to the
     * start of the last word; change it if a whole phrase is replaced). */
    void (*complete)(void *application, const char *arguments, struct completion *completion);
};

enum command_result {
    COMMAND_DONE,
    COMMAND_EMPTY,       /* nothing but blanks */
    COMMAND_UNKNOWN,     /* no such name (why suggests the nearest) */
    COMMAND_AMBIGUOUS,   /* a beginning that several names share */
    COMMAND_UNAVAILABLE, /* why holds the reason */
    COMMAND_FAILED,      /* run() said why */
};

struct commands;

/* An empty set; `application` is handed to every callback. */
struct commands *commands_new(void *application);
void commands_free(struct commands **commands);

/* Add a table, which must outlive the set. A name that is already there is replaced (so a pane may
 * refine a general command). */
void commands_add(struct commands *commands, const struct command *table, size_t count);

/* Remove the commands of a table again (when its pane closes); what it replaced is back. */
void commands_remove(struct commands *commands, const struct command *table);

/* Translate help texts and what commands_run says: say(application, english) returns the text to
 * show, with the same formats in the same order. */
void commands_translate(struct commands *commands, const char *(*say)(void *, const char *));

/* The command of that exact name; NULL when there is none. */
const struct command *commands_find(const struct commands *commands, const char *name);

/* The command's help in the user's language. */
const char *commands_help(const struct commands *commands, const struct command *command);

/* Why the command named at the start of `line` cannot run now; NULL when it can. */
const char *commands_unavailable(const struct commands *commands, const char *line);

/* Run a line: a name (or an unambiguous beginning) and arguments. why[] gets a sentence unless it
 * is done; without a translator of its own these sentences are English. */
enum command_result commands_run(
    struct commands *commands, const char *line, char *why, size_t size);

/* Candidates for a line being typed: names first, then the command's own. */
void commands_complete(
    const struct commands *commands, const char *line, struct completion *completion);

/* All commands, in the order they were added. */
size_t commands_count(const struct commands *commands);
const struct command *commands_at(const struct commands *commands, size_t index);

#endif
