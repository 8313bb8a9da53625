#include "core/store/database_place.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/phrase.h"
#include "core/base/text.h"

bool database_place_create(const char *path, struct error *error)
{
    int file = open(path, O_RDWR | O_CREAT, 0600);
    if (file < 0)
        return error_set(error, say("cannot create %s: %s"), path, strerror(errno));
    struct stat status;
    if (fstat(file, &status) == 0 && status.st_size == 0)
        fchmod(file, 0600); /* an empty file may have been there, made by others' rules */
    close(file);
    return true;
}

bool database_place_has(const char *path, const char *behind)
{
    struct text name = {0};
    text_format(&name, "%s%s", path, behind);
    bool there = access(text_string(&name), F_OK) == 0;
    text_free(&name);
    return there;
}

bool database_place_lies_still(const char *path)
{
    struct text name = {0};
    text_append(&name, path);
    char *slash = strrchr(name.bytes, '/');
    if (slash != NULL)
        slash[slash == name.bytes] = '\0';
    bool writable = access(slash != NULL ? name.bytes : ".", W_OK) == 0;
    text_free(&name);
    return !writable && !database_place_has(path, "-wal") && !database_place_has(path, "-journal");
}

char *database_place_still_name(const char *path)
{
    struct text name = {0};
    text_append(&name, "file:");
    for (; *path != '\0'; path++) {
        if (strchr("?#%", *path) != NULL)
            text_format(&name, "%%%02X", (unsigned)*path);
        else
            text_append_char(&name, *path);
    }
    text_append(&name, "?immutable=1");
    return text_take(&name);
}
