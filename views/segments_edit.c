/* The editor of the segment browser: colours, completion, what keys do to the query. */
#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "views/pane_segments.h"

/* --- colours ------------------------------------------------------------------------------- */

static const enum role roles[] = {
    [SPEECH_WORD] = ROLE_ACCENT,
    [SPEECH_ATTRIBUTE] = ROLE_INFO,
    [SPEECH_ACT] = ROLE_INFO,
    [SPEECH_NUMBER] = ROLE_GOOD,
    [SPEECH_TEXT] = ROLE_GOOD,
    [SPEECH_SIGN] = ROLE_QUIET,
    [SPEECH_WRONG] = ROLE_BAD,
};

static void colour_token(size_t from, size_t to, enum query_speech speech, void *context)
{
    struct style *styles = context;
    struct style style = style_of(roles[speech]);
    if (speech == SPEECH_WRONG)
        style = style_underline(style);
    for (size_t i = from; i < to; i++)
        styles[i] = style;
}

static void colour(void *data, const char *text, size_t length, struct style *styles)
{
    (void)data;
    for (size_t i = 0; i < length; i++)
        styles[i] = style_of(ROLE_TEXT);
    query_tokens(text, colour_token, styles);
}

/* --- completion ------------------------------------------------------------------------------- */

static void complete(void *data, const char *text, size_t caret, struct completion *completion)
{
    struct segments *segments = data;
    struct query_completion words;
    query_complete(text, caret, &words);
    completion->from = words.from;
    const struct query_values *values = segments_values(segments, &words);
    for (size_t i = 0; values != NULL && i < values->count; i++)
        completion_add(completion, values->words[i], NULL);
    for (size_t i = 0; i < words.count; i++)
        completion_add(completion, words.words[i], NULL);
    query_completion_free(&words);
}

struct editor *segments_editor_new(struct segments *segments)
{
    struct editor *editor = editor_new();
    editor_set_multiline(editor, true);
    editor_set_limit(editor, QUERY_LENGTH);
    editor_set_colouring(editor, colour, segments);
    editor_set_completion(editor, complete, segments);
    return editor;
}

/* --- the text ----------------------------------------------------------------------------------
 */

void segments_set(struct segments *segments, const char *query)
{
    editor_set_text(segments->editor, query);
    segments_ask(segments);
}

void segments_show_query(struct segments *segments, const char *query)
{
    struct error error;
    struct text text = {0};
    struct query *parsed = query_parse(query, NULL, &error);
    segments->language = phrase_language();
    if (parsed != NULL)
        query_format(parsed, string_equal(segments->language, "zh"), &text);
    segments_set(segments, parsed != NULL ? text_string(&text) : query);
    query_free(&parsed);
    text_free(&text);
}

/* Whether the query already asks for the clause: an equal one is among those it joins. */
static bool holds(const struct query *query, const struct query *clause)
{
    if (query->kind != QUERY_AND)
        return query_equal(query, clause);
    for (size_t i = 0; i < query->child_count; i++)
        if (query_equal(query->children[i], clause))
            return true;
    return false;
}

/* Puts a clause behind the text with `and`, unless it says nothing new. */
static void append_clause(struct text *text, const struct query *query, const struct query *clause)
{
    if (holds(query, clause) || clause->kind == QUERY_ALL)
        return;
    text_append(text, text->length > 0 ? " and " : "");
    text_append(text, clause->kind == QUERY_OR ? "(" : "");
    query_format(clause, false, text);
    text_append(text, clause->kind == QUERY_OR ? ")" : "");
}

/* The query with the clause behind it, in English; the caller's. */
static char *joined(const struct query *query, const struct query *clause)
{
    struct text text = {0};
    bool parts = clause->kind == QUERY_AND;
    if (query->kind != QUERY_ALL) {
        text_append(&text, query->kind == QUERY_OR ? "(" : "");
        query_format(query, false, &text);
        text_append(&text, query->kind == QUERY_OR ? ")" : "");
    }
    for (size_t i = 0; i < (parts ? clause->child_count : 1); i++)
        append_clause(&text, query, parts ? clause->children[i] : clause);
    return text_take(&text);
}

/* The same of texts one of which is no query: as they are written, so that the mistake can be seen
 * and corrected. */
static char *joined_as_written(const struct query *query, const char *now, const char *clause)
{
    struct text text = {0};
    if (query == NULL || query->kind != QUERY_ALL)
        text_format(&text, query != NULL && query->kind == QUERY_OR ? "(%s) and " : "%s and ", now);
    text_append(&text, clause);
    return text_take(&text);
}

void segments_narrow(struct segments *segments, const char *clause)
{
    struct error error;
    const char *now = editor_text(segments->editor);
    struct query *query = query_parse(now, NULL, &error);
    struct query *added = query != NULL ? query_parse(clause, NULL, &error) : NULL;
    char *text = added != NULL ? joined(query, added) : joined_as_written(query, now, clause);
    segments_show_query(segments, text[0] != '\0' ? text : "all");
    query_free(&query);
    query_free(&added);
    free(text);
}

static bool asks_for_all(const char *text)
{
    struct error error;
    struct query *query = query_parse(text, NULL, &error);
    bool all = query != NULL && query->kind == QUERY_ALL;
    query_free(&query);
    return all;
}

/* What is everybody begins empty: whatever is typed then is the query. */
void segments_edit(struct segments *segments)
{
    free(segments->before_edit);
    segments->before_edit = string_copy(editor_text(segments->editor));
    if (asks_for_all(segments->before_edit))
        editor_set_text(segments->editor, "");
    editor_set_placeholder(segments->editor, say("such as: lifecycle = regular"));
    segments->editing = true;
    segments->second_page = true;
    table_set_focus(segments->table, false);
    editor_set_caret(segments->editor, strlen(editor_text(segments->editor)));
}

static void stop_editing(struct segments *segments)
{
    segments->editing = false;
    table_set_focus(segments->table, true);
}

static bool follow(struct segments *segments, enum editor_result result)
{
    switch (result) {
    case EDITOR_CHANGED:
        segments_ask(segments);
        segments_ask_values(segments);
        return true;
    case EDITOR_MOVED:
        segments_ask_values(segments);
        return true;
    case EDITOR_ACCEPT:
        editor_remember(segments->editor, editor_text(segments->editor));
        stop_editing(segments);
        if (asks_for_all(editor_text(segments->editor)))
            segments_show_query(segments, "all");
        return true;
    case EDITOR_CANCEL:
        stop_editing(segments);
        if (!string_equal(segments->before_edit, editor_text(segments->editor)))
            segments_set(segments, segments->before_edit);
        return true;
    default:
        return false;
    }
}

bool segments_key(void *pane, struct key key)
{
    struct segments *segments = pane;
    return segments->editing && follow(segments, editor_key(segments->editor, key));
}

bool segments_paste(void *pane, const char *text)
{
    struct segments *segments = pane;
    return segments->editing && follow(segments, editor_paste(segments->editor, text));
}
