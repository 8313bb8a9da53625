/*
 * pane: one way to look at the shop, as a table of operations.
 *
 * The console opens each pane when it is first shown and keeps it. A pane draws from finished
 * results only; whatever takes longer than a frame it asks a job for. Its commands are known while
 * it is shown; their keys are bound in config/keys.yaml under the pane's id.
 */
#ifndef VIEWS_PANE_H
#define VIEWS_PANE_H

#include "tui/command.h"
#include "tui/hints.h"
#include "tui/key.h"
#include "tui/motion.h"
#include "tui/surface.h"
#include "views/snapshot.h"

struct console;

struct pane_operations {
    const char *id;    /* "kpi": the context of its keys */
    const char *key;   /* "2": shown in the row of panes */
    const char *label; /* English; shown through say() */

    void *(*open)(struct console *console);
    void (*close)(void *pane);

    /* A new snapshot has come; NULL when the shop could not be read. */
    void (*renew)(void *pane, struct snapshot *snapshot);

    void (*draw)(void *pane, struct surface *surface, struct area area);
    /* What stands in the bar at the top behind the shop's name. */
    void (*draw_title)(void *pane, struct surface *surface, struct area area);
    /* The movements all panes share (motion.h), whatever they mean in this one. */
    void (*move)(void *pane, enum motion motion);
    void (*mouse)(void *pane, const struct mouse *mouse);

    /* Keys and pasted text while something of the pane is being typed into: true when they were for
     * that. NULL for a pane that is never typed into. */
    bool (*key_pressed)(void *pane, struct key key);
    bool (*pasted)(void *pane, const char *text);

    /* Esc, when nothing is open above the pane: false when there was nothing to leave. */
    bool (*leave)(void *pane);

    /* The bar at the bottom; `right` is a buffer for the state at its right end. */
    int (*hints)(void *pane, struct hint *hints, int room, char *right, size_t size);

    /* Its commands get the console as application; console_pane() gives the pane. */
    const struct command *commands;
    size_t command_count;
};

/* All panes in their order, ended by NULL. */
extern const struct pane_operations *const panes[];

#endif
