/* SHA-256, by the examples of FIPS 180-4's test vectors. */
#include "base/digest.h"

#include "tests/support.h"

#define OF_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define OF_NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

START_TEST(bytes_have_the_digest_of_the_standard)
{
    uint8_t digest[DIGEST_BYTES];
    char text[DIGEST_DIGITS + 1];
    digest_bytes(digest, "abc", 3);
    digest_write(text, digest);
    ck_assert_str_eq(text, OF_ABC);
    digest_bytes(digest, "", 0);
    digest_write(text, digest);
    ck_assert_str_eq(text, OF_NOTHING);
}
END_TEST

/* sha256sum of "a\0bc\0". */
START_TEST(texts_are_told_apart_by_their_ends)
{
    uint8_t digest[DIGEST_BYTES];
    char one[DIGEST_DIGITS + 1], other[DIGEST_DIGITS + 1], bytes[DIGEST_DIGITS + 1];
    digest_texts(one, (const char *const[]){"a", "bc"}, 2);
    digest_texts(other, (const char *const[]){"ab", "c"}, 2);
    digest_bytes(digest, "a\0bc", 5);
    digest_write(bytes, digest);
    ck_assert_str_eq(one, bytes);
    ck_assert_str_ne(one, other);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, bytes_have_the_digest_of_the_standard);
    tcase_add_test(t, texts_are_told_apart_by_their_ends);
}

int main(void)
{
    return run_tests("digest", add);
}
