/* A random stream, with a draw of each kind. */
#ifndef SIM_NS3_RANDOM_INTERNAL_H
#define SIM_NS3_RANDOM_INTERNAL_H

#include <ns3/rng-stream.h>

struct ns3c_random {
    ns3::RngStream stream;
    ns3c_random(uint32_t seed, uint64_t number, uint64_t run) : stream(seed, number, run)
    {
    }
};

#endif
