/* Writes the animation's XML from what nodes and cables tell; it never changes a packet or sets
 * an event. */
#include "sim/ns3/animation.h"

#include <ns3/csma-channel.h>
#include <ns3/csma-net-device.h>

enum { NODE_SIZE = 3 }; /* in the units of places */

/* --- text ------------------------------------------------------------------------------------ */

namespace
{

/* Seconds, without the locale's decimal point. */
struct Seconds {
    char text[32];
    explicit Seconds(int64_t ns)
    {
        snprintf(text, sizeof text, "%" PRId64 ".%09" PRId64, ns / NS3C_SECOND, ns % NS3C_SECOND);
    }
};

} // namespace

static std::string escaped(const std::string &text)
{
    std::string result;
    for (const char c : text)
        switch (c) {
        case '&':
            result += "&amp;";
            break;
        case '<':
            result += "&lt;";
            break;
        case '>':
            result += "&gt;";
            break;
        case '"':
            result += "&quot;";
            break;
        default: /* XML has no control characters */
            result += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
        }
    return result;
}

/* The ends of a link are told apart by address and MAC. */
static std::string description(const ns3c_device *d)
{
    const uint64_t mac = ns3c_device_mac(d);
    std::string text = d->addresses.empty() ? "" : dotted(d->addresses.front());
    char byte[8];
    for (int i = 5; i >= 0; i--) {
        snprintf(byte, sizeof byte, "%c%02x", i == 5 ? '~' : ':', unsigned(mac >> 8 * i & 0xff));
        text += byte;
    }
    return text;
}

/* --- the network ----------------------------------------------------------------------------- */

struct Colour {
    int red, green, blue;
};
static const Colour HOST = {31, 119, 180}, ROUTER = {214, 39, 40}, SWITCH = {44, 160, 44};

void Animation::WriteNode(const ns3c_node *n)
{
    const unsigned id = n->node->GetId();
    const Colour c = n->bridge ? SWITCH : n->forwards ? ROUTER : HOST;
    const std::string name = n->name.empty() ? std::to_string(id) : escaped(n->name);
    fprintf(m_file, "<node id=\"%u\" sysId=\"0\" locX=\"%d\" locY=\"%d\" />\n", id, n->x, n->y);
    fprintf(m_file, "<nu p=\"d\" t=\"0\" id=\"%u\" descr=\"%s\" />\n", id, name.c_str());
    fprintf(m_file, "<nu p=\"c\" t=\"0\" id=\"%u\" r=\"%d\" g=\"%d\" b=\"%d\" />\n", id, c.red,
            c.green, c.blue);
    fprintf(m_file, "<nu p=\"s\" t=\"0\" id=\"%u\" w=\"%d\" h=\"%d\" />\n", id, NODE_SIZE,
            NODE_SIZE);
}

/* Of a cable's two devices that which was made first stands for both. */
void Animation::WriteLinks(const ns3c *sim)
{
    std::unordered_map<uint32_t, const ns3c_device *> first;
    for (const auto &d : sim->devices) {
        const unsigned id = d->node->node->GetId();
        if (!d->is_cable) {
            fprintf(m_file,
                    "<nonp2plinkproperties id=\"%u\" ipAddress=\"%s\" "
                    "channelType=\"ns3::CsmaChannel\" />\n",
                    id, description(d.get()).c_str());
            continue;
        }
        const ns3c_device *other = first[d->segment];
        if (!other)
            first[d->segment] = d.get();
        else
            fprintf(m_file, "<link fromId=\"%u\" toId=\"%u\" fd=\"%s\" td=\"%s\" ld=\"\" />\n",
                    unsigned(other->node->node->GetId()), id, description(other).c_str(),
                    description(d.get()).c_str());
    }
}

Animation::Animation(const ns3c *sim, FILE *file) : m_file(file)
{
    fputs("<anim ver=\"netanim-3.108\" filetype=\"animation\" >\n", m_file);
    for (const auto &n : sim->nodes)
        WriteNode(n.get());
    WriteLinks(sim);
}

Animation::~Animation()
{
    fputs("</anim>\n", m_file);
}

/* --- packets --------------------------------------------------------------------------------- */

void Animation::Arrived(const ns3::Ptr<ns3::Node> &from, const ns3::Ptr<ns3::Node> &to,
                        int64_t first_sent, int64_t last_sent)
{
    const int64_t now = ns3c_now(nullptr);
    fprintf(m_file, "<p fId=\"%u\" fbTx=\"%s\" lbTx=\"%s\" tId=\"%u\" fbRx=\"%s\" lbRx=\"%s\" />\n",
            unsigned(from->GetId()), Seconds(first_sent).text, Seconds(last_sent).text,
            unsigned(to->GetId()), Seconds(now - (last_sent - first_sent)).text, Seconds(now).text);
}

void Animation::BusSends(const ns3c_device *device, uint32_t bytes)
{
    const auto channel = ns3::StaticCast<ns3::CsmaChannel>(device->device->GetChannel());
    const int64_t now = ns3c_now(nullptr);
    const int64_t takes = channel->GetDataRate().CalculateBytesTxTime(bytes).GetNanoSeconds();
    m_on_bus[device->segment] = {device, now, now + takes};
}

void Animation::BusReceives(const ns3c_device *device)
{
    const auto sending = m_on_bus.find(device->segment);
    if (sending != m_on_bus.end())
        Arrived(sending->second.from->node->node, device->node->node, sending->second.first,
                sending->second.last);
}

/* The animation may have ended. */
static void bus_sends(ns3c_device *device, ns3::Ptr<const ns3::Packet> frame)
{
    if (Animation *a = device->node->sim->animation.get())
        a->BusSends(device, frame->GetSize());
}

static void bus_receives(ns3c_device *device, ns3::Ptr<const ns3::Packet>)
{
    if (Animation *a = device->node->sim->animation.get())
        a->BusReceives(device);
}

static void watch_buses(const ns3c *sim)
{
    for (const auto &d : sim->devices) {
        if (d->is_cable)
            continue;
        d->device->TraceConnectWithoutContext("PhyTxBegin",
                                              ns3::MakeBoundCallback(&bus_sends, d.get()));
        d->device->TraceConnectWithoutContext("PhyRxEnd",
                                              ns3::MakeBoundCallback(&bus_receives, d.get()));
    }
}

/* --- for C ----------------------------------------------------------------------------------- */

int ns3c_place(struct ns3c_node *node, int32_t x, int32_t y, const char *name)
{
    return guarded([&] {
        if (!node || !name)
            return fail(NS3C_INVALID, "ns3c_place: an argument is missing");
        node->name = name;
        node->x = x;
        node->y = y;
        return 0;
    });
}

int ns3c_animate(struct ns3c *sim, FILE *file)
{
    return guarded([&] {
        if (!sim)
            return fail(NS3C_INVALID, "ns3c_animate: there is no simulation");
        if (!file) {
            sim->animation.reset();
            return 0;
        }
        if (sim->animated)
            return fail(NS3C_STATE, "the simulation has had its animation");
        sim->animation = std::make_unique<Animation>(sim, file);
        sim->animated = true;
        watch_buses(sim);
        return 0;
    });
}
