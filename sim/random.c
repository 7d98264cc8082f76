/* Philox, and the draws made of it. No draw may come from anywhere else. */
#include "sim/random.h"

#define XXH_INLINE_ALL
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>
#include <xxhash.h>

#include "base/check.h"
#include "sim/link.h"

static void philox_round(uint32_t c[4], const uint32_t key[2])
{
    const uint64_t a = (uint64_t)0xD2511F53 * c[0], b = (uint64_t)0xCD9E8D57 * c[2];
    const uint32_t c1 = c[1], c3 = c[3];
    c[0] = (uint32_t)(b >> 32) ^ c1 ^ key[0];
    c[1] = (uint32_t)b;
    c[2] = (uint32_t)(a >> 32) ^ c3 ^ key[1];
    c[3] = (uint32_t)a;
}

static void philox(uint32_t out[4], const uint32_t counter[4], const uint32_t key[2])
{
    uint32_t k[2] = {key[0], key[1]};
    memcpy(out, counter, 4 * sizeof *out);
    for (int i = 0; i < 10; i++) {
        philox_round(out, k);
        k[0] += 0x9E3779B9;
        k[1] += 0xBB67AE85;
    }
}

void random_init(struct random_stream *r, uint64_t seed, uint32_t replication, uint32_t entity,
                 enum random_purpose purpose)
{
    *r = (struct random_stream){
        .key = {(uint32_t)seed, (uint32_t)(seed >> 32)},
        .counter = {0, purpose, entity, replication},
        .used = 4,
    };
}

uint32_t random_entity(const char *name)
{
    return XXH32(name, strlen(name), 0);
}

uint32_t random_u32(struct random_stream *r)
{
    if (r->used == 4) {
        philox(r->block, r->counter, r->key);
        r->counter[0]++;
        r->used = 0;
    }
    return r->block[r->used++];
}

uint64_t random_u64(struct random_stream *r)
{
    const uint64_t high = random_u32(r);
    return high << 32 | random_u32(r);
}

uint64_t random_below(struct random_stream *r, uint64_t limit)
{
    CHECK(limit > 0);
    const uint64_t reject = -limit % limit;
    unsigned __int128 product;
    do
        product = (unsigned __int128)random_u64(r) * limit;
    while ((uint64_t)product < reject);
    return (uint64_t)(product >> 64);
}

bool random_chance(struct random_stream *r, uint32_t parts_per_billion)
{
    return ((unsigned __int128)random_u64(r) * LINK_BILLION >> 64) < parts_per_billion;
}

sim_time random_time(struct random_stream *r, sim_time longest)
{
    return (sim_time)random_below(r, (uint64_t)longest + 1);
}

static unsigned long gsl_get(void *state)
{
    return random_u32(state);
}

/* 53 bits, from 0 to below 1. */
static double gsl_get_double(void *state)
{
    return (double)(random_u64(state) >> 11) * 0x1p-53;
}

/* GSL seeds a generator when it allocates one; a stream has its seed already. */
static void gsl_set(void *state, unsigned long seed)
{
    (void)state;
    (void)seed;
}

gsl_rng random_gsl(struct random_stream *r)
{
    static const gsl_rng_type type = {
        .name = "philox4x32-10",
        .max = UINT32_MAX,
        .size = sizeof(struct random_stream),
        .set = gsl_set,
        .get = gsl_get,
        .get_double = gsl_get_double,
    };
    return (gsl_rng){.type = &type, .state = r};
}

sim_time random_exponential(struct random_stream *r, double mean)
{
    const gsl_rng draws = random_gsl(r);
    return (sim_time)llround(gsl_ran_exponential(&draws, mean));
}
