/* hash: 128 bits that stand for a string of bytes. Quick and well spread; no secret is safe in it.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* Mixes further bytes into a hash that began as {0, 0}. The cuts count: "ab" and then "c" give
 * another hash than "abc". Fingerprints of imported files are kept in shops: it never changes. */
void hash_mix(uint64_t hash[2], const char *bytes, size_t length);

#endif
