#include "tui/command.h"

#include "tui/room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct part {
    const struct command *table;
    size_t count;
};

struct commands {
    void *application;
    const char *(*say)(void *, const char *);
    struct part *parts;
    size_t part_count;
    size_t part_capacity;
    const struct command **list; /* what the parts amount to */
    size_t count;
    size_t capacity;
};

struct commands *commands_new(void *application)
{
    struct commands *commands = room_new(1, sizeof *commands);
    commands->application = application;
    return commands;
}

void commands_free(struct commands **commands)
{
    if (*commands) {
        free((*commands)->parts);
        free((*commands)->list);
        free(*commands);
        *commands = NULL;
    }
}

static void list_add(struct commands *commands, const struct command *command)
{
    for (size_t i = 0; i < commands->count; i++) {
        if (!strcmp(commands->list[i]->name, command->name)) {
            commands->list[i] = command;
            return;
        }
    }
    commands->list =
        room_grow(commands->list, commands->count, &commands->capacity, sizeof *commands->list);
    commands->list[commands->count++] = command;
}

static void rebuild(struct commands *commands)
{
    commands->count = 0;
    for (size_t i = 0; i < commands->part_count; i++) {
        for (size_t j = 0; j < commands->parts[i].count; j++) {
            list_add(commands, &commands->parts[i].table[j]);
        }
    }
}

void commands_add(struct commands *commands, const struct command *table, size_t count)
{
    commands->parts = room_grow(
        commands->parts, commands->part_count, &commands->part_capacity, sizeof *commands->parts);
    commands->parts[commands->part_count++] = (struct part){.table = table, .count = count};
    rebuild(commands);
}

void commands_remove(struct commands *commands, const struct command *table)
{
    for (size_t i = commands->part_count; i-- > 0;) {
        if (commands->parts[i].table == table) {
            commands->part_count--;
            memmove(&commands->parts[i], &commands->parts[i + 1],
                (commands->part_count - i) * sizeof *commands->parts);
            break;
        }
    }
    rebuild(commands);
}

void commands_translate(struct commands *commands, const char *(*say)(void *, const char *))
{
    commands->say = say;
}

static const struct command *find(const struct commands *commands, const char *name, size_t length)
{
    for (size_t i = 0; i < commands->count; i++) {
        const char *known = commands->list[i]->name;
        if (strlen(known) == length && !strncmp(known, name, length)) {
            return commands->list[i];
        }
    }
    return NULL;
}

const struct command *commands_find(const struct commands *commands, const char *name)
{
    return name ? find(commands, name, strlen(name)) : NULL;
}

__attribute__((format_arg(2))) static const char *said(
    const struct commands *commands, const char *english)
{
    const char *text = commands->say ? commands->say(commands->application, english) : NULL;
    return text ? text : english;
}

const char *commands_help(const struct commands *commands, const struct command *command)
{
    return command->help ? said(commands, command->help) : "";
}

/* Edit distance, for suggesting the name that was meant. */
static size_t distance(const char *one, size_t one_length, const char *other)
{
    size_t other_length = strlen(other);
    size_t costs[64];
    if (other_length >= sizeof costs / sizeof *costs) {
        return one_length + other_length;
    }
    for (size_t j = 0; j <= other_length; j++) {
        costs[j] = j;
    }
    for (size_t i = 0; i < one_length; i++) {
        size_t diagonal = costs[0];
        costs[0] = i + 1;
        for (size_t j = 0; j < other_length; j++) {
            size_t changed = diagonal + (one[i] != other[j]);
            size_t shorter = costs[j] < costs[j + 1] ? costs[j] + 1 : costs[j + 1] + 1;
            diagonal = costs[j + 1];
            costs[j + 1] = changed < shorter ? changed : shorter;
        }
    }
    return costs[other_length];
}

static const char *nearest(const struct commands *commands, const char *name, size_t length)
{
    const char *best = NULL;
    size_t best_distance = length / 2 + 1;
    for (size_t i = 0; i < commands->count; i++) {
        size_t this = distance(name, length, commands->list[i]->name);
        if (this < best_distance) {
            best_distance = this;
            best = commands->list[i]->name;
        }
    }
    return best;
}

/* The command a line starts with: its exact name, or a beginning that only one has. */
static enum command_result resolve(const struct commands *commands, const char *line, size_t length,
    const struct command **found, const struct command **second)
{
    *second = NULL;
    *found = find(commands, line, length);
    for (size_t i = 0; !*second && i < commands->count; i++) {
        const struct command *command = commands->list[i];
        if (!strncmp(command->name, line, length)) {
            if (!*found) {
                *found = command;
            } else if (strlen((*found)->name) != length) {
                *second = *found == command ? NULL : command;
            }
        }
    }
    return !*found ? COMMAND_UNKNOWN : *second ? COMMAND_AMBIGUOUS : COMMAND_DONE;
}

const char *commands_unavailable(const struct commands *commands, const char *line)
{
    const struct command *command;
    const struct command *second;
    size_t length = strcspn(line, " \t");
    if (resolve(commands, line, length, &command, &second) != COMMAND_DONE ||
        !command->unavailable) {
        return NULL;
    }
    return command->unavailable(commands->application);
}

static enum command_result explain(const struct commands *commands, const char *name, size_t length,
    const struct command *first, const struct command *second, char *why, size_t size)
{
    int shown = length > 60 ? 60 : (int)length;
    if (second) {
        snprintf(why, size, said(commands, "“%.*s” could be %s or %s"), shown, name, first->name,
            second->name);
        return COMMAND_AMBIGUOUS;
    }
    const char *meant = nearest(commands, name, length);
    if (meant) {
        snprintf(
            why, size, said(commands, "no command “%.*s”; did you mean %s?"), shown, name, meant);
    } else {
        snprintf(why, size, said(commands, "no command “%.*s”; ? lists them"), shown, name);
    }
    return COMMAND_UNKNOWN;
}

enum command_result commands_run(
    struct commands *commands, const char *line, char *why, size_t size)
{
    const struct command *command;
    const struct command *second;
    line += strspn(line, " \t");
    size_t length = strcspn(line, " \t");
    if (size) {
        why[0] = '\0';
    }
    if (!length) {
        return COMMAND_EMPTY;
    }
    if (resolve(commands, line, length, &command, &second) != COMMAND_DONE) {
        return explain(commands, line, length, command, second, why, size);
    }
    const char *reason = command->unavailable ? command->unavailable(commands->application) : NULL;
    if (reason) {
        snprintf(why, size, "%s", reason);
        return COMMAND_UNAVAILABLE;
    }
    const char *from = line + length + strspn(line + length, " \t");
    size_t rest = strlen(from);
    while (rest && strchr(" \t", from[rest - 1])) {
        rest--;
    }
    char *arguments = room_text_of(from, rest);
    bool done = command->run(commands->application, arguments, why, size);
    free(arguments);
    return done ? COMMAND_DONE : COMMAND_FAILED;
}

void commands_complete(
    const struct commands *commands, const char *line, struct completion *completion)
{
    size_t blank = strspn(line, " \t");
    size_t length = strcspn(line + blank, " \t");
    if (!line[blank + length]) {
        completion->from = blank;
        for (size_t i = 0; i < commands->count; i++) {
            const struct command *command = commands->list[i];
            if (!strncmp(command->name, line + blank, length)) {
                completion_add(completion, command->name, commands_help(commands, command));
            }
        }
        completion_sort(completion);
        return;
    }
    const struct command *command;
    const struct command *second;
    if (resolve(commands, line + blank, length, &command, &second) != COMMAND_DONE ||
        !command->complete) {
        return;
    }
    const char *last = line + strlen(line);
    while (last > line && !strchr(" \t", last[-1])) {
        last--;
    }
    completion->from = (size_t)(last - line);
    const char *arguments = line + blank + length;
    command->complete(commands->application, arguments + strspn(arguments, " \t"), completion);
}

size_t commands_count(const struct commands *commands)
{
    return commands->count;
}

const struct command *commands_at(const struct commands *commands, size_t index)
{
    return index < commands->count ? commands->list[index] : NULL;
}
