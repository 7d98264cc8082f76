/* The names of what is in net.h. */
#include "sim/net.h"

const char *const net_tcp_end_names[] = {
    [NET_TCP_CLOSED] = "closed",
    [NET_TCP_RESET] = "reset",
    [NET_TCP_REFUSED] = "refused",
    [NET_TCP_TIMED_OUT] = "timed out",
};
