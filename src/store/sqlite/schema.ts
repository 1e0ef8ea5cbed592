/** Each text leads to the next schema; the first from nothing to schema 1. A released one is never changed. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
  CREATE TABLE network (
    id INTEGER PRIMARY KEY, interface TEXT NOT NULL, vlan INTEGER, inner_vlan INTEGER, key TEXT NOT NULL UNIQUE);
  CREATE TABLE episode (
    id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL, name TEXT NOT NULL, first REAL NOT NULL,
    open INTEGER NOT NULL, told REAL NOT NULL, kind TEXT NOT NULL, severity TEXT NOT NULL, ip INTEGER, mac INTEGER,
    body TEXT NOT NULL);
  CREATE UNIQUE INDEX episode_name ON episode (run, name);
  CREATE INDEX episode_open ON episode (id) WHERE open = 1;
  CREATE INDEX episode_ip ON episode (ip, id);
  CREATE INDEX episode_mac ON episode (mac, id);
  CREATE TABLE event (seq INTEGER PRIMARY KEY AUTOINCREMENT, episode INTEGER NOT NULL, body TEXT NOT NULL);
  CREATE INDEX event_episode ON event (episode, seq);
  CREATE TABLE tenure (
    ip INTEGER NOT NULL, net INTEGER NOT NULL, start REAL NOT NULL, mac INTEGER NOT NULL, last REAL NOT NULL,
    frames INTEGER NOT NULL, strength INTEGER NOT NULL, PRIMARY KEY (ip, net, start, mac)) WITHOUT ROWID;
  CREATE INDEX tenure_mac ON tenure (mac, start);
  CREATE TABLE station (
    ip INTEGER NOT NULL, mac INTEGER NOT NULL, net INTEGER NOT NULL, first REAL NOT NULL, last REAL NOT NULL,
    frames INTEGER NOT NULL, strength INTEGER NOT NULL, start REAL NOT NULL, PRIMARY KEY (ip, mac, net)) WITHOUT ROWID;
  CREATE INDEX station_mac ON station (mac);
  CREATE TABLE holder (
    ip INTEGER NOT NULL, net INTEGER NOT NULL, mac INTEGER NOT NULL, last REAL NOT NULL,
    PRIMARY KEY (ip, net)) WITHOUT ROWID;
  CREATE TABLE blind (
    interface TEXT NOT NULL, code TEXT NOT NULL, start REAL NOT NULL, until REAL, text TEXT NOT NULL, frames INTEGER,
    PRIMARY KEY (interface, code, start)) WITHOUT ROWID;
  `,
  `
  CREATE TABLE standing (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, key TEXT NOT NULL, at REAL NOT NULL, by TEXT NOT NULL,
    body TEXT NOT NULL);
  CREATE UNIQUE INDEX standing_key ON standing (kind, key);
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, by TEXT NOT NULL, line TEXT NOT NULL, text TEXT NOT NULL,
    undo TEXT);
  CREATE TABLE frame (
    episode INTEGER NOT NULL, slot INTEGER NOT NULL, at REAL, interface TEXT NOT NULL, outgoing INTEGER NOT NULL,
    wire INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (episode, slot)) WITHOUT ROWID;
  ALTER TABLE episode ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE station ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE tenure ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX episode_told ON episode (told) WHERE open = 0;
  `,
  `
  CREATE TABLE spool (
    last INTEGER PRIMARY KEY, first INTEGER NOT NULL, at REAL NOT NULL, rank INTEGER NOT NULL, was_run TEXT,
    was_first INTEGER, dropped TEXT, form TEXT NOT NULL, body BLOB NOT NULL);
  `,
];

/** The newest schema, which this version reads and writes. */
export const SCHEMA = MIGRATIONS.length;

/** The first with approvals, mutes, notes, the audit and frames. */
export const SCHEMA_WITH_ORDERS = 2;
