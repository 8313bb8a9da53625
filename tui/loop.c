/* The loop: timers, messages, events and frames. */
#include "tui/loop_inside.h"

#include "tui/room.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { ESCAPE_WAIT = 25 }; /* milliseconds until a lone Esc is a key */

int64_t loop_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct loop *loop_new(
    struct terminal *terminal, const struct loop_handlers *handlers, void *application)
{
    struct loop *loop = room_new(1, sizeof *loop);
    loop->terminal = terminal;
    loop->handlers = *handlers;
    loop->application = application;
    loop->input = input_new();
    loop->dirty = true;
    pthread_mutex_init(&loop->mutex, NULL);
    if (pipe2(loop->wake, O_CLOEXEC | O_NONBLOCK) < 0) {
        perror("pipe");
        abort();
    }
    terminal_set_wake(terminal, loop->wake[1]);
    return loop;
}

void loop_free(struct loop **loop)
{
    struct loop *closing = *loop;
    if (!closing) {
        return;
    }
    terminal_set_wake(closing->terminal, -1);
    while (closing->first) {
        struct message *message = closing->first;
        closing->first = message->next;
        free(message);
    }
    close(closing->wake[0]);
    close(closing->wake[1]);
    pthread_mutex_destroy(&closing->mutex);
    input_free(&closing->input);
    free(closing->timers);
    free(closing);
    *loop = NULL;
}

void loop_stop(struct loop *loop, int status)
{
    loop->stopped = true;
    loop->status = status;
}

void loop_redraw(struct loop *loop)
{
    loop->dirty = true;
}

void loop_repaint(struct loop *loop)
{
    loop->dirty = loop->repaint = true;
}

struct terminal *loop_terminal(struct loop *loop)
{
    return loop->terminal;
}

/* --- timers --- */

int loop_after(struct loop *loop, int milliseconds, bool repeat, bool holds,
    void (*callback)(void *data), void *data)
{
    int interval = milliseconds < 1 ? 1 : milliseconds;
    loop->timers =
        room_grow(loop->timers, loop->timer_count, &loop->timer_capacity, sizeof *loop->timers);
    loop->timers[loop->timer_count++] = (struct timer){.id = ++loop->timer_id,
        .due = loop_now() + milliseconds,
        .interval = repeat ? interval : 0,
        .holds = holds,
        .callback = callback,
        .data = data};
    return loop->timer_id;
}

void loop_cancel(struct loop *loop, int timer)
{
    for (size_t i = 0; i < loop->timer_count; i++) {
        if (loop->timers[i].id == timer) {
            loop->timers[i] = loop->timers[--loop->timer_count];
            return;
        }
    }
}

/* A script need not wait for holding timers: what they put off is due as soon as it is quiet. */
static bool timer_due(const struct loop *loop, const struct timer *timer, int64_t now)
{
    return timer->due <= now || (timer->holds && loop->script && terminal_headless(loop->terminal));
}

static void run_timers(struct loop *loop)
{
    int64_t now = loop_now();
    int newest = loop->timer_id; /* those set by callbacks wait for the next round */
    for (size_t i = 0; i < loop->timer_count && !loop->stopped;) {
        struct timer timer = loop->timers[i];
        if (timer.id > newest || !timer_due(loop, &timer, now)) {
            i++;
            continue;
        }
        if (timer.interval) {
            loop->timers[i].due = now + timer.interval;
            i++;
        } else {
            loop->timers[i] = loop->timers[--loop->timer_count];
        }
        timer.callback(timer.data);
        loop->dirty = true;
    }
}

/* --- messages --- */

static void wake(struct loop *loop)
{
    ssize_t ignored = write(loop->wake[1], "", 1); /* a full pipe wakes as well */
    (void)ignored;
}

void loop_post(struct loop *loop, void (*callback)(void *data), void *data)
{
    struct message *message = room_new(1, sizeof *message);
    message->callback = callback;
    message->data = data;
    pthread_mutex_lock(&loop->mutex);
    if (loop->last) {
        loop->last->next = message;
    } else {
        loop->first = message;
    }
    loop->last = message;
    pthread_mutex_unlock(&loop->mutex);
    wake(loop);
}

static struct message *take_message(struct loop *loop)
{
    pthread_mutex_lock(&loop->mutex);
    struct message *message = loop->first;
    if (message) {
        loop->first = message->next;
        loop->last = loop->first ? loop->last : NULL;
    }
    pthread_mutex_unlock(&loop->mutex);
    return message;
}

static void run_messages(struct loop *loop)
{
    struct message *message;
    while (!loop->stopped && (message = take_message(loop))) {
        message->callback(message->data);
        free(message);
        loop->dirty = true;
    }
}

void loop_hold(struct loop *loop)
{
    pthread_mutex_lock(&loop->mutex);
    loop->holds++;
    pthread_mutex_unlock(&loop->mutex);
}

void loop_release(struct loop *loop)
{
    pthread_mutex_lock(&loop->mutex);
    loop->holds--;
    pthread_mutex_unlock(&loop->mutex);
    wake(loop);
}

bool loop_settled(struct loop *loop)
{
    pthread_mutex_lock(&loop->mutex);
    bool settled = !loop->first && loop->holds <= 0;
    pthread_mutex_unlock(&loop->mutex);
    for (size_t i = 0; i < loop->timer_count; i++) {
        settled = settled && !loop->timers[i].holds;
    }
    return settled && !loop->dirty;
}

/* --- frames and events --- */

static void draw_frame(struct loop *loop)
{
    struct surface *surface = terminal_surface(loop->terminal);
    bool repaint = loop->repaint;
    loop->dirty = loop->repaint = false;
    surface_clear(surface, ROLE_GROUND);
    if (loop->handlers.draw) {
        loop->handlers.draw(loop->application, surface);
    }
    terminal_show(loop->terminal, repaint);
}

void loop_give_event(struct loop *loop, const struct input_event *event)
{
    const struct loop_handlers *handlers = &loop->handlers;
    if (event->kind == INPUT_KEY && handlers->key) {
        handlers->key(loop->application, event->key);
    } else if (event->kind == INPUT_MOUSE && handlers->mouse) {
        handlers->mouse(loop->application, &event->mouse);
    } else if (event->kind == INPUT_PASTE && handlers->paste) {
        handlers->paste(loop->application, event->text);
    }
    loop->dirty = true;
}

static void run_input(struct loop *loop)
{
    struct input_event event;
    while (!loop->stopped && input_next(loop->input, &event)) {
        loop_give_event(loop, &event);
    }
    loop->flush_at = !input_waiting(loop->input) ? 0
                     : loop->flush_at            ? loop->flush_at
                                                 : loop_now() + ESCAPE_WAIT;
    if (loop->flush_at && loop->flush_at <= loop_now()) {
        loop->flush_at = 0;
        input_flush(loop->input);
        while (!loop->stopped && input_next(loop->input, &event)) {
            loop_give_event(loop, &event);
        }
    }
}

void loop_take_size(struct loop *loop)
{
    struct area area = surface_area(terminal_surface(loop->terminal));
    loop->dirty = true;
    if (loop->handlers.resize) {
        loop->handlers.resize(loop->application, area.rows, area.columns);
    }
}

/* --- waiting --- */

static int64_t earlier(int64_t one, int64_t other)
{
    return !one || (other && other < one) ? other : one;
}

/* Milliseconds until something is due by the clock; −1: nothing is. */
static int wait_time(const struct loop *loop)
{
    int64_t due = earlier(loop->flush_at, loop->sleep_until);
    for (size_t i = 0; i < loop->timer_count; i++) {
        due = earlier(due, loop->timers[i].due);
    }
    int64_t wait = due ? due - loop_now() : -1;
    return due && wait < 0 ? 0 : wait > 60000 ? 60000 : (int)wait;
}

static void wait_for_events(struct loop *loop, bool without_waiting)
{
    struct pollfd descriptors[2] = {
        {.fd = loop->wake[0], .events = POLLIN},
        {.fd = terminal_descriptor(loop->terminal), .events = POLLIN},
    };
    int ready = poll(descriptors, 2, without_waiting ? 0 : wait_time(loop));
    if (ready > 0 && descriptors[0].revents) {
        char bytes[64];
        while (read(loop->wake[0], bytes, sizeof bytes) > 0) {
        }
    }
    if (ready > 0 && descriptors[1].revents && !terminal_read(loop->terminal, loop->input)) {
        loop_stop(loop, 0);
    }
    if (terminal_update_size(loop->terminal)) {
        loop_take_size(loop);
    }
}

int loop_run(struct loop *loop)
{
    loop->stopped = false;
    while (!loop->stopped) {
        run_messages(loop);
        run_timers(loop);
        run_input(loop);
        if (loop->stopped) {
            break;
        }
        if (loop->dirty) {
            draw_frame(loop);
        }
        if (loop->script && loop_settled(loop)) {
            loop_run_script(loop);
        }
        bool go_on = loop->stopped || loop->dirty ||
                     (loop->script && !loop->sleep_until && loop_settled(loop));
        wait_for_events(loop, go_on);
    }
    return loop->status;
}
