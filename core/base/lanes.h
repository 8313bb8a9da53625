/*
 * lanes: 64 numbers of a column held against a range at once; bit i of the answer says whether
 * number i lies from low to low + more, both among them; of the smaller ones only the bits of a
 * mask count. Or two columns against each other.
 *
 * 32 bytes of numbers go through a handful of instructions where a file is compiled for AVX2, 16
 * where it is for SSE2, which every x86-64 has; elsewhere the same in plain C. LANES_PLAIN (tests)
 * takes the plain one everywhere.
 */
#ifndef BASE_LANES_H
#define BASE_LANES_H

#include <stdint.h>

enum { LANES = 64 };

#if defined(__SSE2__) && !defined(LANES_PLAIN)

/* What differs between the registers of the two: packing mixes the halves of the wide ones. A bit
 * for each lane of 32 is taken as of so many floats. */
#ifdef __AVX2__
#include <immintrin.h>
#define LANES_DO(operation) _mm256_##operation
#define LANES_FLOATS _mm256_castsi256_ps
typedef __m256i lanes_register;
static inline lanes_register lanes_read(const void *numbers)
{
    return _mm256_loadu_si256((const __m256i *)numbers);
}
static inline lanes_register lanes_and(lanes_register one, lanes_register other)
{
    return _mm256_and_si256(one, other);
}
static inline lanes_register lanes_pack16(lanes_register one, lanes_register other)
{
    return _mm256_permute4x64_epi64(_mm256_packs_epi16(one, other), 0xd8);
}
static inline lanes_register lanes_pack32(lanes_register one, lanes_register other)
{
    return _mm256_permute4x64_epi64(_mm256_packs_epi32(one, other), 0xd8);
}
#else
#include <emmintrin.h>
#define LANES_DO(operation) _mm_##operation
#define LANES_FLOATS _mm_castsi128_ps
typedef __m128i lanes_register;
static inline lanes_register lanes_read(const void *numbers)
{
    return _mm_loadu_si128((const __m128i *)numbers);
}
static inline lanes_register lanes_and(lanes_register one, lanes_register other)
{
    return _mm_and_si128(one, other);
}
static inline lanes_register lanes_pack16(lanes_register one, lanes_register other)
{
    return _mm_packs_epi16(one, other);
}
static inline lanes_register lanes_pack32(lanes_register one, lanes_register other)
{
    return _mm_packs_epi32(one, other);
}
#endif
enum { LANES_BYTES = sizeof(lanes_register) };

/* Signed numbers only can be compared: n − low is unsigned, and so is moved by half of what there
 * is together with what it is compared with. A lane of all ones means that it lies outside. */
static inline lanes_register lanes_beyond8(
    const uint8_t *numbers, uint8_t mask, uint8_t low, uint8_t more)
{
    lanes_register masked = lanes_and(lanes_read(numbers), LANES_DO(set1_epi8)((char)mask));
    lanes_register moved = LANES_DO(sub_epi8)(masked, LANES_DO(set1_epi8)((char)(low ^ 0x80)));
    return LANES_DO(cmpgt_epi8)(moved, LANES_DO(set1_epi8)((char)(more ^ 0x80)));
}

static inline lanes_register lanes_beyond16(
    const uint16_t *numbers, uint16_t mask, uint16_t low, uint16_t more)
{
    lanes_register masked = lanes_and(lanes_read(numbers), LANES_DO(set1_epi16)((short)mask));
    lanes_register moved = LANES_DO(sub_epi16)(masked, LANES_DO(set1_epi16)((short)(low ^ 0x8000)));
    return LANES_DO(cmpgt_epi16)(moved, LANES_DO(set1_epi16)((short)(more ^ 0x8000)));
}

static inline lanes_register lanes_beyond32(const uint32_t *numbers, uint32_t low, uint32_t more)
{
    lanes_register from = LANES_DO(set1_epi32)((int)(low ^ 0x80000000u));
    lanes_register moved = LANES_DO(sub_epi32)(lanes_read(numbers), from);
    return LANES_DO(cmpgt_epi32)(moved, LANES_DO(set1_epi32)((int)(more ^ 0x80000000u)));
}

static inline uint64_t lanes_bits(lanes_register beyond, int from)
{
    return (uint64_t)(uint32_t)LANES_DO(movemask_epi8)(beyond) << from;
}

static inline uint64_t lanes8(const uint8_t *numbers, uint8_t mask, uint8_t low, uint8_t more)
{
    uint64_t beyond = 0;
#pragma GCC unroll 4
    for (int i = 0; i < LANES; i += LANES_BYTES)
        beyond |= lanes_bits(lanes_beyond8(numbers + i, mask, low, more), i);
    return ~beyond;
}

static inline uint64_t lanes16(const uint16_t *numbers, uint16_t mask, uint16_t low, uint16_t more)
{
    uint64_t beyond = 0;
#pragma GCC unroll 4
    for (int i = 0; i < LANES; i += LANES_BYTES) {
        const uint16_t *second = numbers + i + LANES_BYTES / 2;
        beyond |= lanes_bits(lanes_pack16(lanes_beyond16(numbers + i, mask, low, more),
                                 lanes_beyond16(second, mask, low, more)),
            i);
    }
    return ~beyond;
}

static inline uint64_t lanes32(const uint32_t *numbers, uint32_t low, uint32_t more)
{
    uint64_t beyond = 0;
#pragma GCC unroll 4
    for (int i = 0; i < LANES; i += LANES_BYTES) {
        const uint32_t *at = numbers + i;
        const int part = LANES_BYTES / 4;
        lanes_register first =
            lanes_pack32(lanes_beyond32(at, low, more), lanes_beyond32(at + part, low, more));
        lanes_register second = lanes_pack32(
            lanes_beyond32(at + 2 * part, low, more), lanes_beyond32(at + 3 * part, low, more));
        beyond |= lanes_bits(lanes_pack16(first, second), i);
    }
    return ~beyond;
}

/* Where the numbers of two columns differ. */
static inline uint64_t lanes_differ32(const uint32_t *one, const uint32_t *other)
{
    uint64_t equal = 0;
#pragma GCC unroll 16
    for (int i = 0; i < LANES; i += LANES_BYTES / 4) {
        lanes_register same = LANES_DO(cmpeq_epi32)(lanes_read(one + i), lanes_read(other + i));
        equal |= (uint64_t)(uint32_t)LANES_DO(movemask_ps)(LANES_FLOATS(same)) << i;
    }
    return ~equal;
}

#else

static inline uint64_t lanes_differ32(const uint32_t *one, const uint32_t *other)
{
    uint64_t differ = 0;
    for (int i = 0; i < LANES; i++)
        differ |= (uint64_t)(one[i] != other[i]) << i;
    return differ;
}

static inline uint64_t lanes8(const uint8_t *numbers, uint8_t mask, uint8_t low, uint8_t more)
{
    uint64_t within = 0;
    for (int i = 0; i < LANES; i++)
        within |= (uint64_t)((uint8_t)((numbers[i] & mask) - low) <= more) << i;
    return within;
}

static inline uint64_t lanes16(const uint16_t *numbers, uint16_t mask, uint16_t low, uint16_t more)
{
    uint64_t within = 0;
    for (int i = 0; i < LANES; i++)
        within |= (uint64_t)((uint16_t)((numbers[i] & mask) - low) <= more) << i;
    return within;
}

static inline uint64_t lanes32(const uint32_t *numbers, uint32_t low, uint32_t more)
{
    uint64_t within = 0;
    for (int i = 0; i < LANES; i++)
        within |= (uint64_t)(numbers[i] - low <= more) << i;
    return within;
}

#endif

/* How many bits are set. */
static inline uint32_t lanes_count(uint64_t bits)
{
    return (uint32_t)__builtin_popcountll(bits);
}

#endif
