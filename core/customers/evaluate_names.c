/* Names of the shop's own: those that fields of acts are compared with. */
#include <string.h>
#include <strings.h>

#include "core/base/phrase.h"
#include "core/customers/evaluate_inside.h"

/* "there is no category "Dreses"": the sentence as a whole, for languages order words as they do.
 */
static const char *sentence_of(enum query_field field)
{
    switch (field) {
    case FIELD_CATEGORY:
        return say("there is no category \"%s\"%s");
    case FIELD_BRAND:
        return say("there is no brand \"%s\"%s");
    case FIELD_ITEM:
        return say("there is no item \"%s\"%s");
    case FIELD_CHANNEL:
        return say("there is no channel \"%s\"%s");
    case FIELD_REGION:
        return say("there is no region \"%s\"%s");
    case FIELD_AGENT:
        return say("there is no service agent \"%s\"%s");
    case FIELD_COUPON:
        return say("there is no coupon \"%s\"%s");
    default:
        return say("there is no campaign \"%s\"%s");
    }
}

/* Campaigns are planned while a console is open; everything else comes with the facts. */
const struct names *evaluation_names(struct evaluation *evaluation, enum query_field field)
{
    struct names *names = &evaluation->cache->campaigns;
    if (field != FIELD_CAMPAIGN)
        return census_listing(evaluation->census, field, evaluation->progress, evaluation->error);
    if (names->read)
        return names;
    struct database *database = evaluation_database(evaluation);
    return database != NULL && names_read(database, field, names, evaluation->error) ? names : NULL;
}

static bool is_called(const struct name *name, const char *text)
{
    return strcasecmp(name->text, text) == 0 ||
           (name->other != NULL && strcasecmp(name->other, text) == 0);
}

static const char *nearest(const struct names *names, const char *text)
{
    const char *best = NULL;
    size_t apart = SIZE_MAX;
    for (size_t i = 0; i < names->count; i++) {
        const struct name *name = &names->items[i];
        if (query_nearer(text, name->text, &apart))
            best = name->text;
        if (name->other != NULL && query_nearer(text, name->other, &apart))
            best = name->other;
    }
    return best;
}

enum { HINT_NAMES = 8, HINT_BYTES = 240 };

void hint_add(struct hint *hint, const char *name)
{
    hint->count++;
    if (hint->shown == HINT_NAMES || hint->words.length + strlen(name) > HINT_BYTES)
        return;
    text_format(&hint->words, "%s%s", hint->shown > 0 ? say(", ") : "", name);
    hint->shown++;
}

void hint_end(struct hint *hint, struct text *sentence)
{
    if (hint->shown > 0 && hint->shown == hint->count)
        text_format(sentence, say("; there are: %s"), text_string(&hint->words));
    else if (hint->shown > 0)
        text_format(
            sentence, say("; there are %zu, such as %s"), hint->count, text_string(&hint->words));
    text_free(&hint->words);
}

static bool no_name(struct evaluation *evaluation, enum query_field field,
    const struct query_value *value, const struct names *names)
{
    const char *near = nearest(names, value->text);
    struct text meant = {0}, sentence = {0};
    struct hint hint = {0};
    for (size_t i = 0; near == NULL && i < names->count; i++)
        hint_add(&hint, names->items[i].text);
    if (near != NULL)
        text_format(&meant, say("; did you mean \"%s\"?"), near);
    hint_end(&hint, &meant);
    text_format(&sentence, sentence_of(field), value->text, text_string(&meant));
    evaluation_fail(evaluation, value->column, "%s", text_string(&sentence));
    text_free(&meant);
    text_free(&sentence);
    evaluation_propose(evaluation, near != NULL ? near : "");
    return false;
}

bool evaluation_codes(struct evaluation *evaluation, enum query_field field,
    enum query_comparison comparison, const struct query_value *values, size_t count,
    uint8_t *allowed, size_t size)
{
    const struct names *names = evaluation_names(evaluation, field);
    if (names == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        bool found = false;
        for (size_t j = 0; j < names->count; j++) {
            if (!is_called(&names->items[j], values[i].text))
                continue;
            found = true;
            if (names->items[j].id > 0 && (uint64_t)names->items[j].id < size)
                allowed[names->items[j].id] = 1;
        }
        if (!found)
            return no_name(evaluation, field, &values[i], names);
    }
    if (comparison == QUERY_UNEQUAL || comparison == QUERY_NOT_IN)
        for (size_t i = 1; i < size; i++)
            allowed[i] ^= 1;
    return true;
}
