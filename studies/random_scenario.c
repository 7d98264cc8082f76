/* Draws are written as YAML, as a person would write it, so that a scenario can be kept and run
 * again. */
#include "studies/random_scenario.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/folder.h"
#include "base/output.h"
#include "sim/random.h"
#include "studies/random_traffic.h"

static const char firmware[] = "load,model_family,file,bytes,provenance\n"
                               "small,7965 7940 9971 78xx,small.loads,700,made up\n"
                               "small,7965 7940 9971 78xx,one.sbn,150000,made up\n"
                               "small,7965 7940 9971 78xx,two.sbn,65536,made up\n"
                               "small,7965 7940 9971 78xx,three.sbn,1,made up\n";
static const char models[] =
    "model,series,pfs,background,transport,load,provenance\n"
    "CP-7965G,7965,yes,no,tftp,small,made up\n"
    "CP-7940G,7940,no,no,tftp,small,made up\n"
    "CP-9971,9971,yes,yes,http then tftp,small,made up\n"
    "CP-7841,78xx,yes,yes,tftp or http by the upgrade rule,small,made up\n";

enum { MOST_SITES = 2, MOST_SUBNETS = 3, MOST_PHONES = 6 /* of a group */ };

/* A scenario that is being written. */
struct draft {
    FILE *out;
    struct random_stream stream;
    struct random_stream fields;   /* of what came later: drawing it leaves the rest as it was */
    struct random_stream slack;    /* of timers; came later still */
    struct random_traffic traffic; /* and who goes first on lines */
    enum random_kind kind;
    bool pfs;         /* the method */
    bool load_server; /* the method */
    bool http;        /* a model knows it beside TFTP */
    bool servers;     /* there are two in the data centre */
    uint32_t phones;  /* so far */
    bool shared;      /* some phones take part in PFS */
    bool strict;      /* a server's packets must not be fragmented */
    bool narrow;      /* a line has an MTU of its own */
    bool unlimited;   /* the site's line takes no time */
    uint32_t block;   /* bytes, of TFTP */
};

/* --- draws ----------------------------------------------------------------------------------- */

/* No call has two of them among its arguments: which is made first is the compiler's choice. */

static uint32_t draw(struct draft *d, uint32_t from, uint32_t to)
{
    return from + (uint32_t)random_below(&d->stream, to - from + 1);
}

static bool chance(struct draft *d, uint32_t percent)
{
    return draw(d, 1, 100) <= percent;
}

static uint32_t draw_field(struct draft *d, uint32_t from, uint32_t to)
{
    return from + (uint32_t)random_below(&d->fields, to - from + 1);
}

static bool chance_field(struct draft *d, uint32_t percent)
{
    return draw_field(d, 1, 100) <= percent;
}

static const char *pick(struct draft *d, const char *const *texts)
{
    uint32_t count = 0;
    while (texts[count])
        count++;
    return texts[draw(d, 0, count - 1)];
}

#define PICK(d, ...) pick(d, (const char *const[]){__VA_ARGS__, NULL})

/* --- links ----------------------------------------------------------------------------------- */

static void write_faults(struct draft *d)
{
    if (d->kind == RANDOM_TCP || chance(d, 40))
        return;
    if (chance(d, 70))
        fprintf(d->out, ", loss: 0.%" PRIu32 " %%", draw(d, 1, 15));
    if (chance(d, 30))
        fprintf(d->out, ", duplicate: 0.%" PRIu32 " %%", draw(d, 1, 9));
    if (chance(d, 30)) {
        const uint32_t delay = draw(d, 1, 100);
        fprintf(d->out, ", reorder: 0.%" PRIu32 " %%, reorder_delay: %" PRIu32 " ms", draw(d, 1, 9),
                delay);
    }
    if (chance(d, 20))
        fprintf(d->out, ", corrupt: 0.0%" PRIu32 " %%", draw(d, 1, 5));
    if (d->kind == RANDOM_UDP && chance(d, 25))
        fprintf(d->out, ", jitter: %" PRIu32 " us", draw(d, 1, 20000));
}

/* Where TCP is to lose nothing, the windows of all phones fit, 64 kB each. */
static void write_queue(struct draft *d)
{
    bool in_bytes = false;
    if (d->kind == RANDOM_TCP) {
        const char *limit = PICK(d, "20000 packets", "20 MB");
        in_bytes = strstr(limit, "MB") != NULL;
        fprintf(d->out, ", queue: {limit: %s", limit);
    } else if (chance(d, 50)) {
        fprintf(d->out, ", queue: {limit: %" PRIu32 " packets", draw(d, 3, 60));
    } else {
        in_bytes = true;
        fprintf(d->out, ", queue: {limit: %" PRIu32 " B", draw(d, 4000, 80000));
    }
    if (!in_bytes)
        random_traffic_discipline(&d->traffic);
    fprintf(d->out, "}");
}

/* Where TCP is to lose nothing, no window takes as long as its time-out, a second: else one packet
 * that comes earlier decides who has to wait for a time-out. */
static const char *draw_rate(struct draft *d)
{
    if (d->kind == RANDOM_TCP)
        return d->pfs ? PICK(d, "10 Mbps", "34 Mbps", "100 Mbps") : PICK(d, "34 Mbps", "100 Mbps");
    if (d->kind == RANDOM_UDP)
        return PICK(d, "128 kbps", "256 kbps", "384 kbps", "1.544 Mbps", "2 Mbps", "10 Mbps",
                    "unlimited");
    return PICK(d, "768 kbps", "1.544 Mbps", "2 Mbps", "5 Mbps", "10 Mbps", "34 Mbps");
}

static void write_shaper(struct draft *d)
{
    const uint32_t rate = d->kind == RANDOM_TCP ? draw(d, 30000, 60000) : draw(d, 700, 4000);
    /* With UDP alone what a block has around it: at most 38 bytes of framing, and 32. */
    const uint32_t block = d->block + 70;
    const uint32_t least =
        d->kind == RANDOM_UDP && (!d->traffic.there || block > 1600) ? block : 1600;
    fprintf(d->out, ", shaper: {rate: %" PRIu32 " kbps, burst: %" PRIu32 " B}", rate,
            draw(d, least, 20000));
}

/* Where ns-3 would fragment what must not be, all fits. */
static uint32_t least_mtu(const struct draft *d)
{
    const uint32_t packet = d->block + 32;
    return !d->strict ? 300 : packet < 576 ? 576 : packet < 1500 ? packet : 1500;
}

static uint32_t draw_narrow(struct draft *d)
{
    d->narrow = true;
    return draw_field(d, least_mtu(d), 1500);
}

/* A line that the sites share. */
static void write_head_end(struct draft *d)
{
    if (!chance(d, 25))
        return;
    const char *framing = PICK(d, "none", "ppp", "ethernet", "20 bytes");
    const uint32_t rtt = draw(d, 0, 20000);
    fprintf(d->out, "head_end: {rate: %s, rtt: %" PRIu32 " us, framing: %s", draw_rate(d), rtt,
            framing);
    write_queue(d);
    if (chance(d, 20))
        write_shaper(d);
    write_faults(d);
    fprintf(d->out, "}\n");
}

static void write_wan(struct draft *d)
{
    const char *framing = PICK(d, "none", "ppp", "hdlc", "frame-relay", "ethernet", "12 bytes");
    const uint32_t rtt = draw(d, 0, 200000);
    const char *rate = draw_rate(d);
    d->unlimited = strcmp(rate, "unlimited") == 0;
    fprintf(d->out, "    wan: {rate: %s, rtt: %" PRIu32 " us, framing: %s", rate, rtt, framing);
    if (d->kind == RANDOM_UDP && chance_field(d, 25))
        fprintf(d->out, ", mtu: %" PRIu32, draw_narrow(d));
    write_queue(d);
    if (chance(d, 30))
        write_shaper(d);
    write_faults(d);
    if (chance(d, 30)) {
        const char *up = draw_rate(d);
        d->unlimited |= strcmp(up, "unlimited") == 0;
        fprintf(d->out, ", up: {rate: %s}", up);
    }
    fprintf(d->out, "}\n");
}

static void write_lan(struct draft *d)
{
    const uint32_t delay = draw(d, 0, 100);
    fprintf(d->out, "        lan: {rate: %s, delay: %" PRIu32 " us",
            PICK(d, "10 Mbps", "100 Mbps", "1 Gbps"), delay);
    if (chance(d, 50))
        write_faults(d);
    fprintf(d->out, "}\n");
}

/* --- sites ----------------------------------------------------------------------------------- */

/* Of the timers of a server, or of all phones. */
static void write_lateness(struct draft *d)
{
    if (chance_field(d, 30))
        fprintf(d->out, ", timer_lateness: %" PRIu32 " us", draw_field(d, 0, 1000));
    if (random_below(&d->slack, 100) < 20)
        fprintf(d->out, ", timer_slack: 0.%" PRIu32 " %%", (uint32_t)random_below(&d->slack, 10));
}

/* Where the verdict is about each phone, no server is busy: who asks a microsecond earlier would be
 * served for the other. */
static void write_server(struct draft *d)
{
    const uint32_t cpu = draw(d, 0, 300);
    const char *kind = PICK(d, "cucm-tftp", "tftpd-hpa", "atftpd", "dnsmasq");
    d->strict |= strcmp(kind, "tftpd-hpa") && strcmp(kind, "dnsmasq");
    const uint32_t transfers = d->kind != RANDOM_TCP && chance(d, 15) ? draw(d, 1, 5) : 0;
    fprintf(d->out, "{kind: %s, cpu: %" PRIu32 " us/packet", kind, cpu);
    /* Requests to a dnsmasq wait, also those that a phone has repeated: each then holds one of its
     * few transfers for 29 s, and nobody would ever complete. */
    if (transfers && strcmp(kind, "dnsmasq"))
        fprintf(d->out, ", transfers: %" PRIu32, transfers);
    if (chance_field(d, 20))
        fprintf(d->out, ", blksize: %" PRIu32, draw_field(d, 512, 1400));
    if (chance_field(d, 20))
        fprintf(d->out, ", windowsize: %" PRIu32, draw_field(d, 1, 4));
    if (d->kind != RANDOM_TCP && chance(d, 20)) {
        const uint32_t down_for = draw(d, 1, 30000);
        fprintf(d->out, ", down_at: %" PRIu32 " ms, down_for: %" PRIu32 " ms", draw(d, 1, 30000),
                down_for);
    }
    write_lateness(d);
    fprintf(d->out, "}\n");
}

static const char *draw_model(struct draft *d)
{
    if (d->kind == RANDOM_UDP)
        return PICK(d, "CP-7965", "CP-7940");
    if (d->pfs)
        return PICK(d, "CP-7965", "CP-7965", "CP-9971", "CP-7841");
    return PICK(d, "CP-9971", "CP-7841");
}

/* One that ends within the run's day, whatever the line, and waits no longer than phone.idle. */
static const char *draw_policy(struct draft *d)
{
    static const char *const policies[] = {"tftp-hpa", "atftp", "busybox", "nortel", "avaya-1100"};
    return policies[draw_field(d, 0, sizeof policies / sizeof *policies - 1)];
}

/* Some clients ask for larger blocks than were thought of when the lines were drawn. */
static void write_policy(struct draft *d)
{
    const char *policy = draw_policy(d);
    if (!d->strict || !d->narrow)
        fprintf(d->out, ", tftp: {policy: %s}", policy);
}

/* Of a group that takes part in PFS: in whole, or in part. */
static void write_share(struct draft *d)
{
    d->shared = true;
    if (chance_field(d, 15))
        fprintf(d->out, ", pfs: {share: %" PRIu32 " %%}", draw_field(d, 10, 90));
}

static void write_group(struct draft *d)
{
    const uint32_t count = draw(d, 1, MOST_PHONES);
    const char *model = draw_model(d);
    d->http |= strcmp(model, "CP-9971") == 0;
    fprintf(d->out, "          - {model: %s, count: %" PRIu32, model, count);
    if (d->pfs && chance(d, 10))
        fprintf(d->out, ", pfs: off");
    else if (d->pfs)
        write_share(d);
    if (chance_field(d, 15))
        fprintf(d->out, ", tftp: {windowsize: %" PRIu32 "}", draw_field(d, 1, 4));
    else if (d->kind == RANDOM_UDP && chance_field(d, 20))
        write_policy(d);
    if (d->servers && chance_field(d, 40))
        fprintf(d->out, ", server_order: [server-2, server]");
    if (chance_field(d, 10))
        fprintf(d->out, ", reset: {at: %" PRIu32 " ms}", draw_field(d, 1, 20000));
    fprintf(d->out, "}\n");
    d->phones += count;
}

static void write_subnet(struct draft *d)
{
    fprintf(d->out, "      -\n");
    write_lan(d);
    if (d->load_server) {
        fprintf(d->out, "        load_servers:\n          - ");
        write_server(d);
    }
    fprintf(d->out, "        phones:\n");
    write_group(d);
    if (chance(d, 40))
        write_group(d);
}

static void write_site(struct draft *d)
{
    const uint32_t subnets = draw(d, 1, MOST_SUBNETS);
    fprintf(d->out, "  -\n");
    if (chance_field(d, 20))
        fprintf(d->out, "    reset: {at: %" PRIu32 " ms}\n", draw_field(d, 1, 20000));
    write_wan(d);
    random_traffic_site(&d->traffic, d->unlimited);
    fprintf(d->out, "    subnets:\n");
    for (uint32_t i = 0; i < subnets; i++)
        write_subnet(d);
}

static void write_sites(struct draft *d)
{
    const uint32_t sites = chance(d, 75) ? 1 : MOST_SITES;
    fprintf(d->out, "sites:\n");
    for (uint32_t i = 0; i < sites; i++)
        write_site(d);
}

/* --- the rest -------------------------------------------------------------------------------- */

static void write_unplugs(struct draft *d)
{
    const uint32_t count = d->kind == RANDOM_TCP || chance(d, 50) ? 0 : draw(d, 1, 3);
    fprintf(d->out, count ? "unplug:\n" : "");
    for (uint32_t i = 0; i < count; i++) {
        const bool root = d->pfs && chance(d, 50);
        if (root && d->shared)
            fprintf(d->out, "  - {phone: root");
        else
            fprintf(d->out, "  - {phone: %" PRIu32, draw(d, 1, d->phones));
        const uint32_t back_after = draw(d, 1, 40000);
        fprintf(d->out, ", at: %" PRIu32 " ms, back_after: %" PRIu32 " ms}\n", draw(d, 1, 40000),
                back_after);
    }
}

static void write_tftp(struct draft *d)
{
    d->block = 512;
    if (chance(d, 30)) {
        const uint32_t windowsize = draw(d, 1, 8);
        d->block = draw(d, 256, 1468);
        if (d->kind == RANDOM_UDP && chance_field(d, 20))
            d->block = draw_field(d, 1469, 4096);
        fprintf(d->out, "tftp: {blksize: %" PRIu32 ", windowsize: %" PRIu32, d->block, windowsize);
        if (chance_field(d, 30))
            fprintf(d->out, ", timeout: %" PRIu32 ", tsize: on", draw_field(d, 1, 9));
        fprintf(d->out, "}\n");
    }
}

static void write_second_server(struct draft *d)
{
    if (d->servers)
        fprintf(d->out, "servers: [{cpu: %" PRIu32 " us/packet, port: 1069}]\n",
                draw_field(d, 0, 300));
}

static void write_sharing(struct draft *d)
{
    if (d->pfs && chance_field(d, 30))
        fprintf(d->out, "pfs: {children: %" PRIu32 "}\n", draw_field(d, 1, 5));
}

static void write_tcp(struct draft *d)
{
    if (d->kind == RANDOM_UDP || chance_field(d, 50))
        return;
    fprintf(d->out, "tcp: {window: %" PRIu32 " B", draw_field(d, 20000, 200000));
    if (chance_field(d, 50))
        fprintf(d->out, ", sack: on");
    if (chance_field(d, 50))
        fprintf(d->out, ", timestamps: on");
    fprintf(d->out, "}\n");
}

static void write_timing(struct draft *d)
{
    fprintf(d->out, "run: {limit: %s}\n", d->traffic.busy ? "1 h" : "1 d");
    fprintf(d->out,
            "phone: {turnaround: %" PRIu32 " us, restart: 1 s, background_restart: 2 s, "
            "retry: 5 s, idle: 60 s",
            draw(d, 0, 6000));
    if (chance_field(d, 50))
        fprintf(d->out, ", cpu: %" PRIu32 " us/packet", draw_field(d, 0, 3000));
    write_lateness(d);
    fprintf(d->out, "}\n");
    if (chance(d, 70))
        fprintf(d->out, "reset: {pattern: bulk, spread: %" PRIu32 " ms}\n", draw(d, 0, 10000));
    else
        fprintf(d->out, "reset: {pattern: staggered, interval: %" PRIu32 " ms}\n",
                draw(d, 1, 3000));
}

static void write_head(struct draft *d, uint32_t number)
{
    static const char *const kinds[] = {
        [RANDOM_UDP] = "UDP", [RANDOM_TCP] = "TCP", [RANDOM_TCP_LOSSES] = "TCP with losses"};
    d->pfs = d->kind != RANDOM_UDP && chance(d, 65);
    d->load_server = !d->pfs && chance(d, 25);
    fprintf(d->out, "name: random %" PRIu32 " (%s)\n", number, kinds[d->kind]);
    fprintf(d->out, "method: %s\n", d->pfs ? "pfs" : d->load_server ? "load-server" : "tftp");
    d->strict = d->servers = chance_field(d, 20); /* the second one is a cucm-tftp */
    fprintf(d->out, "seed: %" PRIu32 "\n", number + 1);
    fprintf(d->out, "catalogue: {firmware: firmware.csv, models: models.csv}\n");
}

enum random_kind random_scenario_kind(uint32_t number)
{
    static const enum random_kind kinds[] = {RANDOM_UDP, RANDOM_TCP, RANDOM_TCP_LOSSES, RANDOM_UDP,
                                             RANDOM_TCP};
    return kinds[number % (sizeof kinds / sizeof *kinds)];
}

char *random_scenario(uint64_t seed, uint32_t number)
{
    char *text = NULL;
    size_t length;
    struct random_stream traffic;
    struct draft d = {.kind = random_scenario_kind(number)};
    random_init(&d.stream, seed, 0, number, RANDOM_SCENARIO);
    random_init(&d.fields, seed, 1, number, RANDOM_SCENARIO);
    random_init(&d.slack, seed, 2, number, RANDOM_SCENARIO);
    d.out = open_memstream(&text, &length);
    CHECK(d.out);
    random_init(&traffic, seed, 3, number, RANDOM_SCENARIO);
    random_traffic_init(&d.traffic, d.out, &traffic, d.kind);
    write_head(&d, number);
    write_timing(&d);
    write_tftp(&d);
    fprintf(d.out, "server: ");
    write_server(&d);
    write_sites(&d);
    write_unplugs(&d);
    write_head_end(&d);
    write_sharing(&d);
    write_tcp(&d);
    write_second_server(&d);
    random_traffic_code_points(&d.traffic);
    if (d.http)
        fprintf(d.out, "transport: http then tftp\n");
    CHECK(fclose(d.out) == 0);
    return text;
}

static int write_file(const char *folder, const char *name, const char *text, struct error *e)
{
    struct output o;
    if (output_open(&o, folder, name, e) < 0)
        return -1;
    fputs(text, o.file);
    return output_commit(&o, e);
}

int random_check_folder(const char *folder, struct error *e)
{
    static const char *const names[] = {"firmware.csv", "models.csv", "random-[0-9]*.yaml", NULL};
    if (folder_file_begins(folder, names[0], firmware, strlen(firmware)))
        return 0;
    return folder_refuse(folder, names, "is not of 'pfsim crosscheck --random'", e);
}

int random_catalogue_write(const char *folder, struct error *e)
{
    const int status = write_file(folder, "firmware.csv", firmware, e);
    return status < 0 ? status : write_file(folder, "models.csv", models, e);
}
