/* Defaults, and how values become a scenario. */
#include "tests/scenarios/support.h"

static const struct scenario_subnet *first_subnet(const struct scenario *s)
{
    return &s->sites[0].subnets[0];
}

START_TEST(general_defaults)
{
    struct scenario s;
    must_load(&s, SMALLEST, NULL);
    ck_assert_str_eq(s.name, "test");
    ck_assert_int_eq(s.method, METHOD_TFTP);
    ck_assert_uint_eq(s.seed, 1);
    ck_assert_uint_eq(s.replication, 0);
    ck_assert_int_eq(s.limit, 7 * DAYS);
    ck_assert_uint_eq(s.load_count, 1);
    ck_assert_ptr_null(s.loads[0]); /* by model */
    ck_assert_int_eq(s.reset.pattern, RESET_BULK);
    ck_assert_int_eq(s.reset.at, 0);
    ck_assert_int_eq(s.reset.spread, SECONDS);
    ck_assert_int_eq(s.reset.interval, 10 * SECONDS);
    ck_assert_uint_eq(s.tftp.blksize, 0);
    ck_assert_uint_eq(s.tftp.windowsize, 0);
    ck_assert_uint_eq(s.tftp.timeout, 0);
    ck_assert(!s.tftp.tsize);
    ck_assert_int_eq(s.tftp.rollover, ROLLOVER_0);
    ck_assert_uint_eq(s.tcp.window, 65535);
    ck_assert(!s.tcp.sack && !s.tcp.timestamps);
    ck_assert_int_eq(s.http.idle, 2 * MINUTES);
    ck_assert(s.http.resume);
    ck_assert_int_eq(s.transport, BY_TFTP);
    ck_assert_uint_eq(s.mpp.profile, 4000);
    ck_assert_int_eq(s.mpp.profile_auth, PROFILE_AUTH_NONE);
    ck_assert_int_eq(s.mpp.answered, TIME_NEVER);
    ck_assert_int_eq(s.mpp.resync_retry, TIME_NEVER); /* as phone.retry */
    ck_assert_uint_eq(s.unplug_count, 0);
    scenario_free(&s);
}
END_TEST

START_TEST(server_defaults)
{
    struct scenario s;
    must_load(&s, SMALLEST, NULL);
    ck_assert_str_eq(s.server.name, "server");
    ck_assert_uint_eq(s.server.port, 69);
    ck_assert_uint_eq(s.server_count, 0);
    ck_assert_uint_eq(s.server_order_count, 0);
    ck_assert_int_eq(s.phone.server_timeout, 0);
    ck_assert_str_eq(s.server.kind, "cucm-tftp");
    ck_assert_int_eq(s.server.cpu, 50 * MICROSECONDS);
    ck_assert_uint_eq(s.server.transfers, 500);
    ck_assert_int_eq(s.server.timer_lateness, 0);
    ck_assert_int_eq(s.server.retransmit, 4 * SECONDS);
    ck_assert_uint_eq(s.server.blksize, 0);
    ck_assert_uint_eq(s.server.windowsize, 0);
    ck_assert_int_eq(s.server.rollover, ROLLOVER_AS_TFTP);
    ck_assert_uint_eq(s.server.lan, 1000000000);
    ck_assert_int_eq(s.server.down_at, TIME_NEVER);
    ck_assert_int_eq(s.server.down_for, MINUTES);
    ck_assert_uint_eq(s.server.missing_count, 0);
    ck_assert_uint_eq(s.server.invalid_count, 0);
    ck_assert(!s.log_server);
    scenario_free(&s);
}
END_TEST

START_TEST(phone_defaults)
{
    struct scenario s;
    must_load(&s, SMALLEST, NULL);
    ck_assert_int_eq(s.phone.turnaround, 4 * MILLISECONDS);
    ck_assert_int_eq(s.phone.cpu, 1 * MILLISECONDS);      /* a quarter */
    ck_assert_int_eq(s.phone.timer_lateness, TIME_NEVER); /* by policy */
    ck_assert_int_eq(scenario_policy(&s, &first_subnet(&s)->phones[0]).timer_lateness, 0);
    ck_assert_uint_eq(s.phone.flash, 1000000);
    ck_assert_int_eq(s.phone.boot, 0);
    ck_assert_int_eq(s.phone.check, 0);
    ck_assert_int_eq(s.phone.restart, 35 * SECONDS);
    ck_assert_int_eq(s.phone.background_restart, 75 * SECONDS);
    ck_assert_int_eq(s.phone.retransmit, 0); /* by policy */
    ck_assert_int_eq(s.phone.idle, 0);
    ck_assert_int_eq(s.phone.retry, 0); /* by model */
    ck_assert_int_eq(scenario_retry(&s, &first_subnet(&s)->phones[0]), 60 * SECONDS);
    ck_assert_int_eq(s.phone.dally, TIME_NEVER);
    scenario_free(&s);
}
END_TEST

/* cisco-7900, as phones were before there were other policies. */
START_TEST(policy_default)
{
    struct scenario s;
    must_load(&s, SMALLEST, NULL);
    const struct tftp_client_policy p = scenario_policy(&s, &first_subnet(&s)->phones[0]);
    ck_assert_uint_eq(s.tftp.policy, 0);
    ck_assert_str_eq(p.name, "cisco-7900");
    ck_assert_int_eq(p.request.intervals[0], 4 * SECONDS);
    ck_assert_int_eq(p.ack.intervals[0], 4 * SECONDS);
    ck_assert_int_eq(p.ack.idle_limit, 10 * MINUTES);
    ck_assert_int_eq(p.dally, 10 * SECONDS);
    scenario_free(&s);
    for (size_t i = 0; policy_words[i] || tftp_client_policy_at(i); i++)
        ck_assert_str_eq(policy_words[i], tftp_client_policy_at(i)->name);
}
END_TEST

/* What is given goes before the policy; its number of tries stays: 12 of busybox. */
START_TEST(policy_given)
{
    struct scenario s;
    must_load(&s,
              "tftp: {policy: busybox}\n"
              "phone: {retransmit: 3 s, idle: 1 min, dally: 0 s}\n" SMALLEST,
              NULL);
    const struct tftp_client_policy p = scenario_policy(&s, &first_subnet(&s)->phones[0]);
    ck_assert_str_eq(p.name, "busybox");
    ck_assert_int_eq(p.request.intervals[0], 3 * SECONDS);
    ck_assert_int_eq(p.ack.count, 1);
    ck_assert_int_eq(tftp_policy_tries(&p.ack), 12);
    ck_assert_int_eq(p.ack.idle_limit, MINUTES);
    ck_assert_int_eq(p.dally, 0);
    scenario_free(&s);
}
END_TEST

START_TEST(wan_defaults)
{
    struct scenario s;
    must_load(&s, SMALLEST, NULL);
    const struct link_direction *down = &s.sites[0].down;
    ck_assert_str_eq(s.sites[0].name, "site");
    ck_assert_uint_eq(down->rate, 384000);
    ck_assert_int_eq(down->delay, 8 * MILLISECONDS);
    ck_assert_uint_eq(down->shaped, 0);
    ck_assert_uint_eq(down->burst, 8000);
    ck_assert_int_eq(down->framing, FRAMING_PPP);
    ck_assert(!down->queue.in_bytes);
    ck_assert_uint_eq(down->queue.limit, 10);
    ck_assert_uint_eq(down->faults.loss, 0);
    ck_assert_int_eq(down->faults.jitter, 0);
    ck_assert_uint_eq(down->mtu, 1500);
    ck_assert_int_eq(down->icmp, LINK_ICMP_ON);
    ck_assert_mem_eq(down, &s.sites[0].up, sizeof *down);
    scenario_free(&s);
}
END_TEST

START_TEST(subnet_defaults)
{
    struct scenario s;
    must_load(&s, SMALLEST, NULL);
    const struct scenario_subnet *subnet = first_subnet(&s);
    ck_assert_str_eq(subnet->text, "10.1.0.0/24");
    ck_assert_uint_eq(subnet->prefix, 0x0a010000);
    ck_assert_uint_eq(subnet->prefix_length, 24);
    ck_assert_uint_eq(subnet->lan.rate, 100000000);
    ck_assert_int_eq(subnet->lan.delay, 5 * MICROSECONDS);
    ck_assert_int_eq(subnet->lan.framing, FRAMING_ETHERNET);
    ck_assert_uint_eq(subnet->lan.queue.limit, 1000);
    ck_assert_uint_eq(subnet->lan.mtu, 1500);
    ck_assert_uint_eq(subnet->load_server_count, 0);
    ck_assert_uint_eq(subnet->phones[0].count, 1);
    ck_assert_int_eq(subnet->phones[0].method, METHOD_TFTP);
    ck_assert_str_eq(subnet->phones[0].loads[0]->name, "whitepaper-7965");
    ck_assert_ptr_null(subnet->phones[0].load_server);
    ck_assert_int_eq(subnet->phones[0].pfs, SETTING_DEFAULT);
    ck_assert_ptr_null(subnet->phones[0].profile);
    scenario_free(&s);
}
END_TEST

START_TEST(a_server_is_off_for_a_time)
{
    struct scenario s;
    must_load(&s,
              "server: {down_at: 0 s, down_for: 20 s}\n"
              "subnets: [{load_servers: [{down_at: 1 h}, {down_at: never}],\n"
              "           phones: [{model: CP-7965}]}]\n",
              NULL);
    const struct scenario_subnet *subnet = first_subnet(&s);
    ck_assert_int_eq(s.server.down_at, 0);
    ck_assert_int_eq(s.server.down_for, 20 * SECONDS);
    ck_assert_int_eq(subnet->load_servers[0].down_at, HOURS);
    ck_assert_int_eq(subnet->load_servers[0].down_for, MINUTES);
    ck_assert_int_eq(subnet->load_servers[1].down_at, TIME_NEVER);
    scenario_free(&s);
}
END_TEST

START_TEST(phones_are_pulled_out)
{
    struct scenario s;
    must_load(&s,
              "method: pfs\n"
              "unplug: [{phone: root, at: 250 s}, {phone: 1, at: 0 s, back_after: 1 min},\n"
              "         {phone: 1, at: 5 min, back_after: never}]\n" SMALLEST,
              NULL);
    ck_assert_uint_eq(s.unplug_count, 3);
    ck_assert_uint_eq(s.unplug[0].phone, 0);
    ck_assert_int_eq(s.unplug[0].at, 250 * SECONDS);
    ck_assert_int_eq(s.unplug[0].back_after, TIME_NEVER);
    ck_assert_uint_eq(s.unplug[1].phone, 1);
    ck_assert_int_eq(s.unplug[1].back_after, MINUTES);
    ck_assert_int_eq(s.unplug[2].back_after, TIME_NEVER);
    scenario_free(&s);
}
END_TEST

START_TEST(transport_is_for_models_that_know_both)
{
    struct scenario s;
    must_load(&s, "subnets: [{phones: [{model: CP-7965}, {model: CP-8961}]}]\n",
              "transport=http then tftp");
    ck_assert_int_eq(s.transport, BY_HTTP_THEN_TFTP);
    scenario_free(&s);
}
END_TEST

START_TEST(prefixes_and_names_follow_positions)
{
    struct scenario s;
    must_load(&s,
              "sites:\n"
              "  - {subnets: [{phones: [{model: CP-7965}]}, {phones: [{model: CP-7965}]}]}\n"
              "  - {subnets: [{phones: [{model: CP-7965}]}, {phones: [{model: CP-7965}]}]}\n",
              NULL);
    ck_assert_str_eq(s.sites[0].name, "site-1");
    ck_assert_str_eq(s.sites[1].name, "site-2");
    ck_assert_str_eq(s.sites[0].subnets[1].text, "10.1.1.0/24");
    ck_assert_str_eq(s.sites[1].subnets[0].text, "10.2.0.0/24");
    scenario_free(&s);
}
END_TEST

START_TEST(transfers_follow_the_kind)
{
    static const struct {
        const char *option;
        uint32_t transfers;
    } kinds[] = {{"server.kind=cucm-tftp", 500},
                 {"server.kind=dnsmasq", 51},
                 {"server.kind=tftpd-hpa", 0},
                 {"server.kind=generic", 0},
                 {"server.kind=atftpd", 100},
                 {"server={kind: dnsmasq, transfers: unlimited}", 0},
                 {"server={kind: atftpd, transfers: 7}", 7}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct scenario s;
        must_load(&s, SMALLEST, kinds[i].option);
        ck_assert_uint_eq(s.server.transfers, kinds[i].transfers);
        scenario_free(&s);
    }
}
END_TEST

START_TEST(lateness_follows_kind_and_policy)
{
    static const struct {
        const char *option;
        sim_time server, phone;
    } cases[] = {
        {"server.kind=tftpd-hpa", 200 * MICROSECONDS, 0},
        {"server.kind=atftpd", 200 * MICROSECONDS, 0},
        {"server.kind=generic", 0, 0},
        {"server={kind: dnsmasq, timer_lateness: 2 ms}", 2 * MILLISECONDS, 0},
        {"server={kind: dnsmasq, timer_lateness: 0 s}", 0, 0},
        {"tftp.policy=curl", 0, MILLISECONDS},
        {"tftp.policy=busybox", 0, 200 * MICROSECONDS},
        {"phone.timer_lateness=3 ms", 0, 3 * MILLISECONDS},
        {"phone.timer_lateness=0 s", 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scenario s;
        must_load(&s, SMALLEST, cases[i].option);
        ck_assert_int_eq(s.server.timer_lateness, cases[i].server);
        ck_assert_int_eq(scenario_policy(&s, &first_subnet(&s)->phones[0]).timer_lateness,
                         cases[i].phone);
        scenario_free(&s);
    }
}
END_TEST

/* Parts per billion. */
START_TEST(slack_follows_kind_and_policy)
{
    static const struct {
        const char *option;
        uint64_t server, phone;
    } cases[] = {
        {"server.kind=tftpd-hpa", 1000000, 0},
        {"server.kind=cucm-tftp", 0, 0},
        {"server.kind=dnsmasq", 0, 0},
        {"server={kind: atftpd, timer_slack: 0.5 %}", 5000000, 0},
        {"server={kind: atftpd, timer_slack: 0 %}", 0, 0},
        {"tftp.policy=atftp", 0, 1000000},
        {"tftp.policy=tftp-hpa", 0, 0},
        {"phone.timer_slack=2 %", 0, 20000000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scenario s;
        must_load(&s, SMALLEST, cases[i].option);
        ck_assert_uint_eq(s.server.timer_slack, cases[i].server);
        ck_assert_uint_eq(scenario_policy(&s, &first_subnet(&s)->phones[0]).timer_slack,
                          cases[i].phone);
        scenario_free(&s);
    }
}
END_TEST

START_TEST(a_load_server_is_there_when_one_is_used)
{
    struct scenario s;
    must_load(&s, SMALLEST, "method=load-server");
    const struct scenario_subnet *subnet = first_subnet(&s);
    ck_assert_uint_eq(subnet->load_server_count, 1);
    ck_assert_str_eq(subnet->load_servers[0].name, "load-server");
    ck_assert_str_eq(subnet->load_servers[0].kind, "generic");
    ck_assert_uint_eq(subnet->load_servers[0].transfers, 0);
    ck_assert_str_eq(subnet->phones[0].load_server, "load-server");
    scenario_free(&s);
    must_load(&s, "method: load-server\nsubnets: [{load_servers: [], phones: [{model: CP-7965}]}]",
              NULL);
    ck_assert_uint_eq(first_subnet(&s)->load_server_count, 1);
    scenario_free(&s);
}
END_TEST

START_TEST(phones_name_their_load_server)
{
    struct scenario s;
    must_load(&s,
              "subnets:\n"
              "  - load_servers: [{}, {name: pc, kind: dnsmasq}, {}]\n"
              "    phones:\n"
              "      - {model: CP-7965, method: load-server}\n"
              "      - {model: CP-7965, method: load-server, load_server: pc}\n"
              "      - {model: CP-7965}\n",
              NULL);
    const struct scenario_subnet *subnet = first_subnet(&s);
    ck_assert_str_eq(subnet->load_servers[0].name, "load-server");
    ck_assert_str_eq(subnet->load_servers[2].name, "load-server-3");
    ck_assert_str_eq(subnet->phones[0].load_server, "load-server");
    ck_assert_str_eq(subnet->phones[1].load_server, "pc");
    ck_assert_int_eq(subnet->phones[2].method, METHOD_TFTP);
    scenario_free(&s);
}
END_TEST

START_TEST(firmware_of_phones_goes_before_the_scenarios)
{
    struct scenario s;
    must_load(&s,
              "firmware: SCCP45.9-3-1SR1-1S\n"
              "subnets:\n"
              "  - phones:\n"
              "      - {model: CP-7965}\n"
              "      - {model: CP-7965, firmware: SCCP45.9-4-2SR4-3S}\n"
              "      - {model: CP-7942, firmware: by model}\n",
              NULL);
    const struct scenario_phones *phones = first_subnet(&s)->phones;
    ck_assert_str_eq(s.loads[0]->name, "SCCP45.9-3-1SR1-1S");
    ck_assert_str_eq(phones[0].loads[0]->name, "SCCP45.9-3-1SR1-1S");
    ck_assert_str_eq(phones[1].loads[0]->name, "SCCP45.9-4-2SR4-3S");
    ck_assert_str_eq(phones[2].loads[0]->name, "whitepaper-7942");
    scenario_free(&s);
}
END_TEST

START_TEST(a_direction_overrides_what_both_share)
{
    struct scenario s;
    must_load(&s,
              SMALLEST "wan:\n"
                       "  rate: 2 Mbps\n"
                       "  queue: {limit: 20 packets}\n"
                       "  loss: 1 %\n"
                       "  up: {rate: 512 kbps, queue: {limit: 30 kB}, framing: 6 bytes}\n"
                       "  down: {shaper: {rate: 1 Mbps}, loss: 0}\n",
              NULL);
    const struct link_direction *down = &s.sites[0].down, *up = &s.sites[0].up;
    ck_assert_uint_eq(down->rate, 2000000);
    ck_assert_uint_eq(up->rate, 512000);
    ck_assert_uint_eq(down->queue.limit, 20);
    ck_assert(up->queue.in_bytes);
    ck_assert_uint_eq(up->queue.limit, 30000);
    ck_assert_int_eq(up->framing, FRAMING_BYTES);
    ck_assert_uint_eq(up->framing_bytes, 6);
    ck_assert_uint_eq(down->shaped, 1000000);
    ck_assert_uint_eq(up->shaped, 0);
    ck_assert_uint_eq(down->faults.loss, 0);
    ck_assert_uint_eq(up->faults.loss, 10000000);
    scenario_free(&s);
    must_load(&s, SMALLEST, "wan={rate: unlimited, up: {rate: 1 Mbps}}");
    ck_assert_uint_eq(s.sites[0].down.rate, LINK_UNLIMITED);
    ck_assert_uint_eq(s.sites[0].up.rate, 1000000);
    scenario_free(&s);
}
END_TEST

START_TEST(a_head_end_is_there_when_it_is_given)
{
    struct scenario s;
    must_load(&s, SMALLEST, NULL);
    ck_assert(!s.head_end.there);
    scenario_free(&s);
    must_load(&s, SMALLEST, "head_end={rate: 10 Mbps, queue: {limit: 99 packets}}");
    ck_assert(s.head_end.there);
    ck_assert_uint_eq(s.head_end.down.rate, 10000000);
    ck_assert_uint_eq(s.head_end.up.rate, 10000000);
    ck_assert_uint_eq(s.head_end.up.queue.limit, 99);
    ck_assert_int_eq(s.head_end.down.delay, 0);
    ck_assert_int_eq(s.head_end.up.delay, 0);
    scenario_free(&s);
    must_load(&s, SMALLEST, "head_end={rate: 10 Mbps, rtt: 3 ns, up: {rate: 1 Mbps}}");
    ck_assert_uint_eq(s.head_end.up.rate, 1000000);
    ck_assert_int_eq(s.head_end.down.delay, 1);
    ck_assert_int_eq(s.head_end.up.delay, 2);
    scenario_free(&s);
}
END_TEST

START_TEST(round_trip_is_split_and_delay_is_one_way)
{
    struct scenario s;
    must_load(&s, SMALLEST, "wan.rtt=25 ns");
    ck_assert_int_eq(s.sites[0].down.delay, 12);
    ck_assert_int_eq(s.sites[0].up.delay, 13);
    scenario_free(&s);
    must_load(&s, SMALLEST, "wan.delay=30 ms");
    ck_assert_int_eq(s.sites[0].down.delay, 30 * MILLISECONDS);
    ck_assert_int_eq(s.sites[0].up.delay, 30 * MILLISECONDS);
    scenario_free(&s);
    must_load(&s, SMALLEST, "wan={delay: 3 ms, up: {delay: 200 ms}}");
    ck_assert_int_eq(s.sites[0].down.delay, 3 * MILLISECONDS);
    ck_assert_int_eq(s.sites[0].up.delay, 200 * MILLISECONDS);
    scenario_free(&s);
}
END_TEST

START_TEST(framings_have_names)
{
    static const char *const names[] = {"none", "ppp", "hdlc", "frame-relay", "ethernet"};
    for (unsigned i = 0; i < 5; i++) {
        struct scenario s;
        char option[40];
        snprintf(option, sizeof option, "wan.framing=%s", names[i]);
        must_load(&s, SMALLEST, option);
        ck_assert_uint_eq(s.sites[0].down.framing, i);
        scenario_free(&s);
    }
}
END_TEST

START_TEST(files_of_a_server_are_listed)
{
    struct scenario s;
    must_load(&s, SMALLEST,
              "server={missing: [apps45.8-5.sbn], invalid: [cnu45.8-5.sbn, dsp45.8-5.sbn]}");
    ck_assert_uint_eq(s.server.missing_count, 1);
    ck_assert_str_eq(s.server.missing[0], "apps45.8-5.sbn");
    ck_assert_uint_eq(s.server.invalid_count, 2);
    ck_assert_str_eq(s.server.invalid[1], "dsp45.8-5.sbn");
    scenario_free(&s);
}
END_TEST

START_TEST(words_that_stand_for_zero)
{
    struct scenario s;
    must_load(&s, SMALLEST, "tftp={blksize: 1468, windowsize: 16, rollover: off}");
    ck_assert_uint_eq(s.tftp.blksize, 1468);
    ck_assert_uint_eq(s.tftp.windowsize, 16);
    ck_assert_int_eq(s.tftp.rollover, ROLLOVER_OFF);
    scenario_free(&s);
    must_load(&s, SMALLEST, "wan.shaper={rate: none}");
    ck_assert_uint_eq(s.sites[0].down.shaped, 0);
    scenario_free(&s);
}
END_TEST

START_TEST(phones_go_through_loads_one_after_the_other)
{
    struct scenario s;
    must_load(&s,
              "firmware: [SCCP41.9-4-2SR2-2S, by model]\n"
              "subnets:\n"
              "  - phones:\n"
              "      - {model: 7941}\n"
              "      - {model: 7961, firmware: SCCP41.9-4-2SR3-1S, has: SCCP41.9-4-2SR2-2S}\n",
              NULL);
    const struct scenario_phones *phones = first_subnet(&s)->phones;
    ck_assert_uint_eq(phones[0].load_count, 2);
    ck_assert_str_eq(phones[0].loads[0]->name, "SCCP41.9-4-2SR2-2S");
    ck_assert_str_eq(phones[0].loads[1]->name, "SCCP41.9-4-2SR3-1S");
    ck_assert_ptr_null(phones[0].has);
    ck_assert_uint_eq(phones[1].load_count, 1);
    ck_assert_str_eq(phones[1].loads[0]->name, "SCCP41.9-4-2SR3-1S");
    ck_assert_str_eq(phones[1].has->name, "SCCP41.9-4-2SR2-2S");
    scenario_free(&s);
    must_load(&s, SMALLEST, "firmware=[whitepaper-7965, SCCP45.9-4-2SR4-3S]");
    ck_assert_uint_eq(first_subnet(&s)->phones[0].load_count, 2);
    scenario_free(&s);
}
END_TEST

START_TEST(an_mpp_phone_waits_longer_after_an_error)
{
    struct scenario s;
    const char text[] = "subnets: [{phones: [{model: 7841}, {model: 7965}]}]\n";
    must_load(&s, text, NULL);
    const struct scenario_phones *phones = first_subnet(&s)->phones;
    ck_assert_int_eq(scenario_retry(&s, &phones[0]), 3600 * SECONDS);
    ck_assert_int_eq(scenario_retry(&s, &phones[1]), 60 * SECONDS);
    scenario_free(&s);
    must_load(&s, text, "phone.retry=5s");
    ck_assert_int_eq(scenario_retry(&s, &first_subnet(&s)->phones[0]), 5 * SECONDS);
    scenario_free(&s);
}
END_TEST

START_TEST(a_catalogue_of_ones_own_is_beside_the_scenario)
{
    struct scenario s;
    struct error e = {""};
    char *path = NULL;
    ck_assert_int_gt(asprintf(&path, "%s/tests/scenarios/data/own-catalogue.yaml", source_folder()),
                     0);
    ck_assert_msg(scenario_load(&s, path, NULL, 0, source_library(), &e) == 0, "%s", e.text);
    ck_assert_str_eq(s.name, "own-catalogue");
    ck_assert_str_eq(first_subnet(&s)->phones[0].loads[0]->name, "small");
    char *place = realpath(s.firmware_csv, NULL); /* it holds from every folder */
    ck_assert_str_eq(s.firmware_csv, place);
    free(place);
    scenario_free(&s);
    free(path);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("loader");
    tcase_add_test(t, general_defaults);
    tcase_add_test(t, server_defaults);
    tcase_add_test(t, phone_defaults);
    tcase_add_test(t, policy_default);
    tcase_add_test(t, policy_given);
    tcase_add_test(t, wan_defaults);
    tcase_add_test(t, subnet_defaults);
    tcase_add_test(t, a_server_is_off_for_a_time);
    tcase_add_test(t, phones_are_pulled_out);
    tcase_add_test(t, transport_is_for_models_that_know_both);
    tcase_add_test(t, prefixes_and_names_follow_positions);
    tcase_add_test(t, transfers_follow_the_kind);
    tcase_add_test(t, lateness_follows_kind_and_policy);
    tcase_add_test(t, slack_follows_kind_and_policy);
    tcase_add_test(t, a_load_server_is_there_when_one_is_used);
    tcase_add_test(t, phones_name_their_load_server);
    tcase_add_test(t, firmware_of_phones_goes_before_the_scenarios);
    tcase_add_test(t, a_direction_overrides_what_both_share);
    tcase_add_test(t, a_head_end_is_there_when_it_is_given);
    tcase_add_test(t, round_trip_is_split_and_delay_is_one_way);
    tcase_add_test(t, framings_have_names);
    tcase_add_test(t, files_of_a_server_are_listed);
    tcase_add_test(t, words_that_stand_for_zero);
    tcase_add_test(t, phones_go_through_loads_one_after_the_other);
    tcase_add_test(t, an_mpp_phone_waits_longer_after_an_error);
    tcase_add_test(t, a_catalogue_of_ones_own_is_beside_the_scenario);
    return run_tests("loader", t);
}
