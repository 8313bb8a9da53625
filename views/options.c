#include "views/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/intake/moment.h"
#include "views/suggest.h"
#include "views/verb.h"

enum global {
    GLOBAL_DB,
    GLOBAL_CONFIG,
    GLOBAL_LANG,
    GLOBAL_JSON,
    GLOBAL_CSV,
    GLOBAL_AS_OF,
    GLOBAL_NOW,
    GLOBAL_THEME,
    GLOBAL_NO_MOUSE,
    GLOBAL_ASCII,
    GLOBAL_SCRIPT,
    GLOBAL_SIZE,
    GLOBAL_NO_DISPLAY,
    GLOBAL_HELP,
    GLOBAL_VERSION
};

static const struct option_rule global_rules[] = {
    [GLOBAL_DB] = {"db", "FILE", "the shop"},
    [GLOBAL_CONFIG] = {"config", "DIR", "the shop's own settings"},
    [GLOBAL_LANG] = {"lang", "en|zh", "the language of the interface"},
    [GLOBAL_JSON] = {"json", NULL, "print JSON"},
    [GLOBAL_CSV] = {"csv", NULL, "print CSV"},
    [GLOBAL_AS_OF] = {"as-of", "DATE", "what counts as today: 2026-11-22"},
    [GLOBAL_NOW] = {"now", "INSTANT", "what counts as now: \"2026-11-22 09:00\""},
    [GLOBAL_THEME] = {"theme", "NAME", "colours of the console"},
    [GLOBAL_NO_MOUSE] = {"no-mouse", NULL, "leave the mouse to the terminal"},
    [GLOBAL_ASCII] = {"ascii", NULL, "draw signs and lines in ASCII"},
    [GLOBAL_SCRIPT] = {"script", "FILE", "give the console the keys of a file"},
    [GLOBAL_SIZE] = {"size", "COLSxROWS", "size of the screen of a script"},
    [GLOBAL_NO_DISPLAY] = {"no-display", NULL, "run a script without a terminal"},
    [GLOBAL_HELP] = {"help", NULL, "show this help"},
    [GLOBAL_VERSION] = {"version", NULL, "show the version"},
    {0},
};

const struct option_rule *options_global(void)
{
    return global_rules;
}

static int find_rule(const struct option_rule *rules, const char *name, size_t length)
{
    for (int i = 0; rules != NULL && rules[i].name != NULL; i++)
        if (strncmp(rules[i].name, name, length) == 0 && rules[i].name[length] == '\0')
            return i;
    return -1;
}

static bool read_size(const char *value, struct options *options, struct error *error)
{
    char rest;
    if (sscanf(value, "%4dx%4d%c", &options->columns, &options->rows, &rest) != 2 ||
        options->columns < 1 || options->rows < 1 || options->columns > 1000 ||
        options->rows > 1000)
        return error_set(error,
            say("--size takes columns and rows up to 1000, such as 120x36, not \"%s\""), value);
    return true;
}

static bool read_language(const char *value, struct options *options, struct error *error)
{
    if (strcmp(value, "en") != 0 && strcmp(value, "zh") != 0)
        return error_set(error, say("--lang takes en or zh, not \"%s\""), value);
    options->language = value;
    return true;
}

static bool read_format(struct options *options, enum option_format format, struct error *error)
{
    if (options->format != FORMAT_PEOPLE && options->format != format)
        return error_set(error, "%s", say("--json and --csv cannot both be had"));
    options->format = format;
    return true;
}

/* Which instant it is depends on the zone of the shop; whether it is one can be seen now. */
static bool read_now(const char *value, struct options *options, struct error *error)
{
    struct moment moment;
    if (moment_parse(value, MOMENT_YMD, &moment) != MOMENT_GOOD)
        return error_set(
            error, say("--now takes a time such as \"2026-11-22 09:00\", not \"%s\""), value);
    options->now = value;
    return true;
}

static bool read_database(const char *value, struct options *options, struct error *error)
{
    if (value[0] == '\0')
        return error_set(error, "%s", say("--db needs the name of a file"));
    free(options->database);
    options->database = string_copy(value);
    options->database_given = true;
    return true;
}

static bool take_global(
    struct options *options, enum global global, const char *value, struct error *error)
{
    switch (global) {
    case GLOBAL_DB:
        return read_database(value, options, error);
    case GLOBAL_CONFIG:
        options->config = value;
        return true;
    case GLOBAL_LANG:
        return read_language(value, options, error);
    case GLOBAL_JSON:
        return read_format(options, FORMAT_JSON, error);
    case GLOBAL_CSV:
        return read_format(options, FORMAT_CSV, error);
    case GLOBAL_AS_OF:
        return date_day_parse(value, &options->as_of, error) || error_within(error, "--as-of");
    case GLOBAL_NOW:
        return read_now(value, options, error);
    case GLOBAL_THEME:
        options->theme = value;
        return true;
    case GLOBAL_NO_MOUSE:
        return options->no_mouse = true;
    case GLOBAL_ASCII:
        return options->ascii = true;
    case GLOBAL_SCRIPT:
        options->script = value;
        return true;
    case GLOBAL_SIZE:
        return read_size(value, options, error);
    case GLOBAL_NO_DISPLAY:
        return options->no_display = true;
    case GLOBAL_HELP:
        return options->help = true;
    case GLOBAL_VERSION:
        return options->version = true;
    }
    return false;
}

static bool unknown_option(
    const struct options *options, const char *name, size_t length, struct error *error)
{
    char typed[64];
    snprintf(typed, sizeof(typed), "%.*s", (int)length, name);
    struct suggestion suggestion = {.typed = typed};
    const struct option_rule *rules = options->command != NULL ? options->command->rules : NULL;
    for (int i = 0; rules != NULL && rules[i].name != NULL; i++)
        suggest_offer(&suggestion, rules[i].name);
    for (int i = 0; global_rules[i].name != NULL; i++)
        suggest_offer(&suggestion, global_rules[i].name);
    if (suggestion.nearest != NULL)
        return error_set(
            error, say("unknown option --%s; did you mean --%s?"), typed, suggestion.nearest);
    return error_set(error, say("unknown option --%s"), typed);
}

/* One "--name", "--name=value" or "--name value" at *at, which moves to its last word. */
static bool read_option(
    struct options *options, int argc, char **argv, int *at, struct error *error)
{
    const char *name = argv[*at] + 2;
    size_t length = strcspn(name, "=");
    const struct option_rule *own = options->command != NULL ? options->command->rules : NULL;
    int index = find_rule(own, name, length);
    int global = index < 0 ? find_rule(global_rules, name, length) : -1;
    if (index < 0 && global < 0)
        return unknown_option(options, name, length, error);
    const struct option_rule *rule = index >= 0 ? &own[index] : &global_rules[global];
    const char *value = "";
    if (rule->value == NULL && name[length] == '=')
        return error_set(error, say("--%s takes no value"), rule->name);
    if (rule->value != NULL) {
        if (name[length] == '=')
            value = name + length + 1;
        else if (*at + 1 < argc && strncmp(argv[*at + 1], "--", 2) != 0)
            value = argv[++*at];
        else
            return error_set(
                error, say("--%s needs a value: --%s %s"), rule->name, rule->name, rule->value);
    }
    if (index < 0)
        return take_global(options, (enum global)global, value, error);
    options->values[index] = value;
    return true;
}

static bool unknown_command(const char *word, struct error *error)
{
    struct suggestion suggestion = {.typed = word};
    for (int i = 0; verbs[i] != NULL; i++)
        suggest_offer(&suggestion, verbs[i]->name);
    if (suggestion.nearest != NULL)
        return error_set(
            error, say("unknown command \"%s\"; did you mean \"%s\"?"), word, suggestion.nearest);
    return error_set(error, say("unknown command \"%s\""), word);
}

static bool read_word(struct options *options, char *word, struct error *error)
{
    if (options->command != NULL) {
        options->operands[options->operand_count++] = word;
        return true;
    }
    if (strcmp(word, "help") == 0 && !options->help)
        return options->help = true;
    options->command = verb_find(word);
    return options->command != NULL || unknown_command(word, error);
}

/* "-h" is help; "-3" and "-" are words. */
static bool is_short_option(const char *word)
{
    return word[0] == '-' && word[1] != '\0' && strchr("0123456789.-", word[1]) == NULL;
}

static bool read_short(struct options *options, const char *word, struct error *error)
{
    if (strcmp(word, "-h") == 0)
        return options->help = true;
    if (strcmp(word, "-V") == 0)
        return options->version = true;
    return error_set(
        error, say("unknown option %s; options are written out, such as --help"), word);
}

bool options_parse(int argc, char **argv, struct options *options, struct error *error)
{
    *options = (struct options){.as_of = OPTIONS_NO_DAY};
    options->operands = memory_zero((size_t)argc + 1, sizeof(*options->operands));
    bool ended = false, good = true;
    for (int at = 1; good && at < argc; at++) {
        char *word = argv[at];
        if (ended || word[0] != '-')
            good = read_word(options, word, error);
        else if (strcmp(word, "--") == 0)
            ended = true;
        else if (strncmp(word, "--", 2) == 0)
            good = read_option(options, argc, argv, &at, error);
        else if (is_short_option(word))
            good = read_short(options, word, error);
        else
            good = read_word(options, word, error);
    }
    if (options->database == NULL)
        options->database = options_default_database();
    return good;
}

void options_free(struct options *options)
{
    free(options->database);
    free(options->operands);
    *options = (struct options){0};
}

const char *options_value(const struct options *options, const char *name)
{
    int index = find_rule(options->command->rules, name, strlen(name));
    return index < 0 ? NULL : options->values[index];
}

void options_peek(int argc, char **argv, const char **language, const char **config)
{
    const char *const names[] = {"--lang", "--config"};
    const char **const values[] = {language, config};
    for (int at = 1; at < argc && strcmp(argv[at], "--") != 0; at++) {
        for (int i = 0; i < 2; i++) {
            size_t length = strlen(names[i]);
            if (strncmp(argv[at], names[i], length) != 0)
                continue;
            if (argv[at][length] == '=')
                *values[i] = argv[at] + length + 1;
            else if (argv[at][length] == '\0' && at + 1 < argc)
                *values[i] = argv[at + 1];
        }
    }
}

const char *options_environment_language(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (int i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0')
            return strncmp(value, "zh", 2) == 0 ? "zh" : "en";
    }
    return "en";
}

/* A path below a base folder of the XDG specification, which ignores relative ones. */
static char *base_path(const char *variable, const char *below_home, const char *name)
{
    const char *folder = getenv(variable), *home = getenv("HOME");
    struct text path = {0};
    if (folder != NULL && folder[0] == '/')
        text_format(&path, "%s/zhanggui%s", folder, name);
    else if (home != NULL && home[0] == '/')
        text_format(&path, "%s/%s/zhanggui%s", home, below_home, name);
    else
        return NULL;
    return text_take(&path);
}

char *options_config_place(void)
{
    return base_path("XDG_CONFIG_HOME", ".config", "");
}

char *options_config_folder(void)
{
    char *path = options_config_place();
    struct stat status;
    if (path != NULL && (stat(path, &status) != 0 || !S_ISDIR(status.st_mode))) {
        free(path);
        path = NULL;
    }
    return path;
}

char *options_default_database(void)
{
    return base_path("XDG_DATA_HOME", ".local/share", "/shop.db");
}
