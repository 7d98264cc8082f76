/* A scenario that sets what the formulas do not know gets no answer: every row of the table of
 * fields is tried, with another value than its default. */
#include "scenarios/modelled.h"

#include "base/memory.h"
#include "scenarios/format/fields.h"
#include "tests/scenarios/support.h"

static struct scenario s; /* each test has its own process */

/* One of each list. */
#define LISTS                                                                                      \
    "servers: [{name: second}]\nprofiles: [{name: p}]\n"                                           \
    "unplug: []\n"
#define SUBNETS "subnets: [{load_servers: [{name: pc}], phones: [{model: CP-7965}]}]"
#define SHORT_FORM LISTS SUBNETS "\n"
#define SITES LISTS "sites: [{" SUBNETS "}]\n"

#define CLASS(discipline, values)                                                                  \
    ".queue={discipline: " discipline ", classes: [{dscp: ef, " values "}]}"
#define TRAFFIC(values) "traffic=[{" values "}]"

/* What has a sense with something else only: by the end of its path, what to set in the map that it
 * is in ("="), or in the one that the end begins in. */
static const struct {
    const char *end, *value;
} together[] = {
    {".queue.classes[].red.least", CLASS("wred", "red: {least: 1 packet, most: 2 packets}")},
    {".queue.classes[].red.most", CLASS("wred", "red: {least: 1 packet, most: 2 packets}")},
    {".queue.classes[].red.probability", CLASS("wred", "red: {probability: 9 %}")},
    {".queue.classes[].priority", CLASS("drr", "share: 9 %, priority: on")},
    {".queue.classes[].limit", CLASS("priority", "limit: 9 packets")},
    {"traffic[].start", TRAFFIC("kind: packets, rate: 9 kbps, start: 9 ms")},
    {"traffic[].stop", TRAFFIC("kind: packets, rate: 9 kbps, stop: 9 ms")},
    {"traffic[].talk", TRAFFIC("kind: calls, talk: spurts")},
    {"traffic[].adaptive", TRAFFIC("kind: calls, adaptive: on")},
    {"traffic[].playout_min", TRAFFIC("kind: calls, adaptive: on, playout_min: 9 ms")},
    {"traffic[].buffer", TRAFFIC("kind: calls, buffer: 99 ms")},
    {"traffic[].on", TRAFFIC("kind: packets, rate: 9 kbps, arrivals: on-off, on: 9 ms")},
    {"traffic[].off", TRAFFIC("kind: packets, rate: 9 kbps, arrivals: on-off, off: 9 ms")},
    {"traffic[].flows", TRAFFIC("kind: tcp, flows: 2")},
    {".reorder", "={reorder: 1 %, reorder_delay: 9 ms}"},
    {".reorder_delay", "={reorder: 1 %, reorder_delay: 9 ms}"},
    {".shaper.rate", "={rate: 100 kbps, burst: 9 kB}"},
    {".shaper.burst", "={rate: 100 kbps, burst: 9 kB}"},
    {".red.least", "={least: 1 packet, most: 2 packets}"},
    {".red.most", "={least: 1 packet, most: 2 packets}"},
    {".fragment", "={fragment: 9 ms, queue: {discipline: priority, classes: [{dscp: ef}]}}"},
    {".down_for", NULL}, /* of nothing without down_at, and with it that is refused */
};

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && !strcmp(text + length - end_length, end);
}

/* "subnets[].lan" as an option has it. Free it. */
static char *path_with_indices(const char *path)
{
    char *with = mem_calloc(2 * strlen(path) + 1, 1);
    char *to = with;
    for (; *path; path++) {
        *to++ = *path;
        if (*path == '[')
            *to++ = '0';
    }
    return with;
}

/* "" when there is no such option. Free it. */
static char *option_together(const char *path)
{
    for (size_t i = 0; i < sizeof together / sizeof *together; i++)
        if (ends_with(path, together[i].end) && together[i].value) {
            const char *value = together[i].value;
            char *map = mem_strdup(path);
            map[*value == '=' ? (size_t)(strrchr(path, '.') - path)
                              : strlen(path) - strlen(together[i].end)] = '\0';
            char *with = path_with_indices(map);
            char *option = mem_printf("%s%s", with, value);
            free(map);
            free(with);
            return option;
        }
    return mem_strdup("");
}

enum { CANDIDATES = 5 };

/* The number-th value to try; NULL: there is none. Free it. */
static char *candidate(const struct schema_field *f, int number)
{
    const uint64_t numbers[CANDIDATES] = {f->min, f->max, f->min + (f->max - f->min) / 2,
                                          f->min + 1000000, f->max / 10};
    static const char *const switches[CANDIDATES] = {"on", "off", NULL, NULL, NULL};
    if (f->kind == SCHEMA_QUANTITY)
        return quantity_write(f->quantity, numbers[number]);
    if (f->kind == SCHEMA_SWITCH)
        return switches[number] ? mem_strdup(switches[number]) : NULL;
    if (f->kind == SCHEMA_TEXTS)
        return mem_strdup("[SCCP45.8-5.loads]");
    if (f->kind == SCHEMA_QUEUE_LIMIT)
        return mem_printf("%d packets", 7 + number);
    for (int i = 0; f->words && i <= number; i++)
        if (!f->words[i])
            return NULL;
    return f->words ? mem_strdup(f->words[number]) : NULL;
}

static bool option_loads(const char *path, const char *option)
{
    struct error e;
    return load(&s, strncmp(path, "sites", 5) ? SHORT_FORM : SITES, option, &e) == 0;
}

static int rows, refusals;

/* True when the option was refused, for this field. */
static bool is_refused(const char *path, const char *option)
{
    struct error e = {""};
    const char *key = strrchr(path, '.');
    if (!option_loads(path, option))
        return false;
    const bool refused = modelled_check(&s, &e) < 0;
    if (refused)
        ck_assert_msg(strstr(e.text, key ? key + 1 : path) != NULL, "%s: %s", option, e.text);
    scenario_free(&s);
    return refused;
}

static bool try_values(const char *path, const struct schema_field *f)
{
    char *with = path_with_indices(path);
    bool refused = false;
    for (int i = 0; i < CANDIDATES && !refused; i++) {
        char *value = candidate(f, i);
        char *option = value ? mem_printf("%s=%s", with, value) : NULL;
        refused = option && is_refused(path, option);
        free(option);
        free(value);
    }
    free(with);
    if (!refused) {
        char *option = option_together(path);
        refused = *option && is_refused(path, option);
        free(option);
    }
    return refused;
}

static bool try_row(void *user, const char *path, const struct schema_field *f)
{
    (void)user;
    if (f->kind == SCHEMA_LIST && !f->modelled)
        return false; /* as a whole: below */
    if (f->kind == SCHEMA_WAN && !f->modelled)
        return false;
    if (!field_is_value(f))
        return true;
    rows++;
    if (f->modelled)
        return true;
    refusals++;
    if (!ends_with(path, ".down_for"))
        ck_assert_msg(try_values(path, f), "%s is taken, and its row says that it is not known",
                      path);
    return true;
}

START_TEST(what_a_row_does_not_mark_is_refused)
{
    fields_walk(try_row, NULL);
    ck_assert_int_gt(rows, 100);
    ck_assert_int_gt(refusals, 40);
}
END_TEST

static void says(const char *text, const char *option, const char *message)
{
    struct error e = {""};
    must_load(&s, text, option);
    ck_assert_int_eq(modelled_check(&s, &e), message ? -1 : 0);
    ck_assert_str_eq(e.text, message ? message : "");
    scenario_free(&s);
}

START_TEST(lists_and_lines_are_refused_as_a_whole)
{
    says(SMALLEST, "unplug=[{phone: 1, at: 5 s}]", "not modelled: unplug");
    says(SMALLEST, "head_end.rate=1 Mbps", "not modelled: head_end");
}
END_TEST

START_TEST(all_that_is_not_known_is_told_at_once)
{
    says("log_server: on\nwan: {loss: 1 %}\nhttp: {idle: 5 s}\n" SMALLEST, NULL,
         "not modelled: log_server, http.idle, wan.loss");
}
END_TEST

START_TEST(a_default_that_is_given_is_no_matter)
{
    says("log_server: off\nwan: {loss: 0 %, mtu: 1500}\nserver: {missing: []}\n"
         "http: {idle: 120 s}\n" SMALLEST,
         NULL, NULL);
}
END_TEST

START_TEST(some_values_are_not_known_of_known_fields)
{
    says(SMALLEST, "tftp.blksize=1468", NULL);
    says(SMALLEST, "tftp.blksize=1469",
         "not modelled: tftp.blksize over 1468 (packets in fragments)");
    says(SMALLEST, "subnets[0].phones[0].has=whitepaper-7965",
         "not modelled: has (phones that have their load already)");
    says(
        "method: pfs\nsubnets: [{prefix: 10.30.0.0/24, load_servers: [{name: p}], phones: [{model: "
        "CP-7841, count: 2, load_server: p, upgrade_rule: tftp}]}]\n",
        NULL, "not modelled: load_server (of phones that share)");
    says("transport: http then tftp\n" SMALLEST, NULL, NULL); /* of no effect on a 7965 */
    says("subnets: [{phones: [{model: CP-7841}]}]\n", NULL, NULL);
    says("subnets: [{phones: [{model: CP-7841}, {model: CP-7965}]}]\n", NULL,
         "not modelled: files by HTTP beside TFTP at a site (transport, upgrade_rule)");
    says("subnets: [{phones: [{model: CP-7841}]}]\n", "method=load-server",
         "not modelled: files by HTTP from a load server (upgrade_rule)");
    says("subnets: [{phones: [{model: CP-7841}]}]\n", "method=pfs",
         "not modelled: files by HTTP of phones that share (transport, upgrade_rule)");
    says("servers: [{name: b}]\nserver_order: [b]\n" SMALLEST, NULL,
         "not modelled: server_order (another server than the first)");
}
END_TEST

/* A call of G.729 on PPP has 27.2 kbps; a third of 384 kbps, 126.72 kbps, has room for four. Their
 * four packets, 2,176 bits, take 17.2 ms at that rate. */
#define CALLS(values)                                                                              \
    "qos: {voice: ef, firmware: be}\n"                                                             \
    "wan: {rate: 384 kbps, framing: ppp, queue: {discipline: priority, classes: [" values "]}}\n"  \
    "traffic: [{kind: calls, codec: g729, count: 4}]\nreset: {at: 9 s}\n" SMALLEST
#define OVER "not modelled: wan.queue.classes (calls behind the upgrade, or over their share)"

START_TEST(a_policer_that_drops_is_not_known)
{
    says(CALLS("{dscp: ef, share: 33 %}"), NULL, NULL);
    says(CALLS("{dscp: ef, share: 33 %}"), "traffic[0].count=5", OVER);
    says(CALLS("{dscp: ef, share: 33 %, burst: 18 ms}"), NULL, NULL);
    says(CALLS("{dscp: ef, share: 33 %, burst: 17 ms}"), NULL, OVER);
    says(CALLS("{dscp: ef}, {dscp: be, share: 50 %}"), NULL,
         "not modelled: wan.queue.classes (the upgrade in one with a share)");
    says(CALLS("{dscp: ef}, {dscp: be}"), NULL, NULL);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("modelled");
    tcase_set_timeout(tests, 20);
    tcase_add_test(tests, what_a_row_does_not_mark_is_refused);
    tcase_add_test(tests, lists_and_lines_are_refused_as_a_whole);
    tcase_add_test(tests, all_that_is_not_known_is_told_at_once);
    tcase_add_test(tests, a_default_that_is_given_is_no_matter);
    tcase_add_test(tests, some_values_are_not_known_of_known_fields);
    tcase_add_test(tests, a_policer_that_drops_is_not_known);
    return run_tests("modelled", tests);
}
