/*
 * error: what went wrong, as one sentence for the person in front of the screen.
 *
 * A function that can fail returns false (or NULL) and fills the struct error it was given. The
 * sentence is made where the failure is known: it names the file, line, column or field, says what
 * is wrong and what to do. It carries no newline and no full stop at its end. Whoever shows it
 * decides where it goes.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

enum { ERROR_LENGTH = 768 };

struct error {
    char text[ERROR_LENGTH];
};

/* Writes the sentence (cut at a character boundary when too long) and returns false, so that a
 * failing function can end with `return error_set(error, …)`. error may be NULL. */
bool error_set(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts "what: " before the sentence already there, and returns false. */
bool error_within(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The sentence for an allocation that failed; returns false. */
bool error_memory(struct error *error);

#endif
