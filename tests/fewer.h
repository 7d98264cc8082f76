/* With sanitizers all takes five times as long: of what is drawn at random, or done again and
 * again, they see a quarter. */
#ifndef TESTS_FEWER_H
#define TESTS_FEWER_H

#if defined __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif
#if defined SANITIZED || defined __SANITIZE_ADDRESS__
enum { FEWER = 4 };
#else
enum { FEWER = 1 };
#endif

#endif
