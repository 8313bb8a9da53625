#include "core/base/hash.h"

#include <string.h>

/* Two multiply-and-rotate lanes over words of eight bytes. */
struct lanes {
    uint64_t one, two;
};

static inline struct lanes take_word(struct lanes lanes, uint64_t word)
{
    lanes.one = (lanes.one ^ word) * 0x9FB21C651E98DF25U;
    lanes.one ^= lanes.one >> 32;
    lanes.two = ((lanes.two + word) ^ (lanes.two >> 29)) * 0xD6E8FEB86659FD93U;
    return lanes;
}

void hash_mix(uint64_t hash[2], const char *bytes, size_t length)
{
    struct lanes lanes = {hash[0] ^ 0x9E3779B97F4A7C15U ^ length, hash[1] + length};
    uint64_t word;
    size_t rest = length;
    for (; rest >= sizeof(word); bytes += sizeof(word), rest -= sizeof(word)) {
        memcpy(&word, bytes, sizeof(word));
        lanes = take_word(lanes, word);
    }
    if (rest > 0) {
        word = 0;
        memcpy(&word, bytes, rest);
        lanes = take_word(lanes, word);
    }
    hash[0] = lanes.one ^ (lanes.two >> 31);
    hash[1] = lanes.two ^ (lanes.one << 17);
}
