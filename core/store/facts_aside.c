/* New facts files, aside of their places until they are whole. A builder that was killed leaves
 * its files; the next one removes them, knowing by the lock that nobody writes them any more. */
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

/* Files of builders that were killed. path: of a file, without the mark. */
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

static bool open_part(struct facts_aside_part *part, struct error *error)
{
    struct text name = {0};
    const char *folder = getenv("TMPDIR");
    if (part->place != NULL)
        text_format(&name, "%s%sXXXXXX", part->place, mark);
    else
        text_format(&name, "%s/zhanggui-facts-XXXXXX", folder != NULL ? folder : "/tmp");
    part->path = text_take(&name);
    part->file = mkostemp(part->path, O_CLOEXEC);
    if (part->file < 0) {
        facts_write_failed(errno, error);
        free(part->path);
        part->path = NULL;
        return false;
    }
    flock(part->file, LOCK_EX | LOCK_NB);
    return true;
}

bool facts_aside_open(
    struct facts_aside *aside, const char *path, enum facts_part parts, struct error *error)
{
    bool good = true;
    *aside = (struct facts_aside){0};
    for (int i = 0; i < FACTS_PARTS; i++) {
        struct facts_aside_part *part = &aside->part[i];
        part->file = -1;
        part->place = path != NULL ? facts_part_path(path, (enum facts_part)i) : NULL;
        if (path != NULL)
            sweep(part->place);
        good = good && (i >= (int)parts || open_part(part, error));
    }
    if (!good)
        facts_aside_close(aside);
    return good;
}

bool facts_aside_reserve(
    const struct facts_aside *aside, const struct facts_header *header, struct error *error)
{
    for (int i = 0; i < FACTS_PARTS; i++)
        if (aside->part[i].file >= 0 &&
            fallocate(aside->part[i].file, 0, 0, (off_t)header->lengths[i]) != 0 &&
            errno != EOPNOTSUPP && errno != ENOSYS)
            return facts_write_failed(errno, error);
    return true;
}

/* The length counts from the last byte of the last section on: what lies between was never written
 * and reads as zeros. */
static bool write_begin(const struct facts_aside_part *part, uint64_t length, const void *begin,
    size_t size, struct facts_bytes *mapped)
{
    if (ftruncate(part->file, (off_t)length) != 0 ||
        pwrite(part->file, begin, size, 0) != (ssize_t)size)
        return false;
    void *bytes = mmap(NULL, length, PROT_READ, MAP_SHARED, part->file, 0);
    if (bytes != MAP_FAILED)
        *mapped = (struct facts_bytes){bytes, length};
    return bytes != MAP_FAILED;
}

/* The events come first: see facts_file.h. */
static bool put_in_place(struct facts_aside *aside)
{
    for (int i = FACTS_PARTS - 1; i >= 0; i--) {
        struct facts_aside_part *part = &aside->part[i];
        if (part->file < 0 || part->place == NULL)
            continue;
        if (rename(part->path, part->place) != 0)
            return false;
        free(part->path);
        part->path = NULL;
    }
    return true;
}

bool facts_aside_keep(struct facts_aside *aside, struct facts_header *header, struct facts_map *map,
    struct error *error)
{
    *map = (struct facts_map){0};
    facts_file_sign(header);
    const struct facts_bond bond = facts_file_bond(header);
    bool good = true;
    for (int i = 0; good && i < FACTS_PARTS; i++)
        if (aside->part[i].file >= 0)
            good = write_begin(&aside->part[i], header->lengths[i],
                i == PART_MAIN ? (const void *)header : &bond,
                i == PART_MAIN ? sizeof(*header) : sizeof(bond), &map->part[i]);
    if (good && put_in_place(aside))
        return true;
    facts_write_failed(errno, error);
    facts_file_unmap(map);
    return false;
}

void facts_aside_close(struct facts_aside *aside)
{
    for (int i = 0; i < FACTS_PARTS; i++) {
        struct facts_aside_part *part = &aside->part[i];
        if (part->path != NULL)
            unlink(part->path);
        if (part->file >= 0)
            close(part->file);
        free(part->path);
        free(part->place);
        *part = (struct facts_aside_part){.file = -1};
    }
}
