/* How duplicates are called. */
#include "core/customers/duplicate.h"

#include "core/base/phrase.h"

const struct duplicate_word duplicate_strengths[] = {
    {.id = "possible", .label = "possible"},
    {.id = "likely", .label = "likely"},
    {.id = "sure", .label = "sure"},
    {0},
};

const struct duplicate_word duplicate_reasons[] = {
    {.bit = DUPLICATE_EMAIL, .id = "email", .label = "same e-mail"},
    {.bit = DUPLICATE_PHONE, .id = "phone", .label = "same phone"},
    {.bit = DUPLICATE_MEMBER, .id = "member", .label = "same member name"},
    {.bit = DUPLICATE_BIRTHDAY, .id = "birthday", .label = "same name and birthday"},
    {.bit = DUPLICATE_NAME, .id = "name", .label = "same name"},
    {0},
};

const struct duplicate_word duplicate_doubts[] = {
    {.bit = DUPLICATE_GENDERS, .id = "genders", .label = "woman and man"},
    {.bit = DUPLICATE_BIRTHDAYS, .id = "birthdays", .label = "two birthdays"},
    {.bit = DUPLICATE_NAMES, .id = "names", .label = "two names"},
    {0},
};

void duplicate_put_words(struct text *text, const struct duplicate_word *words, unsigned bits)
{
    bool first = true;
    for (; words->id != NULL; words++) {
        if ((words->bit & bits) == 0)
            continue;
        text_format(text, "%s%s", first ? "" : say(", "), say(words->label));
        first = false;
    }
}
