/* The six packets of TFTP (RFC 1350, 2347): decoders and encoders, without state.
 *
 * A decoder returns 0, or one of the negative codes below; its caller drops the datagram and
 * counts it, or answers with an ERROR. Decoded pointers point into the datagram. An encoder writes
 * into the caller's buffer and returns the length, or a negative code. */
#ifndef MODELS_TFTP_PACKET_H
#define MODELS_TFTP_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/tftp/options.h"

#define TFTP_PORT 69
#define TFTP_REQUEST_MAX 512 /* bytes of an RRQ or WRQ, opcode included (RFC 2347) */
#define TFTP_NAME_MAX 255    /* bytes of a file name, without its zero */
#define TFTP_DATA_HEADER 4   /* bytes of opcode and block number, in DATA and ACK */

#define TFTP_PARSE_ERRORS(X)                                                                       \
    X(TFTP_E_TOO_SHORT, -1, "packet too short")                                                    \
    X(TFTP_E_TOO_LONG, -2, "request longer than 512 bytes")                                        \
    X(TFTP_E_OPCODE, -3, "unknown opcode")                                                         \
    X(TFTP_E_NO_NUL, -4, "missing NUL")                                                            \
    X(TFTP_E_NAME_EMPTY, -5, "empty file name")                                                    \
    X(TFTP_E_NAME_LONG, -6, "file name too long")                                                  \
    X(TFTP_E_MODE, -7, "unknown transfer mode")                                                    \
    X(TFTP_E_OPTION, -8, "option value out of range")                                              \
    X(TFTP_E_NO_ROOM, -9, "buffer too small")

enum tftp_parse_error {
#define TFTP_PARSE_ERROR_ENUM(name, code, text) name = (code),
    TFTP_PARSE_ERRORS(TFTP_PARSE_ERROR_ENUM)
#undef TFTP_PARSE_ERROR_ENUM
};

/* The text of a negative code of this header. */
const char *tftp_parse_error_text(int code);

enum tftp_opcode {
    TFTP_RRQ = 1,
    TFTP_WRQ = 2,
    TFTP_DATA = 3,
    TFTP_ACK = 4,
    TFTP_ERROR = 5,
    TFTP_OACK = 6,
};

enum tftp_error_code {
    TFTP_ERROR_UNDEFINED = 0, /* see the message */
    TFTP_ERROR_NOT_FOUND = 1,
    TFTP_ERROR_ACCESS = 2,
    TFTP_ERROR_DISK_FULL = 3,
    TFTP_ERROR_ILLEGAL = 4,
    TFTP_ERROR_UNKNOWN_TID = 5,
    TFTP_ERROR_EXISTS = 6,
    TFTP_ERROR_NO_USER = 7,
    TFTP_ERROR_OPTIONS = 8, /* RFC 2347 */
};

enum tftp_mode { TFTP_OCTET, TFTP_NETASCII, TFTP_MAIL };

/* A datagram as it came in, or goes out. Its bytes are the header's followed by the payload's.
 * `payload_length` is non-zero only for a DATA whose header is just its 4 bytes, so that the
 * content is never copied; in every other case all bytes are in the header. */
struct tftp_datagram {
    uint32_t address; /* the peer's: who sent it; compared, never interpreted */
    uint16_t port;    /* the peer's TID */
    bool broadcast;   /* it was sent to a broadcast address */
    const uint8_t *header;
    size_t header_length; /* bytes */
    const uint8_t *payload;
    size_t payload_length; /* bytes */
};

struct tftp_request {
    enum tftp_opcode opcode; /* TFTP_RRQ or TFTP_WRQ */
    const char *filename;
    enum tftp_mode mode;
    struct tftp_options options;
};

struct tftp_data {
    uint16_t block; /* as on the wire */
    const uint8_t *bytes;
    size_t length; /* bytes */
};

struct tftp_error {
    uint16_t code;       /* any number: it is the peer's */
    const uint8_t *text; /* not ended by a zero, any bytes */
    size_t length;       /* bytes */
};

/* The opcode, one of enum tftp_opcode. TFTP_E_TOO_SHORT, TFTP_E_OPCODE. */
int tftp_decode_opcode(const struct tftp_datagram *d);
/* Each of these expects the datagram's opcode to be its own. TFTP_E_TOO_SHORT. What follows an
 * ACK's four bytes is ignored; an ERROR's message may lack its zero. */
int tftp_decode_data(const struct tftp_datagram *d, struct tftp_data *data);
int tftp_decode_ack(const struct tftp_datagram *d, uint16_t *block);
int tftp_decode_error(const struct tftp_datagram *d, struct tftp_error *error);
int tftp_decode_oack(const struct tftp_datagram *d, struct tftp_options *options);
/* TFTP_E_TOO_SHORT, TOO_LONG, NO_NUL, NAME_EMPTY, NAME_LONG, MODE. */
int tftp_decode_request(const struct tftp_datagram *d, struct tftp_request *request);

/* TFTP_E_NO_ROOM when `capacity` bytes are too few; the request also TFTP_E_NAME_EMPTY and
 * TFTP_E_NAME_LONG. Of options, the valid ones are written. With a name that is not too long every
 * request fits TFTP_REQUEST_MAX. */
int tftp_encode_request(uint8_t *out, size_t capacity, const struct tftp_request *request);
int tftp_encode_data_header(uint8_t *out, size_t capacity, uint16_t block);
int tftp_encode_ack(uint8_t *out, size_t capacity, uint16_t block);
int tftp_encode_error(uint8_t *out, size_t capacity, enum tftp_error_code code, const char *text);
int tftp_encode_oack(uint8_t *out, size_t capacity, const struct tftp_options *options);

static inline uint16_t tftp_get16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static inline void tftp_put16(uint8_t *bytes, uint16_t value)
{
    bytes[0] = (uint8_t)(value >> 8);
    bytes[1] = (uint8_t)value;
}

#endif
