/* The layout of the packets, without a copy: what is decoded points into the datagram. */
#include "models/tftp/packet.h"

#include <string.h>

#include "models/tftp/text.h"

const char *tftp_parse_error_text(int code)
{
    switch (code) {
#define TFTP_PARSE_ERROR_CASE(name, number, text)                                                  \
    case name:                                                                                     \
        return text;
        TFTP_PARSE_ERRORS(TFTP_PARSE_ERROR_CASE)
#undef TFTP_PARSE_ERROR_CASE
    }
    return "no error";
}

int tftp_decode_opcode(const struct tftp_datagram *d)
{
    if (d->header_length < 2)
        return TFTP_E_TOO_SHORT;
    const int opcode = tftp_get16(d->header);
    return opcode >= TFTP_RRQ && opcode <= TFTP_OACK ? opcode : TFTP_E_OPCODE;
}

int tftp_decode_data(const struct tftp_datagram *d, struct tftp_data *data)
{
    if (d->header_length < TFTP_DATA_HEADER)
        return TFTP_E_TOO_SHORT;
    data->block = tftp_get16(d->header + 2);
    if (d->payload_length != 0) {
        data->bytes = d->payload;
        data->length = d->payload_length;
    } else {
        data->bytes = d->header + TFTP_DATA_HEADER;
        data->length = d->header_length - TFTP_DATA_HEADER;
    }
    return 0;
}

int tftp_decode_ack(const struct tftp_datagram *d, uint16_t *block)
{
    if (d->header_length < TFTP_DATA_HEADER)
        return TFTP_E_TOO_SHORT;
    *block = tftp_get16(d->header + 2);
    return 0;
}

int tftp_decode_error(const struct tftp_datagram *d, struct tftp_error *error)
{
    if (d->header_length < 4)
        return TFTP_E_TOO_SHORT;
    error->code = tftp_get16(d->header + 2);
    error->text = d->header + 4;
    error->length = strnlen((const char *)error->text, d->header_length - 4);
    return 0;
}

int tftp_decode_oack(const struct tftp_datagram *d, struct tftp_options *options)
{
    if (d->header_length < 2)
        return TFTP_E_TOO_SHORT;
    tftp_options_decode(options, d->header + 2, d->header_length - 2);
    return 0;
}

static const char *const mode_names[] = {
    [TFTP_OCTET] = "octet",
    [TFTP_NETASCII] = "netascii",
    [TFTP_MAIL] = "mail",
};

static int decode_mode(const char *text, enum tftp_mode *mode)
{
    for (int i = TFTP_OCTET; i <= TFTP_MAIL; i++) {
        if (tftp_text_equal(mode_names[i], text)) {
            *mode = (enum tftp_mode)i;
            return 0;
        }
    }
    return TFTP_E_MODE;
}

static int check_name(const char *name)
{
    if (*name == 0)
        return TFTP_E_NAME_EMPTY;
    return strlen(name) > TFTP_NAME_MAX ? TFTP_E_NAME_LONG : 0;
}

int tftp_decode_request(const struct tftp_datagram *d, struct tftp_request *request)
{
    if (d->header_length < 4)
        return TFTP_E_TOO_SHORT;
    if (d->header_length > TFTP_REQUEST_MAX)
        return TFTP_E_TOO_LONG;
    struct tftp_reader r = {d->header + 2, d->header + d->header_length};
    request->opcode = (enum tftp_opcode)tftp_get16(d->header);
    request->filename = tftp_reader_string(&r);
    const char *mode = request->filename == NULL ? NULL : tftp_reader_string(&r);
    if (mode == NULL)
        return TFTP_E_NO_NUL;
    int result = check_name(request->filename);
    if (result == 0)
        result = decode_mode(mode, &request->mode);
    if (result == 0)
        tftp_options_decode(&request->options, r.at, (size_t)(r.end - r.at));
    return result;
}

int tftp_encode_request(uint8_t *out, size_t capacity, const struct tftp_request *request)
{
    const int bad_name = check_name(request->filename);
    if (bad_name != 0)
        return bad_name;
    struct tftp_writer w = tftp_writer_of(out, capacity);
    tftp_writer_u16(&w, (uint16_t)request->opcode);
    tftp_writer_string(&w, request->filename);
    tftp_writer_string(&w, mode_names[request->mode]);
    tftp_options_encode(&request->options, &w);
    return tftp_writer_length(&w);
}

static int encode_numbered(uint8_t *out, size_t capacity, enum tftp_opcode opcode, uint16_t block)
{
    if (capacity < TFTP_DATA_HEADER)
        return TFTP_E_NO_ROOM;
    tftp_put16(out, (uint16_t)opcode);
    tftp_put16(out + 2, block);
    return TFTP_DATA_HEADER;
}

int tftp_encode_data_header(uint8_t *out, size_t capacity, uint16_t block)
{
    return encode_numbered(out, capacity, TFTP_DATA, block);
}

int tftp_encode_ack(uint8_t *out, size_t capacity, uint16_t block)
{
    return encode_numbered(out, capacity, TFTP_ACK, block);
}

int tftp_encode_error(uint8_t *out, size_t capacity, enum tftp_error_code code, const char *text)
{
    struct tftp_writer w = tftp_writer_of(out, capacity);
    tftp_writer_u16(&w, TFTP_ERROR);
    tftp_writer_u16(&w, (uint16_t)code);
    tftp_writer_string(&w, text);
    return tftp_writer_length(&w);
}

int tftp_encode_oack(uint8_t *out, size_t capacity, const struct tftp_options *options)
{
    struct tftp_writer w = tftp_writer_of(out, capacity);
    tftp_writer_u16(&w, TFTP_OACK);
    tftp_options_encode(options, &w);
    return tftp_writer_length(&w);
}
