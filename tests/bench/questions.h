/* questions: what the benchmarks ask, timed here and by the peers on the same rows. */
#ifndef BENCH_QUESTIONS_H
#define BENCH_QUESTIONS_H

#include <time.h>

/* Seconds on a clock that only rises. */
static inline double bench_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

#endif
