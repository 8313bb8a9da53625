/* A new facts file, aside of its place until it is whole. A builder that was killed leaves its
 * file; the next one removes it, knowing by the lock that nobody writes it any more. */
#include "core/store/facts_stream.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/phrase.h"
#include "core/base/text.h"

static const char mark[] = "-new-";

bool facts_write_failed(int reason, struct error *error)
{
    return error_set(error, say("cannot write the facts of the shop: %s"), strerror(reason));
}

static void remove_abandoned(int folder, const char *name)
{
    int file = openat(folder, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0)
        return;
    if (flock(file, LOCK_EX | LOCK_NB) == 0)
        unlinkat(folder, name, 0);
    close(file);
}

/* Files of builders that were killed. */
static void sweep(const char *path)
{
    struct text prefix = {0};
    const char *slash = strrchr(path, '/');
    text_format(&prefix, "%s%s", slash != NULL ? slash + 1 : path, mark);
    char *folder_path = slash == NULL   ? string_copy(".")
                        : slash == path ? string_copy("/")
                                        : strndup(path, (size_t)(slash - path));
    DIR *folder = folder_path != NULL ? opendir(folder_path) : NULL;
    struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL)
        if (string_starts(entry->d_name, text_string(&prefix)))
            remove_abandoned(dirfd(folder), entry->d_name);
    if (folder != NULL)
        closedir(folder);
    free(folder_path);
    text_free(&prefix);
}

bool facts_aside_open(struct facts_aside *aside, const char *path, struct error *error)
{
    struct text name = {0};
    const char *folder = getenv("TMPDIR");
    if (path != NULL)
        text_format(&name, "%s%sXXXXXX", path, mark);
    else
        text_format(&name, "%s/zhanggui-facts-XXXXXX", folder != NULL ? folder : "/tmp");
    if (path != NULL)
        sweep(path);
    *aside = (struct facts_aside){.path = text_take(&name)};
    aside->file = mkostemp(aside->path, O_CLOEXEC);
    if (aside->file < 0) {
        facts_write_failed(errno, error);
        free(aside->path);
        return false;
    }
    flock(aside->file, LOCK_EX | LOCK_NB);
    aside->place = path != NULL ? string_copy(path) : NULL;
    return true;
}

bool facts_aside_reserve(int file, uint64_t length, struct error *error)
{
    if (fallocate(file, 0, 0, (off_t)length) == 0 || errno == EOPNOTSUPP || errno == ENOSYS)
        return true;
    return facts_write_failed(errno, error);
}

/* The length counts from the last byte of the last section on: what lies between was never written
 * and reads as zeros. */
static bool write_header(int file, struct facts_header *header)
{
    facts_file_sign(header);
    return ftruncate(file, (off_t)header->length) == 0 &&
           pwrite(file, header, sizeof(*header), 0) == (ssize_t)sizeof(*header);
}

bool facts_aside_keep(struct facts_aside *aside, struct facts_header *header, struct facts_map *map,
    struct error *error)
{
    *map = (struct facts_map){0};
    if (!write_header(aside->file, header))
        return facts_write_failed(errno, error);
    void *bytes = mmap(NULL, header->length, PROT_READ, MAP_SHARED, aside->file, 0);
    if (bytes == MAP_FAILED)
        return facts_write_failed(errno, error);
    *map = (struct facts_map){.bytes = bytes, .length = header->length};
    if (aside->place == NULL)
        return true;
    if (rename(aside->path, aside->place) != 0) {
        facts_write_failed(errno, error);
        facts_file_unmap(map);
        return false;
    }
    free(aside->path);
    aside->path = NULL;
    return true;
}

void facts_aside_close(struct facts_aside *aside)
{
    if (aside->path != NULL)
        unlink(aside->path);
    close(aside->file);
    free(aside->path);
    free(aside->place);
    *aside = (struct facts_aside){.file = -1};
}
