#include "views/proposal.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/intake/import.h"
#include "views/output.h"

/* "exports/订单 2026.csv" → "2026": what is safe in any file name. */
static void plain_name(const char *file, char *name, size_t size)
{
    const char *slash = strrchr(file, '/');
    const char *at = slash != NULL ? slash + 1 : file, *dot = strrchr(at, '.');
    size_t used = 0;
    for (; *at != '\0' && at != dot && used + 1 < size; at++) {
        if (isalnum((unsigned char)*at) || *at == '_')
            name[used++] = (char)tolower((unsigned char)*at);
        else if (used > 0 && name[used - 1] != '-')
            name[used++] = '-';
    }
    while (used > 0 && name[used - 1] == '-')
        used--;
    name[used] = '\0';
    if (used == 0)
        snprintf(name, size, "own");
}

/* Where a mapping of the shop's own belongs. */
static char *own_path(const struct options *options, const char *file)
{
    char name[64];
    plain_name(file, name, sizeof(name));
    char *folder = options->config != NULL ? string_copy(options->config) : options_config_place();
    struct text path = {0};
    if (folder != NULL)
        text_format(&path, "%s/import/%s.yaml", folder, name);
    free(folder);
    return path.length > 0 ? text_take(&path) : NULL;
}

static bool make_folders(const char *path, struct error *error)
{
    char *copy = string_copy(path);
    bool good = true;
    for (char *at = copy + 1; good && (at = strchr(at, '/')) != NULL; at++) {
        *at = '\0';
        good = mkdir(copy, 0700) == 0 || errno == EEXIST ||
               error_set(error, say("cannot make the folder %s: %s"), copy, strerror(errno));
        *at = '/';
    }
    free(copy);
    return good;
}

/* Never over a mapping that is already there. */
static bool keep(const char *path, const struct text *yaml, struct error *error)
{
    if (!make_folders(path, error))
        return false;
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (file < 0)
        return error_set(error, say("cannot create %s: %s"), path, strerror(errno));
    bool good = write(file, text_string(yaml), yaml->length) == (ssize_t)yaml->length;
    int reason = errno;
    if (close(file) == 0 && good)
        return true;
    unlink(path);
    return error_set(error, say("cannot write %s: %s"), path, strerror(reason));
}

static bool print_json(const char *file, const struct text *yaml, struct error *error)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "file", file);
    cJSON_AddBoolToObject(root, "known", false);
    cJSON_AddStringToObject(root, "mapping", text_string(yaml));
    return output_json(root, error);
}

static bool print_people(
    const struct options *options, const struct text *yaml, struct error *error)
{
    struct output_manner manner = output_manner(options);
    struct text out = {0};
    output_lines(&out, text_string(yaml), 0);
    bool good = output_people(&out, &manner, error);
    text_free(&out);
    return good;
}

static bool ask(const char *path)
{
    char line[32] = "";
    fprintf(stderr, say("read the file in this way, and keep the mapping as %s? [y/N] "), path);
    fflush(stderr);
    if (fgets(line, sizeof(line), stdin) == NULL)
        return false;
    return line[0] == 'y' || line[0] == 'Y' || strncmp(line, "是", strlen("是")) == 0;
}

static bool person_present(const struct options *options)
{
    return options->format == FORMAT_PEOPLE && isatty(STDIN_FILENO) == 1 &&
           isatty(STDERR_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
}

/* Whether nothing in the proposal is left open for the person to fill in. */
static bool is_whole(const struct text *yaml)
{
    return strstr(text_string(yaml), "[\"?\"]") == NULL;
}

/* Shows the proposal; *mapping is set when the person took it. */
static bool propose(
    const struct options *options, const char *file, char **mapping, struct error *error)
{
    struct text yaml = {0};
    struct error reason = *error;
    if (!import_propose(file, &yaml, error)) {
        text_free(&yaml);
        return false;
    }
    char *path = own_path(options, file);
    bool good = options->format == FORMAT_JSON ? print_json(file, &yaml, error)
                                               : print_people(options, &yaml, error);
    if (good && path != NULL && is_whole(&yaml) && person_present(options) && ask(path)) {
        good = keep(path, &yaml, error);
        if (good)
            *mapping = string_copy(path);
    } else if (good) {
        *error = reason;
    }
    free(path);
    text_free(&yaml);
    return good && *mapping != NULL;
}

bool proposal_settle(
    const struct options *options, const char *file, char **mapping, struct error *error)
{
    char name[64];
    *mapping = NULL;
    switch (import_recognise(file, name, error)) {
    case IMPORT_KNOWN:
        return true;
    case IMPORT_UNKNOWN:
        return propose(options, file, mapping, error);
    case IMPORT_UNREADABLE:
        break;
    }
    return false;
}

static bool read_text(const char *path, struct text *text, struct error *error)
{
    char block[4096];
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return error_set(error, say("cannot read %s: %s"), path, strerror(errno));
    for (size_t got; (got = fread(block, 1, sizeof(block), file)) > 0;)
        text_append_bytes(text, block, got);
    bool good = !ferror(file);
    fclose(file);
    return good || error_set(error, say("cannot read %s: %s"), path, strerror(EIO));
}

bool proposal_keep(const struct options *options, const char *file, const char *mapping,
    char **path, struct error *error)
{
    struct text yaml = {0};
    *path = own_path(options, file);
    bool good = *path != NULL
                    ? read_text(mapping, &yaml, error) && keep(*path, &yaml, error)
                    : error_set(error, "%s",
                          say("there is no folder for settings; the mapping is not kept"));
    text_free(&yaml);
    return good;
}
