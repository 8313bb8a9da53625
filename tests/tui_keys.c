#include "tui/command.h"
#include "tui/input.h"
#include "tui/keymap.h"
#include "tui/script.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static void expect_name(const char *spelling, const char *name)
{
    struct key key;
    char out[KEY_NAME_BYTES];
    cr_assert_eq(key_parse(spelling, &key), strlen(spelling), "%s is not understood", spelling);
    cr_expect_str_eq(key_spell(key, out), name);
}

Test(tui_keys, names_round_trip)
{
    static const char *const names[] = {"j", "G", "/", "<CR>", "<Esc>", "<C-d>", "<F5>", "<F12>",
        "<S-Tab>", "<A-x>", "<Space>", "<lt>", "<C-A-Left>", "<PageDown>", "é", "价", "<A-CR>"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        expect_name(names[i], names[i]);
    }
    expect_name("<enter>", "<CR>");
    expect_name("<c-D>", "<C-d>");
    expect_name("<S-a>", "A");
    expect_name("<M-x>", "<A-x>");
    struct key key;
    static const char *const wrong[] = {"<F13>", "<F0>", "<nope>", "<C->", " ", "", "\033", "\xff"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cr_expect_eq(key_parse(wrong[i], &key), 0, "wrong name %zu is taken", i);
    }
    struct key keys[3];
    cr_expect_eq(key_parse_sequence(" g g<CR>", keys, 3), 3);
    cr_expect_eq(key_parse_sequence("gggg", keys, 3), -1);
}

/* Feed bytes and write down what comes out: "j <C-d> mouse(…)". */
static void expect_events(const char *bytes, size_t length, bool flush, const char *expected)
{
    for (size_t chunk = 1; chunk <= length; chunk += length > 1 ? length - 1 : 1) {
        struct input *input = input_new();
        char seen[512] = "";
        size_t used = 0;
        struct input_event event;
        for (size_t at = 0; at <= length; at += chunk) {
            size_t part = length - at < chunk ? length - at : chunk;
            input_feed(input, bytes + at, part, 1000);
            if (at + chunk > length && flush) {
                input_flush(input);
            }
            while (input_next(input, &event)) {
                char name[KEY_NAME_BYTES];
                const struct mouse *mouse = &event.mouse;
                if (event.kind == INPUT_KEY) {
                    used += (size_t)snprintf(
                        seen + used, sizeof seen - used, "%s ", key_spell(event.key, name));
                } else if (event.kind == INPUT_MOUSE) {
                    used +=
                        (size_t)snprintf(seen + used, sizeof seen - used, "mouse(%d,%d,%d,%d,%d) ",
                            mouse->action, mouse->button, mouse->wheel, mouse->row, mouse->column);
                } else if (event.kind == INPUT_PASTE) {
                    used +=
                        (size_t)snprintf(seen + used, sizeof seen - used, "paste(%s) ", event.text);
                }
            }
        }
        cr_expect_str_eq(seen, expected, "in chunks of %zu: %s", chunk, seen);
        input_free(&input);
    }
}

#define EVENTS(bytes, flush, expected) expect_events(bytes, sizeof(bytes) - 1, flush, expected)

Test(tui_keys, bytes_become_events)
{
    EVENTS("jé价\r\t\x7f\x04", false, "j é 价 <CR> <Tab> <BS> <C-d> ");
    EVENTS("\033[A\033OB\033[1;5C\033[3~\033[15~\033[Z", false,
        "<Up> <Down> <C-Right> <Del> <F5> <S-Tab> ");
    EVENTS("\033[[A\033OP\033[1;2P\033[24~", false, "<F1> <F1> <S-F1> <F12> ");
    EVENTS("\033x\033\r", false, "<A-x> <A-CR> ");
    EVENTS("\033", true, "<Esc> ");
    EVENTS("\033[", true, "<A-[> ");
    EVENTS("\033[1;", true, "");
    EVENTS("\033]11;rgb:0/0/0\007j\033P1$r\033\\k", false, "j k ");
    EVENTS("\033[99999999999999;1zj", false, "j ");
    EVENTS("\xff\xc3(\xe6\x8ej", false, "( j ");
    EVENTS("\033[97;5u\033[27;6;9~", false, "<C-a> <C-S-Tab> ");
    EVENTS("\033[<0;5;3M\033[<0;5;3m\033[<64;1;1M\033[<65;1;1M", false,
        "mouse(0,1,0,2,4) mouse(3,1,0,2,4) mouse(4,0,-1,0,0) mouse(4,0,1,0,0) ");
    EVENTS("\033[<0;5;3M\033[<0;5;3m\033[<0;5;3M", false,
        "mouse(0,1,0,2,4) mouse(3,1,0,2,4) mouse(1,1,0,2,4) ");
    EVENTS("\033[M !!j\033[M#!!k", false, "j k "); /* a mouse that speaks the old way */
    EVENTS("\033[97:65;5:1ux", false, "<C-a> x ");
    EVENTS("\033[200~a\r\033[31mb\033[201~q", false, "paste(a\n\033[31mb) q ");
}

Test(tui_keys, full_width_forms_are_their_narrow_keys)
{
    struct keymap *keymap = keymap_new();
    const char *contexts[] = {"global", NULL};
    const char *command = NULL;
    char why[128];
    cr_assert(keymap_bind(keymap, "global", "j", "move-down", why, sizeof why));
    cr_assert(keymap_bind(keymap, "global", ":", "command", why, sizeof why));
    struct key wide = {.code = 0xFF4A};
    cr_expect_eq(keymap_feed(keymap, contexts, wide, &command), KEYMAP_COMMAND);
    cr_expect_str_eq(command, "move-down");
    wide.code = 0xFF1A;
    cr_expect_eq(keymap_feed(keymap, contexts, wide, &command), KEYMAP_COMMAND);
    cr_expect_str_eq(command, "command");
    keymap_free(&keymap);
}

static enum keymap_result type(
    struct keymap *keymap, const char *const *contexts, const char *keys, const char **command)
{
    struct key parsed[8];
    int count = key_parse_sequence(keys, parsed, 8);
    enum keymap_result result = KEYMAP_NONE;
    for (int i = 0; i < count; i++) {
        result = keymap_feed(keymap, contexts, parsed[i], command);
    }
    return result;
}

Test(tui_keys, keymap_contexts_sequences_conflicts)
{
    struct keymap *keymap = keymap_new();
    const char *kpi[] = {"kpi", "global", NULL};
    const char *other[] = {"global", NULL};
    const char *command = NULL;
    char why[128];
    char label[64];
    cr_assert(keymap_bind(keymap, "global", "gg", "first", why, sizeof why));
    cr_assert(keymap_bind(keymap, "global", "q", "quit", why, sizeof why));
    cr_assert(keymap_bind(keymap, "kpi", "q", "close", why, sizeof why));
    cr_expect_not(keymap_bind(keymap, "global", "q", "back", why, sizeof why));
    cr_expect_str_eq(why, "global: q: already bound to quit");
    cr_expect_not(keymap_bind(keymap, "global", "g", "go", why, sizeof why));
    cr_expect_str_eq(why, "global: g: overlaps with a key of first");
    cr_expect_not(keymap_bind(keymap, "global", "<Foo>", "x", why, sizeof why));
    cr_expect_eq(type(keymap, kpi, "g", &command), KEYMAP_PENDING);
    cr_expect_str_eq(keymap_pending(keymap, label, sizeof label), "g");
    cr_expect_eq(type(keymap, kpi, "g", &command), KEYMAP_COMMAND);
    cr_expect_str_eq(command, "first");
    cr_expect_eq(type(keymap, kpi, "gx", &command), KEYMAP_NONE);
    cr_expect_eq(type(keymap, kpi, "q", &command), KEYMAP_COMMAND);
    cr_expect_str_eq(command, "close");
    cr_expect_eq(type(keymap, other, "q", &command), KEYMAP_COMMAND);
    cr_expect_str_eq(command, "quit");
    cr_expect_str_eq(keymap_label(keymap, kpi, "first", label, sizeof label), "gg");
    cr_expect_null(keymap_label(keymap, kpi, "quit", label, sizeof label), "it is shadowed");
    keymap_layer(keymap);
    cr_expect(keymap_bind(keymap, "global", "q", "back", why, sizeof why));
    cr_expect(keymap_bind(keymap, "global", "g", "go", why, sizeof why));
    cr_expect(keymap_bind(keymap, "kpi", "q", "", why, sizeof why));
    cr_expect_eq(type(keymap, kpi, "q", &command), KEYMAP_COMMAND);
    cr_expect_str_eq(command, "back");
    cr_expect_eq(type(keymap, kpi, "g", &command), KEYMAP_COMMAND);
    cr_expect_eq(keymap_count(keymap), 2);
    keymap_free(&keymap);
}

static char said[64];

static bool run(void *application, const char *arguments, char *why, size_t size)
{
    (void)application;
    snprintf(said, sizeof said, "[%s]", arguments);
    snprintf(why, size, "no such file");
    return strcmp(arguments, "bad") != 0;
}

static const char *never(void *application)
{
    (void)application;
    return "nothing is marked";
}

static void files(void *application, const char *arguments, struct completion *completion)
{
    (void)application;
    (void)arguments;
    completion_add(completion, "a.csv", NULL);
}

static const struct command general[] = {
    {.name = "export", .arguments = "FILE", .help = "write rows", .run = run, .complete = files},
    {.name = "explain", .help = "say why", .run = run},
    {.name = "send", .help = "send it", .run = run, .unavailable = never},
};

Test(tui_keys, commands_run_by_name)
{
    struct commands *commands = commands_new(NULL);
    char why[128];
    commands_add(commands, general, 3);
    cr_expect_eq(commands_run(commands, " export  a b ", why, sizeof why), COMMAND_DONE);
    cr_expect_str_eq(said, "[a b]");
    cr_expect_eq(commands_run(commands, "expl", why, sizeof why), COMMAND_DONE);
    cr_expect_eq(commands_run(commands, "exp", why, sizeof why), COMMAND_AMBIGUOUS);
    cr_expect_eq(commands_run(commands, "exprot x", why, sizeof why), COMMAND_UNKNOWN);
    cr_expect_str_eq(why, "no command “exprot”; did you mean export?");
    cr_expect_eq(commands_run(commands, "send", why, sizeof why), COMMAND_UNAVAILABLE);
    cr_expect_str_eq(why, "nothing is marked");
    cr_expect_eq(commands_run(commands, "export bad", why, sizeof why), COMMAND_FAILED);
    cr_expect_str_eq(why, "no such file");
    cr_expect_eq(commands_run(commands, "  ", why, sizeof why), COMMAND_EMPTY);
    struct completion completion = {0};
    commands_complete(commands, "ex", &completion);
    cr_expect_eq(completion.count, 2);
    cr_expect_str_eq(completion.items[0].text, "explain");
    completion_clear(&completion);
    commands_complete(commands, "export a", &completion);
    cr_expect_eq(completion.count, 1);
    cr_expect_eq(completion.from, 7);
    completion_clear(&completion);
    static const struct command pane[] = {{.name = "explain", .help = "here", .run = run}};
    commands_add(commands, pane, 1);
    cr_expect_str_eq(commands_help(commands, commands_find(commands, "explain")), "here");
    cr_expect_eq(commands_count(commands), 3);
    commands_remove(commands, pane);
    cr_expect_str_eq(commands_help(commands, commands_find(commands, "explain")), "say why");
    commands_free(&commands);
}

Test(tui_keys, fuzzy_finds_word_starts_first)
{
    cr_expect_eq(fuzzy_score("xyz", "week-next"), 0);
    cr_expect_gt(fuzzy_score("wn", "week-next"), fuzzy_score("wn", "swung about now"));
    cr_expect_gt(fuzzy_score("", "anything"), 0);
}

Test(tui_keys, scripts)
{
    char why[128] = "";
    struct script *script = script_parse("demo",
        "# hello\n jj<CR>\n\n:pane kpi\n:save-screen out.txt\n:resize 80x24\n", why, sizeof why);
    struct script_step step;
    cr_assert_not_null(script, "%s", why);
    cr_assert(script_next(script, &step) && step.kind == SCRIPT_KEY && step.key.code == 'j');
    cr_assert(script_next(script, &step));
    cr_assert(script_next(script, &step) && step.key.code == CODE_ENTER && step.line == 2);
    cr_assert(script_next(script, &step) && step.kind == SCRIPT_COMMAND);
    cr_expect_str_eq(step.text, "pane kpi");
    cr_assert(script_next(script, &step) && step.kind == SCRIPT_SAVE && step.save == SAVE_TEXT);
    cr_assert(script_next(script, &step) && step.kind == SCRIPT_RESIZE);
    cr_expect(step.columns == 80 && step.rows == 24);
    cr_expect_not(script_next(script, &step));
    script_free(&script);
    cr_expect_null(script_parse("demo", "j\n<Nope>", why, sizeof why));
    cr_expect_str_eq(why, "demo:2: not understood: <Nope>");
    cr_expect_null(script_load("/nowhere/at/all", why, sizeof why));
}
