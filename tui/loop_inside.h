#ifndef TUI_LOOP_INSIDE_H
#define TUI_LOOP_INSIDE_H
/* What the files of the loop share; nobody else includes it. */

#include "tui/loop.h"

#include <pthread.h>

struct timer {
    int id;
    int64_t due;
    int interval; /* 0: once */
    bool holds;
    void (*callback)(void *data);
    void *data;
};

struct message {
    struct message *next;
    void (*callback)(void *data);
    void *data;
};

struct loop {
    struct terminal *terminal;
    struct loop_handlers handlers;
    void *application;
    struct input *input;
    int64_t flush_at; /* when a waiting Esc becomes a key; 0: none waits */
    struct timer *timers;
    size_t timer_count;
    size_t timer_capacity;
    int timer_id;
    int wake[2];
    pthread_mutex_t mutex; /* guards the next three */
    struct message *first;
    struct message *last;
    int holds;
    struct script *script;
    int64_t sleep_until;
    bool dirty;
    bool repaint;
    bool stopped;
    int status;
};

/* Hand an event to the application. */
void loop_give_event(struct loop *loop, const struct input_event *event);

/* Tell the application that the terminal has another size. */
void loop_take_size(struct loop *loop);

/* Take the next step of the script, if it does not sleep; at its end a headless loop stops. */
void loop_run_script(struct loop *loop);

#endif
