/* answers: the free attributes and tags of the rows of a customer file; for person.c only. */
#ifndef INTAKE_ANSWERS_H
#define INTAKE_ANSWERS_H

#include "core/intake/job.h"

struct answers;

struct answers *answers_open(struct job *job);
void answers_close(struct answers *answers);

/* Reads the values of a row. What is not of a kind that the mapping names is a complaint of the
 * row; what is not of a guessed one is left out and told by answers_tell(). */
bool answers_read(struct answers *answers, struct job *job, struct row *row, struct error *error);

/* Writes what was read as the customer's. *changed is set when that changed something. */
bool answers_write(struct answers *answers, struct job *job, struct row *row, int64_t customer,
    bool *changed, struct error *error);

/* Says in the report how many values were left out. */
void answers_tell(const struct answers *answers, struct job *job);

#endif
