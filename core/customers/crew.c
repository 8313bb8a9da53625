#include "core/customers/crew.h"

#include <pthread.h>
#include <unistd.h>

#include "core/store/facts.h"

/* Rows of one portion, on the average: a few milliseconds, so that a wish to stop is soon heard. */
enum { PORTION = 131072 };

struct labour {
    crew_part each;
    void *context;
    struct progress *progress;
    _Atomic uint32_t next; /* part */
    uint32_t parts;
};

struct hand {
    pthread_t thread;
    struct labour *labour;
    uint32_t number;
};

static void *work(void *context)
{
    struct hand *hand = context;
    struct labour *labour = hand->labour;
    uint32_t part;
    while (!progress_cancelled(labour->progress) && (part = labour->next++) < labour->parts) {
        labour->each(labour->context, hand->number, part);
        progress_report(labour->progress, part + 1, labour->parts, part + 1);
    }
    return NULL;
}

uint32_t crew_hands(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > CREW_HANDS ? CREW_HANDS : (uint32_t)cores;
}

bool crew_parts(
    uint32_t parts, crew_part each, void *context, struct progress *progress, struct error *error)
{
    struct labour labour = {.each = each, .context = context, .progress = progress, .parts = parts};
    struct hand hands[CREW_HANDS];
    bool running[CREW_HANDS] = {false};
    uint32_t count = crew_hands() < parts ? crew_hands() : parts;
    for (uint32_t i = 0; i < count; i++)
        hands[i] = (struct hand){.labour = &labour, .number = i};
    for (uint32_t i = 1; i < count; i++)
        running[i] = pthread_create(&hands[i].thread, NULL, work, &hands[i]) == 0;
    if (count > 0)
        work(&hands[0]); /* also what a thread that could not be had would have done */
    for (uint32_t i = 1; i < count; i++)
        if (running[i])
            pthread_join(hands[i].thread, NULL);
    return !progress_cancelled(progress) || progress_stop(error);
}

/* --- customers -------------------------------------------------------------------------------- */

struct portions {
    const struct facts_columns *columns;
    crew_work work;
    void *context;
    uint32_t count;
};

/* Equally many customers each; who is done with a small one takes the next. */
static uint32_t portion_begin(const struct portions *portions, uint32_t portion)
{
    return (uint32_t)((uint64_t)portions->columns->customers * portion / portions->count);
}

static void work_portion(void *context, uint32_t hand, uint32_t portion)
{
    const struct portions *portions = context;
    uint32_t begin = portion_begin(portions, portion), end = portion_begin(portions, portion + 1);
    if (begin < end)
        portions->work(portions->context, hand, begin, end);
}

bool crew_run(const struct facts_columns *columns, crew_work each, void *context,
    struct progress *progress, struct error *error)
{
    struct portions portions = {.columns = columns, .work = each, .context = context};
    uint64_t rows = (uint64_t)columns->customers + columns->orders + columns->events;
    portions.count = (uint32_t)(rows / PORTION) + 1;
    return crew_parts(portions.count, work_portion, &portions, progress, error);
}
