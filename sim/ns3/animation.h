/* An animation for NetAnim, written while the simulation runs. ns-3's own AnimationInterface looks
 * at types of devices that it knows, which a cable is none of; has an event every quarter of a
 * second, so that a run never ends; and needs all of ns-3's wireless modules. */
#ifndef SIM_NS3_ANIMATION_H
#define SIM_NS3_ANIMATION_H

#include <cstdio>

#include "sim/ns3/internal.h"

class Animation
{
  public:
    /* Writes the network. */
    Animation(const ns3c *sim, FILE *file);
    /* Writes the end. */
    ~Animation();
    Animation(const Animation &) = delete;
    Animation &operator=(const Animation &) = delete;

    /* A packet has arrived now, whose first and last bit left `from` at these times. */
    void Arrived(const ns3::Ptr<ns3::Node> &from, const ns3::Ptr<ns3::Node> &to, int64_t first_sent,
                 int64_t last_sent);
    void BusSends(const ns3c_device *device, uint32_t bytes);
    void BusReceives(const ns3c_device *device);

  private:
    struct Sending {
        const ns3c_device *from;
        int64_t first, last;
    };

    void WriteNode(const ns3c_node *node);
    void WriteLinks(const ns3c *sim);

    FILE *m_file;
    std::unordered_map<uint32_t, Sending> m_on_bus; /* by segment: a bus carries one at a time */
};

#endif
