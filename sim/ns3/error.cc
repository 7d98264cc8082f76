/* Messages and codes. */
#include <cstdarg>
#include <cstdio>

#include "sim/ns3/internal.h"

static thread_local char last_error[512];

int fail(enum ns3c_code code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(last_error, sizeof last_error, format, arguments);
    va_end(arguments);
    return code;
}

std::string dotted(uint32_t address)
{
    char text[16];
    snprintf(text, sizeof text, "%u.%u.%u.%u", address >> 24, address >> 16 & 255,
             address >> 8 & 255, address & 255);
    return text;
}

const char *ns3c_error(void)
{
    return last_error;
}

const char *ns3c_code_name(int code)
{
    switch (code) {
    case 0:
        return "NS3C_OK";
#define NAME_OF(name, number, text)                                                                \
    case number:                                                                                   \
        return #name;
        NS3C_CODES(NAME_OF)
#undef NAME_OF
    default:
        return nullptr;
    }
}

const char *ns3c_ns3_version(void)
{
    return NS3_VERSION;
}
