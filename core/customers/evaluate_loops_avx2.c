/* The loops of a sieve for processors of 2013 and later, which hold twice as many bytes at once. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC target("avx2,bmi,bmi2")
#define LOOPS sieve_loops_avx2
#include "core/customers/evaluate_loops.c"
#endif
