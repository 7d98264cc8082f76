/* 200 random small sites that upgrade by Peer Firmware Sharing while everything goes wrong: packets
 * are lost, come twice and late, bytes are damaged, broadcasts do not arrive, phones and the root
 * are unplugged at random moments, the server is off for a while. Whatever happens, each phone that
 * is plugged in at the end has its load, and the hierarchies are trees of two children at most. */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>

#include "base/pool.h"
#include "results/fingerprint.h"
#include "scenarios/experiment.h"
#include "sim/random.h"
#include "tests/library.h"
#include "tests/support.h"

enum { SITES = 200 / FEWER, MOST_PHONES = 60, FILES = 4, TEXT = 4096 };

static const char firmware[] = "load,model_family,file,bytes,provenance\n"
                               "small,7965,small.loads,700,made up\n"
                               "small,7965,one.sbn,150000,made up\n"
                               "small,7965,two.sbn,65536,made up\n"
                               "small,7965,three.sbn,1,made up\n";
static const char models[] = "model,series,pfs,background,transport,load,provenance\n"
                             "CP-7965G,7965,yes,no,tftp,small,made up\n";

/* Where a phone is in the hierarchy of its file. */
struct member {
    const char *file; /* NULL: in none */
    uint32_t parent;  /* number of a phone; itself: a root */
    uint32_t xid;
    uint32_t children; /* that it knows of; a child may learn later that it is none any more */
};

struct site {
    uint32_t phones, failures, address;
    struct member members[MOST_PHONES];
    bool out[MOST_PHONES]; /* unplugged for good */
    uint32_t completed, missing;
    uint32_t most_children, deepest, roots, children, fell_back;
    bool cycle;
};

struct outcome {
    uint32_t phones, completed, out, failures, most_children, deepest, roots, children, fell_back;
    bool cycle;
    uint64_t fingerprint;
    sim_time ended;
    char text[TEXT]; /* the scenario, to be run by hand when it fails */
};

/* --- the site as an observer sees it --- */

static bool is_child_of(const struct site *s, uint32_t child, uint32_t parent)
{
    const struct member *c = &s->members[child], *p = &s->members[parent];
    return child != parent && c->file && p->file && strcmp(c->file, p->file) == 0 &&
           c->xid == p->xid && c->parent == parent;
}

/* Steps up to the one that has no parent; sets `cycle` when they do not end. */
static uint32_t depth_of(struct site *s, uint32_t phone)
{
    uint32_t depth = 0;
    while (is_child_of(s, phone, s->members[phone].parent)) {
        phone = s->members[phone].parent;
        if (++depth > s->phones) {
            s->cycle = true;
            break;
        }
    }
    return depth;
}

static void note_place(struct site *s, const struct peer_info *p, uint32_t parent)
{
    s->members[p->phone] = (struct member){p->file, parent, p->xid, 0};
    const uint32_t depth = depth_of(s, p->phone);
    if (depth > s->deepest)
        s->deepest = depth;
}

static void note_child(struct site *s, struct member *parent)
{
    if (++parent->children > s->most_children)
        s->most_children = parent->children;
}

static void peer_changed(void *user, const struct peer_info *p, sim_time now)
{
    struct site *s = user;
    (void)now;
    switch (p->event) {
    case PEER_ROOT:
        s->roots++;
        note_place(s, p, p->phone);
        break;
    case PEER_CHILD:
        s->children++;
        note_place(s, p, p->other - s->address);
        break;
    case PEER_ACCEPTED:
        note_child(s, &s->members[p->phone]);
        break;
    case PEER_CHILD_GONE:
        s->members[p->phone].children--;
        break;
    case PEER_FELL_BACK:
        s->fell_back++;
        s->members[p->phone] = (struct member){0};
        break;
    case PEER_LEFT:
    case PEER_DONE:
        s->members[p->phone] = (struct member){0};
        break;
    case PEER_RECEIVING:
    case PEER_HAS_FILE:
    case PEER_EVENTS:
        break;
    }
}

static void phone_added(void *user, const struct phone_info *p)
{
    struct site *s = user;
    if (s->phones++ == 0)
        s->address = p->address;
}

static void phone_changed(void *user, const struct phone_info *p, const struct phone_change *c,
                          sim_time now)
{
    struct site *s = user;
    (void)now;
    s->completed += c->completed;
    const bool failed = strcmp(c->state, "failed") == 0;
    if (strcmp(c->state, "unplugged") == 0 || failed)
        s->members[p->id] = (struct member){0};
    s->out[p->id] = failed && strcmp(c->reason, "unplugged") == 0;
}

/* --- a site drawn at random --- */

struct draws {
    struct random_stream stream;
};

static uint32_t draw(struct draws *d, uint32_t below)
{
    return random_below(&d->stream, below);
}

static bool chance(struct draws *d, uint32_t percent)
{
    return draw(d, 100) < percent;
}

__attribute__((format(printf, 2, 3))) static void add(char *text, const char *format, ...)
{
    va_list arguments;
    const size_t used = strlen(text);
    va_start(arguments, format);
    vsnprintf(text + used, TEXT - used, format, arguments);
    va_end(arguments);
}

/* Here and below: no call draws for two of its arguments, whose order is the compiler's. */
static void add_faults(char *text, struct draws *d, const char *indent)
{
    const uint32_t tenths = draw(d, 10);
    add(text, "%sloss: %" PRIu32 ".%" PRIu32 " %%\n", indent, draw(d, 5), tenths);
    if (chance(d, 30))
        add(text, "%sduplicate: 1 %%\n", indent);
    if (chance(d, 30))
        add(text, "%sreorder: 1 %%\n%sreorder_delay: %" PRIu32 " ms\n", indent, indent,
            1 + draw(d, 200));
    if (chance(d, 20))
        add(text, "%scorrupt: 0.01 %%\n", indent);
}

/* Returns how many phones are pulled out, at least for a time. */
static uint32_t add_unplugs(char *text, struct draws *d, uint32_t phones)
{
    const uint32_t count = draw(d, 5);
    add(text, count ? "unplug:\n" : "");
    for (uint32_t i = 0; i < count; i++) {
        const bool root = chance(d, 50);
        const uint32_t at = draw(d, 60000);
        if (root)
            add(text, "  - {phone: root, at: %" PRIu32 " ms", at);
        else
            add(text, "  - {phone: %" PRIu32 ", at: %" PRIu32 " ms", 1 + draw(d, phones), at);
        if (chance(d, 50))
            add(text, ", back_after: %" PRIu32 " ms", 1 + draw(d, 60000));
        add(text, "}\n");
    }
    return count;
}

static void make_site(uint32_t number, const char *folder, struct outcome *o)
{
    struct draws d;
    random_init(&d.stream, 20, 0, number, RANDOM_TEST);
    const uint32_t phones = 1 + draw(&d, MOST_PHONES);
    add(o->text, "name: random site %" PRIu32 "\nmethod: pfs\nseed: %" PRIu32 "\n", number,
        number + 1);
    add(o->text, "catalogue: {firmware: %s/firmware.csv, models: %s/models.csv}\n", folder, folder);
    add(o->text, "run: {limit: 1 d}\nphone: {retry: 5 s, idle: 60 s}\n");
    add(o->text, "reset: {pattern: bulk, spread: %" PRIu32 " ms}\n", draw(&d, 20000));
    if (chance(&d, 30)) {
        const uint32_t down_for = 1 + draw(&d, 60);
        add(o->text, "server: {down_at: %" PRIu32 " s, down_for: %" PRIu32 " s}\n", draw(&d, 60),
            down_for);
    }
    o->failures = add_unplugs(o->text, &d, phones);
    add(o->text, "wan:\n  rate: 2 Mbps\n  rtt: 30 ms\n  queue: {limit: 20 packets}\n");
    add_faults(o->text, &d, "  ");
    add(o->text, "subnets:\n  - lan:\n      rate: 10 Mbps\n");
    add_faults(o->text, &d, "      ");
    add(o->text, "    phones:\n      - {model: CP-7965, count: %" PRIu32 "}\n", phones);
}

/* --- its run --- */

static void run(const struct scenario *s, struct site *site, struct outcome *o, struct error *e)
{
    struct fingerprint fingerprint;
    fingerprint_init(&fingerprint);
    const struct observer print = fingerprint_observer(&fingerprint);
    const struct observer watch = {.user = site,
                                   .phone_added = phone_added,
                                   .phone_changed = phone_changed,
                                   .peer_changed = peer_changed};
    struct observer_list observers = {0};
    observer_list_add(&observers, &print);
    observer_list_add(&observers, &watch);
    struct experiment *x = experiment_new(s, &native_engine, &observers, e);
    ck_assert_msg(x != NULL, "%s", e->text);
    experiment_run(x, UINT64_MAX);
    o->ended = experiment_progress(x).now;
    o->fingerprint = fingerprint.value;
    experiment_free(x);
}

static int run_site(void *user, size_t number, void *result, struct error *e)
{
    struct outcome *o = result;
    struct site site = {0};
    struct scenario s;
    make_site((uint32_t)number, user, o);
    if (scenario_load_text(&s, "site.yaml", o->text, strlen(o->text), NULL, 0, source_library(),
                           e) < 0)
        return -1;
    run(&s, &site, o, e);
    o->phones = site.phones;
    o->completed = site.completed;
    for (uint32_t i = 0; i < site.phones; i++)
        o->out += site.out[i];
    o->most_children = site.most_children;
    o->deepest = site.deepest;
    o->roots = site.roots;
    o->children = site.children;
    o->fell_back = site.fell_back;
    o->cycle = site.cycle;
    scenario_free(&s);
    return 0;
}

static struct outcome outcomes[SITES];

static void write_text(const char *folder, const char *name, const char *text)
{
    char *path = mem_printf("%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    free(path);
}

static void run_sites(void)
{
    struct error e;
    char *folder = fresh_folder();
    write_text(folder, "firmware.csv", firmware);
    write_text(folder, "models.csv", models);
    const struct pool_jobs jobs = {
        .count = SITES, .result_size = sizeof *outcomes, .job = run_site, .user = folder};
    const int status = pool_run(&jobs, 0, outcomes, &e);
    remove_folder(folder);
    ck_assert_msg(status == 0, "%s", e.text);
}

START_TEST(every_phone_that_is_plugged_in_completes)
{
    uint32_t out = 0, children = 0, fell_back = 0;
    for (uint32_t i = 0; i < SITES; i++) {
        const struct outcome *o = &outcomes[i];
        ck_assert_msg(o->completed + o->out == o->phones,
                      "site %" PRIu32 ": %" PRIu32 " of %" PRIu32 " completed, %" PRIu32
                      " are out\n%s",
                      i, o->completed, o->phones, o->out, o->text);
        out += o->out;
        children += o->children;
        fell_back += o->fell_back;
    }
    /* What the sites are for did happen. */
    ck_assert_uint_gt(out, 0);
    ck_assert_uint_gt(children, 10 * SITES);
    ck_assert_uint_gt(fell_back, 0);
}
END_TEST

START_TEST(hierarchies_are_trees_of_two_children_and_little_depth)
{
    for (uint32_t i = 0; i < SITES; i++) {
        const struct outcome *o = &outcomes[i];
        ck_assert_msg(!o->cycle, "site %" PRIu32 " has a cycle\n%s", i, o->text);
        ck_assert_msg(o->most_children <= 2, "site %" PRIu32 ": %" PRIu32 " children\n%s", i,
                      o->most_children, o->text);
        ck_assert_msg(o->deepest <= 2 + log2(o->phones) + o->failures,
                      "site %" PRIu32 ": depth %" PRIu32 " of %" PRIu32 " phones\n%s", i,
                      o->deepest, o->phones, o->text);
    }
}
END_TEST

START_TEST(two_runs_of_a_site_are_equal)
{
    uint64_t before[SITES];
    for (uint32_t i = 0; i < SITES; i++)
        before[i] = outcomes[i].fingerprint;
    run_sites();
    for (uint32_t i = 0; i < SITES; i++)
        ck_assert_uint_eq(outcomes[i].fingerprint, before[i]);
}
END_TEST

static void add_tests(TCase *t)
{
    tcase_set_timeout(t, 600);
    tcase_add_unchecked_fixture(t, run_sites, NULL); /* once, for all tests */
    tcase_add_test(t, every_phone_that_is_plugged_in_completes);
    tcase_add_test(t, hierarchies_are_trees_of_two_children_and_little_depth);
    tcase_add_test(t, two_runs_of_a_site_are_equal);
}

int main(void)
{
    return run_tests("random sites", add_tests);
}
