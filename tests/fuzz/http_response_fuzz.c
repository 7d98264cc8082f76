/* A phone reads an answer. The first byte says how the rest is cut: whole and cut it gives the
 * same; and whether the whole is wanted or the rest. What is delivered lies in what came, in order, and the end comes once. */
#include "base/check.h"
#include "models/http/response.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct reader {
    struct http_response response;
    uint64_t delivered; /* bytes */
    int ends;
};

static void check_action(struct reader *r, const struct http_response_action *a,
                         const uint8_t *bytes, size_t length)
{
    CHECK(r->ends == 0);
    switch (a->kind) {
    case HTTP_RESPONSE_DELIVER:
        CHECK(a->offset == r->delivered && a->length > 0);
        CHECK(a->bytes >= bytes && a->bytes + a->length <= bytes + length);
        r->delivered += a->length;
        break;
    case HTTP_RESPONSE_END:
        CHECK(a->end != HTTP_END_DONE || r->delivered == r->response.length ||
              (r->delivered == r->response.from && r->response.length < r->response.from));
        r->ends++;
        break;
    }
}

static void drain(struct reader *r, const uint8_t *bytes, size_t length)
{
    struct http_response_action a;
    while (http_response_next(&r->response, &a))
        check_action(r, &a, bytes, length);
    CHECK((r->response.state == HTTP_RESPONSE_ENDED) == (r->ends == 1));
}

static void give(struct reader *r, const uint8_t *bytes, size_t length, size_t piece, uint64_t from)
{
    http_response_init(&r->response, from);
    r->delivered = from;
    r->ends = 0;
    for (size_t at = 0; at < length; at += piece) {
        const size_t left = length - at, now = left < piece ? left : piece;
        http_response_receive(&r->response, bytes + at, (uint32_t)now);
        drain(r, bytes + at, now);
    }
    http_response_close(&r->response);
    drain(r, bytes, length);
    CHECK(r->ends == 1 && r->delivered - from + r->response.extra <= length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct reader whole, cut;
    if (size < 2)
        return 0;
    const uint64_t from = data[0] % 4 == 3 ? 4 : 0;
    give(&whole, data + 1, size - 1, size - 1, from);
    give(&cut, data + 1, size - 1, 1u + data[0], from);
    CHECK(whole.delivered == cut.delivered && whole.response.end == cut.response.end);
    CHECK(whole.response.status == cut.response.status);
    CHECK(whole.response.extra == cut.response.extra);
    return 0;
}
