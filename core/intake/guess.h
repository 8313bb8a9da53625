/* guess: what an unknown file probably holds. */
#ifndef INTAKE_GUESS_H
#define INTAKE_GUESS_H

#include "core/intake/sample.h"

struct guess {
    enum kind kind;
    const struct sample_row *header; /* NULL when the file has none */
    int64_t header_line;             /* 0: none */
    size_t first_row;                /* of the sample, behind the header */
    size_t columns;
    int column[FIELDS]; /* -1: none found */
    enum moment_order order;
    bool decimal_comma;
    char currency[4]; /* "" when nothing tells */
};

/* The sample must hold a row and outlive the guess. */
void guess_file(const struct sample *sample, struct guess *guess);

#endif
