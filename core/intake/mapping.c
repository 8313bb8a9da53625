#include "core/intake/mapping.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/config.h"
#include "core/base/hash.h"
#include "core/base/money.h"
#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/intake/mapping_inside.h"

char *mapping_plain_header(char *header)
{
    string_narrow(header);
    header = string_trim(header);
    char *out = header;
    for (const char *in = header; *in != '\0'; in++) {
        /* Exporters put blanks and line ends into long headers as they please. */
        bool blank = *in == ' ' || *in == '\n' || *in == '\r' || *in == '\t';
        if (blank && out > header && out[-1] == ' ')
            continue;
        *out++ = blank ? ' ' : (char)tolower((unsigned char)*in);
    }
    *out = '\0';
    return header;
}

bool mapping_has(const struct mapping_words *words, const char *word)
{
    for (size_t i = 0; i < words->count; i++)
        if (strcmp(words->words[i], word) == 0)
            return true;
    return false;
}

bool mapping_take_words(
    const struct yaml *node, const char *key, struct mapping_words *words, struct error *error)
{
    const struct yaml *list = yaml_get(node, key);
    if (list == NULL)
        return true;
    if (list->kind == YAML_MAP)
        return yaml_error(list, error, say("\"%s\" must be a text or a list of texts"), key);
    size_t count = list->kind == YAML_LIST ? list->count : 1;
    words->words = memory_zero(count, sizeof(*words->words));
    for (size_t i = 0; i < count; i++) {
        const struct yaml *item = list->kind == YAML_LIST ? list->values[i] : list;
        if (item->kind != YAML_SCALAR)
            return yaml_error(item, error, say("\"%s\" must be a text or a list of texts"), key);
        words->words[words->count++] = item->scalar;
    }
    return true;
}

void mapping_plain_words(struct mapping_words *words)
{
    for (size_t i = 0; i < words->count; i++)
        words->words[i] = mapping_plain_header((char *)(uintptr_t)words->words[i]);
}

bool mapping_take_position(
    const struct yaml *node, struct mapping_column *column, struct error *error)
{
    char *end = NULL;
    long position = node->kind == YAML_SCALAR ? strtol(node->scalar, &end, 10) : 0;
    if (end == NULL || *end != '\0' || position < 1 || position > 4096)
        return yaml_error(node, error,
            say("a file without a header needs the number of the column here, from 1"));
    column->position = (size_t)position;
    return true;
}

static bool no_field(const struct yaml *key, struct error *error)
{
    struct text names = {0};
    for (int i = 0; i < FIELDS; i++)
        text_format(&names, "%s%s", i > 0 ? ", " : "", field_name((enum field)i));
    yaml_error(key, error, say("there is no field \"%.40s\"; known are %s"), key->scalar,
        text_string(&names));
    text_free(&names);
    return false;
}

static bool take_column(
    struct mapping *mapping, const struct yaml *columns, size_t index, struct error *error)
{
    const struct yaml *key = columns->keys[index];
    enum field field;
    if (!field_named(key->scalar, &field))
        return no_field(key, error);
    if (!kind_takes(mapping->kind, field))
        return yaml_error(key, error, say("a file of kind %s has no field \"%s\""),
            kind_name(mapping->kind), key->scalar);
    struct mapping_column *column = &mapping->columns[field];
    column->used = true;
    if (mapping->header == 0)
        return mapping_take_position(columns->values[index], column, error);
    if (!mapping_take_words(columns, key->scalar, &column->headers, error))
        return false;
    mapping_plain_words(&column->headers);
    return column->headers.count > 0 ||
           yaml_error(key, error, say("the field \"%s\" names no header"), key->scalar);
}

static bool take_required(struct mapping *mapping, struct error *error)
{
    const struct yaml *list = yaml_get(mapping->tree, "required");
    if (list != NULL && !yaml_need_list(mapping->tree, "required", &list, error))
        return false;
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        const struct yaml *item = list->values[i];
        enum field field;
        if (item->kind != YAML_SCALAR || !field_named(item->scalar, &field) ||
            !mapping->columns[field].used)
            return yaml_error(item, error, say("\"required\" may only name fields of \"columns\""));
        mapping->columns[field].required = true;
    }
    for (int i = 0; i < FIELDS; i++) {
        if (!kind_needs(mapping->kind, (enum field)i))
            continue;
        if (!mapping->columns[i].used)
            return yaml_error(mapping->tree, error,
                say("a file of kind %s needs the column \"%s\""), kind_name(mapping->kind),
                field_name((enum field)i));
        mapping->columns[i].required = true;
    }
    return true;
}

static bool take_columns(struct mapping *mapping, struct error *error)
{
    const struct yaml *columns = yaml_get(mapping->tree, "columns");
    if (columns == NULL || columns->kind != YAML_MAP || columns->count == 0)
        return yaml_error(columns != NULL ? columns : mapping->tree, error,
            say("\"columns\" must say which header feeds which field"));
    for (size_t i = 0; i < columns->count; i++)
        if (!take_column(mapping, columns, i, error))
            return false;
    return take_required(mapping, error);
}

static bool take_dates(struct mapping *mapping, struct error *error)
{
    struct mapping_words words = {0};
    bool good = mapping_take_words(mapping->tree, "date", &words, error);
    for (size_t i = 0; good && i < words.count; i++) {
        good = i < MAPPING_DATES && moment_order_named(words.words[i], &mapping->dates[i]);
        if (!good)
            yaml_error(yaml_get(mapping->tree, "date"), error,
                say("\"date\" must be one of ymd, dmy, mdy, unix, unix-ms"));
    }
    mapping->date_count = words.count > 0 ? words.count : 1;
    free(words.words);
    return good;
}

static bool take_money(struct mapping *mapping, struct error *error)
{
    static const char *const keys[] = {"unit", "decimal", NULL};
    const struct yaml *node = yaml_get(mapping->tree, "money");
    mapping->decimal_mark = '.';
    if (node == NULL)
        return true;
    if (!yaml_only(node, keys, error))
        return false;
    const char *unit = yaml_text(node, "unit", "major");
    const char *decimal = yaml_text(node, "decimal", ".");
    if (strcmp(unit, "major") != 0 && strcmp(unit, "minor") != 0)
        return yaml_error(yaml_get(node, "unit"), error,
            say("\"unit\" must be major (yuan, pounds) or minor (fen, pence)"));
    if (strcmp(decimal, ".") != 0 && strcmp(decimal, ",") != 0)
        return yaml_error(
            yaml_get(node, "decimal"), error, say("\"decimal\" must be \".\" or \",\""));
    mapping->money_is_minor = strcmp(unit, "minor") == 0;
    mapping->decimal_mark = decimal[0];
    return true;
}

static bool take_states(struct mapping *mapping, struct error *error)
{
    static const char *const keys[] = {"paid", "unpaid", "closed", NULL};
    const struct yaml *node = yaml_get(mapping->tree, "states");
    struct mapping_words *const words[] = {&mapping->paid, &mapping->unpaid, &mapping->closed};
    if (node != NULL && !yaml_only(node, keys, error))
        return false;
    for (size_t i = 0; i < 3; i++) {
        if (!mapping_take_words(node, keys[i], words[i], error))
            return false;
        mapping_plain_words(words[i]);
    }
    return true;
}

static bool take_events(struct mapping *mapping, struct error *error)
{
    static const char *const names[] = {[EVENT_VISIT] = "visit",
        [EVENT_VIEW] = "view",
        [EVENT_CART] = "cart",
        [EVENT_FAVOURITE] = "favourite",
        [EVENT_INQUIRY] = "inquiry",
        [EVENT_REVIEW] = "review",
        [EVENT_BUY] = "buy",
        [EVENT_RETURN] = "return",
        [EVENT_EXCHANGE] = "exchange",
        [EVENT_COMPLAINT] = "complaint",
        [EVENT_REFERRAL] = "referral"};
    const struct yaml *node = yaml_get(mapping->tree, "events");
    if (node == NULL || node->kind != YAML_MAP)
        return mapping->kind != KIND_EVENTS ||
               yaml_error(node != NULL ? node : mapping->tree, error,
                   say("\"events\" must say which word is which event"));
    mapping->events = memory_zero(node->count, sizeof(*mapping->events));
    for (size_t i = 0; i < node->count; i++) {
        int kind = EVENT_VISIT;
        while (kind < EVENT_KINDS && (node->values[i]->kind != YAML_SCALAR ||
                                         strcmp(names[kind], node->values[i]->scalar) != 0))
            kind++;
        if (kind == EVENT_KINDS)
            return yaml_error(node->values[i], error,
                say("there is no such event; known are visit, view, cart, favourite, inquiry, "
                    "review, buy, return, exchange, complaint, referral"));
        mapping->events[mapping->event_count++] =
            (struct mapping_event){node->keys[i]->scalar, (enum event_kind)kind};
    }
    return true;
}

static bool take_measures(struct mapping *mapping, struct error *error)
{
    const struct yaml *node = yaml_get(mapping->tree, "measures");
    for (size_t i = 0; node != NULL && i < node->count; i++)
        if (node->kind != YAML_MAP || node->values[i]->kind != YAML_SCALAR)
            return yaml_error(
                node, error, say("\"measures\" must say which word is which measure"));
    mapping->measures = node;
    return true;
}

static bool take_form(struct mapping *mapping, struct error *error)
{
    const struct yaml *tree = mapping->tree;
    const char *encoding = yaml_text(tree, "encoding", "auto");
    const char *delimiter = yaml_text(tree, "delimiter", "auto");
    long header = 1;
    if (!yaml_take_integer(tree, "header", &header, error))
        return false;
    if (header < 0 || header > 100)
        return yaml_error(yaml_get(tree, "header"), error,
            say("\"header\" must be the line of the header, or 0 when there is none"));
    mapping->header = header;
    mapping->encoding_forced = strcmp(encoding, "auto") != 0;
    if (mapping->encoding_forced && !encoding_named(encoding, &mapping->encoding))
        return yaml_error(yaml_get(tree, "encoding"), error,
            say("\"encoding\" must be auto, utf-8, gb18030, utf-16le or utf-16be"));
    if (strcmp(delimiter, "tab") == 0)
        mapping->delimiter = '\t';
    else if (strlen(delimiter) == 1 && !isalnum((unsigned char)delimiter[0]) &&
             strchr("\"\r\n", delimiter[0]) == NULL)
        mapping->delimiter = delimiter[0];
    else if (strcmp(delimiter, "auto") != 0)
        return yaml_error(yaml_get(tree, "delimiter"), error,
            say("\"delimiter\" must be auto, tab or one sign such as , or ;"));
    return true;
}

static bool take_place(struct mapping *mapping, struct error *error)
{
    const struct yaml *tree = mapping->tree;
    static const char *const identities[] = {"member", "email", "phone", "visitor"};
    const char *identity = yaml_text(tree, "identity", "member");
    mapping->identity = WRITER_MEMBER;
    while (strcmp(identities[mapping->identity], identity) != 0)
        if (++mapping->identity > WRITER_VISITOR)
            return yaml_error(yaml_get(tree, "identity"), error,
                say("\"identity\" must be member, email, phone or visitor"));
    const char *region = yaml_text(tree, "region", "plain");
    mapping->china_regions = strcmp(region, "china") == 0;
    if (!mapping->china_regions && strcmp(region, "plain") != 0)
        return yaml_error(
            yaml_get(tree, "region"), error, say("\"region\" must be china or plain"));
    mapping->zone = yaml_text(tree, "zone", NULL);
    mapping->currency = yaml_text(tree, "currency", NULL);
    mapping->channel = yaml_text(tree, "channel", NULL);
    struct money_currency currency;
    if (mapping->currency != NULL && !money_currency_of(mapping->currency, &currency))
        return yaml_error(yaml_get(tree, "currency"), error,
            say("\"currency\" must be three letters such as CNY"));
    if (!yaml_take_number(tree, "covers", &mapping->covers, error))
        return false;
    if (mapping->covers < 0 || mapping->covers > 1)
        return yaml_error(
            yaml_get(tree, "covers"), error, say("\"covers\" must be a share from 0 to 1"));
    return yaml_take_flag(tree, "amount_is_net", &mapping->amount_is_net, error) &&
           yaml_take_flag(tree, "all_paid", &mapping->all_paid, error) &&
           yaml_take_flag(tree, "repeats_order", &mapping->repeats_order, error);
}

static bool take_all(struct mapping *mapping, struct error *error)
{
    static const char *const keys[] = {"title", "kind", "source", "zone", "currency", "encoding",
        "delimiter", "header", "columns", "required", "date", "money", "missing", "states",
        "events", "identity", "region", "channel", "amount_is_net", "all_paid", "repeats_order",
        "covers", "measures", "fields", "rest", NULL};
    const char *kind;
    if (!yaml_only(mapping->tree, keys, error) ||
        !yaml_need_text(mapping->tree, "kind", &kind, error) ||
        !yaml_need_text(mapping->tree, "source", &mapping->source, error))
        return false;
    if (!kind_named(kind, &mapping->kind))
        return yaml_error(yaml_get(mapping->tree, "kind"), error,
            say("\"kind\" must be orders, lines, invoice-lines, events, statistics, traffic, "
                "customers, products or benchmarks"));
    if (mapping->source[0] == '\0')
        return yaml_error(yaml_get(mapping->tree, "source"), error,
            say("\"source\" must name where the rows come from, such as taobao"));
    mapping->title = yaml_text(mapping->tree, "title", mapping->name);
    return take_form(mapping, error) && take_columns(mapping, error) &&
           mapping_take_fields(mapping, error) && take_dates(mapping, error) &&
           take_money(mapping, error) &&
           mapping_take_words(mapping->tree, "missing", &mapping->missing, error) &&
           take_states(mapping, error) && take_events(mapping, error) &&
           take_measures(mapping, error) && take_place(mapping, error);
}

static void mix_tree(uint64_t fingerprint[2], const struct yaml *node)
{
    const char kind[] = {(char)('0' + (int)node->kind), (char)(node->count % 100)};
    hash_mix(fingerprint, kind, sizeof(kind));
    if (node->kind == YAML_SCALAR)
        hash_mix(fingerprint, node->scalar, strlen(node->scalar));
    for (size_t i = 0; i < node->count; i++) {
        if (node->kind == YAML_MAP)
            mix_tree(fingerprint, node->keys[i]);
        mix_tree(fingerprint, node->values[i]);
    }
}

struct mapping *mapping_from(const char *name, struct yaml *tree, struct error *error)
{
    struct mapping *mapping = memory_zero(1, sizeof(*mapping));
    const char *slash = strrchr(name, '/');
    snprintf(mapping->name, sizeof(mapping->name), "%s", slash != NULL ? slash + 1 : name);
    char *ending = strstr(mapping->name, ".yaml");
    if (ending != NULL)
        *ending = '\0';
    mapping->tree = tree;
    mix_tree(mapping->fingerprint, tree);
    if (!take_all(mapping, error))
        mapping_free(&mapping);
    return mapping;
}

static struct yaml *load_path(const char *path, struct error *error)
{
    struct text bytes = {0};
    struct yaml *tree = NULL;
    if (config_read_file(path, &bytes, error))
        tree = yaml_parse(path, text_string(&bytes), bytes.length, error);
    text_free(&bytes);
    return tree;
}

static struct yaml *load_known(const char *name, struct error *error)
{
    char path[256];
    int length = snprintf(path, sizeof(path), "import/%s.yaml", name);
    if (length < (int)sizeof(path) && config_known(path))
        return config_load(path, error);
    struct text names = {0};
    config_list("import", &names);
    error_set(error, say("there is no mapping \"%.80s\"; known are %s"), name, text_string(&names));
    text_free(&names);
    return NULL;
}

struct mapping *mapping_load(const char *name, struct error *error)
{
    size_t length = strlen(name);
    bool is_path =
        strchr(name, '/') != NULL || (length > 5 && strcmp(name + length - 5, ".yaml") == 0);
    struct yaml *tree = is_path ? load_path(name, error) : load_known(name, error);
    return tree != NULL ? mapping_from(name, tree, error) : NULL;
}

void mapping_free(struct mapping **mapping)
{
    if (*mapping == NULL)
        return;
    for (int i = 0; i < FIELDS; i++)
        free((*mapping)->columns[i].headers.words);
    for (size_t i = 0; i < (*mapping)->free_count; i++)
        free((*mapping)->frees[i].column.headers.words);
    free((*mapping)->frees);
    free((*mapping)->missing.words);
    free((*mapping)->paid.words);
    free((*mapping)->unpaid.words);
    free((*mapping)->closed.words);
    free((*mapping)->events);
    yaml_close(&(*mapping)->tree);
    free(*mapping);
    *mapping = NULL;
}
