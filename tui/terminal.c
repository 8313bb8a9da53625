#include "tui/terminal.h"

#include "tui/descriptor.h"
#include "tui/direct.h"
#include "tui/rescue.h"
#include "tui/room.h"

#include <curses.h>
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

enum { PAIR_CACHE = 512 };

static const char mouse_on[] = "\033[?1000h\033[?1002h\033[?1006h";
static const char mouse_off[] = "\033[?1006l\033[?1002l\033[?1000l";
static const char paste_on[] = "\033[?2004h";
static const char paste_off[] = "\033[?2004l";

struct terminal {
    struct surface *surface; /* drawn on */
    struct surface *shown;   /* what the terminal shows */
    struct theme theme;
    enum depth depth;
    bool headless;
    bool mouse;
    bool show_cursor;
    bool repaint;     /* everything must be sent again */
    bool synchronise; /* mode 2026 */
    SCREEN *screen;
    struct termios mode; /* as it was before */
};

static void send_text(const char *text)
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

static void enter_modes(const struct terminal *terminal)
{
    send_text(paste_on);
    if (terminal->mouse) {
        send_text(mouse_on);
    }
    rescue_engage(1);
}

static void leave_modes(void)
{
    send_text(mouse_off);
    send_text(paste_off);
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
    enter_modes(terminal);
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
        leave_modes();
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

/* ncurses and the toolkit must agree on widths, or everything right of the cell is shifted. */
static void to_wide(const char *text, wchar_t out[CCHARW_MAX + 1])
{
    size_t length = strlen(text);
    size_t count = 0;
    int columns = 0;
    for (size_t at = 0; at < length && count < CCHARW_MAX;) {
        unsigned code;
        at += glyph_decode(text + at, length - at, &code);
        int known = wcwidth((wchar_t)code);
        if (count == 0) {
            columns = glyph_columns(code) == 2 ? 2 : 1;
            out[count++] = known == columns ? (wchar_t)code : columns == 2 ? L'〓' : L'?';
        } else if (known == 0) {
            out[count++] = (wchar_t)code;
        }
    }
    out[count] = L'\0';
}

static void show_cell(const struct terminal *terminal, int row, int column, const struct cell *cell)
{
    static const struct {
        unsigned ours;
        attr_t theirs;
    } attributes[] = {
        {ATTRIBUTE_BOLD, A_BOLD},
        {ATTRIBUTE_UNDERLINE, A_UNDERLINE},
        {ATTRIBUTE_REVERSE, A_REVERSE},
        {ATTRIBUTE_ITALIC, A_ITALIC},
    };
    struct paint paint = theme_paint(&terminal->theme, cell->style, terminal->depth);
    wchar_t wide[CCHARW_MAX + 1];
    attr_t attribute = A_NORMAL;
    int pair = 0;
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        attribute |= paint.attributes & attributes[i].ours ? attributes[i].theirs : A_NORMAL;
    }
    if (terminal->depth != DEPTH_MONO && (paint.ink >= 0 || paint.ground >= 0)) {
        int ink = paint.ink >= COLORS ? -1 : paint.ink;
        int ground = paint.ground >= COLORS ? -1 : paint.ground;
        pair = alloc_pair(ink, ground);
        pair = pair < 0 ? 0 : pair;
    }
    to_wide(cell->text, wide);
    cchar_t drawn;
    if (setcchar(&drawn, wide, attribute, 0, &pair) == OK) {
        mvadd_wch(row, column, &drawn);
    }
}

static void show_cursor(const struct terminal *terminal)
{
    int row;
    int column;
    enum cursor kind = surface_cursor_at(terminal->surface, &row, &column);
    bool visible = kind == CURSOR_CARET || (kind == CURSOR_ROW && terminal->show_cursor);
    curs_set(visible ? 1 : 0);
    move(row, column);
}

void terminal_show(struct terminal *terminal, bool all)
{
    if (terminal->headless) {
        return;
    }
    struct area area = surface_area(terminal->surface);
    bool everything = all || terminal->repaint;
    if (everything) {
        clearok(curscr, TRUE);
    }
    for (int row = 0; row < area.rows; row++) {
        if (!everything && surface_row_equal(terminal->surface, terminal->shown, row)) {
            continue;
        }
        for (int column = 0; column < area.columns; column++) {
            struct cell cell = surface_cell(terminal->surface, row, column);
            if (cell.text[0]) {
                show_cell(terminal, row, column, &cell);
            }
        }
    }
    show_cursor(terminal);
    if (terminal->synchronise) {
        send_text("\033[?2026h");
    }
    wnoutrefresh(stdscr);
    doupdate();
    if (terminal->synchronise) {
        send_text("\033[?2026l");
    }
    surface_copy(terminal->shown, terminal->surface);
    terminal->repaint = false;
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
        send_text(on ? mouse_on : mouse_off);
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

static void give_back(void)
{
    rescue_engage(0);
    leave_modes();
    curs_set(1);
    endwin();
}

static void take_again(struct terminal *terminal)
{
    terminal->repaint = true;
    refresh();
    enter_modes(terminal);
    terminal_update_size(terminal);
}

void terminal_suspend(struct terminal *terminal)
{
    if (terminal->headless) {
        return;
    }
    struct sigaction former;
    struct sigaction normal = {.sa_handler = SIG_DFL};
    give_back();
    /* The whole process group, as ^Z would, so that `make demo` stops too. */
    sigaction(SIGTSTP, &normal, &former);
    kill(0, SIGTSTP);
    sigaction(SIGTSTP, &former, NULL);
    take_again(terminal);
}

static int status_of(int status)
{
    return WIFEXITED(status)     ? WEXITSTATUS(status)
           : WIFSIGNALED(status) ? 128 + WTERMSIG(status)
                                 : -1;
}

static int wait_for(pid_t child)
{
    int status;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return -1;
        }
    }
    return status_of(status);
}

int terminal_run(struct terminal *terminal, char *const argv[])
{
    if (terminal->headless || !argv[0]) {
        return -1;
    }
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction interrupt;
    struct sigaction quit;
    give_back();
    pid_t child = fork();
    if (child == 0) {
        execvp(argv[0], argv);
        _exit(127);
    }
    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGQUIT, &ignore, &quit);
    int status = child < 0 ? -1 : wait_for(child);
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGQUIT, &quit, NULL);
    take_again(terminal);
    return status == 127 ? -1 : status;
}

int terminal_edit(struct terminal *terminal, const char *path)
{
    enum { WORDS = 16 };
    char *argv[WORDS + 2];
    int count = 0;
    const char *editor = getenv("VISUAL");
    editor = editor && *editor ? editor : getenv("EDITOR");
    char *words = room_text(editor && *editor ? editor : "vi");
    char *rest = NULL;
    for (char *word = strtok_r(words, " \t", &rest); word && count < WORDS;
         word = strtok_r(NULL, " \t", &rest)) {
        argv[count++] = word;
    }
    argv[count++] = (char *)path;
    argv[count] = NULL;
    int status = terminal_run(terminal, argv);
    free(words);
    return status;
}

void terminal_set_title(struct terminal *terminal, const char *title)
{
    char clean[256];
    if (terminal->headless || !terminal->synchronise) {
        return;
    }
    glyph_clean(clean, sizeof clean, title);
    send_text("\033]2;");
    send_text(clean);
    send_text("\033\\");
}

void terminal_bell(struct terminal *terminal)
{
    if (!terminal->headless) {
        beep();
    }
}
