#ifndef TUI_LOOP_H
#define TUI_LOOP_H
/* The event loop: one thread, the interface's. It waits for keys, mouse, paste, resize, timers and
 * messages posted by worker threads, calls the handlers, and repaints when something asked for it.
 * Handlers must not block: anything longer than a frame belongs on a worker, which reports back
 * with loop_post(). */

#include "tui/input.h"
#include "tui/script.h"
#include "tui/terminal.h"

struct loop;

/* What the application does. All get `application`; any but draw may be NULL. */
struct loop_handlers {
    void (*draw)(void *application, struct surface *surface); /* a whole frame; starts blank */
    void (*key)(void *application, struct key key);
    void (*mouse)(void *application, const struct mouse *mouse);
    void (*paste)(void *application, const char *text);
    void (*resize)(void *application, int rows, int columns);
    /* A `:` line of a script. False with a sentence in why when it failed: the script stops. */
    bool (*command)(void *application, const char *line, char *why, size_t size);
};

/* The terminal is borrowed and must outlive the loop. */
struct loop *loop_new(
    struct terminal *terminal, const struct loop_handlers *handlers, void *application);
void loop_free(struct loop **loop);

/* Run until loop_stop(), the end of input or the end of a headless script. Returns the status. */
int loop_run(struct loop *loop);

/* End loop_run() with this status, after the present handler. */
void loop_stop(struct loop *loop, int status);

/* Ask for a new frame. Every key, mouse, paste, resize, timer and posted message asks by itself. */
void loop_redraw(struct loop *loop);

/* Repaint everything from nothing (^L, after foreign output). */
void loop_repaint(struct loop *loop);

/* Call back after `milliseconds`; again and again when `repeat`. Returns an id for loop_cancel().
 * A timer that `holds` keeps the loop from being settled until it fires: use it for debounce (the
 * count that follows typing), not for toasts and clocks. Headless loops with a script fire holding
 * timers without waiting and others only if time really passes. */
int loop_after(struct loop *loop, int milliseconds, bool repeat, bool holds,
    void (*callback)(void *data), void *data);
void loop_cancel(struct loop *loop, int timer);

/* From any thread: call back on the interface thread. Never blocks for long, never fails. Messages
 * run in the order posted. After the loop has ended they are dropped uncalled. */
void loop_post(struct loop *loop, void (*callback)(void *data), void *data);

/* From any thread: work is under way that the user waits for (hold) or no longer (release). While
 * any hold is open the loop is not settled and a script does not go on. */
void loop_hold(struct loop *loop);
void loop_release(struct loop *loop);

/* Whether nothing is pending: no hold, no message, no holding timer, no frame to draw. */
bool loop_settled(struct loop *loop);

/* Feed this script, one step each time the loop is settled. The script is borrowed. When it ends,
 * the loop stops with status 0 if the terminal is headless, and goes on otherwise. A failing step
 * stops the loop with status 1 and a sentence "FILE:LINE: …" on standard error. */
void loop_script(struct loop *loop, struct script *script);

/* Milliseconds on a clock that only rises. */
int64_t loop_now(void);

struct terminal *loop_terminal(struct loop *loop);

#endif
