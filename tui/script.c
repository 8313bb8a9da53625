#include "tui/script.h"

#include "tui/room.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct script {
    char *name;
    char *text; /* the file, lines cut with zeros */
    struct script_step *steps;
    size_t count;
    size_t capacity;
    size_t next;
};

void script_free(struct script **script)
{
    if (*script) {
        free((*script)->name);
        free((*script)->text);
        free((*script)->steps);
        free(*script);
        *script = NULL;
    }
}

static void add_step(struct script *script, struct script_step step)
{
    script->steps =
        room_grow(script->steps, script->count, &script->capacity, sizeof *script->steps);
    script->steps[script->count++] = step;
}

static const char *after_word(const char *line, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(line, word, length) || (line[length] && !strchr(" \t", line[length]))) {
        return NULL;
    }
    return line + length + strspn(line + length, " \t");
}

/* A line after its ':'. False when its argument is wrong. */
static bool add_command(struct script *script, int number, const char *line)
{
    struct script_step step = {.kind = SCRIPT_COMMAND, .line = number, .text = line};
    const char *rest;
    if ((rest = after_word(line, "save-screen")) || (rest = after_word(line, "save-roles"))) {
        step.kind = SCRIPT_SAVE;
        step.roles = line[5] == 'r';
        step.text = rest;
        if (!*rest) {
            return false;
        }
    } else if ((rest = after_word(line, "resize"))) {
        step.kind = SCRIPT_RESIZE;
        if (sscanf(rest, "%dx%d", &step.columns, &step.rows) != 2 || step.rows < 1 ||
            step.columns < 1) {
            return false;
        }
    } else if ((rest = after_word(line, "sleep"))) {
        step.kind = SCRIPT_SLEEP;
        if (sscanf(rest, "%d", &step.milliseconds) != 1 || step.milliseconds < 0) {
            return false;
        }
    }
    add_step(script, step);
    return true;
}

static bool add_keys(struct script *script, int number, const char *line)
{
    size_t limit = strlen(line);
    struct key *keys = room_new(limit, sizeof *keys);
    int count = key_parse_sequence(line, keys, (int)limit);
    for (int i = 0; i < count; i++) {
        add_step(script, (struct script_step){.kind = SCRIPT_KEY, .line = number, .key = keys[i]});
    }
    free(keys);
    return count >= 0;
}

struct script *script_parse(const char *name, const char *text, char *why, size_t size)
{
    struct script *script = room_new(1, sizeof *script);
    script->name = room_text(name);
    script->text = room_text(text);
    char *line = script->text;
    for (int number = 1; line; number++) {
        char *end = strchr(line, '\n');
        if (end) {
            *end = '\0';
        }
        line[strcspn(line, "\r")] = '\0';
        char *from = line + strspn(line, " \t");
        bool good = true;
        if (*from == ':' && from[1]) {
            good = add_command(script, number, from + 1);
        } else if (*from && *from != '#') {
            good = add_keys(script, number, from);
        }
        if (!good) {
            snprintf(why, size, "%s:%d: not understood: %s", name, number, from);
            script_free(&script);
            return NULL;
        }
        line = end ? end + 1 : NULL;
    }
    return script;
}

struct script *script_load(const char *path, char *why, size_t size)
{
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t capacity = 0;
    if (!file) {
        snprintf(why, size, "%s: %s", path, strerror(errno));
        return NULL;
    }
    ssize_t length = getdelim(&text, &capacity, '\0', file);
    bool failed = ferror(file) != 0;
    fclose(file);
    if (failed) {
        snprintf(why, size, "%s: cannot be read", path);
        free(text);
        return NULL;
    }
    struct script *script = script_parse(path, length > 0 ? text : "", why, size);
    free(text);
    return script;
}

bool script_next(struct script *script, struct script_step *step)
{
    if (script->next >= script->count) {
        return false;
    }
    *step = script->steps[script->next++];
    return true;
}

const char *script_name(const struct script *script)
{
    return script->name;
}

bool script_save(
    const struct surface *surface, const char *path, bool roles, char *why, size_t size)
{
    FILE *file = fopen(path, "w");
    if (!file) {
        snprintf(why, size, "%s: %s", path, strerror(errno));
        return false;
    }
    if (roles) {
        surface_print_roles(surface, file);
    } else {
        surface_print(surface, file);
    }
    bool failed = ferror(file) != 0;
    if (fclose(file) != 0 || failed) {
        snprintf(why, size, "%s: cannot be written", path);
        return false;
    }
    return true;
}
