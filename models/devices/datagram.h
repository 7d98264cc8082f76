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

#endif
