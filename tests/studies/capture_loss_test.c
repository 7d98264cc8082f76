/* What was lost, and whether a queue or chance did it. As in line_test: a full block takes 8 ms on
 * the line, its ACK comes 2 ms later, and the next block 1 ms after that. */
#include "tests/studies/capture_timeline.h"

static struct capture_analysis loss_of(struct timeline *t, enum capture_where where)
{
    struct capture_analysis a = timeline_analyse(t);
    ck_assert_int_eq(a.rounds.where, where);
    return a;
}

/* One transfer alone has no queue. At the server's side block 5 and, a second later, its copy get
 * no ACK; the third one does. */
START_TEST(at_the_server_what_comes_again_without_an_ack_was_lost)
{
    struct timeline t = timeline_begin();
    t.client_hops = 1;
    timeline_add(&t, 0, 0, "RRQ f octet");
    double now = 1;
    for (int n = 1; n <= 20; n++, now += 11) {
        for (int i = 0; n == 5 && i < 2; i++, now += 1000)
            timeline_add(&t, now, 0, "DATA 5 512");
        timeline_add(&t, now, 0, "DATA %d %d", n, n < 20 ? 512 : 112);
        timeline_add(&t, now + (n < 20 ? 10 : 2 + 8.0 * 144 / 544), 0, "ACK %d", n);
    }
    struct capture_analysis a = loss_of(&t, CAPTURE_AT_SERVER);
    ck_assert_uint_eq(a.loss.events, 2);
    ck_assert_uint_eq(a.loss.packets, 1 + 22 + 20);
    ck_assert(a.loss.random);
    ck_assert_msg(fabs(a.loss.share - 2.0 / 43) < 1e-12, "%g", a.loss.share);
    ck_assert_msg(a.loss.low == 0, "%g", a.loss.low); /* 2 - 1.96 sqrt(2) is below 0 */
    ck_assert_msg(fabs(a.loss.high - (2 + 1.96 * sqrt(2)) / 43) < 1e-12, "%g", a.loss.high);
    capture_analysis_free(&a);
}
END_TEST

/* At the clients' side block 5 is seen for the first time a second after ACK 4: it was lost before.
 * So was ACK 9, behind: block 9 comes again, a second later, and gets its ACK once more. Block 12
 * comes twice at once, as a network may do with it, and nothing was lost. */
START_TEST(at_the_clients_what_comes_late_was_lost)
{
    struct timeline t = timeline_begin();
    t.server_hops = 1;
    timeline_add(&t, 0, 0, "RRQ f octet");
    double now = 9;
    for (int n = 1; n <= 20; n++, now += 11) {
        now += n == 5 ? 1000 : 0;
        timeline_add(&t, now, 0, "DATA %d 512", n);
        if (n == 12)
            timeline_add(&t, now + 1, 0, "DATA 12 512");
        timeline_add(&t, now + 2, 0, "ACK %d", n);
        if (n != 9)
            continue;
        now += 1000;
        timeline_add(&t, now, 0, "DATA 9 512");
        timeline_add(&t, now + 2, 0, "ACK 9");
    }
    struct capture_analysis a = loss_of(&t, CAPTURE_AT_CLIENT);
    ck_assert_uint_eq(a.loss.events, 2);
    ck_assert(a.loss.random);
    capture_analysis_free(&a);
}
END_TEST

/* Two transfers keep the line busy: each sends a block every 16 ms, of which it waits 5. A third
 * one's block comes 1 ms after the first one's, and its ACK never does; it comes again 800 ms
 * later. Where a queue dropped it, the others know nothing of it; where it was lost behind the
 * line, it had its 8 ms there, and all that came later in this busy time is 8 ms later. */
START_TEST(what_took_its_time_on_the_line_was_lost_behind_it)
{
    for (int passed = 0; passed < 2; passed++) {
        struct timeline t = timeline_begin();
        t.client_hops = 1;
        timeline_add(&t, 0, 0, "RRQ f octet");
        for (int n = 1; n <= 10; n++) { /* alone, which tells the base of a round */
            timeline_add(&t, 1 + 11 * n, 0, "DATA %d 512", n);
            timeline_add(&t, 11 + 11 * n, 0, "ACK %d", n);
        }
        timeline_add(&t, 200, 1, "RRQ f octet");
        timeline_add(&t, 200, 2, "RRQ f octet");
        /* A at 201, ACK at 211, next at 212 + 4 of waiting; B at 204 waits 5, ACK at 219. */
        double at = 201;
        for (int i = 0; i < 200; i++, at += 16) {
            const bool lost = i % 50 == 20;
            timeline_add(&t, at, 0, "DATA %d 512", 11 + i);
            if (lost)
                timeline_add(&t, at + 1, 2, "DATA %d 512", 1);
            if (i)
                timeline_add(&t, at + 7, 1, "ACK %d", i);
            timeline_add(&t, at + 8, 1, "DATA %d 512", 1 + i);
            at += lost && passed ? 8 : 0;
            timeline_add(&t, at + 15, 0, "ACK %d", 11 + i);
        }
        struct capture_analysis a = loss_of(&t, CAPTURE_AT_SERVER);
        ck_assert_uint_eq(a.line.lost_behind, 3);
        ck_assert_int_eq(a.line.lost_where,
                         passed ? CAPTURE_LOST_ELSEWHERE : CAPTURE_LOST_IN_QUEUE);
        ck_assert(a.loss.random == passed);
        capture_analysis_free(&a);
    }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, at_the_server_what_comes_again_without_an_ack_was_lost);
    tcase_add_test(t, at_the_clients_what_comes_late_was_lost);
    tcase_add_test(t, what_took_its_time_on_the_line_was_lost_behind_it);
}

int main(void)
{
    return run_tests("studies/capture_loss", add);
}
