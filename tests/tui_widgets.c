#include "tui/bar.h"
#include "tui/block.h"
#include "tui/chart.h"
#include "tui/confirm.h"
#include "tui/form.h"
#include "tui/gauge.h"
#include "tui/heat.h"
#include "tui/help.h"
#include "tui/hints.h"
#include "tui/loop.h"
#include "tui/menu.h"
#include "tui/notice.h"
#include "tui/outline.h"
#include "tui/prompt.h"
#include "tui/spark.h"
#include "tui/tabs.h"
#include "tui/toast.h"

#include <criterion/criterion.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *text_of(struct surface **surface)
{
    char *text = surface_string(*surface);
    surface_free(surface);
    return text;
}

static bool run(void *application, const char *arguments, char *why, size_t size)
{
    (void)application;
    (void)arguments;
    (void)why;
    (void)size;
    return true;
}

static const char *locked(void *application)
{
    (void)application;
    return "nothing marked";
}

static const struct command table[] = {
    {.name = "drill", .help = "open what is behind", .run = run},
    {.name = "send", .help = "send it", .run = run, .unavailable = locked},
    {.name = "export", .arguments = "FILE", .help = "write rows", .run = run},
};

static const char *const contexts[] = {"kpi", "global", NULL};

struct kit {
    struct keymap *keymap;
    struct commands *commands;
};

static struct kit make_kit(void)
{
    char why[128];
    struct kit kit = {.keymap = keymap_new(), .commands = commands_new(NULL)};
    commands_add(kit.commands, table, 3);
    cr_assert(keymap_bind(kit.keymap, "kpi", "<CR>", "drill", why, sizeof why));
    cr_assert(keymap_bind(kit.keymap, "kpi", "l", "drill", why, sizeof why));
    cr_assert(keymap_bind(kit.keymap, "global", "gs", "send", why, sizeof why));
    return kit;
}

static void drop_kit(struct kit *kit)
{
    keymap_free(&kit->keymap);
    commands_free(&kit->commands);
}

Test(tui_widgets, hints_drop_whole_and_least_first)
{
    struct kit kit = make_kit();
    struct hint hints[] = {{NULL, "j k", "move", 1}, {"drill", NULL, "open", 3},
        {"send", NULL, "send", 2}, {"nothing", NULL, "never", 9}};
    static const char *const expected[] = {
        " j k move  ⏎ open  gs send  3 of 9\n", " ⏎ open  gs send   3 of 9\n", " ⏎ open  3 of 9\n"};
    static const int widths[] = {35, 26, 16};
    for (int i = 0; i < 3; i++) {
        struct surface *surface = surface_new(1, widths[i]);
        hints_draw(surface, surface_area(surface), hints, 4, kit.keymap, contexts, "3 of 9");
        char *text = text_of(&surface);
        cr_expect_str_eq(text, expected[i], "%s", text);
        free(text);
    }
    drop_kit(&kit);
}

Test(tui_widgets, tabs_keep_the_current_name)
{
    struct tab tabs[] = {{"1", "Today", "3"}, {"2", "KPI", NULL}, {"3", "细分", NULL}};
    struct surface *surface = surface_new(1, 30);
    struct area row = surface_area(surface);
    tabs_draw(surface, row, tabs, 3, 1);
    cr_expect_eq(tabs_at(row, tabs, 3, 1, 3), 0);
    cr_expect_eq(tabs_at(row, tabs, 3, 1, 13), 1);
    cr_expect_eq(tabs_at(row, tabs, 3, 1, 0), -1);
    char *text = text_of(&surface);
    cr_expect_str_eq(text, " 1 Today 3   2 KPI   3 细分\n");
    free(text);
    surface = surface_new(1, 17);
    tabs_draw(surface, surface_area(surface), tabs, 3, 2);
    text = text_of(&surface);
    cr_expect_str_eq(text, " 1  2  3 细分\n", "%s", text);
    free(text);
}

static void menu_type(struct menu *menu, const char *names)
{
    struct key keys[16];
    int count = key_parse_sequence(names, keys, 16);
    for (int i = 0; i < count; i++) {
        menu_key(menu, keys[i]);
    }
}

Test(tui_widgets, palette_finds_and_says_why_not)
{
    struct kit kit = make_kit();
    struct menu *menu = menu_new("Commands");
    menu_add_commands(menu, kit.commands, kit.keymap, contexts);
    menu_type(menu, "rows");
    cr_expect_str_eq(menu_selected(menu)->text, "export");
    cr_expect_eq(menu_key(menu, (struct key){.code = CODE_ENTER}), MENU_TAKEN);
    menu_type(menu, "<C-u>send");
    cr_expect_eq(menu_key(menu, (struct key){.code = CODE_ENTER}), MENU_REFUSED);
    cr_expect_str_eq(menu_selected(menu)->unavailable, "nothing marked");
    menu_type(menu, "zzz");
    cr_expect_null(menu_selected(menu));
    cr_expect_eq(menu_key(menu, (struct key){.code = CODE_ENTER}), MENU_GOES_ON);
    cr_expect_eq(menu_key(menu, (struct key){.code = CODE_ESCAPE}), MENU_CANCEL);
    menu_type(menu, "<C-u><Down><Down><Down><Down>");
    cr_expect_str_eq(menu_selected(menu)->text, "export");
    menu_free(&menu);
    drop_kit(&kit);
}

Test(tui_widgets, help_is_made_from_what_is_bound)
{
    struct kit kit = make_kit();
    struct help *help = help_new(kit.keymap, kit.commands, contexts, NULL);
    struct surface *surface = surface_new(16, 60);
    help_draw(help, surface, surface_area(surface));
    char *text = text_of(&surface);
    cr_expect_not_null(strstr(text, "⏎  l          open what is behind"), "%s", text);
    cr_expect_not_null(strstr(text, ":export FILE"), "%s", text);
    cr_expect_not_null(strstr(text, "gs            send it"), "%s", text);
    free(text);
    struct key keys[8];
    int count = key_parse_sequence("/rows<CR>", keys, 8);
    for (int i = 0; i < count; i++) {
        cr_expect(help_key(help, keys[i]));
    }
    surface = surface_new(16, 60);
    help_draw(help, surface, surface_area(surface));
    text = text_of(&surface);
    cr_expect_null(strstr(text, "open what is behind"));
    cr_expect_not_null(strstr(text, ":export FILE"));
    free(text);
    cr_expect(help_key(help, (struct key){.code = CODE_ESCAPE}), "the first Esc ends the search");
    cr_expect_not(help_key(help, (struct key){.code = CODE_ESCAPE}));
    help_free(&help);
    drop_kit(&kit);
}

Test(tui_widgets, confirm_never_says_yes_by_accident)
{
    struct confirm confirm = {.title = "Send", .text = "really", .yes = "send", .no = "keep"};
    cr_expect_eq(confirm_key(&confirm, (struct key){.code = CODE_ENTER}), CONFIRM_NO);
    cr_expect_eq(confirm_key(&confirm, (struct key){.code = ' '}), CONFIRM_GOES_ON);
    cr_expect_eq(confirm_key(&confirm, (struct key){.code = CODE_TAB}), CONFIRM_GOES_ON);
    cr_expect_eq(confirm_key(&confirm, (struct key){.code = CODE_ENTER}), CONFIRM_YES);
    struct confirm grave = {.title = "Send", .text = "x", .yes = "y", .no = "n", .word = "YES"};
    cr_expect_eq(confirm_key(&grave, (struct key){.code = 'Y'}), CONFIRM_GOES_ON);
    cr_expect_eq(confirm_key(&grave, (struct key){.code = CODE_ENTER}), CONFIRM_NO);
    confirm_key(&grave, (struct key){.code = 'E'});
    confirm_key(&grave, (struct key){.code = 'S'});
    cr_expect_eq(confirm_key(&grave, (struct key){.code = CODE_ENTER}), CONFIRM_YES);
}

Test(tui_widgets, toasts_come_and_go)
{
    struct toasts toasts = {0};
    int wait;
    toast_add(&toasts, TOAST_INFO, 0, "a");
    toast_add(&toasts, TOAST_BAD, 0, "b\033[2J");
    toast_add(&toasts, TOAST_INFO, 10, "a");
    cr_expect_eq(toasts.count, 2);
    cr_expect_not(toast_expire(&toasts, 100, &wait));
    cr_expect_eq(wait, 10 + 3000 + 45 - 100);
    cr_expect(toast_expire(&toasts, 4000, &wait));
    cr_expect_eq(toasts.count, 1);
    cr_expect_str_eq(toasts.items[0].text, "b�[2J");
    for (int i = 0; i < 9; i++) {
        char text[16];
        snprintf(text, sizeof text, "%d", i);
        toast_add(&toasts, TOAST_WARN, 0, text);
    }
    cr_expect_eq(toasts.count, TOAST_MAX);
    cr_expect_str_eq(toasts.items[3].text, "8");
    cr_expect(toast_dismiss(&toasts));
    cr_expect_not(toast_dismiss(&toasts));
}

Test(tui_widgets, progress_tells_time)
{
    char out[32];
    cr_expect_str_eq(gauge_duration(7600, out, sizeof out), "8 s");
    cr_expect_str_eq(gauge_duration(200000, out, sizeof out), "3 min 20 s");
    cr_expect_str_eq(gauge_duration(7500000, out, sizeof out), "2 h 05 min");
    struct gauge progress = {.label = "rows", .done = 25, .total = 100, .elapsed = 10000};
    cr_expect_eq(gauge_left(&progress), 30000);
    progress.elapsed = 100;
    cr_expect_eq(gauge_left(&progress), -1);
    progress.total = 0;
    cr_expect(isnan(gauge_share(&progress)));
}

/* "0 s left" for the rest of a second would say nothing. */
Test(tui_widgets, progress_keeps_quiet_about_its_last_second)
{
    for (int left = 0; left < 2; left++) {
        const struct gauge progress = {
            .label = "rows", .done = left ? 50 : 99, .total = 100, .elapsed = 10000};
        struct surface *surface = surface_new(1, 80);
        gauge_draw(&progress, surface, surface_area(surface));
        char *text = text_of(&surface);
        cr_expect_eq(strstr(text, "left") != NULL, left, "%s", text);
        free(text);
    }
}

Test(tui_widgets, too_small_says_both_sizes)
{
    struct surface *surface = surface_new(4, 40);
    cr_expect(notice_too_small(surface, 24, 80, NULL));
    char *text = text_of(&surface);
    cr_expect_str_eq(
        text, "\n        The window is too small.\n              40×4 → 80×24\n\n", "%s", text);
    free(text);
    surface = surface_new(24, 80);
    cr_expect_not(notice_too_small(surface, 24, 80, NULL));
    surface_free(&surface);
}

/* --- everything at every size --- */

static long many(void *data)
{
    (void)data;
    return 500;
}

static void fill(void *data, long row, int column, struct table_cell *cell)
{
    (void)data;
    snprintf(cell->text, TABLE_TEXT, "客%ld·%d", row, column);
}

static void fill_node(void *data, int64_t node, int column, struct table_cell *cell)
{
    fill(data, (long)node, column, cell);
}

static void label(void *data, double value, char *out, size_t size)
{
    (void)data;
    snprintf(out, size, "%.0f 元", value);
}

static void x_label(void *data, size_t index, char *out, size_t size)
{
    label(data, (double)index, out, size);
}

static const char *title(void *data, int index)
{
    (void)data;
    return index % 2 ? "浙江" : "b";
}

static void note_nothing(void *data, const char *text)
{
    (void)data;
    (void)text;
}

struct everything {
    struct kit kit;
    struct table *rows;
    struct outline *tree;
    struct form *form;
    struct menu *menu;
    struct help *help;
    struct prompt *prompt;
    struct editor *editor;
};

static const struct table_column columns[] = {
    {.id = "a", .title = "名称", .minimum = 12, .flex = 2},
    {.id = "b", .title = "b", .minimum = 8, .align = ALIGN_RIGHT},
    {.id = "c", .title = "c", .minimum = 30, .align = ALIGN_CENTRE, .maximum = 40, .flex = 1},
};
static const char *const choices[] = {"一", "two", NULL};
static const struct form_field fields[] = {
    {.label = "Heading", .kind = FIELD_HEADING},
    {.id = "a", .label = "名称", .kind = FIELD_TEXT, .value = "双十一", .hint = "hint"},
    {.id = "b", .label = "choice", .kind = FIELD_CHOICE, .choices = choices},
    {.id = "c", .label = "check", .kind = FIELD_CHECK},
};

static struct everything make_everything(void)
{
    struct table_source source = {.count = many, .cell = fill};
    struct outline_source nodes = {.cell = fill_node};
    struct everything all = {.kit = make_kit(),
        .rows = table_new(columns, 3, &source),
        .tree = outline_new(columns, 3, &nodes),
        .form = form_new(fields, 4, NULL),
        .menu = menu_new("选择"),
        .prompt = prompt_new(),
        .editor = editor_new()};
    for (int i = 0; i < 60; i++) {
        outline_add(all.tree, i, i ? i / 2 : -1);
        outline_add(all.tree, 100 + i, i ? 99 + i : 0); /* very deep */
    }
    menu_add_commands(all.menu, all.kit.commands, all.kit.keymap, contexts);
    all.help = help_new(all.kit.keymap, all.kit.commands, contexts, NULL);
    help_add_text(all.help, "More", "A paragraph 一段文字 that is longer than most windows are.");
    editor_set_multiline(all.editor, true);
    editor_set_text(all.editor, "lifecycle in (fan)\nand 掌柜掌柜掌柜 or so");
    struct prompt_handlers none = {.accept = note_nothing};
    prompt_open(all.prompt, ":", "some 文字", &none, NULL);
    return all;
}

static void drop_everything(struct everything *all)
{
    table_free(&all->rows);
    outline_free(&all->tree);
    form_free(&all->form);
    menu_free(&all->menu);
    help_free(&all->help);
    prompt_free(&all->prompt);
    editor_free(&all->editor);
    drop_kit(&all->kit);
}

static void draw_charts(struct surface *surface, struct area area)
{
    static const double values[] = {3, NAN, -2, 8, 1e9, 4, 4};
    struct spark spark = {.values = values, .count = 7, .floor = NAN, .ceiling = NAN, .rows = 3};
    spark_draw(surface, area, &spark);
    struct chart_mark mark = {.at = 3};
    struct chart_series series = {.values = values, .count = 7, .label = "今年", .steps = true};
    struct chart chart = chart_empty();
    chart.series = &series;
    chart.series_count = 1;
    chart.y_label = label;
    chart.x_label = x_label;
    chart.target = 12;
    chart.selected = 2;
    chart.marks = &mark;
    chart.mark_count = 1;
    chart_draw(surface, area, &chart);
    chart_at(area, &chart, area.columns / 2);
    struct chart_bars bars = {.values = values,
        .count = 7,
        .ceiling = NAN,
        .gap = 1,
        .x_label = x_label,
        .value_label = label};
    chart_bars_draw(surface, area, &bars);
    struct heat heat = {.values = values,
        .rows = 2,
        .columns = 3,
        .gap = 1,
        .low = NAN,
        .high = NAN,
        .label = label,
        .row_title = title,
        .column_title = title,
        .selected_row = 1};
    heat_draw(surface, area, &heat);
    heat.label = NULL;
    heat_draw(surface, area, &heat);
    struct bar_part parts[] = {{0.5, style_of(ROLE_GOOD)}, {0.7, style_of(ROLE_BAD)}};
    struct bar_interval interval = {-1, 2, 5, 0, 3, 1};
    int row = area.rows / 2;
    bar_draw(surface, row, 0, area.columns, style_of(ROLE_TEXT), 0.3);
    bar_line(surface, row, 1, area.columns, style_of(ROLE_TEXT), style_of(ROLE_LINE), 0.3);
    bar_diverging(surface, row, 0, area.columns, style_of(ROLE_BAD), style_of(ROLE_GOOD), -0.3);
    bar_interval(surface, row, 0, area.columns, style_of(ROLE_TEXT), &interval);
    bar_stacked(surface, row, 0, area.columns, parts, 2);
}

static void draw_everything(struct everything *all, struct surface *surface)
{
    struct area area = surface_area(surface);
    struct area row = area;
    struct tab tabs[] = {{"1", "Today", "9"}, {"2", "指标", NULL}};
    struct hint hints[] = {{"drill", NULL, "打开", 1}, {NULL, "j k", "move", 2}};
    struct gauge progress = {.label = "导入 orders.csv",
        .unit = "rows",
        .cancel = "Esc",
        .done = 5,
        .total = 9,
        .part = 1,
        .parts = 3,
        .elapsed = 4000};
    struct confirm confirm = {.title = "发送",
        .text = "A question 问题 of some length.",
        .yes = "yes",
        .no = "no",
        .word = "YES"};
    struct toasts toasts = {0};
    toast_add(
        &toasts, TOAST_BAD, 0, "a long message 很长的消息 that wraps around a few times or so");
    draw_charts(surface, area);
    table_draw(all->rows, surface, area);
    outline_draw(all->tree, surface, area);
    form_draw(all->form, surface, area, true);
    editor_draw(all->editor, surface, area, style_of(ROLE_TEXT), true);
    block_draw(surface, area, style_of(ROLE_TEXT), "Some words 一些文字，and more.", 0);
    row.rows = 1;
    tabs_draw(surface, row, tabs, 2, 1);
    gauge_draw(&progress, surface, row);
    hints_draw(surface, row, hints, 2, all->kit.keymap, contexts, "1 of 2");
    prompt_draw(all->prompt, surface, row, area);
    gauge_draw_box(&progress, surface, area, "导入");
    menu_draw(all->menu, surface, area);
    help_draw(all->help, surface, area);
    confirm_draw(&confirm, surface, area);
    toast_draw(&toasts, surface, area);
    notice_empty(surface, area, "没有数据", "press i to import");
    notice_too_small(surface, 20, 70, "窗口太小了。");
}

Test(tui_widgets, every_size_from_1x1_to_200x60, .timeout = 120)
{
    struct everything all = make_everything();
    struct surface *surface = surface_new(1, 1);
    for (int rows = 1; rows <= 60; rows += rows < 12 ? 1 : 8) {
        for (int width = 1; width <= 200; width += width < 40 ? 1 : 23) {
            surface_resize(surface, rows, width);
            draw_everything(&all, surface);
            table_move(all.rows, width % 2 ? MOTION_PAGE_DOWN : MOTION_FIRST);
            outline_move(all.tree, width % 3 ? MOTION_DOWN : MOTION_LAST);
            /* Whatever was drawn, each line is exactly as wide as the surface. */
            for (int row = 0; row < rows; row++) {
                int columns_used = 0;
                for (int column = 0; column < width; column++) {
                    columns_used += glyph_width(surface_cell(surface, row, column).text);
                }
                cr_assert_eq(columns_used, width, "%d×%d row %d", width, rows, row);
            }
        }
    }
    surface_free(&surface);
    drop_everything(&all);
}

/* --- the loop --- */

struct application {
    struct loop *loop;
    char seen[256];
    int frames;
    pthread_t worker;
};

static void see(struct application *application, const char *text)
{
    size_t used = strlen(application->seen);
    snprintf(application->seen + used, sizeof application->seen - used, "%s ", text);
}

static void draw(void *data, struct surface *surface)
{
    struct application *application = data;
    application->frames++;
    surface_text(surface, 0, 0, 40, style_of(ROLE_TEXT), application->seen);
}

static void finished(void *data)
{
    see(data, "done");
}

static void *work(void *data)
{
    struct application *application = data;
    usleep(20000);
    loop_post(application->loop, finished, application);
    loop_release(application->loop);
    return NULL;
}

static void debounced(void *data)
{
    see(data, "timer");
}

static void on_key(void *data, struct key key)
{
    struct application *application = data;
    char name[KEY_NAME_BYTES];
    see(application, key_spell(key, name));
    if (key_is(key, 'w')) {
        loop_hold(application->loop);
        pthread_create(&application->worker, NULL, work, application);
        pthread_detach(application->worker);
    } else if (key_is(key, 't')) {
        loop_after(application->loop, 60000, false, true, debounced, application);
    }
}

static bool on_command(void *data, const char *line, char *why, size_t size)
{
    see(data, line);
    snprintf(why, size, "no such pane");
    return strcmp(line, "fail") != 0;
}

static int run_script(struct application *application, const char *text)
{
    char why[200];
    struct terminal_options options = {.headless = true, .rows = 3, .columns = 50};
    struct theme theme = theme_builtin("dark");
    struct terminal *terminal = terminal_open(&options, &theme, why, sizeof why);
    struct loop_handlers handlers = {.draw = draw, .key = on_key, .command = on_command};
    struct script *script = script_parse("test", text, why, sizeof why);
    cr_assert_not_null(script, "%s", why);
    application->loop = loop_new(terminal, &handlers, application);
    loop_script(application->loop, script);
    int status = loop_run(application->loop);
    loop_free(&application->loop);
    terminal_close(&terminal);
    script_free(&script);
    return status;
}

Test(tui_widgets, scripts_wait_until_work_is_done, .timeout = 20)
{
    struct application application = {0};
    cr_expect_eq(run_script(&application, "aw b\n:pane kpi\ntc\n"), 0);
    cr_expect_str_eq(application.seen, "a w done b pane kpi t timer c ");
    cr_expect_geq(application.frames, 7);
}

Test(tui_widgets, scripts_save_the_settled_screen, .timeout = 20)
{
    struct application application = {0};
    char path[] = "/tmp/tui-screen-XXXXXX";
    char text[256];
    close(mkstemp(path));
    snprintf(text, sizeof text, "w\n:save-screen %s\n:resize 9x1\nx\n", path);
    cr_expect_eq(run_script(&application, text), 0);
    FILE *file = fopen(path, "r");
    char line[64] = "";
    cr_expect_not_null(fgets(line, sizeof line, file));
    cr_expect_str_eq(line, "w done\n");
    fclose(file);
    unlink(path);
}

Test(tui_widgets, scripts_stop_at_a_failing_command, .timeout = 20)
{
    struct application application = {0};
    cr_assert_not_null(freopen("/dev/null", "w", stderr));
    cr_expect_eq(run_script(&application, "a\n:fail\nb\n"), 1);
    cr_expect_str_eq(application.seen, "a fail ");
}
