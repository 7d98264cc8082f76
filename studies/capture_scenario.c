/* The scenario of a capture, as YAML with a comment at each value, and its catalogue. Clients that
 * got the same files are phones of one model; each begins when it did. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/visible.h"
#include "studies/capture_analysis.h"

enum { STARTS = 100 }; /* clients, each of which gets a group of its own */

/* The files of the clients that got the same ones. */
struct loads {
    uint32_t *lanes; /* an example of each */
    size_t count;
    uint32_t *of_lane; /* number of each lane's; that of a lane without a file is `count` */
};

static bool scenario_is_got(const struct capture_transfer *t)
{
    return t->end == CAPTURE_COMPLETED;
}

/* The next of a lane's transfers that is complete, from `from` on; t->count: none. */
static size_t scenario_next(const struct capture_transfers *t, uint32_t lane, size_t from)
{
    while (from < t->count && !(t->list[from].lane == lane && scenario_is_got(&t->list[from])))
        from++;
    return from;
}

static bool scenario_same(const struct capture_transfers *t, uint32_t a, uint32_t b)
{
    size_t i = scenario_next(t, a, t->lanes[a].first), k = scenario_next(t, b, t->lanes[b].first);
    while (i < t->count && k < t->count) {
        if (t->list[i].bytes != t->list[k].bytes || strcmp(t->list[i].file, t->list[k].file))
            return false;
        i = scenario_next(t, a, i + 1);
        k = scenario_next(t, b, k + 1);
    }
    return i == k;
}

static struct loads scenario_loads(const struct capture_transfers *t)
{
    struct loads l = {.lanes = mem_calloc(t->lane_count, sizeof *l.lanes),
                      .of_lane = mem_calloc(t->lane_count, sizeof *l.of_lane)};
    for (uint32_t lane = 0; lane < t->lane_count; lane++) {
        l.of_lane[lane] = UINT32_MAX;
        if (scenario_next(t, lane, t->lanes[lane].first) == t->count)
            continue;
        size_t n = 0;
        while (n < l.count && !scenario_same(t, l.lanes[n], lane))
            n++;
        if (n == l.count)
            l.lanes[l.count++] = lane;
        l.of_lane[lane] = (uint32_t)n;
    }
    return l;
}

static void scenario_free_loads(struct loads *l)
{
    free(l->lanes);
    free(l->of_lane);
}

/* A field of a CSV file (RFC 4180). */
static void scenario_csv(FILE *out, const char *text)
{
    putc('"', out);
    for (; *text; text++) {
        if (*text == '"')
            putc('"', out);
        putc(*text, out);
    }
    putc('"', out);
}

static void scenario_firmware(FILE *out, const struct capture_transfers *t, const struct loads *l)
{
    fputs("load,model_family,file,bytes,provenance\n", out);
    for (size_t n = 0; n < l->count; n++)
        for (size_t i = scenario_next(t, l->lanes[n], t->lanes[l->lanes[n]].first); i < t->count;
             i = scenario_next(t, l->lanes[n], i + 1)) {
            char *name = visible_text(t->list[i].file);
            /* An index is of one load only. */
            char *file = n ? mem_printf("%zu-%s", n + 1, name) : mem_strdup(name);
            fprintf(out, "load-%zu,client-%zu,", n + 1, n + 1);
            scenario_csv(out, file);
            free(file);
            fprintf(out, ",%" PRIu64 ",captured\n", t->list[i].bytes);
            free(name);
        }
}

static void scenario_models(FILE *out, const struct loads *l)
{
    fputs("model,series,pfs,background,transport,load,provenance\n", out);
    for (size_t n = 0; n < l->count; n++)
        fprintf(out, "Client-%zu,client-%zu,no,no,tftp,load-%zu,captured\n", n + 1, n + 1, n + 1);
}

static const char *scenario_last(const char *field)
{
    return strrchr(field, '.') + 1;
}

/* The values of one map, each on a line with its comment. */
static void scenario_map(FILE *out, const struct capture_analysis *a, const char *map)
{
    const size_t length = strlen(map);
    fprintf(out, "%s:\n", map);
    for (size_t i = 0; i < a->value_count; i++) {
        const struct capture_value *v = &a->values[i];
        if (strncmp(v->field, map, length) || v->field[length] != '.')
            continue;
        char *text = capture_value_text(v);
        const bool queue = !strcmp(v->field, "wan.queue.limit");
        fprintf(out, "  %s%s%s%s # %s: %s\n", queue ? "queue: {limit: " : scenario_last(v->field),
                queue ? "" : ": ", text,
                queue                             ? " packets}"
                : !strcmp(v->field, "server.cpu") ? "/packet"
                                                  : "",
                capture_sure_words[v->sure], v->from);
        free(text);
    }
}

static double scenario_start(const struct capture_analysis *a, uint32_t lane, double phase)
{
    const struct capture_transfers *t = &a->transfers;
    return phase + time_seconds(t->list[t->lanes[lane].first].first - a->first);
}

static void scenario_each(FILE *out, const struct capture_analysis *a, const struct loads *l,
                          double phase)
{
    for (uint32_t lane = 0; lane < a->transfers.lane_count; lane++)
        if (l->of_lane[lane] != UINT32_MAX)
            fprintf(out, "      - {model: Client-%u, reset: {at: %.4f ms, spread: 0 s}}\n",
                    l->of_lane[lane] + 1, 1e3 * scenario_start(a, lane, phase));
}

/* Of N draws from 0 to a spread the last is, on average, (N - 1) / (N + 1) of it after the first.
 */
static void scenario_spread(FILE *out, const struct capture_analysis *a, const struct loads *l)
{
    for (size_t n = 0; n < l->count; n++) {
        double last = 0, count = 0;
        for (uint32_t lane = 0; lane < a->transfers.lane_count; lane++)
            if (l->of_lane[lane] == n) {
                const double start = scenario_start(a, lane, 0);
                last = start > last ? start : last;
                count++;
            }
        const double spread = count > 1 ? last * (count + 1) / (count - 1) : 0;
        fprintf(out,
                "      - {model: Client-%zu, count: %.0f, reset: {spread: %.4f ms}} # drawn: the "
                "last began %.4f s after the first\n",
                n + 1, count, 1e3 * spread, last);
    }
}

/* dnsmasq counts in seconds: when in its second the first client began is part of the scenario. */
static double scenario_phase(const struct capture_analysis *a)
{
    for (size_t i = 0; i < a->value_count; i++)
        if (!strcmp(a->values[i].field, "server.kind") && !strcmp(a->values[i].word, "dnsmasq"))
            return time_seconds(a->first % SECONDS);
    return 0;
}

static void scenario_head(FILE *out, const struct capture_analysis *a, const char *source)
{
    char *shown = visible_text(source);
    fprintf(out,
            "# Of a capture, by 'pfsim calibrate --pcap': %s\n"
            "# Taken %s (%s: %s).\n"
            "# %zu of %zu downloads were completed, in %.4f s from the first request to the last "
            "ACK.\n"
            "# Behind each value: how sure it is, and what it is of.\n"
            "name: a captured download\n"
            "method: tftp\n",
            shown, capture_where_words[a->rounds.where], capture_sure_words[a->rounds.where_sure],
            a->rounds.where_why, a->completed, a->transfers.count,
            time_seconds(a->last - a->first));
    free(shown);
}

static void scenario_yaml(FILE *out, const struct capture_analysis *a, const struct loads *l,
                          const char *stem, const char *source)
{
    scenario_head(out, a, source);
    fprintf(out, "catalogue: {firmware: \"%s-firmware.csv\", models: \"%s-models.csv\"}\n", stem,
            stem);
    scenario_map(out, a, "server");
    fputs("  lan: 10 Gbps # not told: in what a round takes\n", out);
    scenario_map(out, a, "tftp");
    scenario_map(out, a, "wan");
    fputs("  framing: none # in the rate\n", out);
    scenario_map(out, a, "phone");
    fputs("  restart: 0 s # the run ends with the last file\n"
          "subnets:\n"
          "  - lan: {rate: 10 Gbps, delay: 0 us} # not told: in what a round takes\n"
          "    phones:\n",
          out);
    size_t clients = 0;
    for (size_t lane = 0; lane < a->transfers.lane_count; lane++)
        clients += l->of_lane[lane] != UINT32_MAX;
    if (clients <= STARTS)
        scenario_each(out, a, l, scenario_phase(a));
    else
        scenario_spread(out, a, l);
    if (clients < a->transfers.lane_count)
        fprintf(out, "# %zu clients have not completed a file, and are left out.\n",
                a->transfers.lane_count - clients);
}

/* Folder and name of the path, without its ending. Free both. */
static void scenario_split(const char *path, char **folder, char **stem)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *end = strrchr(name, '.');
    *folder =
        slash ? mem_printf("%.*s", slash > path ? (int)(slash - path) : 1, path) : mem_strdup(".");
    *stem = mem_printf("%.*s", end ? (int)(end - name) : (int)strlen(name), name);
}

static int scenario_open(struct output *o, const char *folder, const char *stem, const char *end,
                         struct error *e)
{
    char *path = mem_printf("%s/%s%s", folder, stem, end);
    const int result = output_open_path(o, path, e);
    free(path);
    return result;
}

static int scenario_files(const struct capture_analysis *a, const struct loads *l,
                          const char *folder, const char *stem, const char *source, struct error *e)
{
    static const char *const ends[] = {"-firmware.csv", "-models.csv", ".yaml"};
    struct output_set set = {0};
    struct output o;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (scenario_open(&o, folder, stem, ends[i], e) < 0) {
            output_set_abandon(&set);
            return -1;
        }
        if (i == 0)
            scenario_firmware(o.file, &a->transfers, l);
        else if (i == 1)
            scenario_models(o.file, l);
        else
            scenario_yaml(o.file, a, l, stem, source);
        if (output_set_add(&set, &o, e) < 0) {
            output_set_abandon(&set);
            return -1;
        }
    }
    return output_set_commit(&set, e);
}

int capture_scenario_write(const struct capture_analysis *a, const char *path, const char *source,
                           struct error *e)
{
    char *folder, *stem;
    if (!a->completed)
        return error_set(e,
                         "%.200s: half a transfer: the end of %.100s is not in it, so how long the "
                         "file is is not known; capture until the download has ended",
                         source, a->transfers.list[0].file);
    scenario_split(path, &folder, &stem);
    int result = 0;
    if (!*stem || strpbrk(stem, "\"\\") || !visible_already(stem))
        result = error_set(e,
                           "%.200s: give a scenario's file a name of letters and digits, as in "
                           "captured.yaml",
                           path);
    struct loads l = scenario_loads(&a->transfers);
    if (result == 0)
        result = scenario_files(a, &l, folder, stem, source, e);
    scenario_free_loads(&l);
    free(folder);
    free(stem);
    return result;
}
