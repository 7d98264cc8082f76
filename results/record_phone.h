/* What is recorded of a phone, and of the files it downloads. */
#ifndef RESULTS_RECORD_PHONE_H
#define RESULTS_RECORD_PHONE_H

#include "results/names.h"
#include "sim/observer.h"

struct phone_record {
    const struct phone_info *info;
    const char *state;           /* the latest */
    const char *load;            /* that it has got, or else was at */
    const char *reason;          /* why it has not completed; NULL */
    sim_time reset;              /* its first change away from "waiting"; -1: none yet */
    sim_time ended;              /* -1: not yet */
    sim_time outage;             /* out of service from its reset until it ended, or the run did */
    sim_time out_since;          /* -1: it is in service */
    bool completed, unchanged;   /* the second: with the load that it had */
    uint32_t site;               /* in the record's sites */
    uint32_t loads;              /* it has come to so many, one after the other */
    uint32_t files;              /* completed */
    uint32_t by_http, fell_back; /* of them by HTTP; by TFTP after a failure by HTTP */
    const char *http_failed;     /* the file that HTTP could not bring; NULL: none */
    uint32_t member;             /* its latest in peers_record.members, from 1; 0: none */
    uint32_t retransmissions, duplicates;
    uint32_t restarts; /* after it had given up */
    uint64_t bytes;    /* delivered */
};

/* A download. Its texts are kept in the record's names. */
struct file_record {
    uint32_t phone, from;
    const char *file, *load, *method, *transport, *reason;
    sim_time started, ended;
    uint64_t bytes, retransmissions, duplicates;
    bool completed;
};

/* A phone begins as "waiting", in service. */
void phone_record_init(struct phone_record *p, const struct phone_info *info);
/* Changes of a phone that has ended are ignored. */
void phone_record_change(struct phone_record *p, const struct phone_change *change,
                         struct names *names, sim_time now);
void phone_record_file(struct phone_record *p, const struct file_info *file, struct names *names);
/* The run is over: an outage ends with it. */
void phone_record_finish(struct phone_record *p, sim_time now);
/* From its reset to its being back with the new load; -1 of a phone that has not completed. */
sim_time phone_upgrade_time(const struct phone_record *p);

struct file_record file_record(const struct file_info *file, struct names *names);

#endif
