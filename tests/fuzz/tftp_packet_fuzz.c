/* All decoders over any bytes, and what the server answers. What was decoded, encoded and decoded
 * again is the same. */
#include <string.h>

#include "base/check.h"
#include "models/tftp/packet.h"
#include "models/tftp/server.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct tftp_datagram datagram(const uint8_t *bytes, size_t length)
{
    return (struct tftp_datagram){.header = bytes, .header_length = length};
}

static bool same_values(const struct tftp_options *a, const struct tftp_options *b)
{
    return a->valid == b->valid && a->timeout == b->timeout && a->blksize == b->blksize &&
           a->windowsize == b->windowsize && a->tsize == b->tsize;
}

static void check_request(const struct tftp_datagram *d)
{
    struct tftp_request first, second;
    if (tftp_decode_request(d, &first) != 0)
        return;
    CHECK(strlen(first.filename) >= 1 && strlen(first.filename) <= TFTP_NAME_MAX);
    uint8_t bytes[TFTP_REQUEST_MAX];
    const int length = tftp_encode_request(bytes, sizeof bytes, &first);
    CHECK(length > 0);
    const struct tftp_datagram again = datagram(bytes, (size_t)length);
    CHECK(tftp_decode_request(&again, &second) == 0);
    CHECK(first.opcode == second.opcode && first.mode == second.mode);
    CHECK(strcmp(first.filename, second.filename) == 0);
    CHECK(same_values(&first.options, &second.options));
    CHECK(second.options.seen == second.options.valid && !second.options.unknown);
}

static void check_oack(const struct tftp_datagram *d)
{
    struct tftp_options first, second;
    if (tftp_decode_oack(d, &first) != 0)
        return;
    CHECK((first.valid & ~first.seen) == 0);
    uint8_t bytes[80];
    const int length = tftp_encode_oack(bytes, sizeof bytes, &first);
    CHECK(length >= 2);
    const struct tftp_datagram again = datagram(bytes, (size_t)length);
    CHECK(tftp_decode_oack(&again, &second) == 0);
    CHECK(same_values(&first, &second));
}

static void check_numbered(const struct tftp_datagram *d)
{
    struct tftp_data data;
    struct tftp_error error;
    uint16_t block;
    const int long_enough = d->header_length >= 4 ? 0 : TFTP_E_TOO_SHORT;
    CHECK(tftp_decode_data(d, &data) == long_enough);
    CHECK(tftp_decode_ack(d, &block) == long_enough);
    CHECK(tftp_decode_error(d, &error) == long_enough);
    if (long_enough != 0)
        return;
    CHECK(data.block == block && error.code == block);
    CHECK(data.bytes + data.length == d->header + d->header_length);
    CHECK(error.length <= data.length);
}

static void check_answer(const struct tftp_datagram *d)
{
    struct tftp_server_counters counters = {0};
    struct tftp_answer answer;
    tftp_server_answer(d, &answer, &counters);
    CHECK(counters.reads + counters.refused + counters.others == 1);
    CHECK((answer.kind == TFTP_ANSWER_READ) == (counters.reads == 1));
    if (answer.kind == TFTP_ANSWER_READ)
        CHECK(answer.request.opcode == TFTP_RRQ && strncmp(answer.request.filename, "..", 3) != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct tftp_datagram d = datagram(data, size);
    const int opcode = tftp_decode_opcode(&d);
    CHECK(opcode >= TFTP_E_OPCODE && opcode <= TFTP_OACK && opcode != 0);
    check_request(&d);
    check_oack(&d);
    check_numbered(&d);
    check_answer(&d);
    return 0;
}
