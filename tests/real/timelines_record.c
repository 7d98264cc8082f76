/* Records what a TFTP daemon answers to the scripted clients of timelines/cases.txt (timelines.h).
 *
 *   timelines_record CASES NAME DAEMON...     as root
 *
 * Each case has a daemon and a network namespace of its own, and all run at the same time. In the
 * daemon's command %f is the folder with the file f; words before a `--cap %c` and the like are
 * given only to cases with a cap: "cap:WORD". A case begins CASE_PHASE ms after a whole second,
 * since dnsmasq looks at a clock of seconds. NAME is said in the first line, with the date. */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/models/tftp/timeline.h"
#include "tests/real/timelines.h"

enum { TIDS = 4, PACKET_MAX = 66000, FIRST_PORT = 20000, OTHER_PORTS = 30000, LINES = 2000 };

struct client {
    int port, udp, other; /* sockets; -1: closed */
    uint16_t tids[TIDS];  /* that have answered, in their order */
    int tid_count;
    struct case_answers answers;
};

/* What was heard or sent; in the order of the kernel's time, which poll does not tell. */
struct line {
    double at;
    int number; /* order of noting */
    char text[CASE_WORDS + 40];
};

struct recording {
    const struct timeline_case *c;
    struct client clients[CASE_CLIENTS];
    int client_count;
    double start; /* ms, of the real-time clock */
    struct line lines[LINES];
    int line_count;
};

static void die(const char *what)
{
    fprintf(stderr, "timelines_record: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double ms_of(struct timespec t)
{
    return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return ms_of(t);
}

static double since_start(const struct recording *r)
{
    return now_ms() - r->start;
}

static struct sockaddr_in local(uint16_t port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int open_port(uint16_t port)
{
    const int yes = 1, bytes = 1 << 22;
    const struct sockaddr_in a = local(port);
    const int udp = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    setsockopt(udp, IPPROTO_IP, IP_RECVERR, &yes, sizeof yes);
    setsockopt(udp, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    setsockopt(udp, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes);
    if (udp < 0 || bind(udp, (const struct sockaddr *)&a, sizeof a) < 0)
        die("a client's port");
    return udp;
}

/* A network of its own, in which everything is at 127.0.0.1. */
static void make_network(long mtu)
{
    struct ifreq lo = {.ifr_name = "lo"};
    if (unshare(CLONE_NEWNET) < 0)
        die("a network of its own (be root)");
    const int s = socket(AF_INET, SOCK_DGRAM, 0);
    lo.ifr_mtu = (int)mtu;
    if (ioctl(s, SIOCSIFMTU, &lo) < 0)
        die("mtu");
    lo.ifr_flags = IFF_UP | IFF_RUNNING;
    if (ioctl(s, SIOCSIFFLAGS, &lo) < 0)
        die("lo up");
    close(s);
}

/* Whether somebody listens at port 69. */
static bool is_listening(void)
{
    char line[300];
    bool found = false;
    FILE *in = fopen("/proc/self/net/udp", "r");
    while (in && fgets(line, sizeof line, in))
        found = found || strstr(line, ":0045 ") != NULL;
    if (in)
        fclose(in);
    return found;
}

/* A word of the daemon's command, for this case; NULL: it is left out. */
static char *word_for(const struct timeline_case *c, const char *word, const char *folder)
{
    char text[300];
    const bool capped = strncmp(word, "cap:", 4) == 0;
    if (capped && c->cap == 0)
        return NULL;
    if (capped)
        word += 4;
    const char *mark = strchr(word, '%');
    if (!mark)
        return strdup(word);
    if (mark[1] == 'f')
        snprintf(text, sizeof text, "%.*s%s%s", (int)(mark - word), word, folder, mark + 2);
    else /* %c the cap; %m the MTU that makes it one */
        snprintf(text, sizeof text, "%.*s%ld", (int)(mark - word), word,
                 mark[1] == 'm' ? c->cap + 32 : c->cap);
    return strdup(text);
}

static pid_t start_daemon(const struct timeline_case *c, char **command, const char *folder)
{
    char *words[40];
    int count = 0;
    for (; *command && count < 39; command++)
        if ((words[count] = word_for(c, *command, folder)))
            count++;
    words[count] = NULL;
    const pid_t pid = fork();
    if (pid == 0) {
        if (!getenv("TIMELINES_DEBUG") &&
            (!freopen("/dev/null", "w", stderr) || !freopen("/dev/null", "w", stdout)))
            die("/dev/null");
        execv(words[0], words);
        _exit(127);
    }
    for (int i = 0; i < 500 && !is_listening(); i++)
        usleep(10000);
    if (!is_listening())
        die("the daemon does not listen at port 69");
    return pid;
}

static void make_file(const char *folder, long bytes)
{
    char path[200];
    snprintf(path, sizeof path, "%s/f", folder);
    FILE *f = fopen(path, "w");
    if (!f || ftruncate(fileno(f), bytes) < 0)
        die(path);
    fclose(f);
}

__attribute__((format(printf, 3, 4))) static void note(struct recording *r, double at,
                                                       const char *format, ...)
{
    va_list a;
    if (r->line_count == LINES)
        return;
    struct line *l = &r->lines[r->line_count];
    *l = (struct line){.at = at, .number = r->line_count++};
    va_start(a, format);
    vsnprintf(l->text, sizeof l->text, format, a);
    va_end(a);
}

static int compare_lines(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    return x->at < y->at ? -1 : x->at > y->at ? 1 : x->number - y->number;
}

static void send_to(int udp, uint16_t port, const uint8_t *bytes, size_t length)
{
    const struct sockaddr_in a = local(port);
    for (int i = 0; i < 2; i++) /* an error of before is told first */
        if (sendto(udp, bytes, length, 0, (const struct sockaddr *)&a, sizeof a) >= 0)
            return;
}

static void send_words(struct client *c, const char *words)
{
    static uint8_t bytes[PACKET_MAX];
    bool other, second;
    words = strip(words, "other: ", &other);
    words = strip(words, "second: ", &second);
    const size_t length = packet_of(bytes, words);
    const bool request =
        strncmp(words, "RRQ", 3) == 0 || strncmp(words, "WRQ", 3) == 0 || c->tid_count == 0;
    send_to(other ? c->other : c->udp, request && !other ? TFTP_PORT : c->tids[second], bytes,
            length);
}

static void act(struct recording *r, int number, const char *words)
{
    struct client *c = &r->clients[number];
    if (strcmp(words, "close") == 0) {
        close(c->udp);
        c->udp = -1;
    } else if (strcmp(words, "open") == 0) {
        c->udp = open_port((uint16_t)c->port);
    } else if (!case_set_answers(&c->answers, words)) {
        send_words(c, words);
    }
}

static int tid_of(struct client *c, uint16_t port)
{
    for (int i = 0; i < c->tid_count; i++)
        if (c->tids[i] == port)
            return i;
    if (c->tid_count == TIDS)
        return TIDS - 1;
    c->tids[c->tid_count] = port;
    return c->tid_count++;
}

/* Whether it is not to be written down. */
static bool answer(struct client *c, const uint8_t *bytes, ssize_t length, uint16_t port)
{
    uint8_t ack[4];
    const int answers = case_answer(&c->answers, bytes, (size_t)length, ack);
    if (answers)
        send_to(c->udp, port, ack, sizeof ack);
    return answers == 2;
}

/* An error that the kernel has for a client's port; its copy in the queue of errors is taken, too.
 */
static void hear_error(struct recording *r, int udp, int client, const char *before)
{
    struct msghdr m = {0};
    recvmsg(udp, &m, MSG_ERRQUEUE);
    note(r, since_start(r), "%d< %sunreachable", client + 1, before);
}

/* Reads a packet; the time is the kernel's. */
static ssize_t read_packet(const struct recording *r, int udp, uint8_t *bytes, uint16_t *port,
                           double *at)
{
    struct sockaddr_in from;
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(struct timespec))];
    } control;
    struct iovec room = {bytes, PACKET_MAX};
    struct msghdr m = {.msg_name = &from,
                       .msg_namelen = sizeof from,
                       .msg_iov = &room,
                       .msg_iovlen = 1,
                       .msg_control = &control,
                       .msg_controllen = sizeof control};
    const ssize_t length = recvmsg(udp, &m, 0);
    struct timespec stamp;
    const struct cmsghdr *c = length < 0 ? NULL : CMSG_FIRSTHDR(&m);
    *at = since_start(r);
    if (c && c->cmsg_type == SCM_TIMESTAMPNS) {
        memcpy(&stamp, CMSG_DATA(c), sizeof stamp);
        *at = ms_of(stamp) - r->start;
    }
    *port = ntohs(from.sin_port);
    return length;
}

static void hear(struct recording *r, int number, bool other)
{
    static uint8_t bytes[PACKET_MAX + 1];
    char words[700];
    struct client *c = &r->clients[number];
    const int udp = other ? c->other : c->udp;
    const char *before = other ? "other: " : "";
    uint16_t port;
    double at;
    if (udp < 0)
        return;
    const ssize_t length = read_packet(r, udp, bytes, &port, &at);
    if (length < 0) {
        if (errno == ECONNREFUSED)
            hear_error(r, udp, number, before);
        return;
    }
    bytes[length] = 0;
    const int tid = other ? 0 : tid_of(c, port);
    words_of(words, sizeof words, bytes, (size_t)length, 0);
    if (other || !answer(c, bytes, length, port))
        note(r, at, "%d< %s%.*s%s", number + 1, before, CASE_WORDS, words,
             tid > 0 ? " by second" : "");
}

static void listen_until(struct recording *r, double until)
{
    struct pollfd fds[2 * CASE_CLIENTS];
    for (double now; (now = since_start(r)) < until;) {
        for (int i = 0; i < r->client_count; i++) {
            fds[2 * i] = (struct pollfd){.fd = r->clients[i].udp, .events = POLLIN};
            fds[2 * i + 1] = (struct pollfd){.fd = r->clients[i].other, .events = POLLIN};
        }
        const double left = until - now;
        struct timespec wait = {(time_t)(left / 1000), (long)(left * 1e6) % 1000000000};
        if (ppoll(fds, (nfds_t)(2 * r->client_count), &wait, NULL) <= 0)
            continue;
        for (int i = 0; i < 2 * r->client_count; i++)
            if (fds[i].revents)
                hear(r, i / 2, i % 2);
    }
}

static void run_script(struct recording *r)
{
    for (int i = 0; i < r->c->count; i++) {
        const struct case_step *s = &r->c->steps[i];
        if (s->heard)
            continue;
        if (s->client == s->to)
            note(r, s->at, "%d> %s", s->client + 1, s->words);
        else
            note(r, s->at, "%d-%d> %s", s->client + 1, s->to + 1, s->words);
        for (int n = s->client; n <= s->to; n++) {
            listen_until(r, s->at + CASE_SPACING * (n - s->client));
            act(r, n, s->words);
        }
    }
    listen_until(r, r->c->end);
}

static void write_lines(struct recording *r, FILE *out)
{
    const struct timeline_case *c = r->c;
    fprintf(out, "\ncase %s\n", c->name);
    if (c->file != CASE_FILE)
        fprintf(out, "file %ld\n", c->file);
    if (c->mtu != CASE_MTU)
        fprintf(out, "mtu %ld\n", c->mtu);
    if (c->cap)
        fprintf(out, "cap %ld\n", c->cap);
    if (c->untimed)
        fprintf(out, "untimed\n");
    if (c->end > CASE_END)
        fprintf(out, "end %g\n", c->end);
    qsort(r->lines, (size_t)r->line_count, sizeof *r->lines, compare_lines);
    for (int i = 0; i < r->line_count; i++) {
        const struct line *l = &r->lines[i];
        if (strchr(l->text, '>'))
            fprintf(out, "%g %s\n", l->at, l->text);
        else
            fprintf(out, "%.1f %s\n", l->at, l->text);
    }
}

static void open_clients(struct recording *r)
{
    for (int i = 0; i < r->c->count; i++)
        if (r->c->steps[i].to >= r->client_count)
            r->client_count = r->c->steps[i].to + 1;
    for (int i = 0; i < r->client_count; i++)
        r->clients[i] = (struct client){.port = FIRST_PORT + i,
                                        .udp = open_port((uint16_t)(FIRST_PORT + i)),
                                        .other = open_port((uint16_t)(OTHER_PORTS + i))};
}

static void stop_daemon(pid_t daemon)
{
    errno = 0;
    if (waitpid(daemon, NULL, WNOHANG) != 0)
        die("the daemon has ended by itself");
    kill(daemon, SIGTERM);
    usleep(200000);
    kill(daemon, SIGKILL);
    waitpid(daemon, NULL, 0);
}

static void record(const struct timeline_case *c, char **command, FILE *out)
{
    static struct recording r;
    char folder[] = "/tmp/timelines-XXXXXX", remove[100];
    r.c = c;
    if (!mkdtemp(folder) || chmod(folder, 0755) < 0)
        die(folder);
    make_file(folder, c->file);
    make_network(c->mtu);
    const pid_t daemon = start_daemon(c, command, folder);
    open_clients(&r);
    r.start = (double)((int64_t)now_ms() / 1000 * 1000 + 2000 + CASE_PHASE);
    run_script(&r);
    write_lines(&r, out);
    stop_daemon(daemon);
    snprintf(remove, sizeof remove, "rm -r %s", folder);
    if (system(remove) != 0)
        die(remove);
}

static void print(FILE *from)
{
    char line[1000];
    rewind(from);
    while (fgets(line, sizeof line, from))
        fputs(line, stdout);
    fclose(from);
}

int main(int argc, char **argv)
{
    enum { CASES = 100 };
    static struct timeline_case cases[CASES];
    FILE *outs[CASES];
    pid_t pids[CASES];
    char bad[200] = "", date[20];
    int count = 0, failed = 0;
    FILE *in = argc > 3 ? fopen(argv[1], "r") : NULL;
    if (!in)
        die("usage: timelines_record CASES NAME DAEMON...");
    const char *only = getenv("TIMELINES_ONLY"); /* one case, by its name */
    while (count < CASES && case_read(in, &cases[count], bad))
        count += !only || strcmp(only, cases[count].name) == 0;
    if (bad[0])
        die(bad);
    for (int i = 0; i < count; i++) {
        outs[i] = tmpfile();
        if ((pids[i] = fork()) == 0) {
            record(&cases[i], argv + 3, outs[i]);
            fflush(outs[i]);
            _exit(0);
        }
    }
    const time_t now = time(NULL);
    strftime(date, sizeof date, "%Y-%m-%d", gmtime(&now));
    printf("# %s, recorded on %s over loopback by tests/real/timelines.sh\n", argv[2], date);
    for (int i = 0; i < count; i++) {
        int status;
        waitpid(pids[i], &status, 0);
        failed |= status;
        print(outs[i]);
    }
    return failed ? 1 : 0;
}
