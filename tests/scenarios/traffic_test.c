/* Traffic beside the upgrade, code points and queues with classes, as scenarios say them: values,
 * what is refused, what is warned of. */
#include <stdio.h>

#include "base/memory.h"
#include "models/voice/codec.h"
#include "scenarios/format/code_point.h"
#include "tests/scenarios/support.h"

#define CLASSES "wan: {queue: {discipline: priority, classes: [{dscp: ef, share: 33 %}]}}\n"
#define LATER "reset: {at: 30 s}\n"
#define CALLS "traffic: [{kind: calls, codec: g729, count: 2}]\n" LATER

START_TEST(code_points_have_names)
{
    static const struct {
        const char *text;
        uint32_t value;
    } known[] = {{"be", 0},    {"cs0", 0},  {"le", 1},  {"cs1", 8},  {"af11", 10},
                 {"af43", 38}, {"cs5", 40}, {"ef", 46}, {"cs7", 56}, {"voice-admit", 44},
                 {"0", 0},     {"46", 46},  {"63", 63}, {"3", 3}};
    struct error e;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        uint32_t value = 99;
        ck_assert_int_eq(code_point_parse(known[i].text, &value, &e), 0);
        ck_assert_uint_eq(value, known[i].value);
    }
    for (uint32_t i = 0; i < CODE_POINTS; i++) { /* what is written is read as the same */
        uint32_t value = 99;
        char *text = code_point_write(i);
        ck_assert_int_eq(code_point_parse(text, &value, &e), 0);
        ck_assert_uint_eq(value, i);
        free(text);
    }
    uint32_t value;
    ck_assert_int_lt(code_point_parse("64", &value, &e), 0);
    ck_assert_int_lt(code_point_parse("eg", &value, &e), 0);
    ck_assert_str_eq(e.text,
                     "'eg' is no code point, and no number from 0 to 63; did you mean 'ef'?");
}
END_TEST

START_TEST(code_points_in_sets)
{
    struct error e;
    uint64_t set = 0;
    ck_assert_int_eq(code_points_parse("  ef af41  63 be", &set, &e), 0);
    ck_assert_uint_eq(set, 1 | UINT64_C(1) << 34 | UINT64_C(1) << 46 | UINT64_C(1) << 63);
    char *text = code_points_write(set);
    ck_assert_str_eq(text, "be af41 ef 63");
    free(text);
    ck_assert_int_lt(code_points_parse(" ", &set, &e), 0);
    ck_assert_int_lt(code_points_parse("ef,be", &set, &e), 0);
    ck_assert_int_lt(code_points_parse("ef aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", &set, &e),
                     0);
}
END_TEST

START_TEST(defaults)
{
    struct scenario s;
    must_load(&s, SMALLEST, NULL);
    const struct scenario_site *site = &s.sites[0];
    ck_assert_uint_eq(s.qos.voice, 46);
    ck_assert_uint_eq(s.qos.firmware, 0);
    ck_assert_uint_eq(s.qos.syslog, 0);
    ck_assert_uint_eq(s.qos.data, 0);
    ck_assert_uint_eq(site->busy, 0);
    ck_assert_uint_eq(site->traffic_count, 0);
    ck_assert_int_eq(site->down.queue.discipline, QUEUE_FIFO);
    ck_assert_uint_eq(site->down.queue.class_count, 0);
    ck_assert_int_eq(site->down.fragment, 0);
    scenario_free(&s);
    must_load(&s, "traffic: [{kind: calls}, {kind: packets, rate: 1 bps}, {kind: tcp}]\n" SMALLEST,
              NULL);
    const struct scenario_traffic *t = s.sites[0].traffic;
    ck_assert_uint_eq(s.sites[0].traffic_count, 3);
    ck_assert_uint_eq(t[0].count, 1);
    ck_assert_str_eq(t[0].codec, "g711u");
    ck_assert_int_eq(t[0].packet, 20 * MILLISECONDS);
    ck_assert_int_eq(t[0].playout, 60 * MILLISECONDS);
    ck_assert_int_eq(t[0].talk, TALK_CONSTANT);
    ck_assert(!t[0].adaptive);
    ck_assert_int_eq(t[0].playout_min, 20 * MILLISECONDS);
    ck_assert_int_eq(t[1].direction, DIRECTION_DOWN);
    ck_assert_int_eq(t[1].arrivals, PACKETS_POISSON);
    ck_assert_uint_eq(t[1].bytes, 0); /* imix */
    ck_assert_uint_eq(t[2].flows, 1);
    ck_assert_int_eq(t[2].start, 0);
    ck_assert_int_eq(t[2].stop, TIME_NEVER);
    scenario_free(&s);
}
END_TEST

/* The words that are taken are the codecs' names. */
START_TEST(every_codec_can_be_chosen)
{
    struct scenario s;
    for (int i = 0; i < VOICE_CODECS; i++) {
        char *option = mem_printf("traffic=[{kind: calls, codec: %s}]", voice_codecs[i].name);
        must_load(&s, SMALLEST, option);
        ck_assert_str_eq(s.sites[0].traffic[0].codec, voice_codecs[i].name);
        scenario_free(&s);
        free(option);
    }
}
END_TEST

START_TEST(defaults_of_disciplines)
{
    struct scenario s;
    must_load(&s, SMALLEST, "wan.queue.discipline=fq_codel");
    const struct link_queue *q = &s.sites[0].down.queue;
    ck_assert_int_eq(q->discipline, QUEUE_FQ_CODEL);
    ck_assert_uint_eq(q->limit, 10240);
    ck_assert_int_eq(q->target, 5 * MILLISECONDS);
    ck_assert_int_eq(q->interval, 100 * MILLISECONDS);
    ck_assert_uint_eq(q->flows, 1024);
    ck_assert_uint_eq(q->quantum, 0); /* by discipline */
    scenario_free(&s);
    must_load(&s, SMALLEST, "wan.queue.discipline=codel");
    q = &s.sites[0].down.queue;
    ck_assert_uint_eq(q->limit, 1000);
    scenario_free(&s);
    must_load(&s, SMALLEST, "wan.queue.discipline=red");
    q = &s.sites[0].down.queue;
    ck_assert_uint_eq(q->limit, 10);
    ck_assert_uint_eq(q->red.least, 0); /* by limit */
    ck_assert_uint_eq(q->red.probability, 100000000);
    ck_assert_uint_eq(q->red.weight, 2000000);
    scenario_free(&s);
}
END_TEST

/* What the line says is both directions', unless one says something itself. */
START_TEST(classes_of_directions)
{
    struct scenario s;
    must_load(&s, CLASSES SMALLEST, "wan.up={queue: {classes: [{dscp: cs1 ef}, {dscp: be}]}}");
    const struct link_queue *down = &s.sites[0].down.queue, *up = &s.sites[0].up.queue;
    ck_assert_uint_eq(down->class_count, 1);
    ck_assert_uint_eq(down->classes[0].dscp, UINT64_C(1) << 46);
    ck_assert_uint_eq(down->classes[0].share, 330000000);
    ck_assert_int_eq(down->classes[0].burst, 200 * MILLISECONDS);
    ck_assert_int_eq(up->discipline, QUEUE_PRIORITY);
    ck_assert_uint_eq(up->class_count, 2);
    ck_assert_uint_eq(up->classes[0].dscp, UINT64_C(1) << 46 | UINT64_C(1) << 8);
    ck_assert_uint_eq(up->classes[0].share, 0);
    scenario_free(&s);
}
END_TEST

static char *written(const struct scenario *s) /* free it */
{
    char *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    scenario_write(s, out, false);
    fclose(out);
    return text;
}

/* A scenario that is written is read as the same one. */
START_TEST(written_and_read_again)
{
    static const char *const options[] = {
        "wan.queue.limit=20 packets",
        "wan.up={queue: {classes: [{dscp: 5 cs1}]}}",
        "wan.queue.discipline=drr",
        "wan.queue.discipline=wred",
        "traffic=[{kind: tcp, flows: 3}, {kind: packets, mix: 60 B, rate: 1 kbps}]",
        "busy=12.5 %"};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        struct scenario s, again;
        must_load(&s, CLASSES CALLS SMALLEST, options[i]);
        char *text = written(&s);
        must_load(&again, text, NULL);
        char *twice = written(&again);
        ck_assert_str_eq(text, twice);
        free(text);
        free(twice);
        scenario_free(&s);
        scenario_free(&again);
    }
}
END_TEST

static const struct {
    const char *text, *message; /* of an error, or the warnings */
} refused[] = {
    {"wan: {queue: {discipline: priority}}\n" SMALLEST,
     "test.yaml:1:27: wan.queue.discipline: has no classes; give some, such as 'classes: [{dscp: ef, "
     "share: 33 %}]'"},
    {"wan: {queue: {discipline: drr, classes: [{dscp: ef}]}}\n" SMALLEST,
     "test.yaml:1:42: wan.queue.classes[0]: a class of drr takes its turn by its share; give one, "
     "such as '30 %'"},
    {"wan: {queue: {discipline: priority, classes: [{dscp: ef, share: 60 %}, {dscp: cs5, share: 41 "
     "%}]}}\n" SMALLEST,
     "test.yaml:1:91: wan.queue.classes[1].share: the shares of the classes up to this one make 101 "
     "%, more than the line has; give less"},
    {"wan: {queue: {discipline: drr, classes: [{dscp: ef, share: 60 %}, {dscp: cs5, share: 40 "
     "%}]}}\n" SMALLEST,
     "test.yaml:1:86: wan.queue.classes[1].share: the shares of the classes up to this one make 100 "
     "%, and what is in no class needs some too; give less"},
    {"wan: {queue: {discipline: priority, classes: [{dscp: ef cs5}, {dscp: be ef}]}}\n" SMALLEST,
     "test.yaml:1:70: wan.queue.classes[1].dscp: ef stands in an earlier class too; give it to one "
     "of them"},
    {"wan: {queue: {discipline: priority, limit: 9 kB, classes: [{dscp: ef, limit: 3 packets}]}}\n" SMALLEST,
     "test.yaml:1:78: wan.queue.classes[0].limit: is in packets, and the queue's in bytes; give that "
     "in packets"},
    {"wan: {queue: {discipline: red, red: {least: 3 packets}}}\n" SMALLEST,
     "test.yaml:1:37: wan.queue.red: has one of least and most; give both, or none"},
    {"wan: {queue: {discipline: red, red: {least: 3 packets, most: 3 packets}}}\n" SMALLEST,
     "test.yaml:1:45: wan.queue.red.least: is not less than most; give less"},
    {"wan: {queue: {classes: [{dscp: 1}, {dscp: 2}, {dscp: 3}, {dscp: 4}, {dscp: 5}, {dscp: 6}, "
     "{dscp: 7}, {dscp: 8}, {dscp: 9}]}}\n" SMALLEST,
     "test.yaml:1:24: wan.queue.classes: has 9 items; give at most 8"},
    {"wan: {queue: {classes: [{dscp: ef, share: 0 %}]}}\n" SMALLEST,
     "test.yaml:1:43: wan.queue.classes[0].share: '0 %' is out of range; give a share from "
     "0.0000001 % to 100 %, or 'none'"},
    {"wan: {queue: {classes: [{share: 1 %}]}}\n" SMALLEST,
     "test.yaml:1:25: wan.queue.classes[0].dscp: is missing; give a code point, such as ef"},
    {"traffic: [{kind: calls, codec: g792}]\n" SMALLEST,
     "test.yaml:1:32: traffic[0].codec: 'g792' is unknown; did you mean 'g722' or 'g729'?"},
    {"traffic: [{kind: calls, packet: 25 ms}]\n" SMALLEST,
     "test.yaml:1:33: traffic[0].packet: is no multiple of 10 ms; give 10, 20, 30, 40, 50 or 60 ms"},
    {"traffic: [{kind: calls, playout: 251 ms}]\n" SMALLEST,
     "test.yaml:1:34: traffic[0].playout: no speech would be heard: it waits for playout 251 ms, and "
     "buffer has room for 250 ms; give more room, or a shorter wait"},
    {"traffic: [{kind: calls, buffer: 59 ms}]\n" SMALLEST,
     "test.yaml:1:33: traffic[0].buffer: no speech would be heard: it waits for playout 60 ms, and "
     "buffer has room for 59 ms; give more room, or a shorter wait"},
    {"traffic: [{kind: calls, adaptive: on, playout_min: 20 ms, buffer: 19 ms}]\n" SMALLEST,
     "test.yaml:1:52: traffic[0].playout_min: no speech would be heard: it waits for playout_min 20 "
     "ms, and buffer has room for 19 ms; give more room, or a shorter wait"},
    {"traffic: [{kind: calls, rate: 1 kbps}]\n" SMALLEST,
     "test.yaml:1:25: traffic[0].rate: has no sense here: of the IP packets on average, each way; "
     "leave it out"},
    {"traffic: [{kind: packets}]\n" SMALLEST,
     "test.yaml:1:11: traffic[0].rate: is missing; give a rate, such as '100 kbps'"},
    {"traffic: [{kind: tcp, start: 9 s, stop: 9 s}]\n" SMALLEST,
     "test.yaml:1:41: traffic[0].stop: is not after start; give a later one, or 'never'"},
    {"busy: 40\n" SMALLEST,
     "test.yaml:1:7: busy: '40' has no unit; give a share with its unit, such as '40 %'"},
    {"busy: 1 %\nwan: {rate: unlimited}\n" SMALLEST,
     "test.yaml:1:7: busy: is a share of a line's time, and wan.rate is unlimited; give a rate"},
    {"qos: {signalling: cs3}\n" SMALLEST,
     "test.yaml:1:7: qos.signalling: unknown key; give one of: voice, firmware, syslog, data"},
};

START_TEST(what_is_refused)
{
    must_fail(refused[_i].text, NULL, refused[_i].message);
}
END_TEST

/* A call of 20 ms sends 100 packets a second both ways; one of the mix has 340.33 bytes, with 8 of
 * PPP 348.33: 384 kbps are 141 and 138 packets a second. 7 d are 604,800 s. */
#define ENDLESS(place, packets, millions)                                                          \
    "test.yaml:" place ": others fill the line until the run ends: " packets                       \
    " packets/s, " millions                                                                        \
    " million in 7 d; give them a stop, or a shorter run.limit, such as '1 h'\n"

static const struct {
    const char *text, *warnings;
} warned[] = {
    {"traffic: [{kind: calls, playout: 60 ms, buffer: 60 ms}]\n" LATER SMALLEST, ""},
    {"traffic: [{kind: calls, adaptive: on, buffer: 20 ms}]\n" LATER SMALLEST, ""},
    {"traffic: [{kind: tcp}, {kind: calls, adaptive: on, playout: 80 ms}]\n" LATER SMALLEST,
     "test.yaml:1:52: traffic[1].playout: has no effect: adaptive is on; playout_min is the least\n"},
    {CLASSES CALLS SMALLEST, ""},
    /* 20 bytes of speech and 40 of headers, 8 of PPP: 68 x 8 bits in 20 ms are 27.2 kbps */
    {"wan: {rate: 54 kbps}\n" CALLS SMALLEST,
     "test.yaml:2:1: traffic: calls do not fit: 2 x 27.2 kbps with wan.framing make 54.4 kbps of "
     "the 54 kbps that the line has\n" ENDLESS("2:1: traffic", "200", "121")},
    {"wan: {rate: 54400 bps}\n" CALLS SMALLEST,
     "test.yaml:2:1: traffic: all that is on the line towards the site makes 54.4 kbps of its 54.4 "
     "kbps, which leaves nothing for the upgrade but what others lose\n" ENDLESS("2:1: traffic",
                                                                                 "200", "121")},
    {"wan: {rate: 54401 bps}\n" CALLS SMALLEST, ""},
    {"wan: {fragment: 10 ms}\n" SMALLEST,
     "test.yaml:1:7: wan.fragment: has no effect: queue.discipline is fifo\n"},
    {"wan: {fragment: none}\n" SMALLEST, ""},
    {"wan: {rate: unlimited, fragment: 10 ms, queue: {discipline: priority, classes: [{dscp: be}]}}\n" SMALLEST,
     "test.yaml:1:24: wan.fragment: has no effect: on a line of unlimited rate no packet takes long\n"},
    {"wan: {down: {rate: 64 kbps}}\n"
     "traffic: [{kind: calls, codec: g729, count: 2}, {kind: calls}]\n" LATER SMALLEST,
     "test.yaml:2:1: traffic: calls do not fit towards the site: 2 x 27.2 kbps + 1 x 83.2 kbps with "
     "wan.framing make 137.6 kbps of the 64 kbps that the line has\n" ENDLESS("2:1: traffic", "300",
                                                                              "181")},
    /* a third of 384 kbps is 126.72 kbps */
    {CLASSES "traffic: [{kind: calls, codec: g729, count: 5}]\n" LATER SMALLEST,
     "test.yaml:2:1: traffic: calls do not fit: 5 x 27.2 kbps with wan.framing make 136 kbps of the "
     "126.72 kbps that their class has while others want the line\n"},
    {CLASSES SMALLEST,
     "test.yaml:1:48: wan.queue.classes[0].dscp: has no effect: nothing is sent with "
     "it; code points that are: be (qos)\n"},
    {"qos: {voice: af41, firmware: cs1}\n" SMALLEST,
     "test.yaml:1:7: qos.voice: has no effect: there are no calls (traffic)\n"},
    {"qos: {data: cs1}\n" SMALLEST, "test.yaml:1:7: qos.data: has no effect: there is no other "
                                    "traffic (traffic, busy)\n"},
    {"qos: {data: cs1}\nbusy: 1 %\n" SMALLEST, ""},
    {"wan: {queue: {discipline: red, classes: [{dscp: be}], target: 5 ms}}\n" SMALLEST,
     "test.yaml:1:32: wan.queue.classes: has no effect: queue.discipline is red\n"
     "test.yaml:1:55: wan.queue.target: has no effect: queue.discipline is red\n"},
    {"traffic: [{kind: calls, start: 2 s}]\nreset: {at: 2 s}\n" SMALLEST,
     "test.yaml:1:1: traffic: no call is heard before the upgrade, to compare with: reset.at is 2 "
     "s; give a later one, such as '30 s'\n"},
    {"traffic: [{kind: calls, start: 1999 ms}]\nreset: {at: 2 s}\n" SMALLEST, ""},
    {"traffic: [{kind: packets, rate: 385 kbps}]\n" SMALLEST,
     "test.yaml:1:27: traffic[0].rate: is more than the line has, 384 kbps: what does not fit is "
     "dropped\n" ENDLESS("1:1: traffic", "141", "86")},
    /* 68 bytes each 20 ms are 27.2 kbps, and 284 + 100 + 27.2 = 411.2 */
    {"traffic: [{kind: packets, rate: 284 kbps}, {kind: packets, rate: 100 kbps, direction: both}, "
     "{kind: packets, rate: 50 kbps, direction: up}, {kind: calls, codec: g729}]\n" LATER SMALLEST,
     "test.yaml:1:1: traffic: all that is on the line towards the site makes 411.2 kbps of its 384 "
     "kbps, which leaves nothing for the upgrade but what others lose\n" ENDLESS("1:1: traffic",
                                                                                 "296", "179")},
    {"busy: 50 %\ntraffic: [{kind: packets, rate: 192 kbps, direction: up}]\n" SMALLEST,
     "test.yaml:2:1: traffic: all that is on the line from the site makes 384 kbps of its 384 "
     "kbps, which leaves nothing for the upgrade but what others lose\n" ENDLESS("2:1: traffic",
                                                                                 "208", "126")},
    {"busy: 50 %\ntraffic: [{kind: packets, rate: 191 kbps, direction: up}]\n" SMALLEST, ""},
    {"busy: 50 %\ntraffic: [{kind: packets, rate: 192 kbps, stop: 1 s}]\n" SMALLEST, ""},
    {"run: {limit: 2 d}\nbusy: 100 %\n" SMALLEST,
     "test.yaml:2:1: busy: all that is on the line towards the site makes 384 kbps of its 384 kbps, "
     "which leaves nothing for the upgrade but what others lose\n"},
    {"busy: 100 %\n" SMALLEST,
     "test.yaml:1:1: busy: all that is on the line towards the site makes 384 kbps of its 384 kbps, "
     "which leaves nothing for the upgrade but what others lose\n" ENDLESS("1:1: busy", "276",
                                                                           "167")},
};

START_TEST(what_is_warned_of)
{
    struct scenario s;
    must_load(&s, warned[_i].text, NULL);
    char *text = mem_strdup("");
    for (size_t i = 0; i < s.warning_count; i++) {
        char *longer = mem_printf("%s%s\n", text, s.warnings[i]);
        free(text);
        text = longer;
    }
    ck_assert_str_eq(text, warned[_i].warnings);
    free(text);
    scenario_free(&s);
}
END_TEST

/* One file serves several disciplines: what an option makes useless is not warned of. */
START_TEST(an_option_of_the_discipline_warns_of_nothing)
{
    struct scenario s;
    must_load(&s, CLASSES CALLS SMALLEST, "wan.queue.discipline=fifo");
    ck_assert_uint_eq(s.warning_count, 0);
    scenario_free(&s);
    must_load(&s,
              "wan: {fragment: 10 ms, queue: {discipline: drr, classes: [{dscp: be}]}}\n" SMALLEST,
              "wan.queue.discipline=fifo");
    ck_assert_uint_eq(s.warning_count, 0);
    scenario_free(&s);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("traffic");
    tcase_add_test(t, code_points_have_names);
    tcase_add_test(t, code_points_in_sets);
    tcase_add_test(t, defaults);
    tcase_add_test(t, every_codec_can_be_chosen);
    tcase_add_test(t, defaults_of_disciplines);
    tcase_add_test(t, classes_of_directions);
    tcase_add_test(t, written_and_read_again);
    tcase_add_loop_test(t, what_is_refused, 0, sizeof refused / sizeof *refused);
    tcase_add_loop_test(t, what_is_warned_of, 0, sizeof warned / sizeof *warned);
    tcase_add_test(t, an_option_of_the_discipline_warns_of_nothing);
    return run_tests("traffic", t);
}
