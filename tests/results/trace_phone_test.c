/* A phone's time as slices of a trace, and arrows to it: small_sharing.h's run, whose times are
 * known, and what can go wrong. */
#include "tests/results/trace_lines.h"

#define A "{\"load\":\"l\",\"bytes\":1000,\"total\":1000,"
#define B "{\"load\":\"l\",\"bytes\":2000,\"total\":2000,"

START_TEST(states_files_and_what_is_done_with_them)
{
    small_sharing(&o);
    expect_events(
        "X", "phone-0",
        "branch/phone-0: waiting 0-5 " IN "branch/phone-0: booting 5-15 " OUT
        "branch/phone-0: fetching 15-100 " OUT "branch/phone-0: a.loads 15-65 " A
        "\"from\":\"server\",\"transport\":\"tftp\",\"depth\":0}\n"
        "branch/phone-0: waiting for peers 15-30 \n"
        "branch/phone-0: downloading 30-40 {\"bytes\":1000,\"total\":1000,\"from\":\"server\","
        "\"depth\":0}\n"
        "branch/phone-0: sharing 40-65 \n"
        "branch/phone-0: b.sbn 65-100 " B
        "\"from\":\"phone-1\",\"transport\":\"pfs\",\"depth\":1}\n"
        "branch/phone-0: waiting for peers 65-91 \n"
        "branch/phone-0: downloading 91-93 {\"bytes\":2000,\"total\":2000,\"from\":\"phone-1\","
        "\"depth\":1}\n"
        "branch/phone-0: sharing 93-100 \n"
        "branch/phone-0: restarting 100-130 " OUT "branch/phone-0: upgraded 130-150 {\"load\":"
        "\"load, test\",\"in_service\":true}\n");
}
END_TEST

START_TEST(a_phone_that_falls_back_asks_the_server)
{
    small_sharing(&o);
    expect_events("X", "phone-2",
                  "branch/phone-2: waiting 0-5 " IN "branch/phone-2: booting 5-15 " OUT
                  "branch/phone-2: fetching 15-110 " OUT "branch/phone-2: a.loads 15-65 " A
                  "\"from\":\"phone-1\",\"transport\":\"pfs\",\"depth\":2}\n"
                  "branch/phone-2: waiting for peers 15-43 \n"
                  "branch/phone-2: downloading 43-44 {\"bytes\":1000,\"total\":1000,\"from\":"
                  "\"phone-1\",\"depth\":2}\n"
                  "branch/phone-2: sharing 44-65 \n"
                  "branch/phone-2: b.sbn 65-110 " B "\"from\":\"server\",\"transport\":\"tftp\"}\n"
                  "branch/phone-2: waiting for peers 65-79 \n"
                  "branch/phone-2: downloading 79-110 {\"bytes\":2000,\"total\":2000,\"from\":"
                  "\"server\"}\n"
                  "branch/phone-2: restarting 110-140 " OUT "branch/phone-2: upgraded 140-150 "
                  "{\"load\":\"load, test\",\"in_service\":true}\n");
}
END_TEST

START_TEST(arrows_lead_from_parents_to_children)
{
    small_sharing(&o);
    expect_events("sf", NULL,
                  "branch/phone-0: transfer 41 #1 {\"file\":\"a.loads\"}\n"
                  "branch/phone-1: transfer 41 #1 {\"file\":\"a.loads\"}\n"
                  "branch/phone-1: transfer 43 #2 {\"file\":\"a.loads\"}\n"
                  "branch/phone-2: transfer 43 #2 {\"file\":\"a.loads\"}\n"
                  "branch/phone-1: transfer 91 #3 {\"file\":\"b.sbn\"}\n"
                  "branch/phone-0: transfer 91 #3 {\"file\":\"b.sbn\"}\n");
}
END_TEST

static void add_phone(int phone)
{
    o.server_added(o.user, &small_server);
    o.phone_added(o.user, &small_phones[phone]);
    small_change(&o, phone, "fetching", false, 0);
}

/* A child that loses its parent waits; what came of the file before counts for the slice alone. */
START_TEST(a_lost_parent_ends_a_download)
{
    add_phone(0);
    o.phone_added(o.user, &small_phones[1]);
    share_progress(&o, 0, "a.loads", 0, false, true, 0);
    share_peer(&o, 0, "a.loads", PEER_CHILD, 1, 1, 5);
    share_peer(&o, 0, "a.loads", PEER_RECEIVING, 1, 1, 10);
    share_peer(&o, 0, "a.loads", PEER_RECEIVING, 1, 1, 11); /* no second arrow */
    share_progress(&o, 0, "a.loads", 600, true, true, 15);
    share_peer(&o, 0, "a.loads", PEER_LEFT, 1, 1, 20);
    share_peer(&o, 0, "a.loads", PEER_ROOT, -1, 0, 30);
    share_peer(&o, 0, "a.loads", PEER_RECEIVING, -1, 0, 40);
    share_progress(&o, 0, "a.loads", 0, false, true, 40);
    share_progress(&o, 0, "a.loads", 100, true, true, 50);
    o.run_ended(o.user, 60 * TENTHS);
    expect_events("Xsf", "phone-0",
                  "branch/phone-0: fetching 0-60 " OUT
                  "branch/phone-0: a.loads 0-60 {\"load\":\"l\",\"bytes\":100,\"total\":1000,"
                  "\"depth\":0}\n"
                  "branch/phone-0: waiting for peers 0-10 \n"
                  "branch/phone-0: downloading 10-20 {\"bytes\":600,\"total\":1000,\"from\":"
                  "\"phone-1\",\"depth\":1}\n"
                  "branch/phone-0: transfer 10 #1 {\"file\":\"a.loads\"}\n"
                  "branch/phone-0: waiting for peers 20-40 \n"
                  "branch/phone-0: requesting 40-50 \n"
                  "branch/phone-0: downloading 50-60 {\"bytes\":100,\"total\":1000,\"depth\":0}\n");
}
END_TEST

/* Without peers; the pause is within the file, and the server that failed is told of. */
START_TEST(a_phone_that_asks_again)
{
    const struct phone_change ended = {.state = "failed", .ended = true, .reason = "gave up"};
    add_phone(0);
    share_progress(&o, 0, "a.loads", 0, false, false, 0);
    share_progress(&o, 0, "a.loads", 100, true, false, 10);
    small_file(&o, 0, "a.loads", 0, 20, "no answer");
    small_change(&o, 0, "pausing", false, 20);
    small_change(&o, 0, "fetching", false, 30);
    share_progress(&o, 0, "a.loads", 0, false, false, 30);
    o.phone_changed(o.user, &small_phones[0], &ended, 40 * TENTHS);
    small_change(&o, 0, "booting", true, 45); /* it has ended */
    o.run_ended(o.user, 50 * TENTHS);
    expect_events(
        "X", NULL,
        "branch/phone-0: fetching 0-40 " OUT
        "branch/phone-0: a.loads 0-40 {\"load\":\"l\",\"bytes\":0,\"total\":1000,\"from\":"
        "\"server\",\"transport\":\"tftp\",\"retransmissions\":2,\"reason\":"
        "\"no answer\"}\n"
        "branch/phone-0: requesting 0-10 \n"
        "branch/phone-0: downloading 10-20 {\"bytes\":100,\"total\":1000,\"from\":"
        "\"server\",\"reason\":\"no answer\"}\n"
        "branch/phone-0: pausing 20-30 \n"
        "branch/phone-0: requesting 30-40 \n"
        "branch/phone-0: failed 40-50 {\"in_service\":false,\"reason\":\"gave up\"}\n");
}
END_TEST

/* What came by then is told at a file's end; the next server's bytes are others. */
START_TEST(servers_that_fail)
{
    const struct file_info lost = {
        .file = "a.loads", .from = 1, .transport = "tftp", .bytes = 150, .reason = "lost"};
    const struct file_info silent = {
        .file = "a.loads", .from = 2, .transport = "tftp", .reason = "no answer"};
    add_phone(0);
    share_progress(&o, 0, "a.loads", 0, false, false, 0);
    share_progress(&o, 0, "a.loads", 100, true, false, 10);
    o.file_ended(o.user, &lost);
    share_progress(&o, 0, "a.loads", 0, false, false, 20);
    o.file_ended(o.user, &silent);
    small_change(&o, 0, "pausing", false, 30);
    small_change(&o, 0, "fetching", false, 40);
    share_progress(&o, 0, "a.loads", 200, true, false, 40);
    share_progress(&o, 0, "a.loads", 0, false, false, 50);
    small_change(&o, 0, "writing", false, 50);
    share_progress(&o, 0, "a.loads", 1000, true, false, 55); /* too late */
    o.run_ended(o.user, 60 * TENTHS);
    expect_events(
        "X", NULL,
        "branch/phone-0: fetching 0-50 " OUT
        "branch/phone-0: a.loads 0-50 {\"load\":\"l\",\"bytes\":0,\"total\":1000,\"from\":"
        "\"0.0.0.2\",\"transport\":\"tftp\",\"reason\":\"no answer\"}\n"
        "branch/phone-0: requesting 0-10 \n"
        "branch/phone-0: downloading 10-20 {\"bytes\":150,\"total\":1000,\"from\":"
        "\"0.0.0.1\",\"reason\":\"lost\"}\n"
        "branch/phone-0: requesting 20-30 {\"from\":\"0.0.0.2\",\"reason\":"
        "\"no answer\"}\n"
        "branch/phone-0: pausing 30-40 \n"
        "branch/phone-0: downloading 40-50 {\"bytes\":200,\"total\":1000}\n"
        "branch/phone-0: writing 50-60 " OUT);
}
END_TEST

/* It was a child, and a root that had asked the server: that goes on, in no hierarchy. */
START_TEST(a_root_that_falls_back)
{
    add_phone(0);
    o.phone_added(o.user, &small_phones[1]);
    share_progress(&o, 0, "a.loads", 0, false, true, 0);
    share_peer(&o, 0, "a.loads", PEER_CHILD, 1, 1, 5);
    share_peer(&o, 0, "a.loads", PEER_LEFT, 1, 1, 10);
    share_peer(&o, 0, "a.loads", PEER_ROOT, -1, 0, 15);
    share_peer(&o, 0, "a.loads", PEER_RECEIVING, -1, 0, 20);
    share_peer(&o, 0, "a.loads", PEER_FELL_BACK, -1, 0, 30);
    share_peer(&o, 0, "b.sbn", PEER_CHILD, 1, 4, 35); /* another file */
    share_progress(&o, 0, "a.loads", 500, true, false, 40);
    small_file(&o, 0, "b.sbn", 0, 45, "of another file");
    share_progress(&o, 0, "b.sbn", 0, false, false, 50);
    o.run_ended(o.user, 60 * TENTHS);
    expect_events("Xsf", NULL,
                  "branch/phone-0: fetching 0-60 " OUT "branch/phone-1: waiting 0-60 " IN
                  "branch/phone-0: a.loads 0-50 {\"load\":\"l\",\"bytes\":500,\"total\":1000}\n"
                  "branch/phone-0: waiting for peers 0-20 \n"
                  "branch/phone-0: requesting 20-40 \n"
                  "branch/phone-0: downloading 40-50 {\"bytes\":500,\"total\":1000}\n"
                  "branch/phone-0: b.sbn 50-60 {\"load\":\"l\",\"bytes\":0,\"total\":2000}\n"
                  "branch/phone-0: requesting 50-60 \n");
}
END_TEST

/* What it had of its parent is forgotten; of the server comes more than was told on the way. */
START_TEST(a_child_that_falls_back)
{
    const struct file_info cut = {
        .file = "a.loads", .from = 3, .transport = "http", .bytes = 550, .reason = "unplugged"};
    add_phone(0);
    o.phone_added(o.user, &small_phones[1]);
    share_progress(&o, 0, "a.loads", 0, false, true, 0);
    share_peer(&o, 0, "a.loads", PEER_CHILD, 1, 1, 5);
    share_peer(&o, 0, "a.loads", PEER_RECEIVING, 1, 1, 10);
    share_peer(&o, 0, "a.loads", PEER_FELL_BACK, -1, 0, 20);
    share_progress(&o, 0, "a.loads", 500, true, false, 30);
    share_progress(&o, 0, "a.loads", 0, false, false, 40);
    share_progress(&o, 0, "a.loads", 500, true, false, 50);
    o.file_ended(o.user, &cut);
    small_change(&o, 0, "unplugged", false, 60);
    o.run_ended(o.user, 60 * TENTHS);
    expect_events("X", "phone-0",
                  "branch/phone-0: fetching 0-60 " OUT
                  "branch/phone-0: a.loads 0-60 {\"load\":\"l\",\"bytes\":550,\"total\":1000,"
                  "\"from\":\"0.0.0.3\",\"transport\":\"http\",\"reason\":\"unplugged\"}\n"
                  "branch/phone-0: waiting for peers 0-10 \n"
                  "branch/phone-0: downloading 10-20 {\"bytes\":0,\"total\":1000,\"from\":"
                  "\"phone-1\",\"depth\":1}\n"
                  "branch/phone-0: requesting 20-30 \n"
                  "branch/phone-0: downloading 30-40 {\"bytes\":500,\"total\":1000}\n"
                  "branch/phone-0: requesting 40-50 \n"
                  "branch/phone-0: downloading 50-60 {\"bytes\":550,\"total\":1000,\"from\":"
                  "\"0.0.0.3\",\"reason\":\"unplugged\"}\n"
                  "branch/phone-0: unplugged 60-60 " OUT);
}
END_TEST

/* A download of no length has no slice, and no arrow, which would end in what comes next; what it
 * tells is not of the one before. */
START_TEST(a_download_in_no_time)
{
    add_phone(0);
    o.phone_added(o.user, &small_phones[1]);
    o.phone_added(o.user, &small_phones[2]);
    share_progress(&o, 0, "a.loads", 0, false, true, 0);
    share_peer(&o, 0, "a.loads", PEER_CHILD, 1, 1, 5);
    share_peer(&o, 0, "a.loads", PEER_RECEIVING, 1, 1, 10);
    share_progress(&o, 0, "a.loads", 600, true, true, 10);
    share_peer(&o, 0, "a.loads", PEER_LEFT, 1, 1, 20);
    share_peer(&o, 0, "a.loads", PEER_CHILD, 2, 3, 30);
    share_peer(&o, 0, "a.loads", PEER_RECEIVING, 2, 3, 40);
    share_progress(&o, 0, "a.loads", SHARED_A, true, true, 40);
    share_file(&o, 0, "a.loads", small_phones[2].address, 0, 40);
    o.run_ended(o.user, 50 * TENTHS);
    expect_events("Xsf", "phone-0",
                  "branch/phone-0: fetching 0-50 " OUT "branch/phone-0: a.loads 0-50 " A
                  "\"from\":\"phone-2\",\"transport\":\"pfs\",\"depth\":3}\n"
                  "branch/phone-0: waiting for peers 0-10 \n"
                  "branch/phone-0: downloading 10-20 {\"bytes\":600,\"total\":1000,\"from\":"
                  "\"phone-1\",\"depth\":1}\n"
                  "branch/phone-0: transfer 10 #1 {\"file\":\"a.loads\"}\n"
                  "branch/phone-0: waiting for peers 20-40 \n"
                  "branch/phone-0: sharing 40-50 \n");
}
END_TEST

START_TEST(a_file_of_which_nothing_is_known)
{
    const struct file_progress unknown = {.file = "a.loads", .load = "l", .peers = true};
    add_phone(0);
    o.file_progressed(o.user, &unknown, 0);
    share_progress(&o, 0, "b.sbn", 0, false, false, 10); /* which it gets alone */
    o.run_ended(o.user, 20 * TENTHS);
    expect_events("X", NULL,
                  "branch/phone-0: fetching 0-20 " OUT
                  "branch/phone-0: a.loads 0-10 {\"load\":\"l\",\"bytes\":0,\"total\":0}\n"
                  "branch/phone-0: waiting for peers 0-10 \n"
                  "branch/phone-0: b.sbn 10-20 {\"load\":\"l\",\"bytes\":0,\"total\":2000}\n"
                  "branch/phone-0: requesting 10-20 \n");
}
END_TEST

START_TEST(a_sender_without_a_name)
{
    struct file_info file = {.file = "a.loads", .from = 0x0a0b0c0d, .transport = "tftp"};
    add_phone(0);
    share_progress(&o, 0, "a.loads", 0, false, false, 0);
    o.file_ended(o.user, &file);
    o.run_ended(o.user, 10 * TENTHS);
    char *text = trace_text("name");
    ck_assert_ptr_nonnull(strstr(text, "\"from\":\"10.11.12.13\""));
    free(text);
}
END_TEST

/* The last slice may be empty, so that one sees how it ended; no other is. */
START_TEST(what_is_empty)
{
    add_phone(0);
    small_end(&o, 0, true, NULL, 20);
    o.run_ended(o.user, 20 * TENTHS);
    expect_events("X", NULL,
                  "branch/phone-0: fetching 0-20 " OUT
                  "branch/phone-0: upgraded 20-20 {\"load\":\"load, test\",\"in_service\":true}\n");
}
END_TEST

static void add(TCase *t_)
{
    tcase_add_checked_fixture(t_, setup, teardown);
    tcase_add_test(t_, states_files_and_what_is_done_with_them);
    tcase_add_test(t_, a_phone_that_falls_back_asks_the_server);
    tcase_add_test(t_, arrows_lead_from_parents_to_children);
    tcase_add_test(t_, a_lost_parent_ends_a_download);
    tcase_add_test(t_, a_phone_that_asks_again);
    tcase_add_test(t_, servers_that_fail);
    tcase_add_test(t_, a_root_that_falls_back);
    tcase_add_test(t_, a_child_that_falls_back);
    tcase_add_test(t_, a_download_in_no_time);
    tcase_add_test(t_, a_file_of_which_nothing_is_known);
    tcase_add_test(t_, a_sender_without_a_name);
    tcase_add_test(t_, what_is_empty);
}

int main(void)
{
    return run_tests("trace_phone", add);
}
