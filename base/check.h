/* CHECK(condition): states what must hold unless this program has a defect. It stays on in release
 * builds, and when it fails it prints where, with the run it happened in, and aborts. Bad packets,
 * scenarios and files are never a matter for CHECK. */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

#include <stdint.h>

/* What a failed CHECK says of the run under way on this thread; the engine keeps it. */
struct check_context {
    const int64_t *now; /* simulated nanoseconds; NULL outside a run */
    uint64_t seed;
    const char *entity; /* the device that handles an event, or NULL */
};
extern _Thread_local struct check_context check_context;

#define CHECK(condition)                                                                           \
    (__builtin_expect(!(condition), 0) ? check_failed(#condition, __FILE__, __LINE__) : (void)0)

_Noreturn void check_failed(const char *condition, const char *file, int line);

#endif
