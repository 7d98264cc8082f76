/* pfsim calibrate --pcap: what a capture of real downloads tells, and the scenario of it. */
#include <arpa/inet.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/visible.h"
#include "cli/calibrate_pcap.h"
#include "cli/calibrate_pcap_replay.h"
#include "cli/cli.h"
#include "studies/capture_analysis.h"

enum { SHOWN = 20 }; /* downloads that are listed */

static const char *const end_words[] = {"not to its end", "not answered", "completed", "refused",
                                        "given up by the client"};
static const char *const rate_words[] = {"none", "pairs", "bursts", "sizes"};

static json_t *pcap_number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *pcap_string(const char *text)
{
    char *shown = visible_text(text);
    json_t *string = json_string(shown);
    free(shown);
    return string;
}

static const char *pcap_address(uint32_t address, char out[INET_ADDRSTRLEN])
{
    const struct in_addr a = {htonl(address)};
    return inet_ntop(AF_INET, &a, out, INET_ADDRSTRLEN);
}

static json_t *pcap_options_json(const struct tftp_options *o)
{
    json_t *all = json_object();
    if (o->valid & TFTP_OPTION_BLKSIZE)
        json_object_set_new(all, "blksize", json_integer(o->blksize));
    if (o->valid & TFTP_OPTION_WINDOWSIZE)
        json_object_set_new(all, "windowsize", json_integer(o->windowsize));
    if (o->valid & TFTP_OPTION_TIMEOUT)
        json_object_set_new(all, "timeout", json_integer(o->timeout));
    if (o->valid & TFTP_OPTION_TSIZE)
        json_object_set_new(all, "tsize", json_integer((json_int_t)o->tsize));
    return all;
}

static json_t *pcap_transfers_json(const struct capture_analysis *a)
{
    json_t *all = json_array();
    char client[INET_ADDRSTRLEN], server[INET_ADDRSTRLEN];
    for (size_t i = 0; i < a->transfers.count; i++) {
        const struct capture_transfer *t = &a->transfers.list[i];
        json_t *one = json_pack(
            "{s:o, s:s, s:i, s:s, s:i, s:s, s:I, s:I, s:I, s:o, s:o}", "file", pcap_string(t->file),
            "client", pcap_address(t->client, client), "client_port", (int)t->client_port, "server",
            pcap_address(t->server, server), "server_port", (int)t->server_port, "end",
            end_words[t->end], "bytes", (json_int_t)t->bytes, "blksize", (json_int_t)t->blksize,
            "windowsize", (json_int_t)t->windowsize, "asked", pcap_options_json(&t->asked),
            "granted", t->oack ? pcap_options_json(&t->granted) : json_null());
        json_t *rest =
            json_pack("{s:f, s:f, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "start_s",
                      time_seconds(t->first - a->first), "end_s", time_seconds(t->last - a->first),
                      "requests", (json_int_t)t->requests, "data", (json_int_t)t->data,
                      "data_again", (json_int_t)t->data_again, "acks", (json_int_t)t->acks,
                      "acks_again", (json_int_t)t->acks_again, "foreign", (json_int_t)t->foreign,
                      "fragments", (json_int_t)t->fragments);
        json_object_update(one, rest);
        json_decref(rest);
        json_array_append_new(all, one);
    }
    return all;
}

static json_t *pcap_spread_json(const struct capture_spread *s)
{
    return json_pack("{s:I, s:f, s:f, s:f, s:f, s:f, s:f}", "count", (json_int_t)s->count,
                     "least_s", s->least, "median_s", s->median, "low_s", s->low, "high_s", s->high,
                     "mean_s", s->mean, "most_s", s->most);
}

static json_t *pcap_value_json(const struct capture_value *v)
{
    return json_pack("{s:s, s:o, s:o, s:o, s:s, s:s}", "field", v->field, "value",
                     v->kind == CAPTURE_VALUE_WORD ? json_string(v->word) : pcap_number(v->value),
                     "low", v->high > 0 ? pcap_number(v->low) : json_null(), "high",
                     v->high > 0 ? pcap_number(v->high) : json_null(), "sure",
                     capture_sure_words[v->sure], "from", v->from);
}

static json_t *pcap_fits_json(const struct capture_side *s)
{
    json_t *all = json_array();
    for (size_t i = 0; i < s->count; i++)
        json_array_append_new(
            all,
            json_pack("{s:s, s:b, s:I, s:o}", "name", s->fits[i].name, "fits", (int)s->fits[i].fits,
                      "repetitions_explained", (json_int_t)s->fits[i].repeats, "why_not",
                      s->fits[i].why_not ? json_string(s->fits[i].why_not) : json_null()));
    return json_pack("{s:I, s:o, s:o}", "repetitions", (json_int_t)s->repeats, "waits",
                     pcap_spread_json(&s->waits), "names", all);
}

static json_t *pcap_line_json(const struct capture_line *l)
{
    return json_pack("{s:s, s:o, s:f, s:o, s:f, s:I, s:I, s:I, s:s}", "rate_from",
                     rate_words[l->from], "rate_bps",
                     l->rate > 0 ? pcap_number(l->rate) : json_null(), "busiest_second_bps",
                     l->least, "used", l->used > 0 ? pcap_number(l->used) : json_null(),
                     "longest_wait_s", l->waited, "blocks", (json_int_t)l->blocks, "lost_before",
                     (json_int_t)l->lost_before, "lost_behind", (json_int_t)l->lost_behind, "queue",
                     l->before ? "before the capture" : "behind the capture");
}

static json_t *pcap_replay_json(const struct pcap_replay *r)
{
    return json_pack("{s:o, s:o, s:o, s:I, s:i, s:i}", "took_s", pcap_number(r->took), "low_s",
                     pcap_number(r->low), "high_s", pcap_number(r->high), "runs",
                     (json_int_t)r->runs, "phones", (int)r->phones, "completed", (int)r->completed);
}

/* `replay` may be NULL. */
static void pcap_print_json(const struct capture_analysis *a, const struct pcap_replay *replay,
                            const char *path)
{
    const struct capture_census *c = &a->transfers.census;
    json_t *values = json_array();
    for (size_t i = 0; i < a->value_count; i++)
        json_array_append_new(values, pcap_value_json(&a->values[i]));
    json_t *all = json_pack(
        "{s:o, s:s, s:I, s:I, s:I, s:b, s:s, s:s, s:s, s:I, s:I, s:f, s:f}", "capture",
        pcap_string(path), "link", c->link_name, "packets", (json_int_t)c->packets, "malformed",
        (json_int_t)c->malformed, "copies", (json_int_t)c->copies, "cut", (int)c->cut, "taken",
        capture_where_words[a->rounds.where], "taken_sure",
        capture_sure_words[a->rounds.where_sure], "taken_why", a->rounds.where_why, "clients",
        (json_int_t)a->transfers.lane_count, "completed", (json_int_t)a->completed, "took_s",
        time_seconds(a->last - a->first), "round_s", a->round_time);
    json_object_set_new(all, "client_side", pcap_spread_json(&a->rounds.client_spread));
    json_object_set_new(all, "server_side", pcap_spread_json(&a->rounds.server_spread));
    json_object_set_new(all, "line", pcap_line_json(&a->line));
    json_object_set_new(all, "server", pcap_fits_json(&a->policies.server));
    json_object_set_new(all, "client", pcap_fits_json(&a->policies.client));
    json_object_set_new(all, "values", values);
    json_object_set_new(all, "replay", replay ? pcap_replay_json(replay) : json_null());
    json_object_set_new(all, "transfers", pcap_transfers_json(a));
    json_dumpf(all, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
    putchar('\n');
    json_decref(all);
}

static void pcap_options(FILE *out, const char *what, const struct tftp_options *o)
{
    fprintf(out, "%s", what);
    if (!o->valid)
        fputs(" nothing", out);
    if (o->valid & TFTP_OPTION_BLKSIZE)
        fprintf(out, " blksize %u", o->blksize);
    if (o->valid & TFTP_OPTION_WINDOWSIZE)
        fprintf(out, " windowsize %u", o->windowsize);
    if (o->valid & TFTP_OPTION_TIMEOUT)
        fprintf(out, " timeout %u", o->timeout);
    if (o->valid & TFTP_OPTION_TSIZE)
        fprintf(out, " tsize %" PRIu64, o->tsize);
}

static void pcap_transfer(FILE *out, const struct capture_analysis *a,
                          const struct capture_transfer *t)
{
    char client[INET_ADDRSTRLEN], server[INET_ADDRSTRLEN];
    fprintf(out, "  %s port %u from %s port %u: %s, ", pcap_address(t->client, client),
            t->client_port, pcap_address(t->server, server), t->server_port, t->file);
    fprintf(out, "%" PRIu64 " bytes, %s", t->bytes, end_words[t->end]);
    if (t->end == CAPTURE_REFUSED || t->end == CAPTURE_ABORTED)
        fprintf(out, " (ERROR %u)", t->error);
    fprintf(out, "; %.3f to %.3f s; blocks of %u%s, window %u;", time_seconds(t->first - a->first),
            time_seconds(t->last - a->first), t->blksize, t->fragments > 1 ? " (fragments)" : "",
            t->windowsize);
    pcap_options(out, " asked for", &t->asked);
    if (t->oack)
        pcap_options(out, ", granted", &t->granted);
    else
        fputs(", nothing granted", out);
    if (t->data_again || t->acks_again || t->requests > 1)
        fprintf(out, "; again: %u blocks, %u ACKs, %u requests", t->data_again, t->acks_again,
                t->requests - 1);
    fputc('\n', out);
}

static void pcap_side(FILE *out, const char *what, const struct capture_spread *s)
{
    if (s->count)
        fprintf(out, "  %s: least %.3f ms, median %.3f ms (%.3f to %.3f), most %.1f ms, of %zu\n",
                what, 1e3 * s->least, 1e3 * s->median, 1e3 * s->low, 1e3 * s->high, 1e3 * s->most,
                s->count);
}

/* What the field is called in the report: its unit is in the text. */
static void pcap_value(FILE *out, const struct capture_value *v)
{
    char *text = capture_value_text(v);
    char between[64] = "";
    const double by = v->kind == CAPTURE_VALUE_RATE    ? 1e-3
                      : v->kind == CAPTURE_VALUE_SHARE ? 100
                                                       : 1e3;
    if (v->high > 0)
        snprintf(between, sizeof between, "%.2f to %.2f", by * v->low, by * v->high);
    fprintf(out, "  %-17s %-15s %-8s %-20s %s\n", v->field, text, capture_sure_words[v->sure],
            between, v->from);
    free(text);
}

static void pcap_repeats(FILE *out, const char *who, const struct capture_side *s)
{
    if (!s->repeats) {
        fprintf(out, "  %s sent nothing again by a timer\n", who);
        return;
    }
    fprintf(out, "  %s sent again by a timer: %zu times, the first after %.3f s (median); ", who,
            s->repeats, s->waits.median);
    for (size_t i = 0; i < s->count; i++)
        fprintf(out, "%s%s explains %zu%s%s%s", i ? ", " : "", s->fits[i].name, s->fits[i].repeats,
                s->fits[i].why_not ? " (but " : "", s->fits[i].why_not ? s->fits[i].why_not : "",
                s->fits[i].why_not ? ")" : "");
    fputc('\n', out);
}

static void pcap_line(FILE *out, const struct capture_line *l)
{
    fprintf(out,
            "  blocks: %" PRIu64 "; sent again as lost %s the capture: %" PRIu64 ", %s it: %" PRIu64
            "\n",
            l->blocks, "between server and", l->lost_before, "behind", l->lost_behind);
    fprintf(out, "  busiest second: %.1f kbps of blocks", l->least / 1e3);
    if (l->used > 0)
        fprintf(out, ", %.0f %% of the rate", 100 * l->used);
    fprintf(out, "; longest wait in the queue: %.1f ms\n", 1e3 * l->waited);
}

static void pcap_report(FILE *out, const struct capture_analysis *a, const char *path)
{
    const struct capture_census *c = &a->transfers.census;
    const struct capture_rounds *r = &a->rounds;
    fprintf(out,
            "%s: %" PRIu64 " packets (%s); %zu downloads by %zu clients, %zu completed, %.4f s "
            "from the first request to the last ACK\n",
            path, c->packets, c->link_name, a->transfers.count, a->transfers.lane_count,
            a->completed, time_seconds(a->last - a->first));
    if (c->copies)
        fprintf(out,
                "%" PRIu64 " packets were there twice, as captured at two places: the first of "
                "each counts\n",
                c->copies);
    fprintf(out, "taken %s (%s: %s)\n", capture_where_words[r->where],
            capture_sure_words[r->where_sure], r->where_why);
    fputs("downloads:\n", out);
    for (size_t i = 0; i < a->transfers.count && i < SHOWN; i++)
        pcap_transfer(out, a, &a->transfers.list[i]);
    if (a->transfers.count > SHOWN)
        fprintf(out, "  and %zu more (--json has all)\n", a->transfers.count - SHOWN);
    fputs("rounds of blocks that were sent once:\n", out);
    pcap_side(out, "clients, from a block to its ACK", &r->client_spread);
    pcap_side(out, "server, from an ACK to the next block", &r->server_spread);
    fprintf(out, "  both without waiting for the line: %.3f ms\n", 1e3 * a->round_time);
    fputs("what was lost, and the line:\n", out);
    pcap_line(out, &a->line);
    pcap_repeats(out, "the server", &a->policies.server);
    pcap_repeats(out, "clients", &a->policies.client);
    fprintf(out, "a scenario of it:\n  %-17s %-15s %-8s %-20s %s\n", "field", "value", "how sure",
            "between", "of");
    for (size_t i = 0; i < a->value_count; i++)
        pcap_value(out, &a->values[i]);
}

static void pcap_replay(FILE *out, const struct capture_analysis *a, const struct pcap_replay *r)
{
    const double real = time_seconds(a->last - a->first);
    if (r->completed < r->phones) {
        fprintf(out, "simulated, %u of the scenario's %u clients complete\n", r->completed,
                r->phones);
        return;
    }
    fprintf(out, "simulated, the scenario takes %.4f s, %+.1f %% of the real %.4f s\n", r->took,
            100 * (r->took / real - 1), real);
    if (r->runs)
        fprintf(out,
                "  %.4f to %.4f s in %zu more runs, in which each client begins up to a round "
                "later%s\n",
                r->low, r->high, r->runs,
                real >= r->low && real <= r->high ? "; the real time is among them" : "");
}

/* What is not as one would wish, but no reason to stop. */
static void pcap_warn(const struct capture_analysis *a, const char *path)
{
    char *text = NULL;
    if (a->transfers.census.cut)
        text = mem_printf("%s: it ends within a packet: what came later is not in it", path);
    if (text)
        cli_warn(text);
    free(text);
    text = a->half && a->completed < a->transfers.count
               ? mem_printf("%s: half a transfer: %" PRIu64 " of %zu downloads have no end in it; "
                            "capture until the phones are through",
                            path, a->half, a->transfers.count)
               : NULL;
    if (text)
        cli_warn(text);
    free(text);
}

static void pcap_show(const struct capture_analysis *a, const struct pcap_replay *replay,
                      const char *path)
{
    struct visible_page page;
    visible_page_begin(&page);
    pcap_report(page.file, a, path);
    if (replay)
        pcap_replay(page.file, a, replay);
    visible_page_end(&page, stdout);
}

static int pcap_write(const struct capture_analysis *a, const struct calibrate_pcap *o,
                      const char *path, struct pcap_replay *replay, struct error *e)
{
    const uint64_t packets = a->transfers.packet_count;
    return capture_scenario_write(a, o->scenario, path, e) < 0
               ? -1
               : pcap_replay_run(replay, o->scenario, a->round_time, packets, e);
}

int calibrate_pcap(const struct calibrate_pcap *o)
{
    const char *path = strcmp(o->file, "-") ? o->file : "standard input";
    struct capture_analysis a;
    struct pcap_replay run;
    const struct pcap_replay *replay = o->scenario ? &run : NULL;
    struct error e;
    if (capture_analyse(&a, o->file, &e) < 0)
        return cli_fail(&e);
    if (replay && pcap_write(&a, o, path, &run, &e) < 0) {
        capture_analysis_free(&a);
        return cli_fail(&e);
    }
    pcap_warn(&a, path);
    if (o->json)
        pcap_print_json(&a, replay, path);
    else
        pcap_show(&a, replay, path);
    capture_analysis_free(&a);
    return cli_flush_stdout();
}
