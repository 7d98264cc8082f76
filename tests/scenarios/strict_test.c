/* Nothing that is given is accepted silently: nonsense is refused wherever it stands,
 * contradictions are, and what has no effect makes a warning. */
#include "base/memory.h"
#include "scenarios/format/fields.h"
#include "tests/scenarios/support.h"

/* A scenario in which each field has a place, and no list is empty. */
#define LINK                                                                                       \
    "rate: 1 Mbps, framing: ppp, queue: {discipline: fifo, limit: 10 packets}, "                   \
    "shaper: {rate: 500 kbps, burst: 8 kB}, loss: 1 %, duplicate: 1 %, reorder: 1 %, "             \
    "reorder_delay: 5 ms, jitter: 1 ms, corrupt: 1 %"
#define PARTS                                                                                      \
    "wan: {" LINK ", down: {" LINK "}, up: {" LINK "}}, subnets: [{lan: {rate: 100 Mbps}, "        \
    "load_servers: [{name: a}], phones: [{model: CP-7811, load_server: a}, {model: CP-8961}]}]"
#define AROUND                                                                                     \
    "transport: http then tftp, profiles: [{name: p}], unplug: [{phone: 1, at: 5 s}], "            \
    "server: {missing: [], invalid: []}, servers: [{name: b}], head_end: {" LINK ", down: {" LINK  \
    "}, up: {" LINK "}}, "
#define SHORT_FORM "{" AROUND PARTS "}\n"
#define SITES_FORM "{" AROUND "sites: [{name: a, " PARTS "}]}\n"

struct nonsense {
    const char *text;
    size_t tried;
};

/* "subnets[].phones[].count" becomes "subnets[0].phones[0].count". Free it. */
static char *first_of_each(const char *path)
{
    char *out = mem_calloc(2 * strlen(path) + 1, 1), *p = out;
    for (; *path; path++) {
        *p++ = *path;
        if (*path == '[')
            *p++ = '0';
    }
    return out;
}

static void must_refuse(const char *text, const char *path, const char *value)
{
    struct scenario s;
    struct error e = {""};
    char *option = mem_printf("%s=%s", path, value), *front = mem_printf("-s %s=", path);
    const int status = load(&s, text, option, &e);
    ck_assert_msg(status < 0, "-s %s is accepted", option);
    ck_assert_msg(!strncmp(e.text, front, strlen(front)), "%s", e.text);
    ck_assert_msg(strstr(e.text, path) != NULL, "%s", e.text);
    free(front);
    free(option);
}

static bool try_nonsense(void *user, const char *path, const struct schema_field *f)
{
    struct nonsense *n = user;
    const bool sites = !strncmp(n->text, SITES_FORM, strlen(SITES_FORM));
    if (!strncmp(path, "sites", 5) != sites && (sites || f->kind == SCHEMA_SITES))
        return false;
    if (!field_is_value(f))
        return true;
    char *place = first_of_each(path);
    if (f->kind != SCHEMA_TEXT)
        must_refuse(n->text, place, "five bananas");
    must_refuse(n->text, place, "{five: bananas}");
    if (f->kind == SCHEMA_QUANTITY) {
        must_refuse(n->text, place, "-1");
        must_refuse(n->text, place, "99999999999999999999999");
    }
    free(place);
    n->tried++;
    return true;
}

START_TEST(nonsense_is_refused_wherever_it_can_stand)
{
    struct nonsense in_short_form = {SHORT_FORM, 0}, in_sites = {SITES_FORM, 0};
    struct scenario s;
    must_load(&s, SHORT_FORM, NULL);
    scenario_free(&s);
    must_load(&s, SITES_FORM, NULL);
    scenario_free(&s);
    fields_walk(try_nonsense, &in_short_form);
    fields_walk(try_nonsense, &in_sites);
    ck_assert_uint_gt(in_short_form.tried, 100);
    ck_assert_uint_gt(in_sites.tried, 50);
}
END_TEST

START_TEST(a_common_value_is_read_where_each_direction_has_its_own)
{
    must_fail("wan: {rate: five bananas, down: {rate: 1 Mbps}, up: {rate: 1 Mbps}}\n" SMALLEST,
              NULL,
              "test.yaml:1:13: wan.rate: 'five bananas' is not a number; give a rate with its "
              "unit, such as '384 kbps', or 'unlimited'");
}
END_TEST

START_TEST(a_phone_waits_longer_than_a_lost_packet_takes)
{
    struct scenario s;
    must_load(&s, "phone: {idle: 4001 ms}\n" SMALLEST, NULL);
    scenario_free(&s);
    must_fail("phone: {idle: 4 s}\n" SMALLEST, NULL,
              "test.yaml:1:15: phone.idle: phone.idle, '4 s', is not longer than the first pause "
              "by phone.retransmit, '4 s': with each lost packet the file would begin anew; give "
              "a longer phone.idle");
    must_fail(SMALLEST, "server.retransmit=10min",
              "-s server.retransmit=10min: server.retransmit: phone.idle, '10 min', is not longer "
              "than the first pause by server.retransmit, '10 min': with each lost packet the "
              "file would begin anew; give a longer phone.idle");
    must_fail("phone: {idle: 5 s}\nserver: {kind: atftpd}\n" SMALLEST, NULL,
              "test.yaml:1:15: phone.idle: phone.idle, '5 s', is not longer than the first pause "
              "by server.kind, '5 s': with each lost packet the file would begin anew; give a "
              "longer phone.idle");
}
END_TEST

#define LOAD_SERVER(values)                                                                        \
    "method: load-server\nphone: {idle: 5 s}\nserver: {retransmit: 9 s}\nsubnets:\n"               \
    "  - load_servers: [" values ", {name: b, kind: cucm-tftp, retransmit: 9 s}]\n"                \
    "    phones: [{model: CP-7965, load_server: a}]\n"

/* Of the servers those that phones use. */
START_TEST(a_phone_waits_longer_than_its_load_server)
{
    struct scenario s;
    must_load(&s, LOAD_SERVER("{name: a}"), NULL);
    scenario_free(&s);
    must_fail(LOAD_SERVER("{name: a, kind: atftpd}"), NULL,
              "test.yaml:2:15: phone.idle: phone.idle, '5 s', is not longer than the first pause "
              "by load_servers.kind, '5 s': with each lost packet the file would begin anew; give "
              "a longer phone.idle");
    must_fail(LOAD_SERVER("{name: a, kind: cucm-tftp, retransmit: 6 s}"), NULL,
              "test.yaml:2:15: phone.idle: phone.idle, '5 s', is not longer than the first pause "
              "by load_servers.retransmit, '6 s': with each lost packet the file would begin anew; "
              "give a longer phone.idle");
}
END_TEST

/* --- warnings -------------------------------------------------------------------------------- */

/* `lines`: what is warned of, each with a line end. */
static void must_warn(const char *text, const char *option, const char *lines)
{
    struct scenario s;
    char *all = mem_strdup("");
    must_load(&s, text, option);
    for (size_t i = 0; i < s.warning_count; i++) {
        char *longer = mem_printf("%s%s\n", all, s.warnings[i]);
        free(all);
        all = longer;
    }
    ck_assert_str_eq(all, lines);
    free(all);
    scenario_free(&s);
}

START_TEST(what_has_no_effect_is_warned_of)
{
    must_warn(SMALLEST, NULL, "");
    must_warn("reset: {interval: 3 s}\n" SMALLEST, NULL,
              "test.yaml:1:9: reset.interval: has no effect: the reset is a bulk one\n");
    must_warn("reset: {pattern: staggered, spread: 3 s}\n" SMALLEST, NULL,
              "test.yaml:1:29: reset.spread: has no effect: the reset is a staggered one\n");
    must_warn("server: {down_for: 3 s}\n" SMALLEST, NULL,
              "test.yaml:1:10: server.down_for: has no effect: the server is never switched off; "
              "give down_at\n");
    /* Five waits of 5 s are 25. */
    must_warn(
        "tftp: {policy: tftp-hpa}\nphone: {idle: 25 s}\n" SMALLEST, NULL,
        "test.yaml:2:9: phone.idle: has no effect: every phone gives up sooner (tftp.policy)\n");
    must_warn("tftp: {policy: tftp-hpa}\nphone: {idle: 24 s}\n" SMALLEST, NULL, "");
    must_warn(
        "tftp: {policy: avaya-1100}\nphone: {idle: 10 min}\n" SMALLEST, NULL,
        "test.yaml:2:9: phone.idle: has no effect: every phone gives up sooner (tftp.policy)\n");
    must_warn("phone: {idle: 1 h}\n" SMALLEST, NULL, "");
    must_warn("server: {down_at: 7 d}\n" SMALLEST, NULL,
              "test.yaml:1:10: server.down_at: has no effect: the run ends before\n");
    must_warn("unplug: [{phone: 1, at: 7 d}]\n" SMALLEST, NULL,
              "test.yaml:1:21: unplug[0].at: has no effect: the run ends before\n");
    must_warn("profiles: [{name: a}]\n" SMALLEST, NULL,
              "test.yaml:1:13: profiles[0].name: has no effect: no phone has this profile\n");
    must_warn("transport: http then tftp\n" SMALLEST, NULL,
              "test.yaml:1:1: transport: has no effect: none of the models here asks by HTTP "
              "first, as the 8900 and 9900 series do\n");
    must_warn("transport: tftp\n" SMALLEST, NULL, "");
    must_warn("mpp: {profile: 3 kB}\n" SMALLEST, NULL,
              "test.yaml:1:7: mpp.profile: has no effect: there are no MPP phones\n");
    must_warn("phone: {background_restart: 3 s}\n" SMALLEST, NULL,
              "test.yaml:1:9: phone.background_restart: has no effect: no phone downloads in the "
              "background\n");
    must_warn("tftp: {blksize: 1400}\n"
              "subnets: [{phones: [{model: CP-7811}]}]\n",
              NULL, "test.yaml:1:8: tftp.blksize: has no effect: all phones use HTTP\n");
    must_warn("tcp: {sack: on}\n" SMALLEST, NULL,
              "test.yaml:1:7: tcp.sack: has no effect: no phone uses TCP\n");
    must_warn("tcp: {sack: on}\nmethod: pfs\n" SMALLEST, NULL, "");
    must_warn("http: {resume: off}\n" SMALLEST, NULL,
              "test.yaml:1:8: http.resume: has no effect: no phone uses HTTP\n");
    must_warn("transport: http then tftp\nhttp: {idle: 9 s}\n"
              "subnets: [{phones: [{model: CP-9971}]}]\n",
              NULL, "");
    must_warn("http: {idle: 9 s}\nsubnets: [{phones: [{model: CP-7811}]}]\n", NULL, "");
    must_warn("phone: {restart: 3 s}\nsubnets: [{phones: [{model: CP-8961}]}]\n", NULL,
              "test.yaml:1:9: phone.restart: has no effect: all phones download in the "
              "background\n");
}
END_TEST

START_TEST(work_shows_with_a_window_and_as_a_part_of_the_turnaround)
{
    must_warn("phone: {cpu: 2 ms/packet}\n" SMALLEST, NULL,
              "test.yaml:1:9: phone.cpu: has no effect: no phone asks for a window of blocks\n");
    must_warn("phone: {cpu: 1 ms/packet, turnaround: 4 ms}\n" SMALLEST, NULL, "");
    must_warn("phone: {cpu: 2 ms/packet}\ntftp: {windowsize: 2}\n" SMALLEST, NULL, "");
    must_warn("phone: {cpu: 2001 us/packet, turnaround: 2 ms}\n" SMALLEST, NULL,
              "test.yaml:1:30: phone.turnaround: has no effect: phone.cpu is longer\n");
    must_warn("phone: {cpu: 2 ms/packet, turnaround: 2 ms}\ntftp: {windowsize: 2}\n" SMALLEST, NULL,
              "");
}
END_TEST

START_TEST(limits_of_servers_are_of_phones_that_ask_for_more)
{
    must_warn("server: {blksize: 1024, windowsize: 4}\n" SMALLEST, NULL,
              "test.yaml:1:10: server.blksize: has no effect: no phone asks for a size of blocks\n"
              "test.yaml:1:25: server.windowsize: has no effect: no phone asks for a window of "
              "blocks\n");
    must_warn(
        "server: {blksize: 1024, windowsize: 4}\ntftp: {blksize: 1428, windowsize: 8}\n" SMALLEST,
        NULL, "");
    must_warn("server: {blksize: 1024}\ntftp: {policy: mitel}\n" SMALLEST, NULL, "");
}
END_TEST

START_TEST(a_share_has_a_setting_that_is_not_off)
{
    must_warn(
        "method: pfs\nsubnets: [{phones: [{model: CP-7965, pfs: {setting: off, share: 50 %}}, "
        "{model: CP-7965}]}]\n",
        NULL,
        "test.yaml:2:58: subnets[0].phones[0].pfs.share: has no effect: the setting is off, "
        "and so is that of the others\n");
    must_warn("method: pfs\nsubnets: [{phones: [{model: CP-7965, pfs: {share: 50 %}}]}]\n", NULL,
              "");
}
END_TEST

START_TEST(retry_is_of_phones_that_ask_again)
{
    must_warn("phone: {retry: 9 s}\n" SMALLEST, NULL, "");
    must_warn("phone: {retry: 9 s}\ntftp: {policy: nortel}\n" SMALLEST, NULL,
              "test.yaml:1:9: phone.retry: has no effect: no phone asks again for a file that it "
              "was refused (tftp.policy)\n");
    must_warn("phone: {retry: 9 s}\ntftp: {policy: nortel}\nmethod: pfs\n" SMALLEST, NULL, "");
    must_warn("phone: {retry: 9 s}\ntftp: {policy: nortel}\n"
              "subnets: [{phones: [{model: CP-7965}, {model: CP-7965, tftp: {policy: "
              "cisco-7900}}]}]\n",
              NULL, "");
    must_warn("phone: {retry: 9 s}\ntransport: http then tftp\ntftp: {policy: nortel}\n"
              "subnets: [{phones: [{model: CP-9971}]}]\n",
              NULL, "");
}
END_TEST

START_TEST(what_is_of_another_method_is_warned_of)
{
    must_warn("pfs: {ads: 3, rejoins: 1}\nlog_server: on\nenterprise: {pfs: off}\n" SMALLEST, NULL,
              "test.yaml:1:7: pfs.ads: has no effect: no phone shares\n"
              "test.yaml:3:14: enterprise.pfs: has no effect: no phone shares\n"
              "test.yaml:2:1: log_server: has no effect: no phone shares\n");
    must_warn("server: {cpu: 1 ms/packet, missing: []}\nmethod: load-server\n" SMALLEST, NULL,
              "test.yaml:1:10: server.cpu: has no effect: no phone uses the call manager's "
              "server\n");
    must_warn("subnets: [{load_servers: [{name: a}, {name: b}], phones: [{model: CP-7965, method: "
              "load-server, pfs: on}]}]\n",
              NULL,
              "test.yaml:1:38: subnets[0].load_servers[1]: has no effect: no phone of its subnet "
              "uses it\n"
              "test.yaml:1:97: subnets[0].phones[0].pfs: has no effect: the method of these phones "
              "is load-server\n");
    must_warn("method: pfs\nprofiles: [{name: a}]\nsubnets: [{phones: [{model: CP-7960, profile: "
              "a}]}]\n",
              NULL,
              "test.yaml:3:38: subnets[0].phones[0].profile: has no effect: CP-7960G cannot "
              "share\n");
}
END_TEST

/* A file is written for a method; who asks for another on the command line knows that. */
START_TEST(a_method_that_is_given_as_an_option_excuses_the_file)
{
    must_warn("method: pfs\npfs: {ads: 3}\n" SMALLEST, "method=tftp", "");
    must_warn("subnets: [{phones: [{model: CP-7965, method: tftp}]}]\n", "method=pfs",
              "-s method=pfs: method: has no effect: all phones have another one of their own\n");
    must_warn(SMALLEST, "pfs.ads=3", "-s pfs.ads=3: pfs.ads: has no effect: no phone shares\n");
}
END_TEST

START_TEST(what_a_link_does_not_do_is_warned_of)
{
    must_warn(
        "wan: {rate: 1 Mbps, queue: {limit: 9 packets}, down: {rate: 2 Mbps, queue: {limit: 8 "
        "packets}}, up: {rate: 3 Mbps, queue: {limit: 7 packets}}}\n" SMALLEST,
        NULL,
        "test.yaml:1:7: wan.rate: has no effect: down and up have their own\n"
        "test.yaml:1:29: wan.queue.limit: has no effect: down and up have their own\n");
    must_warn("wan: {rate: 1 Mbps, down: {rate: 2 Mbps}}\n" SMALLEST, NULL, "");
    must_warn("wan: {shaper: {rate: none, burst: 9 kB}}\n" SMALLEST, NULL,
              "test.yaml:1:28: wan.shaper.burst: has no effect: the shaper has no rate\n");
    must_warn(
        "wan: {queue: {limit: 9 packets}, up: {rate: unlimited, queue: {limit: 8 packets}}}\n" SMALLEST,
        NULL,
        "test.yaml:1:64: wan.up.queue.limit: has no effect: nothing waits for a line of "
        "unlimited rate\n");
    must_warn("wan: {queue: {limit: 9 packets}, up: {rate: unlimited}}\n" SMALLEST, NULL, "");
    must_warn(
        "head_end: {rate: 1 Mbps, shaper: {rate: 1 Mbps}}\n" SMALLEST, NULL,
        "test.yaml:1:35: head_end.shaper.rate: has no effect: the line itself is no faster\n");
    must_warn("head_end: {rate: 1 Mbps}\nmethod: load-server\n" SMALLEST, NULL,
              "test.yaml:1:1: head_end: has no effect: no phone uses a server in the data "
              "centre\n");
    must_warn("wan: {rate: 1 Mbps, up: {shaper: {rate: 1 Mbps}}}\n" SMALLEST, NULL,
              "test.yaml:1:35: wan.up.shaper.rate: has no effect: the line itself is no faster\n");
    must_warn(
        "wan: {rate: unlimited, queue: {limit: 9 packets}}\n" SMALLEST, NULL,
        "test.yaml:1:32: wan.queue.limit: has no effect: nothing waits for a line of unlimited "
        "rate\n");
    must_warn(
        "wan: {rate: unlimited, queue: {limit: 9 packets}, shaper: {rate: 1 Mbps}}\n" SMALLEST,
        NULL, "");
    must_warn("subnets: [{lan: {reorder_delay: 1 ms}, phones: [{model: CP-7965}]}]\n", NULL,
              "test.yaml:1:18: subnets[0].lan.reorder_delay: has no effect: no packet is "
              "reordered\n");
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("strict");
    tcase_add_test(t, nonsense_is_refused_wherever_it_can_stand);
    tcase_add_test(t, a_common_value_is_read_where_each_direction_has_its_own);
    tcase_add_test(t, a_phone_waits_longer_than_a_lost_packet_takes);
    tcase_add_test(t, a_phone_waits_longer_than_its_load_server);
    tcase_add_test(t, what_has_no_effect_is_warned_of);
    tcase_add_test(t, work_shows_with_a_window_and_as_a_part_of_the_turnaround);
    tcase_add_test(t, retry_is_of_phones_that_ask_again);
    tcase_add_test(t, limits_of_servers_are_of_phones_that_ask_for_more);
    tcase_add_test(t, a_share_has_a_setting_that_is_not_off);
    tcase_add_test(t, what_is_of_another_method_is_warned_of);
    tcase_add_test(t, a_method_that_is_given_as_an_option_excuses_the_file);
    tcase_add_test(t, what_a_link_does_not_do_is_warned_of);
    return run_tests("strict", t);
}
