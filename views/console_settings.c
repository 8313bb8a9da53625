/* Keys and themes from YAML: the shipped files first, the shop's own over them. */
#include <stdio.h>
#include <string.h>

#include "core/base/config.h"
#include "core/base/phrase.h"
#include "views/console_state.h"

/* context: {keys: command line} */
static bool bind_context(
    struct keymap *keymap, const char *context, const struct yaml *bindings, struct error *error)
{
    if (bindings->kind != YAML_MAP)
        return yaml_error(bindings, error, say("expected a mapping of keys to commands"));
    for (size_t i = 0; i < bindings->count; i++) {
        const struct yaml *command = bindings->values[i];
        char why[256];
        if (command->kind != YAML_SCALAR)
            return yaml_error(command, error, say("a command must be plain text"));
        if (!keymap_bind(
                keymap, context, bindings->keys[i]->scalar, command->scalar, why, sizeof(why)))
            return yaml_error(bindings->keys[i], error, "%s", why);
    }
    return true;
}

/* The command a line begins with, among those of the console and of every pane. */
static bool known_command(const struct console *console, const char *line)
{
    char name[64];
    snprintf(name, sizeof(name), "%.*s", (int)strcspn(line, " "), line);
    if (name[0] == '\0' || commands_find(console->commands, name) != NULL)
        return true;
    for (int i = 0; panes[i] != NULL; i++)
        for (size_t j = 0; j < panes[i]->command_count; j++)
            if (strcmp(panes[i]->commands[j].name, name) == 0)
                return true;
    return false;
}

static bool known_context(const char *name)
{
    bool known = strcmp(name, "global") == 0;
    for (int i = 0; !known && panes[i] != NULL; i++)
        known = strcmp(panes[i]->id, name) == 0;
    return known;
}

/* A word typed wrongly would leave a key that does nothing. */
static bool check_names(const struct console *console, const struct yaml *root, struct error *error)
{
    for (size_t i = 0; i < root->count; i++) {
        const struct yaml *bindings = root->values[i];
        if (!known_context(root->keys[i]->scalar))
            return yaml_error(root->keys[i], error,
                say("there is no pane \"%s\"; keys of all panes stand under \"global\""),
                root->keys[i]->scalar);
        for (size_t j = 0; j < bindings->count; j++)
            if (!known_command(console, bindings->values[j]->scalar))
                return yaml_error(bindings->values[j], error,
                    say("there is no command \"%s\"; ? in the console lists them"),
                    bindings->values[j]->scalar);
    }
    return true;
}

static bool bind_all(struct keymap *keymap, const struct yaml *root, struct error *error)
{
    if (root->kind != YAML_MAP)
        return yaml_error(root, error, say("expected a mapping of panes to their keys"));
    bool good = true;
    for (size_t i = 0; good && i < root->count; i++)
        good = bind_context(keymap, root->keys[i]->scalar, root->values[i], error);
    return good;
}

bool console_read_keys(struct console *console, struct error *error)
{
    struct yaml *shipped = config_load_shipped("keys.yaml", error);
    bool good = shipped != NULL && bind_all(console->keymap, shipped, error);
    yaml_close(&shipped);
    if (!good || !config_has_own("keys.yaml"))
        return good;
    struct yaml *own = config_load("keys.yaml", error);
    keymap_layer(console->keymap);
    good = own != NULL && bind_all(console->keymap, own, error) && check_names(console, own, error);
    yaml_close(&own);
    return good;
}

static bool set_role(
    struct theme *theme, const struct yaml *role, const struct yaml *colour, struct error *error)
{
    int32_t rgb;
    if (colour->kind != YAML_SCALAR)
        return yaml_error(colour, error, say("a colour must be written like \"#f2b35e\""));
    if (strcmp(role->scalar, "rise_red") == 0) {
        theme->rise_red = strcmp(colour->scalar, "true") == 0 || strcmp(colour->scalar, "yes") == 0;
        return true;
    }
    if (strcmp(role->scalar, "name") == 0 || strcmp(role->scalar, "base") == 0)
        return true;
    if (!theme_parse_colour(colour->scalar, &rgb))
        return yaml_error(colour, error, say("a colour must be written like \"#f2b35e\""));
    if (!theme_set(theme, role->scalar, rgb))
        return yaml_error(role, error, say("there is no role \"%s\" in a theme"), role->scalar);
    return true;
}

static bool is_builtin(const char *name)
{
    for (const char *const *builtin = theme_names(); *builtin != NULL; builtin++)
        if (strcmp(*builtin, name) == 0)
            return true;
    return false;
}

static bool no_theme(const char *name, struct error *error)
{
    struct text names = {0};
    config_list("themes", &names);
    error_set(error, say("there is no theme \"%.40s\"; known are %s"), name, text_string(&names));
    text_free(&names);
    return false;
}

bool console_read_theme(struct theme *theme, const char *name, struct error *error)
{
    char file[128];
    snprintf(file, sizeof(file), "themes/%s.yaml", name);
    *theme = theme_builtin(name);
    if (is_builtin(name) && !config_has_own(file)) {
        theme_finish(theme);
        return true;
    }
    if (!config_known(file))
        return no_theme(name, error);
    struct yaml *root = config_load(file, error);
    bool good = root != NULL && root->kind == YAML_MAP;
    if (good)
        *theme = theme_builtin(yaml_text(root, "base", is_builtin(name) ? name : "dark"));
    else if (root != NULL)
        yaml_error(root, error, say("expected a mapping of roles to colours"));
    const struct yaml *base = yaml_get(root, "base");
    if (base != NULL && (base->kind != YAML_SCALAR || !is_builtin(base->scalar)))
        good = yaml_error(base, error, say("there is no such theme to begin with"));
    for (size_t i = 0; good && i < root->count; i++)
        good = set_role(theme, root->keys[i], root->values[i], error);
    yaml_close(&root);
    theme_finish(theme);
    return good;
}
