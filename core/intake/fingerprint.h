/*
 * fingerprint: whether this very file was imported before in the same way.
 *
 * The fingerprint is of the bytes of the file, its mapping and what was said about it (zone,
 * currency). To compare it the file has to be read once more than to import it; a shop that has
 * imported nothing has nothing to compare with, and then it is taken while the rows are read.
 */
#ifndef INTAKE_FINGERPRINT_H
#define INTAKE_FINGERPRINT_H

#include "core/intake/job.h"

/* Before the first row is read and before the transaction: reads the file through where that is
 * needed, for its fingerprint or to know its encoding. */
bool fingerprint_survey(struct job *job, struct error *error);

/* Inside the transaction, with the mapping known: sets `already` and `already_at` of the report
 * when the file was imported before. */
bool fingerprint_look_up(struct job *job, struct error *error);

/* Before the rows are read; and after the last one: notes the import and what came of it. */
void fingerprint_begin(struct job *job);
bool fingerprint_note(struct job *job, struct error *error);

#endif
