/* Scripted clients ask the server as a device what they have asked real daemons (tests/real/), and
 * hear the same. A recording is compared client by client, what dnsmasq sends as a whole: packets
 * in their order, times within LATE. What differs on purpose stands in `others`, with the reason.
 *
 *   timelines_test               the recordings of tests/real/timelines
 *   timelines_test KIND FILE     another one, as tests/real/timelines.sh does */
#include <ctype.h>

#include "models/devices/tftp_server.h"
#include "tests/models/tftp/timeline.h"
#include "tests/real/timelines.h"
#include "tests/sim/native/network.h"

enum {
    START = 10000 + CASE_PHASE, /* ms of simulated time */
    EARLY = 5,                  /* ms: a recorded time has one decimal, and a ms of poll */
    LATE = 250,                 /* ms: other programs on the recorder's machine, timers' slack; of a
                                 * kind that polls a whole poll more, either way: each comes a bit
                                 * late, and the next counts from it */
    LINES_MAX = 2000,
    TIDS = 4,
};

/* What is not modelled; no phone sends it, but for the first. */
static const struct {
    const char *kind, *name, *why;
} others[] = {
    {"tftpd-hpa", "stray", "the kernel answers what a connected socket does not take, by ICMP"},
    {"atftpd", "stray", "the kernel answers what a connected socket does not take, by ICMP"},
    {"dnsmasq", "stray", "it answers even an ERROR with an ERROR"},
    {"tftpd-hpa", "wrong-ack-for-the-oack", "the OACK goes again, its first bytes the ACK's"},
    {"atftpd", "wrong-ack-for-the-oack", "it goes on with the block after that"},
    {"atftpd", "cap-1388", "it has no option for that"},
    {"atftpd", "late-and-early-acks", "it goes on with the block after one that it never sent"},
    {"atftpd", "wrong-packets", "a packet of three bytes is an ACK with an old number"},
};
enum { OTHERS = sizeof others / sizeof *others };

/* Groups of cases that no phone plays, for all kinds. */
static const char *const strange[] = {
    "leaves-the-folder", "absolute",      "writing",       "mode-",           "no-zero",
    "no-mode",           "not-a-request", "blksize-65465", "blksize-7",       "blksize-no-",
    "windowsize-0",      "timeout-0",     "timeout-256",   "repeated-option",
};

struct heard {
    double at; /* ms */
    int client;
    char words[CASE_WORDS];
};

struct client {
    struct world *world;
    int number;
    struct net_udp *udp, *other;
    uint16_t port;
    uint16_t tids[TIDS];
    int tid_count;
    struct case_answers answers;
};

struct act {
    struct timer timer;
    struct world *world;
    int client;
    const char *words;
};

struct world {
    const struct timeline_case *c;
    struct network network;
    struct net_host *host; /* the clients' */
    struct image_store store;
    struct firmware_file file;
    struct firmware_load load;
    struct processor processor;
    struct server_info info;
    struct tftp_server *server;
    struct client clients[CASE_CLIENTS];
    struct act acts[CASE_STEPS];
    int act_count;
    struct heard heard[LINES_MAX];
    int heard_count;
};

static const struct image *world_look_up(void *user, const char *name)
{
    struct world *w = user;
    return strcmp(name, "f") == 0 ? image_of(&w->store, &w->file, false) : NULL;
}

static void hears(struct world *w, int client, const char *before, const char *words,
                  const char *after)
{
    ck_assert_int_lt(w->heard_count, LINES_MAX);
    struct heard *h = &w->heard[w->heard_count++];
    h->at = (double)(net_now(w->network.net) - START * MILLISECONDS) / MILLISECONDS;
    h->client = client;
    snprintf(h->words, sizeof h->words, "%s%.80s%s", before, words, after);
}

static void client_send(struct client *c, struct net_udp *from, uint16_t port, const uint8_t *bytes,
                        size_t length)
{
    net_udp_send(c->world->host, from, (struct net_endpoint){SERVER, port}, bytes, (uint32_t)length,
                 NULL, 0);
}

static int tid_of(struct client *c, uint16_t port)
{
    for (int i = 0; i < c->tid_count; i++)
        if (c->tids[i] == port)
            return i;
    c->tids[c->tid_count] = port;
    return c->tid_count++;
}

/* Whether it is not to be written down. */
static bool answers(struct client *c, const struct net_datagram *d)
{
    uint8_t ack[4];
    const int answers = case_answer(&c->answers, d->header, d->header_length, ack);
    if (answers)
        client_send(c, c->udp, d->source.port, ack, sizeof ack);
    return answers == 2;
}

static void client_hears(void *user, const struct net_datagram *d)
{
    struct client *c = user;
    char words[700];
    if (d->unreachable) {
        hears(c->world, c->number, "", "unreachable", "");
        return;
    }
    words_of(words, sizeof words, d->header, d->header_length, d->payload_length);
    const int tid = d->source.port == TFTP_PORT ? 0 : tid_of(c, d->source.port);
    if (!answers(c, d))
        hears(c->world, c->number, "", words, tid > 0 ? " by second" : "");
}

static void other_hears(void *user, const struct net_datagram *d)
{
    struct client *c = user;
    char words[700] = "unreachable";
    if (!d->unreachable)
        words_of(words, sizeof words, d->header, d->header_length, d->payload_length);
    hears(c->world, c->number, "other: ", words, "");
}

static void send_words(struct client *c, const char *words)
{
    static uint8_t bytes[66000];
    bool other, second;
    words = strip(words, "other: ", &other);
    words = strip(words, "second: ", &second);
    const size_t length = packet_of(bytes, words);
    const bool request =
        strncmp(words, "RRQ", 3) == 0 || strncmp(words, "WRQ", 3) == 0 || c->tid_count == 0;
    client_send(c, other ? c->other : c->udp, request && !other ? TFTP_PORT : c->tids[second],
                bytes, length);
}

static void act_now(struct timer *timer)
{
    const struct act *a = CONTAINER_OF(timer, struct act, timer);
    struct client *c = &a->world->clients[a->client];
    if (strcmp(a->words, "close") == 0) {
        net_udp_close(a->world->host, c->udp);
    } else if (strcmp(a->words, "open") == 0) {
        c->udp = net_udp_bind(a->world->host, c->port, TRAFFIC_OTHER, client_hears, c);
    } else if (!case_set_answers(&c->answers, a->words)) {
        send_words(c, a->words);
    }
}

static void world_set_act(struct world *w, double at, int client, const char *words)
{
    struct act *a = &w->acts[w->act_count++];
    ck_assert_int_lt(w->act_count, CASE_STEPS);
    *a = (struct act){.world = w, .client = client, .words = words};
    timer_init(&a->timer, act_now);
    timer_set(w->network.net->events, &a->timer,
              START * MILLISECONDS + (sim_time)(at * MILLISECONDS));
}

static void world_add_clients(struct world *w)
{
    for (int i = 0; i < CASE_CLIENTS; i++) {
        struct client *c = &w->clients[i];
        *c = (struct client){.world = w, .number = i, .port = (uint16_t)(20000 + i)};
        c->udp = net_udp_bind(w->host, c->port, TRAFFIC_OTHER, client_hears, c);
        c->other = net_udp_bind(w->host, (uint16_t)(30000 + i), TRAFFIC_OTHER, other_hears, c);
    }
    for (int i = 0; i < w->c->count; i++) {
        const struct case_step *s = &w->c->steps[i];
        for (int n = s->client; n <= s->to && !s->heard; n++)
            world_set_act(w, s->at + CASE_SPACING * (n - s->client), n, s->words);
    }
}

static void world_add_server(struct world *w, const struct tftp_server_kind *kind)
{
    const struct tftp_server_config config = {
        .kind = *kind,
        .rollover = kind->rollover,
        .largest_blksize = (uint16_t)(w->c->cap ? w->c->cap : TFTP_BLKSIZE_MAX),
        .largest_windowsize = TFTP_WINDOWSIZE_MAX,
        .processor = &w->processor,
        .traffic = TRAFFIC_TFTP,
        .lookup = world_look_up,
        .user = w,
        .images = &w->store,
    };
    w->info = (struct server_info){.name = "server", .kind = kind->name, .address = SERVER};
    processor_init(&w->processor, w->network.net, 0, 1 * MICROSECONDS);
    w->server = tftp_server_new(native_engine.host(w->network.net, 0), &config, &w->info);
}

/* Server and clients at the two ends of a cable of which nothing is felt. */
static void world_init(struct world *w, const struct timeline_case *c,
                       const struct tftp_server_kind *kind)
{
    static char name[] = "f";
    const struct link_direction cable = {
        .rate = 1000000000000, .queue = {.limit = 10000}, .mtu = (uint32_t)c->mtu};
    memset(w, 0, sizeof *w);
    w->c = c;
    w->file = (struct firmware_file){.name = name, .bytes = (uint64_t)c->file};
    w->load = (struct firmware_load){.name = name, .files = &w->file, .file_count = 1};
    image_store_init(&w->store, NULL);
    image_store_add(&w->store, &w->load);
    network_init(&w->network);
    w->network.observer = (struct observer){.in_order = true};
    network_host(&w->network, "server", SERVER);
    network_host(&w->network, "clients", SERVER + 1);
    network_link(&w->network, "cable", 0, 1, cable);
    network_build(&w->network);
    w->host = native_engine.host(w->network.net, 1);
    world_add_server(w, kind);
    world_add_clients(w);
}

static void world_fini(struct world *w)
{
    tftp_server_free(w->server);
    network_fini(&w->network);
    image_store_fini(&w->store);
}

/* An OACK's options in lower case, in an order of their own. */
static void normalise(char *words)
{
    char *parts[16], copy[CASE_WORDS];
    int count = 0;
    if (strncmp(words, "OACK ", 5) != 0)
        return;
    for (char *c = words + 5; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    snprintf(copy, sizeof copy, "%s", words + 5);
    for (char *part = strtok(copy, " "); part && count < 16; part = strtok(NULL, " "))
        parts[count++] = part;
    for (int i = 0; i < count; i++)
        for (int j = i + 1; j < count; j++)
            if (strcmp(parts[j], parts[i]) < 0) {
                char *part = parts[i];
                parts[i] = parts[j];
                parts[j] = part;
            }
    words[4] = 0;
    for (int i = 0; i < count; i++)
        strcat(strcat(words, " "), parts[i]);
}

/* The next step from `i` on that the client heard (-1: any); the count of steps when there is none.
 */
static int next_recorded(const struct timeline_case *c, int i, int client)
{
    while (i < c->count && (!c->steps[i].heard || (client >= 0 && c->steps[i].client != client)))
        i++;
    return i;
}

static int next_heard(const struct world *w, int i, int client)
{
    while (i < w->heard_count && client >= 0 && w->heard[i].client != client)
        i++;
    return i;
}

static bool is_in_time(const struct timeline_case *c, double recorded, double here, double poll)
{
    return c->untimed || (recorded > here - EARLY - poll && recorded < here + LATE + poll);
}

static void compare(struct world *w, const struct tftp_server_kind *kind, int client)
{
    const double poll = (double)kind->poll / MILLISECONDS;
    int i = next_recorded(w->c, 0, client), j = next_heard(w, 0, client);
    for (; i < w->c->count;
         i = next_recorded(w->c, i + 1, client), j = next_heard(w, j + 1, client)) {
        const struct case_step *s = &w->c->steps[i];
        struct heard *h = &w->heard[j];
        char words[CASE_WORDS];
        snprintf(words, sizeof words, "%s", s->words);
        ck_assert_msg(j < w->heard_count, "%s, %s: at %.1f client %d heard '%s', and here nothing",
                      kind->name, w->c->name, s->at, s->client + 1, words);
        normalise(words);
        normalise(h->words);
        ck_assert_msg(strcmp(words, h->words) == 0 && s->client == h->client &&
                          is_in_time(w->c, s->at, h->at, poll),
                      "%s, %s: client %d heard '%s' at %.1f, and here client %d '%s' at %.1f",
                      kind->name, w->c->name, s->client + 1, words, s->at, h->client + 1, h->words,
                      h->at);
    }
    ck_assert_msg(j == w->heard_count,
                  "%s, %s: client %d hears '%s' at %.1f, which is not recorded", kind->name,
                  w->c->name, w->heard[j].client + 1, w->heard[j].words, w->heard[j].at);
}

static bool is_compared(const char *kind, const char *name)
{
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        if (strncmp(name, strange[i], strlen(strange[i])) == 0)
            return false;
    for (int i = 0; i < OTHERS; i++)
        if (strcmp(others[i].kind, kind) == 0 && strcmp(others[i].name, name) == 0)
            return false;
    return true;
}

static void play(const struct timeline_case *c, const struct tftp_server_kind *kind)
{
    static struct world w;
    world_init(&w, c, kind);
    native_engine.run(w.network.net, (START + (sim_time)c->end) * MILLISECONDS, UINT64_MAX);
    if (kind->poll)
        compare(&w, kind, -1);
    for (int i = 0; i < CASE_CLIENTS && !kind->poll; i++)
        compare(&w, kind, i);
    world_fini(&w);
}

static void compare_file(const char *name, const char *path, int least)
{
    static struct timeline_case c;
    const struct tftp_server_kind *kind = tftp_server_kind_find(name);
    char bad[200] = "";
    int count = 0;
    FILE *in = fopen(path, "r");
    ck_assert_msg(in != NULL, "%s is not there", path);
    while (case_read(in, &c, bad))
        if (is_compared(name, c.name)) {
            play(&c, kind);
            count++;
        }
    fclose(in);
    ck_assert_msg(bad[0] == 0, "%s: %s", path, bad);
    ck_assert_int_ge(count, least);
}

static const char *given_kind, *given_file;

static void compare_own(const char *kind)
{
    const char *folder = getenv("srcdir");
    char *path = mem_printf("%s/tests/real/timelines/%s.txt", folder ? folder : ".", kind);
    compare_file(kind, path, 55);
    free(path);
}

START_TEST(tftpd_hpa)
{
    compare_own("tftpd-hpa");
}
END_TEST

START_TEST(atftpd)
{
    compare_own("atftpd");
}
END_TEST

START_TEST(dnsmasq)
{
    compare_own("dnsmasq");
}
END_TEST

START_TEST(given)
{
    compare_file(given_kind, given_file, 1);
}
END_TEST

static void add(TCase *t)
{
    tcase_set_timeout(t, 60);
    if (given_file) {
        tcase_add_test(t, given);
        return;
    }
    tcase_add_test(t, tftpd_hpa);
    tcase_add_test(t, atftpd);
    tcase_add_test(t, dnsmasq);
}

int main(int argc, char **argv)
{
    if (argc == 3) {
        given_kind = argv[1];
        given_file = argv[2];
    }
    return run_tests("timelines of real servers", add);
}
