import { readFileSync } from 'node:fs';
import { SystemFault } from '../base/fault.ts';
import type { Change, SystemChange } from '../change/change.ts';
import { touchedBy } from '../change/touched.ts';
import type { Outcome } from '../ports/neighbours.ts';
import type { Surroundings, System } from '../ports/system.ts';
import {
  linkCodec,
  IFF_UP,
  RTEXT_FILTER_SKIP_STATS,
  RTM_GETLINK,
  RTM_SETLINK,
} from '../wire/netlink/link.ts';
import { type AskedChange, requestOf } from './apply-requests.ts';
import { errnoName } from './ffi/errno.ts';
import { asKept, asState, readState, type UnderstoodKept } from './kept.ts';
import { makeEach } from './make-each.ts';
import type { Netlink, NetlinkRequest } from './netlink-socket.ts';
import { differencesOf, mergeStates } from '../change/merge-states.ts';
import { restoreState } from './restore.ts';
import { setGuard } from './set-guard.ts';
import { setMac } from './set-mac.ts';
import { MADE, writeSetting } from './settings.ts';
import { readSnapshot } from './snapshot.ts';
import { readAddresses, readLinks } from './snapshot-links.ts';
import { setTimers } from './timer-changes.ts';
import { talk } from './talk.ts';

/** The network namespace of the calling thread at the time of each call. */
export function openSystem(): System {
  return {
    snapshot: () => readSnapshot(),
    surroundings: () => talk(readSurroundings),
    mustMayChange,
    make: (changes) => talk((netlink) => new Maker(netlink).make(changes)),
    makeEach: (changes) => talk((netlink) => makeEach(netlink, changes)),
    keep: (touched) => talk((netlink) => asKept(readState(netlink, touched))),
    merge(before, after, now) {
      const was = asState(before);
      const goal = mergeStates(was, asState(after), asState(now));
      return { goal: asKept(goal), left: differencesOf(was, goal) };
    },
    restore: (goal) => talk((netlink) => restoreState(netlink, asState(goal))),
  };
}

function readSurroundings(netlink: Netlink): Surroundings {
  const { links, nameOf } = readLinks(netlink);
  return { links, addresses: readAddresses(netlink, nameOf) };
}

const CAP_NET_ADMIN = 12n;

function mustMayChange(): void {
  const held = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  if (((BigInt(`0x${held}`) >> CAP_NET_ADMIN) & 1n) === 1n) return;
  throw new SystemFault(
    'rights',
    'Changing the network needs the capability CAP_NET_ADMIN, which this process does not have',
    { operation: 'change the network', code: 'EPERM', remedy: 'run it with sudo; nothing was changed' },
  );
}

interface LinkFacts {
  readonly index: number;
  readonly up: boolean;
}

class Maker {
  readonly #netlink: Netlink;
  #links: ReadonlyMap<string, LinkFacts> | null = null;
  #indexOf: Map<string, number> | null = null;
  #waiting: NetlinkRequest[] = [];
  readonly #outcomes: Outcome[] = [];

  constructor(netlink: Netlink) {
    this.#netlink = netlink;
  }

  make(changes: readonly SystemChange[]): readonly Outcome[] {
    for (const change of changes) {
      if (!this.#take(change)) return this.#outcomes;
    }
    this.#flush();
    return this.#outcomes;
  }

  /** false: one was refused. */
  #take(change: SystemChange): boolean {
    switch (change.do) {
      case 'set-conf':
        return this.#alone(() => writeSetting(`conf/${change.link}/${change.setting}`, change.value));
      case 'set-sysctl':
        return this.#alone(() => writeSetting(change.setting, change.value));
      case 'set-neigh':
      case 'set-threshold':
      case 'set-gc-interval':
        return this.#alone(() => setTimers(this.#netlink, [change], this.#names())[0]!);
      case 'set-guard':
        return this.#alone(() => setGuard(this.#netlink, change.guard, this.#names()));
      case 'set-mac':
        return this.#alone(() => this.#setMac(change));
      case 'add-vlan':
        return this.#batched(change) && this.#flush() && this.#noteIndex(change.link);
      case 'remove-link': {
        const isGone = this.#batched(change) && this.#flush();
        // Those that stood on it went along.
        this.#indexOf = null;
        return isGone;
      }
      default:
        return this.#batched(change);
    }
  }

  #alone(make: () => Outcome): boolean {
    if (!this.#flush()) return false;
    const outcome = make();
    this.#outcomes.push(outcome);
    return outcome.code === null;
  }

  #batched(change: AskedChange): boolean {
    const asked = requestOf(change, this.#indexes());
    if (asked === undefined) {
      if (this.#flush()) this.#outcomes.push({ code: 'ENODEV', words: null });
      return false;
    }
    this.#waiting.push(asked);
    return true;
  }

  #flush(): boolean {
    if (this.#waiting.length === 0) return true;
    const requests = this.#waiting;
    this.#waiting = [];
    if (requests.some(({ type }) => type <= RTM_SETLINK)) this.#links = null;
    const refusals = this.#netlink.changeMany(requests.length, (nth) => requests[nth]!);
    for (const at of requests.keys()) {
      const refused = refusals.get(at);
      this.#outcomes.push(refused ? { code: errnoName(refused.errno), words: refused.text } : MADE);
      if (refused) return false;
    }
    return true;
  }

  /** One question about the new link, not one about all of them. */
  #noteIndex(name: string): true {
    const request = linkCodec.encode({ name, extendedMask: RTEXT_FILTER_SKIP_STATS });
    for (const { payload } of this.#netlink.ask({ type: RTM_GETLINK, payload: request }).answers) {
      const read = linkCodec.decode(payload);
      if (read.ok) this.#indexOf?.set(name, read.value.index);
    }
    return true;
  }

  #setMac({ link, mac }: Change<'set-mac'>): Outcome {
    const facts = this.#facts().get(link);
    if (!facts) return { code: 'ENODEV', words: null };
    const before = readState(this.#netlink, touchedBy([{ do: 'set-mac', link, mac }], readSnapshot()));
    const outcome = setMac(this.#netlink, facts, mac);
    if (outcome.code !== null) return outcome;
    // Where the link had to go down for it, its routes and published addresses went, too.
    restoreState(this.#netlink, withMac(before, link, mac));
    return outcome;
  }

  #indexes(): ReadonlyMap<string, number> {
    return (this.#indexOf ??= new Map([...this.#facts()].map(([name, { index }]) => [name, index])));
  }

  #facts(): ReadonlyMap<string, LinkFacts> {
    this.#links ??= linkFacts(this.#netlink);
    return this.#links;
  }

  #names(): ReadonlyMap<number, string> {
    return new Map([...this.#indexes()].map(([name, index]) => [index, name]));
  }
}

/** Entries go with the old MAC in any case. */
function withMac(state: UnderstoodKept, link: string, mac: string): UnderstoodKept {
  const old = state.links.find(({ name }) => name === link)?.mac;
  return {
    ...state,
    // A VLAN that has the MAC of its parent follows it.
    links: state.links.map((one) => (one.name === link || one.mac === old ? { ...one, mac } : one)),
    items: { ...state.items, neighbour: [] },
  };
}

function linkFacts(netlink: Netlink): ReadonlyMap<string, LinkFacts> {
  const facts = new Map<string, LinkFacts>();
  const request = linkCodec.encode({ extendedMask: RTEXT_FILTER_SKIP_STATS });
  for (const { payload } of netlink.dump(RTM_GETLINK, request)) {
    const read = linkCodec.decode(payload);
    if (!read.ok || read.value.name === undefined) continue;
    const { name, index, flags } = read.value;
    facts.set(name, { index, up: (flags & IFF_UP) !== 0 });
  }
  return facts;
}
