/* What can be said, taken apart into tokens once: keywords and names of attributes. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/customers/attribute.h"
#include "core/customers/query_lexer.h"
#include "core/customers/query_words.h"

static struct vocabulary words;
static struct phrase *phrases;
static size_t capacity;

static uint16_t characters(const char *said, size_t length)
{
    uint16_t count = 0;
    for (size_t i = 0; i < length; i++)
        count = (uint16_t)(count + (((unsigned char)said[i] & 0xc0) != 0x80));
    return count;
}

static char *form_of(const struct token_list *list)
{
    struct text form = {0};
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0 && list->tokens[i].from > list->tokens[i - 1].to)
            text_append_char(&form, ' ');
        text_append(&form, list->tokens[i].text);
    }
    return text_take(&form);
}

static void add(
    enum word word, int value, const char *said, size_t length, bool chinese, bool prime)
{
    struct token_list list;
    tokens_read(said, length, &list);
    if (list.count > 0) {
        if (words.count == capacity) {
            capacity = capacity == 0 ? 512 : capacity * 2;
            phrases = memory_resize(phrases, capacity, sizeof(*phrases));
        }
        char *copy = memory_zero(length + 1, 1);
        memcpy(copy, said, length);
        const char **tokens = memory_new(list.count * sizeof(*tokens));
        for (size_t i = 0; i < list.count; i++)
            tokens[i] = string_copy(list.tokens[i].text);
        phrases[words.count] = (struct phrase){.word = word,
            .value = value,
            .said = copy,
            .form = form_of(&list),
            .order = (uint16_t)words.count,
            .chinese = chinese,
            .prime = prime,
            .tokens = tokens,
            .token_count = (uint16_t)list.count,
            .letters = characters(said, length)};
        words.count++;
    }
    tokens_free(&list);
}

static bool has_ideograph(const char *said, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)said[i] >= 0xe3)
            return true;
    return false;
}

static void add_others(enum word word, int value, const char *also)
{
    while (also != NULL && *also != '\0') {
        size_t length = strcspn(also, "|");
        add(word, value, also, length, has_ideograph(also, length), false);
        also += length + (also[length] == '|');
    }
}

static void add_said(
    enum word word, int value, const char *english, const char *chinese, const char *also)
{
    add(word, value, english, strlen(english), false, true);
    add(word, value, chinese, strlen(chinese), true, true);
    add_others(word, value, also);
}

static int compare(const void *one, const void *other)
{
    const struct phrase *a = one, *b = other;
    unsigned char first = (unsigned char)a->tokens[0][0], second = (unsigned char)b->tokens[0][0];
    if (first != second)
        return first < second ? -1 : 1;
    /* What was added first stays first, so that completions keep the order of the tables. */
    return a->order < b->order ? -1 : a->order > b->order;
}

static void make(void)
{
    for (size_t i = 0; i < query_word_count; i++) {
        const struct query_word *word = &query_words[i];
        add_said(word->word, word->value, word->english, word->chinese, word->also);
    }
    for (size_t i = 0; i < attribute_count; i++) {
        const struct attribute *attribute = &attributes[i];
        add_said(WORD_ATTRIBUTE, (int)i, attribute->words, attribute->chinese, attribute->also);
        add(WORD_ATTRIBUTE, (int)i, attribute->id, strlen(attribute->id), false, false);
    }
    qsort(phrases, words.count, sizeof(*phrases), compare);
    size_t at = 0;
    for (int byte = 0; byte < 256; byte++) {
        words.first[byte] = (uint16_t)at;
        while (at < words.count && (unsigned char)phrases[at].tokens[0][0] == byte)
            at++;
    }
    words.first[256] = (uint16_t)at;
    words.phrases = phrases;
}

const struct vocabulary *vocabulary(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make);
    return &words;
}
