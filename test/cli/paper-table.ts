import { formatIpv4, parseIpv4 } from '../../src/base/ipv4.ts';
import { parseMac } from '../../src/base/mac.ts';
import type { InterfaceFacts } from '../../src/ports/host.ts';
import type { Intent, Journal } from '../../src/ports/journal.ts';
import {
  isTableChange,
  type TableChange,
  type TimerChange,
  wholeNeighbour,
} from '../../src/change/change.ts';
import type { NeighbourEntry, NeighbourTable, Outcome, TableTimers } from '../../src/ports/neighbours.ts';
import type { TableNotice, TableWatch } from '../../src/ports/table-watch.ts';

/** An entry that is resolved and a minute old, unless said otherwise. */
export function entry(
  ip: string,
  mac: string | null,
  more: Partial<Omit<NeighbourEntry, 'ip' | 'mac'>> = {},
): NeighbourEntry {
  return {
    ip: parseIpv4(ip) ?? Number.NaN,
    mac: mac === null ? null : (parseMac(mac) ?? Number.NaN),
    link: 'eth0',
    state: 'reachable',
    flags: [],
    published: false,
    ages: { used: 3000, confirmed: 2000, updated: 60_000 },
    probes: 0,
    protocol: null,
    ...more,
  };
}

export function publishedEntry(ip: string, link: string | null): NeighbourEntry {
  return entry(ip, null, { link, state: 'none', published: true, ages: null });
}

/** Ethernet, up, with one address (`10.0.0.1/24`). */
export function nic(name: string, index: number, address: string): InterfaceFacts {
  const [ip = '', prefixLength = ''] = address.split('/');
  return {
    name,
    index,
    mac: 0x020000000000 + index,
    mtu: 1500,
    hardware: 1,
    up: true,
    carrier: true,
    arp: true,
    loopback: false,
    kind: null,
    master: 0,
    addresses: [{ ip: parseIpv4(ip) ?? Number.NaN, prefixLength: Number(prefixLength) }],
  };
}

export const PAPER_TIMERS: TableTimers = {
  table: { entries: 7, thresh1: 128, thresh2: 512, thresh3: 4096, fulls: 0 },
  default: { gc_stale_time: 60 },
  gcInterval: 30,
  links: {
    eth0: { gc_stale_time: 300, locktime: 100, reachable_time_ms: 17_230, unres_qlen_bytes: 212_992 },
  },
};

const DONE: Outcome = { code: null, words: null };

export interface PaperNeighbours extends NeighbourTable {
  /** All it was asked. */
  readonly changes: readonly TableChange[];
  /** Follows it from now on; of more than `most` notices that wait the later ones are lost. */
  follow(most?: number): TableWatch;
}

/** A table that takes changes as the kernel does, unless `refuse` has another answer. */
export function paperTable(
  entries: readonly NeighbourEntry[],
  interfaces: readonly InterfaceFacts[],
  refuse: (change: TableChange) => Outcome | undefined = () => undefined,
): PaperNeighbours {
  let there = [...entries];
  const followers = new Set<(notice: TableNotice) => void>();
  const tell = (entry: NeighbourEntry, gone = false): void => {
    for (const follower of followers) if (!entry.published) follower({ gone, entry });
  };
  const changes: TableChange[] = [];
  let timers = PAPER_TIMERS;
  const isOf =
    ({ ip, link }: TableChange, published: boolean) =>
    (one: NeighbourEntry): boolean =>
      formatIpv4(one.ip) === ip && one.link === link && one.published === published;
  const isThere = (link: string): boolean => interfaces.some(({ name }) => name === link);
  const take = (change: TableChange): Outcome => {
    changes.push(change);
    const refused = refuse(change);
    if (refused) return refused;
    if (change.link !== null && !isThere(change.link)) return { code: 'ENODEV', words: null };
    const published = change.do === 'publish' || change.do === 'unpublish';
    const found = there.find(isOf(change, published));
    const ip = parseIpv4(change.ip)!;
    if (change.do === 'set-neighbour') {
      const { how, link, mac, state, flags, protocol } = wholeNeighbour(change);
      if (how === 'add' && found) return { code: 'EEXIST', words: null };
      const blank = { published: false, ages: { used: 0, confirmed: 0, updated: 0 }, probes: 0 };
      const hardware = mac === null ? null : parseMac(mac)!;
      const made = { link, ip, mac: hardware, state, flags, protocol, ...blank };
      there = [...there.filter((one) => one !== found), made];
      tell(made);
    } else if (change.do === 'publish') {
      const blank = { mac: null, state: 'none', flags: [], ages: null, probes: 0, protocol: null } as const;
      if (!found) there = [...there, { ...blank, ip, link: change.link, published: true }];
    } else if (found) {
      there = there.filter((one) => one !== found);
      // As neigh_delete of net/core/neighbour.c: it has failed before it goes.
      const failed = { ...found, state: 'failed', mac: null } as const;
      tell(failed);
      tell(failed, true);
    } else return { code: 'ENOENT', words: null };
    return DONE;
  };
  const set = (change: TimerChange): Outcome => {
    if (change.do === 'set-threshold') return { code: 'ENOENT', words: null };
    if (change.do === 'set-gc-interval') timers = { ...timers, gcInterval: change.value };
    else {
      const { link, setting, value } = change;
      const changed = (of: object | null | undefined): object => ({ ...of, [setting]: value });
      if (link === 'default') timers = { ...timers, default: changed(timers.default) };
      else if (isThere(link))
        timers = { ...timers, links: { ...timers.links, [link]: changed(timers.links[link]) } };
      else return { code: 'ENODEV', words: null };
    }
    return DONE;
  };
  return {
    changes,
    entries: () => there,
    interfaces: () => interfaces,
    timers: () => timers,
    makeEach: (wanted) => wanted.map((change) => (isTableChange(change) ? take(change) : set(change))),
    follow: (most) => followed(followers, () => there, most),
  };
}

function followed(
  followers: Set<(notice: TableNotice) => void>,
  there: () => readonly NeighbourEntry[],
  most = Number.POSITIVE_INFINITY,
): TableWatch {
  let waiting: TableNotice[] = [];
  let lost = false;
  let wake = (): void => {};
  const follower = (notice: TableNotice): void => {
    if (waiting.length < most) waiting.push(notice);
    else lost = true;
    wake();
  };
  followers.add(follower);
  return {
    drain(visit) {
      const notices = waiting;
      const outcome = lost ? 'overrun' : 'whole';
      [waiting, lost] = [[], false];
      for (const notice of notices) visit(notice);
      return outcome;
    },
    entries: () => there().filter((one) => !one.published),
    published: () => there().filter((one) => one.published),
    wait(millis) {
      if (waiting.length > 0 || lost || !followers.has(follower)) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(() => wake(), millis);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
    close() {
      followers.delete(follower);
      wake();
    },
  };
}

/** For commands that send nothing. */
export function noWire(): Promise<never> {
  return Promise.reject(new Error('this command sends nothing'));
}

/** For commands that write no files. */
export function noFiles(): Promise<never> {
  return Promise.reject(new Error('this command writes no files'));
}

/** A journal in memory; `lines` as they were written. */
export function paperJournal(): Journal & {
  readonly lines: readonly (Intent | { refused: readonly number[] })[];
} {
  const lines: (Intent | { refused: readonly number[] })[] = [];
  return {
    lines,
    begin(intent) {
      lines.push(intent);
      return String(lines.length);
    },
    end(_name, refused) {
      lines.push({ refused });
    },
    lock: () => ({ release: () => undefined }),
  };
}
