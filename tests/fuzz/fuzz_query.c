/* fuzz_query: any text as a query; what parses is written in both languages and read again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/customers/query.h"

static void visit(size_t from, size_t to, enum query_speech role, void *context)
{
    size_t *before = context;
    if (from < *before || to < from || role > SPEECH_WRONG)
        abort();
    *before = to;
}

/* Writes a query, reads it, writes it again. */
static void check_form(const struct query *query, bool chinese)
{
    struct text form = {0}, again = {0};
    struct error error;
    query_format(query, chinese, &form);
    if (form.length <= QUERY_LENGTH) {
        struct query *read = query_parse(text_string(&form), NULL, &error);
        if (read == NULL || !query_equal(query, read))
            abort();
        query_format(read, chinese, &again);
        if (strcmp(text_string(&form), text_string(&again)) != 0)
            abort();
        query_free(&read);
    }
    text_free(&form);
    text_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char *text = memory_zero(length + 1, 1);
    memcpy(text, bytes, length);
    struct query_fault fault;
    struct error error;
    struct query *query = query_parse(text, &fault, &error);
    if (query != NULL) {
        check_form(query, false);
        check_form(query, true);
        query_free(&query);
    } else if (fault.column < 1 || fault.width < 1 || error.text[0] == '\0') {
        abort();
    }
    size_t before = 0, end = strlen(text);
    query_tokens(text, visit, &before);
    for (size_t at = 0; at <= end; at += end > 200 ? end / 8 + 1 : 1) {
        struct query_completion completion;
        query_complete(text, at, &completion);
        if (completion.from > at)
            abort();
        query_completion_free(&completion);
    }
    free(text);
    return 0;
}
