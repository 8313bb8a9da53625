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
    spool->buffer = memory_zero(1, SPOOL_BUFFER); /* padding of records is written too */
    return true;
}

void spool_close(struct spool *spool)
{
    if (spool->bytes != NULL)
        munmap((void *)(uintptr_t)spool->bytes, spool->length);
    if (spool->file > 0)
        close(spool->file);
    free(spool->buffer);
    *spool = (struct spool){.file = -1};
}

bool spool_flush(struct spool *spool)
{
    size_t written = 0;
    while (spool->failure == 0 && written < spool->waiting) {
        ssize_t count = write(spool->file, spool->buffer + written, spool->waiting - written);
        if (count >= 0)
            written += (size_t)count;
        else if (errno != EINTR)
            spool->failure = errno;
    }
    spool->waiting = 0;
    return spool->failure == 0;
}

bool spool_end(struct spool *spool, struct error *error)
{
    if (!spool_flush(spool))
        return spool_good(spool, error);
    free(spool->buffer);
    spool->buffer = NULL;
    if (spool->length == 0)
        return true;
    void *bytes = mmap(NULL, spool->length, PROT_READ, MAP_PRIVATE, spool->file, 0);
    if (bytes == MAP_FAILED)
        spool->failure = errno;
    else
        spool->bytes = bytes;
    return spool_good(spool, error);
}

bool spool_good(const struct spool *spool, struct error *error)
{
    if (spool->failure != 0)
        return error_set(error, say("cannot write a temporary file: %s"), strerror(spool->failure));
    return true;
}
