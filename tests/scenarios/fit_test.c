/* Warnings of blocks that do not fit the way to the phones. */
#include "tests/scenarios/support.h"

#include "base/memory.h"

#define AT_BLKSIZE "test.yaml:1:8: tftp.blksize: blocks of "

/* A scenario's head, and the whole warning; NULL: there is none. */
static const struct {
    const char *head, *warning;
} cases[] = {
    {"", NULL},
    {"tftp: {blksize: 1468}\n", NULL},
    {"tftp: {blksize: 8192}\n",
     AT_BLKSIZE "8192 bytes travel in 6 fragments, since the server's cable takes packets of 1500; "
                "the loss of one loses the block"},
    /* 65,476 bytes are 44 times 1,480 and 356. Of 45 packets one is on the line, and 43 wait: since
     * the server's cable is not much faster than a line of 100 Mbps the last one finds room. */
    {"tftp: {blksize: 65464}\n", AT_BLKSIZE
     "65464 bytes never get over the WAN: they come in 45 fragments, and its queue has no "
     "room for so many"},
    {"tftp: {blksize: 65464}\nwan: {queue: {limit: 43 packets}}\n", AT_BLKSIZE
     "65464 bytes never get over the WAN: they come in 45 fragments, and its queue has no "
     "room for so many"},
    {"tftp: {blksize: 65464}\nwan: {queue: {limit: 60 kB}}\n", AT_BLKSIZE
     "65464 bytes never get over the WAN: they come in 45 fragments, and its queue has no "
     "room for so many"},
    {"tftp: {blksize: 65464}\nwan: {rate: 100 Mbps, queue: {limit: 43 packets}}\n", AT_BLKSIZE
     "65464 bytes travel in 45 fragments, since the server's cable takes packets of 1500; "
     "the loss of one loses the block"},
    {"tftp: {blksize: 65464}\nhead_end: {rate: 2 Mbps, queue: {limit: 43 packets}}\n", AT_BLKSIZE
     "65464 bytes never get over the head end: they come in 45 fragments, and its queue has "
     "no room for so many"},
    {"tftp: {blksize: 65464}\nwan: {queue: {limit: 44 packets}}\n",
     AT_BLKSIZE "65464 bytes travel in 45 fragments, since the server's cable takes packets of "
                "1500; the loss of one loses the block"},
    /* Five of 1,480 in two each (1,400 and 80), and 804. */
    {"tftp: {blksize: 8192}\nwan: {mtu: 1420}\n",
     AT_BLKSIZE "8192 bytes travel in 11 fragments, since the server's cable takes packets of "
                "1500; the loss of one loses the block"},
    {"tftp: {blksize: 1461}\nwan: {mtu: 1492}\n",
     AT_BLKSIZE "1461 bytes travel in 2 fragments, since the WAN takes packets of 1492; the loss "
                "of one loses the block"},
    {"tftp: {blksize: 1460}\nwan: {mtu: 1492}\n", NULL},
    {"tftp: {blksize: 1460}\nwan: {mtu: 1492, icmp: off}\n", NULL},
    {"tftp: {blksize: 1461}\nwan: {mtu: 1492, icmp: off}\n",
     AT_BLKSIZE "1461 bytes never get over the WAN: it takes packets of 1492, they must not be "
                "fragmented, and icmp is off"},
    {"tftp: {blksize: 1461}\nwan: {mtu: 1492, icmp: off}\nserver: {kind: tftpd-hpa}\n",
     AT_BLKSIZE "1461 bytes travel in 2 fragments, since the WAN takes packets of 1492; the loss "
                "of one loses the block"},
    /* dnsmasq grants what its cable holds; nobody grants a block to who asks for none. */
    {"tftp: {blksize: 8192}\nserver: {kind: dnsmasq}\n", NULL},
    {"wan: {mtu: 400}\n",
     "test.yaml:4:9: subnets[0].phones[0]: blocks of 512 bytes travel in 2 fragments, since the "
     "WAN takes packets of 400; the loss of one loses the block"},
    /* What follows block 65535: of blocks of 512 bytes no file has so many. */
    {"server: {rollover: 1}\n",
     "test.yaml:1:10: server.rollover: has no effect: no file has over 65535 blocks"},
    {"tftp: {blksize: 8}\nserver: {rollover: 0}\n", NULL},
    {"tftp: {blksize: 8, rollover: 1}\n", NULL},
    {"tftp: {blksize: 8, rollover: 0}\nserver: {rollover: 1}\n",
     "test.yaml:1:20: tftp.rollover: phones never get file apps45.8-5.sbn of over 65535 "
     "blocks of 8 bytes: the next is block 0 for them and block 1 for their server "
     "(server.rollover)"},
    {"tftp: {blksize: 8}\nserver: {rollover: off}\n",
     "test.yaml:5:9: subnets[0].phones[0]: phones never get file apps45.8-5.sbn of over "
     "65535 blocks of 8 bytes: the next is block 0 for them and none for their server "
     "(server.rollover)"},
    {"tftp: {blksize: 8192}\nserver: {rollover: 1, blksize: 8}\n",
     "test.yaml:5:9: subnets[0].phones[0]: phones never get file apps45.8-5.sbn of over "
     "65535 blocks of 8 bytes: the next is block 0 for them and block 1 for their server "
     "(server.rollover)"},
    {"wan: {icmp: off}\n",
     "test.yaml:1:7: wan.icmp: has no effect: no packet is too large for the line"},
};

START_TEST(what_does_not_fit_is_said)
{
    struct scenario s;
    char *text = mem_printf("%s" SMALLEST, cases[_i].head);
    must_load(&s, text, NULL);
    ck_assert_uint_eq(s.warning_count, cases[_i].warning != NULL);
    if (cases[_i].warning)
        ck_assert_str_eq(s.warnings[0], cases[_i].warning);
    scenario_free(&s);
    free(text);
}
END_TEST

/* A load server's phones are on its LAN, whatever the WAN takes. */
START_TEST(a_load_server_is_near)
{
    struct scenario s;
    must_load(
        &s,
        "method: load-server\ntftp: {blksize: 1468}\nwan: {mtu: 576}\n"
        "subnets: [{lan: {mtu: 1000}, phones: [{model: CP-7965, count: 2}, {model: CP-7965}]}]\n",
        NULL);
    ck_assert_uint_eq(s.warning_count, 1); /* once */
    ck_assert_str_eq(s.warnings[0],
                     "test.yaml:2:8: tftp.blksize: blocks of 1468 bytes travel in 2 fragments, "
                     "since the LAN takes packets of 1000; the loss of one loses the block");
    scenario_free(&s);
}
END_TEST

/* What must not be fragmented, for an engine that would: bytes of the largest such IP packet. */
static const struct {
    const char *head;
    uint32_t bytes;
} unfragmentable[] = {
    {"", 0},
    {"wan: {mtu: 544}\n", 0},
    {"wan: {mtu: 543}\n", 512 + 32},
    {"head_end: {rate: 1 Mbps, mtu: 543}\n", 512 + 32},
    {"wan: {up: {mtu: 543}}\n", 512 + 32},         /* it is looked at both ways */
    {"method: load-server\nwan: {mtu: 543}\n", 0}, /* which is near */
    /* In one piece is only the index, of 666 bytes. */
    {"tftp: {blksize: 8192}\nwan: {mtu: 600}\n", 666 + 32},
    /* A request for cvm45sccp.8-5.sbn, with any options. */
    {"server: {kind: tftpd-hpa}\nwan: {mtu: 100}\n", 28 + 2 + 18 + 6 + 60},
    {"server: {kind: tftpd-hpa}\nservers: [{kind: atftpd}]\nwan: {mtu: 400}\n", 512 + 32},
    {"server: {kind: tftpd-hpa}\nwan: {icmp: off, mtu: 1400}\n", 1500},
};

START_TEST(what_must_not_be_fragmented)
{
    struct scenario s;
    char *text = mem_printf("%s" SMALLEST, unfragmentable[_i].head);
    must_load(&s, text, NULL);
    ck_assert_uint_eq(scenario_unfragmentable(&s), unfragmentable[_i].bytes);
    scenario_free(&s);
    free(text);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("fit");
    tcase_add_loop_test(t, what_does_not_fit_is_said, 0, sizeof cases / sizeof *cases);
    tcase_add_test(t, a_load_server_is_near);
    tcase_add_loop_test(t, what_must_not_be_fragmented, 0,
                        sizeof unfragmentable / sizeof *unfragmentable);
    return run_tests("fit", t);
}
