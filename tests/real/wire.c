/* A wire with a delay: what comes at one port leaves at the other so much later, by its queue.
 *
 *   wire PORT PORT MICROSECONDS
 *
 * Raw packet sockets, which carry whole frames with what the kernel knows of their checksums. It
 * ends when it is killed. For measurements with real programs where the kernel has no netem. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>

enum { FRAMES = 4096, FRAME_MAX = 2048 };

struct frame {
    int64_t due; /* ns */
    size_t length;
    uint8_t bytes[FRAME_MAX];
};

/* What is on its way from one port to the other: a ring, in the order of coming. */
struct way {
    int from, to; /* sockets */
    uint32_t first, count;
    struct frame frames[FRAMES];
};

static int64_t wire_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static int wire_open(const char *port)
{
    struct sockaddr_ll address = {.sll_family = AF_PACKET,
                                  .sll_protocol = htons(ETH_P_ALL),
                                  .sll_ifindex = (int)if_nametoindex(port)};
    const int s = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, htons(ETH_P_ALL)), on = 1;
    if (s < 0 || setsockopt(s, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof on) < 0 ||
        setsockopt(s, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on) < 0 ||
        bind(s, (struct sockaddr *)&address, sizeof address) < 0) {
        fprintf(stderr, "wire: %s: %s\n", port, strerror(errno));
        exit(1);
    }
    return s;
}

static void wire_take(struct way *w, int64_t delay)
{
    while (w->count < FRAMES) {
        struct frame *f = &w->frames[(w->first + w->count) % FRAMES];
        const ssize_t length = recv(w->from, f->bytes, sizeof f->bytes, 0);
        if (length <= 0)
            return;
        f->length = (size_t)length;
        f->due = wire_now() + delay;
        w->count++;
    }
}

/* A queue that is full drops it: that is what it is there for. Returns when the next is due. */
static int64_t wire_send(struct way *w)
{
    for (; w->count; w->count--, w->first = (w->first + 1) % FRAMES) {
        const struct frame *f = &w->frames[w->first];
        if (f->due > wire_now())
            return f->due;
        if (send(w->to, f->bytes, f->length, 0) < 0 && errno != ENOBUFS)
            fprintf(stderr, "wire: %s\n", strerror(errno));
    }
    return INT64_MAX;
}

int main(int argc, char **argv)
{
    static struct way down, up;
    if (argc != 4) {
        fputs("usage: wire PORT PORT MICROSECONDS\n", stderr);
        return 64;
    }
    const int64_t delay = strtoll(argv[3], NULL, 10) * 1000;
    down.from = up.to = wire_open(argv[1]);
    up.from = down.to = wire_open(argv[2]);
    sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 50});
    prctl(PR_SET_TIMERSLACK, 1);
    for (;;) {
        const int64_t a = wire_send(&down), b = wire_send(&up), due = a < b ? a : b;
        const int64_t wait = due == INT64_MAX ? 1000000000 : due - wire_now();
        const struct timespec timeout = {wait > 0 ? wait / 1000000000 : 0,
                                         wait > 0 ? wait % 1000000000 : 0};
        struct pollfd ports[2] = {{.fd = down.from, .events = POLLIN},
                                  {.fd = up.from, .events = POLLIN}};
        if (ppoll(ports, 2, &timeout, NULL) > 0) {
            wire_take(&down, delay);
            wire_take(&up, delay);
        }
    }
}
