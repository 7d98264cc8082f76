/* A site as a scenario: its text, and what of `like` and of options it has. */
#include "planner/fleet.h"

#include "tests/planner/fleet_support.h"

static const struct fleet_options nothing;

static void expect_text(const char *list, struct fleet_options o, enum method m, const char *wanted)
{
    struct fleet f = fleet_good(list, o);
    char *text = fleet_text(&f, &f.sites[0], m);
    char *body = strchr(strchr(text, '\n') + 1, '\n') + 1; /* behind the head, which has a path */
    if (o.like)
        body = strchr(body, '\n') + 1;
    ck_assert_str_eq(body, wanted);
    free(text);
    fleet_free(&f);
}

START_TEST(each_value_says_whence_it_is)
{
    expect_text(
        "site,model,count,wan_rate,wan_rtt,busy,calls,qos,subnet,pfs\n"
        "LYO1,7965,30,1.544 Mbps,20..60 ms,0..10..30 %,2,priority,one,40 %\n"
        "LYO1,7940,12,,,,,,two,\n",
        nothing, METHOD_PFS,
        "name: LYO1                                  # site, line 2\n"
        "method: pfs\n"
        "wan:\n"
        "  rate: 1.544 Mbps                          # wan_rate\n"
        "  rtt: 40 ms                                # wan_rtt: 20 ms..60 ms\n"
        "  framing: ppp                              # assumed: a serial line\n"
        "  mtu: 1500                                 # known: Ethernet's (RFC 894), and serial "
        "lines' default\n"
        "  queue:\n"
        "    discipline: priority                    # qos\n"
        "    classes:\n"
        "      - dscp: ef                            # qos\n"
        "        share: 33 %                         # qos\n"
        "    limit: 10 packets                       # assumed: as short as the white "
        "paper's\n"
        "busy: 10 %                                  # busy: 0 %..10 %..30 %\n"
        "traffic:\n"
        "  - kind: calls                             # calls\n"
        "    count: 2                                # calls\n"
        "    codec: g729                             # assumed: what regions have between "
        "them\n"
        "reset:\n"
        "  at: 30 s\n"
        "subnets:\n"
        "  - lan:\n"
        "      rate: 100 Mbps                        # assumed: phones have a port of 100 "
        "Mbps\n"
        "    phones:\n"
        "      - model: CP-7965G                     # model, line 2\n"
        "        count: 30                           # count, line 2\n"
        "        pfs:\n"
        "          share: 40 %                       # pfs, line 2\n"
        "          setting: on                       # pfs, line 2\n"
        "  - lan:\n"
        "      rate: 100 Mbps                        # assumed: phones have a port of 100 "
        "Mbps\n"
        "    phones:\n"
        "      - model: CP-7940G                     # model, line 3\n"
        "        count: 12                           # count, line 3\n");
}
END_TEST

static const char like_text[] =
    "name: a branch\n"
    "method: pfs\n"
    "firmware: whitepaper-7965\n"
    "phone: {restart: 40 s}\n"
    "unplug: [{phone: 1, at: 9 s}]\n"
    "wan: {rate: 1 Mbps, delay: 9 ms, queue: {discipline: codel}, down: {rate: 2 Mbps, mtu: 1400}, "
    "up: {delay: 7 ms, loss: 1 %}}\n"
    "traffic: [{kind: packets, rate: 8 kbps}, {kind: calls, count: 3, codec: g711u, playout: 80 "
    "ms}]\n"
    "subnets: [{lan: {rate: 1 Gbps, loss: 1 %}, load_servers: [{name: pc, kind: dnsmasq, cpu: 9 "
    "us/packet}], phones: [{model: CP-7965, count: 9}]}]\n";

/* The site has its own rate both ways, and neither the branch's name, method, phones nor the phone
 * that is pulled out. */
START_TEST(what_sites_share_is_of_like)
{
    char *path = fleet_file("like.yaml", like_text);
    const char *const set[] = {"phone.boot=3 s"};
    expect_text("site,model,count,wan_rate\nA,7965,1,4 Mbps\n",
                (struct fleet_options){.like = path, .set = set, .set_count = 1}, METHOD_TFTP,
                "name: A                                     # site, line 2\n"
                "method: tftp\n"
                "firmware: whitepaper-7965                   # --like, line 3\n"
                "phone:\n"
                "  restart: 40 s                             # --like, line 4\n"
                "  boot: 3 s                                 # -s phone.boot=3 s\n"
                "wan:\n"
                "  rate: 4 Mbps                              # wan_rate\n"
                "  delay: 9 ms                               # --like, line 6\n"
                "  queue:\n"
                "    discipline: codel                       # --like, line 6\n"
                "  down:\n"
                "    mtu: 1400                               # --like, line 6\n"
                "  up:\n"
                "    delay: 7 ms                             # --like, line 6\n"
                "    loss: 1 %                               # --like, line 6\n"
                "  framing: ppp                              # assumed: a serial line\n"
                "traffic:\n"
                "  - kind: packets                           # --like, line 7\n"
                "    rate: 8 kbps                            # --like, line 7\n"
                "  - kind: calls                             # --like, line 7\n"
                "    count: 3                                # --like, line 7\n"
                "    codec: g711u                            # --like, line 7\n"
                "    playout: 80 ms                          # --like, line 7\n"
                "busy: 0 %                                   # assumed: the line is the upgrade's "
                "alone\n"
                "reset:\n"
                "  at: 30 s\n"
                "subnets:\n"
                "  - lan:\n"
                "      rate: 1 Gbps                          # --like, line 8\n"
                "      loss: 1 %                             # --like, line 8\n"
                "    phones:\n"
                "      - model: CP-7965G                     # model, line 2\n"
                "        count: 1                            # count, line 2\n");
    unlink(path);
    free(path);
}
END_TEST

/* A cell goes before `like`, in whichever direction that says it. */
START_TEST(a_cell_goes_before_like)
{
    char *path = fleet_file("like.yaml", like_text);
    expect_text(
        "site,model,count,wan_rate,wan_up,wan_rtt,wan_queue,mtu,qos,calls,lan,load_server,pfs\n"
        "A,7945,1,4 Mbps,1 Mbps,8 ms,20 packets,1492,none,2,10 Mbps,yes,off\n",
        (struct fleet_options){.like = path}, METHOD_LOAD_SERVER,
        "name: A                                     # site, line 2\n"
        "method: load-server\n"
        "firmware: whitepaper-7965                   # --like, line 3\n"
        "phone:\n"
        "  restart: 40 s                             # --like, line 4\n"
        "wan:\n"
        "  rate: 4 Mbps                              # wan_rate\n"
        "  up:\n"
        "    loss: 1 %                               # --like, line 6\n"
        "    rate: 1 Mbps                            # wan_up\n"
        "  rtt: 8 ms                                 # wan_rtt\n"
        "  framing: ppp                              # assumed: a serial line\n"
        "  mtu: 1492                                 # mtu\n"
        "  queue:\n"
        "    discipline: fifo                        # qos\n"
        "    limit: 20 packets                       # wan_queue\n"
        "busy: 0 %                                   # assumed: the line is the upgrade's "
        "alone\n"
        "traffic:\n"
        "  - kind: packets                           # --like, line 7\n"
        "    rate: 8 kbps                            # --like, line 7\n"
        "  - kind: calls                             # --like, line 7\n"
        "    count: 2                                # calls\n"
        "    codec: g711u                            # --like, line 7\n"
        "    playout: 80 ms                          # --like, line 7\n"
        "reset:\n"
        "  at: 30 s\n"
        "subnets:\n"
        "  - lan:\n"
        "      rate: 10 Mbps                         # lan\n"
        "      loss: 1 %                             # --like, line 8\n"
        "    load_servers:\n"
        "      - name: pc                            # --like, line 8\n"
        "        kind: atftpd                        # load_server\n"
        "        cpu: 9 us/packet                    # --like, line 8\n"
        "    phones:\n"
        "      - model: CP-7945G                     # model, line 2\n"
        "        count: 1                            # count, line 2\n"
        "        pfs: off                            # pfs, line 2\n");
    unlink(path);
    free(path);
}
END_TEST

/* A queue of one direction is replaced as well, and what is said of all phones holds for those that
 * say nothing. */
START_TEST(what_is_shared_is_not_assumed)
{
    static const struct {
        uint32_t down, up;
        bool assumed;
        const char *cannot;
    } wanted[] = {
        {20, 20, false, "no phone has Peer Firmware Sharing switched on"}, /* a cell */
        {10, 10, true, "no phone has Peer Firmware Sharing switched on"},  /* qos: another queue */
        {30, 5, false, NULL},
    };
    char *path = fleet_file("like.yaml",
                            "enterprise: {pfs: off}\n"
                            "wan: {queue: {limit: 30 packets}, up: {queue: {limit: 5 packets}}}\n"
                            "subnets: [{phones: [{model: 7965}]}]\n");
    struct fleet f = fleet_good("site,model,count,wan_rate,wan_queue,qos,pfs\n"
                                "A,7965,1,1 Mbps,20 packets,,\nB,7965,1,1 Mbps,,none,\n"
                                "C,7965,1,1 Mbps,,,on\n",
                                (struct fleet_options){.like = path});
    for (size_t i = 0; i < 3; i++) {
        struct scenario s;
        struct error e;
        ck_assert_msg(fleet_load(&f, &f.sites[i], METHOD_TFTP, &s, &e) == 0, "%s", e.text);
        ck_assert_uint_eq(s.sites[0].down.queue.limit, wanted[i].down);
        ck_assert_uint_eq(s.sites[0].up.queue.limit, wanted[i].up);
        ck_assert_int_eq(f.sites[i].assumed >> FLEET_COLUMN_WAN_QUEUE & 1, wanted[i].assumed);
        ck_assert_int_eq(f.sites[i].assumed >> FLEET_COLUMN_PFS & 1, 0);
        ck_assert_pstr_eq(fleet_cannot(&f.sites[i], METHOD_PFS), wanted[i].cannot);
        scenario_free(&s);
    }
    fleet_free(&f);
    unlink(path);
    free(path);
}
END_TEST

static void expect_refused(const char *list, struct fleet_options o, const char *wanted)
{
    struct fleet f;
    struct fleet_faults faults;
    ck_assert_int_lt(fleet_of(&f, list, o, &faults), 0);
    const char *text = faults.shown[0].text;
    const size_t skip = o.like && !strncmp(text, o.like, strlen(o.like)) ? strlen(o.like) : 0;
    ck_assert_str_eq(text + skip, wanted);
    fleet_faults_fini(&faults);
}

static const struct {
    const char *like, *set, *firmware, *fault;
} shared[] = {
    {"sites: [{count: 2, subnets: [{phones: [{model: 7965}]}]}]", NULL, NULL,
     ": has 2 sites; give a scenario with one, which stands for those of the list"},
    {"sites: 3", NULL, NULL, ":1:8: sites: must be a list, as in '- ...' or [...]"},
    {NULL, "wan.rtt=20", NULL,
     "-s wan.rtt=20: wan.rtt: '20' has no unit; give a time with its unit, "
     "such as '20 ms'"},
    {NULL, "method=pfs", NULL,
     "-s method=pfs: the plan chooses it; a site is held to one by the "
     "list's column method; leave the option out"},
    {NULL, "subnets[0].phones[0].count=2", NULL,
     "-s subnets[0].phones[0].count=2: a site has its subnets and phones from the list; leave the "
     "option out"},
    {NULL, "wan.rate=1Mbps", NULL,
     "-s wan.rate=1Mbps: the list's column wan_rate says that, of site "
     "'A' to begin with; leave one of the two out"},
    {NULL, "wan.down.rate=1Mbps", NULL,
     "-s wan.down.rate=1Mbps: the list's column wan_rate says "
     "that, of site 'A' to begin with; leave one of the two out"},
    {NULL, "wan.up.mtu=1400", NULL,
     "-s wan.up.mtu=1400: the list's column mtu says that, of site "
     "'A' to begin with; leave one of the two out"},
    {NULL, NULL, "SCCP99",
     "--firmware: 'SCCP99' is not a load of the catalogue; did you mean 'SCCP894x.9-4-2SR1-2'?"},
    {NULL, NULL, "P0030801SR02",
     "--firmware P0030801SR02: is for series 7940 7960, and the list has no such phones"},
};

START_TEST(what_cannot_be_shared_is_refused)
{
    char *path = shared[_i].like ? fleet_file("like.yaml", shared[_i].like) : NULL;
    const struct fleet_options o = {
        .like = path,
        .set = &shared[_i].set,
        .set_count = shared[_i].set != NULL,
        .firmware = &shared[_i].firmware,
        .firmware_count = shared[_i].firmware != NULL,
    };
    expect_refused("site,model,count,wan_rate,mtu\nA,7965,1,1 Mbps,1500\n", o, shared[_i].fault);
    if (path)
        unlink(path);
    free(path);
}
END_TEST

/* Options for what no cell says, and of one direction where the other is a column's. */
START_TEST(options_hold_for_all_sites)
{
    const char *const set[] = {"wan.rtt=99 ms", "wan.up.rate=64 kbps",
                               "subnets[0].lan.rate=1 Gbps"};
    struct fleet f =
        fleet_good("site,model,count,wan_rate,mtu\nA,7965,1,1 Mbps,\nB,7945,2,2 Mbps,\n",
                   (struct fleet_options){.set = set, .set_count = 3});
    for (size_t i = 0; i < 2; i++) {
        struct scenario s;
        struct error e;
        ck_assert_msg(fleet_load(&f, &f.sites[i], METHOD_TFTP, &s, &e) == 0, "%s", e.text);
        ck_assert_int_eq(s.sites[0].down.delay + s.sites[0].up.delay, 99 * MILLISECONDS);
        ck_assert_uint_eq(s.sites[0].down.rate, (i + 1) * 1000000);
        ck_assert_uint_eq(s.sites[0].up.rate, 64000);
        ck_assert_uint_eq(s.sites[0].subnets[0].lan.rate, 1000000000);
        scenario_free(&s);
        ck_assert(!(f.sites[i].assumed >> FLEET_COLUMN_WAN_RTT & 1));
        ck_assert(!(f.sites[i].assumed >> FLEET_COLUMN_WAN_UP & 1));
        ck_assert(!(f.sites[i].assumed >> FLEET_COLUMN_LAN & 1));
    }
    fleet_free(&f);
}
END_TEST

/* Phones get the first load that is for them, what all share, or their model's. */
START_TEST(firmware_is_for_those_that_take_it)
{
    const char *const firmware[] = {"SCCP75.9-4-2SR4-3S", "SCCP45.9-4-2SR4-3S"};
    struct fleet f =
        fleet_good("site,model,count,wan_rate\nA,7945,1,1 Mbps\nA,7975,1,\nA,7940,1,\n",
                   (struct fleet_options){.firmware = firmware, .firmware_count = 2});
    const struct fleet_phones *p = f.sites[0].phones;
    ck_assert_str_eq(p[0].load->name, firmware[1]);
    ck_assert_str_eq(p[1].load->name, firmware[0]);
    ck_assert_str_eq(p[2].load->name, p[2].model->load->name);
    ck_assert_int_eq(p[0].load_from, FLEET_LOAD_ASKED);
    struct scenario s;
    struct error e;
    ck_assert_int_eq(fleet_load(&f, &f.sites[0], METHOD_TFTP, &s, &e), 0);
    for (size_t i = 0; i < 3; i++)
        ck_assert_ptr_eq(s.sites[0].subnets[0].phones[i].loads[0], p[i].load);
    ck_assert_uint_eq(s.warning_count, 0);
    scenario_free(&s);
    fleet_free(&f);
}
END_TEST

/* --- all of it loads ------------------------------------------------------------------------- */

static const char mixed[] =
    "site,model,count,wan_rate,wan_up,wan_queue,framing,mtu,subnet,load_server,calls,codec,qos\n"
    "A,7965,400,10 Mbps,2 Mbps,5..50 packets,ethernet,1492,,,4,g711u,priority\n"
    "B,7945,9,1 Mbps,,,hdlc,,one,dnsmasq,0,,none\n"
    "B,7940,8,,,,,,two,,,,\n"
    "B,8841,7,,,,,,two,,,,\n"
    "C,9971,250,unlimited,,,12 bytes,,a,,,,\n"
    "C,9971,300,,,,,,b,yes,,,\n"
    "\"x: [y] # \"\"z\"\" 'é'\",7975,1,64 kbps,,,,,,,,,\n";

START_TEST(a_text_loads_as_it_is)
{
    struct fleet f = fleet_good(mixed, nothing);
    ck_assert_uint_eq(f.count, 4);
    for (size_t i = 0; i < 3 * f.count; i++) {
        const struct fleet_site *site = &f.sites[i / 3];
        const enum method m = (enum method)(i % 3);
        struct scenario s, again;
        struct error e;
        if (fleet_cannot(site, m))
            continue;
        ck_assert_msg(fleet_load(&f, site, m, &s, &e) == 0, "%s", e.text);
        ck_assert_str_eq(s.name, site->name);
        uint32_t phones = 0;
        for (size_t k = 0; k < s.sites[0].subnet_count; k++)
            for (size_t p = 0; p < s.sites[0].subnets[k].phones_count; p++)
                phones += s.sites[0].subnets[k].phones[p].count;
        ck_assert_uint_eq(phones, site->phone_count);
        char *text = fleet_text(&f, site, m);
        ck_assert_msg(scenario_load_text(&again, "again.yaml", text, strlen(text), NULL, 0,
                                         source_library(), &e) == 0,
                      "%s\n%s", e.text, text);
        ck_assert_uint_eq(again.sites[0].down.rate, s.sites[0].down.rate);
        ck_assert_uint_eq(again.sites[0].traffic_count, s.sites[0].traffic_count);
        scenario_free(&again);
        scenario_free(&s);
        free(text);
    }
    fleet_free(&f);
}
END_TEST

/* A load that no phones of a site get is not in its scenario, where it would have no effect. */
START_TEST(a_load_for_other_phones_is_left_out)
{
    const char *const set[] = {"firmware=whitepaper-7965"};
    struct fleet f = fleet_good("site,model,count,wan_rate\nA,7940,1,1 Mbps\n",
                                (struct fleet_options){.set = set, .set_count = 1});
    struct scenario s;
    struct error e;
    ck_assert_msg(fleet_load(&f, &f.sites[0], METHOD_TFTP, &s, &e) == 0, "%s", e.text);
    ck_assert_uint_eq(s.warning_count, 0);
    ck_assert_int_eq(f.sites[0].phones[0].load_from, FLEET_LOAD_OF_MODEL);
    scenario_free(&s);
    fleet_free(&f);
}
END_TEST

START_TEST(methods_that_a_site_cannot_have)
{
    struct fleet f = fleet_good("site,model,count,wan_rate,load_server,pfs\nA,7940,1,1 Mbps,,\n"
                                "B,7965,1,1 Mbps,yes,off\nC,7965,1,1 Mbps,no,1 %\n",
                                nothing);
    static const char *const why[3][3] = {
        {NULL, "no subnet has a load server",
         "no phone has a model that knows Peer Firmware Sharing"},
        {NULL, NULL, "no phone has Peer Firmware Sharing switched on"},
        {NULL, "no subnet has a load server", NULL},
    };
    for (size_t i = 0; i < 9; i++)
        ck_assert_pstr_eq(fleet_cannot(&f.sites[i / 3], (enum method)(i % 3)), why[i / 3][i % 3]);
    fleet_free(&f);
}
END_TEST

/* Phones of a subnet without a load server download from the data centre beside the others. */
START_TEST(a_load_server_is_its_subnets)
{
    struct fleet f =
        fleet_good("site,model,count,wan_rate,subnet,load_server\nA,7965,1,1 Mbps,a,yes\n"
                   "A,7965,1,,b,\n",
                   nothing);
    struct scenario s;
    struct error e;
    ck_assert_msg(fleet_load(&f, &f.sites[0], METHOD_LOAD_SERVER, &s, &e) == 0, "%s", e.text);
    ck_assert_int_eq(s.sites[0].subnets[0].phones[0].method, METHOD_LOAD_SERVER);
    ck_assert_str_eq(s.sites[0].subnets[0].load_servers[0].kind, "atftpd");
    ck_assert_int_eq(s.sites[0].subnets[1].phones[0].method, METHOD_TFTP);
    ck_assert_uint_eq(s.sites[0].subnets[1].load_server_count, 0);
    scenario_free(&s);
    /* By another method it would be of no use. */
    ck_assert_int_eq(fleet_load(&f, &f.sites[0], METHOD_TFTP, &s, &e), 0);
    ck_assert_uint_eq(s.warning_count, 0);
    scenario_free(&s);
    fleet_free(&f);
}
END_TEST

/* A catalogue that `like` names by a path from its own folder. */
START_TEST(a_catalogue_is_found_from_every_folder)
{
    char *folder = fresh_folder();
    char *command =
        mem_printf("cp '%s'/models/catalogue/*.csv '%s' && printf 'catalogue: {firmware: "
                   "firmware.csv, models: models.csv}\\nsubnets: [{phones: [{model: "
                   "7965}]}]\\n' >'%s/like.yaml'",
                   source_folder(), folder, folder);
    char *like = mem_printf("%s/like.yaml", folder), *csv = mem_printf("%s/firmware.csv", folder);
    ck_assert_int_eq(system(command), 0);
    struct fleet f = fleet_good("site,model,count,wan_rate\nA,7965,1,1 Mbps\n",
                                (struct fleet_options){.like = like});
    struct scenario s;
    struct error e;
    ck_assert_msg(fleet_load(&f, &f.sites[0], METHOD_TFTP, &s, &e) == 0, "%s", e.text);
    ck_assert_str_eq(s.firmware_csv, csv);
    scenario_free(&s);
    fleet_free(&f);
    free(csv);
    free(like);
    free(command);
    remove_folder(folder);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof *(table))

static void add(TCase *t)
{
    tcase_add_test(t, each_value_says_whence_it_is);
    tcase_add_test(t, what_sites_share_is_of_like);
    tcase_add_test(t, a_cell_goes_before_like);
    tcase_add_test(t, what_is_shared_is_not_assumed);
    tcase_add_loop_test(t, what_cannot_be_shared_is_refused, 0, ROWS(shared));
    tcase_add_test(t, options_hold_for_all_sites);
    tcase_add_test(t, firmware_is_for_those_that_take_it);
    tcase_add_test(t, a_text_loads_as_it_is);
    tcase_add_test(t, a_load_for_other_phones_is_left_out);
    tcase_add_test(t, methods_that_a_site_cannot_have);
    tcase_add_test(t, a_load_server_is_its_subnets);
    tcase_add_test(t, a_catalogue_is_found_from_every_folder);
}

int main(void)
{
    return run_tests("fleet_scenario", add);
}
