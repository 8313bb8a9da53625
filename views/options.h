/*
 * options: what was typed behind the program's name.
 *
 * Global options stand before or behind the command; a command adds its own (struct verb), which
 * stand behind its name. "--name VALUE" and "--name=VALUE" are the same; "--" ends the options; the
 * later of two equal options wins. What is no option is an operand of the command.
 */
#ifndef VIEWS_OPTIONS_H
#define VIEWS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/date.h"
#include "core/base/error.h"

struct verb;

/* An option: "week" is typed --week. value is what its value is called in the help ("WEEK"), NULL
 * for a flag. help is English; show say(help). A table of them ends with {0}. */
struct option_rule {
    const char *name, *value, *help;
};

enum option_format { FORMAT_PEOPLE, FORMAT_JSON, FORMAT_CSV };

enum { OPTION_RULES = 16 };

#define OPTIONS_NO_DAY INT32_MIN /* the same as REPORT_NO_DAY of core/metrics/report.h */

struct options {
    char *database;       /* path of the shop; owned */
    bool database_given;  /* --db was typed; else it is the default place */
    const char *config;   /* --config, NULL when not typed */
    const char *language; /* --lang, NULL when not typed */
    enum option_format format;
    date_day as_of;    /* --as-of, OPTIONS_NO_DAY */
    const char *now;   /* --now as typed (local time of the shop unless it names an offset), NULL */
    const char *theme; /* --theme, NULL */
    bool no_mouse, ascii;
    const char *script; /* --script: keys and commands for the console, NULL */
    int columns, rows;  /* --size COLUMNSxROWS, 0 when not typed */
    bool no_display;    /* a script without a terminal */
    bool help, version;

    const struct verb *command;       /* NULL: the console */
    const char *values[OPTION_RULES]; /* of the command's options, in the order of its rules */
    char **operands;                  /* owned array of words of argv */
    size_t operand_count;
};

/* Reads the command line. Fills what was read also when it fails, with one sentence about wrong
 * usage that names the nearest known word. Free with options_free() in either case. */
bool options_parse(int argc, char **argv, struct options *options, struct error *error);
void options_free(struct options *options);

/* The value of one of the command's options, NULL when it was not typed; "" for a flag that was. */
const char *options_value(const struct options *options, const char *name);

/* The language and the config folder as typed anywhere on the line, for speaking about the line
 * itself; either stays NULL when not typed. */
void options_peek(int argc, char **argv, const char **language, const char **config);

/* The language the environment asks for (LC_ALL, LC_MESSAGES, LANG): "zh" or "en". */
const char *options_environment_language(void);

/* The shop's own settings folder when it exists: $XDG_CONFIG_HOME/zhanggui, else
 * ~/.config/zhanggui. The caller frees it; NULL when there is none. */
char *options_config_folder(void);

/* Where that folder is or would be; NULL when no home folder is known. */
char *options_config_place(void);

/* The default place of the shop: $XDG_DATA_HOME/zhanggui/shop.db, else
 * ~/.local/share/zhanggui/shop.db. The caller frees it; NULL when no home folder is known. */
char *options_default_database(void);

/* The rules of the global options, for the help. */
const struct option_rule *options_global(void);

#endif
