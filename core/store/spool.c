#include "core/store/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/phrase.h"
#include "core/base/text.h"

static int open_unlinked(const char *pattern)
{
    char *path = string_copy(pattern);
    int file = mkostemp(path, O_CLOEXEC);
    if (file >= 0)
        unlink(path);
    free(path);
    return file;
}

bool spool_open(struct spool *spool, const char *beside, struct error *error)
{
    *spool = (struct spool){.file = -1};
    struct text pattern = {0};
    text_format(&pattern, "%s-spool-XXXXXX", beside);
    spool->file = open_unlinked(text_string(&pattern));
    if (spool->file < 0) {
        const char *folder = getenv("TMPDIR");
        text_clear(&pattern);
        text_format(&pattern, "%s/zhanggui-spool-XXXXXX", folder != NULL ? folder : "/tmp");
        spool->file = open_unlinked(text_string(&pattern));
    }
    text_free(&pattern);
    if (spool->file < 0)
        return error_set(error, say("cannot make a temporary file: %s"), strerror(errno));
    return true;
}

void spool_close(struct spool *spool)
{
    if (spool->bytes != NULL)
        munmap(spool->bytes, spool->capacity);
    if (spool->file > 0)
        close(spool->file);
    *spool = (struct spool){.file = -1};
}

/* posix_fallocate takes the blocks at once: writing into a hole of a full disk would be a signal.
 */
static bool grow(struct spool *spool, size_t wanted)
{
    size_t capacity = spool->capacity > 0 ? spool->capacity * 2 : 1 << 20;
    while (capacity < wanted)
        capacity *= 2;
    spool->failure = posix_fallocate(spool->file, 0, (off_t)capacity);
    if (spool->failure != 0)
        return false;
    void *bytes = spool->bytes == NULL
                      ? mmap(NULL, capacity, PROT_READ | PROT_WRITE, MAP_SHARED, spool->file, 0)
                      : mremap(spool->bytes, spool->capacity, capacity, MREMAP_MAYMOVE);
    if (bytes == MAP_FAILED) {
        spool->failure = errno;
        return false;
    }
    spool->bytes = bytes;
    spool->capacity = capacity;
    return true;
}

void *spool_add(struct spool *spool, size_t size)
{
    if (spool->failure != 0)
        return NULL;
    if (spool->length + size > spool->capacity && !grow(spool, spool->length + size))
        return NULL;
    void *place = spool->bytes + spool->length;
    spool->length += size;
    return place;
}

bool spool_good(const struct spool *spool, struct error *error)
{
    if (spool->failure != 0)
        return error_set(error, say("cannot write a temporary file: %s"), strerror(spool->failure));
    return true;
}
