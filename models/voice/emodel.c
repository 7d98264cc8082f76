/* The equations of G.107, clause 7, in its order and with its names. */
#include "models/voice/emodel.h"

#include <math.h>

const struct emodel emodel_defaults = {
    .slr = 8,
    .rlr = 2,
    .stmr = 15,
    .lstr = 18,
    .ds = 3,
    .dr = 3,
    .telr = 65,
    .wepl = 110,
    .t = 0,
    .tr = 0,
    .ta = 0,
    .qdu = 1,
    .ie = 0,
    .bpl = 4.3,
    .ppl = 0,
    .burst_r = 1,
    .nc = -70,
    .nfor = -64,
    .ps = 35,
    .pr = 35,
    .a = 0,
};

static double power(double level)
{
    return pow(10, level / 10);
}

static double square(double x)
{
    return x * x;
}

/* The n-th root of 1 + x^n: what many of the curves bend by. */
static double bend(double x, double n)
{
    return pow(1 + pow(x, n), 1 / n);
}

/* No: all noise, as at the 0 dBr point. */
static double noise(const struct emodel *m)
{
    const double olr = m->slr + m->rlr;
    const double nos = m->ps - m->slr - m->ds - 100 + 0.004 * square(m->ps - olr - m->ds - 14);
    const double pre = m->pr + 10 * log10(1 + power(10 - m->lstr));
    const double nor = m->rlr - 121 + pre + 0.008 * square(pre - 35);
    const double nfo = m->nfor + m->rlr;
    return 10 * log10(power(m->nc) + power(nos) + power(nor) + power(nfo));
}

static double too_loud(const struct emodel *m, double no)
{
    const double xolr = m->slr + m->rlr + 0.2 * (64 + no - m->rlr);
    return 20 * (bend(xolr / 8, 8) - xolr / 8);
}

/* Ist: of a sidetone that is not as it should be. */
static double sidetone(const struct emodel *m)
{
    const double stmro = -10 * log10(power(-m->stmr) + exp(-m->t / 4) * power(-m->telr));
    return 12 * bend((stmro - 13) / 6, 8) - 28 * bend((stmro + 1) / 19.4, 35) -
           13 * bend((stmro - 3) / 33, 13) + 29;
}

static double quantisation(const struct emodel *m, double ro)
{
    const double q = 37 - 15 * log10(m->qdu);
    const double g = 1.07 + 0.258 * q + 0.0602 * square(q);
    const double y = (ro - 100) / 15 + 46 / 8.4 - g / 9, z = 46.0 / 30 - g / 40;
    return 15 * log10(1 + pow(10, y) + pow(10, z));
}

/* Echo below 1 ms is sidetone. */
static double talker_echo(const struct emodel *m, double no, double ist)
{
    if (m->t < 1)
        return 0;
    double terv =
        m->telr - 40 * log10((1 + m->t / 10) / (1 + m->t / 150)) + 6 * exp(-0.3 * square(m->t));
    if (m->stmr < 9)
        terv += ist / 2;
    const double roe = -1.5 * (no - m->rlr), re = 80 + 2.5 * (terv - 14);
    const double idte = ((roe - re) / 2 + sqrt(square(roe - re) / 4 + 100) - 1) * (1 - exp(-m->t));
    return m->stmr > 20 ? sqrt(square(idte) + square(ist)) : idte;
}

static double listener_echo(const struct emodel *m, double ro)
{
    const double rle = 10.5 * (m->wepl + 7) * pow(m->tr + 1, -0.25);
    return (ro - rle) / 2 + sqrt(square(ro - rle) / 4 + 169);
}

static double too_long(const struct emodel *m)
{
    if (m->ta <= 100)
        return 0;
    const double x = log2(m->ta / 100);
    return 25 * (bend(x, 6) - 3 * bend(x / 3, 6) + 2);
}

void emodel_set_delay(struct emodel *m, double delay)
{
    m->t = m->ta = delay;
    m->tr = 2 * delay;
}

struct emodel_rating emodel_rate(const struct emodel *m)
{
    const double no = noise(m), ist = sidetone(m);
    struct emodel_rating made;
    made.ro = 15 - 1.5 * (m->slr + no);
    made.is = too_loud(m, no) + ist + quantisation(m, made.ro);
    made.idte = talker_echo(m, no, ist);
    made.idle = listener_echo(m, made.ro);
    made.idd = too_long(m);
    made.ie_eff = emodel_ie_eff(m->ie, m->bpl, m->ppl, m->burst_r);
    made.r = made.ro - made.is - (made.idte + made.idle + made.idd) - made.ie_eff + m->a;
    return made;
}

double emodel_reduced(double delay, double ie, double bpl, double loss, double burst_r)
{
    const double id = 0.024 * delay + 0.11 * fmax(0, delay - 177.3);
    return 93.2 - id - emodel_ie_eff(ie, bpl, loss, burst_r);
}

double emodel_ie_eff(double ie, double bpl, double loss, double burst_r)
{
    return ie + (95 - ie) * loss / (loss / burst_r + bpl);
}

double emodel_mos(double r)
{
    if (r >= 100)
        return 4.5;
    return r <= 0 ? 1 : fmax(1, 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r));
}
