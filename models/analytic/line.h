/* What a packet takes on a line. */
#ifndef MODELS_ANALYTIC_LINE_H
#define MODELS_ANALYTIC_LINE_H

#include "models/analytic/least.h"
#include "models/analytic/site.h"

/* Bytes on it, of so many bytes of IP. */
static inline double line_bytes(const struct analytic_line *line, double bytes)
{
    return most_of(bytes, line->payload_min) + line->framing;
}

/* s, of so many bytes of IP. */
static inline double line_time(const struct analytic_line *line, double bytes)
{
    return line_bytes(line, bytes) * 8 / line->rate;
}

#endif
