#include "core/intake/sample_free.h"

#include <stdlib.h>
#include <string.h>

#include "core/intake/contact.h"

enum { NAME_BYTES = 80, TELLING_VALUES = 3, TELLING_SHARE = 80 /* per cent */ };

/* What is nobody's business unless a mapping names it. */
static bool is_delicate(const char *header)
{
    static const char *const words[] = {"address", "地址", "passport", "护照", "id card", "身份证",
        "password", "密码", "bank", "银行"};
    char *plain = string_copy(header);
    mapping_plain_header(plain);
    bool delicate = false;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        delicate |= strstr(plain, words[i]) != NULL;
    free(plain);
    return delicate;
}

static void bind(struct binding *binding, const char *name, const char *header, int column,
    enum answer_kind kind, bool guessed)
{
    size_t index = binding->free_count++;
    enum field place = field_free(index);
    binding->column[place] = column;
    binding->headers[place] = header != NULL ? string_copy(header) : NULL;
    binding->frees[index] =
        (struct binding_free){.name = string_copy(name), .kind = kind, .guessed = guessed};
    contact_name(binding->frees[index].name);
}

/* The header the binding found, NULL when the file has none. */
static const struct sample_row *header_of(
    const struct sample *sample, const struct binding *binding)
{
    for (size_t i = 0; i < sample->count && binding->header_line > 0; i++)
        if (sample->rows[i].line == binding->header_line)
            return &sample->rows[i];
    return NULL;
}

static int find_column(const struct sample_row *header, const struct mapping_column *column)
{
    if (column->position > 0)
        return (int)column->position - 1;
    for (size_t word = 0; header != NULL && word < column->headers.count; word++) {
        for (size_t i = 0; i < header->count; i++) {
            char *copy = string_copy(header->cells[i]);
            bool same = strcmp(mapping_plain_header(copy), column->headers.words[word]) == 0;
            free(copy);
            if (same)
                return (int)i;
        }
    }
    return -1;
}

static bool is_bound(const struct binding *binding, size_t column)
{
    for (size_t i = 0; i < FIELDS + 1 + binding->free_count; i++)
        if (i != FIELDS && binding->column[i] == (int)column)
            return true;
    return false;
}

/* Whether nearly all values of the first rows are of a kind, and there are enough to tell. */
static bool most_are(const struct sample *sample, const struct binding *binding, size_t column,
    enum answer_kind kind)
{
    struct text settled = {0};
    size_t values = 0, good = 0;
    bool code = false; /* 0571 is no number */
    for (size_t i = 0; i < sample->count; i++) {
        const struct sample_row *row = &sample->rows[i];
        if (row->line <= binding->header_line || column >= row->count ||
            *row->cells[column] == '\0')
            continue;
        const char *value = row->cells[column];
        code |= value[0] == '0' && value[1] >= '0' && value[1] <= '9';
        good += answer_settle(kind, value, &settled);
        values++;
    }
    text_free(&settled);
    return !code && values >= TELLING_VALUES && good * 100 >= values * TELLING_SHARE;
}

static void bind_rest(
    const struct sample *sample, const struct sample_row *header, struct binding *binding)
{
    for (size_t i = 0; i < header->count && binding->free_count < FREE_FIELDS; i++) {
        const char *name = header->cells[i];
        if (name[0] == '\0' || strlen(name) > NAME_BYTES || is_bound(binding, i) ||
            is_delicate(name))
            continue;
        enum answer_kind kind = most_are(sample, binding, i, ANSWER_NUMBER) ? ANSWER_NUMBER
                                : most_are(sample, binding, i, ANSWER_DAY)  ? ANSWER_DAY
                                                                            : ANSWER_TEXT;
        bind(binding, name, name, (int)i, kind, true);
    }
}

void sample_bind_free(
    const struct sample *sample, const struct mapping *mapping, struct binding *binding)
{
    const struct sample_row *header = header_of(sample, binding);
    for (size_t i = 0; i < mapping->free_count; i++) {
        const struct mapping_free *wanted = &mapping->frees[i];
        int column = find_column(header, &wanted->column);
        if (column < 0 || (size_t)column >= binding->columns)
            continue;
        const char *name = header != NULL ? header->cells[column] : NULL;
        bind(binding, wanted->name, name, column, wanted->kind, false);
        binding->known++;
    }
    if (mapping->rest && header != NULL)
        bind_rest(sample, header, binding);
}
