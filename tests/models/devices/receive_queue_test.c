/* Datagrams that wait: order, owners, bytes. */
#include "models/devices/receive_queue.h"

#include "tests/sim/native/network.h"

/* Datagrams come from h0 to h1, which puts them into the queue; letters are their owners. */
static struct network net;
static struct listener h0;
static struct net_host *host;
static struct receive_queue queue;
static char owners[] = "abc";

static void put(void *user, const struct net_datagram *d)
{
    (void)user;
    receive_queue_put(&queue, host, d, &owners[d->header[0] - 'a']);
}

static void setup(void)
{
    network_two_hosts(&net, plain_line(0));
    net.watched = NULL;
    network_build(&net);
    network_listen(&net, 0, &h0);
    host = native_engine.host(net.net, 1);
    net_udp_bind(host, PORT, TRAFFIC_OTHER, put, NULL);
}

static void teardown(void)
{
    network_fini(&net);
}

static void receive(const char *letters)
{
    for (const char *l = letters; *l; l++)
        packet_at(net_now(net.net) / MICROSECONDS, &h0, host->address, *l, 40);
    network_run(&net);
}

static void expect_taken(const char *letters)
{
    for (const char *l = letters; *l; l++) {
        struct net_datagram *d = receive_queue_take(&queue);
        ck_assert_ptr_nonnull(d);
        ck_assert_uint_eq(d->header[0], (uint8_t)*l);
        ck_assert_ptr_eq(d->owner, &owners[*l - 'a']);
        net_release(host, d);
    }
    ck_assert_ptr_null(receive_queue_take(&queue));
}

START_TEST(what_was_first_in_is_first_out)
{
    receive("abcba");
    expect_taken("abcba");
}
END_TEST

START_TEST(an_empty_queue_fills_again)
{
    expect_taken("");
    receive("a");
    expect_taken("a");
    receive("bc");
    expect_taken("bc");
}
END_TEST

START_TEST(dropping_takes_out_what_is_the_owners)
{
    static const struct {
        const char *before;
        char owner;
        const char *after;
    } cases[] = {
        {"", 'a', ""},       {"a", 'a', ""},      {"aaa", 'a', ""},   {"abab", 'a', "bb"},
        {"baba", 'a', "bb"}, {"bcb", 'a', "bcb"}, {"bca", 'a', "bc"}, {"abc", 'a', "bc"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        receive(cases[i].before);
        receive_queue_drop(&queue, host, &owners[cases[i].owner - 'a']);
        char after[16];
        snprintf(after, sizeof after, "%scc", cases[i].after);
        receive("cc"); /* to the end of what was left */
        expect_taken(after);
    }
}
END_TEST

START_TEST(dropping_without_an_owner_takes_out_all)
{
    receive("abc");
    receive_queue_drop(&queue, host, NULL);
    expect_taken("");
    receive("b");
    expect_taken("b");
}
END_TEST

/* Some of those released serve again for those that come: the queue's must not be among them. */
START_TEST(what_is_in_the_queue_keeps_its_bytes)
{
    receive("ab");
    for (int i = 0; i < 100; i++) {
        receive("c");
        receive_queue_drop(&queue, host, &owners[2]);
    }
    expect_taken("ab");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, what_was_first_in_is_first_out);
    tcase_add_test(t, an_empty_queue_fills_again);
    tcase_add_test(t, dropping_takes_out_what_is_the_owners);
    tcase_add_test(t, dropping_without_an_owner_takes_out_all);
    tcase_add_test(t, what_is_in_the_queue_keeps_its_bytes);
}

int main(void)
{
    return run_tests("receive queue", add);
}
