/* What the parts of least_squares.h share. */
#ifndef STUDIES_LEAST_SQUARES_PRIVATE_H
#define STUDIES_LEAST_SQUARES_PRIVATE_H

#include "studies/least_squares.h"

double least_scale(const struct least_parameter *p, double at);
double least_chi2(const struct least_problem *p, const double *predicted);
int least_slopes(const struct least_problem *p, const double *values,
                 double slope[LEAST_PARAMETERS][LEAST_TARGETS], struct error *e);
/* Fills in of the fit what follows from the derivatives: told, moved, freedom, errors. */
int least_errors(const struct least_problem *p, struct least_fit *fit, struct error *e);

#endif
