/*
 * yaml: a YAML document as a tree of nodes that know where they stood.
 *
 * Read with libyaml. Anchors and aliases are refused (no shipped file needs them, and they are the
 * way to make a small file huge). A key that stands twice in one mapping is an error.
 */
#ifndef BASE_YAML_H
#define BASE_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/error.h"

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml {
    enum yaml_kind kind;
    const char *file; /* shown in errors; owned by the root */
    int line, column; /* from 1 */
    char *scalar;     /* of a scalar: its text, "" when empty */
    bool quoted;      /* the scalar stood in quotes */
    size_t count;     /* items of a list, pairs of a map */
    struct yaml **values;
    struct yaml **keys; /* of a map: scalars, in the order of the file */
};

/* Parses a document. NULL and "file:line:column: …" on error. An empty document is an empty map. */
struct yaml *yaml_parse(const char *file, const char *bytes, size_t length, struct error *error);
/* Releases the tree. (Not yaml_free: libyaml has a function of that name.) */
void yaml_close(struct yaml **root);

/* The value of a key, NULL when the node is no map or has no such key. node may be NULL. */
const struct yaml *yaml_get(const struct yaml *node, const char *key);

/* The text of a scalar under a key, or the default when the key is absent or not a scalar. */
const char *yaml_text(const struct yaml *node, const char *key, const char *otherwise);

/* Required values: an error names the key and the place when it is absent or of a wrong type. */
bool yaml_need_text(
    const struct yaml *node, const char *key, const char **value, struct error *error);
bool yaml_need_list(
    const struct yaml *node, const char *key, const struct yaml **list, struct error *error);

/* Optional values: absent keeps *value as it is; a wrong type is an error. */
bool yaml_take_number(const struct yaml *node, const char *key, double *value, struct error *error);
bool yaml_take_integer(const struct yaml *node, const char *key, long *value, struct error *error);
bool yaml_take_flag(const struct yaml *node, const char *key, bool *value, struct error *error);

/* Refuses a map that holds a key not in the list (ended by NULL), naming it and where it stands. */
bool yaml_only(const struct yaml *node, const char *const *keys, struct error *error);

/* Writes "file:line:column: …" and returns false. */
bool yaml_error(const struct yaml *node, struct error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
