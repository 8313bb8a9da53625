/*
 * lanes: 64 numbers of a column held against a range at once; bit i of the answer says whether
 * number i lies from low to low + more, both among them; of the smaller ones only the bits of a
 * mask count.
 *
 * 32 bytes of numbers go through a handful of instructions where a file is compiled for AVX2, 16
 * where it is for SSE2, which every x86-64 has; elsewhere the same in plain C. LANES_PLAIN (tests)
 * takes the plain one everywhere.
 */
#ifndef BASE_LANES_H
#define BASE_LANES_H

#include <stdint.h>

enum { LANES = 64 };

#if defined(__AVX2__) && !defined(LANES_PLAIN)

#include <immintrin.h>

/* AVX2 compares signed numbers only: n − low is unsigned, and so is moved by half of what there is
 * together with what it is compared with. A lane of all ones means that it lies outside. */
static inline __m256i lanes_read(const void *numbers)
{
    return _mm256_loadu_si256((const __m256i *)numbers);
}

static inline uint64_t lanes_bits(__m256i beyond, int from)
{
    return (uint64_t)(uint32_t)_mm256_movemask_epi8(beyond) << from;
}

static inline uint64_t lanes8(const uint8_t *numbers, uint8_t mask, uint8_t low, uint8_t more)
{
    __m256i kept = _mm256_set1_epi8((char)mask), from = _mm256_set1_epi8((char)(low ^ 0x80));
    __m256i most = _mm256_set1_epi8((char)(more ^ 0x80));
    uint64_t beyond = 0;
#pragma GCC unroll 2
    for (int i = 0; i < LANES; i += 32) {
        __m256i moved = _mm256_sub_epi8(_mm256_and_si256(lanes_read(numbers + i), kept), from);
        beyond |= lanes_bits(_mm256_cmpgt_epi8(moved, most), i);
    }
    return ~beyond;
}

static inline __m256i lanes_beyond16(
    const uint16_t *numbers, uint16_t mask, uint16_t low, uint16_t more)
{
    __m256i masked = _mm256_and_si256(lanes_read(numbers), _mm256_set1_epi16((short)mask));
    __m256i moved = _mm256_sub_epi16(masked, _mm256_set1_epi16((short)(low ^ 0x8000)));
    return _mm256_cmpgt_epi16(moved, _mm256_set1_epi16((short)(more ^ 0x8000)));
}

static inline uint64_t lanes16(const uint16_t *numbers, uint16_t mask, uint16_t low, uint16_t more)
{
    uint64_t beyond = 0;
#pragma GCC unroll 2
    for (int i = 0; i < LANES; i += 32) {
        __m256i packed = _mm256_packs_epi16(lanes_beyond16(numbers + i, mask, low, more),
            lanes_beyond16(numbers + i + 16, mask, low, more));
        beyond |= lanes_bits(_mm256_permute4x64_epi64(packed, 0xd8), i);
    }
    return ~beyond;
}

static inline __m256i lanes_beyond32(const uint32_t *numbers, uint32_t low, uint32_t more)
{
    __m256i from = _mm256_set1_epi32((int)(low ^ 0x80000000u));
    __m256i moved = _mm256_sub_epi32(lanes_read(numbers), from);
    return _mm256_cmpgt_epi32(moved, _mm256_set1_epi32((int)(more ^ 0x80000000u)));
}

static inline uint64_t lanes32(const uint32_t *numbers, uint32_t low, uint32_t more)
{
    /* Packing mixes the halves of the registers. */
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    uint64_t beyond = 0;
#pragma GCC unroll 2
    for (int i = 0; i < LANES; i += 32) {
        __m256i first = _mm256_packs_epi32(
            lanes_beyond32(numbers + i, low, more), lanes_beyond32(numbers + i + 8, low, more));
        __m256i second = _mm256_packs_epi32(lanes_beyond32(numbers + i + 16, low, more),
            lanes_beyond32(numbers + i + 24, low, more));
        __m256i packed = _mm256_packs_epi16(first, second);
        beyond |= lanes_bits(_mm256_permutevar8x32_epi32(packed, order), i);
    }
    return ~beyond;
}

#elif defined(__SSE2__) && !defined(LANES_PLAIN)

#include <emmintrin.h>

/* SSE2 compares signed numbers only: n − low is unsigned, and so is moved by half of what there is
 * together with what it is compared with. A lane of all ones means that it lies outside. */
static inline __m128i lanes_read(const void *numbers)
{
    return _mm_loadu_si128((const __m128i *)numbers);
}

static inline __m128i lanes_beyond8(const uint8_t *numbers, uint8_t mask, uint8_t low, uint8_t more)
{
    __m128i masked = _mm_and_si128(lanes_read(numbers), _mm_set1_epi8((char)mask));
    __m128i moved = _mm_sub_epi8(masked, _mm_set1_epi8((char)(low ^ 0x80)));
    return _mm_cmpgt_epi8(moved, _mm_set1_epi8((char)(more ^ 0x80)));
}

static inline __m128i lanes_beyond32(const uint32_t *numbers, uint32_t low, uint32_t more)
{
    __m128i moved = _mm_sub_epi32(lanes_read(numbers), _mm_set1_epi32((int)(low ^ 0x80000000u)));
    return _mm_cmpgt_epi32(moved, _mm_set1_epi32((int)(more ^ 0x80000000u)));
}

static inline uint64_t lanes_bits(__m128i beyond, int from)
{
    return (uint64_t)(uint32_t)_mm_movemask_epi8(beyond) << from;
}

static inline __m128i lanes_beyond16(
    const uint16_t *numbers, uint16_t mask, uint16_t low, uint16_t more)
{
    __m128i masked = _mm_and_si128(lanes_read(numbers), _mm_set1_epi16((short)mask));
    __m128i moved = _mm_sub_epi16(masked, _mm_set1_epi16((short)(low ^ 0x8000)));
    return _mm_cmpgt_epi16(moved, _mm_set1_epi16((short)(more ^ 0x8000)));
}

static inline uint64_t lanes8(const uint8_t *numbers, uint8_t mask, uint8_t low, uint8_t more)
{
    uint64_t beyond = 0;
#pragma GCC unroll 4
    for (int i = 0; i < LANES; i += 16)
        beyond |= lanes_bits(lanes_beyond8(numbers + i, mask, low, more), i);
    return ~beyond;
}

static inline uint64_t lanes16(const uint16_t *numbers, uint16_t mask, uint16_t low, uint16_t more)
{
    uint64_t beyond = 0;
#pragma GCC unroll 4
    for (int i = 0; i < LANES; i += 16)
        beyond |= lanes_bits(_mm_packs_epi16(lanes_beyond16(numbers + i, mask, low, more),
                                 lanes_beyond16(numbers + i + 8, mask, low, more)),
            i);
    return ~beyond;
}

static inline uint64_t lanes32(const uint32_t *numbers, uint32_t low, uint32_t more)
{
    uint64_t beyond = 0;
#pragma GCC unroll 4
    for (int i = 0; i < LANES; i += 16) {
        __m128i first = _mm_packs_epi32(
            lanes_beyond32(numbers + i, low, more), lanes_beyond32(numbers + i + 4, low, more));
        __m128i second = _mm_packs_epi32(lanes_beyond32(numbers + i + 8, low, more),
            lanes_beyond32(numbers + i + 12, low, more));
        beyond |= lanes_bits(_mm_packs_epi16(first, second), i);
    }
    return ~beyond;
}

#else

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
