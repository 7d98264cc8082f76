/* Small scenarios drawn at random, to compare engines with: sites, subnets, phones, methods, lines,
 * queues, shapers, retransmission policies, what others do on the line, and what goes wrong. */
#ifndef STUDIES_RANDOM_SCENARIO_H
#define STUDIES_RANDOM_SCENARIO_H

#include <stdint.h>

#include "base/error.h"

/* What an engine is put to. */
enum random_kind {
    RANDOM_UDP,        /* TFTP alone, whatever goes wrong */
    RANDOM_TCP,        /* PFS or HTTP, and no packet is lost */
    RANDOM_TCP_LOSSES, /* PFS or HTTP, whatever goes wrong */
};

/* Of the numbers from 0 on, two of five are RANDOM_UDP, two RANDOM_TCP and one RANDOM_TCP_LOSSES.
 */
enum random_kind random_scenario_kind(uint32_t number);
/* The scenario as YAML, the caller's to free: the same of a seed and number, always. It names the
 * catalogue of random_catalogue_write, in its own folder. */
char *random_scenario(uint64_t seed, uint32_t number);
/* Before they are written: negative when the folder has files of their names, such as a catalogue,
 * that are none of these. */
int random_check_folder(const char *folder, struct error *e);
/* Writes a catalogue of small files, firmware.csv and models.csv. */
int random_catalogue_write(const char *folder, struct error *e);

#endif
