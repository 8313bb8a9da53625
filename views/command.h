/*
 * command: one word of the command line and what it does.
 *
 * Every pane has its command. A command prints its result on standard output, as a table for
 * people, JSON or CSV, and what went wrong as one sentence on standard error.
 */
#ifndef VIEWS_COMMAND_H
#define VIEWS_COMMAND_H

#include <stdbool.h>

#include "core/base/error.h"
#include "views/options.h"

/* Exit statuses. */
enum { COMMAND_DONE = 0, COMMAND_REFUSED = 1, COMMAND_MISUSED = 2 };

struct command {
    const char *name;
    const char *synopsis; /* what may stand behind the name; not translated */
    const char *summary;  /* English, a few words; show say(summary) */
    const struct option_rule *rules;
    int (*run)(const struct options *options);
};

extern const struct command command_demo, command_import, command_kpi, command_target,
    command_benchmark, command_check;

/* All commands, ended by NULL, in the order of the help. */
extern const struct command *const commands[];

/* The command of a name, NULL when there is none. */
const struct command *command_find(const char *name);

/* Says on standard error that a command was typed wrongly, in one sentence and a hint how to learn
 * more; returns COMMAND_MISUSED. */
int command_misused(const struct options *options, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Says the sentence of an error on standard error; returns COMMAND_REFUSED. */
int command_refused(const struct error *error);

/* Refuses operands from a position on, or fewer than a number of them. */
bool command_operands(const struct options *options, size_t least, size_t most);

#endif
