#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/base/date.h"
#include "core/base/phrase.h"
#include "core/base/text.h"

/* Between two neighbouring changes the offset is constant. */
struct change {
    date_instant from;
    int32_t offset;
};

struct date_zone {
    char *name;
    struct change *changes; /* at least one; the first holds for all time before it */
    size_t count;
};

static const date_instant zone_begin = -631152000; /* 1950-01-01 */
static const date_instant zone_end = 4102444800;   /* 2100-01-01 */

static int32_t system_offset(date_instant instant)
{
    time_t time = (time_t)instant;
    struct tm local;
    localtime_r(&time, &local);
    return (int32_t)local.tm_gmtoff;
}

/* The first instant after low at which the offset is no longer that of low; high has another. */
static date_instant find_change(date_instant low, date_instant high)
{
    int32_t offset = system_offset(low);
    while (high - low > 1) {
        date_instant middle = low + (high - low) / 2;
        if (system_offset(middle) == offset)
            low = middle;
        else
            high = middle;
    }
    return high;
}

static void add_change(struct date_zone *zone, date_instant from, int32_t offset)
{
    zone->changes = memory_resize(zone->changes, zone->count + 1, sizeof(*zone->changes));
    zone->changes[zone->count++] = (struct change){.from = from, .offset = offset};
}

/* The C library reads the time zone database; we ask it week by week and keep what it says. */
static void read_changes(struct date_zone *zone)
{
    const date_instant step = 7 * DATE_DAY_SECONDS;
    int32_t offset = system_offset(zone_begin);
    add_change(zone, zone_begin, offset);
    for (date_instant at = zone_begin; at < zone_end; at += step) {
        int32_t next = system_offset(at + step);
        if (next == offset)
            continue;
        add_change(zone, find_change(at, at + step), next);
        offset = next;
    }
}

static bool zone_exists(const char *name)
{
    if (name[0] == '\0' || name[0] == '/' || strstr(name, "..") != NULL)
        return false;
    if (string_equal(name, "UTC"))
        return true;
    char path[512];
    snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", name);
    return access(path, R_OK) == 0;
}

struct date_zone *date_zone_open(const char *name, struct error *error)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    if (!zone_exists(name)) {
        error_set(error, say("there is no time zone \"%s\"; write it like Asia/Shanghai"), name);
        return NULL;
    }
    struct date_zone *zone = memory_zero(1, sizeof(*zone));
    zone->name = string_copy(name);

    pthread_mutex_lock(&lock);
    const char *current = getenv("TZ");
    char *before = current != NULL ? string_copy(current) : NULL;
    setenv("TZ", name, 1);
    tzset();
    read_changes(zone);
    if (before != NULL)
        setenv("TZ", before, 1);
    else
        unsetenv("TZ");
    tzset();
    free(before);
    pthread_mutex_unlock(&lock);
    return zone;
}

void date_zone_free(struct date_zone **zone)
{
    if (*zone == NULL)
        return;
    free((*zone)->name);
    free((*zone)->changes);
    free(*zone);
    *zone = NULL;
}

const char *date_zone_name(const struct date_zone *zone)
{
    return zone->name;
}

/* The change that is in force at an instant. */
static size_t change_at(const struct date_zone *zone, date_instant instant)
{
    size_t low = 0, high = zone->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (zone->changes[middle].from <= instant)
            low = middle;
        else
            high = middle;
    }
    return low;
}

int32_t date_zone_offset(const struct date_zone *zone, date_instant instant)
{
    return zone->changes[change_at(zone, instant)].offset;
}

date_day date_local_day(const struct date_zone *zone, date_instant instant, int32_t *second)
{
    date_instant local = instant + date_zone_offset(zone, instant);
    date_instant day = local / DATE_DAY_SECONDS - (local % DATE_DAY_SECONDS < 0);
    if (second != NULL)
        *second = (int32_t)(local - day * DATE_DAY_SECONDS);
    return (date_day)day;
}

date_instant date_from_local(const struct date_zone *zone, date_day day, int32_t second)
{
    date_instant local = (date_instant)day * DATE_DAY_SECONDS + second;
    /* The offset in force a day before is that from before any change in between. */
    size_t change = change_at(zone, local - DATE_DAY_SECONDS);
    int32_t before = zone->changes[change].offset;
    if (change + 1 == zone->count || zone->changes[change + 1].from > local + DATE_DAY_SECONDS)
        return local - before;
    int32_t after = date_zone_offset(zone, local + DATE_DAY_SECONDS);
    if (date_zone_offset(zone, local - before) == before || before == after)
        return local - before;
    if (date_zone_offset(zone, local - after) == after)
        return local - after;
    return local - before;
}

void date_instant_text(const struct date_zone *zone, date_instant instant, char *text)
{
    int32_t second;
    date_day day = date_local_day(zone, instant, &second);
    char date[DATE_TEXT];
    date_day_text(day, date);
    snprintf(text, DATE_TEXT, "%.12s %02d:%02d:%02d", date, second / 3600, second / 60 % 60,
        second % 60);
}
