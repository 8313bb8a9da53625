#include "views/verb.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/phrase.h"
#include "core/base/text.h"

const struct verb *const verbs[] = {
    &verb_import,
    &verb_demo,
    &verb_kpi,
    &verb_segment,
    &verb_migration,
    &verb_compare,
    &verb_customer,
    &verb_lifetime,
    &verb_people,
    &verb_target,
    &verb_benchmark,
    &verb_check,
    NULL,
};

const struct verb *verb_find(const char *name)
{
    for (int i = 0; verbs[i] != NULL; i++)
        if (strcmp(verbs[i]->name, name) == 0)
            return verbs[i];
    return NULL;
}

/* A sentence may quote a file name or a value of the data. */
static void complain(const char *sentence, const char *hint)
{
    struct text clean = {0};
    text_append_clean(&clean, sentence);
    fprintf(stderr, "zhanggui: %s%s\n", text_string(&clean), hint);
    text_free(&clean);
}

int verb_misused(const struct options *options, const char *format, ...)
{
    char sentence[ERROR_LENGTH], hint[160];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof(sentence), format, arguments);
    va_end(arguments);
    if (options->command != NULL)
        snprintf(
            hint, sizeof(hint), say(" (zhanggui %s --help tells more)"), options->command->name);
    else
        snprintf(hint, sizeof(hint), "%s", say(" (zhanggui --help tells more)"));
    complain(sentence, hint);
    return STATUS_MISUSED;
}

int verb_refused(const struct error *error)
{
    complain(error->text, "");
    return STATUS_REFUSED;
}

bool verb_operands(const struct options *options, size_t least, size_t most)
{
    if (options->operand_count > most) {
        verb_misused(options, say("\"%s\" is one word too many"), options->operands[most]);
        return false;
    }
    if (options->operand_count < least) {
        verb_misused(options, say("something is missing: zhanggui %s %s"), options->command->name,
            options->command->synopsis);
        return false;
    }
    return true;
}
