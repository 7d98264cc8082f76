/* The files of a phone's load: by HTTP and TFTP, the profile before them, and what is told of their
 * progress. HTTP is this test's own: it says what happens to each request. */
#include "models/devices/http_fetch.h"
#include "tests/models/devices/site.h"

enum { OUTCOMES_MAX = 8 };

/* Of a request: `bytes` are delivered (of the file, or others), and then it ends, 1000 us after it
 * was asked. */
struct outcome {
    enum fetch_end end;
    uint32_t bytes;
    bool harmed;
    const char *reason;
};

struct http_fetch {
    struct timer timer;
    struct net_host *host;
    const char *name;
    const struct fetch_events *events;
    void *user;
};

static struct site site;
static struct observer observer;
static struct outcome outcomes[OUTCOMES_MAX];
static int asked;
static bool sees_progress;
static struct firmware_file profile_file = {.name = "profile.xml", .bytes = 40};

static void reply(struct timer *timer)
{
    struct http_fetch *f = CONTAINER_OF(timer, struct http_fetch, timer);
    const struct outcome *o = &outcomes[asked++];
    static const uint8_t zeroes[1200];
    const struct image *image = NULL;
    for (size_t i = 0; i < 2 && !image; i++)
        if (strcmp(site.files[i].name, f->name) == 0)
            image = site.images[i];
    if (!image)
        image = image_of(&site.store, &profile_file, false);
    if (o->bytes)
        f->events->delivered(f->user, 0, o->harmed ? zeroes : image->bytes, o->bytes);
    f->events->ended(f->user, &(struct fetch_result){.end = o->end, .reason = o->reason});
    free(f);
}

struct http_fetch *http_fetch_start(struct net_host *host, struct net_endpoint server,
                                    enum traffic traffic, const char *name,
                                    const struct http_fetch_config *config,
                                    const struct fetch_events *events, void *user)
{
    struct http_fetch *f = mem_calloc(1, sizeof *f);
    ck_assert_uint_eq(server.address, SERVER_ADDRESS);
    ck_assert_int_eq(server.port, 6970);
    ck_assert_int_eq(traffic, TRAFFIC_HTTP);
    ck_assert(config == &site.phone_config.http || config->authorized);
    *f = (struct http_fetch){.host = host, .name = name, .events = events, .user = user};
    timer_init(&f->timer, reply);
    timer_set(host->net->events, &f->timer, net_now(host->net) + 1000 * MICROSECONDS);
    network_write(&site.network, "GET %s%s", name, config->authorized ? " with an account" : "");
    return f;
}

void http_fetch_free(struct http_fetch *f)
{
    timer_cancel(f->host->net->events, &f->timer);
    free(f);
}

static void progressed(void *user, const struct file_progress *f, sim_time now)
{
    (void)user;
    ck_assert_int_eq(now, net_now(site.network.net));
    ck_assert(!f->peers);
    ck_assert(f->receiving == (f->bytes > 0));
    if (sees_progress)
        network_write(&site.network, "%s %d of %d", f->file, (int)f->bytes, (int)f->total);
}

static void start(int see, enum phone_transport transport)
{
    site_init(&site, 1, see);
    site.phone_config.transport = transport;
    site.phone_config.http_port = 6970;
    site.phone_config.traffic = TRAFFIC_HTTP;
    observer = (struct observer){.file_progressed = progressed};
    observer_list_add(&site.network.options.observers, &observer);
    site.phone_config.flash = 1000000000000000; /* 1200 bytes at once, in no time at all */
    memset(outcomes, 0, sizeof outcomes);
    outcomes[0] = (struct outcome){.bytes = 600};
    outcomes[1] = (struct outcome){.bytes = 1200};
    asked = 0;
    sees_progress = false;
}

static void teardown(void)
{
    site_fini(&site);
}

START_TEST(http_alone_gets_all_files)
{
    start(SEE_PACKETS | SEE_FILES | SEE_PHONES, PHONE_HTTP);
    site_build(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out", "500 GET a.loads",
                "1500 p0 has a.loads", "1500 GET b.sbn", "2500 p0 has b.sbn", "2500 p0 writing out",
                "2500 p0 checking out", "5500 p0 restarting out", "10500 p0 upgraded in");
}
END_TEST

static void http_alone_asks_again(const char *lost)
{
    site_build(&site);
    site_run_until(&site, 51500);
    char *wanted =
        mem_printf("500 GET a.loads\n1500 p0 lost a.loads: %s\n51500 GET a.loads\n", lost);
    ck_assert_str_eq(site.network.seen, wanted);
    free(wanted);
}

START_TEST(http_alone_asks_again_after_a_pause_when_it_is_lost)
{
    start(SEE_FILES, PHONE_HTTP);
    outcomes[0] = (struct outcome){.end = FETCH_LOST, .bytes = 100, .reason = "reset"};
    http_alone_asks_again("reset");
}
END_TEST

START_TEST(http_alone_asks_again_after_a_pause_when_it_is_refused)
{
    start(SEE_FILES, PHONE_HTTP);
    outcomes[0] = (struct outcome){.end = FETCH_REFUSED, .reason = "503"};
    http_alone_asks_again("503");
}
END_TEST

START_TEST(http_alone_asks_again_after_a_pause_when_it_is_missing)
{
    start(SEE_FILES, PHONE_HTTP);
    outcomes[0] = (struct outcome){.end = FETCH_MISSING, .reason = "404"};
    http_alone_asks_again("missing file");
}
END_TEST

START_TEST(http_alone_asks_again_after_a_pause_when_it_is_harmed)
{
    start(SEE_FILES, PHONE_HTTP);
    outcomes[0] = (struct outcome){.bytes = 600, .harmed = true};
    http_alone_asks_again("invalid file");
}
END_TEST

START_TEST(a_load_server_without_the_file_is_the_end_by_http_too)
{
    start(SEE_PHONES, PHONE_HTTP);
    site.phone_config.tries_for_ever = false;
    outcomes[0] = (struct outcome){.end = FETCH_MISSING, .reason = "404"};
    site_build(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out", "500 GET a.loads",
                "1500 p0 failed out: missing file");
}
END_TEST

/* a.loads takes 9140 by TFTP, as in tftp_fetch_test.c; b.sbn is asked for by HTTP first. */
static void tftp_follows(const char *lost)
{
    site_build(&site);
    site_run_until(&site, 10640);
    char *wanted = mem_printf("500 GET a.loads\n1500 p0 lost a.loads: %s\n"
                              "10640 p0 has a.loads\n10640 GET b.sbn\n",
                              lost);
    ck_assert_str_eq(site.network.seen, wanted);
    free(wanted);
}

START_TEST(tftp_follows_at_once_when_http_is_lost)
{
    start(SEE_FILES, PHONE_HTTP_THEN_TFTP);
    outcomes[0] = (struct outcome){.end = FETCH_LOST, .bytes = 100, .reason = "refused"};
    tftp_follows("refused");
}
END_TEST

START_TEST(tftp_follows_at_once_when_http_does_not_have_it)
{
    start(SEE_FILES, PHONE_HTTP_THEN_TFTP);
    outcomes[0] = (struct outcome){.end = FETCH_MISSING, .reason = "404"};
    tftp_follows("missing file");
}
END_TEST

START_TEST(tftp_follows_at_once_when_http_brings_another_file)
{
    start(SEE_FILES, PHONE_HTTP_THEN_TFTP);
    outcomes[0] = (struct outcome){.bytes = 600, .harmed = true};
    tftp_follows("invalid file");
}
END_TEST

/* Missing by both: by TFTP it is found out at 1500 + 4291, and asked again 50000 later. */
START_TEST(after_a_pause_it_is_asked_for_by_tftp_alone)
{
    start(SEE_FILES, PHONE_HTTP_THEN_TFTP);
    outcomes[0] = (struct outcome){.end = FETCH_MISSING, .reason = "404"};
    site.missing = "a.loads";
    site.missing_until = TIME_NEVER;
    site_build(&site);
    site_run_until(&site, 61000);
    EXPECT_SEEN(&site.network, "500 GET a.loads", "1500 p0 lost a.loads: missing file",
                "5791 p0 lost a.loads: missing file", "60082 p0 lost a.loads: missing file");
}
END_TEST

/* Of each server in turn. By TFTP nothing gets there: asked at 1500, left 250 ms later. */
START_TEST(the_next_server_is_asked_by_http_first)
{
    static const struct phone_server servers[] = {{SERVER_ADDRESS, 0}, {SERVER_ADDRESS, 0}};
    start(SEE_FILES, PHONE_HTTP_THEN_TFTP);
    outcomes[0] = outcomes[1] = (struct outcome){.end = FETCH_LOST, .reason = "refused"};
    site.phone_config.servers = servers;
    site.phone_config.server_count = 2;
    site.phone_config.server_timeout = 250 * MILLISECONDS;
    site.cable[1].faults.loss = LINK_BILLION;
    site_build(&site);
    site_run_until(&site, 260000);
    EXPECT_SEEN(&site.network, "500 GET a.loads", "1500 p0 lost a.loads: refused",
                "251500 p0 lost a.loads: no answer from the server", "251500 GET a.loads",
                "252500 p0 lost a.loads: refused");
}
END_TEST

/* The first has time until 202,000 by TFTP, but that has no more tries at 201,500. */
START_TEST(no_server_is_due_by_http)
{
    static const struct phone_server servers[] = {{SERVER_ADDRESS, 0}, {SERVER_ADDRESS, 0}};
    start(SEE_FILES, PHONE_HTTP_THEN_TFTP);
    outcomes[0] = (struct outcome){.end = FETCH_LOST, .reason = "refused"};
    outcomes[1] = (struct outcome){.bytes = 600};
    site.phone_config.servers = servers;
    site.phone_config.server_count = 2;
    site.phone_config.server_timeout = 200500 * MICROSECONDS;
    site.phone_policy.request.forever = false;
    site.phone_policy.request.last_times = 2;
    site.cable[1].faults.loss = LINK_BILLION;
    site_build(&site);
    site_run_until(&site, 203000);
    EXPECT_SEEN(&site.network, "500 GET a.loads", "1500 p0 lost a.loads: refused",
                "201500 p0 lost a.loads: no answer after the last try", "201500 GET a.loads",
                "202500 p0 has a.loads", "202500 GET b.sbn");
}
END_TEST

/* Nothing gets to the server by TFTP: two tries of 100 ms each, again and again. */
START_TEST(a_silent_server_is_asked_by_tftp_alone)
{
    start(SEE_FILES, PHONE_HTTP_THEN_TFTP);
    outcomes[0] = (struct outcome){.end = FETCH_LOST, .reason = "refused"};
    site.phone_policy.request.forever = false;
    site.phone_policy.request.last_times = 2;
    site.cable[1].faults.loss = LINK_BILLION;
    site_build(&site);
    site_run_until(&site, 402000);
    EXPECT_SEEN(&site.network, "500 GET a.loads", "1500 p0 lost a.loads: refused",
                "201500 p0 lost a.loads: no answer after the last try",
                "401500 p0 lost a.loads: no answer after the last try");
}
END_TEST

START_TEST(the_end_of_the_run_interrupts_http)
{
    start(SEE_FILES | SEE_PHONES, PHONE_HTTP);
    site_build(&site);
    site_run_until(&site, 600);
    site_end_of_run(&site);
    RUN_AND_SEE(&site.network, "0 p0 booting out", "500 p0 fetching out", "500 GET a.loads",
                "600 p0 lost a.loads: not done when the run ended (run.limit)",
                "600 p0 failed out: not done when the run ended (run.limit)");
}
END_TEST

static void give_profile(void)
{
    site.phone_config.profile = image_of(&site.store, &profile_file, false);
}

START_TEST(the_profile_comes_first_and_is_not_of_the_load)
{
    start(SEE_FILES, PHONE_HTTP);
    give_profile();
    outcomes[2] = outcomes[1];
    outcomes[1] = outcomes[0];
    outcomes[0] = (struct outcome){.bytes = 40};
    site_build(&site);
    site_run_until(&site, 1499);
    ck_assert_uint_eq(phone_bytes_done(site.phones[0]), 0);
    site_run_until(&site, 1500);
    ck_assert_uint_eq(phone_bytes_done(site.phones[0]), 0);
    EXPECT_SEEN(&site.network, "500 GET profile.xml", "1500 p0 has profile.xml",
                "1500 GET a.loads");
    RUN_AND_SEE(&site.network, "2500 p0 has a.loads", "2500 GET b.sbn", "3500 p0 has b.sbn");
    ck_assert_uint_eq(phone_bytes_done(site.phones[0]), 1800);
}
END_TEST

/* It wants an account. The user answers 10 ms after the 401, and the run ends before the
 * profile has come. */
START_TEST(a_user_who_has_answered_is_not_the_reason)
{
    start(SEE_PHONES, PHONE_HTTP);
    outcomes[0] = (struct outcome){.end = FETCH_UNAUTHORIZED, .reason = "401"};
    give_profile();
    site.phone_config.answer = 10 * MILLISECONDS;
    site_build(&site);
    site_run_until(&site, 12000);
    site_end_of_run(&site);
    EXPECT_SEEN(&site.network, "0 p0 booting out", "500 p0 fetching out", "500 GET profile.xml",
                "1500 p0 profile account setup out", "11500 p0 fetching out",
                "11500 GET profile.xml with an account",
                "12000 p0 failed out: not done when the run ended (run.limit)");
}
END_TEST

START_TEST(a_phone_that_boots_again_begins_with_the_profile)
{
    start(SEE_FILES, PHONE_HTTP);
    give_profile();
    outcomes[2] = outcomes[0];
    outcomes[0] = outcomes[1] = (struct outcome){.bytes = 40};
    site_build(&site);
    site_run_until(&site, 2000);
    phone_unplug(site.phones[0], false);
    phone_plug(site.phones[0]);
    site_run_until(&site, 4000);
    EXPECT_SEEN(&site.network, "500 GET profile.xml", "1500 p0 has profile.xml", "1500 GET a.loads",
                "2000 p0 lost a.loads: unplugged", "2500 GET profile.xml",
                "3500 p0 has profile.xml", "3500 GET a.loads");
}
END_TEST

START_TEST(a_profile_that_is_missing_is_asked_for_again)
{
    start(SEE_FILES, PHONE_TFTP);
    give_profile();
    site_build(&site);
    site_run_until(&site, 56000); /* the ERROR is read at 500 + 4291 + 4: a longer name */
    EXPECT_SEEN(&site.network, "4795 p0 lost profile.xml: missing file");
}
END_TEST

START_TEST(progress_is_told_at_the_beginning_with_the_first_bytes_and_at_the_end)
{
    start(0, PHONE_TFTP);
    sees_progress = true;
    site_build(&site);
    /* 512 of 600 and of 1200 are beyond a 64th; so is every block. */
    RUN_AND_SEE(&site.network, "500 a.loads 0 of 600", "5288 a.loads 512 of 600",
                "9640 a.loads 600 of 600", "9640 b.sbn 0 of 1200", "15416 b.sbn 512 of 1200",
                "20192 b.sbn 1024 of 1200", "24632 b.sbn 1200 of 1200");
}
END_TEST

/* 100 blocks of 512: a 64th is 800 bytes, and the marks 800, 1600, 2400, 3200, ... are passed with
 * blocks 2, 4, 5, 7, ...: 64 reports, and one for the first block, and one for nothing. */
START_TEST(progress_is_told_once_each_64th)
{
    start(0, PHONE_TFTP);
    sees_progress = true;
    site.load.file_count = 1;
    site.files[0].bytes = 51200;
    site_build(&site);
    network_run(&site.network);
    int lines = 0;
    for (const char *at = site.network.seen; *at; at++)
        lines += *at == '\n';
    ck_assert_int_eq(lines, 66);
    ck_assert_ptr_nonnull(strstr(site.network.seen, " 512 of"));
    ck_assert_ptr_nonnull(strstr(site.network.seen, " 1024 of"));
    ck_assert_ptr_null(strstr(site.network.seen, " 1536 of"));
    ck_assert_ptr_nonnull(strstr(site.network.seen, " 2048 of"));
    ck_assert_ptr_nonnull(strstr(site.network.seen, " 51200 of"));
}
END_TEST

START_TEST(progress_begins_anew_with_the_file)
{
    start(0, PHONE_HTTP);
    sees_progress = true;
    outcomes[0] = (struct outcome){.end = FETCH_LOST, .bytes = 100, .reason = "reset"};
    site_build(&site);
    site_run_until(&site, 51500);
    EXPECT_SEEN(&site.network, "500 a.loads 0 of 600", "500 GET a.loads", "1500 a.loads 100 of 600",
                "51500 a.loads 0 of 600", "51500 GET a.loads");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, http_alone_gets_all_files);
    tcase_add_test(t, http_alone_asks_again_after_a_pause_when_it_is_lost);
    tcase_add_test(t, http_alone_asks_again_after_a_pause_when_it_is_refused);
    tcase_add_test(t, http_alone_asks_again_after_a_pause_when_it_is_missing);
    tcase_add_test(t, http_alone_asks_again_after_a_pause_when_it_is_harmed);
    tcase_add_test(t, a_load_server_without_the_file_is_the_end_by_http_too);
    tcase_add_test(t, tftp_follows_at_once_when_http_is_lost);
    tcase_add_test(t, tftp_follows_at_once_when_http_does_not_have_it);
    tcase_add_test(t, tftp_follows_at_once_when_http_brings_another_file);
    tcase_add_test(t, after_a_pause_it_is_asked_for_by_tftp_alone);
    tcase_add_test(t, a_silent_server_is_asked_by_tftp_alone);
    tcase_add_test(t, the_next_server_is_asked_by_http_first);
    tcase_add_test(t, no_server_is_due_by_http);
    tcase_add_test(t, a_user_who_has_answered_is_not_the_reason);
    tcase_add_test(t, the_end_of_the_run_interrupts_http);
    tcase_add_test(t, the_profile_comes_first_and_is_not_of_the_load);
    tcase_add_test(t, a_phone_that_boots_again_begins_with_the_profile);
    tcase_add_test(t, a_profile_that_is_missing_is_asked_for_again);
    tcase_add_test(t, progress_is_told_at_the_beginning_with_the_first_bytes_and_at_the_end);
    tcase_add_test(t, progress_is_told_once_each_64th);
    tcase_add_test(t, progress_begins_anew_with_the_file);
}

int main(void)
{
    return run_tests("phone_files", add);
}
