/* The part of the table of fields that is about Peer Firmware Sharing: its timers and limits, and
 * the setting that switches it on. */
#include "scenarios/format/derive.h"
#include "scenarios/format/schema_rows.h"

#define TIMER(name, text, least, sense, why, ...)                                                  \
    QUANTITY(#name, TIME, struct scenario, pfs.name, text, least, DAYS, sense, why, __VA_ARGS__)
#define LIMIT(name, text, least, most, sense, why, ...)                                            \
    QUANTITY(#name, COUNT, struct scenario, pfs.name, text, least, most, sense, why, __VA_ARGS__)

static const struct schema_field pfs_rows[] = {
    TIMER(port_open, "28 ms", 0, "from listening on TCP to having a place for children",
          "known: the feature note's log", MODELLED),
    TIMER(listen, "500 ms", 0, "for which a phone listens before it claims to be root",
          "known: the feature note's log", MODELLED),
    TIMER(ad_interval, "250 ms", MILLISECONDS, "from a claim or ad to the next one",
          "known: the feature note's log", MODELLED),
    LIMIT(children, "2", 1, PFS_CHILDREN_MAX, "phones to which one passes the file on at a time",
          "known: white paper, the feature note's log", MODELLED),
    LIMIT(ads, "4", 1, 100, "after the first claim; then the claimant is root",
          "known: the feature note's log", MODELLED),
    TIMER(root_waiting, "10 s", 0, "for which a root waits for children before it downloads",
          "known: the feature note's log, with no child; assumed: the same with children",
          MODELLED),
    TIMER(claim_silence, "750 ms", MILLISECONDS, "after which a claimant is taken for gone",
          "assumed: three times ad_interval", MODELLED),
    TIMER(connect_timeout, "2 s", MILLISECONDS, "for which a child tries to reach a parent",
          "assumed: far longer than a LAN's round trip", MODELLED),
    LIMIT(connect_tries, "3", 1, 1000, "to reach a parent, until a child gives it up",
          "assumed: as usual"),
    LIMIT(redirects, "16", 1, 1000, "that a child follows, until it begins again",
          "assumed: far deeper than a tree of phones", MODELLED),
    TIMER(progress_interval, "1 s", MILLISECONDS, "at which children are told how far it is",
          "assumed: often enough for a display", MODELLED),
    TIMER(subtree_interval, "5 s", MILLISECONDS, "at which a child gives its parent a sign of life",
          "assumed: some losses do no harm"),
    TIMER(parent_silence, "10 s", MILLISECONDS, "after which a parent is taken for gone",
          "assumed: ten times progress_interval"),
    TIMER(child_silence, "15 s", MILLISECONDS, "after which a child is taken for gone",
          "assumed: three times subtree_interval"),
    TIMER(stall_timeout, "120 s", MILLISECONDS,
          "without any progress, after which a child gives its parent up",
          "assumed: far longer than a lost packet takes"),
    LIMIT(rejoins, "1", 0, 1000, "new hierarchies for a file after one that was lost, then TFTP",
          "assumed: that it fails back to TFTP is known from the white paper"),
    VALUE("check", SWITCH, AT(struct scenario, pfs.check), "on",
          "whether a file from a parent is checked before it is kept and passed on",
          "assumed: without it, damage would travel (CSCtg96408)"),
};
const struct schema_group schema_pfs = {GROUP(pfs_rows), .finish = derive_pfs};

const char *const setting_words[] = {"on", "off", "default", NULL};
static const char *const switch_words[] = {"on", "off", NULL}; /* the highest level has no other */

static const struct schema_field device_rows[] = {
    QUANTITY(
        "share", SHARE, struct scenario_phones, pfs_share, "100 %", 0, LINK_BILLION,
        "of these phones, each by a draw of its own, that have the setting; the others have off",
        "assumed: all of them", MODELLED),
    VALUE("setting", CHOICE, AT(struct scenario_phones, pfs), NULL,
          "whether they take part in PFS, where their method is pfs",
          "known: a phone's setting goes before its profile's; assumed: on, of a share",
          .words = setting_words, .fallback_by = derive_setting, .outcome = derive_sharing_outcome,
          MODELLED),
};
const struct schema_group schema_device = {GROUP(device_rows), .short_key = "setting",
                                           .brief = true};

static const struct schema_field enterprise_rows[] = {
    VALUE("pfs", CHOICE, AT(struct scenario, enterprise.pfs), "on",
          "where neither phone nor profile say anything",
          "assumed: whoever chooses method pfs wants it", .words = switch_words, MODELLED),
};
const struct schema_group schema_enterprise = {GROUP(enterprise_rows)};

static const struct schema_field profile_rows[] = {
    VALUE("name", TEXT, AT(struct scenario_profile, name), NULL, "by which phones name it",
          "a name for phones to refer to", .required = true, MODELLED),
    VALUE("pfs", CHOICE, AT(struct scenario_profile, pfs), "default",
          "of phones that say nothing themselves",
          "known: a profile's setting goes before the enterprise's", .words = setting_words,
          MODELLED),
};
const struct schema_group schema_profile = {GROUP(profile_rows)};
