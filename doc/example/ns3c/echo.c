/* A UDP echo: two hosts on a line of 1 Mbit/s and 10 ms. */
#include <inttypes.h>
#include <ns3c.h>
#include <stdio.h>
#include <stdlib.h>

static struct ns3c *sim;
static struct ns3c_udp *client, *server;

static void must(int code)
{
    if (code == 0)
        return;
    fprintf(stderr, "%s: %s\n", ns3c_code_name(code), ns3c_error());
    exit(1);
}

static void echo(void *user, const struct ns3c_datagram *d)
{
    (void)user;
    must(ns3c_udp_send(server, d->source, d->header, d->header_length, NULL, 0, 0));
}

static void got(void *user, const struct ns3c_datagram *d)
{
    (void)user;
    printf("%.3f ms: %.*s\n", (double)ns3c_now(sim) / 1e6, (int)d->header_length,
           (const char *)d->header);
}

int main(void)
{
    const uint32_t address[2] = {0x0a000001, 0x0a000002};
    const struct ns3c_direction line = {
        .rate = 1000000, .delay = 10 * NS3C_MILLISECOND, .overhead = 8, .queue_limit = 10};
    const struct ns3c_cable cable = {.direction = {line, line}};
    struct ns3c_node *host[2];
    struct ns3c_device *end[2];

    must(ns3c_create(&sim, NULL));
    for (int i = 0; i < 2; i++)
        must(ns3c_add_host(sim, &host[i]));
    must(ns3c_add_cable(host[0], host[1], &cable, end));
    for (int i = 0; i < 2; i++)
        must(ns3c_add_address(end[i], address[i], 24));
    must(ns3c_udp_bind(host[0], 0, got, NULL, &client));
    must(ns3c_udp_bind(host[1], 7, echo, NULL, &server));
    must(ns3c_udp_send(client, (struct ns3c_endpoint){address[1], 7}, "hello", 5, NULL, 0, 0));
    must(ns3c_run(sim, NS3C_SECOND));
    must(ns3c_destroy(sim));
    return 0;
}
