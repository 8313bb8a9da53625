#include "views/help.h"

#include <stdio.h>

#include "core/base/phrase.h"
#include "tui/glyph.h"
#include "views/output.h"
#include "views/verb.h"

enum { NAME_COLUMNS = 24, LINE_COLUMNS = 80 };

static void append_line(struct text *out, const char *name, const char *what)
{
    text_append(out, "  ");
    if (glyph_width(name) <= NAME_COLUMNS)
        output_fitted(out, name, NAME_COLUMNS, false);
    else
        text_format(out, "%s\n%*s", name, NAME_COLUMNS + 2, "");
    text_append(out, "  ");
    output_wrapped(out, what, NAME_COLUMNS + 4, NAME_COLUMNS + 4, LINE_COLUMNS);
}

static void append_options(struct text *out, const struct option_rule *rules)
{
    for (int i = 0; rules != NULL && rules[i].name != NULL; i++) {
        char name[64];
        const char *value = rules[i].value;
        snprintf(name, sizeof(name), "--%s%s%s", rules[i].name, value != NULL ? " " : "",
            value != NULL ? value : "");
        append_line(out, name, say(rules[i].help));
    }
}

static void append_actions(struct text *out, const struct option_rule *actions)
{
    for (int i = 0; actions != NULL && actions[i].name != NULL; i++) {
        char name[64];
        snprintf(name, sizeof(name), "%s %s", actions[i].name, actions[i].value);
        append_line(out, name, say(actions[i].help));
    }
    if (actions != NULL)
        text_append_char(out, '\n');
}

static void append_program(struct text *out)
{
    text_format(
        out, "%s\n\n", say("zhanggui: the weekly KPI tree of an online shop, and why it moved"));
    text_format(out, say("usage: %s"), "zhanggui [OPTIONS] [COMMAND] ...");
    text_append(out, "\n\n");
    append_line(out, say("(no command)"), say("the console"));
    for (int i = 0; verbs[i] != NULL; i++)
        append_line(out, verbs[i]->name, say(verbs[i]->summary));
    text_format(out, "\n%s\n", say("options, before or behind the command"));
    append_options(out, options_global());
    text_format(out, "\n%s\n", say("zhanggui COMMAND --help tells more; so does: man zhanggui"));
}

static void append_command(struct text *out, const struct verb *command)
{
    text_format(out, "zhanggui %s: %s\n\n", command->name, say(command->summary));
    text_format(out, say("usage: %s"), "zhanggui");
    text_format(out, " %s %s\n", command->name, command->synopsis);
    if (command->rules != NULL && command->rules[0].name != NULL)
        text_append_char(out, '\n');
    append_actions(out, command->actions);
    append_options(out, command->rules);
    text_format(out, "\n%s\n", say("zhanggui --help lists the options of all commands"));
}

int help_show(const struct options *options)
{
    struct text out = {0};
    struct error error;
    struct output_manner manner = output_manner(options);
    if (options->command != NULL)
        append_command(&out, options->command);
    else
        append_program(&out);
    bool good = output_people(&out, &manner, &error);
    text_free(&out);
    return good ? STATUS_DONE : verb_refused(&error);
}

int help_version(void)
{
    static const char line[] = "zhanggui " ZHANGGUI_VERSION "\n";
    struct error error;
    bool good = output_write(line, sizeof(line) - 1, &error);
    return good ? STATUS_DONE : verb_refused(&error);
}
