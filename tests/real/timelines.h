/* Timelines of TFTP servers: what scripted clients send when, and what they hear. The cases are in
 * timelines/cases.txt; beside it is what real daemons answered, recorded by timelines_record.c.
 *
 *   case NAME          then, in any order, what is not as it is by default:
 *   file BYTES         size of the file f (5000)
 *   mtu BYTES          of the network (1500)
 *   cap BYTES          the largest block that the server shall grant (none)
 *   end MS             when nobody listens any more (1000)
 *   untimed            only the order is compared
 *   MS N> WORDS        client N sends: words as in tests/models/tftp/timeline.h; of `1-5>` each
 * does, CASE_SPACING ms after the one before. A request goes to port 69, all else to the port that
 * answered first; `second: ACK 1` to the second that did MS N> other: ...   from another port of
 * the client's machine MS N> close        the client's port is closed; `open` opens the same one
 * anew MS N> answer TO    from now on each DATA and OACK is answered at once with its ACK, up to
 * block TO (counted from 1, beyond 65535); `answer FROM-TO` also, and those before FROM are not
 * written down MS.x N< WORDS      the client hears; ` by second` from another port than the first
 *   MS.x N< other: ... at its other port
 *   MS.x N< unreachable  ICMP says that nobody listens there */
#ifndef TESTS_REAL_TIMELINES_H
#define TESTS_REAL_TIMELINES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* What holds unless a case says otherwise; a case begins CASE_PHASE ms after a whole second. */
enum { CASE_FILE = 5000, CASE_MTU = 1500, CASE_END = 1000, CASE_PHASE = 330, CASE_SPACING = 5 };

enum { CASE_STEPS = 1000, CASE_WORDS = 120, CASE_CLIENTS = 110 };

struct case_step {
    double at;      /* ms */
    int client, to; /* from 0; of several the last one */
    bool heard;
    char words[CASE_WORDS];
};

struct timeline_case {
    char name[64];
    long file, mtu, cap; /* bytes */
    double end;          /* ms */
    bool untimed;
    int count;
    struct case_step steps[CASE_STEPS];
};

static inline bool case_read_step(struct timeline_case *c, const char *line)
{
    struct case_step s = {.to = -1};
    char way = 0;
    int at = 0;
    if (c->count == CASE_STEPS)
        return false;
    if (sscanf(line, "%lf %d-%d%c %n", &s.at, &s.client, &s.to, &way, &at) != 4 &&
        sscanf(line, "%lf %d%c %n", &s.at, &s.client, &way, &at) != 3)
        return false;
    s.client--;
    s.to = s.to < 0 ? s.client : s.to - 1;
    s.heard = way == '<';
    snprintf(s.words, sizeof s.words, "%.*s", (int)strcspn(line + at, "\n"), line + at);
    c->steps[c->count++] = s;
    return (s.heard || way == '>') && s.client >= 0 && s.to < CASE_CLIENTS;
}

/* Reads the next case; false at the end of the file. `bad` is set to a line that it does not
 * understand. */
static inline bool case_read(FILE *in, struct timeline_case *c, char bad[200])
{
    char line[200];
    memset(c, 0, sizeof *c);
    *c = (struct timeline_case){.file = CASE_FILE, .mtu = CASE_MTU, .end = CASE_END};
    for (;;) {
        const long before = ftell(in);
        if (!fgets(line, sizeof line, in))
            return c->name[0] != 0;
        if (line[0] == '#' || line[0] == '\n')
            continue;
        if (strncmp(line, "case ", 5) == 0) {
            if (c->name[0]) {
                fseek(in, before, SEEK_SET);
                return true;
            }
            sscanf(line, "case %63s", c->name);
        } else if (strcmp(line, "untimed\n") == 0) {
            c->untimed = true;
        } else if (sscanf(line, "file %ld", &c->file) != 1 &&
                   sscanf(line, "mtu %ld", &c->mtu) != 1 && sscanf(line, "cap %ld", &c->cap) != 1 &&
                   sscanf(line, "end %lf", &c->end) != 1 && !case_read_step(c, line)) {
            snprintf(bad, 200, "%s", line);
            return false;
        }
    }
}

/* The block of that number, counted from 1, which is near the last that was answered. */
static inline uint64_t case_block(uint64_t answered, uint16_t number)
{
    return answered + (uint64_t)(int64_t)(int16_t)(number - (uint16_t)answered);
}

/* A client that answers by itself. */
struct case_answers {
    unsigned long from, to; /* blocks; to 0: it does not */
    uint64_t answered;
};

/* Whether `words` are about that; then they are done. */
static inline bool case_set_answers(struct case_answers *a, const char *words)
{
    unsigned long first, last;
    const int count = sscanf(words, "answer %lu-%lu", &first, &last);
    if (count < 1)
        return false;
    a->from = count == 2 ? first : 0;
    a->to = count == 2 ? last : first;
    return true;
}

/* Fills in the ACK for a packet that begins so; 0: it is not answered. 1: it is. 2: and is not to
 * be written down. */
static inline int case_answer(struct case_answers *a, const uint8_t *bytes, size_t length,
                              uint8_t ack[4])
{
    const int opcode = length >= 4 ? bytes[1] : 0;
    if (a->to == 0 || (opcode != 3 && opcode != 6)) /* DATA, OACK */
        return 0;
    const uint16_t number = opcode == 3 ? (uint16_t)(bytes[2] << 8 | bytes[3]) : 0;
    const uint64_t n = opcode == 3 ? case_block(a->answered, number) : 0;
    if (n > a->to)
        return 0;
    a->answered = n > a->answered ? n : a->answered;
    ack[0] = 0;
    ack[1] = 4;
    ack[2] = (uint8_t)(number >> 8);
    ack[3] = (uint8_t)number;
    return n < a->from ? 2 : 1;
}

#endif
