/* The tests of base_lanes.c, of what processors with AVX2 do; elsewhere there is nothing to test.
 */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC target("avx2")
#define LANES_SUITE base_lanes_avx2
#define LANES_HERE __builtin_cpu_supports("avx2")
#include "tests/base_lanes.c"
#endif
