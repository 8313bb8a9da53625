/* Finished files, mapped and verified. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/store/facts_build.h"

/* The checksums of the sections, by two threads: the even ones and the odd ones. */
struct summing {
    const struct facts_header *header;
    const struct facts_map *map;
    uint64_t sums[FACTS_SECTIONS];
};

static void sum_sections(struct summing *summing, int first)
{
    for (int i = first; i < facts_layout_count; i += 2) {
        const struct facts_section *section = &summing->header->sections[i];
        const char *bytes = summing->map->part[facts_part_of(i)].bytes;
        summing->sums[i] = facts_sum_of(bytes + section->offset, section->length);
    }
}

static void sum_even(void *summing)
{
    sum_sections(summing, 0);
}

static void sum_odd(void *summing)
{
    sum_sections(summing, 1);
}

static bool sections_good(const struct facts_header *header, const struct facts_map *map)
{
    struct summing summing = {.header = header, .map = map};
    facts_both(sum_even, sum_odd, &summing);
    for (int i = 0; i < facts_layout_count; i++)
        if (header->sections[i].checksum != summing.sums[i])
            return false;
    return true;
}

/* The checksums cannot tell whether who wrote the file wrote sense; these are what a reader indexes
 * by without looking. */
static bool runs_good(const struct facts_columns *columns)
{
    uint32_t customers = columns->customers;
    if (columns->order_begin[customers + 1] != columns->orders ||
        columns->event_begin[customers + 1] != columns->events ||
        columns->refund_begin[customers + 1] != columns->refunds ||
        columns->customer_line_begin[customers + 1] != columns->lines ||
        columns->line_begin[columns->orders] != columns->lines)
        return false;
    return columns->order_begin[0] == 0 && columns->event_begin[0] == 0 &&
           columns->refund_begin[0] == 0 && columns->line_begin[0] == 0 &&
           columns->customer_line_begin[0] == 0;
}

static bool map_part(const char *path, enum facts_part part, struct facts_map *map)
{
    char *name = facts_part_path(path, part);
    int file = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    free(name);
    if (file < 0)
        return false;
    struct stat status;
    if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size >= FACTS_PAGE) {
        void *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, file, 0);
        if (bytes != MAP_FAILED)
            map->part[part] = (struct facts_bytes){bytes, (size_t)status.st_size};
    }
    close(file);
    return map->part[part].bytes != NULL;
}

static const struct facts_header *header_of(const struct facts_map *map)
{
    return (const struct facts_header *)(const void *)map->part[PART_MAIN].bytes;
}

/* Whether the events are those that the main file describes. */
static bool bound(const struct facts_map *map)
{
    struct facts_bond bond = facts_file_bond(header_of(map));
    return map->part[PART_EVENTS].length == header_of(map)->lengths[PART_EVENTS] &&
           memcmp(map->part[PART_EVENTS].bytes, &bond, sizeof(bond)) == 0;
}

bool facts_file_verify(const struct facts_map *map)
{
    struct facts_image image;
    facts_file_point(header_of(map), map, &image);
    return sections_good(header_of(map), map) && runs_good(&image.columns);
}

bool facts_file_map(const char *path, const char *identity, const char *zone, struct facts_map *map)
{
    enum { TRIES = 5, PAUSE = 2000000 };
    *map = (struct facts_map){0};
    for (int tries = 0; tries < TRIES; tries++) {
        if (!map_part(path, PART_MAIN, map) ||
            !facts_header_good(header_of(map), map->part[PART_MAIN].length, identity, zone))
            break;
        if (map_part(path, PART_EVENTS, map) && bound(map))
            return true;
        /* Another process may be between putting the one and the other in its place. */
        facts_file_unmap(map);
        nanosleep(&(struct timespec){.tv_nsec = PAUSE}, NULL);
    }
    facts_file_unmap(map);
    return false;
}

void facts_file_unmap(struct facts_map *map)
{
    for (int part = 0; part < FACTS_PARTS; part++)
        if (map->part[part].bytes != NULL)
            munmap(map->part[part].bytes, map->part[part].length);
    *map = (struct facts_map){0};
}
