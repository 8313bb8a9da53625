#include "tui/keymap.h"

#include "tui/room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    char *context;
    char *command;
    struct key keys[KEYMAP_SEQUENCE];
    int count;
    int layer;
};

struct keymap {
    struct entry *entries;
    size_t count;
    size_t capacity;
    int layer;
    struct key pending[KEYMAP_SEQUENCE];
    int pending_count;
    const char *(*say)(const char *english); /* NULL: English */
};

struct keymap *keymap_new(void)
{
    return room_new(1, sizeof(struct keymap));
}

static void entry_clear(struct entry *entry)
{
    free(entry->context);
    free(entry->command);
}

void keymap_free(struct keymap **keymap)
{
    if (*keymap) {
        for (size_t i = 0; i < (*keymap)->count; i++) {
            entry_clear(&(*keymap)->entries[i]);
        }
        free((*keymap)->entries);
        free(*keymap);
        *keymap = NULL;
    }
}

void keymap_layer(struct keymap *keymap)
{
    keymap->layer++;
}

/* Whether one sequence is the beginning of the other (or the same). */
static bool overlap(const struct entry *one, const struct entry *other)
{
    int shorter = one->count < other->count ? one->count : other->count;
    for (int i = 0; i < shorter; i++) {
        if (!key_equal(one->keys[i], other->keys[i])) {
            return false;
        }
    }
    return true;
}

static void remove_entry(struct keymap *keymap, size_t index)
{
    entry_clear(&keymap->entries[index]);
    keymap->count--;
    memmove(&keymap->entries[index], &keymap->entries[index + 1],
        (keymap->count - index) * sizeof *keymap->entries);
}

void keymap_translate(struct keymap *keymap, const char *(*say)(const char *english))
{
    keymap->say = say;
}

static const char *said(const struct keymap *keymap, const char *english)
{
    return keymap->say ? keymap->say(english) : english;
}

static bool refuse(char *why, size_t size, const char *context, const char *sequence,
    const char *what, const char *detail)
{
    if (size) {
        snprintf(why, size, "%s: %s: %s%s", context, sequence, what, detail);
    }
    return false;
}

bool keymap_bind(struct keymap *keymap, const char *context, const char *sequence,
    const char *command, char *why, size_t size)
{
    struct entry entry = {.layer = keymap->layer};
    entry.count = key_parse_sequence(sequence, entry.keys, KEYMAP_SEQUENCE);
    if (entry.count <= 0) {
        return refuse(
            why, size, context, sequence, said(keymap, "not a key, or too many keys"), "");
    }
    for (int i = 0; i < entry.count; i++) {
        entry.keys[i] = key_narrow(entry.keys[i]);
    }
    bool unbind = !command || !*command;
    for (size_t i = 0; i < keymap->count; i++) {
        const struct entry *other = &keymap->entries[i];
        bool same = !strcmp(other->context, context) && overlap(other, &entry);
        if (same && !unbind && other->layer == keymap->layer) {
            return refuse(why, size, context, sequence,
                said(keymap,
                    other->count == entry.count ? "already bound to " : "overlaps with a key of "),
                other->command);
        }
    }
    for (size_t i = keymap->count; i-- > 0;) {
        const struct entry *other = &keymap->entries[i];
        bool same = !strcmp(other->context, context) && overlap(other, &entry);
        if (same && (!unbind || other->count == entry.count)) {
            remove_entry(keymap, i);
        }
    }
    if (!unbind) {
        entry.context = room_text(context);
        entry.command = room_text(command);
        keymap->entries =
            room_grow(keymap->entries, keymap->count, &keymap->capacity, sizeof *keymap->entries);
        keymap->entries[keymap->count++] = entry;
    }
    return true;
}

enum keymap_result keymap_feed(
    struct keymap *keymap, const char *const *contexts, struct key key, const char **command)
{
    struct entry typed = {0};
    if (keymap->pending_count == KEYMAP_SEQUENCE) {
        keymap->pending_count = 0;
    }
    keymap->pending[keymap->pending_count++] = key_narrow(key);
    memcpy(typed.keys, keymap->pending, sizeof typed.keys);
    typed.count = keymap->pending_count;
    for (; contexts && *contexts; contexts++) {
        for (size_t i = 0; i < keymap->count; i++) {
            const struct entry *entry = &keymap->entries[i];
            if (entry->count < typed.count || strcmp(entry->context, *contexts) ||
                !overlap(entry, &typed)) {
                continue;
            }
            if (entry->count > typed.count) {
                return KEYMAP_PENDING;
            }
            *command = entry->command;
            keymap->pending_count = 0;
            return KEYMAP_COMMAND;
        }
    }
    keymap->pending_count = 0;
    return KEYMAP_NONE;
}

void keymap_reset(struct keymap *keymap)
{
    keymap->pending_count = 0;
}

static const char *labels(const struct key *keys, int count, char *out, size_t size)
{
    size_t used = 0;
    if (size) {
        out[0] = '\0';
    }
    for (int i = 0; i < count; i++) {
        char label[KEY_NAME_BYTES];
        size_t length = strlen(key_label(keys[i], label));
        /* Words need a blank between them, letters do not: "gg", but "Space a". */
        bool blank = i && (length > 1 || used > 3) && label[0] > 0;
        if (used + length + 2 > size) {
            break;
        }
        used += (size_t)snprintf(out + used, size - used, "%s%s", blank ? " " : "", label);
    }
    return out;
}

const char *keymap_pending(const struct keymap *keymap, char *out, size_t size)
{
    return labels(keymap->pending, keymap->pending_count, out, size);
}

/* Whether an earlier context takes these keys for something else. */
static bool shadowed(
    const struct keymap *keymap, const char *const *contexts, const struct entry *entry)
{
    for (; *contexts && strcmp(*contexts, entry->context); contexts++) {
        for (size_t i = 0; i < keymap->count; i++) {
            const struct entry *other = &keymap->entries[i];
            if (!strcmp(other->context, *contexts) && overlap(other, entry)) {
                return true;
            }
        }
    }
    return !*contexts;
}

const char *keymap_label(const struct keymap *keymap, const char *const *contexts,
    const char *command, char *out, size_t size)
{
    const struct entry *best = NULL;
    for (size_t i = 0; contexts && i < keymap->count; i++) {
        const struct entry *entry = &keymap->entries[i];
        if (!strcmp(entry->command, command) && (!best || entry->count < best->count) &&
            !shadowed(keymap, contexts, entry)) {
            best = entry;
        }
    }
    return best ? labels(best->keys, best->count, out, size) : NULL;
}

size_t keymap_count(const struct keymap *keymap)
{
    return keymap->count;
}

struct binding keymap_at(const struct keymap *keymap, size_t index)
{
    struct binding binding = {.context = "", .command = ""};
    if (index < keymap->count) {
        const struct entry *entry = &keymap->entries[index];
        binding.context = entry->context;
        binding.command = entry->command;
        binding.count = entry->count;
        memcpy(binding.keys, entry->keys, sizeof binding.keys);
    }
    return binding;
}

const char *keymap_binding_label(const struct binding *binding, char *out, size_t size)
{
    return labels(binding->keys, binding->count, out, size);
}
