/* SHA-256 (FIPS 180-4) with the processor's own instructions, for the hashes of an RFC 6962 tree.

   A tree hash is that of one prefix byte and a message that lies elsewhere: nothing is copied, nothing is allocated, and two
   hashes that do not depend on each other are computed at once. Where the processor has no such instructions, nothing here may
   be called but csha256_is_available. */
#ifndef CSHA256_H
#define CSHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether this processor has the instructions. Asks it once. */
bool csha256_is_available(void);

/* SHA-256 of the `length` bytes at `message`; 32 bytes to `digest`. */
void csha256_plain(const void *message, size_t length, void *digest);

/* SHA-256 of the byte `prefix` and the `length` bytes at `message`; 32 bytes to `digest`. */
void csha256_prefixed(uint8_t prefix, const void *message, size_t length, void *digest);

/* The same of two messages at once. */
void csha256_prefixed_2(
    uint8_t prefix, const void *message0, size_t length0, void *digest0, const void *message1, size_t length1, void *digest1);

/* The same of `count` pairs of digests, 64 bytes each, which lie one after the other at `pairs`: 32 bytes for each to `digests`.
   A digest is written only after its pair was read, so both may begin at one address. */
void csha256_pairs(uint8_t prefix, const void *pairs, size_t count, void *digests);

#endif
