#ifndef TUI_KEYMAP_H
#define TUI_KEYMAP_H
/* Which key sequence runs which command, per context.
 *
 * A context is a name: "global", a pane ("kpi"), a mode ("prompt"). Lookup is given a list of
 * contexts, most particular first; the first that knows the sequence wins. A binding's target is a
 * command line ("move-down", "pane kpi"); what it means is none of the keymap's business.
 *
 * Bindings come in layers: the shipped ones, then the user's. A later layer may rebind or unbind
 * what an earlier one bound; binding the same keys twice within one layer, or a sequence whose
 * beginning is bound in the same context, is a conflict and is refused with a sentence. */

#include "tui/key.h"

enum { KEYMAP_SEQUENCE = 6 }; /* the longest sequence */

struct keymap;

/* One binding, for help and hints. The strings belong to the keymap. */
struct binding {
    const char *context;
    const char *command;
    struct key keys[KEYMAP_SEQUENCE];
    int count;
};

enum keymap_result {
    KEYMAP_NONE,    /* not bound: whatever was pending is forgotten */
    KEYMAP_PENDING, /* the beginning of a sequence: wait for more */
    KEYMAP_COMMAND, /* complete: run *command */
};

struct keymap *keymap_new(void);
void keymap_free(struct keymap **keymap);

/* Translate what keymap_bind says. */
void keymap_translate(struct keymap *keymap, const char *(*say)(const char *english));

/* Start the next layer: what follows may override what came before. */
void keymap_layer(struct keymap *keymap);

/* Bind. An empty or NULL command unbinds. False with a sentence in why[0..size) for a bad key
 * name, a sequence too long, or a conflict; the keymap is then unchanged. */
bool keymap_bind(struct keymap *keymap, const char *context, const char *sequence,
    const char *command, char *why, size_t size);

/* Feed a key. `contexts` ends with NULL. Keys are narrowed first (key_narrow). On KEYMAP_COMMAND
 * *command is set and belongs to the keymap. */
enum keymap_result keymap_feed(
    struct keymap *keymap, const char *const *contexts, struct key key, const char **command);

/* Forget a half-typed sequence. */
void keymap_reset(struct keymap *keymap);

/* The half-typed sequence as text for the status line ("g"); "" when there is none. */
const char *keymap_pending(const struct keymap *keymap, char *out, size_t size);

/* The label of the shortest sequence that runs the command line in these contexts ("gg", "⏎",
 * "^d"); NULL when none does. Written to out. */
const char *keymap_label(const struct keymap *keymap, const char *const *contexts,
    const char *command, char *out, size_t size);

/* All bindings in the order they were made, without those overridden or unbound. */
size_t keymap_count(const struct keymap *keymap);
struct binding keymap_at(const struct keymap *keymap, size_t index);

/* A binding's sequence as labels in one string. Returns out. */
const char *keymap_binding_label(const struct binding *binding, char *out, size_t size);

#endif
