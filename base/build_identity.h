/* Which build of the program this is: a digest of its sources, made when it is built. The version
 * is the same before and after a changed timer; this is not. It depends on the content of the
 * sources and their names within the tree, and neither on the folder they are built in nor on
 * options of configure. */
#ifndef BASE_BUILD_IDENTITY_H
#define BASE_BUILD_IDENTITY_H

enum { BUILD_IDENTITY_DIGITS = 64, BUILD_IDENTITY_SHORT = 12 };

/* SHA-256 in hexadecimal digits. A person is shown the first BUILD_IDENTITY_SHORT of them. */
extern const char build_identity[BUILD_IDENTITY_DIGITS + 1];

#endif
