/* Random streams of the caller's: ns-3's generator (MRG32k3a), with the same transformations
 * whatever ns-3's own random variables do. */
#include "sim/ns3/random_internal.h"

#include <cmath>

#include <ns3/rng-seed-manager.h>

#include "sim/ns3/internal.h"

int ns3c_add_random(struct ns3c *sim, uint32_t stream, struct ns3c_random **random)
{
    return guarded([&] {
        if (!sim || !random)
            return fail(NS3C_INVALID, "ns3c_add_random: an argument is missing");
        sim->randoms.push_back(std::make_unique<ns3c_random>(ns3::RngSeedManager::GetSeed(), stream,
                                                             ns3::RngSeedManager::GetRun()));
        *random = sim->randoms.back().get();
        return 0;
    });
}

double ns3c_random_uniform(struct ns3c_random *random)
{
    return random ? random->stream.RandU01() : 0;
}

double ns3c_random_exponential(struct ns3c_random *random, double mean)
{
    return random ? -mean * log(random->stream.RandU01()) : 0;
}

/* Box and Muller; the second number is not kept, so that a draw does not depend on the one before.
 */
double ns3c_random_normal(struct ns3c_random *random, double mean, double deviation)
{
    if (!random)
        return 0;
    const double radius = sqrt(-2 * log(random->stream.RandU01()));
    return mean + deviation * radius * cos(2 * M_PI * random->stream.RandU01());
}

uint32_t ns3c_random_below(struct ns3c_random *random, uint32_t below)
{
    if (!random || !below)
        return 0;
    const uint32_t drawn = uint32_t(random->stream.RandU01() * below);
    return drawn < below ? drawn : below - 1;
}
