/* Feeding a script to the loop, step by step. */
#include "tui/loop_inside.h"

#include "tui/glyph.h"

#include <errno.h>
#include <stdio.h>

void loop_script(struct loop *loop, struct script *script)
{
    loop->script = script;
}

static void fail_script(struct loop *loop, int line, const char *why)
{
    char name[512], sentence[1024];
    glyph_clean(name, sizeof name, script_name(loop->script));
    glyph_clean(sentence, sizeof sentence, why);
    fprintf(stderr, "%s: %s:%d: %s\n", program_invocation_short_name, name, line, sentence);
    loop->script = NULL;
    loop_stop(loop, 1);
}

static void run_step(struct loop *loop, const struct script_step *step)
{
    char why[512] = "no command can be run here";
    struct input_event event = {.kind = INPUT_KEY, .key = step->key};
    bool done = true;
    switch (step->kind) {
    case SCRIPT_KEY:
        loop_give_event(loop, &event);
        break;
    case SCRIPT_COMMAND:
        done = loop->handlers.command &&
               loop->handlers.command(loop->application, step->text, why, sizeof why);
        loop->dirty = true;
        break;
    case SCRIPT_SAVE:
        done = script_save(terminal_surface(loop->terminal), terminal_theme(loop->terminal), step,
            why, sizeof why);
        break;
    case SCRIPT_RESIZE:
        if (terminal_headless(loop->terminal)) {
            terminal_resize(loop->terminal, step->rows, step->columns);
            loop_take_size(loop);
        }
        break;
    case SCRIPT_SLEEP:
        loop->sleep_until = loop_now() + step->milliseconds;
        break;
    }
    if (!done) {
        fail_script(loop, step->line, why);
    }
}

void loop_run_script(struct loop *loop)
{
    struct script_step step;
    if (loop->sleep_until > loop_now()) {
        return;
    }
    loop->sleep_until = 0;
    if (script_next(loop->script, &step)) {
        run_step(loop, &step);
        return;
    }
    loop->script = NULL;
    if (terminal_headless(loop->terminal)) {
        loop_stop(loop, 0);
    }
}
