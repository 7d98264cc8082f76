/* Options (RFC 2347): blksize (2348), timeout and tsize (2349), windowsize (7440). Requests and
 * OACKs carry them in the same form, so one decoder and one encoder serve both. */
#ifndef MODELS_TFTP_OPTIONS_H
#define MODELS_TFTP_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TFTP_BLKSIZE_DEFAULT 512
#define TFTP_BLKSIZE_MIN 8
#define TFTP_BLKSIZE_MAX 65464
#define TFTP_WINDOWSIZE_DEFAULT 1
#define TFTP_WINDOWSIZE_MAX 65535

/* Bits of a set of options. */
enum tftp_option {
    TFTP_OPTION_BLKSIZE = 1,
    TFTP_OPTION_TIMEOUT = 2,
    TFTP_OPTION_TSIZE = 4,
    TFTP_OPTION_WINDOWSIZE = 8,
};

struct tftp_options {
    uint8_t seen;        /* set of tftp_option: the name is there */
    uint8_t valid;       /* subset of seen: the value can be used; the fields below count */
    bool unknown;        /* a name is there that is none of the four */
    uint8_t timeout;     /* s, 1 to 255 */
    uint16_t blksize;    /* bytes, 8 to 65464 */
    uint16_t windowsize; /* blocks, 1 to 65535 */
    uint64_t tsize;      /* bytes */
};

/* Reads name and value pairs, in any order and case. Of a repeated name the first counts, even
 * when its value is not valid. A value is valid when it is made of decimal digits only and in the
 * range above. An empty name, a name without value and a string without its zero end the list
 * without complaint: phones pad requests with zeros. */
void tftp_options_decode(struct tftp_options *o, const uint8_t *bytes, size_t length);

/* Whether a server's OACK may stand as the answer to what was asked: nothing that was not asked
 * for, no value out of range, blksize and windowsize not raised, timeout the same. */
bool tftp_options_answer(const struct tftp_options *asked, const struct tftp_options *answer);

struct tftp_writer;
/* Writes the valid ones: blksize, timeout, tsize, windowsize. */
void tftp_options_encode(const struct tftp_options *o, struct tftp_writer *w);

#endif
