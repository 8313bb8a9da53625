#include "core/base/config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/embedded.h"
#include "core/base/phrase.h"

enum { FILE_LIMIT = 16 << 20, PATH_LENGTH = 4096 };

static char *own_folder;

void config_use_folder(const char *folder)
{
    free(own_folder);
    own_folder = folder != NULL ? string_copy(folder) : NULL;
}

static bool own_path(const char *name, char *path)
{
    if (own_folder == NULL)
        return false;
    int length = snprintf(path, PATH_LENGTH, "%s/%s", own_folder, name);
    return length > 0 && length < PATH_LENGTH;
}

/* A named pipe would wait for a writer for ever; so it is opened without waiting, and refused. */
static FILE *open_plain(const char *path, struct error *error)
{
    int handle = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat status;
    if (handle < 0 || fstat(handle, &status) != 0) {
        error_set(error, say("cannot read %s: %s"), path, strerror(errno));
    } else if (S_ISDIR(status.st_mode)) {
        error_set(error, say("%s is a folder, where a settings file should be"), path);
    } else if (!S_ISREG(status.st_mode)) {
        error_set(error, say("%s is not a plain file, as a settings file should be"), path);
    } else {
        FILE *file = fdopen(handle, "rb");
        if (file != NULL)
            return file;
        error_set(error, say("cannot read %s: %s"), path, strerror(errno));
    }
    if (handle >= 0)
        close(handle);
    return NULL;
}

bool config_read_file(const char *path, struct text *bytes, struct error *error)
{
    FILE *file = open_plain(path, error);
    if (file == NULL)
        return false;
    char block[65536];
    size_t length;
    while ((length = fread(block, 1, sizeof(block), file)) > 0 && bytes->length <= FILE_LIMIT)
        text_append_bytes(bytes, block, length);
    bool failed = ferror(file) != 0;
    int reason = errno;
    fclose(file);
    if (failed)
        return error_set(error, say("cannot read %s: %s"), path, strerror(reason));
    if (bytes->length > FILE_LIMIT)
        return error_set(
            error, say("%s is larger than 16 MiB, too large for a settings file"), path);
    return true;
}

static struct yaml *load_own(const char *path, struct error *error)
{
    struct text bytes = {0};
    struct yaml *root = NULL;
    if (config_read_file(path, &bytes, error))
        root = yaml_parse(path, text_string(&bytes), bytes.length, error);
    text_free(&bytes);
    return root;
}

bool config_has_own(const char *name)
{
    char path[PATH_LENGTH];
    struct stat status;
    /* A link that leads nowhere is there: it is told of when it is read, not passed over. */
    return own_path(name, path) && lstat(path, &status) == 0;
}

struct yaml *config_load(const char *name, struct error *error)
{
    char path[PATH_LENGTH];
    if (config_has_own(name) && own_path(name, path))
        return load_own(path, error);
    return config_load_shipped(name, error);
}

struct yaml *config_load_shipped(const char *name, struct error *error)
{
    for (const struct embedded_file *file = embedded_files; file->path != NULL; file++)
        if (string_starts(file->path, "config/") && strcmp(file->path + 7, name) == 0)
            return yaml_parse(file->path, file->bytes, file->length, error);
    error_set(error, say("there is no settings file \"%s\""), name);
    return NULL;
}

static bool has_shipped(const char *name)
{
    for (const struct embedded_file *file = embedded_files; file->path != NULL; file++)
        if (string_starts(file->path, "config/") && strcmp(file->path + 7, name) == 0)
            return true;
    return false;
}

bool config_known(const char *name)
{
    return config_has_own(name) || has_shipped(name);
}

struct names {
    char **names;
    size_t count;
};

static void names_add(struct names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->names[i], name) == 0)
            return;
    names->names = memory_resize(names->names, names->count + 1, sizeof(*names->names));
    names->names[names->count++] = string_copy(name);
}

static void add_own(struct names *names, const char *folder)
{
    char path[PATH_LENGTH];
    if (!own_path(folder, path))
        return;
    DIR *entries = opendir(path);
    if (entries == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        size_t length = strlen(entry->d_name);
        if (entry->d_name[0] == '.' || length < 6 ||
            strcmp(entry->d_name + length - 5, ".yaml") != 0)
            continue;
        char name[PATH_LENGTH];
        snprintf(name, sizeof(name), "%s/%s", folder, entry->d_name);
        names_add(names, name);
    }
    closedir(entries);
}

static void add_embedded(struct names *names, const char *folder)
{
    size_t length = strlen(folder);
    for (const struct embedded_file *file = embedded_files; file->path != NULL; file++) {
        const char *name = file->path + 7;
        if (string_starts(file->path, "config/") && strncmp(name, folder, length) == 0 &&
            name[length] == '/')
            names_add(names, name);
    }
}

static int compare_names(const void *one, const void *other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

void config_each(const char *folder, bool (*visit)(const char *name, void *context), void *context)
{
    struct names names = {0};
    add_own(&names, folder);
    add_embedded(&names, folder);
    if (names.count > 0)
        qsort(names.names, names.count, sizeof(*names.names), compare_names);
    bool more = true;
    for (size_t i = 0; i < names.count; i++) {
        more = more && visit(names.names[i], context);
        free(names.names[i]);
    }
    free(names.names);
}

static bool list_name(const char *name, void *context)
{
    struct text *names = context;
    const char *base = strrchr(name, '/') + 1;
    text_append(names, names->length > 0 ? ", " : "");
    text_append_bytes(names, base, strlen(base) - strlen(".yaml"));
    return true;
}

void config_list(const char *folder, struct text *names)
{
    config_each(folder, list_name, names);
}
