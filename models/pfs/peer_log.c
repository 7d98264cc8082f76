/* The console's lines. Those of a lone root are as a real phone prints them; the others are in the
 * same style. Each is made when it is asked for. */
#include <string.h>

#include "base/check.h"
#include "models/pfs/peer_private.h"

/* What does not fit is cut. */
struct text {
    char *at, *end;
};

static void put(struct text *t, const char *words)
{
    while (*words != 0 && t->at < t->end)
        *t->at++ = *words++;
}

static void put_hex(struct text *t, uint32_t number, bool capitals)
{
    const char *digits = capitals ? "0123456789ABCDEF" : "0123456789abcdef";
    for (int shift = 28; shift >= 0; shift -= 4)
        put(t, (const char[]){digits[number >> shift & 15], 0});
}

static void put_number(struct text *t, uint64_t number)
{
    char digits[21];
    char *first = digits + sizeof digits - 1;
    *first = 0;
    do
        *--first = (char)('0' + number % 10);
    while ((number /= 10) != 0);
    put(t, first);
}

static void put_address(struct text *t, uint32_t address)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        put_number(t, address >> shift & 255);
        put(t, shift > 0 ? "." : "");
    }
}

struct format {
    const char *level;
    /* %X the xid, %m map, %s strength, %M model, %f file, %S slots, %a address, %n number, %b
     * number as an address, %r reason */
    const char *words;
};

static const struct format formats[] = {
    [LINE_LISTENING] = {"DBG", "+++ fd=7 Listening on peer TCP port 4051"},
    [LINE_OPEN_UDP] = {"NOT", "^.idl_child.c-openUDPPort"},
    [LINE_SLOTS] = {"NOT", "%S"},
    [LINE_SEND_OFFER] = {"NOT", "^.idl_protocol.c-sendBroadcastOffer"},
    [LINE_CLAIM] = {"INF", "XID%X TxBdcst ClaimRoot(tent): map=%m strength=%s"},
    [LINE_AD] = {"INF", "XID%X TxBdcst Ad %n: ClaimRoot(tent)"},
    [LINE_DO_TIMEOUT] = {"NOT", "^.idl_timeout.c-doTimeout"},
    [LINE_TIMEOUT] = {"DBG", "Timeout XID%X hier=ClaimRoot(tent)"},
    [LINE_BUMP] = {"NOT", "UT:Confirmed root bumping strength"},
    [LINE_ROOT] = {"NOT", "@@@HROOT:XID%X H=%s m=%M ROOT=%a /dnld/%f"},
    [LINE_XFRCMD_SENT] = {"INF", "XID%X Root sending TFTP XfrCmd on ROOT_WAITING TO"},
    [LINE_FOLLOWING] = {"INF", "XID%X RxBdcst ClaimRoot: awaiting ROOT=%a"},
    [LINE_YIELDING] = {"NOT", "XID%X Root yielding to ROOT=%a"},
    [LINE_JOINING] = {"INF", "XID%X Tx Join to %a"},
    [LINE_REDIRECTED] = {"INF", "XID%X Rx Redirect to %a"},
    [LINE_CHILD] = {"NOT", "@@@HCHILD:XID%X depth=%n m=%M PARENT=%a /dnld/%f"},
    [LINE_ACCEPTED] = {"INF", "XID%X Rx Join: accepted child %a fd[%n]"},
    [LINE_REDIRECTING] = {"INF", "XID%X Rx Join: FULL, redirecting %a to %b"},
    [LINE_LOST_CHILD] = {"NOT", "XID%X Lost child %a: %r"},
    [LINE_XFRCMD_RECEIVED] = {"INF", "XID%X Rx XfrCmd"},
    [LINE_RECEIVING] = {"INF", "XID%X Receiving /dnld/%f from %a: %n bytes"},
    [LINE_PROGRESS] = {"DBG", "XID%X /dnld/%f %n%%"},
    [LINE_HAS_FILE] = {"NOT", "XID%X File done /dnld/%f: %n bytes"},
    [LINE_REJECTED] = {"NOT", "XID%X File rejected /dnld/%f"},
    [LINE_SERVED] = {"INF", "XID%X Served child %a"},
    [LINE_LEFT] = {"NOT", "XID%X Lost parent %a: %r"},
    [LINE_FELL_BACK] = {"NOT", "XID%X Falling back to TFTP for /dnld/%f: %r"},
    [LINE_DONE] = {"INF", "XID%X Hierarchy done /dnld/%f"},
};

/* As the known log does, which has two. */
static void put_slots(struct text *t, const struct pfs_peer *p)
{
    if (p->identity.slots != NULL) {
        put(t, p->identity.slots);
        return;
    }
    put(t, "|parent=-1><");
    for (uint32_t slot = 0; slot < p->config->children; slot++) {
        put(t, "fd[");
        put_number(t, slot);
        put(t, "]=-1 ");
    }
    put(t, "FULL=0");
}

static void put_field(struct text *t, char field, const struct pfs_peer *p,
                      const struct pfs_pending *line)
{
    switch (field) {
    case 'X':
        put_hex(t, line->xid, true);
        return;
    case 'm':
        put_hex(t, p->map, false);
        return;
    case 's':
        put_hex(t, p->own_strength, false);
        return;
    case 'M':
        put(t, p->identity.model);
        return;
    case 'f':
        put(t, p->file.name);
        return;
    case 'S':
        put_slots(t, p);
        return;
    case 'a':
        put_address(t, line->address);
        return;
    case 'b':
        put_address(t, (uint32_t)line->number);
        return;
    case 'n':
        put_number(t, line->number);
        return;
    case 'r':
        put(t, line->reason);
        return;
    case '%':
        put(t, "%");
        return;
    }
    CHECK(!"a field of a line");
}

void pfs_log_text(const struct pfs_peer *p, const struct pfs_pending *line,
                  struct pfs_action *action)
{
    const struct format *format = &formats[line->code];
    struct text t = {action->text, action->text + PFS_LOG_MAX - 1};
    for (const char *at = format->words; *at != 0; at++) {
        if (*at == '%')
            put_field(&t, *++at, p, line);
        else
            put(&t, (const char[]){*at, 0});
    }
    *t.at = 0;
    action->level = format->level;
}
