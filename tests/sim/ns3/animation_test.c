/* Animations for NetAnim: the network, and each packet that arrives. */
#include "tests/sim/ns3/network.h"

/* What the animation of `build` and 100 ms after it holds; the caller's to free. */
static char *animation_of(struct pair (*build)(void))
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    const struct pair p = build();
    OK(ns3c_place(p.host[0], 5, 7, "left & \"<right>\""));
    OK(ns3c_animate(p.sim, file));
    REFUSED(ns3c_animate(p.sim, file), NS3C_STATE, "has had its animation");
    OK(ns3c_run(p.sim, 100 * NS3C_MILLISECOND));
    OK(ns3c_destroy(p.sim));
    ck_assert_int_eq(fclose(file), 0);
    return text;
}

static void send_hundred_bytes(const struct pair *p)
{
    static const uint8_t bytes[72];
    struct ns3c_udp *udp;
    OK(ns3c_udp_bind(p->host[0], 4000, NULL, NULL, &udp));
    for (int i = 0; i < 2; i++)
        OK(ns3c_udp_send_at(udp, (struct ns3c_endpoint){IP(10, 0, 0, 2), 69}, bytes, 72, NULL, 0, 0,
                            (10 + 10 * i) * NS3C_MILLISECOND));
}

#define NODE(id, x, y, name)                                                                       \
    "<node id=\"" id "\" sysId=\"0\" locX=\"" x "\" locY=\"" y "\" />\n"                           \
    "<nu p=\"d\" t=\"0\" id=\"" id "\" descr=\"" name "\" />\n"                                    \
    "<nu p=\"c\" t=\"0\" id=\"" id "\" r=\"31\" g=\"119\" b=\"180\" />\n"                          \
    "<nu p=\"s\" t=\"0\" id=\"" id "\" w=\"3\" h=\"3\" />\n"
#define NODES NODE("0", "5", "7", "left &amp; &quot;&lt;right&gt;&quot;") NODE("1", "0", "0", "1")
#define PACKET(from, first_sent, last_sent, to, first_got, last_got)                               \
    "<p fId=\"" from "\" fbTx=\"" first_sent "\" lbTx=\"" last_sent "\" tId=\"" to                 \
    "\" fbRx=\"" first_got "\" lbRx=\"" last_got "\" />\n"

/* A byte takes a microsecond, the way a millisecond; the second packet is lost. Nobody listens, and
 * that is said in 56 bytes. */
static struct pair on_a_cable(void)
{
    const struct ns3c_cable cable = slow_cable(10);
    const struct pair p = new_pair(&cable);
    OK(ns3c_lose_list(p.end[1], (const uint32_t[]){1}, 1));
    send_hundred_bytes(&p);
    return p;
}

START_TEST(packets_of_a_cable_have_their_times)
{
    static const char wanted[] =
        "<anim ver=\"netanim-3.108\" filetype=\"animation\" >\n" NODES
        "<link fromId=\"0\" toId=\"1\" fd=\"10.0.0.1~02:00:00:00:00:01\" "
        "td=\"10.0.0.2~02:00:00:00:00:02\" ld=\"\" />\n" PACKET("0", "0.010000000", "0.010100000",
                                                                "1", "0.011000000", "0.011100000")
            PACKET("1", "0.011100000", "0.011156000", "0", "0.012100000",
                   "0.012156000") "</anim>\n";
    for (int again = 0; again < 2; again++) {
        char *text = animation_of(on_a_cable);
        ck_assert_str_eq(text, wanted);
        free(text);
    }
}
END_TEST

/* 118 bytes of frame, a byte a microsecond. */
static struct pair on_a_bus(void)
{
    struct pair p = {0};
    OK(ns3c_create(&p.sim, NULL));
    for (int i = 0; i < 2; i++)
        OK(ns3c_add_host(p.sim, &p.host[i]));
    OK(ns3c_add_bus(p.sim, p.host, 2, 8000000, NS3C_MILLISECOND, 10, p.end));
    for (int i = 0; i < 2; i++)
        OK(ns3c_add_address(p.end[i], IP(10, 0, 0, 1 + i), 24));
    OK(ns3c_fill_neighbours(p.sim));
    send_hundred_bytes(&p);
    return p;
}

START_TEST(packets_of_a_bus_have_their_times)
{
    char *text = animation_of(on_a_bus);
    static const char network[] =
        NODES "<nonp2plinkproperties id=\"0\" ipAddress=\"10.0.0.1~02:00:00:00:00:01\" "
              "channelType=\"ns3::CsmaChannel\" />\n";
    static const char packet[] =
        PACKET("0", "0.010000000", "0.010118000", "1", "0.011000000", "0.011118000");
    ck_assert_msg(strstr(text, network) != NULL, "%s", text);
    ck_assert_msg(strstr(text, packet) != NULL, "%s", text);
    free(text);
}
END_TEST

/* The file may be closed then. */
START_TEST(nothing_is_written_after_the_end)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    const struct pair p = on_a_cable();
    OK(ns3c_animate(p.sim, file));
    OK(ns3c_run(p.sim, 5 * NS3C_MILLISECOND));
    OK(ns3c_animate(p.sim, NULL));
    ck_assert_int_eq(fclose(file), 0);
    OK(ns3c_run(p.sim, 100 * NS3C_MILLISECOND));
    OK(ns3c_destroy(p.sim));
    ck_assert(strstr(text, "<p ") == NULL);
    ck_assert_str_eq(text + size - strlen("</anim>\n"), "</anim>\n");
    free(text);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, packets_of_a_cable_have_their_times);
    tcase_add_test(t, packets_of_a_bus_have_their_times);
    tcase_add_test(t, nothing_is_written_after_the_end);
}

int main(void)
{
    return run_tests("ns3 animations", add);
}
