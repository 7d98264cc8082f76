-- A store: runs, what was set in each, and what came out. pfsim makes it (results/store.h); every
-- program that reads SQLite can read it. What is told of times is in whole nanoseconds.
--
-- A comment within a table stays with it: `sqlite3 FILE .schema` shows it.

-- The program's sources: runs of two builds are not comparable without a look at what changed.
CREATE TABLE build (
    id INTEGER PRIMARY KEY,
    identity TEXT NOT NULL UNIQUE, -- SHA-256 of the sources, in 64 hexadecimal digits
    version TEXT NOT NULL          -- "pfsim 0.1.0"
) STRICT;

CREATE TABLE scenario (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE, -- SHA-256 of the next two
    text TEXT NOT NULL,          -- with all values in force, but for seed and replication
    catalogue TEXT NOT NULL,     -- digest of its catalogue's files
    name TEXT NOT NULL
) STRICT;

-- Runs that differ in nothing but the replication.
CREATE TABLE point (
    id INTEGER PRIMARY KEY,
    build INTEGER NOT NULL REFERENCES build,
    scenario INTEGER NOT NULL REFERENCES scenario,
    engine TEXT NOT NULL,
    seed INTEGER NOT NULL,
    place BLOB NOT NULL, -- by which points are ordered: made of the parameters
    UNIQUE (scenario, seed, engine, build)
) STRICT;

-- What was varied, and how it was set there.
CREATE TABLE parameter (
    point INTEGER NOT NULL REFERENCES point,
    path TEXT NOT NULL, -- "wan.rate"
    value TEXT NOT NULL, -- "384 kbps"
    number REAL,         -- the same in the unit of its field, such as bits per second; or NULL
    PRIMARY KEY (point, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    point INTEGER NOT NULL REFERENCES point,
    replication INTEGER NOT NULL,
    fingerprint TEXT, -- "0x…"; NULL when it failed
    failure TEXT,     -- why there is no result; NULL when it is done
    UNIQUE (point, replication)
) STRICT;

-- The names of the quantities are those of summary.json; see results/README.md.
CREATE TABLE quantity_name (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    unit TEXT NOT NULL -- ns, bytes, packets, "0 to 1", or nothing
) STRICT;

-- What does not exist has no row, such as the time of a run whose phones are not all back.
CREATE TABLE quantity (
    run INTEGER NOT NULL REFERENCES run,
    name INTEGER NOT NULL REFERENCES quantity_name,
    value ANY NOT NULL, -- an integer or a real number
    PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;

-- With --keep phones: phones.csv of the run, its rows numbered from 0. What is empty there is NULL.
CREATE TABLE phone (
    run INTEGER NOT NULL REFERENCES run,
    number INTEGER NOT NULL,
    id INTEGER NOT NULL,
    phone TEXT NOT NULL,
    site TEXT,
    subnet TEXT,
    address TEXT,
    model TEXT,
    method TEXT,
    load TEXT,
    background TEXT, -- "yes", "no"
    state TEXT,
    completed TEXT,  -- "yes", "no"
    reason TEXT,
    reset_ns INTEGER,
    ended_ns INTEGER,
    upgrade_time_ns INTEGER,
    outage_ns INTEGER,
    files INTEGER,
    bytes INTEGER,
    retransmissions INTEGER,
    duplicates INTEGER,
    restarts INTEGER,
    PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;

-- With --keep links: links.csv of the run, likewise.
CREATE TABLE link (
    run INTEGER NOT NULL REFERENCES run,
    number INTEGER NOT NULL,
    link TEXT NOT NULL,
    wan TEXT,       -- "yes", "no"
    direction TEXT, -- "down", "up"
    "from" TEXT,
    "to" TEXT,
    packets INTEGER,
    wire_bytes INTEGER,
    ip_bytes INTEGER,
    tftp_bytes INTEGER,
    load_server_bytes INTEGER,
    http_bytes INTEGER,
    pfs_bytes INTEGER,
    syslog_bytes INTEGER,
    other_bytes INTEGER,
    voice_bytes INTEGER,
    data_bytes INTEGER,
    delivered INTEGER,
    dropped_queue_full INTEGER,
    dropped_lost INTEGER,
    dropped_unplugged INTEGER,
    dropped_too_big INTEGER,
    dropped_early INTEGER,
    dropped_policed INTEGER,
    busy_ns INTEGER,
    utilisation REAL,
    max_queue INTEGER,
    mean_queue REAL,
    queue_delay_mean_ns INTEGER,
    queue_delay_p95_ns INTEGER,
    queue_delay_max_ns INTEGER,
    rate_bps INTEGER, -- NULL: unlimited
    PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;

-- For people: a row a quantity, with times in seconds.
CREATE VIEW result AS
    SELECT point.id AS point, run.id AS run, point.seed AS seed, run.replication AS replication,
        quantity_name.name AS name,
        CASE quantity_name.unit WHEN 'ns' THEN quantity.value / 1e9 ELSE quantity.value END AS value
    FROM quantity JOIN quantity_name ON quantity_name.id = quantity.name
        JOIN run ON run.id = quantity.run JOIN point ON point.id = run.point;
