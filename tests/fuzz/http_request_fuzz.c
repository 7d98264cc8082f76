/* A server reads requests. The first byte says how the rest is cut: whole and cut it gives the
 * same. The name, when there is one, survives being written and read again. */
#include <string.h>

#include "base/check.h"
#include "models/http/request.h"

#define FROM UINT64_MAX

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void give(struct http_request *r, const uint8_t *bytes, size_t length, size_t piece)
{
    bool complete = false;
    http_request_init(r);
    for (size_t at = 0; at < length; at += piece) {
        const size_t left = length - at;
        const bool now =
            http_request_receive(r, bytes + at, (uint32_t)(left < piece ? left : piece));
        CHECK(now || !complete);
        complete = now;
    }
    CHECK((r->state == HTTP_REQUEST_COMPLETE) == complete);
}

static void check_same(const struct http_request *a, const struct http_request *b)
{
    CHECK(a->state == b->state && a->extra == b->extra);
    CHECK(a->status == b->status && a->without_content == b->without_content);
    CHECK(strcmp(a->name, b->name) == 0 && a->from == b->from);
}

static void check_name(const char *name)
{
    static struct http_request again;
    uint8_t bytes[HTTP_REQUEST_MAX];
    const int length = http_encode_request(bytes, name, 0x0A010002, 6970, FROM);
    if (name[0] == 0) {
        CHECK(length == HTTP_E_NAME_EMPTY);
        return;
    }
    CHECK(length > 0 && length <= HTTP_REQUEST_MAX);
    give(&again, bytes, (size_t)length, (size_t)length);
    CHECK(again.state == HTTP_REQUEST_COMPLETE && again.status == HTTP_OK);
    CHECK(strcmp(again.name, name) == 0 && again.from == FROM);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct http_request whole, cut;
    if (size < 2)
        return 0;
    give(&whole, data + 1, size - 1, size - 1);
    give(&cut, data + 1, size - 1, 1u + data[0]);
    check_same(&whole, &cut);
    if (whole.state == HTTP_REQUEST_COMPLETE && whole.status == HTTP_OK)
        check_name(whole.name);
    return 0;
}
