/*
 * export_file: a file into which something is written for a person.
 *
 * It is made anew and readable by nobody else; one that is there already is never touched.
 */
#ifndef VIEWS_EXPORT_FILE_H
#define VIEWS_EXPORT_FILE_H

#include <stddef.h>
#include <stdio.h>

#include "core/base/error.h"

/* A name that is free in the folder one is in: "customers.csv" of "customers", else
 * "customers-2.csv" and so on. */
void export_file_name(char *path, size_t size, const char *stem);

/* Opens for writing; the caller closes. NULL and a sentence. */
FILE *export_file_open(const char *path, struct error *error);

/* The sentence for a failure while writing, of errno; returns false. */
bool export_file_failed(const char *path, struct error *error);

#endif
