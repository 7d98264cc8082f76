/* One dumper a link, of which a limited number is open at a time; what the bytes are is in
 * frame.c. */
#include "results/capture.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/memory.h"
#include "base/nearest.h"
#include "base/output.h"
#include "results/frame.h"

#define CAPTURE_MAGIC 0xa1b23c4d /* pcap, with nanoseconds */

struct capture_link {
    const struct link_info *info;
    bool decided, wanted;
    struct output output;  /* once there is a packet */
    pcap_dumper_t *dumper; /* while the file is open */
    uint64_t last_use;
    char *name;
};

/* The first failure is kept until the end; from then on nothing is captured. */
static void fail(struct capture *c, const char *what, const char *why)
{
    if (!c->failed)
        error_set(&c->error, "%s: cannot be written: %s", what, why);
    c->failed = true;
}

static void close_file(struct capture *c, size_t slot)
{
    struct capture_link *l = c->open[slot];
    errno = 0;
    if (pcap_dump_flush(l->dumper) != 0 || ferror(pcap_dump_file(l->dumper)))
        fail(c, l->output.final_path, strerror(errno ? errno : ENOSPC));
    pcap_dump_close(l->dumper);
    l->dumper = NULL;
    c->open[slot] = c->open[--c->open_count];
}

static void close_least_recently_used(struct capture *c)
{
    size_t oldest = 0;
    for (size_t i = 1; i < c->open_count; i++)
        if (c->open[i]->last_use < c->open[oldest]->last_use)
            oldest = i;
    close_file(c, oldest);
}

static bool name_taken(const struct capture *c, const char *name)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->links[i].name && strcmp(c->links[i].name, name) == 0)
            return true;
    return false;
}

static char *file_name(const struct capture *c, const struct link_info *info)
{
    char *name = output_name(info->name, ".pcap");
    if (name_taken(c, name)) {
        char *ending = mem_printf("-%u.pcap", info->id);
        free(name);
        name = output_name(info->name, ending);
        free(ending);
    }
    return name;
}

/* A file has frames of one kind: where the directions differ, the IP packets alone. */
static enum link_framing framing_of(const struct link_info *info)
{
    const enum link_framing down = info->direction[0]->framing;
    return down == info->direction[1]->framing ? down : FRAMING_NONE;
}

/* libpcap wants a handle for the header of the file only. */
static pcap_dumper_t *open_dumper(const struct capture_link *l, bool first, char *why, size_t size)
{
    pcap_t *p = pcap_open_dead_with_tstamp_precision(frame_link_type(framing_of(l->info)),
                                                     FRAME_MAX, PCAP_TSTAMP_PRECISION_NANO);
    if (!p) {
        snprintf(why, size, "libpcap gives no handle");
        return NULL;
    }
    pcap_dumper_t *dumper = first ? pcap_dump_open(p, l->output.temporary_path)
                                  : pcap_dump_open_append(p, l->output.temporary_path);
    if (!dumper)
        snprintf(why, size, "%s", pcap_geterr(p));
    pcap_close(p);
    return dumper;
}

static bool open_file(struct capture *c, struct capture_link *l)
{
    if (c->open_count == CAPTURE_OPEN_MAX)
        close_least_recently_used(c);
    const bool first = !l->name;
    if (first) {
        l->name = file_name(c, l->info);
        struct error e;
        if (output_reserve(&l->output, c->folder, l->name, &e) < 0) {
            if (!c->failed)
                c->error = e;
            c->failed = true;
            return false;
        }
    }
    char why[PCAP_ERRBUF_SIZE];
    l->dumper = open_dumper(l, first, why, sizeof why);
    if (!l->dumper) {
        fail(c, l->output.final_path, why);
        return false;
    }
    c->open[c->open_count++] = l;
    return true;
}

/* By its name, or as its file is called. */
static bool is_called(const struct link_info *info, const char *name)
{
    char *file = output_name(info->name, "");
    const bool is = strcmp(info->name, name) == 0 || strcmp(file, name) == 0;
    free(file);
    return is;
}

/* Decided with the first packet: by then all links and servers are known. */
static bool decide(const struct capture *c, const struct link_info *info)
{
    for (size_t i = 0; i < c->only_count; i++)
        if (is_called(info, c->only[i]))
            return true;
    if (c->only)
        return false;
    if (c->all_links || c->count <= CAPTURE_LINKS_MAX || link_info_is_line(info))
        return true;
    for (size_t i = 0; i < c->server_count; i++)
        for (int end = 0; end < 2; end++)
            if (strcmp(info->ends[end], c->servers[i]) == 0)
                return true;
    return false;
}

static void write_packet(struct capture *c, struct capture_link *l, const struct packet_info *p,
                         sim_time now)
{
    uint8_t frame[FRAME_MAX];
    const size_t length = frame_write(frame, framing_of(l->info), p);
    if (length == 0) {
        c->skipped++;
        return;
    }
    if (!l->dumper && !open_file(c, l))
        return;
    l->last_use = ++c->uses;
    struct pcap_pkthdr header = {.caplen = (bpf_u_int32)length, .len = (bpf_u_int32)length};
    header.ts.tv_sec = now / SECONDS;
    header.ts.tv_usec = now % SECONDS; /* nanoseconds, as the file's precision says */
    errno = 0;
    pcap_dump((u_char *)l->dumper, &header, frame);
    if (ferror(pcap_dump_file(l->dumper))) /* pcap_dump does not say so, and errno is gone later */
        fail(c, l->output.final_path, strerror(errno ? errno : ENOSPC));
}

static bool on_link(void *user, const struct link_info *info)
{
    struct capture *c = user;
    if (info->id >= c->room) {
        const size_t larger = 2 * ((size_t)info->id + 16);
        c->links = mem_resize(c->links, larger, sizeof *c->links);
        memset(c->links + c->room, 0, (larger - c->room) * sizeof *c->links);
        c->room = larger;
    }
    if (info->id >= c->count)
        c->count = (size_t)info->id + 1;
    c->links[info->id].info = info;
    return true;
}

static void on_server(void *user, const struct server_info *info)
{
    struct capture *c = user;
    c->servers = mem_resize(c->servers, c->server_count + 1, sizeof *c->servers);
    c->servers[c->server_count++] = info->name;
}

static void on_delivered(void *user, const struct link_info *info, int direction,
                         const struct packet_info *p, sim_time now)
{
    struct capture *c = user;
    struct capture_link *l = &c->links[info->id];
    (void)direction;
    if (now > c->until)
        return;
    if (!l->decided) {
        l->decided = true;
        l->wanted = decide(c, info);
    }
    if (l->wanted && !c->failed)
        write_packet(c, l, p, now);
}

static void on_run_stopped(void *user, sim_time now)
{
    struct capture *c = user;
    c->until = now;
}

int capture_init(struct capture *c, const char *folder, bool all_links, struct error *e)
{
    *c = (struct capture){.folder = folder, .all_links = all_links, .until = TIME_NEVER};
    return output_folder(folder, e);
}

void capture_only(struct capture *c, const char *const *names, size_t count)
{
    c->only = names;
    c->only_count = count;
}

static int capture_refuse(const struct capture *c, const char *name, struct error *e)
{
    const char **names = mem_calloc(c->count, sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < c->count; i++)
        if (c->links[i].info)
            names[count++] = c->links[i].info->name;
    char *question = nearest_question(name, names, count);
    error_set(e, "'%.100s' is no link of this scenario%s%.100s%s", name,
              question ? question : "; its links are such as '", question ? "" : names[0],
              question ? "" : "'");
    free(question);
    free(names);
    return -1;
}

/* Of this program's captures all begin alike: nanoseconds, in this machine's byte order, of packets
 * no longer than FRAME_MAX. */
static bool capture_is_own(const char *folder, const char *name)
{
    struct pcap_file_header header = {
        .magic = CAPTURE_MAGIC, .version_major = 2, .version_minor = 4, .snaplen = FRAME_MAX};
    return folder_file_begins(folder, name, &header, offsetof(struct pcap_file_header, linktype));
}

static int capture_check_file(const struct capture *c, const struct link_info *info,
                              struct error *e)
{
    char *name = output_name(info->name, ".pcap");
    const char *const names[] = {name, NULL};
    const int result = capture_is_own(c->folder, name)
                           ? 0
                           : folder_refuse(c->folder, names, "is no capture of pfsim's", e);
    free(name);
    return result;
}

int capture_check(const struct capture *c, struct error *e)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->links[i].info && decide(c, c->links[i].info) &&
            capture_check_file(c, c->links[i].info, e) < 0)
            return -1;
    for (size_t i = 0; i < c->only_count; i++) {
        size_t k = 0;
        while (k < c->count && !(c->links[k].info && is_called(c->links[k].info, c->only[i])))
            k++;
        if (k == c->count)
            return capture_refuse(c, c->only[i], e);
    }
    return 0;
}

struct observer capture_observer(struct capture *c)
{
    return (struct observer){
        .user = c,
        .in_order = true,
        .link = on_link,
        .packet_delivered = on_delivered,
        .server_added = on_server,
        .run_stopped = on_run_stopped,
    };
}

void capture_abandon(struct capture *c)
{
    while (c->open_count > 0)
        close_file(c, c->open_count - 1);
    for (size_t i = 0; i < c->count; i++) {
        output_abandon(&c->links[i].output);
        free(c->links[i].name);
    }
    free(c->links);
    free(c->servers);
    *c = (struct capture){0};
}

int capture_finish(struct capture *c, struct output_set *set, struct error *e)
{
    while (c->open_count > 0)
        close_file(c, c->open_count - 1);
    int result = 0;
    if (c->failed)
        result = error_set(e, "%s", c->error.text);
    for (size_t i = 0; result == 0 && i < c->count; i++)
        if (c->links[i].name)
            result = output_set_add(set, &c->links[i].output, e);
    capture_abandon(c);
    return result;
}
