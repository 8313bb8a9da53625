/*
 * migration: from an empty file to the present tables, one step per file of core/store/schema.
 *
 * PRAGMA user_version is the number of steps taken. Each step is one transaction.
 */
#ifndef STORE_MIGRATION_H
#define STORE_MIGRATION_H

#include <stdbool.h>

#include "core/base/error.h"

struct database;

/* The version this program writes. */
int migration_newest(void);

/* Takes the steps that are missing. empty: the file has no tables yet, not even our mark. */
bool migration_run(struct database *database, bool empty, struct error *error);

/* For a database that may not be written to: an error when steps are missing. */
bool migration_check(struct database *database, struct error *error);

#endif
