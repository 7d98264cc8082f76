/* A point whose replications are under way: which of them are to be run, and how many there are in
 * the end. Of studies/campaign.c. */
#ifndef STUDIES_CAMPAIGN_POINT_H
#define STUDIES_CAMPAIGN_POINT_H

#include "studies/campaign.h"

/* What is known of a replication, where a precision decides how many there are; and its result, as
 * long as it may turn out not to be wanted. */
struct known {
    bool known;
    double value; /* NAN: it has none */
    struct run_summary *summary;
    char *failure, *phones, *links;
};

/* Frees the result. */
void known_forget(struct known *k);

/* Its replications are counted from 0 on. */
struct open_point {
    struct open_point *next;
    uint64_t number;
    struct point point;
    struct store_key key;
    uint32_t first;      /* replication of the scenario that is number 0 here */
    uint32_t wanted;     /* there are to be so many, ... */
    bool decided;        /* ... or no more than that, as long as it is not decided */
    uint32_t begun;      /* given out, or found */
    uint32_t running;    /* given out, and not ended */
    uint32_t prefix;     /* so many from 0 on are known */
    bool precise;        /* a precision decides */
    struct known *known; /* of those begun; NULL unless `precise` */
    uint32_t room;
};

/* Whether there is a replication to give out: one that is wanted whatever comes of others, or else
 * one of `ahead` behind it, which may turn out not to be. */
bool open_point_has(const struct open_point *p, uint32_t ahead);
/* Gives it out. */
uint32_t open_point_begin(struct open_point *p);
/* Whether its result is to be kept here until it is decided that it is wanted, or can be forgotten
 * now; of neither it is to be stored now. */
bool open_point_holds(const struct open_point *p, uint32_t replication);
bool open_point_drops(const struct open_point *p, uint32_t replication);
/* True: the replication `prefix` - 1 is wanted, which was not known before. Called until false. */
bool open_point_advance(struct open_point *p, double precision);
/* Nothing is to be given out any more, and nothing is running. */
bool open_point_is_over(const struct open_point *p);
void open_point_free(struct open_point *p);

#endif
