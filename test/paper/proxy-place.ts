import assert from 'node:assert/strict';
import { seededDice } from '../../src/base/dice.ts';
import { formatIpv4, parseIpv4 } from '../../src/base/ipv4.ts';
import { formatMac, parseMac } from '../../src/base/mac.ts';
import { parseTargets } from '../../src/base/targets.ts';
import type { IpRange } from '../../src/base/target-set.ts';
import { hostWith, type HostWish } from '../../src/kernel/build-host.ts';
import type { HostView } from '../../src/ports/host-view.ts';
import type { Nic } from '../../src/sim/nic.ts';
import type { Segment } from '../../src/sim/segment.ts';
import { arpFrame } from '../../src/sim/who-has.ts';
import { openWorld, type World } from '../../src/sim/world.ts';
import type { ProxyEvent, ProxyReport } from '../../src/verbs/proxy/events.ts';
import type { ProxyOptions } from '../../src/verbs/proxy/options.ts';
import { proxy } from '../../src/verbs/proxy/proxy.ts';
import type { ReasonCounts } from '../../src/verbs/proxy/reasons.ts';
import { glance, newGlance } from '../../src/wire/glance.ts';

export const ip = (text: string): number => parseIpv4(text) ?? assert.fail(text);
export const mac = (text: string): number => parseMac(text) ?? assert.fail(text);

export function rangesOf(...words: readonly string[]): readonly IpRange[] {
  return words
    .flatMap((word) => parseTargets(word))
    .map((target) => (target.kind === 'range' ? target.range : assert.fail(target.kind)));
}

/** What somebody on the link says. */
export interface Said {
  readonly op?: number;
  readonly spa: string;
  readonly tpa: string;
  readonly sha?: string;
  readonly dst?: string;
  readonly vlan?: number;
}

export interface Heard {
  readonly at: number;
  readonly op: number;
  readonly src: string;
  readonly dst: string;
  readonly sha: string;
  readonly spa: string;
  readonly tpa: string;
}

/** A machine that says what it is told to, and remembers what reached it. */
export interface Puppet {
  readonly nic: Nic;
  readonly heard: Heard[];
  /** Answers to it, as `10.9.0.5 is at 02:…`. */
  readonly answers: () => readonly string[];
  say(said: Said): void;
}

export function puppet(world: World, segment: Segment, own: string): Puppet {
  const heard: Heard[] = [];
  const seen = newGlance();
  const nic = segment.plug({ mac: mac(own) });
  nic.listen({
    hear: (bytes) => {
      if (!glance(bytes, seen)) return;
      const { op, src, dst, sha, spa, tpa } = seen;
      heard.push({
        at: world.clock.now(),
        op,
        src: formatMac(src),
        dst: formatMac(dst),
        sha: formatMac(sha),
        spa: formatIpv4(spa),
        tpa: formatIpv4(tpa),
      });
    },
  });
  return {
    nic,
    heard,
    answers: () => heard.filter(({ op }) => op === 2).map((one) => `${one.spa} is at ${one.sha}`),
    say({ op = 1, spa, tpa, sha = own, dst = 'ff:ff:ff:ff:ff:ff', vlan }) {
      nic.send(
        arpFrame({
          dst: mac(dst),
          src: mac(sha),
          tags: vlan === undefined ? [] : [{ tpid: 0x8100, tci: vlan }],
          op,
          sha: mac(sha),
          spa: ip(spa),
          tha: 0,
          tpa: ip(tpa),
        }),
      );
    },
  };
}

export const ROUTER_MAC = '02:ee:00:00:00:01';

/** A router with the askers' link on eth1 and 10.9.0.0/24 behind eth2. */
export const ROUTER: HostWish = {
  links: {
    eth1: { mac: ROUTER_MAC, addresses: ['10.77.0.254/24'] },
    eth2: { mac: '02:ee:00:00:00:02', addresses: ['10.9.0.1/24'] },
  },
  forwarding: true,
};

export interface Machine {
  readonly name?: string;
  readonly mac?: string;
  readonly address?: string | null;
  readonly wish?: HostWish;
  readonly wishes?: Partial<ProxyOptions>;
  readonly seed?: number;
}

/** A view whose host can be exchanged. */
export function paperView(wish: HostWish): HostView & { become(next: HostWish): void } {
  let host = hostWith(wish);
  let news = false;
  return {
    snapshot: () => host,
    changed: () => news && !(news = false),
    close: () => undefined,
    become(next) {
      host = hostWith(next);
      news = true;
    },
  };
}

export interface Ran {
  readonly events: readonly ProxyEvent[];
  readonly report: ProxyReport;
  readonly counts: ReasonCounts;
  readonly told: readonly string[];
}

/** Runs a proxy on the segment until `until`, in milliseconds of the world's clock. */
export async function runProxyOn(
  world: World,
  segment: Segment,
  how: Machine & { readonly until: number; readonly view?: HostView },
): Promise<Ran> {
  const { mac: own = ROUTER_MAC, address = '10.77.0.254/24', wish = ROUTER, seed = 1 } = how;
  const host = world.host({
    name: 'eth1',
    mac: mac(own),
    addresses: address === null ? [] : [address],
    segment,
  });
  const signal = new AbortController();
  world.at(how.until, () => signal.abort());
  const facts = host.interfaces().find(({ name }) => name === 'eth1') ?? assert.fail();
  const hands = { host, clock: world.clock, dice: seededDice(seed), view: how.view ?? paperView(wish) };
  const wishes: ProxyOptions = {
    interfaces: [facts],
    nets: rangesOf('10.9.0.0/24'),
    excepted: [],
    mac: null,
    any: false,
    delay: 0,
    limit: 1000,
    rate: 1000,
    giveBack: 300_000,
    dryRun: false,
    ...how.wishes,
  };
  const run = proxy(hands, wishes, signal.signal);
  const events: ProxyEvent[] = [];
  for (;;) {
    const step = await run.next();
    if (step.done === true) {
      const counts = step.value.lanes[0]?.counts ?? assert.fail('no lane');
      return { events, report: step.value, counts, told: events.flatMap(tellOf) };
    }
    events.push(step.value);
  }
}

function tellOf(event: ProxyEvent): readonly string[] {
  if (event.type === 'holder') {
    const { sign, steppedBack } = event;
    return [
      `${steppedBack ? 'stepped back' : 'left'} ${formatIpv4(event.ip)} ${formatMac(event.mac)} ${sign}`,
    ];
  }
  if (event.type === 'rival') return [`rival ${formatMac(event.mac)} ${event.turn}`];
  if (event.type === 'back') return [`back ${formatIpv4(event.ip)}`];
  if (event.type === 'ready') return [`ready ${event.free} ${event.held}`];
  if (event.type === 'routes') return [`routes ${event.addresses}`];
  return event.type === 'note' ? [`note ${event.code}`] : [];
}

export { openWorld };
