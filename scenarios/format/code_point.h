/* Code points of DiffServ (RFC 2474) by the names of their standards: cs0 to cs7 (RFC 2474), af11
 * to af43 (RFC 2597), ef (RFC 3246), voice-admit (RFC 5865), le (RFC 8622), and be, best effort,
 * which is cs0; any of them also as a number. */
#ifndef SCENARIOS_FORMAT_CODE_POINT_H
#define SCENARIOS_FORMAT_CODE_POINT_H

#include <stdint.h>

#include "base/error.h"

enum { CODE_POINTS = 64 };

/* One, "ef" or "46". Errors (negative) quote the text and say what would be right. */
int code_point_parse(const char *text, uint32_t *value, struct error *e);
/* Its name, or its number where it has none. Free it. */
char *code_point_write(uint32_t value);

/* Several with blanks between them, "af41 af42": bit n is code point n. Errors likewise. */
int code_points_parse(const char *text, uint64_t *set, struct error *e);
char *code_points_write(uint64_t set); /* free it */

#endif
