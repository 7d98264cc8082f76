/* The rows of all but links, PFS and what sites and phones inherit, and how lists of structs are
 * made and freed by them. */
#include "scenarios/format/schema.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenarios/format/derive.h"
#include "scenarios/format/schema_fetching.h"
#include "scenarios/format/schema_rows.h"
#include "scenarios/format/words.h"

static const char *const profile_auth_words[] = {"none", "known", "asked", NULL};
static const char *const rule_words[] = {"tftp", "http", NULL};
static const char *const server_rollover_words[] = {"0", "1", "off", "as tftp", NULL};
static const char *const server_words[] = {"cucm-tftp", "tftpd-hpa", "atftpd",
                                           "dnsmasq",   "generic",   NULL};

#define PATH_LIMIT 1000 /* bytes */

static const struct schema_field server_rows[] = {
    VALUE(
        "kind", WORD, AT(struct scenario_server, kind), NULL,
        "who it is: when it sends again, which options it grants, how it answers (doc/tftp.md)",
        "known: cucm-tftp is the call manager's own; assumed: a load server is none in particular",
        .words = server_words, .fallback_by = derive_kind, MODELLED),
    QUANTITY("cpu", COST, struct scenario_server, cpu, "50 us/packet", 0, SECONDS,
             "work on each packet received or sent, one after the other",
             "assumed: on a LAN 40 phones then take as long as one", MODELLED),
    QUANTITY(
        "transfers", COUNT, struct scenario_server, transfers, NULL, 1, 1000000, "at the same time",
        "known, by kind: cucm-tftp 500 (Maximum Serving Count), dnsmasq 51, atftpd 100, tftpd-hpa none; assumed: generic none",
        .word = "unlimited", .fallback_by = derive_transfers, MODELLED),
    QUANTITY("retransmit", TIME, struct scenario_server, retransmit, "4 s", MILLISECONDS, DAYS,
             "from a transmission to the next one of the same block; of cucm-tftp only",
             "assumed: for as long as the transfer lives", .applies = derive_retransmit_applies,
             MODELLED),
    QUANTITY("blksize", COUNT, struct scenario_server, blksize, "by kind", 8, 65464,
             "bytes, the largest block that it grants, if its kind does; --blocksize of tftpd-hpa",
             "measured, by kind: tftpd-hpa and atftpd 65464, dnsmasq 2263 and what its MTU holds; "
             "assumed: cucm-tftp and generic 65464",
             .word = "by kind", MODELLED),
    QUANTITY(
        "windowsize", COUNT, struct scenario_server, windowsize, "by kind", 1, 65535,
        "blocks, the largest window that it grants, if its kind does",
        "measured, by kind: atftpd 65535, tftpd-hpa and dnsmasq none; assumed: cucm-tftp and generic 65535",
        .word = "by kind", MODELLED),
    VALUE("rollover", CHOICE, AT(struct scenario_server, rollover), "as tftp",
          "its number of the block after 65535; as tftp: what the scenario's tftp.rollover says",
          "assumed: the same as the phones'; all real ones go to 0 (measured)",
          .words = server_rollover_words),
    QUANTITY(
        "timer_lateness", TIME, struct scenario_server, timer_lateness, NULL, 0, SECONDS,
        "the most by which its timers fire late, each by a draw of its own",
        "by kind: tftpd-hpa and atftpd 200 us (assumed: until the program runs), dnsmasq 1 ms (known: "
        "Linux lets a wait of 1 s be so late), cucm-tftp and generic 0 s (assumed: exact)",
        .fallback_by = derive_timer_lateness),
    QUANTITY(
        "timer_slack", SHARE, struct scenario_server, timer_slack, NULL, 0, LINK_BILLION,
        "the share of its wait by which a timer may be put off beside that, to fire with others",
        "by kind: tftpd-hpa and atftpd 0.1 % (known: Linux's select and poll), others 0 % (assumed: exact)",
        .fallback_by = derive_timer_slack),
    QUANTITY("port", COUNT, struct scenario_server, port, "69", 1, 65535,
             "UDP port at which it takes requests", "known: RFC 1350", MODELLED),
    QUANTITY("lan", RATE, struct scenario_server, lan, "1 Gbps", KBPS, 100 * GBPS,
             "bit rate of its port", "assumed: a server's usual port", MODELLED),
    QUANTITY("down_at", TIME, struct scenario_server, down_at, "never", 0, YEAR,
             "when it is switched off, and forgets all transfers", "assumed: it works",
             .word = "never", .word_value = TIME_NEVER),
    QUANTITY("down_for", TIME, struct scenario_server, down_for, "1 min", MILLISECONDS, YEAR,
             "from then until it works again", "assumed: a restart"),
    VALUE("missing", TEXTS, LIST_AT(struct scenario_server, missing, missing_count), NULL,
          "files that it does not have", "assumed: it has all"),
    VALUE("invalid", TEXTS, LIST_AT(struct scenario_server, invalid, invalid_count), NULL,
          "files of which it has other bytes", "assumed: all are right"),
};
static const struct schema_group server = {GROUP(server_rows)};

static const struct schema_field load_server_rows[] = {
    VALUE("name", TEXT, AT(struct scenario_server, name), NULL, "by which phones name it",
          "by its position", MODELLED),
};
const struct schema_group schema_load_server = {GROUP(load_server_rows), .common = &server,
                                                .prepare = derive_load_server};

static const struct schema_group central_server = {GROUP(load_server_rows), .common = &server,
                                                   .prepare = derive_central_server};

static const struct schema_field phones_rows[] = {
    VALUE("model", MODEL, AT(struct scenario_phones, model), NULL, "of the catalogue",
          "a model of the catalogue, such as CP-7965", .required = true, MODELLED),
    QUANTITY("count", COUNT, struct scenario_phones, count, "1", 1, PHONES_MAX,
             "phones of this kind", "assumed: one phone", MODELLED),
    METHOD_ROW(struct scenario_phones, true),
    TRANSPORT_ROW(struct scenario_phones, true),
    TFTP_ROW(struct scenario_phones, true),
    RESET_ROW(struct scenario_phones, true),
    ORDER_ROW(struct scenario_phones, true),
    VALUE("firmware", LOADS, LIST_AT(struct scenario_phones, loads, load_count), NULL,
          "the load they get; of a list one after the other, with a restart after each",
          "the scenario's, or else the model's", MODELLED),
    VALUE("has", LOAD, AT(struct scenario_phones, has), "another",
          "the load they begin with: files that they have are not fetched, but for the index",
          "assumed: one that has none of the files", .word = "another", MODELLED),
    VALUE("load_server", TEXT, AT(struct scenario_phones, load_server), NULL, "the one they use",
          "the subnet's first, with method load-server", MODELLED),
    VALUE("profile", TEXT, AT(struct scenario_phones, profile), NULL, "their common phone profile",
          "none", MODELLED),
    NESTED("pfs", MAP, NOWHERE, schema_device,
           "whether they take part in PFS: on, off, default, or of a share of them"),
    VALUE("upgrade_rule", CHOICE, AT(struct scenario_phones, rule), "http",
          "how MPP phones ask their server", "assumed: the MPP guide has both TFTP and HTTP",
          .words = rule_words, .applies = derive_rule_applies, MODELLED),
};
static const struct schema_group phones = {GROUP(phones_rows), .prepare = derive_phones,
                                           .finish = derive_group};

static const struct schema_field subnet_rows[] = {
    VALUE("prefix", PREFIX, NOWHERE, NULL, "its addresses",
          "10.SITE.SUBNET.0/24, by position; of more than 255 sites 10.0.0.0/24 and on, in order",
          .applies = derive_prefix_applies, MODELLED),
    NESTED("lan", MAP, AT(struct scenario_subnet, lan), schema_lan, "its switch's ports"),
    NESTED("load_servers", LIST, LIST_AT(struct scenario_subnet, load_servers, load_server_count),
           schema_load_server, "TFTP servers on this subnet", MODELLED),
    NESTED("phones", LIST, LIST_AT(struct scenario_subnet, phones, phones_count), phones,
           "in groups of the same kind", .required = true,
           .standing = "groups of phones, such as '- {model: CP-7965, count: 40}'", MODELLED),
};
static const struct schema_group subnet = {GROUP(subnet_rows), .prepare = derive_prefix,
                                           .finish = derive_subnet};

static const struct schema_field site_part_rows[] = {
    NESTED("wan", WAN, AT(struct scenario_site, line), schema_wan,
           "the link between the data centre and the site", MODELLED),
    NESTED("subnets", LIST, LIST_AT(struct scenario_site, subnets, subnet_count), subnet,
           "broadcast domains of the site", .required = true,
           .standing = "a list of subnets, each with its phones", MODELLED),
    QUANTITY(
        "busy", SHARE, struct scenario_site, busy, "0 %", 0, LINK_BILLION,
        "share of the WAN's time that others take, each way, whatever else is sent: packets of "
        "the mix imix that come at random (Poisson)",
        "assumed: the line is the upgrade's alone", MODELLED),
    NESTED("traffic", LIST, LIST_AT(struct scenario_site, traffic, traffic_count), schema_traffic,
           "what else is on the line: calls, packets, TCP", MODELLED),
};
static const struct schema_group site_parts = {GROUP(site_part_rows), .finish = derive_site_parts};

static const struct schema_field site_rows[] = {
    VALUE("name", TEXT, AT(struct scenario_site, given_name), NULL,
          "of the site; of several with a number behind it", "by its position", MODELLED),
    QUANTITY("count", COUNT, struct scenario_site, count, "1", 1, SITES_MAX,
             "sites of this kind, with prefixes by their positions", "assumed: one site", MODELLED),
    METHOD_ROW(struct scenario_site, true),
    TRANSPORT_ROW(struct scenario_site, true),
    TFTP_ROW(struct scenario_site, true),
    RESET_ROW(struct scenario_site, true),
    ORDER_ROW(struct scenario_site, true),
};
static const struct schema_group site = {GROUP(site_rows), .common = &site_parts,
                                         .prepare = derive_site, .finish = derive_site_name};

static const struct schema_field catalogue_rows[] = {
    VALUE("firmware", TEXT, AT(struct scenario, firmware_csv), "default", "CSV file of the loads",
          "the project's own", .max = PATH_LIMIT, MODELLED),
    VALUE("models", TEXT, AT(struct scenario, models_csv), "default",
          "CSV file of the phone models", "the project's own", .max = PATH_LIMIT, MODELLED),
};
static const struct schema_group catalogue = {GROUP(catalogue_rows), .finish = derive_catalogue};

static const struct schema_field run_rows[] = {
    QUANTITY("limit", TIME, struct scenario, limit, "7 d", MILLISECONDS, YEAR,
             "when the run ends, whoever has not completed",
             "assumed: long after any upgrade that works", MODELLED),
};
static const struct schema_group run = {GROUP(run_rows)};

static const struct schema_field phone_rows[] = {
    QUANTITY("turnaround", TIME, struct scenario, phone.turnaround, "4 ms", 0, HOURS,
             "of a block, before its ACK leaves",
             "assumed: on a LAN 40 phones then take as long as one", MODELLED),
    QUANTITY(
        "cpu", COST, struct scenario, phone.cpu, NULL, 0, HOURS,
        "of that time, work on a block of a window, one after the other",
        "assumed: a quarter of the turnaround, so that on a LAN a window makes 4 times the rate",
        .fallback_by = derive_cpu, MODELLED),
    QUANTITY(
        "timer_lateness", TIME, struct scenario, phone.timer_lateness, "by policy", 0, SECONDS,
        "the most by which timers of protocols fire late, each by a draw of its own; by policy: "
        "curl 1 ms, tftp-hpa, atftp and busybox 200 us, others 0 s",
        "known of curl: Linux lets a wait of 1 s be so late; assumed: others take that to run, phones are exact",
        .word = "by policy", .word_value = TIME_NEVER),
    QUANTITY(
        "timer_slack", SHARE, struct scenario, phone.timer_slack, "by policy", 0, LINK_BILLION,
        "the share of its wait by which a timer may be put off beside that, to fire with others; by "
        "policy: atftp and busybox 0.1 %, others 0 %",
        "known of those: Linux's select and poll; assumed: phones are exact", .word = "by policy",
        .word_value = UINT64_MAX),
    QUANTITY("flash", BYTE_RATE, struct scenario, phone.flash, "1 MB/s", 1000, 10 * GBPS,
             "at which a file is written", "assumed: far faster than the WAN", MODELLED),
    QUANTITY("boot", TIME, struct scenario, phone.boot, "0 s", 0, DAYS,
             "from reset to the first request", "assumed: it is part of restart", MODELLED),
    QUANTITY("check", TIME, struct scenario, phone.check, "0 s", 0, DAYS, "of the complete load",
             "assumed: it is part of restart", MODELLED),
    QUANTITY("restart", TIME, struct scenario, phone.restart, "35 s", 0, DAYS,
             "to being in service with the new load", "assumed: inferred from the published times",
             MODELLED),
    QUANTITY("background_restart", TIME, struct scenario, phone.background_restart, "75 s", 0, DAYS,
             "the same, of a phone that had service so far",
             "assumed: an outage of 1 to 2 minutes is known from the white paper", MODELLED),
    QUANTITY("retransmit", TIME, struct scenario, phone.retransmit, "by policy", MILLISECONDS, DAYS,
             "from a request or ACK to its repetition; by policy: 4 s of cisco-7900",
             "assumed: for as long as the transfer lives", .word = "by policy", MODELLED),
    QUANTITY("idle", TIME, struct scenario, phone.idle, "by policy", SECONDS, YEAR,
             "without a new block, until the file is asked for again; by policy: 10 min of "
             "cisco-7900",
             "assumed: no block is that late", .word = "by policy"),
    QUANTITY(
        "retry", TIME, struct scenario, phone.retry, "by model", MILLISECONDS, YEAR,
        "pause before a refused file is asked for again; by model: 1 h of MPP phones, 60 s of "
        "others",
        "known of MPP phones: Upgrade Error Retry Delay (MPP guide); assumed: 60 s, since that "
        "others try again is known from the white paper",
        .word = "by model"),
    QUANTITY("dally", TIME, struct scenario, phone.dally, "by policy", 0, DAYS,
             "for which the last ACK is repeated on demand; by policy: 10 s of cisco-7900",
             "assumed: longer than two retransmissions of the server", .word = "by policy",
             .word_value = TIME_NEVER),
    QUANTITY("server_timeout", TIME, struct scenario, phone.server_timeout, "by policy",
             MILLISECONDS, DAYS,
             "of several servers, without a byte of a file from one, until the next is asked; by "
             "policy: 16 s of cisco-7900, of others when their tries are over",
             "assumed: four requests", .word = "by policy"),
};
static const struct schema_group phone = {GROUP(phone_rows)};

static const struct schema_field mpp_rows[] = {
    QUANTITY("profile", SIZE, struct scenario, mpp.profile, "4 kB", 1, 1000000,
             "of the profile that a resync makes them fetch first", "assumed: a short XML file",
             MODELLED),
    VALUE(
        "profile_auth", CHOICE, AT(struct scenario, mpp.profile_auth), "none",
        "account that the profile's server wants by HTTP (401): none, one that phones know, or one "
        "that they ask their user for",
        "assumed: a server that is open", .words = profile_auth_words),
    QUANTITY("answered", TIME, struct scenario, mpp.answered, "never", 0, YEAR,
             "from a 401, when a phone shows Profile account setup, until its user has answered",
             "assumed: nobody sits there", .word = "never", .word_value = TIME_NEVER),
    QUANTITY(
        "resync_retry", TIME, struct scenario, mpp.resync_retry, "as phone.retry", 0, YEAR,
        "pause before a profile that could not be had is asked for again; 0: it is not, and the "
        "phone keeps its load",
        "known: Resync Error Retry Delay, 1 h (MPP guide), which is also phone.retry of theirs",
        .word = "as phone.retry", .word_value = TIME_NEVER),
};
static const struct schema_group mpp = {GROUP(mpp_rows)};

static const struct schema_field unplug_rows[] = {
    QUANTITY("phone", COUNT, struct scenario_unplug, phone, NULL, 1, PHONES_MAX,
             "its number, counted from 1 in this scenario's order; root: the one that then is root "
             "and downloads, or the next to do so",
             "a phone's number, or 'root'", .word = "root", .required = true),
    QUANTITY("at", TIME, struct scenario_unplug, at, NULL, 0, YEAR,
             "when it is pulled out; one that is out then stays out for the longer time",
             "a time, such as '250 s'", .required = true),
    QUANTITY("back_after", TIME, struct scenario_unplug, back_after, "never", MILLISECONDS, YEAR,
             "from then until it is plugged in again", "assumed: it is gone for good",
             .word = "never", .word_value = TIME_NEVER),
};
static const struct schema_group unplug = {GROUP(unplug_rows)};

static const struct schema_field root_rows[] = {
    VALUE("name", TEXT, AT(struct scenario, name), NULL, "of the scenario", "the file's name",
          MODELLED),
    METHOD_ROW(struct scenario, false),
    TRANSPORT_ROW(struct scenario, false),
    QUANTITY("seed", COUNT, struct scenario, seed, "1", 0, INT64_MAX, "of the random draws",
             "assumed: any does", MODELLED),
    QUANTITY("replication", COUNT, struct scenario, replication, "0", 0, UINT32_MAX,
             "another run with draws of its own", "assumed: the first", MODELLED),
    NESTED("run", MAP, NOWHERE, run, "the simulation itself"),
    NESTED("catalogue", MAP, NOWHERE, catalogue, "which firmware and phones there are"),
    VALUE("firmware", LOADS, LIST_AT(struct scenario, loads, load_count), "by model",
          "the load that phones get; of a list one after the other, with a restart after each",
          "the one that the catalogue names", MODELLED),
    NESTED("server", MAP, AT(struct scenario, server), server,
           "the call manager's TFTP server, in the data centre"),
    NESTED("head_end", WAN, AT(struct scenario, head_end.line), schema_head_end,
           "a line that all sites share, between the servers and the sites' own; none unless given",
           .there_offset = offsetof(struct scenario, head_end.there)),
    NESTED("servers", LIST, LIST_AT(struct scenario, servers, server_count), central_server,
           "further servers there, as the call managers of a cluster have", MODELLED),
    ORDER_ROW(struct scenario, false),
    VALUE("log_server", SWITCH, AT(struct scenario, log_server), "off",
          "whether there is one, in the data centre, for the lines of phones in PFS",
          "assumed: nobody reads them"),
    RESET_ROW(struct scenario, false),
    TFTP_ROW(struct scenario, false),
    NESTED("tcp", MAP, NOWHERE, schema_tcp, "of all hosts"),
    NESTED("qos", MAP, NOWHERE, schema_qos, "code points of packets, by their purpose"),
    NESTED("http", MAP, NOWHERE, schema_http, "what phones do about a transfer that stops"),
    NESTED("phone", MAP, NOWHERE, phone, "how long phones take"),
    NESTED("mpp", MAP, NOWHERE, mpp, "what is different with MPP phones (7800 and 8800 Series)"),
    NESTED("enterprise", MAP, NOWHERE, schema_enterprise, "settings that hold for all phones"),
    NESTED("profiles", LIST, LIST_AT(struct scenario, profiles, profile_count), schema_profile,
           "common phone profiles", MODELLED),
    NESTED("pfs", MAP, NOWHERE, schema_pfs, "Peer Firmware Sharing: timers and limits"),
    NESTED("unplug", LIST, LIST_AT(struct scenario, unplug, unplug_count), unplug,
           "phones that are pulled out during the run"),
    NESTED("sites", SITES, LIST_AT(struct scenario, sites, site_count), site,
           "where the phones are", .standing = "a list of sites, each with its subnets", MODELLED),
};
const struct schema_group schema_root = {GROUP(root_rows), .common = &site_parts};

const struct schema_field *schema_find(const struct schema_group *g, const char *key)
{
    for (size_t i = 0; i < g->field_count; i++)
        if (!strcmp(g->fields[i].key, key))
            return &g->fields[i];
    return g->common ? schema_find(g->common, key) : NULL;
}

char *schema_advice(const struct schema_group *g, const char *key)
{
    const size_t common = g->common ? g->common->field_count : 0;
    const char **keys = mem_calloc(g->field_count + common, sizeof *keys);
    for (size_t i = 0; i < g->field_count; i++)
        keys[i] = g->fields[i].key;
    for (size_t i = 0; i < common; i++)
        keys[g->field_count + i] = g->common->fields[i].key;
    char *advice = words_advice(key, keys, g->field_count + common);
    free(keys);
    return advice;
}

void *schema_list(const struct schema_field *f, const void *base)
{
    void *array = (char *)(uintptr_t)base + f->offset;
    if (!f->room)
        memcpy(&array, array, sizeof array);
    return array;
}

size_t schema_count(const struct schema_field *f, const void *base)
{
    const char *count = (const char *)base + f->count_offset;
    return f->room ? *(const uint32_t *)(const void *)count : *(const size_t *)(const void *)count;
}

void schema_set_list(const struct schema_field *f, void *base, void *array, size_t count)
{
    char *member = (char *)base + f->count_offset;
    if (f->room) {
        *(uint32_t *)(void *)member = (uint32_t)count;
        return;
    }
    memcpy((char *)base + f->offset, &array, sizeof array);
    *(size_t *)(void *)member = count;
}

static void free_list(const struct schema_field *f, void *base)
{
    char *elements = schema_list(f, base);
    for (size_t i = 0; i < schema_count(f, base); i++) {
        void *element = elements + i * f->element_size;
        if (f->kind == SCHEMA_TEXTS)
            free(*(char **)element);
        else
            schema_free(f->group, element);
        if (f->group && f->group->common)
            schema_free(f->group->common, element);
    }
    if (!f->room)
        free(elements);
}

static void free_field(const struct schema_field *f, void *base)
{
    switch (f->kind) {
    case SCHEMA_TEXT:
    case SCHEMA_WORD:
        free(*(char **)((char *)base + f->offset));
        break;
    case SCHEMA_PREFIX:
        free(((struct scenario_subnet *)base)->text);
        break;
    case SCHEMA_TEXTS:
    case SCHEMA_LIST:
    case SCHEMA_SITES:
        free_list(f, base);
        break;
    case SCHEMA_MAP:
        schema_free(f->group, (char *)base + f->offset);
        break;
    case SCHEMA_LOADS: /* the loads are the catalogue's */
        free(schema_list(f, base));
        break;
    case SCHEMA_QUANTITY:
    case SCHEMA_CHOICE:
    case SCHEMA_FIXED:
    case SCHEMA_SWITCH:
    case SCHEMA_QUEUE_LIMIT:
    case SCHEMA_CODE_POINT:
    case SCHEMA_CODE_POINTS:
    case SCHEMA_FRAMING:
    case SCHEMA_MODEL:
    case SCHEMA_LOAD:
    case SCHEMA_WAN: /* links own nothing */
        break;
    }
}

void schema_free(const struct schema_group *g, void *base)
{
    for (size_t i = 0; i < g->field_count; i++)
        free_field(&g->fields[i], base);
}
