/* The commands every pane has. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "tui/motion.h"
#include "tui/picture.h"
#include "views/console_state.h"

bool console_refuse(char *why, size_t size, const char *text)
{
    snprintf(why, size, "%s", text);
    return false;
}

#define IGNORE() ((void)arguments, (void)why, (void)size)

static bool quit(void *application, const char *arguments, char *why, size_t size)
{
    IGNORE();
    struct console *console = application;
    loop_stop(console->loop, 0);
    return true;
}

static const char *context_title(void *data, const char *name)
{
    (void)data;
    for (int i = 0; panes[i] != NULL; i++)
        if (strcmp(panes[i]->id, name) == 0)
            return say(panes[i]->label);
    return strcmp(name, "global") == 0 ? say("everywhere") : NULL;
}

static bool help(void *application, const char *arguments, char *why, size_t size)
{
    IGNORE();
    struct console *console = application;
    const struct help_texts texts = {
        .title = say("Keys and commands"),
        .search = say("type to search"),
        .unbound = say("by name only, with :"),
        .nothing = say("nothing found"),
        .context = context_title,
    };
    help_free(&console->help);
    console->help = help_new(console->keymap, console->commands, console_contexts(console), &texts);
    return true;
}

/* --- the command line --------------------------------------------------------------- */

static void command_accept(void *data, const char *text)
{
    console_command(data, text);
}

static void command_complete(
    void *data, const char *text, size_t caret, struct completion *completion)
{
    (void)caret;
    struct console *console = data;
    commands_complete(console->commands, text, completion);
}

static bool command(void *application, const char *arguments, char *why, size_t size)
{
    IGNORE();
    static const struct prompt_handlers handlers = {
        .accept = command_accept, .complete = command_complete};
    console_ask(application, ":", "", &handlers, application);
    return true;
}

static void palette_taken(struct console *console, int64_t id)
{
    const struct command *chosen = commands_at(console->commands, (size_t)id);
    if (chosen->arguments == NULL || chosen->arguments[0] == '[') {
        console_command(console, chosen->name);
        return;
    }
    static const struct prompt_handlers handlers = {
        .accept = command_accept, .complete = command_complete};
    char text[64];
    snprintf(text, sizeof(text), "%s ", chosen->name);
    console_ask(console, ":", text, &handlers, console);
}

static bool palette(void *application, const char *arguments, char *why, size_t size)
{
    IGNORE();
    struct console *console = application;
    struct menu *menu = menu_new(say("Commands"));
    menu_set_placeholder(menu, say("type to search"));
    menu_add_commands(menu, console->commands, console->keymap, console_contexts(console));
    console_choose(console, menu, palette_taken);
    return true;
}

/* --- looks ---------------------------------------------------------------------------- */

static bool redraw(void *application, const char *arguments, char *why, size_t size)
{
    IGNORE();
    loop_repaint(((struct console *)application)->loop);
    return true;
}

static bool suspend(void *application, const char *arguments, char *why, size_t size)
{
    IGNORE();
    struct console *console = application;
    terminal_suspend(console->terminal);
    loop_repaint(console->loop);
    return true;
}

static bool language(void *application, const char *arguments, char *why, size_t size)
{
    struct console *console = application;
    struct error error;
    const char *wanted = arguments;
    if (wanted[0] == '\0')
        wanted = strcmp(phrase_language(), "zh") == 0 ? "en" : "zh";
    if (!phrase_use(wanted, &error))
        return console_refuse(why, size, error.text);
    /* Sentences made by workers are in the old language. */
    for (int i = 0; panes[i] != NULL; i++)
        if (console->panes[i] != NULL)
            panes[i]->renew(console->panes[i], console->snapshot);
    return true;
}

static void language_complete(
    void *application, const char *arguments, struct completion *completion)
{
    (void)application, (void)arguments;
    completion_add(completion, "en", "English");
    completion_add(completion, "zh", "简体中文");
}

static bool use_theme(struct console *console, const char *name, char *why, size_t size)
{
    struct theme theme;
    struct error error;
    if (!console_read_theme(&theme, name, &error))
        return console_refuse(why, size, error.text);
    theme.rise_red = console->theme.rise_red;
    theme_finish(&theme);
    console->theme = theme;
    terminal_set_theme(console->terminal, &theme);
    return true;
}

static void theme_taken(struct console *console, int64_t id)
{
    char why[256];
    use_theme(console, theme_names()[id], why, sizeof(why));
}

static bool theme(void *application, const char *arguments, char *why, size_t size)
{
    struct console *console = application;
    if (arguments[0] != '\0')
        return use_theme(console, arguments, why, size);
    struct menu *menu = menu_new(say("Themes"));
    for (int i = 0; theme_names()[i] != NULL; i++) {
        menu_add(menu, &(struct menu_item){.text = theme_names()[i], .id = i});
        if (strcmp(theme_names()[i], console->theme.name) == 0)
            menu_select(menu, i);
    }
    console_choose(console, menu, theme_taken);
    return true;
}

static void theme_complete(void *application, const char *arguments, struct completion *completion)
{
    (void)application, (void)arguments;
    for (const char *const *name = theme_names(); *name != NULL; name++)
        completion_add(completion, *name, NULL);
}

static bool rise_red(void *application, const char *arguments, char *why, size_t size)
{
    IGNORE();
    struct console *console = application;
    console->theme.rise_red = !console->theme.rise_red;
    theme_finish(&console->theme);
    terminal_set_theme(console->terminal, &console->theme);
    return true;
}

static bool mouse(void *application, const char *arguments, char *why, size_t size)
{
    IGNORE();
    struct console *console = application;
    bool on = !terminal_mouse(console->terminal);
    terminal_set_mouse(console->terminal, on);
    console_say(console, TOAST_INFO, "%s", on ? say("mouse on") : say("mouse off"));
    return true;
}

/* The frame before the prompt or the script asked: what the user was looking at. */
static bool picture(void *application, const char *arguments, char *why, size_t size)
{
    struct console *console = application;
    if (arguments[0] == '\0')
        return console_refuse(why, size, say("name a file for the picture: :picture screen.svg"));
    struct surface *surface = terminal_surface(console->terminal);
    surface_clear(surface, ROLE_GROUND);
    console_draw(console, surface);
    FILE *file = fopen(arguments, "w");
    if (file != NULL)
        picture_write(surface, &console->theme, file);
    if (file == NULL || fclose(file) != 0) {
        snprintf(why, size, say("cannot write %s: %s"), arguments, strerror(errno));
        return false;
    }
    if (console->options->script == NULL)
        console_say(console, TOAST_GOOD, say("written to %s"), arguments);
    return true;
}

/* --- panes and data --------------------------------------------------------------------- */

static bool pane(void *application, const char *arguments, char *why, size_t size)
{
    struct console *console = application;
    for (int i = 0; panes[i] != NULL; i++) {
        if (strcmp(panes[i]->key, arguments) != 0 && strcmp(panes[i]->id, arguments) != 0)
            continue;
        console_show_pane(console, i);
        return true;
    }
    struct text names = {0};
    for (int i = 0; panes[i] != NULL; i++)
        text_format(&names, "%s%s", i > 0 ? ", " : "", panes[i]->id);
    snprintf(
        why, size, say("there is no pane \"%s\"; known are %s"), arguments, text_string(&names));
    text_free(&names);
    return false;
}

static void pane_complete(void *application, const char *arguments, struct completion *completion)
{
    (void)application, (void)arguments;
    for (int i = 0; panes[i] != NULL; i++)
        completion_add(completion, panes[i]->id, say(panes[i]->label));
}

static bool reload(void *application, const char *arguments, char *why, size_t size)
{
    IGNORE();
    console_reload(application);
    return true;
}

static const char *while_working(void *application)
{
    struct console *console = application;
    return console->working != NULL ? say("wait for the work under way, or cancel it with Esc")
                                    : NULL;
}

static void import_accept(void *data, const char *text)
{
    console_import(data, text);
}

static bool import(void *application, const char *arguments, char *why, size_t size)
{
    (void)why, (void)size;
    static const struct prompt_handlers handlers = {
        .accept = import_accept, .complete = console_complete_file};
    if (arguments[0] != '\0')
        console_import(application, arguments);
    else
        console_ask(application, say("import file: "), "", &handlers, application);
    return true;
}

static void import_complete(void *application, const char *arguments, struct completion *completion)
{
    console_complete_path(arguments, completion);
    (void)application;
}

static bool demo(void *application, const char *arguments, char *why, size_t size)
{
    IGNORE();
    console_demo(application);
    return true;
}

static const char *with_data(void *application)
{
    struct console *console = application;
    if (console->working != NULL)
        return while_working(application);
    bool data = console->snapshot != NULL && !shop_is_empty(console->snapshot->shop);
    return data ? say("this shop has data; a demo shop needs a file of its own: zhanggui --db "
                      "demo.db demo")
                : NULL;
}

/* Every movement is a command of its own, so that it can be bound. */
#define MOTION(function, motion)                                                                   \
    static bool function(void *application, const char *arguments, char *why, size_t size)         \
    {                                                                                              \
        IGNORE();                                                                                  \
        struct console *console = application;                                                     \
        console_pane_operations(console)->move(console_pane(console), motion);                     \
        return true;                                                                               \
    }
MOTION(move_up, MOTION_UP)
MOTION(move_down, MOTION_DOWN)
MOTION(move_left, MOTION_LEFT)
MOTION(move_right, MOTION_RIGHT)
MOTION(page_up, MOTION_PAGE_UP)
MOTION(page_down, MOTION_PAGE_DOWN)
MOTION(half_page_up, MOTION_HALF_PAGE_UP)
MOTION(half_page_down, MOTION_HALF_PAGE_DOWN)
MOTION(first, MOTION_FIRST)
MOTION(last, MOTION_LAST)
MOTION(toggle, MOTION_TOGGLE)
MOTION(open_all, MOTION_OPEN_ALL)
MOTION(close_all, MOTION_CLOSE_ALL)

static const struct command commands[] = {
    {.name = "move-down", .help = "one row down", .run = move_down},
    {.name = "move-up", .help = "one row up", .run = move_up},
    {.name = "move-left", .help = "close the branch, or go to its parent", .run = move_left},
    {.name = "move-right", .help = "open the branch, or go to its first child", .run = move_right},
    {.name = "page-up", .help = "one page up", .run = page_up},
    {.name = "page-down", .help = "one page down", .run = page_down},
    {.name = "half-page-up", .help = "half a page up", .run = half_page_up},
    {.name = "half-page-down", .help = "half a page down", .run = half_page_down},
    {.name = "first", .help = "the first row", .run = first},
    {.name = "last", .help = "the last row", .run = last},
    {.name = "toggle", .help = "open or close the branch", .run = toggle},
    {.name = "open-all", .help = "open all branches", .run = open_all},
    {.name = "close-all", .help = "close all branches", .run = close_all},
    {.name = "help", .help = "all keys and commands", .run = help},
    {.name = "command", .help = "type a command", .run = command},
    {.name = "palette", .help = "search the commands", .run = palette},
    {.name = "pane",
        .arguments = "NAME",
        .help = "show another pane",
        .run = pane,
        .complete = pane_complete},
    {.name = "import",
        .arguments = "[FILE]",
        .help = "read an export of the shop",
        .run = import,
        .unavailable = while_working,
        .complete = import_complete},
    {.name = "demo",
        .help = "make a demo shop to look around in",
        .run = demo,
        .unavailable = with_data},
    {.name = "reload", .help = "read the shop again", .run = reload},
    {.name = "language",
        .arguments = "[en|zh]",
        .help = "English or Chinese",
        .run = language,
        .complete = language_complete},
    {.name = "theme",
        .arguments = "[NAME]",
        .help = "choose the colours",
        .run = theme,
        .complete = theme_complete},
    {.name = "rise-red", .help = "rises red and falls green, or good and bad", .run = rise_red},
    {.name = "mouse", .help = "mouse on or off", .run = mouse},
    {.name = "redraw", .help = "paint the screen anew", .run = redraw},
    {.name = "picture",
        .arguments = "FILE",
        .help = "write the screen as an SVG picture",
        .run = picture},
    {.name = "suspend", .help = "go back to the shell for a while", .run = suspend},
    {.name = "quit", .help = "leave", .run = quit},
};

void console_add_commands(struct console *console)
{
    commands_add(console->commands, commands, sizeof(commands) / sizeof(commands[0]));
}
