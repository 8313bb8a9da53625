#include "views/export_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/base/phrase.h"

enum { TRIES = 1000 };

void export_file_name(char *path, size_t size, const char *stem)
{
    snprintf(path, size, "%s.csv", stem);
    for (int i = 2; i < TRIES && access(path, F_OK) == 0; i++)
        snprintf(path, size, "%s-%d.csv", stem, i);
}

FILE *export_file_open(const char *path, struct error *error)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    if (file == NULL && errno == EEXIST)
        error_set(error, say("%s is there already; give another name behind :export"), path);
    else if (file == NULL)
        export_file_failed(path, error);
    return file;
}

bool export_file_failed(const char *path, struct error *error)
{
    return error_set(error, say("cannot write %s: %s"), path, strerror(errno));
}
