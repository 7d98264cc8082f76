/* Each text becomes visible here, on its way to whoever shows it. */
#include "base/error.h"

#include <stdio.h>

#include "base/visible.h"

int error_set(struct error *e, const char *format, ...)
{
    char text[sizeof e->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    visible_write(e->text, sizeof e->text, text);
    return -1;
}
