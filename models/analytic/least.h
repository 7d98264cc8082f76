/* The greater and the less of two numbers that are numbers: fmax and fmin are calls, since they
 * have to look for what is none. */
#ifndef MODELS_ANALYTIC_LEAST_H
#define MODELS_ANALYTIC_LEAST_H

static inline double most_of(double a, double b)
{
    return a > b ? a : b;
}

static inline double least_of(double a, double b)
{
    return a < b ? a : b;
}

#endif
