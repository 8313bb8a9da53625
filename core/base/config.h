/*
 * config: the shop's own YAML files over the ones compiled in.
 *
 * A file is looked for in the config folder (--config DIR, else $XDG_CONFIG_HOME/zhanggui) and,
 * when it is not there, among the files of config/ inside the program.
 */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <stdbool.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/base/yaml.h"

/* Sets the folder of the shop's own files; NULL for none. Call before any thread starts. */
void config_use_folder(const char *folder);

/* Reads and parses a file by its path below config/: "kpi-tree.yaml", "import/taobao-orders.yaml".
 * The caller frees the tree. NULL and an error that names the file. */
struct yaml *config_load(const char *name, struct error *error);

/* The file as it is compiled in, whatever the folder holds. */
struct yaml *config_load_shipped(const char *name, struct error *error);

/* Whether the folder of the shop's own files has this one. */
bool config_has_own(const char *name);

/* Whether there is such a file, the shop's own or compiled in. */
bool config_known(const char *name);

/* Appends the names of the files below a folder, without folder and ending: "dark, light, mono". */
void config_list(const char *folder, struct text *names);

/* Calls visit with the name of each file below a folder of config/ ("import"), own files and
 * compiled-in ones, each name once, in the order of their names. Stops when visit returns false. */
void config_each(const char *folder, bool (*visit)(const char *name, void *context), void *context);

/* A whole file of the disk as bytes, refused when larger than 16 MiB. */
bool config_read_file(const char *path, struct text *bytes, struct error *error);

#endif
