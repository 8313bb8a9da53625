/* Setting the terminal up and restoring it; its size, its input, its modes. */
#include "tui/terminal_inside.h"

#include "tui/descriptor.h"
#include "tui/direct.h"
#include "tui/rescue.h"
#include "tui/room.h"

#include <curses.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static const char mouse_on[] = "\033[?1000h\033[?1002h\033[?1006h";
static const char mouse_off[] = "\033[?1006l\033[?1002l\033[?1000l";
static const char paste_on[] = "\033[?2004h";
static const char paste_off[] = "\033[?2004l";

void terminal_send(const char *text)
{
    descriptor_write(STDOUT_FILENO, text, strlen(text));
}

/* What brings the terminal back, without ncurses, for signal handlers. */
static void arm(const struct terminal *terminal)
{
    char text[512];
    const char *leave = tigetstr("rmcup");
    const char *plain = tigetstr("sgr0");
    const char *cursor = tigetstr("cnorm");
    bool valid = leave && leave != (char *)-1 && plain && plain != (char *)-1 && cursor &&
                 cursor != (char *)-1;
    snprintf(text, sizeof text, "%s%s\033[?2026l%s%s%s\r\n", mouse_off, paste_off,
        valid ? plain : "\033[0m", valid ? cursor : "\033[?25h", valid ? leave : "");
    /* Padding markers $<5> in these strings are for terminals nobody has any more. */
    rescue_arm(STDOUT_FILENO, &terminal->mode, text);
}

void terminal_enter_modes(const struct terminal *terminal)
{
    terminal_send(paste_on);
    if (terminal->mouse) {
        terminal_send(mouse_on);
    }
    rescue_engage(1);
}

void terminal_leave_modes(void)
{
    terminal_send(mouse_off);
    terminal_send(paste_off);
}

/* Make ncurses know the terminal. Sets the name to use. */
static bool find_description(const char **name)
{
    *name = getenv("TERM");
    if (*name && **name && direct_setup(*name)) {
        return true;
    }
    *name = "xterm-256color";
    return direct_setup(*name);
}

static SCREEN *open_direct(void)
{
    struct direct direct;
    if (!direct_write(&direct)) {
        return NULL;
    }
    const char *former = getenv("TERMINFO");
    char *kept = room_text(former);
    setenv("TERMINFO", direct.directory, 1);
    SCREEN *screen = newterm(direct.name, stdout, stdin);
    if (kept) {
        setenv("TERMINFO", kept, 1);
    } else {
        unsetenv("TERMINFO");
    }
    free(kept);
    direct_remove(&direct);
    return screen;
}

static bool open_screen(
    struct terminal *terminal, const struct terminal_options *options, char *why, size_t size)
{
    const char *name;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        snprintf(why, size, "the console needs a terminal for input and output");
        return false;
    }
    if (!setlocale(LC_CTYPE, "") || MB_CUR_MAX < 2) {
        setlocale(LC_CTYPE, "C.UTF-8");
    }
    tcgetattr(STDOUT_FILENO, &terminal->mode);
    rescue_prepare();
    if (!find_description(&name)) {
        snprintf(why, size, "no description of this terminal ($TERM) and none of xterm-256color");
        return false;
    }
    use_tioctl(true); /* the terminal knows its size; LINES and COLUMNS may say anything */
    int colours = tigetnum("colors");
    terminal->depth = options->force_depth
                          ? options->depth
                          : theme_depth(getenv("NO_COLOR"), getenv("COLORTERM"), colours);
    if (terminal->depth == DEPTH_TRUE && !(terminal->screen = open_direct())) {
        terminal->depth = colours >= 256 ? DEPTH_256 : DEPTH_16;
    }
    if (!terminal->screen && !(terminal->screen = newterm(name, stdout, stdin))) {
        snprintf(why, size, "the terminal “%s” cannot be set up", name);
        return false;
    }
    direct_release();
    terminal->synchronise = strcmp(name, "linux") && strcmp(name, "dumb");
    return true;
}

static void start_modes(struct terminal *terminal)
{
    raw();
    noecho();
    nonl();
    typeahead(-1);
    if (terminal->depth != DEPTH_MONO &&
        (!has_colors() || start_color() == ERR || use_default_colors() == ERR)) {
        terminal->depth = DEPTH_MONO;
    }
    if (terminal->depth == DEPTH_256 && COLORS < 256) {
        terminal->depth = DEPTH_16;
    }
    arm(terminal);
    terminal_enter_modes(terminal);
    refresh(); /* ncurses switches to the alternate screen with its first output */
}

struct terminal *terminal_open(
    const struct terminal_options *options, const struct theme *theme, char *why, size_t size)
{
    struct terminal *terminal = room_new(1, sizeof *terminal);
    int rows = options->rows > 0 ? options->rows : 24;
    int columns = options->columns > 0 ? options->columns : 80;
    terminal->headless = options->headless;
    terminal->theme = *theme;
    terminal->show_cursor = options->show_cursor;
    terminal->mouse = !options->no_mouse;
    terminal->repaint = true;
    terminal->depth = options->force_depth ? options->depth : DEPTH_TRUE;
    if (!options->headless) {
        if (!open_screen(terminal, options, why, size)) {
            free(terminal);
            return NULL;
        }
        start_modes(terminal);
        getmaxyx(stdscr, rows, columns);
    }
    terminal->surface = surface_new(rows, columns);
    terminal->shown = surface_new(rows, columns);
    surface_use_ascii(terminal->surface, options->ascii);
    return terminal;
}

void terminal_close(struct terminal **terminal)
{
    struct terminal *closing = *terminal;
    if (!closing) {
        return;
    }
    if (!closing->headless) {
        terminal_leave_modes();
        curs_set(1);
        endwin();
        rescue_disarm();
        tcsetattr(STDOUT_FILENO, TCSANOW, &closing->mode);
        delscreen(closing->screen);
    }
    surface_free(&closing->surface);
    surface_free(&closing->shown);
    free(closing);
    *terminal = NULL;
}

struct surface *terminal_surface(struct terminal *terminal)
{
    return terminal->surface;
}

void terminal_set_theme(struct terminal *terminal, const struct theme *theme)
{
    terminal->theme = *theme;
    terminal->repaint = true;
}

const struct theme *terminal_theme(const struct terminal *terminal)
{
    return &terminal->theme;
}

enum depth terminal_depth(const struct terminal *terminal)
{
    return terminal->depth;
}

bool terminal_headless(const struct terminal *terminal)
{
    return terminal->headless;
}

void terminal_set_mouse(struct terminal *terminal, bool on)
{
    terminal->mouse = on;
    if (!terminal->headless) {
        terminal_send(on ? mouse_on : mouse_off);
    }
}

bool terminal_mouse(const struct terminal *terminal)
{
    return terminal->mouse;
}

void terminal_resize(struct terminal *terminal, int rows, int columns)
{
    rows = rows < 1 ? 1 : rows > 2000 ? 2000 : rows;
    columns = columns < 1 ? 1 : columns > 2000 ? 2000 : columns;
    if (!terminal->headless) {
        resizeterm(rows, columns);
    }
    surface_resize(terminal->surface, rows, columns);
    surface_resize(terminal->shown, rows, columns);
    terminal->repaint = true;
}

bool terminal_update_size(struct terminal *terminal)
{
    struct winsize size;
    struct area area = surface_area(terminal->surface);
    bool told = !terminal->headless && rescue_take_resize();
    if (terminal->headless || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || !size.ws_row ||
        !size.ws_col) {
        return false;
    }
    /* A window made smaller and larger again has the size it had, but has lost what it showed. */
    if (!told && size.ws_row == area.rows && size.ws_col == area.columns) {
        return false;
    }
    terminal_resize(terminal, size.ws_row, size.ws_col);
    return true;
}

int terminal_descriptor(const struct terminal *terminal)
{
    return terminal->headless ? -1 : STDIN_FILENO;
}

bool terminal_read(struct terminal *terminal, struct input *input)
{
    char bytes[4096];
    if (terminal->headless) {
        return false;
    }
    ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes);
    if (count < 0) {
        return errno == EINTR || errno == EAGAIN;
    }
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    input_feed(input, bytes, (size_t)count, (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
    return count > 0;
}

void terminal_set_wake(struct terminal *terminal, int descriptor)
{
    if (!terminal->headless) {
        rescue_set_wake(descriptor);
    }
}

void terminal_set_title(struct terminal *terminal, const char *title)
{
    char clean[256];
    if (terminal->headless || !terminal->synchronise) {
        return;
    }
    glyph_clean(clean, sizeof clean, title);
    terminal_send("\033]2;");
    terminal_send(clean);
    terminal_send("\033\\");
}

void terminal_bell(struct terminal *terminal)
{
    if (!terminal->headless) {
        beep();
    }
}
