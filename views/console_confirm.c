/* Questions before something that matters: one at a time, above everything else. */
#include <stdlib.h>

#include "core/base/text.h"
#include "views/console_state.h"

struct question {
    struct confirm confirm;
    char *title, *text, *yes, *no;
    void (*answered)(void *data);
    void *data;
};

void console_confirm(struct console *console, const struct confirm *confirm,
    void (*answered)(void *data), void *data)
{
    console_end_question(console);
    struct question *question = memory_zero(1, sizeof(*question));
    question->title = string_copy(confirm->title);
    question->text = string_copy(confirm->text);
    question->yes = string_copy(confirm->yes);
    question->no = string_copy(confirm->no);
    question->confirm = (struct confirm){.title = question->title,
        .text = question->text,
        .yes = question->yes,
        .no = question->no,
        .grave = confirm->grave};
    question->answered = answered;
    question->data = data;
    console->question = question;
    loop_redraw(console->loop);
}

void console_end_question(struct console *console)
{
    struct question *question = console->question;
    console->question = NULL;
    if (question == NULL)
        return;
    free(question->title);
    free(question->text);
    free(question->yes);
    free(question->no);
    free(question);
}

static void end(struct console *console, enum confirm_result result)
{
    if (result == CONFIRM_GOES_ON)
        return;
    void (*answered)(void *) = console->question->answered;
    void *data = console->question->data;
    console_end_question(console);
    if (result == CONFIRM_YES)
        answered(data);
}

void console_question_key(struct console *console, struct key key)
{
    end(console, confirm_key(&console->question->confirm, key));
}

void console_question_mouse(struct console *console, const struct mouse *mouse)
{
    end(console, confirm_mouse(&console->question->confirm, mouse));
}

void console_question_draw(struct console *console, struct surface *surface, struct area screen)
{
    if (console->question != NULL)
        confirm_draw(&console->question->confirm, surface, screen);
}
