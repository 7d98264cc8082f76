/* What is refused, each with the place that a reader would change. */
#include "tests/scenarios/support.h"

struct refused {
    const char *text, *message;
};

#define ONE_PHONE "phones: [{model: CP-7965}]"

static const struct refused refused[] = {
    /* structure */
    {"- a\n", "test.yaml:1:1: a scenario is a map of keys, such as 'subnets'"},
    {"seed: 1\n",
     "test.yaml:1:1: subnets: is missing; give a list of subnets, each with its phones"},
    {"subnets: []\n",
     "test.yaml:1:10: subnets: is empty; give a list of subnets, each with its phones"},
    {"subnets:\n  - phones: []\n",
     "test.yaml:2:13: subnets[0].phones: is empty; give groups of phones, such as '- {model: CP-7965, count: 40}'"},
    {"subnets:\n  - lan: 1 Mbps\n",
     "test.yaml:2:5: subnets[0].phones: is missing; give groups of phones, such as '- {model: CP-7965, count: 40}'"},
    {"subnets:\n  - phones: [{count: 2}]\n",
     "test.yaml:2:14: subnets[0].phones[0].model: is missing; give a model of the catalogue, "
     "such as CP-7965"},
    {"subnets:\n  - 3\n", "test.yaml:2:5: subnets[0]: must be a map of keys, such as 'prefix'"},
    {"sites: []\n", "test.yaml:1:8: sites: is empty; give a list of sites, each with its subnets"},
    {"wan: {rate: 1 Mbps}\nsites:\n  - subnets: [{" ONE_PHONE "}]\n",
     "test.yaml:1:1: wan: cannot stand beside 'sites'; move it into one of the sites"},
    {SMALLEST "sites:\n  - subnets: [{" ONE_PHONE "}]\n",
     "test.yaml:1:1: subnets: cannot stand beside 'sites'; move it into one of the sites"},
    {"wann: 1\n" SMALLEST, "test.yaml:1:1: wann: unknown key; did you mean 'wan'?"},
    {"sites:\n  - {nme: x, subnets: [{" ONE_PHONE "}]}\n",
     "test.yaml:2:6: sites[0].nme: unknown key; did you mean 'name'?"},
    {"subnets: [{speed: 1, " ONE_PHONE "}]\n",
     "test.yaml:1:12: subnets[0].speed: unknown key; give one of: prefix, lan, load_servers, phones"},
    {"profiles: [{queues: {}}]\n" SMALLEST,
     "test.yaml:1:13: profiles[0].queues: unknown key; give one of: name, pfs"},
    /* values */
    {"name:\n" SMALLEST, "test.yaml:1:6: name: is empty; give a text"},
    {"name: \"a\\tb\"\n" SMALLEST,
     "test.yaml:1:7: name: 'a\\x09b' has characters that do not print; give plain text"},
    {"subnets:\n  - phones: [{model: 7941, firmware: []}]\n",
     "test.yaml:2:38: subnets[0].phones[0].firmware: has 0 items; give 1 to 16 loads"},
    {"subnets:\n  - phones: [{model: 7941, firmware: [by model, SCCP41]}]\n",
     "test.yaml:2:49: subnets[0].phones[0].firmware[1]: 'SCCP41' is not a load of the catalogue; "
     "did you mean 'SCCP41.9-4-2SR2-2S' or 'SCCP41.9-4-2SR3-1S'?"},
    {"subnets:\n  - phones: [{model: 7941, firmware: [by model, [x]]}]\n",
     "test.yaml:2:49: subnets[0].phones[0].firmware[1]: must be a single value: a load"},
    {"subnets:\n  - phones: [{model: 7941, firmware: {x: y}}]\n",
     "test.yaml:2:38: subnets[0].phones[0].firmware: must be a list, as in '- ...' or [...]"},
    {"subnets:\n  - phones: [{model: 7941, firmware: [by model, SCCP41.9-4-2SR3-1S]}]\n",
     "test.yaml:2:49: subnets[0].phones[0].firmware[1]: load 'SCCP41.9-4-2SR3-1S' follows itself; "
     "name it once"},
    {"subnets:\n  - phones: [{model: 7941, firmware: [by model, whitepaper-7965]}]\n",
     "test.yaml:2:49: subnets[0].phones[0].firmware[1]: load 'whitepaper-7965' is for series 7945 "
     "7965, not for CP-7941G; name another, or 'by model'"},
    {"subnets:\n  - phones: [{model: 7941, has: whitepaper-7965}]\n",
     "test.yaml:2:33: subnets[0].phones[0].has: load 'whitepaper-7965' is for series 7945 7965, not "
     "for CP-7941G; name another, or 'another'"},
    {"tftp: {rollover: off}\nsubnets:\n  - phones: [{model: 7821, firmware: "
     "[sip78xx.10-3-1-12-p1, by model]}]\n",
     "test.yaml:3:61: subnets[0].phones[0].firmware[1]: load 'sip78xx.10-3-1-12-p1' follows itself; "
     "name it once"},
    {"method: pigeon\n" SMALLEST,
     "test.yaml:1:9: method: 'pigeon' is unknown; give one of: tftp, load-server, pfs"},
    {"transport: http\n" SMALLEST,
     "test.yaml:1:12: transport: 'http' is unknown; did you mean 'http then tftp'?"},
    {"tftp: {blksize: 65465}\n" SMALLEST,
     "test.yaml:1:17: tftp.blksize: '65465' is out of range; give a whole number from 8 to 65464, "
     "or 'none'"},
    {"wan: {mtu: 67}\n" SMALLEST,
     "test.yaml:1:12: wan.mtu: '67' is out of range; give a whole number from 68 to 9216"},
    {"wan: {up: {mtu: 9217}}\n" SMALLEST,
     "test.yaml:1:17: wan.up.mtu: '9217' is out of range; give a whole number from 68 to 9216"},
    {"wan: {icmp: no}\n" SMALLEST, "test.yaml:1:13: wan.icmp: 'no' is unknown; did you mean 'on'?"},
    {"wan: {mtu: 600, queue: {limit: 607 B}}\ntftp: {blksize: 1468}\n" SMALLEST,
     "test.yaml:1:32: wan.queue.limit: 607 bytes do not hold the largest packet with its framing; "
     "give at least '608 bytes'"},
    {"tftp: {windowsize: 0}\n" SMALLEST,
     "test.yaml:1:20: tftp.windowsize: '0' is out of range; give a whole number from 1 to 65535, "
     "or 'none'"},
    {"wan: {framing: pp}\n" SMALLEST,
     "test.yaml:1:16: wan.framing: 'pp' is no framing and no size such as '10 bytes'; did you mean "
     "'ppp'?"},
    {"wan: {framing: 257 bytes}\n" SMALLEST,
     "test.yaml:1:16: wan.framing: '257 bytes' is out of range; give a size from 0 B to 256 B"},
    {"wan: {queue: {limit: 10}}\n" SMALLEST,
     "test.yaml:1:22: wan.queue.limit: '10' is no queue limit; give packets or a size, such as '10 "
     "packets' or '15 kB'"},
    {"wan: {queue: {limit: 0 packets}}\n" SMALLEST,
     "test.yaml:1:22: wan.queue.limit: '0 packets' is out of range; give a number of packets from "
     "1 packet to 1000000 packets"},
    {"wan: {queue: {discipline: lifo}}\n" SMALLEST,
     "test.yaml:1:27: wan.queue.discipline: 'lifo' is unknown; did you mean 'fifo'?"},
    {"server: {missing: [[a]]}\n" SMALLEST,
     "test.yaml:1:20: server.missing[0]: must be a single value"},
    /* several values together */
    {"wan: {rtt: 16 ms, delay: 8 ms}\n" SMALLEST,
     "test.yaml:1:19: wan.delay: rtt and delay exclude each other; give one of them"},
    {"wan: {rtt: 16 ms, up: {delay: 8 ms}}\n" SMALLEST,
     "test.yaml:1:24: wan.up.delay: rtt and delay exclude each other; give one of them"},
    {"wan: {up: {rtt: 8 ms}}\n" SMALLEST,
     "test.yaml:1:12: wan.up.rtt: unknown key; give one of: rate, delay, jitter, framing, mtu, icmp, queue, fragment, shaper, "
     "loss, duplicate, reorder, reorder_delay, corrupt"},
    {"wan: {shaper: {burst: 9 kB}}\n" SMALLEST,
     "test.yaml:1:15: wan.shaper.rate: is missing; give the rate to which the shaper holds the "
     "traffic, such as '384 kbps'"},
    /* what phones and servers send: blocks of 512 bytes with 32 of headers, or TCP's full packets
     */
    {"wan: {framing: ethernet, shaper: {rate: 1 Mbps, burst: 581 B}}\n" SMALLEST,
     "test.yaml:1:56: wan.shaper.burst: 581 bytes do not hold the largest packet with its framing; "
     "give at least '582 bytes'"},
    {"wan: {queue: {limit: 551 B}}\n" SMALLEST,
     "test.yaml:1:22: wan.queue.limit: 551 bytes do not hold the largest packet with its framing; "
     "give at least '552 bytes'"},
    {"tftp: {blksize: 1468}\nwan: {shaper: {rate: 1 Mbps, burst: 1507 B}}\n" SMALLEST,
     "test.yaml:2:37: wan.shaper.burst: 1507 bytes do not hold the largest packet with its framing; "
     "give at least '1508 bytes'"},
    {"wan: {queue: {limit: 1507 B}}\ntransport: http then tftp\n"
     "subnets: [{phones: [{model: CP-8961}]}]\n",
     "test.yaml:1:22: wan.queue.limit: 1507 bytes do not hold the largest packet with its framing; "
     "give at least '1508 bytes'"},
    {"tcp: {window: 8959 B}\nmethod: pfs\n"
     "subnets: [{lan: {mtu: 9000}, phones: [{model: CP-7965, count: 2}]}]\n",
     "test.yaml:1:15: tcp.window: 8959 bytes hold no full segment of a subnet's lan.mtu; give at "
     "least '8960 bytes'"},
    {"wan: {up: {shaper: {rate: 1 Mbps, burst: 100 B}}}\n" SMALLEST,
     "test.yaml:1:42: wan.up.shaper.burst: 100 bytes do not hold the largest packet with its "
     "framing; give at least '136 bytes'"},
    {"head_end: {}\n" SMALLEST,
     "test.yaml:1:11: head_end.rate: is missing; give the rate of the line that the sites share, "
     "such as '10 Mbps'"},
    {"head_end: {up: {rate: 1 Mbps}}\n" SMALLEST,
     "test.yaml:1:11: head_end.rate: is missing; give the rate of the line that the sites share, "
     "such as '10 Mbps'"},
    {"head_end: 2 Mbps\n" SMALLEST,
     "test.yaml:1:11: head_end: must be a map of keys, such as 'rtt'"},
    {"head_end: {rate: 1 Mbps, rtt: 1 ms, delay: 1 ms}\n" SMALLEST,
     "test.yaml:1:37: head_end.delay: rtt and delay exclude each other; give one of them"},
    {"head_end: {rate: 1 Mbps, queue: {limit: 551 B}}\n" SMALLEST,
     "test.yaml:1:41: head_end.queue.limit: 551 bytes do not hold the largest packet with its "
     "framing; give at least '552 bytes'"},
    {"subnets: [{lan: {queue: {limit: 581 B}}, phones: [{model: CP-7965}]}]\n",
     "test.yaml:1:33: subnets[0].lan.queue.limit: 581 bytes do not hold the largest packet with its "
     "framing; give at least '582 bytes'"},
    {"method: pfs\nsubnets: [{lan: {queue: {limit: 1537 B}}, phones: [{model: CP-7965}]}]\n",
     "test.yaml:2:33: subnets[0].lan.queue.limit: 1537 bytes do not hold the largest packet with "
     "its framing; give at least '1538 bytes'"},
    /* A line for jumbo frames: what a server in the data centre sends has been cut by its cable. */
    {"wan: {mtu: 9000, queue: {limit: 1507 B}}\ntftp: {blksize: 8192}\n" SMALLEST,
     "test.yaml:1:33: wan.queue.limit: 1507 bytes do not hold the largest packet with its framing; "
     "give at least '1508 bytes'"},
    {"transport: http then tftp\n"
     "subnets: [{lan: {mtu: 9000, queue: {limit: 1537 B}}, phones: [{model: CP-8961}]}]\n",
     "test.yaml:2:44: subnets[0].lan.queue.limit: 1537 bytes do not hold the largest packet with "
     "its framing; give at least '1538 bytes'"},
    {"method: load-server\ntftp: {blksize: 8192}\n"
     "subnets: [{lan: {mtu: 9000, queue: {limit: 8261 B}}, phones: [{model: CP-7965}]}]\n",
     "test.yaml:3:44: subnets[0].lan.queue.limit: 8261 bytes do not hold the largest packet with "
     "its framing; give at least '8262 bytes'"},
    {"wan: {reorder: 1 %}\n" SMALLEST,
     "test.yaml:1:16: wan.reorder: has no effect without a reorder_delay; give one, such as '50 "
     "ms'"},
    {"server: {kind: dnsmasq, retransmit: 4 s}\n" SMALLEST,
     "test.yaml:1:25: server.retransmit: has no sense here: from a transmission to the next one of "
     "the same block; of cucm-tftp only; leave it out"},
    {"log_server: 192.0.2.20\n" SMALLEST,
     "test.yaml:1:13: log_server: '192.0.2.20' is neither 'on' nor 'off'; give one of them"},
    {"servers: [{name: b}, {name: b}]\n" SMALLEST,
     "test.yaml:1:29: servers[1].name: 'b' is the name of another one in the data centre; give "
     "another"},
    {"servers: [{name: server}]\n" SMALLEST,
     "test.yaml:1:18: servers[0].name: 'server' is the name of another one in the data centre; give "
     "another"},
    {"servers: [{name: log server}]\n" SMALLEST,
     "test.yaml:1:18: servers[0].name: 'log server' is the name of another one in the data centre; "
     "give another"},
    {"servers: [{name: head end}]\n" SMALLEST,
     "test.yaml:1:18: servers[0].name: 'head end' is the name of another one in the data centre; "
     "give another"},
    {"servers: [{}, {}, {}, {}, {}, {}, {}, {}]\n" SMALLEST,
     "test.yaml:1:10: servers: has 8 servers; beside 'server' there is room for 7"},
    {"servers: [{name: backup}]\nserver_order: [bakcup]\n" SMALLEST,
     "test.yaml:2:16: server_order[0]: 'bakcup' is not a server of the data centre; did you mean "
     "'backup'?"},
    {"servers: [{}]\nserver_order: [server-2, server, server-2]\n" SMALLEST,
     "test.yaml:2:34: server_order[2]: 'server-2' is named twice; name it once"},
    {"sites: [{server_order: [c], subnets: [{phones: [{model: CP-7965}]}]}]\n",
     "test.yaml:1:25: sites[0].server_order[0]: 'c' is not a server of the data centre; give one "
     "of: server"},
    {"subnets: [{phones: [{model: CP-7965, server_order: [c]}]}]\n",
     "test.yaml:1:53: subnets[0].phones[0].server_order[0]: 'c' is not a server of the data "
     "centre; give one of: server"},
    {"servers: [{missing: [none.sbn]}]\n" SMALLEST,
     "test.yaml:1:22: servers[0].missing[0]: 'none.sbn' is in no load that a phone gets; give a "
     "file's name as the catalogue has it"},
    {"servers: [{retransmit: 10 min}]\n" SMALLEST,
     "test.yaml:1:24: servers[0].retransmit: phone.idle, '10 min', is not longer than the first "
     "pause by servers.retransmit, '10 min': with each lost packet the file would begin anew; give "
     "a longer phone.idle"},
    {"servers: [{}]\nmethod: pfs\nphone: {server_timeout: 2 min}\n" SMALLEST,
     "test.yaml:3:25: phone.server_timeout: its longest pause, '2 min', is not shorter than "
     "pfs.stall_timeout, '2 min': a server that is silent would look like a stalled download; give "
     "a shorter one, or a longer stall_timeout"},
    {"mpp: {profile: 0 B}\n" SMALLEST,
     "test.yaml:1:16: mpp.profile: '0 B' is out of range; give a size from 1 B to 1 MB"},
    {"server: {down_at: 5}\n" SMALLEST,
     "test.yaml:1:19: server.down_at: '5' has no unit; give a time with its unit, such as '20 ms', "
     "or 'never'"},
    {"server: {down_for: never}\n" SMALLEST,
     "test.yaml:1:20: server.down_for: 'never' is not a number; give a time with its unit, such as "
     "'20 ms'"},
    {"reset: {spread: 2 d}\nrun: {limit: 1 d}\n" SMALLEST,
     "test.yaml:1:17: reset.spread: phones would reset after the run's end; give a shorter "
     "reset.spread or a longer run.limit"},
    {"reset: {at: 2 d, spread: 0 s}\nrun: {limit: 1 d}\n" SMALLEST,
     "test.yaml:1:13: reset.at: phones would reset after the run's end; give an earlier reset.at, a "
     "shorter reset.spread or a longer run.limit"},
    {"reset: {pattern: staggered, at: 10 s, interval: 10 s}\nrun: {limit: 19 s}\n"
     "subnets: [{phones: [{model: CP-7965, count: 2}]}]\n",
     "test.yaml:1:49: reset.interval: the last phone would reset after run.limit; give a shorter "
     "interval or a longer limit"},
    {"phone: {idle: 5 s}\ntftp: {timeout: 5}\n" SMALLEST,
     "test.yaml:1:15: phone.idle: phone.idle, '5 s', is not longer than the first pause by "
     "tftp.timeout, '5 s': with each lost packet the file would begin anew; give a longer "
     "phone.idle"},
    {"phone: {idle: 1 min}\ntftp: {policy: curl}\n" SMALLEST,
     "test.yaml:1:15: phone.idle: phone.idle, '1 min', is not longer than the first pause by "
     "tftp.policy, '73 s': with each lost packet the file would begin anew; give a longer "
     "phone.idle"},
    {"method: pfs\npfs: {stall_timeout: 73 s}\ntftp: {policy: curl}\n" SMALLEST,
     "test.yaml:2:22: pfs.stall_timeout: '73 s' is not longer than the longest pause by "
     "phone.retransmit, '73 s': a lost packet would look like a stalled download; give a longer "
     "one"},
    {"tftp: {policy: cisco-7901}\n" SMALLEST,
     "test.yaml:1:16: tftp.policy: 'cisco-7901' is unknown; did you mean 'cisco-7900'?"},
    {"method: pfs\npfs: {stall_timeout: 100 s}\ntftp: {timeout: 100}\n" SMALLEST,
     "test.yaml:2:22: pfs.stall_timeout: '100 s' is not longer than the longest pause by "
     "tftp.timeout, '100 s': a lost packet would look like a stalled download; give a longer one"},
    {"run: {limit: 1 ms}\n" SMALLEST,
     "test.yaml:1:14: run.limit: phones would reset after the run's end; give a shorter "
     "reset.spread or a longer run.limit"},
    {"reset: {pattern: staggered,\n  interval: 4 d}\n"
     "subnets: [{phones: [{model: CP-7965, count: 3}]}]\n",
     "test.yaml:2:13: reset.interval: the last phone would reset after run.limit; give a shorter "
     "interval or a longer limit"},
    /* phones that are pulled out */
    {"unplug: [{at: 3 s}]\n" SMALLEST,
     "test.yaml:1:10: unplug[0].phone: is missing; give a phone's number, or 'root'"},
    {"unplug: [{phone: 1}]\n" SMALLEST,
     "test.yaml:1:10: unplug[0].at: is missing; give a time, such as '250 s'"},
    {"unplug: [{phone: 0, at: 3 s}]\n" SMALLEST,
     "test.yaml:1:18: unplug[0].phone: '0' is out of range; give a whole number from 1 to 1000000, "
     "or 'root'"},
    {"unplug: [{phone: 1, at: 3 s}, {phone: 2, at: 3 s}]\n" SMALLEST,
     "test.yaml:1:39: unplug[1].phone: there is no phone 2; give a number from 1 to 1, or 'root'"},
    {"unplug: [{phone: root, at: 3 s}]\n" SMALLEST,
     "test.yaml:1:18: unplug[0].phone: there is never a root, since no phone takes part in PFS; "
     "give a phone's number, or let method be pfs"},
    {"unplug: [{phone: 1, at: 3 s, back_after: 0 s}]\n" SMALLEST,
     "test.yaml:1:42: unplug[0].back_after: '0 s' is out of range; give a time from 1 ms to 366 d, "
     "or 'never'"},
    {"subnets: [{phones: [{model: CP-7965, upgrade_rule: http}]}]\n",
     "test.yaml:1:38: subnets[0].phones[0].upgrade_rule: has no sense here: how MPP phones ask "
     "their server; leave it out"},
    /* models and loads */
    {"subnets:\n  - phones:\n      - {model: CP-7966}\n",
     "test.yaml:3:17: subnets[0].phones[0].model: 'CP-7966' is not a model of the catalogue; did "
     "you mean 'CP-7961', 'CP-7962', 'CP-7965' or 'CP-7960'?"},
    {"subnets:\n  - phones:\n      - {model: CP-7942,\n         firmware: whitepaper-7965}\n",
     "test.yaml:4:20: subnets[0].phones[0].firmware: load 'whitepaper-7965' is for series 7945 "
     "7965, not for CP-7942G; name another, or 'by model'"},
    {"firmware: whitepaper-7965\nsubnets:\n  - phones:\n      - {count: 2, model: CP-7942}\n",
     "test.yaml:4:27: subnets[0].phones[0].model: load 'whitepaper-7965' is for series 7945 7965, "
     "not for CP-7942G; name another, or 'by model'"},
    {"firmware: whitepaper-7966\n" SMALLEST,
     "test.yaml:1:11: firmware: 'whitepaper-7966' is not a load of the catalogue; did you mean "
     "'whitepaper-7965'?"},
    {"tftp: {rollover: off, blksize: 8}\n" SMALLEST,
     "test.yaml:4:17: subnets[0].phones[0].model: file apps45.8-5.sbn of load 'whitepaper-7965' "
     "has over 65535 blocks of 8 bytes; let tftp.rollover be 0 or 1, or give a larger "
     "tftp.blksize"},
    {"server: {missing: [apps45.8-5.sbn, nofile]}\n" SMALLEST,
     "test.yaml:1:36: server.missing[1]: 'nofile' is in no load that a phone gets; give a file's "
     "name as the catalogue has it"},
    {"subnets:\n  - load_servers: [{invalid: [P0030801SR02.bin]}]\n    " ONE_PHONE "\n",
     "test.yaml:2:31: subnets[0].load_servers[0].invalid[0]: 'P0030801SR02.bin' is in no load that "
     "a phone gets; give a file's name as the catalogue has it"},
    {"catalogue: {firmware: /nowhere.csv}\n" SMALLEST,
     "test.yaml:1:12: catalogue: /nowhere.csv: cannot be read: No such file or directory; "
     "give a CSV file"},
    /* subnets */
    {"subnets:\n  - {prefix: 10.1.0.0/16, " ONE_PHONE "}\n  - {prefix: 10.1.7.0/24, " ONE_PHONE
     "}\n",
     "test.yaml:3:14: subnets[1].prefix: 10.1.7.0/24 overlaps 10.1.0.0/16 of an earlier subnet; "
     "give another prefix"},
    {"subnets:\n  - {prefix: 10.1.1.0/24, " ONE_PHONE "}\n  - " ONE_PHONE "\n",
     "test.yaml:3:5: subnets[1]: 10.1.1.0/24 overlaps 10.1.1.0/24 of an earlier subnet; give "
     "another prefix"},
    {"subnets:\n  - {prefix: 192.0.2.128/25, " ONE_PHONE "}\n",
     "test.yaml:2:14: subnets[0].prefix: 192.0.2.128/25 overlaps 192.0.2.0/24, the data centre's; "
     "give another prefix"},
    {"subnets:\n  - {prefix: 10.0.0.0/28, phones: [{model: CP-7965, count: 6}]}\n",
     "test.yaml:2:14: subnets[0].prefix: 10.0.0.0/28 has room for 5 phones, not for 6; give a "
     "shorter prefix or more subnets"},
    {"traffic: [{kind: calls, count: 3}, {kind: tcp}]\nsubnets:\n  - {prefix: 10.0.0.0/28, phones: "
     "[{model: CP-7965, count: 2}]}\n",
     "test.yaml:3:14: subnets[0].prefix: 10.0.0.0/28 has room for 5 phones, not for 6, with 4 of "
     "traffic; give a shorter prefix or more subnets"},
    {"subnets:\n  - load_servers: [{}, {}, {}, {}, {}, {}, {}, {}, {}]\n    " ONE_PHONE "\n",
     "test.yaml:2:19: subnets[0].load_servers: has 9 servers; a subnet has room for 8"},
    {"subnets:\n  - load_servers: [{name: a}, {name: a}]\n    " ONE_PHONE "\n",
     "test.yaml:2:38: subnets[0].load_servers[1].name: 'a' is the name of another one of this "
     "subnet; give another"},
    {"subnets:\n  - load_servers: [{name: pc}]\n    phones: [{model: CP-7965, load_server: p}]\n",
     "test.yaml:3:44: subnets[0].phones[0].load_server: 'p' is not a load server of this subnet; "
     "did you mean 'pc'?"},
    {"subnets:\n  - phones: [{model: CP-7965, load_server: p}]\n",
     "test.yaml:2:44: subnets[0].phones[0].load_server: 'p' is not a load server of this subnet; "
     "list it under load_servers"},
    {"subnets:\n  - phones: [{model: CP-7965, count: 0}]\n",
     "test.yaml:2:38: subnets[0].phones[0].count: '0' is out of range; give a whole number from 1 "
     "to 1000000"},
    {"subnets:\n  - {prefix: 10.0.0.0/8, phones: [{model: CP-7965, count: 1000000},\n"
     "      {model: CP-7965}]}\n",
     "test.yaml:3:7: subnets[0].phones[1]: makes over 1,000,000 phones in all; give fewer"},
    {"sites:\n  - {name: a, subnets: [{" ONE_PHONE "}]}\n  - {name: a, subnets: [{" ONE_PHONE
     "}]}\n",
     "test.yaml:3:12: sites[1].name: 'a' is the name of another site; give another"},
};

START_TEST(refused_with_place_and_advice)
{
    must_fail(refused[_i].text, NULL, refused[_i].message);
}
END_TEST

static const char *const accepted[] = {
    "subnets: [{prefix: 10.0.0.0/28, phones: [{model: CP-7965, count: 5}]}]",
    "subnets: [{prefix: 10.0.0.0/8, phones: [{model: CP-7965, count: 1000000}]}]",
    "{reset: {pattern: staggered, interval: 3.5 d}, subnets: [{phones: [{model: CP-7965, "
    "count: 3}]}]}",
    "{tftp: {rollover: off}, subnets: [{phones: [{model: CP-7965}]}]}",
    "{wan: {queue: {limit: 1508 B}}, subnets: [{phones: [{model: CP-7965}]}]}",
    "{wan: {framing: ethernet, shaper: {rate: 1 Mbps, burst: 1538 B}}, subnets: [{phones: [{model: "
    "CP-7965}]}]}",
    "subnets: [{prefix: 192.0.3.0/24, phones: [{model: CP-7965}]}]",
    "subnets: [{load_servers: [{}, {}, {}, {}, {}, {}, {}, {}], phones: [{model: CP-7965}]}]",
    "{unplug: [{phone: 5, at: 0 s}], subnets: [{phones: [{model: CP-7965, count: 5}]}]}",
};

START_TEST(accepted_at_the_limit)
{
    struct scenario s;
    must_load(&s, accepted[_i], NULL);
    scenario_free(&s);
}
END_TEST

/* 10.0.0.0/8 has 65,536 subnets by position; from then on a prefix is needed. */
START_TEST(prefix_is_needed_beyond_the_positions)
{
    enum { SITES = 10800, LEFT = 65536 - 5 * SITES };
    struct scenario s;
    char *text = malloc(100 * LEFT), *p = text;
    p += sprintf(p, "sites:\n  - {count: %d, subnets: [", SITES);
    for (int i = 0; i < 5; i++)
        p += sprintf(p, "{%s}, ", ONE_PHONE);
    p += sprintf(p, "]}\n  - subnets:\n");
    for (int i = 0; i < LEFT; i++)
        p += sprintf(p, "    - {%s}\n", ONE_PHONE);
    must_load(&s, text, NULL);
    ck_assert_str_eq(s.sites[SITES].subnets[LEFT - 1].text, "10.255.255.0/24");
    scenario_free(&s);
    sprintf(p, "    - {%s}\n", ONE_PHONE);
    must_fail(text, NULL,
              "test.yaml:11540:7: sites[1].subnets[11536].prefix: is missing; positions tell "
              "65,536 subnets apart, so give one, such as '172.16.0.0/24'");
    free(text);
}
END_TEST

START_TEST(file_that_cannot_be_read_is_named)
{
    struct scenario s;
    struct error e = {""};
    ck_assert_int_lt(scenario_load(&s, "/nowhere.yaml", NULL, 0, source_library(), &e), 0);
    ck_assert_str_eq(e.text, "/nowhere.yaml: cannot be read: No such file or directory; give a "
                             "scenario file");
    ck_assert_int_lt(scenario_load(&s, "/", NULL, 0, source_library(), &e), 0);
    ck_assert_str_eq(e.text, "/: cannot be read: it is a directory; give a scenario file");
    ck_assert_int_lt(scenario_load(&s, "/dev/zero", NULL, 0, source_library(), &e), 0);
    ck_assert_str_eq(e.text, "/dev/zero: cannot be read: it is a device; give a scenario file");
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("consistency");
    tcase_add_loop_test(t, refused_with_place_and_advice, 0,
                        (int)(sizeof refused / sizeof *refused));
    tcase_add_loop_test(t, accepted_at_the_limit, 0, (int)(sizeof accepted / sizeof *accepted));
    tcase_add_test(t, prefix_is_needed_beyond_the_positions);
    tcase_add_test(t, file_that_cannot_be_read_is_named);
    return run_tests("consistency", t);
}
