/* The tables of a run as CSV files (RFC 4180, but for the line ends: \n): one function a file, each
 * with its rows of columns. Write errors stay with the file (ferror). Rows come in the order of the
 * ids; downloads by phone, start and name; hierarchies as they began. */
#ifndef RESULTS_TABLES_H
#define RESULTS_TABLES_H

#include <stdio.h>

#include "results/column.h"
#include "results/record.h"

extern const struct table phones_csv, files_csv, links_csv, servers_csv, sites_csv, traffic_csv,
    messages_csv, wan_csv, server_load_csv, hierarchies_csv, progress_csv, timeline_csv, calls_csv,
    spurts_csv;

void table_phones(FILE *file, const struct record *r);
void table_files(FILE *file, const struct record *r);
void table_links(FILE *file, const struct record *r);
void table_servers(FILE *file, const struct record *r);
void table_sites(FILE *file, const struct record *r);
/* Wire bytes by place, direction and kind of traffic; how often each message was sent. */
void table_traffic(FILE *file, const struct record *r);
void table_messages(FILE *file, const struct record *r);
/* The series, each until its link or server was used for the last time: a row a second, or, where
 * that would be over 200,000 rows, a longer interval, the same for all. */
void table_wan(FILE *file, const struct record *r);
void table_server_load(FILE *file, const struct record *r);
/* Peer Firmware Sharing, and how far each phone was when; headers only without it. */
void table_hierarchies(FILE *file, const struct record *r);
void table_progress(FILE *file, const struct record *r);
void table_timeline(FILE *file, const struct record *r);

/* Calls, a row a direction, and their talk spurts as they ended: by when the last of them has been
 * waited for. Headers only without calls. */
void table_calls(FILE *file, const struct record *r);
void table_spurts(FILE *file, const struct record *r);

/* "down" and "up". */
extern const char *const direction_names[2];

#endif
