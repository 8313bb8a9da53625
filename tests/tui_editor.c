#include "tui/editor.h"
#include "tui/form.h"
#include "tui/prompt.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum editor_result type(struct editor *editor, const char *names)
{
    struct key keys[64];
    int count = key_parse_sequence(names, keys, 64);
    enum editor_result result = EDITOR_IGNORED;
    cr_assert_geq(count, 0, "bad keys %s", names);
    for (int i = 0; i < count; i++) {
        result = editor_key(editor, keys[i]);
    }
    return result;
}

static void expect(const struct editor *editor, const char *text, size_t caret)
{
    cr_expect_str_eq(editor_text(editor), text, "text is “%s”", editor_text(editor));
    cr_expect_eq(editor_caret(editor), caret, "caret at %zu", editor_caret(editor));
}

Test(tui_editor, typing_moving_killing)
{
    struct editor *editor = editor_new();
    type(editor, "buy<Space>掌柜<Space>now");
    expect(editor, "buy 掌柜 now", 14);
    type(editor, "<A-b><Left><Left>");
    expect(editor, "buy 掌柜 now", 7);
    type(editor, "<BS>");
    expect(editor, "buy 柜 now", 4);
    type(editor, "<C-k>");
    expect(editor, "buy ", 4);
    type(editor, "<Home><C-y>");
    expect(editor, "柜 nowbuy ", 7);
    type(editor, "<End><C-w>");
    expect(editor, "柜 ", 4);
    type(editor, "ab<C-t>");
    expect(editor, "柜 ba", 6);
    cr_expect_eq(type(editor, "<CR>"), EDITOR_ACCEPT);
    cr_expect_eq(type(editor, "<Esc>"), EDITOR_CANCEL);
    cr_expect_eq(type(editor, "<F5>"), EDITOR_IGNORED);
    editor_free(&editor);
}

Test(tui_editor, undo_takes_back_runs)
{
    struct editor *editor = editor_new();
    type(editor, "abc<Left>xy");
    type(editor, "<C-_>");
    expect(editor, "abc", 2);
    type(editor, "<C-_>");
    expect(editor, "", 0);
    cr_expect_eq(type(editor, "<C-_>"), EDITOR_MOVED);
    editor_free(&editor);
}

Test(tui_editor, a_new_text_or_a_click_begins_a_new_step)
{
    struct editor *editor = editor_new();
    struct surface *surface = surface_new(1, 12);
    type(editor, "ab");
    editor_set_text(editor, "xyz");
    type(editor, "cd<C-_>");
    expect(editor, "xyz", 3);
    type(editor, "cd");
    editor_draw(editor, surface, surface_area(surface), style_of(ROLE_TEXT), true);
    cr_expect(editor_click(editor, 0, 1));
    type(editor, "ef");
    expect(editor, "xefyzcd", 3);
    type(editor, "<C-_>");
    expect(editor, "xyzcd", 1);
    surface_free(&surface);
    editor_free(&editor);
}

Test(tui_editor, words_end_at_line_breaks)
{
    struct editor *editor = editor_new();
    editor_set_multiline(editor, true);
    editor_set_text(editor, "one two\nthree");
    type(editor, "<C-w>");
    expect(editor, "one two\n", 8);
    type(editor, "<C-w>");
    expect(editor, "one ", 4);
    editor_free(&editor);
}

Test(tui_editor, a_text_beyond_the_limit_can_be_shortened)
{
    struct editor *editor = editor_new();
    editor_set_text(editor, "0123456789");
    editor_set_limit(editor, 4);
    type(editor, "<BS>a");
    expect(editor, "012345678", 9);
    editor_free(&editor);
}

Test(tui_editor, a_click_on_a_secret_counts_its_dots)
{
    struct editor *editor = editor_new();
    struct surface *surface = surface_new(1, 12);
    editor_set_secret(editor, true);
    editor_set_text(editor, "掌柜ab");
    editor_draw(editor, surface, surface_area(surface), style_of(ROLE_TEXT), true);
    cr_expect(editor_click(editor, 0, 2));
    cr_expect_eq(editor_caret(editor), strlen("掌柜"));
    cr_expect(editor_click(editor, 0, 9));
    cr_expect_eq(editor_caret(editor), strlen("掌柜ab"));
    surface_free(&surface);
    editor_free(&editor);
}

Test(tui_editor, lines_scroll_back_when_they_become_fewer)
{
    struct editor *editor = editor_new();
    struct surface *surface = surface_new(2, 12);
    editor_set_multiline(editor, true);
    editor_set_text(editor, "one\ntwo\nthree\nfour");
    editor_draw(editor, surface, surface_area(surface), style_of(ROLE_TEXT), true);
    type(editor, "<C-w><BS><C-w><BS>");
    surface_clear(surface, ROLE_GROUND);
    editor_draw(editor, surface, surface_area(surface), style_of(ROLE_TEXT), true);
    char *drawn = surface_string(surface);
    cr_expect_str_eq(drawn, "one\ntwo\n", "drawn:\n%s", drawn);
    free(drawn);
    surface_free(&surface);
    editor_free(&editor);
}

Test(tui_editor, combining_marks_are_one_step)
{
    struct editor *editor = editor_new();
    editor_set_text(editor, "e\u0301x");
    type(editor, "<Left><Left>");
    expect(editor, "e\u0301x", 0);
    type(editor, "<Del>");
    expect(editor, "x", 0);
    editor_set_text(editor, "掌");
    editor_set_caret(editor, 1);
    expect(editor, "掌", 0);
    editor_free(&editor);
}

Test(tui_editor, paste_is_literal_and_limited)
{
    struct editor *editor = editor_new();
    editor_paste(editor, "a\nb\033[2J");
    cr_expect_str_eq(editor_text(editor), "a b\033[2J");
    struct surface *surface = surface_new(1, 12);
    editor_draw(editor, surface, surface_area(surface), style_of(ROLE_TEXT), true);
    char *drawn = surface_string(surface);
    cr_expect_str_eq(drawn, "a b�[2J\n");
    free(drawn);
    surface_free(&surface);
    editor_set_limit(editor, 8);
    cr_expect_eq(editor_paste(editor, "way too long"), EDITOR_MOVED);
    editor_free(&editor);
}

Test(tui_editor, history)
{
    struct editor *editor = editor_new();
    editor_remember(editor, "one");
    editor_remember(editor, "two");
    editor_remember(editor, "one");
    cr_expect_eq(editor_history_count(editor), 2);
    type(editor, "dra<Up>");
    cr_expect_str_eq(editor_text(editor), "one");
    type(editor, "<Up><Up><Up>");
    cr_expect_str_eq(editor_text(editor), "two");
    type(editor, "<Down><Down><Down>");
    cr_expect_str_eq(editor_text(editor), "dra");
    editor_free(&editor);
}

static void complete(void *data, const char *text, size_t caret, struct completion *out)
{
    (void)data;
    out->from = 0;
    if (!strncmp(text, "ex", caret < 2 ? caret : 2)) {
        completion_add(out, "explain", "say why");
        completion_add(out, "export", "write");
    }
    if (!strncmp(text, "quit", caret)) {
        completion_add(out, "quit", NULL);
    }
}

Test(tui_editor, completion)
{
    struct editor *editor = editor_new();
    editor_set_completion(editor, complete, NULL);
    type(editor, "e<Tab>");
    expect(editor, "exp", 3);
    cr_expect(editor_completing(editor));
    type(editor, "<Tab><Tab>");
    expect(editor, "export", 6);
    type(editor, "<Tab>");
    expect(editor, "explain", 7);
    struct surface *surface = surface_new(4, 24);
    struct area line = {.row = 3, .column = 1, .rows = 1, .columns = 20};
    editor_draw(editor, surface, line, style_of(ROLE_TEXT), true);
    editor_draw_completion(editor, surface, surface_area(surface));
    char *drawn = surface_string(surface);
    cr_expect_str_eq(drawn, "\n▌explain  say why\n export     write\n explain\n", "%s", drawn);
    free(drawn);
    surface_free(&surface);
    type(editor, "<Esc>");
    expect(editor, "e", 1);
    type(editor, "<BS>qu<Tab>");
    expect(editor, "quit ", 5);
    editor_free(&editor);
}

Test(tui_editor, lines_wrap_and_up_goes_up)
{
    struct editor *editor = editor_new();
    editor_set_multiline(editor, true);
    editor_set_text(editor, "lifecycle in (fan) and 掌柜");
    struct surface *surface = surface_new(3, 12);
    editor_draw(editor, surface, surface_area(surface), style_of(ROLE_TEXT), true);
    char *drawn = surface_string(surface);
    cr_expect_str_eq(drawn, "lifecycle\nin (fan)\nand 掌柜\n", "drawn:\n%s", drawn);
    cr_expect_eq(editor_rows(editor, 12), 3);
    int row;
    int column;
    cr_expect_eq(surface_cursor_at(surface, &row, &column), CURSOR_CARET);
    cr_expect(row == 2 && column == 8, "cursor at %d %d", row, column);
    type(editor, "<Up>");
    cr_expect_eq(editor_caret(editor), 18);
    cr_expect(editor_click(editor, 0, 2));
    cr_expect_eq(editor_caret(editor), 2);
    type(editor, "<A-CR>");
    cr_expect_eq(editor_rows(editor, 12), 4);
    free(drawn);
    surface_free(&surface);
    editor_free(&editor);
}

Test(tui_editor, long_line_scrolls_with_the_caret)
{
    struct editor *editor = editor_new();
    struct surface *surface = surface_new(1, 6);
    editor_set_text(editor, "0123456789");
    editor_draw(editor, surface, surface_area(surface), style_of(ROLE_TEXT), true);
    char *drawn = surface_string(surface);
    cr_expect_str_eq(drawn, "56789\n");
    free(drawn);
    type(editor, "<Home>");
    surface_clear(surface, ROLE_GROUND);
    editor_draw(editor, surface, surface_area(surface), style_of(ROLE_TEXT), true);
    drawn = surface_string(surface);
    cr_expect_str_eq(drawn, "012345\n");
    free(drawn);
    surface_free(&surface);
    editor_free(&editor);
}

static char noted[128];

static void note_change(void *data, const char *text)
{
    snprintf(noted, sizeof noted, "%s%s", (const char *)data, text);
}

static void note_cancel(void *data)
{
    snprintf(noted, sizeof noted, "%scancelled", (const char *)data);
}

static void prompt_type(struct prompt *prompt, const char *names)
{
    struct key keys[32];
    int count = key_parse_sequence(names, keys, 32);
    for (int i = 0; i < count; i++) {
        prompt_key(prompt, keys[i]);
    }
}

Test(tui_editor, prompt_previews_and_keeps_histories_apart)
{
    struct prompt *prompt = prompt_new();
    struct prompt_handlers handlers = {
        .change = note_change, .accept = note_change, .cancel = note_cancel};
    cr_expect_not(prompt_key(prompt, (struct key){.code = 'x'}));
    prompt_open(prompt, "/", "", &handlers, "find ");
    prompt_type(prompt, "dr");
    cr_expect_str_eq(noted, "find dr");
    prompt_type(prompt, "<CR>");
    cr_expect_not(prompt_is_open(prompt));
    prompt_open(prompt, ":", "", &handlers, "run ");
    prompt_remember(prompt, "target", "a third kind while one is open");
    prompt_type(prompt, "<Up>q<BS><BS>");
    cr_expect_str_eq(noted, "run cancelled");
    cr_expect_eq(prompt_history_count(prompt, "/"), 1);
    cr_expect_str_eq(prompt_history_at(prompt, "/", 0), "dr");
    cr_expect_eq(prompt_history_count(prompt, ":"), 0);
    prompt_free(&prompt);
}

static const char *const channels[] = {"EDM", "SMS", NULL};
static const struct form_field fields[] = {
    {.label = "Wave", .kind = FIELD_HEADING},
    {.id = "name", .label = "name", .kind = FIELD_TEXT, .required = true},
    {.id = "channel", .label = "channel", .kind = FIELD_CHOICE, .choices = channels},
    {.id = "day", .label = "day", .kind = FIELD_DATE, .value = "2026-02-28"},
    {.id = "share", .label = "share", .kind = FIELD_NUMBER, .value = "60", .maximum = 50},
    {.id = "quiet", .label = "quiet", .kind = FIELD_CHECK},
};

static enum form_result form_type(struct form *form, const char *names)
{
    struct key keys[32];
    int count = key_parse_sequence(names, keys, 32);
    enum form_result result = FORM_IGNORED;
    for (int i = 0; i < count; i++) {
        result = form_key(form, keys[i]);
    }
    return result;
}

static const char *no_sunday(void *data, const char *id, const char *value)
{
    (void)data;
    return !strcmp(id, "day") && !strcmp(value, "2026-03-01") ? "a Sunday" : NULL;
}

Test(tui_editor, form_checks_and_answers)
{
    struct form *form = form_new(fields, 6, NULL);
    form_set_check(form, no_sunday, NULL);
    cr_expect_str_eq(form_focus(form), "name");
    cr_expect_eq(form_type(form, "<C-s>"), FORM_GOES_ON);
    cr_expect_str_eq(form_focus(form), "name");
    form_type(form, "双11<CR><Right><Tab><A-Up><Tab>");
    cr_expect_str_eq(form_value(form, "channel"), "SMS");
    cr_expect_str_eq(form_value(form, "day"), "2026-03-01");
    struct surface *surface = surface_new(10, 40);
    form_draw(form, surface, surface_area(surface), true);
    char *drawn = surface_string(surface);
    cr_expect_not_null(strstr(drawn, "✘ a Sunday"), "%s", drawn);
    free(drawn);
    surface_free(&surface);
    form_set_value(form, "day", "2026-02-30");
    cr_expect_not(form_check(form));
    form_set_value(form, "day", "2024-02-29");
    cr_expect_not(form_check(form));
    cr_expect_str_eq(form_focus(form), "share");
    form_set_value(form, "share", "5.6");
    cr_expect_eq(form_type(form, "<CR><Space>"), FORM_CHANGED);
    cr_expect_str_eq(form_value(form, "quiet"), "1");
    cr_expect_eq(form_type(form, "<CR>"), FORM_ACCEPT);
    cr_expect_eq(form_type(form, "<Esc>"), FORM_CANCEL);
    cr_expect_str_eq(form_value(form, "name"), "双11");
    form_free(&form);
}

static char *form_drawn(struct form *form)
{
    struct surface *surface = surface_new(10, 40);
    form_draw(form, surface, surface_area(surface), true);
    char *drawn = surface_string(surface);
    surface_free(&surface);
    return drawn;
}

Test(tui_editor, form_steps_keep_every_digit)
{
    struct form *form = form_new(fields, 6, NULL);
    form_set_value(form, "share", "12345678.25");
    form_set_focus(form, "share");
    cr_expect_eq(form_type(form, "<A-Up>"), FORM_CHANGED);
    cr_expect_str_eq(form_value(form, "share"), "12345679.25");
    form_free(&form);
}

Test(tui_editor, form_message_goes_when_the_value_changes)
{
    struct form *form = form_new(fields, 6, NULL);
    form_set_error(form, "channel", "closed");
    form_set_error(form, "share", "too much");
    form_set_focus(form, "channel");
    form_type(form, "<Right>");
    form_set_focus(form, "share");
    form_type(form, "<A-Down>");
    char *drawn = form_drawn(form);
    cr_expect_null(strstr(drawn, "closed"), "%s", drawn);
    cr_expect_null(strstr(drawn, "too much"), "%s", drawn);
    free(drawn);
    form_free(&form);
}

Test(tui_editor, form_checks_the_field_a_click_leaves)
{
    struct form *form = form_new(fields, 6, NULL);
    form_set_focus(form, "name");
    free(form_drawn(form));
    cr_expect(form_click(form, 3, 14)); /* the day */
    cr_expect_str_eq(form_focus(form), "day");
    char *drawn = form_drawn(form);
    cr_expect_not_null(strstr(drawn, "✘ needed"), "%s", drawn);
    free(drawn);
    form_free(&form);
}
