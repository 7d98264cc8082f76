/* The part of the table of fields that sites and phones inherit: how and when firmware is fetched.
 */
#include "scenarios/format/schema_fetching.h"

#include "scenarios/format/derive.h"

const char *const method_names[] = {"tftp", "load-server", "pfs", NULL};
const char *const transport_words[] = {"tftp", "http then tftp", NULL};
static const char *const rollover_words[] = {"0", "1", "off", NULL};
static const char *const reset_words[] = {"bulk", "staggered", NULL};

static const struct schema_field reset_rows[] = {
    QUANTITY("at", TIME, struct scenario_reset, at, "0 s", 0, YEAR,
             "when it begins: pattern, spread and interval count from then",
             "assumed: with the run", MODELLED),
    VALUE("pattern", CHOICE, AT(struct scenario_reset, pattern), "bulk",
          "who resets when: all at once (bulk) or in turn (staggered)",
          "assumed: the administrator resets them together", .words = reset_words, MODELLED),
    QUANTITY("spread", TIME, struct scenario_reset, spread, "1 s", 0, YEAR,
             "of a bulk reset: each phone draws its time from 0 to this",
             "assumed: the call manager needs a moment", MODELLED),
    QUANTITY("interval", TIME, struct scenario_reset, interval, "10 s", 0, YEAR,
             "of a staggered reset: from one phone to the next", "assumed: as good as any",
             MODELLED),
};
const struct schema_group schema_reset = {GROUP(reset_rows), .finish = derive_reset};

static const struct schema_field tftp_rows[] = {
    QUANTITY("blksize", COUNT, struct scenario_tftp, blksize, "none", 8, 65464,
             "bytes a block that phones ask for; none: as their policy has it",
             "known: 7900 phones ask for no option, so 512", .word = "none", MODELLED),
    QUANTITY("windowsize", COUNT, struct scenario_tftp, windowsize, "none", 1, 65535,
             "blocks a window that phones ask for", "known: 7900 phones ask for no option, so 1",
             .word = "none", MODELLED),
    QUANTITY(
        "timeout", COUNT, struct scenario_tftp, timeout, "none", 1, 255,
        "seconds of retransmission that phones ask for; a server that grants it repeats a block "
        "so often, and they an ACK",
        "known: 7900 phones ask for no option", .word = "none", MODELLED),
    VALUE("tsize", SWITCH, AT(struct scenario_tftp, tsize), "off",
          "whether phones ask for a file's size, whatever their policy",
          "known: 7900 phones ask for no option", MODELLED),
    VALUE("rollover", CHOICE, AT(struct scenario_tftp, rollover), "0",
          "number of the block after 65535; off: files of so many blocks fail",
          "assumed: what most servers do", .words = rollover_words),
    VALUE(
        "policy", CHOICE, AT(struct scenario_tftp, policy), "cisco-7900",
        "the client whose way they have: waits, tries, options, and what it does when it gives up",
        "assumed: the times of cisco-7900; doc/tftp.md says what is known of the others",
        .words = policy_words, MODELLED),
};
const struct schema_group schema_tftp = {GROUP(tftp_rows)};
