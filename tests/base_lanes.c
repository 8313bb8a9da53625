/* Numbers held against ranges 64 at a time: each answer against one number after the other. */
#include "core/base/lanes.h"

#include <criterion/criterion.h>

/* The files that include this one name their suite, and say where it can run. */
#ifndef LANES_SUITE
#define LANES_SUITE base_lanes
#define LANES_HERE 1
#endif

/* Around the ends of ranges, of the halves and of all there is. */
static const uint32_t edges[] = {0, 1, 2, 126, 127, 128, 129, 254, 255, 256, 32767, 32768, 32769,
    65534, 65535, 65536, 2147483647u, 2147483648u, 2147483649u, 4294967294u, 4294967295u};
enum { EDGES = sizeof(edges) / sizeof(edges[0]) };

static void check(uint32_t low, uint32_t more)
{
    uint8_t bytes[LANES];
    uint16_t halves[LANES];
    uint32_t words[LANES];
    uint64_t in8 = 0, masked = 0, in16 = 0, masked16 = 0, in32 = 0;
    for (uint32_t i = 0; i < LANES; i++) {
        words[i] = edges[(i * 5 + low) % EDGES] + i % 3;
        bytes[i] = (uint8_t)words[i];
        halves[i] = (uint16_t)words[i];
        in8 |= (uint64_t)((uint8_t)(bytes[i] - low) <= (uint8_t)more) << i;
        masked |= (uint64_t)((uint8_t)((bytes[i] & 127) - low) <= (uint8_t)more) << i;
        in16 |= (uint64_t)((uint16_t)(halves[i] - low) <= (uint16_t)more) << i;
        masked16 |= (uint64_t)((uint16_t)((halves[i] & 511) - low) <= (uint16_t)more) << i;
        in32 |= (uint64_t)(words[i] - low <= more) << i;
    }
    cr_expect_eq(lanes8(bytes, 255, (uint8_t)low, (uint8_t)more), in8, "%u + %u", low, more);
    cr_expect_eq(lanes8(bytes, 127, (uint8_t)low, (uint8_t)more), masked, "%u + %u", low, more);
    cr_expect_eq(
        lanes16(halves, UINT16_MAX, (uint16_t)low, (uint16_t)more), in16, "%u + %u", low, more);
    cr_expect_eq(
        lanes16(halves, 511, (uint16_t)low, (uint16_t)more), masked16, "%u + %u", low, more);
    cr_expect_eq(lanes32(words, low, more), in32, "%u + %u", low, more);
}

Test(LANES_SUITE, ranges)
{
    if (!LANES_HERE)
        cr_skip_test("another processor");
    for (uint32_t low = 0; low < EDGES; low++)
        for (uint32_t more = 0; more < EDGES; more++)
            check(edges[low], edges[more]);
}

Test(LANES_SUITE, differences)
{
    uint32_t one[LANES], other[LANES];
    uint64_t differ = 0;
    if (!LANES_HERE)
        cr_skip_test("another processor");
    for (uint32_t i = 0; i < LANES; i++) {
        one[i] = edges[i % EDGES];
        other[i] = i % 5 < 2 ? one[i] : one[i] ^ (uint32_t)1 << i % 32;
        differ |= (uint64_t)(one[i] != other[i]) << i;
    }
    cr_expect_eq(lanes_differ32(one, other), differ);
    cr_expect_eq(lanes_differ32(one, one), 0u);
}

Test(LANES_SUITE, count)
{
    uint64_t bits = 0;
    cr_expect_eq(lanes_count(0), 0u);
    for (uint32_t i = 0; i < LANES; i++) {
        bits |= (uint64_t)1 << i * 37 % 64;
        cr_expect_eq(lanes_count(bits), i + 1);
    }
}
