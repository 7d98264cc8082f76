/* A datagram of the network as the TFTP machines take it. */
#ifndef MODELS_DEVICES_DATAGRAM_H
#define MODELS_DEVICES_DATAGRAM_H

#include "models/tftp/packet.h"
#include "sim/net.h"

static inline struct tftp_datagram tftp_datagram_of(const struct net_datagram *d)
{
    return (struct tftp_datagram){.address = d->source.address,
                                  .port = d->source.port,
                                  .broadcast = d->broadcast,
                                  .header = d->header,
                                  .header_length = d->header_length,
                                  .payload = d->payload,
                                  .payload_length = d->payload_length};
}

/* The packet is sent: it is counted. */
static inline void tftp_count(struct net *net, const uint8_t *packet)
{
    static const uint8_t kinds[] = {
        [TFTP_RRQ] = MESSAGE_TFTP_RRQ,     [TFTP_DATA] = MESSAGE_TFTP_DATA,
        [TFTP_ACK] = MESSAGE_TFTP_ACK,     [TFTP_OACK] = MESSAGE_TFTP_OACK,
        [TFTP_ERROR] = MESSAGE_TFTP_ERROR,
    };
    net_count(net, kinds[packet[1]]); /* the opcode's second byte; the first is 0 */
}

#endif
