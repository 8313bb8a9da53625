#include "core/base/phrase.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/config.h"

struct pair {
    const char *english, *translated;
};

/* A catalogue is filled once, never changed and never freed, so that say() needs no lock and its
 * answers stay valid for threads that took them before a change of language. */
struct catalogue {
    const char *language;
    struct yaml *phrases; /* NULL for English, whose phrases are their own translation */
    struct pair *pairs;   /* sorted by the English text; they point into phrases */
    size_t count;
};

static struct catalogue catalogues[] = {{.language = "en"}, {.language = "zh"}};
enum { CATALOGUES = sizeof(catalogues) / sizeof(catalogues[0]) };
static _Atomic(const struct catalogue *) in_use = &catalogues[0];

static int compare_pairs(const void *one, const void *other)
{
    return strcmp(((const struct pair *)one)->english, ((const struct pair *)other)->english);
}

/* One conversion behind its '%', as its length and letter, with a star for each width taken from
 * the arguments: "ld", "*s"; "!" where a number of an argument is named. Returns what follows; NULL
 * where it is a sign in running text ("100 % of"). */
static const char *read_format(const char *at, char format[8])
{
    size_t length = 0;
    for (; *at != '\0' && length < 6; at++) {
        if (strchr("-+ 0#.123456789", *at) != NULL)
            continue;
        format[length++] = *at == '$' ? '!' : *at;
        if (strchr("*hlLjzt", *at) == NULL)
            break;
    }
    format[length] = '\0';
    bool known = *at != '\0' && length > 0 && strchr("diouxXeEfFgGaAcspn$", *at) != NULL;
    return known ? at + 1 : NULL;
}

/* The next conversion of a text; empty at its end. */
static const char *next_format(const char *at, char format[8])
{
    while ((at = strchr(at, '%')) != NULL) {
        const char *after = at[1] == '%' ? NULL : read_format(at + 1, format);
        if (after != NULL)
            return after;
        at += at[1] == '%' ? 2 : 1;
    }
    format[0] = '\0';
    return "";
}

/* A translation is given to printf with the arguments of the English text: other formats in it
 * would read what is not there. */
static bool formats_agree(const char *english, const char *translated)
{
    char one[8], other[8];
    do {
        english = next_format(english, one);
        translated = next_format(translated, other);
        if (strcmp(one, other) != 0)
            return false;
    } while (one[0] != '\0');
    return true;
}

static bool check_pair(
    const struct yaml *english, const struct yaml *translated, struct error *error)
{
    if (translated->kind != YAML_SCALAR)
        return yaml_error(translated, error, say("a translation must be a text"));
    if (!formats_agree(english->scalar, translated->scalar))
        return yaml_error(translated, error,
            say("the formats (%%s, %%d ...) must be those of the English text, in their order"));
    return true;
}

static bool load(struct catalogue *catalogue, struct error *error)
{
    if (catalogue->phrases != NULL || strcmp(catalogue->language, "en") == 0)
        return true;
    char name[64];
    snprintf(name, sizeof(name), "languages/%s.yaml", catalogue->language);
    struct yaml *phrases = config_load(name, error);
    if (phrases == NULL)
        return false;
    if (phrases->kind != YAML_MAP) {
        yaml_error(phrases, error, say("expected a mapping of English texts to translations"));
        yaml_close(&phrases);
        return false;
    }
    struct pair *pairs = memory_zero(phrases->count + 1, sizeof(*pairs));
    for (size_t i = 0; i < phrases->count; i++) {
        if (!check_pair(phrases->keys[i], phrases->values[i], error)) {
            free(pairs);
            yaml_close(&phrases);
            return false;
        }
        pairs[i] = (struct pair){phrases->keys[i]->scalar, phrases->values[i]->scalar};
    }
    qsort(pairs, phrases->count, sizeof(*pairs), compare_pairs);
    catalogue->phrases = phrases;
    catalogue->pairs = pairs;
    catalogue->count = phrases->count;
    return true;
}

static struct catalogue *catalogue_of(const char *language)
{
    for (size_t i = 0; i < CATALOGUES; i++)
        if (strcmp(catalogues[i].language, language) == 0)
            return &catalogues[i];
    return NULL;
}

static const char *find(const struct catalogue *catalogue, const char *english)
{
    if (catalogue->count == 0)
        return NULL;
    struct pair wanted = {.english = english};
    const struct pair *pair =
        bsearch(&wanted, catalogue->pairs, catalogue->count, sizeof(wanted), compare_pairs);
    return pair != NULL ? pair->translated : NULL;
}

const char *say(const char *english)
{
    const char *translated = find(atomic_load(&in_use), english);
    return translated != NULL ? translated : english;
}

bool phrase_use(const char *language, struct error *error)
{
    struct catalogue *catalogue = catalogue_of(language);
    if (catalogue == NULL)
        return error_set(error, say("there is no language \"%s\"; known are en and zh"), language);
    if (!load(catalogue, error))
        return false;
    atomic_store(&in_use, catalogue);
    return true;
}

const char *phrase_language(void)
{
    return atomic_load(&in_use)->language;
}

bool phrase_known(const char *language, const char *english)
{
    struct catalogue *catalogue = catalogue_of(language);
    if (catalogue == NULL || !load(catalogue, NULL))
        return false;
    return catalogue->phrases == NULL || find(catalogue, english) != NULL;
}
