/* Discovery messages: layout and refusals. */
#include "models/pfs/message.h"
#include "tests/support.h"

/* CP-1 and f: FNV-1a of "CP-1\0f". */
static struct pfs_message example(void)
{
    struct pfs_message m = {.kind = PFS_AD_MESSAGE,
                            .flags = PFS_CONFIRMED | PFS_FULL,
                            .ad = 4,
                            .depth = 0,
                            .xid = 0x080027f8,
                            .strength = 0x36685558,
                            .address = 0x0a6a7544,
                            .model = pfs_text_of("CP-1"),
                            .file = pfs_text_of("f")};
    m.map = pfs_map(m.model, m.file);
    return m;
}

START_TEST(the_map_is_fnv_1a)
{
    /* Published test vectors of FNV-1a (32-bit): "" and "a" are 811c9dc5 and e40c292c; here there
     * is always a zero byte between the texts. */
    ck_assert_uint_eq(pfs_map(pfs_text_of(""), pfs_text_of("")), 0x811c9dc5u * 16777619u);
    const uint32_t a = 0xe40c292c * 16777619u;
    ck_assert_uint_eq(pfs_map(pfs_text_of("a"), pfs_text_of("")), a);
    ck_assert_uint_ne(pfs_map(pfs_text_of("ab"), pfs_text_of("c")),
                      pfs_map(pfs_text_of("a"), pfs_text_of("bc")));
}
END_TEST

START_TEST(a_message_is_24_bytes_and_two_texts)
{
    uint8_t bytes[PFS_MESSAGE_MAX];
    const struct pfs_message m = example();
    uint8_t wanted[] = {0x43, 0x50, 1,    2,    0x08, 0x00, 0x27, 0xf8, 0,  0,    0,
                        0,    0x36, 0x68, 0x55, 0x58, 5,    4,    0,    0,  0x0a, 0x6a,
                        0x75, 0x44, 4,    'C',  'P',  '-',  '1',  1,    'f'};
    for (int i = 0; i < 4; i++)
        wanted[8 + i] = (uint8_t)(m.map >> (24 - 8 * i));
    ck_assert_uint_eq(pfs_message_encode(bytes, &m), sizeof wanted);
    ck_assert_mem_eq(bytes, wanted, sizeof wanted);
}
END_TEST

START_TEST(what_is_encoded_is_decoded)
{
    uint8_t bytes[PFS_MESSAGE_MAX];
    char longest[PFS_TEXT_MAX + 1];
    memset(longest, 'x', PFS_TEXT_MAX);
    longest[PFS_TEXT_MAX] = 0;
    struct pfs_message m = example(), got;
    m.model = m.file = pfs_text_of(longest);
    m.map = pfs_map(m.model, m.file);
    const uint32_t length = pfs_message_encode(bytes, &m);
    ck_assert_uint_eq(length, PFS_MESSAGE_MAX);
    ck_assert(pfs_message_decode(&got, bytes, length));
    ck_assert_uint_eq(got.kind, m.kind);
    ck_assert_uint_eq(got.flags, m.flags);
    ck_assert_uint_eq(got.ad, m.ad);
    ck_assert_uint_eq(got.xid, m.xid);
    ck_assert_uint_eq(got.map, m.map);
    ck_assert_uint_eq(got.strength, m.strength);
    ck_assert_uint_eq(got.address, m.address);
    ck_assert_uint_eq(got.file.length, PFS_TEXT_MAX);
    ck_assert_mem_eq(got.file.bytes, longest, PFS_TEXT_MAX);
}
END_TEST

START_TEST(what_is_not_well_formed_is_refused)
{
    uint8_t bytes[PFS_MESSAGE_MAX + 1];
    struct pfs_message m = example();
    const uint32_t length = pfs_message_encode(bytes, &m);
    for (uint32_t cut = 0; cut < length; cut++)
        ck_assert(!pfs_message_decode(&m, bytes, cut));
    ck_assert(!pfs_message_decode(&m, bytes, length + 1));
    /* magic, version, kind, map, reserved, and each text's length and content */
    static const int spoilt[] = {0, 1, 2, 3, 8, 11, 19, 24, 25, 29, 30};
    for (size_t i = 0; i < sizeof spoilt / sizeof spoilt[0]; i++) {
        bytes[spoilt[i]] ^= 0x10;
        ck_assert_msg(!pfs_message_decode(&m, bytes, length), "byte %d", spoilt[i]);
        bytes[spoilt[i]] ^= 0x10;
    }
    bytes[3] = 0;
    ck_assert(!pfs_message_decode(&m, bytes, length));
    bytes[3] = 4;
    ck_assert(!pfs_message_decode(&m, bytes, length));
    bytes[3] = 1;
    ck_assert(pfs_message_decode(&m, bytes, length));
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, the_map_is_fnv_1a);
    tcase_add_test(t, a_message_is_24_bytes_and_two_texts);
    tcase_add_test(t, what_is_encoded_is_decoded);
    tcase_add_test(t, what_is_not_well_formed_is_refused);
}

int main(void)
{
    return run_tests("message", add);
}
