#include "core/base/yaml.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "core/base/phrase.h"
#include "core/base/text.h"

/* A root carries the name of its file behind the node itself. */
struct root {
    struct yaml node;
    char *file;
};

enum { DEPTH_LIMIT = 64 };

struct reader {
    yaml_parser_t parser;
    const char *file;
    struct error *error;
    int depth;
};

static bool place_error(const struct reader *reader, yaml_mark_t mark, const char *problem)
{
    return error_set(
        reader->error, "%s:%zu:%zu: %s", reader->file, mark.line + 1, mark.column + 1, problem);
}

static bool next_event(struct reader *reader, yaml_event_t *event)
{
    if (yaml_parser_parse(&reader->parser, event))
        return true;
    struct text problem = {0};
    if (reader->parser.problem != NULL)
        text_format(&problem, say("not YAML: %s"), reader->parser.problem);
    else
        text_append(&problem, say("not YAML"));
    yaml_mark_t mark = reader->parser.problem_mark;
    if (reader->parser.error == YAML_READER_ERROR)
        mark = reader->parser.mark;
    place_error(reader, mark, text_string(&problem));
    text_free(&problem);
    return false;
}

static void free_children(struct yaml *node);

static void free_node(struct yaml **node)
{
    if (*node == NULL)
        return;
    free_children(*node);
    free(*node);
    *node = NULL;
}

static void free_children(struct yaml *node)
{
    for (size_t i = 0; i < node->count; i++) {
        free_node(&node->values[i]);
        if (node->keys != NULL)
            free_node(&node->keys[i]);
    }
    free(node->values);
    free(node->keys);
    free(node->scalar);
}

void yaml_close(struct yaml **root)
{
    if (*root == NULL)
        return;
    free(((struct root *)*root)->file);
    free_node(root);
}

static bool fill(struct reader *reader, const yaml_event_t *event, struct yaml *node);

static struct yaml *read_node(struct reader *reader, const yaml_event_t *event)
{
    struct yaml *node = memory_zero(1, sizeof(*node));
    if (!fill(reader, event, node))
        free_node(&node);
    return node;
}

static void append(struct yaml *node, struct yaml *key, struct yaml *value)
{
    node->values = memory_resize(node->values, node->count + 1, sizeof(*node->values));
    node->values[node->count] = value;
    if (node->kind == YAML_MAP) {
        node->keys = memory_resize(node->keys, node->count + 1, sizeof(*node->keys));
        node->keys[node->count] = key;
    }
    node->count++;
}

static bool check_key(struct reader *reader, const struct yaml *map, const struct yaml *key)
{
    yaml_mark_t mark = {.line = (size_t)key->line - 1, .column = (size_t)key->column - 1};
    if (key->kind != YAML_SCALAR)
        return place_error(reader, mark, say("a key must be plain text"));
    if (yaml_get(map, key->scalar) != NULL)
        return place_error(reader, mark, say("this key stands twice"));
    return true;
}

/* Reads the value that follows a key, or an item, and adds it to the node. */
static bool read_pair(struct reader *reader, const yaml_event_t *event, struct yaml *node)
{
    struct yaml *first = read_node(reader, event);
    if (first == NULL)
        return false;
    if (node->kind == YAML_LIST) {
        append(node, NULL, first);
        return true;
    }
    yaml_event_t next;
    if (!check_key(reader, node, first) || !next_event(reader, &next)) {
        free_node(&first);
        return false;
    }
    struct yaml *value = read_node(reader, &next);
    yaml_event_delete(&next);
    if (value == NULL) {
        free_node(&first);
        return false;
    }
    append(node, first, value);
    return true;
}

static bool read_children(struct reader *reader, struct yaml *node)
{
    yaml_event_type_t end =
        node->kind == YAML_MAP ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
    for (;;) {
        yaml_event_t event;
        if (!next_event(reader, &event))
            return false;
        bool done = event.type == end;
        bool good = done || read_pair(reader, &event, node);
        yaml_event_delete(&event);
        if (done || !good)
            return good;
    }
}

static bool fill(struct reader *reader, const yaml_event_t *event, struct yaml *node)
{
    node->file = reader->file;
    node->line = (int)event->start_mark.line + 1;
    node->column = (int)event->start_mark.column + 1;
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        node->kind = YAML_SCALAR;
        node->scalar = string_copy((const char *)event->data.scalar.value);
        node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
        return true;
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT: {
        node->kind = event->type == YAML_MAPPING_START_EVENT ? YAML_MAP : YAML_LIST;
        if (reader->depth >= DEPTH_LIMIT)
            return place_error(reader, event->start_mark, say("nested too deeply"));
        reader->depth++;
        bool good = read_children(reader, node);
        reader->depth--;
        return good;
    }
    default:
        return place_error(reader, event->start_mark, say("anchors and aliases are not supported"));
    }
}

/* The first content event of the document, or its end when the document is empty. */
static bool first_content(struct reader *reader, yaml_event_t *event)
{
    for (;;) {
        if (!next_event(reader, event))
            return false;
        if (event->type != YAML_STREAM_START_EVENT && event->type != YAML_DOCUMENT_START_EVENT)
            return true;
        yaml_event_delete(event);
    }
}

static bool read_root(struct reader *reader, struct yaml *node)
{
    yaml_event_t event;
    if (!first_content(reader, &event))
        return false;
    bool good = true;
    bool empty = event.type == YAML_STREAM_END_EVENT ||
                 (event.type == YAML_SCALAR_EVENT && event.data.scalar.length == 0 &&
                     event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE);
    if (empty)
        *node = (struct yaml){.kind = YAML_MAP, .file = reader->file, .line = 1, .column = 1};
    else
        good = fill(reader, &event, node);
    bool ended = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
    while (good && !ended) {
        good = next_event(reader, &event);
        if (!good)
            break;
        ended = event.type == YAML_STREAM_END_EVENT;
        if (event.type == YAML_DOCUMENT_START_EVENT)
            good = place_error(reader, event.start_mark, say("only one document is expected"));
        yaml_event_delete(&event);
    }
    return good;
}

struct yaml *yaml_parse(const char *file, const char *bytes, size_t length, struct error *error)
{
    struct root *root = memory_zero(1, sizeof(*root));
    root->file = string_copy(file);
    struct reader reader = {.file = root->file, .error = error};
    struct yaml *node = &root->node;
    if (!yaml_parser_initialize(&reader.parser)) {
        error_memory(error);
        yaml_close(&node);
        return NULL;
    }
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)bytes, length);
    if (!read_root(&reader, node))
        yaml_close(&node);
    yaml_parser_delete(&reader.parser);
    return node;
}

const struct yaml *yaml_get(const struct yaml *node, const char *key)
{
    if (node == NULL || node->kind != YAML_MAP)
        return NULL;
    for (size_t i = 0; i < node->count; i++)
        if (strcmp(node->keys[i]->scalar, key) == 0)
            return node->values[i];
    return NULL;
}

const char *yaml_text(const struct yaml *node, const char *key, const char *otherwise)
{
    const struct yaml *value = yaml_get(node, key);
    return value != NULL && value->kind == YAML_SCALAR ? value->scalar : otherwise;
}

bool yaml_error(const struct yaml *node, struct error *error, const char *format, ...)
{
    char sentence[ERROR_LENGTH];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof(sentence), format, arguments);
    va_end(arguments);
    return error_set(error, "%s:%d:%d: %s", node->file, node->line, node->column, sentence);
}

bool yaml_need_text(
    const struct yaml *node, const char *key, const char **value, struct error *error)
{
    const struct yaml *found = yaml_get(node, key);
    if (found == NULL)
        return yaml_error(node, error, say("\"%s\" is missing here"), key);
    if (found->kind != YAML_SCALAR)
        return yaml_error(found, error, say("\"%s\" must be a text"), key);
    *value = found->scalar;
    return true;
}

bool yaml_need_list(
    const struct yaml *node, const char *key, const struct yaml **list, struct error *error)
{
    const struct yaml *found = yaml_get(node, key);
    if (found == NULL)
        return yaml_error(node, error, say("\"%s\" is missing here"), key);
    if (found->kind != YAML_LIST)
        return yaml_error(found, error, say("\"%s\" must be a list"), key);
    *list = found;
    return true;
}

bool yaml_take_number(const struct yaml *node, const char *key, double *value, struct error *error)
{
    const struct yaml *found = yaml_get(node, key);
    if (found == NULL)
        return true;
    char *end = NULL;
    double number = found->kind == YAML_SCALAR ? strtod(found->scalar, &end) : 0;
    if (end == NULL || end == found->scalar || *end != '\0')
        return yaml_error(found, error, say("\"%s\" must be a number"), key);
    *value = number;
    return true;
}

bool yaml_take_integer(const struct yaml *node, const char *key, long *value, struct error *error)
{
    const struct yaml *found = yaml_get(node, key);
    if (found == NULL)
        return true;
    char *end = NULL;
    errno = 0;
    long number = found->kind == YAML_SCALAR ? strtol(found->scalar, &end, 10) : 0;
    if (end == NULL || end == found->scalar || *end != '\0' || errno != 0)
        return yaml_error(found, error, say("\"%s\" must be a whole number"), key);
    *value = number;
    return true;
}

bool yaml_take_flag(const struct yaml *node, const char *key, bool *value, struct error *error)
{
    const struct yaml *found = yaml_get(node, key);
    if (found == NULL)
        return true;
    const char *scalar = found->kind == YAML_SCALAR ? found->scalar : "";
    if (string_equal(scalar, "true") || string_equal(scalar, "yes"))
        *value = true;
    else if (string_equal(scalar, "false") || string_equal(scalar, "no"))
        *value = false;
    else
        return yaml_error(found, error, say("\"%s\" must be true or false"), key);
    return true;
}

static bool in_list(const char *const *keys, const char *key)
{
    for (; *keys != NULL; keys++)
        if (strcmp(*keys, key) == 0)
            return true;
    return false;
}

bool yaml_only(const struct yaml *node, const char *const *keys, struct error *error)
{
    if (node->kind != YAML_MAP)
        return yaml_error(node, error, say("expected a mapping of keys to values"));
    for (size_t i = 0; i < node->count; i++) {
        const char *key = node->keys[i]->scalar;
        if (in_list(keys, key))
            continue;
        struct text known = {0};
        for (const char *const *name = keys; *name != NULL; name++)
            text_format(&known, "%s%s", name == keys ? "" : say(", "), *name);
        yaml_error(node->keys[i], error, say("\"%s\" is not known here; known are %s"), key,
            text_string(&known));
        text_free(&known);
        return false;
    }
    return true;
}
