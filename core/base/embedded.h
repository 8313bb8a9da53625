/* embedded: the files of config/ and the schema, carried inside the program as its defaults. */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
    const char *path;  /* as in the repository: "config/kpi-tree.yaml"; NULL ends the table */
    const char *bytes; /* followed by a NUL that is not counted */
    size_t length;
};

/* Written by tests/tools/embed at build time, in the order of the paths. */
extern const struct embedded_file embedded_files[];

#endif
