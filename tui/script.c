#include "tui/script.h"

#include "tui/paint.h"
#include "tui/room.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCRIPT_SIDE = 1000 }; /* the longest side of a screen: no terminal is larger */

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

/* "PATH", or "DEPTH PATH" for a paint. */
static bool read_save(struct script_step *step, enum script_save save, const char *rest)
{
    step->kind = SCRIPT_SAVE;
    step->save = save;
    step->text = rest;
    if (save == SAVE_PAINT) {
        size_t word = strcspn(rest, " \t");
        if (!paint_parse_depth(rest, word, &step->depth)) {
            return false;
        }
        step->text = rest + word + strspn(rest + word, " \t");
    }
    return *step->text != '\0';
}

static bool read_size(struct script_step *step, const char *rest)
{
    step->kind = SCRIPT_RESIZE;
    return sscanf(rest, "%4dx%4d", &step->columns, &step->rows) == 2 && step->rows >= 1 &&
           step->columns >= 1 && step->rows <= SCRIPT_SIDE && step->columns <= SCRIPT_SIDE;
}

static bool read_sleep(struct script_step *step, const char *rest)
{
    step->kind = SCRIPT_SLEEP;
    return sscanf(rest, "%d", &step->milliseconds) == 1 && step->milliseconds >= 0;
}

/* A line after its ':'. False when its argument is wrong. */
static bool add_command(struct script *script, int number, const char *line)
{
    struct script_step step = {.kind = SCRIPT_COMMAND, .line = number, .text = line};
    const char *rest;
    bool good = true;
    if ((rest = after_word(line, "save-screen"))) {
        good = read_save(&step, SAVE_TEXT, rest);
    } else if ((rest = after_word(line, "save-roles"))) {
        good = read_save(&step, SAVE_ROLES, rest);
    } else if ((rest = after_word(line, "save-paint"))) {
        good = read_save(&step, SAVE_PAINT, rest);
    } else if ((rest = after_word(line, "resize"))) {
        good = read_size(&step, rest);
    } else if ((rest = after_word(line, "sleep"))) {
        good = read_sleep(&step, rest);
    }
    add_step(script, step);
    return good;
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

bool script_save(const struct surface *surface, const struct theme *theme,
    const struct script_step *step, char *why, size_t size)
{
    FILE *file = fopen(step->text, "w");
    if (!file) {
        snprintf(why, size, "%s: %s", step->text, strerror(errno));
        return false;
    }
    if (step->save == SAVE_PAINT) {
        paint_print(surface, theme, step->depth, file);
    } else if (step->save == SAVE_ROLES) {
        surface_print_roles(surface, file);
    } else {
        surface_print(surface, file);
    }
    bool failed = ferror(file) != 0;
    if (fclose(file) != 0 || failed) {
        snprintf(why, size, "%s: cannot be written", step->text);
        return false;
    }
    return true;
}
