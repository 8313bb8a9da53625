#include "tests/console_watch.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

enum { WORDS = 16, PATIENCE = 15000 /* milliseconds until a test gives up */ };

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int on_property(VTermProp property, VTermValue *value, void *data)
{
    struct watch *watch = data;
    if (property == VTERM_PROP_ALTSCREEN)
        watch->alternate = value->boolean;
    else if (property == VTERM_PROP_CURSORVISIBLE)
        watch->cursor = value->boolean;
    else if (property == VTERM_PROP_MOUSE)
        watch->mouse = value->number;
    return 1;
}

/* --- beginning and end ---------------------------------------------------------------------- */

static void make_terminal(struct watch *watch)
{
    static const VTermScreenCallbacks callbacks = {.settermprop = on_property};
    watch->cursor = true;
    watch->terminal = vterm_new(watch->rows, watch->columns);
    vterm_set_utf8(watch->terminal, 1);
    watch->screen = vterm_obtain_screen(watch->terminal);
    vterm_screen_enable_altscreen(watch->screen, 1);
    vterm_screen_set_callbacks(watch->screen, &callbacks, watch);
    vterm_screen_reset(watch->screen, 1);
}

static bool is_set(const struct cli *cli, const char *name)
{
    for (int i = 0; cli->settings[i] != NULL; i++)
        if (strncmp(cli->settings[i], name, strlen(name)) == 0)
            return true;
    return false;
}

/* A job of its own, in front. Stops with it and tells it to go on, as a shell with one job would:
 * a process without a shell above it cannot be stopped by the terminal. */
static void become_job(void)
{
    int status;
    pid_t job = fork();
    if (job == 0) {
        setpgid(0, 0);
        signal(SIGTTOU, SIG_IGN);
        tcsetpgrp(STDIN_FILENO, getpid());
        signal(SIGTTOU, SIG_DFL);
        return;
    }
    while (waitpid(job, &status, WUNTRACED) == job && WIFSTOPPED(status)) {
        raise(SIGSTOP);
        kill(job, SIGCONT);
    }
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

static void child(struct watch *watch, const struct cli *cli, char **words)
{
    char home[96];
    const char *environment[24] = {home, "PATH=/usr/bin:/bin"};
    static const char *const usual[] = {"LC_ALL=", "C.UTF-8", "TERM=", "xterm-256color",
        "COLORTERM=", "truecolor", "ASAN_OPTIONS=", "detect_leaks=1"};
    static char texts[4][64];
    int count = 2;
    snprintf(home, sizeof(home), "HOME=%s", cli->folder);
    for (int i = 0; i < 4; i++) {
        snprintf(texts[i], sizeof(texts[i]), "%s%s", usual[2 * i], usual[2 * i + 1]);
        if (!is_set(cli, usual[2 * i]))
            environment[count++] = texts[i];
    }
    for (int i = 0; cli->settings[i] != NULL; i++)
        environment[count++] = cli->settings[i];
    close(watch->master);
    login_tty(watch->slave);
    for (int number = 1; number < 32; number++)
        signal(number, SIG_DFL); /* not the test runner's handlers */
    if (watch->as_job)
        become_job();
    if (chdir(cli->folder) == 0)
        execve(cli_program(), words, (char **)(void *)environment);
    _exit(127);
}

void watch_start(struct watch *watch, const struct cli *cli, int columns, int rows, ...)
{
    char *words[WORDS] = {(char *)(void *)"zhanggui"};
    va_list arguments;
    va_start(arguments, rows);
    for (int i = 1; i < WORDS - 1 && (words[i] = va_arg(arguments, char *)) != NULL; i++)
        ;
    va_end(arguments);
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    *watch = (struct watch){.rows = rows, .columns = columns, .as_job = watch->as_job};
    make_terminal(watch);
    cr_assert_eq(openpty(&watch->master, &watch->slave, NULL, NULL, &size), 0);
    fcntl(watch->master, F_SETFD, FD_CLOEXEC);
    fcntl(watch->master, F_SETFL, O_NONBLOCK);
    tcgetattr(watch->slave, &watch->before);
    watch->child = fork();
    cr_assert_geq(watch->child, 0);
    if (watch->child == 0)
        child(watch, cli, words);
}

void watch_end(struct watch *watch)
{
    if (watch->terminal == NULL)
        return;
    if (watch->child > 0) {
        kill(watch->child, SIGKILL);
        waitpid(watch->child, NULL, 0);
    }
    if (watch->master >= 0)
        close(watch->master);
    if (watch->slave >= 0)
        close(watch->slave);
    vterm_free(watch->terminal);
    text_free(&watch->raw);
    *watch = (struct watch){.master = -1, .slave = -1};
}

/* --- reading and typing --------------------------------------------------------------------- */

/* Takes what is there, or comes within some milliseconds. False when nothing did. */
static bool take(struct watch *watch, int milliseconds)
{
    char bytes[65536];
    struct pollfd descriptor = {.fd = watch->master, .events = POLLIN};
    if (poll(&descriptor, 1, milliseconds) <= 0)
        return false;
    ssize_t count = read(watch->master, bytes, sizeof(bytes));
    if (count <= 0)
        return false;
    text_append_bytes(&watch->raw, bytes, (size_t)count);
    vterm_input_write(watch->terminal, bytes, (size_t)count);
    return true;
}

void watch_settle(struct watch *watch, int quiet)
{
    while (take(watch, quiet))
        ;
}

void watch_type_bytes(struct watch *watch, const char *bytes, size_t length)
{
    for (int64_t end = now() + PATIENCE; length > 0;) {
        ssize_t written = write(watch->master, bytes, length);
        if (written > 0) {
            bytes += written;
            length -= (size_t)written;
            end = now() + PATIENCE;
        }
        take(watch, written > 0 ? 0 : 2);
        cr_assert(now() < end, "the program reads no more");
    }
}

void watch_type(struct watch *watch, const char *text)
{
    watch_type_bytes(watch, text, strlen(text));
}

void watch_escape(struct watch *watch)
{
    watch_type(watch, "\033[27u");
}

void watch_resize(struct watch *watch, int columns, int rows)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    watch_settle(watch, 0);
    watch->rows = rows;
    watch->columns = columns;
    /* libvterm ends with a fault where a wide character meets a single column. */
    vterm_set_size(watch->terminal, rows, columns < 2 ? 2 : columns);
    cr_assert_eq(ioctl(watch->master, TIOCSWINSZ, &size), 0);
}

/* --- looking -------------------------------------------------------------------------------- */

VTermScreenCell watch_cell(struct watch *watch, int row, int column)
{
    VTermScreenCell found = {.width = 1};
    vterm_screen_get_cell(watch->screen, (VTermPos){.row = row, .col = column}, &found);
    return found;
}

int watch_rgb(struct watch *watch, VTermColor colour)
{
    vterm_screen_convert_color_to_rgb(watch->screen, &colour);
    return colour.rgb.red << 16 | colour.rgb.green << 8 | colour.rgb.blue;
}

static void append_character(struct text *text, uint32_t code)
{
    static const uint32_t first[] = {0, 0x80, 0x800, 0x10000}, lead[] = {0, 0xC0, 0xE0, 0xF0};
    int more = code < first[1] ? 0 : code < first[2] ? 1 : code < first[3] ? 2 : 3;
    text_append_char(text, (char)(lead[more] | code >> 6 * more));
    while (more-- > 0)
        text_append_char(text, (char)(0x80 | (code >> 6 * more & 63)));
}

/* The characters of a row; its trailing blanks are left off. */
static void append_row(struct watch *watch, int row, struct text *text)
{
    size_t blanks = 0;
    for (int column = 0; column < watch->columns;) {
        VTermScreenCell cell = watch_cell(watch, row, column);
        bool blank = cell.chars[0] == 0 || cell.chars[0] == ' ';
        blanks += blank;
        for (; !blank && blanks > 0; blanks--)
            text_append(text, " ");
        for (int i = 0; !blank && i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++)
            append_character(text, cell.chars[i]);
        column += cell.width > 1 ? cell.width : 1;
    }
    text_append(text, "\n");
}

char *watch_text(struct watch *watch)
{
    struct text text = {0};
    for (int row = 0; row < watch->rows; row++)
        append_row(watch, row, &text);
    return text_take(&text);
}

bool watch_find(struct watch *watch, const char *text, int *row, int *column)
{
    for (*row = 0; *row < watch->rows; ++*row) {
        struct text line = {0};
        append_row(watch, *row, &line);
        const char *found = strstr(text_string(&line), text);
        size_t before = found != NULL ? (size_t)(found - text_string(&line)) : 0, length = 0;
        /* Walk the cells up to that byte. */
        for (*column = 0; found != NULL && length < before;) {
            VTermScreenCell cell = watch_cell(watch, *row, *column);
            struct text one = {0};
            for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++)
                append_character(&one, cell.chars[i]);
            length += one.length > 0 ? one.length : 1;
            *column += cell.width > 1 ? cell.width : 1;
            text_free(&one);
        }
        text_free(&line);
        if (found != NULL)
            return true;
    }
    return false;
}

bool watch_shows(struct watch *watch, const char *text)
{
    char *screen = watch_text(watch);
    bool found = strstr(screen, text) != NULL;
    free(screen);
    return found;
}

/* Whether a frame has begun and not ended (synchronised updates, mode 2026). */
static bool in_frame(const struct watch *watch)
{
    for (size_t at = watch->raw.length; at-- > 8;)
        if (memcmp(watch->raw.bytes + at - 7, "\033[?2026", 7) == 0)
            return watch->raw.bytes[at] == 'h';
    return false;
}

static void wait_for(struct watch *watch, const char *text, bool wanted)
{
    for (int64_t end = now() + PATIENCE; in_frame(watch) || watch_shows(watch, text) != wanted;) {
        int status;
        bool gone = !take(watch, 50) && waitpid(watch->child, &status, WNOHANG) == watch->child;
        if (gone || now() > end) {
            char *screen = watch_text(watch);
            watch->child = gone ? 0 : watch->child;
            cr_assert_fail("“%s” %s%s; the screen is\n%s", text,
                wanted ? "does not come" : "does not go", gone ? ", the program has ended" : "",
                screen);
        }
    }
}

void watch_until(struct watch *watch, const char *text)
{
    wait_for(watch, text, true);
}

void watch_until_gone(struct watch *watch, const char *text)
{
    wait_for(watch, text, false);
}

/* --- the end -------------------------------------------------------------------------------- */

static bool ends_with_paste_off(const struct text *raw)
{
    const char *last = NULL;
    for (size_t i = 0; i + 8 <= raw->length; i++)
        if (memcmp(raw->bytes + i, "\033[?2004", 7) == 0)
            last = raw->bytes + i + 7;
    return last == NULL || *last == 'l';
}

int watch_finish(struct watch *watch)
{
    int status = 0;
    struct termios after;
    int64_t end = now() + PATIENCE;
    while (waitpid(watch->child, &status, WNOHANG) != watch->child) {
        take(watch, 20);
        cr_assert(now() < end, "the program does not end");
    }
    watch->child = 0;
    watch_settle(watch, 0);
    tcgetattr(watch->slave, &after);
    cr_expect_eq(after.c_lflag, watch->before.c_lflag, "the terminal's modes are not restored");
    cr_expect_eq(after.c_iflag, watch->before.c_iflag);
    cr_expect_eq(after.c_oflag, watch->before.c_oflag);
    cr_expect_not(watch->alternate, "still on the alternate screen");
    cr_expect(watch->cursor, "the cursor is still hidden");
    cr_expect_eq(watch->mouse, VTERM_PROP_MOUSE_NONE, "mouse reports are still on");
    cr_expect(ends_with_paste_off(&watch->raw), "bracketed paste is still on");
    return status;
}
