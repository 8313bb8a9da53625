#include "core/intake/rejects.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/intake/clean.h"

/* The mark lets spreadsheets see that it is UTF-8. */
static const char header[] = "\xEF\xBB\xBFline,column,reason,value,original\n";

enum { NAMES_TRIED = 100 };

struct rejects {
    char *path;
    FILE *file; /* NULL before the first row */
    struct text line;
};

/* Whether a path is free or holds a reject file of ours. */
static bool may_write(const char *path)
{
    struct stat status;
    if (lstat(path, &status) != 0)
        return errno == ENOENT;
    char bytes[sizeof(header)] = {0};
    if (!S_ISREG(status.st_mode))
        return false;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    size_t length = fread(bytes, 1, sizeof(header) - 1, file);
    fclose(file);
    /* An empty one is what a program that was killed leaves behind. */
    return length == 0 ||
           (length == sizeof(header) - 1 && memcmp(bytes, header, sizeof(header) - 1) == 0);
}

static char *free_name(const char *input)
{
    struct text name = {0};
    for (int i = 1; i < NAMES_TRIED; i++) {
        text_clear(&name);
        text_format(&name, i == 1 ? "%s.rejected.csv" : "%s.rejected-%d.csv", input, i);
        if (may_write(text_string(&name)))
            return text_take(&name);
    }
    text_free(&name);
    return NULL;
}

struct rejects *rejects_open(const char *path, const char *input, struct error *error)
{
    if (path != NULL && !may_write(path)) {
        error_set(error,
            say("%s exists and is not a reject file; name another one for the rejected rows"),
            path);
        return NULL;
    }
    struct rejects *rejects = memory_zero(1, sizeof(*rejects));
    rejects->path = path != NULL ? string_copy(path) : free_name(input);
    return rejects;
}

static bool fail(const struct rejects *rejects, int reason, struct error *error)
{
    return error_set(error, say("cannot write the rejected rows to %s: %s"),
        rejects->path != NULL ? rejects->path : "", strerror(reason));
}

static bool create(struct rejects *rejects, struct error *error)
{
    if (rejects->path == NULL)
        return fail(rejects, EEXIST, error);
    int file = open(rejects->path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0)
        return fail(rejects, errno, error);
    rejects->file = fdopen(file, "w");
    if (rejects->file == NULL) {
        close(file);
        return fail(rejects, errno, error);
    }
    return fputs(header, rejects->file) >= 0 || fail(rejects, errno, error);
}

bool rejects_add(struct rejects *rejects, int64_t line, const char *column, const char *reason,
    const char *value, const char *original, struct error *error)
{
    if (rejects->file == NULL && !create(rejects, error))
        return false;
    const char *const cells[] = {column, reason, value, original};
    text_clear(&rejects->line);
    text_format(&rejects->line, "%lld", (long long)line);
    for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
        text_append_char(&rejects->line, ',');
        clean_append_csv(&rejects->line, cells[i]);
    }
    text_append_char(&rejects->line, '\n');
    if (fwrite(rejects->line.bytes, 1, rejects->line.length, rejects->file) != rejects->line.length)
        return fail(rejects, errno, error);
    return true;
}

bool rejects_finish(struct rejects *rejects, struct error *error)
{
    if (rejects->file == NULL)
        return true;
    if (fflush(rejects->file) != 0 || fsync(fileno(rejects->file)) != 0)
        return fail(rejects, errno, error);
    return true;
}

const char *rejects_path(const struct rejects *rejects)
{
    return rejects->file != NULL ? rejects->path : NULL;
}

void rejects_close(struct rejects **rejects, bool keep)
{
    if (*rejects == NULL)
        return;
    if ((*rejects)->file != NULL) {
        fclose((*rejects)->file);
        if (!keep)
            unlink((*rejects)->path);
    }
    free((*rejects)->path);
    text_free(&(*rejects)->line);
    free(*rejects);
    *rejects = NULL;
}
