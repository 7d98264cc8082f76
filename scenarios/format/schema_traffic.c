/* The part of the table of fields that is about what else is on a site's line, and how packets are
 * marked. */
#include "models/voice/codec.h"
#include "scenarios/format/derive.h"
#include "scenarios/format/schema_rows.h"

static const char *const kind_words[] = {"calls", "packets", "tcp", NULL};
static const char *const talk_words[] = {"constant", "spurts", NULL};
static const char *const arrivals_words[] = {"constant", "poisson", "on-off", NULL};
static const char *const direction_words[] = {"down", "up", "both", NULL};
/* Those of models/voice/codec.c, in their order. */
static const char *const codec_words[] = {"g711u", "g711u-plc", "g711a", "g711a-plc",
                                          "g722",  "g729",      "g729b", NULL};
_Static_assert(sizeof codec_words / sizeof *codec_words == VOICE_CODECS + 1, "a word a codec");

static const struct schema_field traffic_rows[] = {
    VALUE("kind", CHOICE, AT(struct scenario_traffic, kind), NULL,
          "calls between other phones of the site and the data centre, packets, or TCP that has "
          "always more to send",
          "one of calls, packets, tcp", .words = kind_words, .required = true, MODELLED),
    QUANTITY("start", TIME, struct scenario_traffic, start, "0 s", 0, YEAR, "when it begins",
             "assumed: it is there before the upgrade, where reset.at leaves time"),
    QUANTITY("stop", TIME, struct scenario_traffic, stop, "never", 0, YEAR, "when it ends",
             "assumed: not before the run", .word = "never", .word_value = TIME_NEVER),
    QUANTITY("count", COUNT, struct scenario_traffic, count, "1", 1, 1000, "calls at a time",
             "assumed: one", .applies = derive_is_calls, MODELLED),
    VALUE("codec", WORD, AT(struct scenario_traffic, codec), "g711u",
          "how speech is coded; -plc: with concealment of what is lost",
          "assumed: what every phone has (RFC 3551)", .words = codec_words,
          .applies = derive_is_calls, MODELLED),
    QUANTITY("packet", TIME, struct scenario_traffic, packet, "20 ms", 10 * MILLISECONDS,
             60 * MILLISECONDS, "speech in a packet, a multiple of 10 ms",
             "known: the default of RFC 3551", .applies = derive_is_calls, MODELLED),
    VALUE("talk", CHOICE, AT(struct scenario_traffic, talk), "constant",
          "whether both sides send all the time, or in talk spurts with pauses (ITU-T P.59)",
          "assumed: without voice activity detection packets never pause", .words = talk_words,
          .applies = derive_is_calls),
    QUANTITY("playout", TIME, struct scenario_traffic, playout, "60 ms", 0, SECONDS,
             "that a receiver waits beyond the first packet of a talk spurt, for later ones",
             "assumed: two or three packets", .applies = derive_is_calls, MODELLED),
    VALUE("adaptive", SWITCH, AT(struct scenario_traffic, adaptive), "off",
          "whether that follows the delays that it hears (Ramjee and others, 1994)",
          "assumed: a fixed buffer, so that results are easy to tell", .applies = derive_is_calls),
    QUANTITY("playout_min", TIME, struct scenario_traffic, playout_min, "20 ms", 0, SECONDS,
             "that an adaptive receiver waits at least, beyond the mean delay",
             "assumed: one packet; devices have 10 to 40 ms", .applies = derive_is_adaptive),
    QUANTITY("buffer", TIME, struct scenario_traffic, buffer, "250 ms", 10 * MILLISECONDS,
             10 * SECONDS, "speech that a receiver has room for", "assumed: far more than it needs",
             .applies = derive_is_calls),
    VALUE("direction", CHOICE, AT(struct scenario_traffic, direction), "down",
          "where it goes: to the site (down), from it, or both",
          "assumed: people fetch more than "
          "they send",
          .words = direction_words, .applies = derive_is_not_calls, MODELLED),
    QUANTITY("rate", RATE, struct scenario_traffic, rate, NULL, 1, 100 * GBPS,
             "of the IP packets on average, each way", "a rate, such as '100 kbps'",
             .required = true, .applies = derive_is_packets, MODELLED),
    QUANTITY("mix", SIZE, struct scenario_traffic, bytes, "imix", 40, LINK_MTU,
             "of each IP packet; imix: 7 of 40, 4 of 576 and 1 of 1,500 bytes in 12, by chance",
             "known: the mix that is called simple IMIX (Spirent, 2006)", .word = "imix",
             .applies = derive_is_packets, MODELLED),
    VALUE("arrivals", CHOICE, AT(struct scenario_traffic, arrivals), "poisson",
          "when packets come: one like the other, at random, or at random in periods between which "
          "none come",
          "assumed: many senders that know nothing of each other", .words = arrivals_words,
          .applies = derive_is_packets, MODELLED),
    QUANTITY("on", TIME, struct scenario_traffic, on, "1 s", MILLISECONDS, HOURS,
             "mean of the periods with packets", "assumed: somebody opens a page",
             .applies = derive_is_on_off),
    QUANTITY("off", TIME, struct scenario_traffic, off, "3 s", MILLISECONDS, HOURS,
             "mean of those without", "assumed: somebody reads it", .applies = derive_is_on_off),
    QUANTITY("flows", COUNT, struct scenario_traffic, flows, "1", 1, 1000, "connections, each way",
             "assumed: one copies a file", .applies = derive_is_tcp),
};
const struct schema_group schema_traffic = {GROUP(traffic_rows), .finish = derive_traffic};

#define CODE_POINT_ROW(name, text, sense, why)                                                     \
    VALUE(#name, CODE_POINT, AT(struct scenario, qos.name), text, sense, why, MODELLED)

/* Nothing sends signalling. */
static const struct schema_field qos_rows[] = {
    CODE_POINT_ROW(voice, "ef", "of calls", "known: RFC 4594, 4.1"),
    CODE_POINT_ROW(firmware, "be", "of the upgrade: TFTP, HTTP and PFS",
                   "assumed: as it comes; cs1 puts it behind all else where queues have classes"),
    CODE_POINT_ROW(syslog, "be", "of lines for the log server", "assumed: as it comes"),
    CODE_POINT_ROW(data, "be", "of other traffic", "known: RFC 4594, 4.9"),
};
const struct schema_group schema_qos = {GROUP(qos_rows)};
