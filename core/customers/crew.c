#include "core/customers/crew.h"

#include <pthread.h>
#include <unistd.h>

#include "core/store/facts.h"

/* Rows of one portion: a few milliseconds, so that a wish to stop is soon heard. */
enum { PORTION = 131072 };

struct labour {
    const struct facts_columns *columns;
    crew_work work;
    void *context;
    struct progress *progress;
    _Atomic uint32_t next; /* portion */
    uint32_t portions;
};

struct hand {
    pthread_t thread;
    struct labour *labour;
    uint32_t number;
};

static uint64_t rows_before(const struct facts_columns *columns, uint32_t customer)
{
    return (uint64_t)columns->order_begin[customer] + columns->event_begin[customer] + customer;
}

static uint32_t portion_begin(const struct labour *labour, uint32_t portion)
{
    const struct facts_columns *columns = labour->columns;
    uint64_t wanted = rows_before(columns, columns->customers) * portion / labour->portions;
    uint32_t low = 0, high = columns->customers;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (rows_before(columns, middle) < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void *work(void *context)
{
    struct hand *hand = context;
    struct labour *labour = hand->labour;
    uint32_t portion;
    while (!progress_cancelled(labour->progress) && (portion = labour->next++) < labour->portions) {
        uint32_t begin = portion_begin(labour, portion), end = portion_begin(labour, portion + 1);
        if (begin < end)
            labour->work(labour->context, hand->number, begin, end);
        progress_report(labour->progress, portion + 1, labour->portions, end);
    }
    return NULL;
}

uint32_t crew_hands(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > CREW_HANDS ? CREW_HANDS : (uint32_t)cores;
}

bool crew_run(const struct facts_columns *columns, crew_work each, void *context,
    struct progress *progress, struct error *error)
{
    struct labour labour = {
        .columns = columns, .work = each, .context = context, .progress = progress};
    labour.portions = (uint32_t)(rows_before(columns, columns->customers) / PORTION) + 1;
    struct hand hands[CREW_HANDS];
    bool running[CREW_HANDS] = {false};
    uint32_t count = crew_hands() < labour.portions ? crew_hands() : labour.portions;
    for (uint32_t i = 0; i < count; i++)
        hands[i] = (struct hand){.labour = &labour, .number = i};
    for (uint32_t i = 1; i < count; i++)
        running[i] = pthread_create(&hands[i].thread, NULL, work, &hands[i]) == 0;
    work(&hands[0]); /* also what a thread that could not be had would have done */
    for (uint32_t i = 1; i < count; i++)
        if (running[i])
            pthread_join(hands[i].thread, NULL);
    return !progress_cancelled(progress) || progress_stop(error);
}
