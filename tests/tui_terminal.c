/* The real thing: a small program on a pseudo terminal, watched by a terminal emulator. */
#include "tui/loop.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>
#include <vterm.h>

enum { ROWS = 6, COLUMNS = 30, QUIET = 200 };

struct watch {
    int master;
    pid_t child;
    VTerm *terminal;
    VTermScreen *screen;
    struct termios before;
    bool alternate;
    bool cursor;
    int mouse;
    char raw[65536]; /* all that was sent */
    size_t raw_length;
};

static int on_property(VTermProp property, VTermValue *value, void *data)
{
    struct watch *watch = data;
    if (property == VTERM_PROP_ALTSCREEN) {
        watch->alternate = value->boolean;
    } else if (property == VTERM_PROP_CURSORVISIBLE) {
        watch->cursor = value->boolean;
    } else if (property == VTERM_PROP_MOUSE) {
        watch->mouse = value->number;
    }
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

/* --- the program --- */

struct program {
    struct loop *loop;
    char last[64];
};

static void draw(void *data, struct surface *surface)
{
    struct program *program = data;
    struct area area = surface_area(surface);
    surface_fill(surface, (struct area){1, 0, 1, area.columns}, ROLE_SELECTION);
    surface_text(surface, 0, 0, area.columns, style_bold(style_of(ROLE_ACCENT)), "掌柜 ▲ ok");
    surface_text(surface, 1, 0, area.columns, style_of(ROLE_BAD), "fell\033[31m");
    surface_format(
        surface, 2, 0, area.columns, style_of(ROLE_TEXT), "%dx%d", area.columns, area.rows);
    surface_text(surface, 3, 0, area.columns, style_of(ROLE_TEXT), program->last);
    surface_cursor(surface, 3, 2, CURSOR_CARET);
}

static void on_key(void *data, struct key key)
{
    struct program *program = data;
    key_spell(key, program->last);
    if (key_is(key, 'q')) {
        loop_stop(program->loop, 7);
    } else if (key_is(key, 'y')) {
        terminal_copy(loop_terminal(program->loop), "掌柜");
    } else if (key_is(key, 'c')) {
        raise(SIGSEGV);
    } else if (key_is(key, 'e')) {
        char *argv[] = {"echo", "editing", NULL};
        terminal_run(loop_terminal(program->loop), argv);
    } else if (key_is(key, 's')) {
        char *argv[] = {"sh", "-c", "kill -s TSTP 0; sleep 0.1; echo editing", NULL};
        terminal_run(loop_terminal(program->loop), argv);
    }
}

static void on_mouse(void *data, const struct mouse *mouse)
{
    struct program *program = data;
    snprintf(program->last, sizeof program->last, "mouse %d %d", mouse->row, mouse->column);
}

static void on_paste(void *data, const char *text)
{
    struct program *program = data;
    snprintf(program->last, sizeof program->last, "paste %s", text);
}

static int run_program(void)
{
    struct program program = {0};
    struct terminal_options options = {0};
    struct theme theme = theme_builtin("dark");
    char why[200];
    struct terminal *terminal = terminal_open(&options, &theme, why, sizeof why);
    if (!terminal) {
        return 9;
    }
    struct loop_handlers handlers = {
        .draw = draw, .key = on_key, .mouse = on_mouse, .paste = on_paste};
    program.loop = loop_new(terminal, &handlers, &program);
    int status = loop_run(program.loop);
    loop_free(&program.loop);
    terminal_close(&terminal);
    return status;
}

/* --- watching it --- */

/* Read until nothing has come for a while. */
static void settle(struct watch *watch)
{
    char bytes[4096];
    struct pollfd descriptor = {.fd = watch->master, .events = POLLIN};
    while (poll(&descriptor, 1, QUIET) > 0) {
        ssize_t count = read(watch->master, bytes, sizeof bytes);
        if (count <= 0) {
            return;
        }
        size_t room = sizeof watch->raw - watch->raw_length;
        size_t kept = (size_t)count < room ? (size_t)count : room;
        memcpy(watch->raw + watch->raw_length, bytes, kept);
        watch->raw_length += kept;
        vterm_input_write(watch->terminal, bytes, (size_t)count);
    }
}

static void start(struct watch *watch, const char *term, const char *colorterm, const char *plain)
{
    struct winsize size = {.ws_row = ROWS, .ws_col = COLUMNS};
    memset(watch, 0, sizeof *watch);
    watch->cursor = true;
    watch->terminal = vterm_new(ROWS, COLUMNS);
    vterm_set_utf8(watch->terminal, 1);
    watch->screen = vterm_obtain_screen(watch->terminal);
    vterm_screen_enable_altscreen(watch->screen, 1);
    vterm_screen_set_callbacks(watch->screen, &callbacks, watch);
    vterm_screen_reset(watch->screen, 1);
    int slave;
    cr_assert_eq(openpty(&watch->master, &slave, NULL, NULL, &size), 0);
    tcgetattr(slave, &watch->before);
    watch->child = fork();
    if (watch->child == 0) {
        close(watch->master);
        login_tty(slave);
        signal(SIGTERM, SIG_DFL); /* not the test runner's handlers */
        signal(SIGINT, SIG_DFL);
        setenv("TERM", term, 1);
        setenv("COLORTERM", colorterm, 1);
        setenv("NO_COLOR", plain, 1);
        unsetenv("TMUX");
        unsetenv("STY");
        setenv("LC_ALL", "C.UTF-8", 1);
        _exit(run_program());
    }
    /* The slave stays open here so that its settings can be read after the program has gone. */
    settle(watch);
    watch->screen = vterm_obtain_screen(watch->terminal);
    close(slave);
}

static void type(struct watch *watch, const char *bytes)
{
    cr_assert_eq(write(watch->master, bytes, strlen(bytes)), (ssize_t)strlen(bytes));
    settle(watch);
}

static char *line(struct watch *watch, int row, char out[256])
{
    int rows;
    int columns;
    vterm_get_size(watch->terminal, &rows, &columns);
    VTermRect rect = {.start_row = row, .end_row = row + 1, .start_col = 0, .end_col = columns};
    size_t length = vterm_screen_get_text(watch->screen, out, 255, rect);
    out[length] = '\0';
    while (length && out[length - 1] == ' ') {
        out[--length] = '\0';
    }
    return out;
}

static void expect_line(struct watch *watch, int row, const char *expected)
{
    char text[256];
    cr_expect_str_eq(line(watch, row, text), expected, "row %d is “%s”", row, text);
}

static VTermScreenCell cell(struct watch *watch, int row, int column)
{
    VTermScreenCell found;
    VTermPos position = {.row = row, .col = column};
    vterm_screen_get_cell(watch->screen, position, &found);
    return found;
}

static int rgb(struct watch *watch, VTermColor colour)
{
    vterm_screen_convert_color_to_rgb(watch->screen, &colour);
    return colour.rgb.red << 16 | colour.rgb.green << 8 | colour.rgb.blue;
}

/* Wait for the end of the program; its terminal must be as it was. */
static int finish(struct watch *watch)
{
    int status;
    struct termios after;
    settle(watch);
    cr_assert_eq(waitpid(watch->child, &status, 0), watch->child);
    tcgetattr(watch->master, &after);
    cr_expect_eq(after.c_lflag, watch->before.c_lflag, "the terminal's modes are not restored");
    cr_expect_eq(after.c_iflag, watch->before.c_iflag);
    cr_expect_eq(after.c_oflag, watch->before.c_oflag);
    cr_expect_not(watch->alternate, "still on the alternate screen");
    cr_expect(watch->cursor, "the cursor is still hidden");
    cr_expect_eq(watch->mouse, VTERM_PROP_MOUSE_NONE, "mouse reports are still on");
    const char *last = NULL;
    for (size_t i = 0; i + 8 <= watch->raw_length; i++) {
        if (!memcmp(watch->raw + i, "\033[?2004", 7)) {
            last = watch->raw + i + 7;
        }
    }
    cr_expect(last && *last == 'l', "bracketed paste is still on");
    close(watch->master);
    vterm_free(watch->terminal);
    return status;
}

static void expect_text(struct watch *watch)
{
    cr_expect(watch->alternate);
    cr_expect_eq(watch->mouse, VTERM_PROP_MOUSE_DRAG);
    expect_line(watch, 0, "掌柜 ▲ ok");
    expect_line(watch, 1, "fell�[31m");
    expect_line(watch, 2, "30x6");
    cr_expect_eq(cell(watch, 0, 0).width, 2);
    cr_expect(cell(watch, 0, 0).attrs.bold);
}

Test(tui_terminal, true_colour, .timeout = 30)
{
    struct watch watch;
    start(&watch, "xterm-256color", "truecolor", "");
    expect_text(&watch);
    cr_expect_eq(rgb(&watch, cell(&watch, 0, 0).fg), 0xf2b35e);
    cr_expect_eq(rgb(&watch, cell(&watch, 0, 0).bg), 0x14161b);
    cr_expect_eq(rgb(&watch, cell(&watch, 1, 0).fg), 0xf0766a);
    cr_expect_eq(rgb(&watch, cell(&watch, 1, 20).bg), 0x2a303b);
    type(&watch, "q");
    int status = finish(&watch);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 7);
}

Test(tui_terminal, palette_of_256, .timeout = 30)
{
    struct watch watch;
    start(&watch, "xterm-256color", "", "");
    expect_text(&watch);
    VTermColor ink = cell(&watch, 1, 0).fg;
    cr_expect(ink.type & VTERM_COLOR_INDEXED);
    cr_expect_eq(ink.indexed.idx, theme_nearest_256(0xf0766a));
    VTermColor ground = cell(&watch, 1, 0).bg;
    cr_expect_eq(ground.indexed.idx, theme_nearest_256(0x2a303b));
    type(&watch, "q");
    finish(&watch);
}

Test(tui_terminal, no_color_uses_attributes_only, .timeout = 30)
{
    struct watch watch;
    start(&watch, "xterm-256color", "truecolor", "1");
    expect_text(&watch);
    cr_expect(cell(&watch, 1, 0).fg.type & VTERM_COLOR_DEFAULT_FG);
    cr_expect(cell(&watch, 1, 0).attrs.reverse, "the selection is reversed");
    cr_expect_not(cell(&watch, 0, 0).attrs.reverse);
    watch.raw[watch.raw_length < sizeof watch.raw ? watch.raw_length : sizeof watch.raw - 1] = '\0';
    cr_expect_null(strstr(watch.raw, "\033[38"));
    type(&watch, "q");
    finish(&watch);
}

Test(tui_terminal, unknown_terminal_still_works, .timeout = 30)
{
    struct watch watch;
    start(&watch, "xterm-nobody-knows", "truecolor", "");
    expect_text(&watch);
    cr_expect_eq(rgb(&watch, cell(&watch, 0, 0).fg), 0xf2b35e);
    type(&watch, "q");
    finish(&watch);
}

Test(tui_terminal, the_size_is_that_of_the_terminal, .timeout = 30)
{
    struct watch watch;
    setenv("COLUMNS", "99999999", 1);
    setenv("LINES", "99999999", 1);
    start(&watch, "xterm-256color", "truecolor", "");
    expect_text(&watch);
    type(&watch, "q");
    finish(&watch);
}

Test(tui_terminal, sixteen_colours, .timeout = 30)
{
    struct watch watch;
    start(&watch, "linux", "", "");
    expect_line(&watch, 0, "掌柜 ▲ ok");
    cr_expect_eq(cell(&watch, 0, 0).fg.indexed.idx % 8, 3);
    cr_expect(cell(&watch, 1, 0).attrs.reverse);
    kill(watch.child, SIGKILL);
    waitpid(watch.child, NULL, 0);
    close(watch.master);
    vterm_free(watch.terminal);
}

Test(tui_terminal, keys_mouse_and_paste_arrive, .timeout = 30)
{
    struct watch watch;
    start(&watch, "xterm-256color", "truecolor", "");
    type(&watch, "\033[A");
    expect_line(&watch, 3, "<Up>");
    type(&watch, "\033");
    expect_line(&watch, 3, "<Esc>");
    type(&watch, "价");
    expect_line(&watch, 3, "价");
    type(&watch, "\x03");
    expect_line(&watch, 3, "<C-c>");
    type(&watch, "\033[<0;8;5M");
    expect_line(&watch, 3, "mouse 4 7");
    type(&watch, "\033[200~qq\033[201~");
    expect_line(&watch, 3, "paste qq");
    int row;
    int column;
    VTermPos position;
    vterm_state_get_cursorpos(vterm_obtain_state(watch.terminal), &position);
    row = position.row;
    column = position.col;
    cr_expect(row == 3 && column == 2, "cursor at %d %d", row, column);
    type(&watch, "q");
    finish(&watch);
}

Test(tui_terminal, resize_is_seen, .timeout = 30)
{
    struct watch watch;
    start(&watch, "xterm-256color", "truecolor", "");
    struct winsize size = {.ws_row = 5, .ws_col = 20};
    vterm_set_size(watch.terminal, 5, 20);
    ioctl(watch.master, TIOCSWINSZ, &size);
    settle(&watch);
    char text[256];
    cr_expect_not_null(strstr(line(&watch, 2, text), "20x5"), "row 2 is “%s”", text);
    type(&watch, "q");
    finish(&watch);
}

Test(tui_terminal, only_what_changed_is_sent, .timeout = 30)
{
    struct watch watch;
    start(&watch, "xterm-256color", "truecolor", "");
    size_t before = watch.raw_length;
    type(&watch, "x");
    cr_expect_lt(
        watch.raw_length - before, 120, "%zu bytes for one letter", watch.raw_length - before);
    cr_expect_gt(watch.raw_length, before);
    type(&watch, "q");
    finish(&watch);
}

Test(tui_terminal, copying_goes_through_osc_52, .timeout = 30)
{
    struct watch watch;
    start(&watch, "xterm-256color", "truecolor", "");
    type(&watch, "y");
    cr_expect_not_null(memmem(watch.raw, watch.raw_length, "\033]52;c;5o6M5p+c\a", 16));
    type(&watch, "q");
    finish(&watch);
}

Test(tui_terminal, programs_run_and_the_screen_comes_back, .timeout = 30)
{
    struct watch watch;
    start(&watch, "xterm-256color", "truecolor", "");
    type(&watch, "e");
    cr_expect_not_null(memmem(watch.raw, watch.raw_length, "editing", 7));
    expect_text(&watch);
    expect_line(&watch, 3, "e");
    type(&watch, "q");
    finish(&watch);
}

/* An editor stops its whole process group at ^Z. The terminal is still the editor's then. */
Test(tui_terminal, a_program_that_stops_keeps_the_terminal, .timeout = 30)
{
    static const char enter[] = "\033[?1049h";
    struct watch watch;
    start(&watch, "xterm-256color", "truecolor", "");
    size_t before = watch.raw_length;
    type(&watch, "s");
    char *said = memmem(watch.raw, watch.raw_length, "editing", 7);
    cr_assert_not_null(said);
    char *since = watch.raw + before;
    cr_expect_null(memmem(since, (size_t)(said - since), enter, sizeof enter - 1),
        "the console drew over the program");
    expect_text(&watch);
    type(&watch, "q");
    finish(&watch);
}

static void expect_sane_after(int number)
{
    struct watch watch;
    start(&watch, "xterm-256color", "truecolor", "");
    cr_expect(watch.alternate);
    kill(watch.child, number);
    int status = finish(&watch);
    cr_expect(WIFSIGNALED(status), "signal %d did not end it", number);
    cr_expect_eq(WTERMSIG(status), number);
}

Test(tui_terminal, sane_after_sigterm, .timeout = 30)
{
    expect_sane_after(SIGTERM);
}

Test(tui_terminal, sane_after_sighup, .timeout = 30)
{
    expect_sane_after(SIGHUP);
}

Test(tui_terminal, sane_after_sigint, .timeout = 30)
{
    expect_sane_after(SIGINT);
}

Test(tui_terminal, sane_after_a_crash, .timeout = 30)
{
    struct watch watch;
    start(&watch, "xterm-256color", "truecolor", "");
    type(&watch, "c");
    int status = finish(&watch);
    cr_expect_not(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

Test(tui_terminal, leaves_no_description_behind, .timeout = 30)
{
    char place[] = "/tmp/tui-place-XXXXXX";
    cr_assert_not_null(mkdtemp(place));
    setenv("TMPDIR", place, 1);
    struct watch watch;
    start(&watch, "xterm-256color", "truecolor", "");
    cr_expect_eq(rgb(&watch, cell(&watch, 0, 0).fg), 0xf2b35e);
    cr_expect_eq(rmdir(place), 0, "something was left in $TMPDIR");
    type(&watch, "q");
    finish(&watch);
}
