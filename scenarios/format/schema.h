/* The table of all that a scenario can say. It drives loading, defaults, limits, checks, writing
 * and explaining: a new field is a member of a struct and a row here. */
#ifndef SCENARIOS_FORMAT_SCHEMA_H
#define SCENARIOS_FORMAT_SCHEMA_H

#include "scenarios/format/tree.h"
#include "scenarios/format/units.h"
#include "scenarios/scenario.h"

struct loader;

enum schema_kind {
    SCHEMA_QUANTITY,    /* integer of `size` bytes, parsed and written as `quantity` */
    SCHEMA_TEXT,        /* char *: 1 to 100, or `max`, printable bytes */
    SCHEMA_CHOICE,      /* enum: index in `words` */
    SCHEMA_WORD,        /* char *: one of `words` */
    SCHEMA_FIXED,       /* nothing stored: the only word there is for now is `fallback` */
    SCHEMA_SWITCH,      /* bool: on, off */
    SCHEMA_PREFIX,      /* of a struct scenario_subnet */
    SCHEMA_QUEUE_LIMIT, /* struct link_queue: packets or a size */
    SCHEMA_CODE_POINT,  /* uint32_t: one of DiffServ's (code_point.h) */
    SCHEMA_CODE_POINTS, /* uint64_t: a set of them, bit by bit */
    SCHEMA_FRAMING,     /* of a struct link_direction: a name or "N bytes" */
    SCHEMA_MODEL,       /* const struct phone_model * of the catalogue */
    SCHEMA_LOAD,        /* const struct firmware_load * of the catalogue; NULL: `word` */
    SCHEMA_LOADS,       /* an array of these, and its count: one or a list; NULL in it: by model */
    SCHEMA_TEXTS,       /* char ** and its count: a list of texts */
    SCHEMA_MAP,         /* `group`, in the struct at `offset` */
    SCHEMA_LIST,  /* pointer to structs of `element_size` and their count: each a `group`; with
                   * `room` these themselves and an uint32_t */
    SCHEMA_WAN,   /* a line, two struct link_direction: common values, down and up */
    SCHEMA_SITES, /* the list of sites, or one site's keys at the top */
};

struct schema_field {
    const char *key;
    enum schema_kind kind;
    enum quantity quantity;
    size_t offset, size;               /* of the member */
    size_t count_offset, element_size; /* of a list */
    size_t room;                       /* for items of a list in the struct itself; 0: elsewhere */
    size_t there_offset;    /* of a bool: whether a line was given; 0: it always is there */
    uint64_t min, max;      /* of a quantity, unless it is given as `word` */
    const char *range_note; /* why `max`, for the message; may be NULL */
    const char *word;       /* stands for `word_value`; NULL: none does */
    uint64_t word_value;
    const char *const *words; /* NULL at the end */
    const struct schema_group *group;
    /* The default, as a text. NULL: the group's `prepare` has set it, or there is none. */
    const char *fallback;
    const char *(*fallback_by)(const void *base); /* in place of `fallback`: by fields further up */
    bool (*applies)(const void *base);            /* whether it has a sense; NULL: always */
    /* Whether it has an effect by fields beside it; NULL: always. Where it has none it is told of
     * only if it was given, and then warned of. */
    bool (*matters)(const void *base);
    bool required;
    bool
        inherited; /* what is not given here is looked for in the maps around, before the default */
    bool modelled; /* the formulas know it (modelled.h); a scenario that sets one that they do not
                    * know gets no answer from them. Of a map it says nothing. */
    const char *meaning; /* one line */
    /* Of the default: "known: SOURCE", "assumed: WHY", or what it follows. Of what has none: what
     * is to be given. */
    const char *standing;
    /* What came of the value, for the explanation; free it. NULL: nothing to be said. */
    char *(*outcome)(const struct scenario *, const void *base);
};

struct schema_group {
    const struct schema_field *fields;
    size_t field_count;
    const struct schema_group *common; /* keys that are allowed beside its own; NULL: none */
    const char *short_key;             /* a scalar in its place is the value of this key */
    bool brief; /* it is written as that scalar where no other key is given */
    /* Sets defaults that depend on where it stands, before its values are loaded. */
    void (*prepare)(struct loader *, void *base, size_t index);
    /* Derives and checks what one value alone does not tell, after they are loaded. */
    int (*finish)(struct loader *, void *base, struct tree_places places);
};

extern const struct schema_group schema_root;
extern const struct schema_group schema_link; /* one direction of a WAN */
extern const struct schema_group schema_wan, schema_head_end, schema_lan;
extern const struct schema_group schema_queue; /* of a line */
extern const struct schema_group schema_qos, schema_traffic;
extern const struct schema_group schema_load_server;
extern const struct schema_group schema_tftp, schema_reset; /* of the structs of these names */
extern const struct schema_group schema_tcp, schema_http;
extern const struct schema_group schema_device; /* a phone's own setting */
extern const struct schema_group schema_pfs, schema_enterprise, schema_profile;
extern const char *const setting_words[]; /* of enum setting */

/* The row of a key of the group, those of `common` included; NULL when there is none. */
const struct schema_field *schema_find(const struct schema_group *g, const char *key);

/* What was meant by a key that the group does not have: "; did you mean 'rate'?", or which there
 * are. Free it. */
char *schema_advice(const struct schema_group *g, const char *key);

/* Frees what the group's fields own in the struct at `base`. */
void schema_free(const struct schema_group *g, void *base);

/* The array of a SCHEMA_LIST, SCHEMA_TEXTS or SCHEMA_SITES in the struct at `base`, and its count.
 */
void *schema_list(const struct schema_field *f, const void *base);
size_t schema_count(const struct schema_field *f, const void *base);
void schema_set_list(const struct schema_field *f, void *base, void *array, size_t count);

#endif
