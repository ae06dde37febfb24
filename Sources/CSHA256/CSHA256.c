#include "CSHA256.h"

#include <string.h>

enum { BLOCK = 64, DIGEST = 32 };

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

/* The instructions are used in these functions only, and only after csha256_is_available: the rest of the program runs anywhere. */
#define NATIVE __attribute__((target("sha,sse4.1,ssse3")))
#define INLINE static inline __attribute__((always_inline)) NATIVE

bool csha256_is_available(void) {
    /* 0: not asked yet, 1: no, 2: yes. Two threads that ask at once write the same. */
    static int answer = 0;
    int known = __atomic_load_n(&answer, __ATOMIC_RELAXED);
    if (known == 0) {
        unsigned eax, ebx, ecx, edx;
        bool ssse3 = false, sse41 = false, sha = false;
        if (__get_cpuid(1, &eax, &ebx, &ecx, &edx)) {
            ssse3 = ecx >> 9 & 1;
            sse41 = ecx >> 19 & 1;
        }
        if (__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx)) {
            sha = ebx >> 29 & 1;
        }
        known = ssse3 && sse41 && sha ? 2 : 1;
        __atomic_store_n(&answer, known, __ATOMIC_RELAXED);
    }
    return known == 2;
}

/* The round constants of FIPS 180-4, section 4.2.2. */
static const uint32_t constants[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* A chaining value as the instructions take it: words a, b, e, f and words c, d, g, h, the first in the highest place. */
typedef struct {
    __m128i abef, cdgh;
} State;

/* The initial value of FIPS 180-4, section 5.3.3. */
INLINE State initial(void) {
    State state = {
        _mm_set_epi32(0x6a09e667, (int)0xbb67ae85, 0x510e527f, (int)0x9b05688c),
        _mm_set_epi32(0x3c6ef372, (int)0xa54ff53a, 0x1f83d9ab, 0x5be0cd19),
    };
    return state;
}

INLINE void store(State state, void *digest) {
    const __m128i bytes = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    /* abef holds f, e, b, a from the lowest word on: a, b and e, f have to be brought beside c, d and g, h. */
    __m128i abcd = _mm_unpackhi_epi64(state.cdgh, state.abef);
    __m128i efgh = _mm_unpacklo_epi64(state.cdgh, state.abef);
    abcd = _mm_shuffle_epi32(abcd, 0x1B);
    efgh = _mm_shuffle_epi32(efgh, 0x1B);
    _mm_storeu_si128((__m128i *)digest, _mm_shuffle_epi8(abcd, bytes));
    _mm_storeu_si128((__m128i *)digest + 1, _mm_shuffle_epi8(efgh, bytes));
}

INLINE __m128i load(const uint8_t *block, int part) {
    const __m128i bytes = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    return _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)block + part), bytes);
}

/* Four rounds of each lane, with the four words of the message schedule that begin at 4 * group. */
INLINE void rounds(State *state, const __m128i *words, int group, int lanes) {
    const __m128i constant = _mm_load_si128((const __m128i *)constants + group);
    __m128i sum[2];
#pragma clang loop unroll(full)
    for (int lane = 0; lane < lanes; lane++) {
        sum[lane] = _mm_add_epi32(words[lane], constant);
        state[lane].cdgh = _mm_sha256rnds2_epu32(state[lane].cdgh, state[lane].abef, sum[lane]);
    }
#pragma clang loop unroll(full)
    for (int lane = 0; lane < lanes; lane++) {
        state[lane].abef = _mm_sha256rnds2_epu32(state[lane].abef, state[lane].cdgh, _mm_shuffle_epi32(sum[lane], 0x0E));
    }
}

/* Takes one block into each lane's state. `lanes` is 1 or 2 and known to the compiler. */
INLINE void compress(State *state, const uint8_t *const *blocks, int lanes) {
    State before[2];
    __m128i words[4][2];
#pragma clang loop unroll(full)
    for (int lane = 0; lane < lanes; lane++) {
        before[lane] = state[lane];
    }
#pragma clang loop unroll(full)
    for (int group = 0; group < 16; group++) {
        __m128i *now = words[group & 3];
#pragma clang loop unroll(full)
        for (int lane = 0; lane < lanes; lane++) {
            if (group < 4) {
                now[lane] = load(blocks[lane], group);
            } else {
                /* W(t) from W(t-16), W(t-15), W(t-7) and W(t-2), four at a time. */
                __m128i newest = words[(group + 3) & 3][lane];
                __m128i sevenBack = _mm_alignr_epi8(newest, words[(group + 2) & 3][lane], 4);
                __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(now[lane], words[(group + 1) & 3][lane]), sevenBack);
                now[lane] = _mm_sha256msg2_epu32(sum, newest);
            }
        }
        rounds(state, now, group, lanes);
    }
#pragma clang loop unroll(full)
    for (int lane = 0; lane < lanes; lane++) {
        state[lane].abef = _mm_add_epi32(state[lane].abef, before[lane].abef);
        state[lane].cdgh = _mm_add_epi32(state[lane].cdgh, before[lane].cdgh);
    }
}

/* A message as a row of blocks: those at its ends, which hold the prefix and the padding, are made beforehand; those between
   are read where they lie. */
typedef struct {
    /* Where block 0 would begin if all of them lay there. */
    const uint8_t *start;
    size_t blocks;
    /* The first block that is made and not read in place, after block 0. */
    size_t firstEnd;
    uint8_t first[BLOCK];
    uint8_t ends[2 * BLOCK];
    bool isFirstMade;
} Message;

/* `prefixed` is 0 or 1 and known to the compiler. */
INLINE void prepare(Message *message, int prefixed, uint8_t prefix, const uint8_t *bytes, size_t length) {
    size_t whole = length + (size_t)prefixed;
    message->blocks = (whole + 8) / BLOCK + 1;
    message->firstEnd = whole / BLOCK;
    /* Taken as a number: with a prefix it points before the message, and is not followed there. */
    message->start = (const uint8_t *)((uintptr_t)bytes - (uintptr_t)prefixed);
    /* What stands behind the last whole block. */
    size_t rest = whole % BLOCK;
    size_t ends = (message->blocks - message->firstEnd) * BLOCK;
    memset(message->ends, 0, sizeof message->ends);
    if (prefixed && message->firstEnd == 0) {
        message->ends[0] = prefix;
        if (length > 0) {
            memcpy(message->ends + 1, bytes, length);
        }
    } else if (rest > 0) {
        memcpy(message->ends, bytes + (length - rest), rest);
    }
    message->ends[rest] = 0x80;
    uint64_t bits = __builtin_bswap64((uint64_t)whole * 8);
    memcpy(message->ends + ends - 8, &bits, 8);
    message->isFirstMade = prefixed && message->firstEnd > 0;
    if (message->isFirstMade) {
        message->first[0] = prefix;
        memcpy(message->first + 1, bytes, BLOCK - 1);
    }
}

INLINE const uint8_t *block(const Message *message, size_t index) {
    if (index >= message->firstEnd) {
        return message->ends + (index - message->firstEnd) * BLOCK;
    }
    return index == 0 && message->isFirstMade ? message->first : message->start + index * BLOCK;
}

INLINE void finish(State state, const Message *message, size_t done, void *digest) {
    for (size_t index = done; index < message->blocks; index++) {
        const uint8_t *one = block(message, index);
        compress(&state, &one, 1);
    }
    store(state, digest);
}

NATIVE void csha256_plain(const void *bytes, size_t length, void *digest) {
    Message message;
    prepare(&message, 0, 0, bytes, length);
    finish(initial(), &message, 0, digest);
}

NATIVE void csha256_prefixed(uint8_t prefix, const void *bytes, size_t length, void *digest) {
    Message message;
    prepare(&message, 1, prefix, bytes, length);
    finish(initial(), &message, 0, digest);
}

NATIVE void csha256_prefixed_2(
    uint8_t prefix, const void *bytes0, size_t length0, void *digest0, const void *bytes1, size_t length1, void *digest1) {
    Message messages[2];
    prepare(&messages[0], 1, prefix, bytes0, length0);
    prepare(&messages[1], 1, prefix, bytes1, length1);
    State states[2] = {initial(), initial()};
    size_t common = messages[0].blocks < messages[1].blocks ? messages[0].blocks : messages[1].blocks;
    for (size_t index = 0; index < common; index++) {
        const uint8_t *both[2] = {block(&messages[0], index), block(&messages[1], index)};
        compress(states, both, 2);
    }
    finish(states[0], &messages[0], common, digest0);
    finish(states[1], &messages[1], common, digest1);
}

NATIVE void csha256_pairs(uint8_t prefix, const void *pairs, size_t count, void *digests) {
    const uint8_t *source = pairs;
    uint8_t *target = digests;
    uint8_t first[2][BLOCK];
    uint8_t last[2][BLOCK];
    memset(last, 0, sizeof last);
    for (int lane = 0; lane < 2; lane++) {
        first[lane][0] = prefix;
        last[lane][1] = 0x80;
        /* 65 bytes are 520 bits. */
        last[lane][BLOCK - 2] = 0x02;
        last[lane][BLOCK - 1] = 0x08;
    }
    const uint8_t *firsts[2] = {first[0], first[1]};
    const uint8_t *lasts[2] = {last[0], last[1]};
    while (count >= 2) {
        for (int lane = 0; lane < 2; lane++) {
            memcpy(first[lane] + 1, source + lane * BLOCK, BLOCK - 1);
            last[lane][0] = source[lane * BLOCK + BLOCK - 1];
        }
        State states[2] = {initial(), initial()};
        compress(states, firsts, 2);
        compress(states, lasts, 2);
        store(states[0], target);
        store(states[1], target + DIGEST);
        source += 2 * BLOCK;
        target += 2 * DIGEST;
        count -= 2;
    }
    if (count == 1) {
        memcpy(first[0] + 1, source, BLOCK - 1);
        last[0][0] = source[BLOCK - 1];
        State state = initial();
        compress(&state, firsts, 1);
        compress(&state, lasts, 1);
        store(state, target);
    }
}

#else

/* Nothing is offered here: the library's own code for these processors is used instead. */
bool csha256_is_available(void) { return false; }
void csha256_plain(const void *bytes, size_t length, void *digest) { __builtin_trap(); }
void csha256_prefixed(uint8_t prefix, const void *bytes, size_t length, void *digest) { __builtin_trap(); }
void csha256_prefixed_2(
    uint8_t prefix, const void *bytes0, size_t length0, void *digest0, const void *bytes1, size_t length1, void *digest1) {
    __builtin_trap();
}
void csha256_pairs(uint8_t prefix, const void *pairs, size_t count, void *digests) { __builtin_trap(); }

#endif
