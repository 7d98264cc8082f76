/* Attributes by name, from text.
 *
 * ns-3's FailSafe calls return false for a name that does not exist, but parsing some values ends
 * the process. So only types whose parsing is known to return are let through, times after a look
 * at their syntax; and numbers that would end the process later, in the object, are refused here.
 */
#include <cstdlib>
#include <cstring>

#include <ns3/config.h>
#include <ns3/string.h>
#include <ns3/type-id.h>

#include "sim/ns3/internal.h"

/* A number, and after it nothing or one of the units. */
static bool is_number(const char *text, const char *const *units)
{
    if (!strchr("+-.0123456789", *text) || !*text)
        return false;
    char *end;
    const double value = strtod(text, &end);
    if (end == text || !(value > -1e18 && value < 1e18))
        return false;
    for (; *units; units++)
        if (strcmp(end, *units) == 0)
            return true;
    return false;
}

static const char *const no_unit[] = {"", nullptr};
static const char *const time_units[] = {"",   "s", "ms",  "us", "ns", "ps",
                                         "fs", "h", "min", "d",  "y",  nullptr};
static const char *const rate_units[] = {"bps",  "b/s",  "Bps",  "B/s",   "kbps",  "kb/s",  "Kbps",
                                         "Kb/s", "kBps", "kB/s", "KBps",  "KB/s",  "Kib/s", "KiB/s",
                                         "Mbps", "Mb/s", "MBps", "MB/s",  "Mib/s", "MiB/s", "Gbps",
                                         "Gb/s", "GBps", "GB/s", "Gib/s", "GiB/s", nullptr};
static const char *const size_units[] = {"p",  "kp", "Kp",  "Mp",  "Gp",  "B",   "kB",   "KB",
                                         "MB", "GB", "KiB", "MiB", "GiB", "kiB", nullptr};

/* Types with a syntax of their own; the others, below, ns-3 checks itself. */
static const struct {
    const char *type;
    const char *const *units;
    bool may_be_negative;
    const char *example;
} number_types[] = {
    {"TimeValue", time_units, true, "20ms"},       {"DataRateValue", rate_units, false, "384kbps"},
    {"QueueSizeValue", size_units, false, "100p"}, {"UintegerValue", no_unit, false, "3"},
    {"IntegerValue", no_unit, true, "-3"},         {"DoubleValue", no_unit, true, "0.5"},
};

/* Attributes that ns-3 takes any type for, and then ends when it is not of this kind. */
static const struct {
    const char *name, *kind;
} type_attributes[] = {
    {"ns3::TcpL4Protocol::SocketType", "ns3::TcpCongestionOps"},
    {"ns3::TcpL4Protocol::RecoveryType", "ns3::TcpRecoveryOps"},
    {"ns3::TcpL4Protocol::RttEstimatorType", "ns3::RttEstimator"},
};

/* Numbers that are in the attribute's range, but that no socket works with. */
static const struct {
    const char *name;
    double least, most;
} sensible[] = {
    {"ns3::TcpSocket::SegmentSize", 8, 65495},
    {"ns3::TcpSocket::InitialCwnd", 1, 65535},
    {"ns3::TcpSocket::SndBufSize", 1, 4294967295.0},
    {"ns3::TcpSocket::RcvBufSize", 1, 4294967295.0},
    {"ns3::TcpSocket::DelAckCount", 1, 65535},
};

static int check_type(const char *name, const char *value)
{
    for (const auto &a : type_attributes) {
        if (strcmp(a.name, name) != 0)
            continue;
        ns3::TypeId type;
        if (ns3::TypeId::LookupByNameFailSafe(value, &type) &&
            type.IsChildOf(ns3::TypeId::LookupByName(a.kind)) && type.HasConstructor())
            return 0;
        return fail(NS3C_INVALID, "%s: '%s' is no type derived from %s", name, value, a.kind);
    }
    return fail(NS3C_INVALID, "%s cannot be set from text: it is a type", name);
}

static int check_number(const char *name, const char *value)
{
    for (const auto &a : sensible)
        if (strcmp(a.name, name) == 0 && (atof(value) < a.least || atof(value) > a.most))
            return fail(NS3C_INVALID, "%s: %s is not from %.0f to %.0f", name, value, a.least,
                        a.most);
    return 0;
}

static int check_value(const char *name, const std::string &type, const char *value)
{
    for (const auto &t : number_types) {
        if (type != t.type)
            continue;
        if (!is_number(value, t.units) || (!t.may_be_negative && strchr(value, '-')))
            return fail(NS3C_INVALID, "%s: '%s' is no %s, like \"%s\"", name, value,
                        type.substr(0, type.size() - 5).c_str(), t.example);
        return check_number(name, value);
    }
    if (type == "TypeIdValue")
        return check_type(name, value);
    if (type == "BooleanValue" || type == "EnumValue" || type == "StringValue")
        return 0;
    return fail(NS3C_INVALID, "%s cannot be set from text: it is a %s", name, type.c_str());
}

int ns3c_set_default(struct ns3c *sim, const char *name, const char *value)
{
    return guarded([&] {
        if (!sim || !name || !value)
            return fail(NS3C_INVALID, "ns3c_set_default: an argument is missing");
        const std::string full(name);
        const size_t colons = full.rfind("::");
        ns3::TypeId type;
        ns3::TypeId::AttributeInformation found;
        if (colons == std::string::npos ||
            !ns3::TypeId::LookupByNameFailSafe(full.substr(0, colons), &type))
            return fail(NS3C_UNKNOWN, "%s: there is no such type in ns-3", name);
        /* Of an inherited one ns-3 wants the name of the type that has it. */
        bool own = false;
        for (size_t i = 0; i < type.GetAttributeN() && !own; i++) {
            found = type.GetAttribute(i);
            own = found.name == full.substr(colons + 2);
        }
        if (!own)
            return fail(NS3C_UNKNOWN, "%s: the type has no such attribute of its own", name);
        /* Some of the names begin with ns3::, some do not. */
        std::string kind = found.checker->GetValueTypeName();
        if (kind.rfind("ns3::", 0) == 0)
            kind.erase(0, 5);
        if (const int code = check_value(name, kind, value))
            return code;
        if (!ns3::Config::SetDefaultFailSafe(full, ns3::StringValue(value)))
            return fail(NS3C_INVALID, "%s: '%s' is no value of it (%s)", name, value,
                        found.checker->GetUnderlyingTypeInformation().c_str());
        return 0;
    });
}
