#include "views/console.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "views/console_state.h"
#include "views/verb.h"

struct loop *console_loop(struct console *console)
{
    return console->loop;
}

const struct theme *console_theme(struct console *console)
{
    return &console->theme;
}

const struct options *console_options(const struct console *console)
{
    return console->options;
}

void *console_pane(struct console *console)
{
    return console->panes[console->pane];
}

struct snapshot *console_snapshot(struct console *console)
{
    return console->snapshot;
}

const struct pane_operations *console_pane_operations(const struct console *console)
{
    return panes[console->pane];
}

const char *const *console_contexts(const struct console *console)
{
    static const char *contexts[3];
    contexts[0] = console_pane_operations(console)->id;
    contexts[1] = "global";
    contexts[2] = NULL;
    return contexts;
}

/* --- messages ---------------------------------------------------------------- */

static void expire_toasts(void *data)
{
    struct console *console = data;
    int wait;
    toast_expire(&console->toasts, loop_now(), &wait);
    console->toast_timer = 0;
    if (wait >= 0)
        console->toast_timer =
            loop_after(console->loop, wait > 0 ? wait : 1, false, false, expire_toasts, console);
}

void console_say(struct console *console, enum toast_kind kind, const char *format, ...)
{
    char text[TOAST_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    toast_add(&console->toasts, kind, loop_now(), text);
    if (console->toast_timer == 0)
        expire_toasts(console);
    loop_redraw(console->loop);
}

/* While something is under way its bar moves. */
static void tick(void *data)
{
    struct console *console = data;
    if (console->loading == NULL && console->working == NULL) {
        loop_cancel(console->loop, console->clock);
        console->clock = 0;
    }
}

void console_start_clock(struct console *console)
{
    if (console->clock == 0)
        console->clock = loop_after(console->loop, 100, true, false, tick, console);
}

/* --- the shop ------------------------------------------------------------------ */

struct loading {
    struct console *console;
    char *path;
    date_day as_of;
    bool present; /* the facts that lie there, at once; else those of the data as they are now */
    bool current;
    struct console_files files; /* as they were before */
    struct snapshot *base;      /* of which only the census is counted again; NULL: all is read */
    struct snapshot *snapshot;
};

static bool load(void *context, struct progress *progress, struct error *error)
{
    struct loading *loading = context;
    struct weekly_thresholds thresholds = weekly_thresholds_default();
    loading->files = console_files_of(loading->path);
    if (loading->base != NULL)
        loading->snapshot = snapshot_recount(loading->base, error);
    else if (loading->present)
        loading->snapshot = snapshot_load_present(
            loading->path, &thresholds, loading->as_of, &loading->current, progress, error);
    else
        loading->snapshot =
            snapshot_load(loading->path, &thresholds, loading->as_of, progress, error);
    return loading->snapshot != NULL;
}

static void renew_panes(struct console *console)
{
    for (int i = 0; panes[i] != NULL; i++)
        if (console->panes[i] != NULL)
            panes[i]->renew(console->panes[i], console->snapshot);
}

static void start_loading(struct console *console, bool present, struct snapshot *base);

static void loaded(void *context, bool succeeded, const struct error *error)
{
    struct loading *loading = context;
    struct console *console = loading->console;
    console->files = loading->files;
    if (succeeded) {
        snapshot_release(&console->snapshot);
        console->snapshot = loading->snapshot;
        loading->snapshot = NULL;
    } else if (!loading->present) {
        console->load_error = *error;
        if (console->snapshot != NULL)
            console_say(console, TOAST_BAD, "%s", error->text);
    }
    if (loading->present && !loading->current)
        start_loading(console, false, NULL);
    if (succeeded || !loading->present)
        renew_panes(console);
}

static void release_loading(void *context)
{
    struct loading *loading = context;
    snapshot_release(&loading->base);
    snapshot_release(&loading->snapshot);
    free(loading->path);
    free(loading);
}

static void start_loading(struct console *console, bool present, struct snapshot *base)
{
    static const struct job_work work = {load, loaded, release_loading};
    struct loading *loading = memory_zero(1, sizeof(*loading));
    loading->console = console;
    loading->present = present;
    loading->base = base != NULL ? snapshot_hold(base) : NULL;
    loading->path = string_copy(console->options->database);
    loading->as_of = console->options->as_of;
    console->load_begin = loop_now();
    console->newer = false;
    job_replace(&console->loading, console->loop, &work, loading);
    console_start_clock(console);
}

void console_reload(struct console *console)
{
    start_loading(console, console->snapshot == NULL, NULL);
}

void console_recount(struct console *console)
{
    if (console->loading == NULL && console->snapshot != NULL && console->snapshot->census != NULL)
        start_loading(console, false, console->snapshot);
    else
        console_reload(console);
}

/* --- panes, prompt, menus -------------------------------------------------------- */

void console_show_pane(struct console *console, int pane)
{
    if (console->panes[console->pane] != NULL)
        commands_remove(console->commands, console_pane_operations(console)->commands);
    console->pane = pane;
    const struct pane_operations *operations = console_pane_operations(console);
    if (console->panes[pane] == NULL) {
        console->panes[pane] = operations->open(console);
        operations->renew(console->panes[pane], console->snapshot);
    }
    commands_add(console->commands, operations->commands, operations->command_count);
    keymap_reset(console->keymap);
    loop_redraw(console->loop);
}

void console_ask(struct console *console, const char *sign, const char *text,
    const struct prompt_handlers *handlers, void *data)
{
    prompt_open(console->prompt, sign, text, handlers, data);
    loop_redraw(console->loop);
}

void console_ask_note(struct console *console, enum role role, const char *note)
{
    prompt_set_note(console->prompt, style_of(role), note);
}

void console_choose(
    struct console *console, struct menu *menu, void (*taken)(struct console *console, int64_t id))
{
    menu_free(&console->menu);
    console->menu = menu;
    console->menu_taken = taken;
    loop_redraw(console->loop);
}

void console_command(struct console *console, const char *line)
{
    char why[ERROR_LENGTH] = "";
    switch (commands_run(console->commands, line, why, sizeof(why))) {
    case COMMAND_DONE:
    case COMMAND_EMPTY:
        break;
    case COMMAND_UNAVAILABLE:
        console_say(console, TOAST_WARN, "%s", why);
        break;
    default:
        console_say(console, TOAST_BAD, "%s", why);
    }
}

/* --- what comes from the user ----------------------------------------------------- */

static void end_menu(struct console *console, enum menu_result result)
{
    const struct menu_item *item = menu_selected(console->menu);
    if (result == MENU_REFUSED && item != NULL && item->unavailable != NULL)
        console_say(console, TOAST_WARN, "%s", item->unavailable);
    if (result != MENU_TAKEN && result != MENU_CANCEL)
        return;
    int64_t id = item != NULL ? item->id : -1;
    menu_free(&console->menu);
    if (result == MENU_TAKEN)
        console->menu_taken(console, id);
}

/* Esc takes away the topmost thing there is. */
static void leave(struct console *console)
{
    if (toast_dismiss(&console->toasts) || console_cancel_work(console))
        return;
    console_pane_operations(console)->leave(console_pane(console));
}

static bool pane_takes_key(struct console *console, struct key key)
{
    const struct pane_operations *operations = console_pane_operations(console);
    return operations->key_pressed != NULL && operations->key_pressed(console_pane(console), key);
}

static void on_key(void *application, struct key key)
{
    struct console *console = application;
    const char *command;
    if (console->question != NULL) {
        console_question_key(console, key);
    } else if (prompt_is_open(console->prompt)) {
        prompt_key(console->prompt, key);
    } else if (console->help != NULL) {
        if (!help_key(console->help, key))
            help_free(&console->help);
    } else if (console->menu != NULL) {
        end_menu(console, menu_key(console->menu, key));
    } else if (pane_takes_key(console, key)) {
        keymap_reset(console->keymap);
    } else if (key_is(key, CODE_ESCAPE)) {
        keymap_reset(console->keymap);
        leave(console);
    } else {
        key = key_narrow(key);
        if (keymap_feed(console->keymap, console_contexts(console), key, &command) ==
            KEYMAP_COMMAND)
            console_command(console, command);
    }
}

/* The row of panes can be pressed. */
static bool press_tab(struct console *console, const struct mouse *mouse)
{
    struct tab tabs[CONSOLE_PANES];
    int count = console_tabs(tabs);
    if (mouse->action != MOUSE_PRESS || mouse->row != console->tabs_area.row ||
        area_empty(console->tabs_area))
        return false;
    int pressed = tabs_at(console->tabs_area, tabs, count, console->pane, mouse->column);
    if (pressed >= 0)
        console_show_pane(console, pressed);
    return true;
}

static void on_mouse(void *application, const struct mouse *mouse)
{
    struct console *console = application;
    if (prompt_is_open(console->prompt))
        return;
    if (console->question != NULL) {
        console_question_mouse(console, mouse);
    } else if (console->help != NULL) {
        help_mouse(console->help, mouse);
    } else if (console->menu != NULL) {
        end_menu(console, menu_mouse(console->menu, mouse));
    } else if (!press_tab(console, mouse)) {
        console_pane_operations(console)->mouse(console_pane(console), mouse);
    }
}

static void on_paste(void *application, const char *text)
{
    struct console *console = application;
    if (prompt_is_open(console->prompt))
        prompt_paste(console->prompt, text);
    else if (console->menu != NULL)
        menu_paste(console->menu, text);
    else if (console->help == NULL && console_pane_operations(console)->pasted != NULL)
        console_pane_operations(console)->pasted(console_pane(console), text);
}

static bool on_script_command(void *application, const char *line, char *why, size_t size)
{
    struct console *console = application;
    enum command_result result = commands_run(console->commands, line, why, size);
    return result == COMMAND_DONE || result == COMMAND_EMPTY;
}

/* --- beginning and end -------------------------------------------------------------- */

static const char *translate_help(void *application, const char *help)
{
    (void)application;
    return say(help);
}

static bool prepare(struct console *console, struct error *error)
{
    const struct options *options = console->options;
    if (options->database == NULL)
        return error_set(error, "%s", say("no home folder is known; name the shop with --db FILE"));
    const char *theme = options->theme != NULL ? options->theme : "dark";
    console->keymap = keymap_new();
    keymap_translate(console->keymap, say);
    console->commands = commands_new(console);
    commands_translate(console->commands, translate_help);
    console->prompt = prompt_new();
    console_add_commands(console);
    return console_read_theme(&console->theme, theme, error) && console_read_keys(console, error);
}

static bool open_terminal(struct console *console, struct error *error)
{
    const struct options *options = console->options;
    struct terminal_options wanted = {
        .headless = options->no_display,
        .rows = options->rows,
        .columns = options->columns,
        .no_mouse = options->no_mouse,
        .ascii = options->ascii,
    };
    char why[ERROR_LENGTH];
    console->terminal = terminal_open(&wanted, &console->theme, why, sizeof(why));
    return console->terminal != NULL || error_set(error, "%s", say(why));
}

static bool read_script(const struct options *options, struct script **script, struct error *error)
{
    char why[ERROR_LENGTH];
    if (options->script == NULL)
        return true;
    if (options->script[0] == '\0')
        return error_set(error, "%s", say("--script needs the name of a file"));
    *script = script_load(options->script, why, sizeof(why));
    return *script != NULL || error_set(error, "%s", why);
}

static int run(struct console *console, struct script *script)
{
    static const struct loop_handlers handlers = {
        .draw = console_draw,
        .key = on_key,
        .mouse = on_mouse,
        .paste = on_paste,
        .command = on_script_command,
    };
    console->loop = loop_new(console->terminal, &handlers, console);
    console_show_pane(console, 0);
    console_reload(console);
    console_watch_shop(console);
    if (script != NULL)
        loop_script(console->loop, script);
    int status = loop_run(console->loop);
    job_end_all();
    return status;
}

static void close_console(struct console *console)
{
    for (int i = 0; panes[i] != NULL; i++)
        if (console->panes[i] != NULL)
            panes[i]->close(console->panes[i]);
    console_end_question(console);
    help_free(&console->help);
    menu_free(&console->menu);
    console_forget_proposal(&console->proposal);
    snapshot_release(&console->snapshot);
    prompt_free(&console->prompt);
    commands_free(&console->commands);
    keymap_free(&console->keymap);
    loop_free(&console->loop);
    terminal_close(&console->terminal);
}

int console_run(const struct options *options)
{
    struct console console = {.options = options};
    struct script *script = NULL;
    struct error error;
    int status = 1;
    if (prepare(&console, &error) && read_script(options, &script, &error) &&
        open_terminal(&console, &error))
        status = run(&console, script);
    else
        console.load_error = error;
    bool failed = console.terminal == NULL;
    close_console(&console);
    script_free(&script);
    return failed ? verb_refused(&error) : status;
}
