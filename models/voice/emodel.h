/* The E-model of ITU-T G.107: how a connection is rated (R, from 0 to 100) by its planners, and
 * what opinion of it listeners have on average (MOS, from 1 to 4.5).
 *
 * Full form: R = Ro - Is - Id - Ie,eff + A, every parameter as in the Recommendation's table of
 * defaults, with which R is 93.206. Reduced form: all that a packet network cannot change keeps its
 * default, and the delay's impairment is two straight lines (R. G. Cole and J. H. Rosenbluth,
 * "Voice over IP performance monitoring", 2001). Without loss, R of the reduced form is within 0.9
 * of the full one up to 300 ms of delay (the full one with T = Ta and Tr = 2 Ta), and 3.1 below it
 * at 400 ms: the lines go on where listeners no longer mind as much.
 *
 * Not modelled: delay sensitivity (sT and mT of the edition of 2015 have their defaults 1 and
 * 100 ms), and what the Recommendation's appendices add for bursts longer than Ie,eff allows for.
 * Validated: tests/models/voice/emodel_test.c. */
#ifndef MODELS_VOICE_EMODEL_H
#define MODELS_VOICE_EMODEL_H

/* Table 2 of G.107: symbols and units are the Recommendation's. */
struct emodel {
    double slr, rlr;   /* dB: loudness of sending, of receiving */
    double stmr, lstr; /* dB: masking of the sidetone, the listener's sidetone */
    double ds, dr;     /* D-value of the telephone at the sending, the receiving side */
    double telr;       /* dB: loudness of the talker's echo */
    double wepl;       /* dB: weighted loss of the echo path */
    double t, tr, ta; /* ms: mean one-way delay, delay of the echo's way and back, absolute delay */
    double qdu;       /* units of quantisation distortion */
    double ie, bpl;   /* equipment impairment, robustness to losses */
    double ppl;       /* %: lost packets */
    double burst_r;   /* from 1, losses at random, to 8 */
    double nc;        /* dBm0p: noise of the circuits, at the 0 dBr point */
    double nfor;      /* dBmp: floor of the noise at the receiving side */
    double ps, pr;    /* dB(A): noise of the rooms at the sending, the receiving side */
    double a;         /* advantage of access */
};
extern const struct emodel emodel_defaults;

/* A rating, and what it is made of. */
struct emodel_rating {
    double ro;              /* signal to noise */
    double is;              /* what comes with the voice: too loud, sidetone, quantisation */
    double idte, idle, idd; /* of delay: the talker's echo, the listener's, too long in itself */
    double ie_eff;          /* of codec and losses */
    double r;
};

/* `delay` in ms becomes T and Ta, and Tr twice as much, as with echo cancelled at both ends. */
void emodel_set_delay(struct emodel *m, double delay);
struct emodel_rating emodel_rate(const struct emodel *m);
/* The reduced form: delay in ms, loss in %. */
double emodel_reduced(double delay, double ie, double bpl, double loss, double burst_r);

/* Ie,eff: `loss` in %. */
double emodel_ie_eff(double ie, double bpl, double loss, double burst_r);
/* Annex B; at least 1, which the polynomial falls short of below R = 6.5. */
double emodel_mos(double r);

#endif
