/*
 * verb: a command of the command line and what it does (the console has commands of its own).
 *
 * Every pane has its command. A command prints its result on standard output, as a table for
 * people, JSON or CSV, and what went wrong as one sentence on standard error.
 */
#ifndef VIEWS_VERB_H
#define VIEWS_VERB_H

#include <stdbool.h>

#include "core/base/error.h"
#include "views/options.h"

/* Exit statuses. */
enum { STATUS_DONE = 0, STATUS_REFUSED = 1, STATUS_MISUSED = 2 };

struct verb {
    const char *name;
    const char *synopsis; /* what may stand behind the name; not translated */
    const char *summary;  /* English, a few words; show say(summary) */
    const struct option_rule *rules;
    const struct option_rule *actions; /* words that may stand first, with what follows; or NULL */
    int (*run)(const struct options *options);
};

extern const struct verb verb_customer, verb_compare, verb_lifetime, verb_people, verb_demo,
    verb_import, verb_kpi, verb_segment, verb_migration, verb_target, verb_benchmark, verb_check;

/* All commands, ended by NULL, in the order of the help. */
extern const struct verb *const verbs[];

/* The command of a name, NULL when there is none. */
const struct verb *verb_find(const char *name);

/* Says on standard error that a command was typed wrongly, in one sentence and a hint how to learn
 * more; returns STATUS_MISUSED. */
int verb_misused(const struct options *options, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Says the sentence of an error on standard error; returns STATUS_REFUSED. */
int verb_refused(const struct error *error);

/* Refuses operands from a position on, or fewer than a number of them. */
bool verb_operands(const struct options *options, size_t least, size_t most);

#endif
