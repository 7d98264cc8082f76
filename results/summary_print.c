/* The words around the numbers of a summary; it computes none. */
#include "results/summary_print.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/visible.h"
#include "results/call_groups.h"
#include "results/groups.h"
#include "results/sites.h"
#include "results/text.h"

enum { NAMES_SHOWN = 3, SERVERS_SHOWN = 3, REASON_WIDTH = 22 };

/* "1 tree", "6 trees", "1,000 trees". */
static struct text count_of(uint64_t count, const char *one, const char *many)
{
    struct text t;
    snprintf(t.text, sizeof t.text, "%.30s %.16s", text_count(count).text, count == 1 ? one : many);
    return t;
}

/* Where not all came by what one expects of the method. */
static const char *transport_text(const struct run_summary *s)
{
    if (s->http_files == 0)
        return s->fell_back_files > 0 ? ", by TFTP after HTTP failed" : "";
    return s->fell_back_files > 0 ? ", by HTTP and TFTP" : ", by HTTP";
}

static void print_head(FILE *file, const struct run_summary *s, const struct run_label *label)
{
    fprintf(file, "%s (%s%s; %s engine, seed %" PRIu64, label->name, label->method,
            transport_text(s), label->engine, label->seed);
    if (label->replication > 0)
        fprintf(file, ", replication %" PRIu32, label->replication);
    fputs(")\n\n", file);
}

static void print_group(FILE *file, const struct incomplete *g)
{
    const bool is_long = strlen(g->reason) > REASON_WIDTH;
    fprintf(file, "    %-*s%s", REASON_WIDTH, g->reason, is_long ? "\n" : "");
    fprintf(file, "%*s %s: ", is_long ? 4 + REASON_WIDTH : 0, "",
            count_of(g->count, "phone", "phones").text);
    uint32_t shown = 0;
    while (shown < NAMES_SHOWN && shown < g->count) {
        fprintf(file, "%s%s", shown ? ", " : "", g->phones[shown]);
        shown++;
    }
    fputs(shown < g->count ? ", ...\n" : "\n", file);
}

/* Where it is not as with most: phones that began anew, that had their load, and several loads. */
static void print_loads(FILE *file, const struct run_summary *s)
{
    if (s->restarts > 0)
        fprintf(file, "  %-24s %s, after they had given up\n", "  began anew",
                count_of(s->restarts, "time", "times").text);
    if (s->unchanged > 0)
        fprintf(file, "  %-24s %s of them: no restart\n", "  had the load already",
                text_count(s->unchanged).text);
    if (s->loads > 1)
        fprintf(file, "  %-24s up to %" PRIu32 ", one after the other\n", "loads of a phone",
                s->loads);
}

static void print_completed(FILE *file, const struct record *r, const struct run_summary *s)
{
    fprintf(file, "  %-24s %s of %s", "phones completed", text_count(s->completed).text,
            text_count(s->phones).text);
    if (s->completed == s->phones) {
        fputc('\n', file);
        return;
    }
    fprintf(file, "; %s did not:\n", text_count(s->phones - s->completed).text);
    struct incomplete *groups;
    const size_t count = summary_incomplete(r, &groups);
    for (size_t i = 0; i < count; i++)
        print_group(file, &groups[i]);
    free(groups);
}

static void print_time(FILE *file, const char *what, sim_time t, const char *note)
{
    fprintf(file, "  %-24s %-20s", what, text_duration(t).text);
    if (t >= 0) {
        const sim_time tenths = (t + 50 * MILLISECONDS) / (100 * MILLISECONDS);
        fprintf(file, " %9" PRId64 ".%" PRId64 " s%s%s", tenths / 10, tenths % 10,
                *note ? "   " : "", note);
    }
    fputc('\n', file);
}

/* Whose packets a full queue drops, or a bad line, is chance, and so is who is first; the last and
 * the middle hardly move. */
static bool decided_by_chance(const struct run_summary *s)
{
    uint64_t drops = 0;
    for (int d = 0; d < 2; d++)
        drops +=
            s->wan[d].drops - s->wan[d].dropped[DROP_UNPLUGGED] - s->wan[d].dropped[DROP_TOO_BIG];
    return drops > 0;
}

static void print_phones(FILE *file, const struct run_summary *s)
{
    const bool chance = decided_by_chance(s), all = s->completed == s->phones;
    print_time(file, all ? "all back after" : "last one back after", s->all_back,
               "from the first reset");
    print_time(file, all ? "  slowest phone" : "  slowest of them", s->upgrade_time,
               chance ? "" : s->slowest_phone);
    if (s->median >= 0)
        print_time(file, "  median phone", s->median, "");
    if (all && !chance)
        print_time(file, "  fastest phone", s->fastest, "");
}

static void print_times(FILE *file, const struct run_summary *s)
{
    if (s->phones == 1 && s->completed == 1)
        print_time(file, "upgrade time", s->upgrade_time, s->slowest_phone);
    else if (s->completed > 0)
        print_phones(file, s);
    print_time(file, "outage, mean", s->outage_mean, "");
    print_time(file, "outage, longest", s->outage_max, "");
}

static void print_delay(FILE *file, const struct wan_summary *w)
{
    fprintf(file, "  %-24s mean %s, ", "  delay in the queue", text_duration(w->delay_mean).text);
    if (w->delay_p95 > 0)
        fprintf(file, "95 %% within %s, ", text_duration(w->delay_p95).text);
    else
        fputs("95 % did not wait, ", file);
    fprintf(file, "at most %s\n", text_duration(w->delay_max).text);
}

static void print_wan(FILE *file, const struct wan_summary *w, const char *title, bool one_site)
{
    fprintf(file, "  %-24s %s in %s, ", title, text_bytes(w->wire_bytes).text,
            count_of(w->packets, "packet", "packets").text);
    if (w->with_rate)
        fprintf(file, "%s %s (peak %s)\n", one_site ? "utilisation" : "busiest site's utilisation",
                text_percent(w->utilisation).text, text_percent(w->peak_utilisation).text);
    else
        fputs("the line has no rate\n", file);
    fprintf(file, "  %-24s mean %.1f packets, at most %" PRIu32 "; dropped %s", "  queue",
            w->mean_queue, w->max_queue, text_count(w->dropped[DROP_QUEUE_FULL]).text);
    if (w->dropped[DROP_EARLY] > 0)
        fprintf(file, ", early %s", text_count(w->dropped[DROP_EARLY]).text);
    if (w->dropped[DROP_POLICED] > 0)
        fprintf(file, ", policed %s", text_count(w->dropped[DROP_POLICED]).text);
    if (w->dropped[DROP_LOST] > 0)
        fprintf(file, ", lost on the way %s", text_count(w->dropped[DROP_LOST]).text);
    if (w->dropped[DROP_UNPLUGGED] > 0)
        fprintf(file, ", unplugged %s", text_count(w->dropped[DROP_UNPLUGGED]).text);
    if (w->dropped[DROP_TOO_BIG] > 0)
        fprintf(file, ", too big %s", text_count(w->dropped[DROP_TOO_BIG]).text);
    fputc('\n', file);
    if (w->delay_max > 0)
        print_delay(file, w);
}

/* Only where it is not all TFTP with the call manager. */
static void print_traffic(FILE *file, const struct wan_summary wan[2])
{
    const char *separator = "";
    if (wan[0].traffic_bytes[TRAFFIC_TFTP] == wan[0].wire_bytes &&
        wan[1].traffic_bytes[TRAFFIC_TFTP] == wan[1].wire_bytes)
        return;
    fprintf(file, "  %-24s ", "  by kind, both ways");
    for (int i = 0; i < TRAFFIC_KINDS; i++) {
        const uint64_t bytes = wan[0].traffic_bytes[i] + wan[1].traffic_bytes[i];
        if (bytes > 0) {
            fprintf(file, "%s%s %s", separator, traffic_names[i], text_bytes(bytes).text);
            separator = ", ";
        }
    }
    fputc('\n', file);
}

static void print_wans(FILE *file, const struct run_summary *s, bool one_site)
{
    if (s->wan[0].packets + s->wan[1].packets == 0) {
        fprintf(file, "  %-24s not used\n", "WAN");
        return;
    }
    print_wan(file, &s->wan[0], "WAN, to the phones", one_site);
    print_wan(file, &s->wan[1], "WAN, from the phones", one_site);
    print_traffic(file, s->wan);
    if (s->with_head_end) {
        print_wan(file, &s->head_end[0], "head end, to the sites", true);
        print_wan(file, &s->head_end[1], "head end, from the sites", true);
    }
}

static void print_lan(FILE *file, const struct lan_summary *l)
{
    fprintf(file, "  %-24s %s to the phones, %s from them", "phones' cables",
            text_bytes(l->wire_bytes[0]).text, text_bytes(l->wire_bytes[1]).text);
    if (l->drops)
        fprintf(file, "; %s packets dropped in LANs", text_count(l->drops).text);
    fputc('\n', file);
}

static void print_datagrams(FILE *file, const struct run_summary *s)
{
    const char *before = "";
    for (int i = 0; i < DATAGRAM_DROPS; i++)
        if (s->datagrams[i] > 0) {
            if (!*before)
                fprintf(file, "  %-24s ", "fragments in vain");
            fprintf(file, "%s%s %s", before, text_count(s->datagrams[i]).text,
                    datagram_drop_names[i]);
            before = ", ";
        }
    if (*before)
        fputc('\n', file);
}

/* Where that is what a larger window would mend: a line that is full has no more to give. */
static void print_held(FILE *file, const struct run_summary *s)
{
    const double full = 0.9;
    if (s->tcp_sending <= 0 || s->tcp_held <= s->tcp_sending / 2 || summary_utilisation(s) > full)
        return;
    fprintf(file, "  %-24s %s of the time it was the receive window that held TCP back\n",
            "tcp.window", text_percent((double)s->tcp_held / (double)s->tcp_sending).text);
}

/* Those of `first` to `last` that were sent. */
static void print_messages(FILE *file, const char *title, const struct run_summary *s,
                           enum message first, enum message last)
{
    const char *separator = NULL;
    for (unsigned i = first; i <= last; i++)
        if (s->messages[i] > 0) {
            if (!separator)
                fprintf(file, "  %-24s ", title);
            fprintf(file, "%s%s %s", separator ? separator : "", message_kinds[i].name,
                    text_count(s->messages[i]).text);
            separator = ", ";
        }
    if (separator)
        fputc('\n', file);
}

/* A root that nobody joined has shared nothing. */
static void print_trees(FILE *file, const struct pfs_summary *p)
{
    fprintf(file, "  %-24s ", "firmware sharing");
    if (p->trees == 0) {
        fprintf(file, "nobody met: %s alone\n", count_of(p->roots, "root was", "roots were").text);
        return;
    }
    fprintf(file, "%s with %s, at most %" PRIu32 " of one parent, depth at most %" PRIu32,
            count_of(p->trees, "tree", "trees").text,
            count_of(p->children, "child", "children").text, p->max_children, p->max_depth);
    if (p->roots > p->trees)
        fprintf(file, "; %s alone", count_of(p->roots - p->trees, "root was", "roots were").text);
    fputc('\n', file);
}

static void print_pfs(FILE *file, const struct run_summary *s)
{
    const struct pfs_summary *p = &s->pfs;
    if (p->hierarchies == 0)
        return;
    print_trees(file, p);
    fprintf(file, "  %-24s fell back %s, without a place %s, rejoined %s\n", "  trouble",
            text_count(p->fell_back).text, text_count(p->without).text,
            text_count(p->rejoins).text);
    fprintf(file, "  %-24s %s over the WAN, of %s got\n", "  downloads",
            text_count(s->server_files).text, count_of(s->files, "file", "files").text);
    print_messages(file, "  broadcasts", s, MESSAGE_PFS_CLAIM, MESSAGE_PFS_WITHDRAW);
    print_messages(file, "  frames", s, MESSAGE_PFS_JOIN, MESSAGE_PFS_ABORT);
}

static void print_durations(FILE *file, const char *what, const struct duration_summary *d)
{
    if (d->count == 0)
        return;
    fprintf(file, "  %-24s mean %s (%s to %s, 95 %% within %s)\n", what,
            text_duration(d->mean).text, text_duration(d->minimum).text,
            text_duration(d->maximum).text, text_duration(d->p95).text);
}

static bool server_was_down(const struct server_record *r, sim_time end)
{
    return r->info->down_for > 0 && r->info->down_at < end;
}

/* `end`: of the run. */
static void print_server(FILE *file, const struct server_record *r, sim_time end)
{
    struct server_summary s;
    server_summary_make(&s, r);
    fprintf(file, "  %-24s %s (%s busy, %s refused), %s at once\n", r->info->name,
            count_of(s.requests, "request", "requests").text, text_count(s.busy).text,
            text_count(s.refused).text, count_of(s.peak_transfers, "transfer", "transfers").text);
    if (server_was_down(r, end))
        fprintf(file, "  %-24s %s, from %s on\n", "  down", text_duration(r->info->down_for).text,
                text_duration(r->info->down_at).text);
    if (s.data_blocks > 0)
        fprintf(file, "  %-24s %s sent, %s of them again\n", "  blocks",
                text_count(s.data_blocks).text, text_count(s.retransmissions).text);
    fprintf(file, "  %-24s busy %s, peak %s\n", "  processor", text_duration(s.cpu).text,
            text_percent(s.peak_utilisation).text);
    print_durations(file, "  block RTT", &s.block_rtt);
    print_durations(file, "  block time", &s.block_time);
}

/* "calls (2, G.729, ef)", and what follows at its place: in the next line, where that is long. */
static void print_calls_title(FILE *file, const struct call_group *g)
{
    char title[64];
    const int length =
        snprintf(title, sizeof title, "calls (%" PRIu32 ", %.40s)", g->calls.count, g->name.text);
    fprintf(file, "  %-24s%s", title, length > 24 ? "\n" : " ");
    if (length > 24)
        fprintf(file, "%27s", "");
}

/* Calls of one codec and class, of the direction that is heard worse: how late and how much of it
 * was lost, and what people think of that; and of the other. */
static void print_calls_of(FILE *file, const struct call_group *g)
{
    const struct calls_summary *c = &g->calls;
    print_calls_title(file, g);
    if (c->packets == 0) {
        fputs("nothing was said during the upgrade\n", file);
        return;
    }
    fprintf(file, "one-way delay %s mean, %s 95 %%; jitter %s; lost %s, of which late %s\n",
            text_duration(c->delay_mean).text, text_duration(c->delay_p95).text,
            text_duration(c->jitter).text, text_percent(c->lost).text, text_percent(c->late).text);
    if (isnan(c->mos)) {
        fprintf(file, "  %-24s MOS -: this codec is not rated\n", "");
        return;
    }
    fprintf(file, "  %-24s MOS %.1f during the upgrade", "", c->mos);
    if (!isnan(c->mos_before))
        fprintf(file, ", %.1f before", c->mos_before);
    if (c->count > 1)
        fprintf(file, "; the worst call %.1f", c->mos_worst_call);
    if (!isnan(c->mos_other))
        fprintf(file, "; %s %.1f", c->direction == 0 ? "from the site" : "to the site",
                c->mos_other);
    fputc('\n', file);
}

static void print_calls(FILE *file, const struct record *r)
{
    struct call_group *groups;
    const size_t count = call_groups_summarise(&r->calls, &groups);
    for (size_t i = 0; i < count; i++)
        print_calls_of(file, &groups[i]);
    free(groups);
}

/* Those that nobody asked for anything are left out, unless they were down. And the first ones
 * only: a site with a load server on each subnet has many. */
static void print_servers(FILE *file, const struct record *r, sim_time end)
{
    size_t used = 0;
    for (size_t i = 0; i < r->server_count; i++) {
        const struct server_record *s = r->servers[i];
        if (s && (s->events[SERVER_REQUEST] > 0 || s->cpu > 0 || server_was_down(s, end)) &&
            used++ < SERVERS_SHOWN)
            print_server(file, s, end);
    }
    if (used > SERVERS_SHOWN)
        fprintf(file, "  and %s more\n", count_of(used - SERVERS_SHOWN, "server", "servers").text);
}

/* Where there are several. */
static void print_groups(FILE *file, const struct record *r, enum group_key key)
{
    struct group_summary *groups;
    const size_t count = groups_summarise(r, key, &groups);
    if (count > 1)
        fprintf(file, "\n  %-24s %13s  %-20s %-20s %s\n", group_key_names[key], "phones back",
                "all back after", "slowest phone", "longest outage");
    for (size_t i = 0; count > 1 && i < count; i++)
        fprintf(file, "  %-24s %6" PRIu32 "/%-6" PRIu32 "  %-20s %-20s %s\n", groups[i].name,
                groups[i].completed, groups[i].phones, text_duration(groups[i].all_back).text,
                text_duration(groups[i].upgrade_time).text, text_duration(groups[i].outage).text);
    free(groups);
}

static void print_sites(FILE *file, const struct record *r)
{
    struct site_summary *sites;
    const size_t count = sites_summarise(r, &sites);
    if (count > 1)
        fprintf(file, "\n  %-24s %13s  %-20s %-20s %8s  %10s %10s\n", "site", "phones back",
                "all back after", "slowest phone", "WAN use", "down", "up");
    for (size_t i = 0; count > 1 && i < count; i++)
        fprintf(file, "  %-24s %6" PRIu32 "/%-6" PRIu32 "  %-20s %-20s %8s  %10s %10s\n",
                sites[i].name, sites[i].completed, sites[i].phones,
                text_duration(sites[i].all_back).text, text_duration(sites[i].upgrade_time).text,
                sites[i].with_rate ? text_percent(sites[i].utilisation).text : "no rate",
                text_bytes(sites[i].wire_bytes[0]).text, text_bytes(sites[i].wire_bytes[1]).text);
    free(sites);
}

static void print_run(FILE *file, const struct run_summary *s, const struct run_label *label)
{
    fprintf(file, "\n  %-24s %s in %s", "simulated", text_duration(s->simulated).text,
            count_of(s->events, "event", "events").text);
    if (label->wall > 0)
        fprintf(file, ", in %.2f s (%.1f million events/s)", label->wall,
                (double)s->events / label->wall / 1e6);
    fprintf(file, "\n  %-24s 0x%016" PRIx64 "\n", "fingerprint", s->fingerprint);
}

static void print_all(FILE *file, const struct record *r, const struct run_summary *s,
                      const struct run_label *label)
{
    print_head(file, s, label);
    print_completed(file, r, s);
    print_loads(file, s);
    print_times(file, s);
    print_wans(file, s, r->sites.count <= 1);
    print_lan(file, &s->lan);
    print_calls(file, r);
    if (s->http_files + s->fell_back_files > 0)
        fprintf(file, "  %-24s %s of %s; %s fell back to TFTP\n", "downloads by HTTP",
                text_count(s->http_files).text, count_of(s->files, "file", "files").text,
                text_count(s->fell_back_files).text);
    print_held(file, s);
    print_pfs(file, s);
    print_messages(file, "TFTP packets", s, MESSAGE_TFTP_RRQ, MESSAGE_TFTP_ERROR);
    fprintf(file, "  %-24s %s; blocks got again: %s\n", "phones sent again",
            count_of(s->phone_retransmissions, "time", "times").text,
            text_count(s->phone_duplicates).text);
    print_datagrams(file, s);
    print_servers(file, r, s->simulated);
    print_groups(file, r, GROUP_BY_METHOD);
    print_groups(file, r, GROUP_BY_MODEL);
    print_sites(file, r);
    print_run(file, s, label);
}

void summary_print(FILE *file, const struct record *r, const struct run_summary *s,
                   const struct run_label *label)
{
    struct visible_page page;
    visible_page_begin(&page);
    print_all(page.file, r, s, label);
    visible_page_end(&page, file);
}
