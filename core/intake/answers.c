#include "core/intake/answers.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/intake/contact.h"

struct answers {
    size_t count;
    int64_t fields[FREE_FIELDS]; /* ids; 0 until the first row */
    enum answer_kind kinds[FREE_FIELDS];
    struct text values[FREE_FIELDS]; /* of the row at hand, settled; empty when it tells none */
    int64_t left_out[FREE_FIELDS];
};

struct answers *answers_open(struct job *job)
{
    struct answers *answers = memory_zero(1, sizeof(*answers));
    answers->count = job->binding.free_count;
    return answers;
}

void answers_close(struct answers *answers)
{
    for (size_t i = 0; i < answers->count; i++)
        text_free(&answers->values[i]);
    free(answers);
}

/* A field that is in the shop keeps the kind it has there. */
static bool find_field(struct answers *answers, struct job *job, size_t index, struct error *error)
{
    const struct binding_free *wanted = &job->binding.frees[index];
    const char *kind = answer_name(wanted->kind);
    return answers->fields[index] != 0 ||
           (writer_field(job->writer, wanted->name, &kind, &answers->fields[index], error) &&
               answer_named(kind, &answers->kinds[index]));
}

bool answers_read(struct answers *answers, struct job *job, struct row *row, struct error *error)
{
    static const char *const complaints[] = {
        [ANSWER_TEXT] = "holds nothing that can be read",
        [ANSWER_NUMBER] = "is not a number",
        [ANSWER_DAY] = "is not a date",
    };
    for (size_t i = 0; i < answers->count; i++) {
        if (!find_field(answers, job, i, error))
            return false;
        const char *value = row_text(row, field_free(i));
        text_clear(&answers->values[i]);
        if (value[0] == '\0' || answer_settle(answers->kinds[i], value, &answers->values[i]))
            continue;
        text_clear(&answers->values[i]);
        if (job->binding.frees[i].guessed)
            answers->left_out[i]++;
        else
            row_complain(row, field_free(i), complaints[answers->kinds[i]]);
    }
    return true;
}

/* The next tag of a cell, NULL after the last; *rest moves on. */
static char *next_tag(char **rest)
{
    static const char *const signs[] = {",", ";", "|", "，", "；", "、"};
    char *tag = *rest, *end = NULL;
    size_t length = 0;
    if (tag == NULL)
        return NULL;
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        char *found = strstr(tag, signs[i]);
        if (found != NULL && (end == NULL || found < end)) {
            end = found;
            length = strlen(signs[i]);
        }
    }
    *rest = end != NULL ? end + length : NULL;
    if (end != NULL)
        *end = '\0';
    return tag;
}

static bool write_tags(
    struct job *job, struct row *row, int64_t customer, bool *changed, struct error *error)
{
    char *rest = row_text(row, FIELD_TAGS);
    enum writer_outcome outcome;
    for (char *tag; (tag = next_tag(&rest)) != NULL;) {
        contact_name(tag);
        if (tag[0] == '\0')
            continue;
        if (!writer_tag(job->writer, customer, tag, stream_time(job->stream), &outcome, error))
            return false;
        *changed |= outcome != WRITER_SAME;
    }
    return true;
}

bool answers_write(struct answers *answers, struct job *job, struct row *row, int64_t customer,
    bool *changed, struct error *error)
{
    enum writer_outcome outcome;
    for (size_t i = 0; i < answers->count; i++) {
        if (answers->values[i].length == 0)
            continue;
        if (!writer_value(job->writer, customer, answers->fields[i],
                text_string(&answers->values[i]), &outcome, error))
            return false;
        *changed |= outcome != WRITER_SAME;
    }
    return write_tags(job, row, customer, changed, error);
}

void answers_tell(const struct answers *answers, struct job *job)
{
    for (size_t i = 0; i < answers->count; i++)
        if (answers->left_out[i] > 0)
            job_warn(job,
                say("%lld values of the column \"%.80s\" are no %s and were left out; give the "
                    "mapping the field with kind: text to keep them"),
                (long long)answers->left_out[i], job->binding.frees[i].name,
                say(answer_name(answers->kinds[i])));
}
