/*
 * phrase: the interface in the language of the person.
 *
 * Texts stand in the code in English; say("…") gives them in the language in use, from the
 * catalogue config/languages/LANGUAGE.yaml (English: translation). A text without a translation is
 * shown in English. Formats keep their order of arguments.
 */
#ifndef BASE_PHRASE_H
#define BASE_PHRASE_H

#include <stdbool.h>

#include "core/base/error.h"

/* The text in the language in use. Never NULL; valid until the program ends, also after a change
 * of language. Safe from any thread. */
const char *say(const char *english) __attribute__((format_arg(1)));

/* Switches the language ("en" or "zh") at run time. Unknown languages fail, and nothing changes. */
bool phrase_use(const char *language, struct error *error);

/* The language in use: "en" or "zh". */
const char *phrase_language(void);

/* Tells whether the catalogue of a language has the text. */
bool phrase_known(const char *language, const char *english);

#endif
