/* Peer Firmware Sharing in a scenario: its timers, which level of the setting decides, and from
 * where MPP phones get their firmware. */
#include "base/memory.h"
#include "tests/scenarios/support.h"

static const struct scenario_phones *first_phones(const struct scenario *s)
{
    return &s->sites[0].subnets[0].phones[0];
}

START_TEST(timers_have_the_logs_values)
{
    struct scenario s;
    must_load(&s, SMALLEST, NULL);
    const struct pfs_config *c = &s.pfs;
    ck_assert_int_eq(c->port_open, 28 * MILLISECONDS);
    ck_assert_int_eq(c->listen, 500 * MILLISECONDS);
    ck_assert_int_eq(c->ad_interval, 250 * MILLISECONDS);
    ck_assert_uint_eq(c->children, 2);
    ck_assert_uint_eq(c->ads, 4);
    ck_assert_int_eq(c->root_waiting, 10 * SECONDS);
    ck_assert_int_eq(c->claim_silence, 750 * MILLISECONDS);
    ck_assert_int_eq(c->connect_timeout, 2 * SECONDS);
    ck_assert_uint_eq(c->connect_tries, 3);
    ck_assert_uint_eq(c->redirects, 16);
    ck_assert_int_eq(c->progress_interval, SECONDS);
    ck_assert_int_eq(c->subtree_interval, 5 * SECONDS);
    ck_assert_int_eq(c->parent_silence, 10 * SECONDS);
    ck_assert_int_eq(c->child_silence, 15 * SECONDS);
    ck_assert_int_eq(c->stall_timeout, 2 * MINUTES);
    ck_assert_uint_eq(c->rejoins, 1);
    ck_assert(c->check);
    scenario_free(&s);
}
END_TEST

START_TEST(each_timer_and_limit_can_be_set)
{
    struct scenario s;
    must_load(
        &s, SMALLEST,
        "pfs={children: 3, port_open: 1 ms, listen: 2 ms, ad_interval: 3 ms, ads: 4, root_waiting: 5 ms, "
        "claim_silence: 6 ms, connect_timeout: 7 ms, connect_tries: 8, redirects: 9, "
        "progress_interval: 10 ms, subtree_interval: 11 ms, parent_silence: 12 ms, "
        "child_silence: 13 ms, stall_timeout: 14 s, rejoins: 0, check: off}");
    const struct pfs_config *c = &s.pfs;
    ck_assert_uint_eq(c->children, 3);
    ck_assert_int_eq(c->port_open, MILLISECONDS);
    ck_assert_int_eq(c->listen, 2 * MILLISECONDS);
    ck_assert_int_eq(c->ad_interval, 3 * MILLISECONDS);
    ck_assert_uint_eq(c->ads, 4);
    ck_assert_int_eq(c->root_waiting, 5 * MILLISECONDS);
    ck_assert_int_eq(c->claim_silence, 6 * MILLISECONDS);
    ck_assert_int_eq(c->connect_timeout, 7 * MILLISECONDS);
    ck_assert_uint_eq(c->connect_tries, 8);
    ck_assert_uint_eq(c->redirects, 9);
    ck_assert_int_eq(c->progress_interval, 10 * MILLISECONDS);
    ck_assert_int_eq(c->subtree_interval, 11 * MILLISECONDS);
    ck_assert_int_eq(c->parent_silence, 12 * MILLISECONDS);
    ck_assert_int_eq(c->child_silence, 13 * MILLISECONDS);
    ck_assert_int_eq(c->stall_timeout, 14 * SECONDS);
    ck_assert_uint_eq(c->rejoins, 0);
    ck_assert(!c->check);
    scenario_free(&s);
}
END_TEST

static const struct {
    const char *text, *message;
} refused[] = {
    {"pfs: {ads: 0}\n" SMALLEST,
     "test.yaml:1:12: pfs.ads: '0' is out of range; give a whole number from 1 to 100"},
    {"pfs: {ad_interval: 0 s}\n" SMALLEST,
     "test.yaml:1:20: pfs.ad_interval: '0 s' is out of range; give a time from 1 ms to 1 d"},
    {"pfs: {check: yes}\n" SMALLEST,
     "test.yaml:1:14: pfs.check: 'yes' is neither 'on' nor 'off'; give one of them"},
    {"pfs: on\n" SMALLEST, "test.yaml:1:6: pfs: must be a map of keys, such as 'port_open'"},
    {"pfs: {claim_silence: 250 ms}\n" SMALLEST,
     "test.yaml:1:22: pfs.claim_silence: '250 ms' is not longer than pfs.ad_interval, '250 ms'; "
     "give a longer one"},
    {"pfs: {ad_interval: 1 s}\n" SMALLEST,
     "test.yaml:1:20: pfs.ad_interval: '1 s' is not shorter than pfs.claim_silence, '750 ms'; give "
     "a shorter one, or a longer claim_silence"},
    {"pfs: {child_silence: 4 s}\n" SMALLEST,
     "test.yaml:1:22: pfs.child_silence: '4 s' is not longer than pfs.subtree_interval, '5 s'; "
     "give a longer one"},
    {"pfs: {progress_interval: 10 s}\n" SMALLEST,
     "test.yaml:1:26: pfs.progress_interval: '10 s' is not shorter than pfs.parent_silence, '10 "
     "s'; give a shorter one, or a longer parent_silence"},
    {"method: pfs\npfs: {stall_timeout: 10 s}\n" SMALLEST,
     "test.yaml:2:22: pfs.stall_timeout: '10 s' is not longer than the longest pause by "
     "pfs.root_waiting, '10 s': a root that waits for children would look like a stalled download; "
     "give a longer one"},
    {"method: pfs\npfs: {root_waiting: 3 min}\n" SMALLEST,
     "test.yaml:2:21: pfs.root_waiting: its longest pause, '3 min', is not shorter than "
     "pfs.stall_timeout, '2 min': a root that waits for children would look like a stalled "
     "download; give a shorter one, or a longer stall_timeout"},
    {"method: pfs\npfs: {stall_timeout: 4 s}\n" SMALLEST,
     "test.yaml:2:22: pfs.stall_timeout: '4 s' is not longer than the longest pause by "
     "phone.retransmit, '4 s': a lost packet would look like a stalled download; give a longer one"},
    {"method: pfs\npfs: {stall_timeout: 20 s}\nserver: {retransmit: 20 s}\n" SMALLEST,
     "test.yaml:2:22: pfs.stall_timeout: '20 s' is not longer than the longest pause by "
     "server.retransmit, '20 s': a lost packet would look like a stalled download; give a longer "
     "one"},
    {"method: pfs\npfs: {stall_timeout: 32 s}\nserver: {kind: tftpd-hpa}\n" SMALLEST,
     "test.yaml:2:22: pfs.stall_timeout: '32 s' is not longer than the longest pause by "
     "server.kind, '32 s': a lost packet would look like a stalled download; give a longer one"},
    {"method: pfs\nphone: {retransmit: 2 min}\n" SMALLEST,
     "test.yaml:2:21: phone.retransmit: its longest pause, '2 min', is not shorter than "
     "pfs.stall_timeout, '2 min': a lost packet would look like a stalled download; give a shorter "
     "one, or a longer stall_timeout"},
    {"enterprise: {pfs: default}\n" SMALLEST,
     "test.yaml:1:19: enterprise.pfs: 'default' is unknown; give one of: on, off"},
    {"profiles: [{pfs: on}]\n" SMALLEST,
     "test.yaml:1:12: profiles[0].name: is missing; give a name for phones to refer to"},
    {"profiles: [{name: a, pfs: yes}]\n" SMALLEST,
     "test.yaml:1:27: profiles[0].pfs: 'yes' is unknown; give one of: on, off, default"},
    {"profiles: [{name: a}, {name: a}]\n" SMALLEST,
     "test.yaml:1:30: profiles[1].name: 'a' is the name of another profile; give another"},
    {"subnets: [{phones: [{model: CP-7965, profile: x}]}]\n",
     "test.yaml:1:47: subnets[0].phones[0].profile: 'x' is not one of the profiles; list it under "
     "profiles"},
    {"profiles: [{name: lobby}, {name: office}]\n"
     "subnets: [{phones: [{model: CP-7965, profile: loby}]}]\n",
     "test.yaml:2:47: subnets[0].phones[0].profile: 'loby' is not one of the profiles; did you "
     "mean 'lobby'?"},
    {"subnets: [{phones: [{model: CP-7965, pfs: maybe}]}]\n",
     "test.yaml:1:43: subnets[0].phones[0].pfs.setting: 'maybe' is unknown; give one of: on, off, default"},
};

START_TEST(refused_with_place_and_advice)
{
    must_fail(refused[_i].text, NULL, refused[_i].message);
}
END_TEST

/* What a scenario does not use does not keep it from loading. */
START_TEST(a_stall_does_not_matter_without_pfs)
{
    struct scenario s;
    must_load(&s, SMALLEST, "phone.retransmit=5 min");
    scenario_free(&s);
    must_load(&s, SMALLEST, "pfs.stall_timeout=1 ms");
    scenario_free(&s);
}
END_TEST

enum { LEVELS = 3, COMBINATIONS = LEVELS * LEVELS * LEVELS };

/* The enterprise has no "default"; its third case is that nothing is said, which means on. */
static void load_combination(struct scenario *s, int device, int profile, int enterprise)
{
    char text[300];
    static const char *const words[] = {"on", "off", "default"};
    static const char *const enterprises[] = {"enterprise: {pfs: on}", "enterprise: {pfs: off}",
                                              "enterprise: {}"};
    snprintf(text, sizeof text,
             "method: pfs\n%s\nprofiles: [{name: p, pfs: %s}]\n"
             "subnets: [{phones: [{model: CP-7965, profile: p, pfs: %s}]}]\n",
             enterprises[enterprise], words[profile], words[device]);
    must_load(s, text, NULL);
}

/* On, off or nothing at each level, written out: what comes of it, and which level it is. */
static const struct {
    const char *shares, *levels;
} precedence[LEVELS] = {
    /* device on: enterprise on, off, nothing under profile on, off, nothing */
    {"111 111 111", "ddd ddd ddd"},
    {"000 000 000", "ddd ddd ddd"},
    {"111 000 101", "ppp ppp eee"},
};

START_TEST(device_goes_before_profile_and_that_before_enterprise)
{
    const int device = _i / 9, profile = _i / 3 % 3, enterprise = _i % 3;
    const int column = 4 * profile + enterprise;
    struct scenario s;
    load_combination(&s, device, profile, enterprise);
    const struct scenario_phones *phones = first_phones(&s);
    ck_assert_int_eq(phones->shares, precedence[device].shares[column] == '1');
    ck_assert_int_eq("dpe"[phones->decided_by], precedence[device].levels[column]);
    scenario_free(&s);
}
END_TEST

START_TEST(a_phone_without_profile_follows_the_enterprise)
{
    struct scenario s;
    must_load(&s, "method: pfs\nprofiles: [{name: p, pfs: off}]\n" SMALLEST, NULL);
    ck_assert(first_phones(&s)->shares);
    ck_assert_int_eq(first_phones(&s)->decided_by, LEVEL_ENTERPRISE);
    scenario_free(&s);
}
END_TEST

START_TEST(a_model_that_cannot_does_not)
{
    struct scenario s;
    must_load(&s, "method: pfs\nsubnets: [{phones: [{model: CP-7960, pfs: on}]}]\n", NULL);
    ck_assert(!first_phones(&s)->shares);
    ck_assert_int_eq(first_phones(&s)->decided_by, LEVEL_MODEL);
    scenario_free(&s);
    must_load(&s, "method: pfs\nsubnets: [{phones: [{model: CP-8941}]}]\n", NULL);
    ck_assert(first_phones(&s)->shares); /* assumed to */
    scenario_free(&s);
}
END_TEST

/* A share of the phones has the setting, which goes before profile and enterprise as a phone's
 * does; the others have it off. */
START_TEST(a_share_of_the_phones_has_the_setting)
{
    static const struct {
        const char *pfs;
        bool shares, differ;
        enum pfs_level level;
    } rows[] = {
        {"{share: 70 %}", true, true, LEVEL_DEVICE},
        {"{share: 100 %}", true, false, LEVEL_ENTERPRISE},
        {"{share: 70 %, setting: default}", true, true, LEVEL_ENTERPRISE},
        {"{share: 70 %, setting: off}", false, false, LEVEL_DEVICE},
        {"on", true, false, LEVEL_DEVICE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scenario s;
        char *option = mem_printf("subnets[0].phones[0].pfs=%s", rows[i].pfs);
        must_load(&s, "method: pfs\n" SMALLEST, option);
        ck_assert_int_eq(first_phones(&s)->shares, rows[i].shares);
        ck_assert_int_eq(scenario_phones_differ(first_phones(&s)), rows[i].differ);
        ck_assert_int_eq(first_phones(&s)->decided_by, rows[i].level);
        scenario_free(&s);
        free(option);
    }
    must_fail(SMALLEST, "subnets[0].phones[0].pfs={share: 101 %}",
              "-s subnets[0].phones[0].pfs={share: 101 %}: subnets[0].phones[0].pfs.share: '101 %' "
              "is out of range; give a share from 0 % to 100 %");
}
END_TEST

START_TEST(with_another_method_nobody_shares)
{
    struct scenario s;
    must_load(&s,
              "method: pfs\nsubnets: [{phones: [{model: CP-7965, method: tftp, pfs: on}, "
              "{model: CP-7965, method: load-server, pfs: on}]}]\n",
              NULL);
    for (int i = 0; i < 2; i++) {
        ck_assert(!first_phones(&s)[i].shares);
        ck_assert_int_eq(first_phones(&s)[i].decided_by, LEVEL_METHOD);
    }
    scenario_free(&s);
}
END_TEST

START_TEST(mpp_phones_have_an_upgrade_rule)
{
    struct scenario s;
    must_load(&s,
              "mpp: {profile: 6 kB}\n"
              "subnets:\n"
              "  - load_servers: [{name: pc}]\n"
              "    phones:\n"
              "      - {model: CP-7841}\n"
              "      - {model: CP-7841, upgrade_rule: tftp, load_server: pc}\n"
              "      - {model: CP-7841, method: load-server}\n"
              "      - {model: CP-7965, load_server: pc}\n",
              NULL);
    const struct scenario_phones *phones = first_phones(&s);
    ck_assert_uint_eq(s.mpp.profile, 6000);
    ck_assert_int_eq(phones[0].rule, RULE_HTTP);
    ck_assert_int_eq(phones[1].rule, RULE_TFTP);
    ck_assert(scenario_phones_are_mpp(&phones[0]));
    ck_assert(!scenario_phones_are_mpp(&phones[3]));
    ck_assert(!scenario_phones_use_load_server(&phones[0])); /* it names none */
    ck_assert(scenario_phones_use_load_server(&phones[1]));
    ck_assert(scenario_phones_use_load_server(&phones[2]));
    ck_assert(!scenario_phones_use_load_server(&phones[3])); /* its method is tftp */
    scenario_free(&s);
}
END_TEST

static char *write_shipped(const char *name, const char *option)
{
    struct scenario s;
    struct error e = {""};
    char *path = NULL, *text = NULL;
    size_t length;
    ck_assert_int_gt(asprintf(&path, "%s/scenarios/%s.yaml", source_folder(), name), 0);
    ck_assert_msg(scenario_load(&s, path, &option, option ? 1 : 0, source_library(), &e) == 0, "%s",
                  e.text);
    FILE *out = open_memstream(&text, &length);
    scenario_write(&s, out, false);
    fclose(out);
    scenario_free(&s);
    free(path);
    return text;
}

/* So that times of the two can be compared at all. */
START_TEST(white_papers_scenarios_differ_in_the_method_alone)
{
    char *pfs = write_shipped("whitepaper-pfs", NULL);
    char *tftp = write_shipped("whitepaper-tftp", NULL);
    char *tftp_by_pfs = write_shipped("whitepaper-tftp", "method=pfs");
    ck_assert_str_ne(pfs, tftp);
    ck_assert_str_eq(pfs, tftp_by_pfs);
    free(pfs);
    free(tftp);
    free(tftp_by_pfs);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("pfs");
    tcase_add_test(t, timers_have_the_logs_values);
    tcase_add_test(t, each_timer_and_limit_can_be_set);
    tcase_add_loop_test(t, refused_with_place_and_advice, 0,
                        (int)(sizeof refused / sizeof *refused));
    tcase_add_test(t, a_stall_does_not_matter_without_pfs);
    tcase_add_loop_test(t, device_goes_before_profile_and_that_before_enterprise, 0, COMBINATIONS);
    tcase_add_test(t, a_phone_without_profile_follows_the_enterprise);
    tcase_add_test(t, a_model_that_cannot_does_not);
    tcase_add_test(t, a_share_of_the_phones_has_the_setting);
    tcase_add_test(t, with_another_method_nobody_shares);
    tcase_add_test(t, mpp_phones_have_an_upgrade_rule);
    tcase_add_test(t, white_papers_scenarios_differ_in_the_method_alone);
    return run_tests("pfs", t);
}
