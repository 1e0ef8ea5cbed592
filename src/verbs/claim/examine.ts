import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Signal } from '../../base/signal.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { PingReport } from '../ping/events.ts';
import { ping } from '../ping/ping.ts';
import type { Station } from '../../inventory/station.ts';
import { sourceFor } from '../../asking/field.ts';
import { TargetSet } from '../../base/target-set.ts';
import type { AskingHands } from '../../asking/hands.ts';
import type { EvidenceBudget } from '../../asking/cross.ts';
import { evidenceFor } from '../../asking/evidence.ts';
import type { Wires } from '../../asking/wires.ts';
import { answersForAll, MOST_CONTROLS } from './control.ts';
import type { ClaimEvidence, Holder, Note } from './events.ts';
import { LOOK } from './plan.ts';
import { reportOf } from '../../base/pass-on.ts';

/** An address that somebody has, and where. */
export interface HeldAddress {
  readonly facts: InterfaceFacts;
  readonly vlan: number | null;
  readonly ip: Ipv4;
}

/** So many addresses are looked into at once; each has a link of its own. */
const AT_ONCE = 8;

/** Finds out who answers for an address and as what: an owner, two of them, one host with several cards, a proxy. */
export class Examiner {
  /** Packets it has put on the wire. */
  sent = 0;
  /** Packets that may still be sent to single MACs: whoever needs them takes them, and none lies by for who does not. */
  readonly #budget: EvidenceBudget;
  readonly #hands: AskingHands;
  readonly #stop: { aborted: boolean } & Omit<Signal, 'aborted'>;
  readonly #controls = new Map<string, Promise<ClaimEvidence | undefined>>();
  readonly #waiting: (() => Promise<void>)[] = [];
  readonly #running = new Set<Promise<void>>();

  /** `addresses`: how many may be looked into. */
  constructor(hands: AskingHands & { readonly wires: Wires }, addresses: number) {
    this.#hands = hands;
    this.#budget = { left: evidenceFor(addresses, hands.wires.rate) };
    const nothing = (): void => undefined;
    this.#stop = { aborted: false, addEventListener: nothing, removeEventListener: nothing };
  }

  /** `told` is called with who answers; with null when it ended before that was known, as when the link went down. */
  look(
    into: HeldAddress & { readonly known?: readonly Mac[] },
    told: (holders: readonly Holder[] | null) => void,
  ): void {
    this.#waiting.push(async () => {
      try {
        told(await this.#holdersOf(into, into.known ?? []));
      } catch {
        // The interface is gone: the link of the claim itself says so.
        told(null);
      }
    });
    this.#fill();
  }

  /** What runs is told to end, and has ended. */
  async close(): Promise<void> {
    this.#stop.aborted = true;
    this.#waiting.length = 0;
    await Promise.all(this.#running);
  }

  #fill(): void {
    while (this.#running.size < AT_ONCE) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const running = next().finally(() => {
        this.#running.delete(running);
        this.#fill();
      });
      this.#running.add(running);
    }
  }

  async #holdersOf(into: HeldAddress, known: readonly Mac[]): Promise<readonly Holder[] | null> {
    const { stations, interrupted, linkLost } = await this.#ask(into, known);
    if (interrupted || linkLost !== null) return null;
    const holders: Holder[] = [];
    for (const station of stations) {
      const { mac, verdict, why } = station;
      const doubt =
        verdict === 'ok' || verdict === 'virtual' ? await this.#control(into, station) : undefined;
      if (doubt) holders.push({ mac, sign: 'answers', verdict: 'proxy', why: [doubt] });
      else holders.push({ mac, sign: 'answers', verdict, why });
    }
    return holders;
  }

  async #ask({ facts, vlan, ip }: HeldAddress, known: readonly Mac[]): Promise<PingReport> {
    const whom = { facts, target: ip, vlan, unicast: null, follow: false, source: null, force: false };
    const pace = { count: LOOK, interval: 400, deadline: null, examine: true, until: 'answered' } as const;
    const run = ping(this.#hands, { ...whom, ...pace, known, evidence: this.#budget }, this.#stop);
    const report = await reportOf(run);
    this.sent += report.sent;
    return report;
  }

  /** Once for each MAC, whatever it answers for. */
  #control({ facts, vlan, ip }: HeldAddress, station: Station): Promise<ClaimEvidence | undefined> {
    const { mac, why } = station;
    const key = `${facts.index} ${mac}`;
    const known = this.#controls.get(key);
    if (known) return known;
    const probed = why.some(({ code }) => code === 'answered-probe');
    const sender = probed ? 0 : questionSource(facts, vlan, ip);
    if (sender === null) return Promise.resolve(undefined);
    if (this.#budget.left < MOST_CONTROLS) return Promise.resolve(undefined);
    this.#budget.left -= MOST_CONTROLS;
    const onSent = (packets: number): void => {
      this.sent += packets;
      this.#budget.left += MOST_CONTROLS - packets;
    };
    const control = answersForAll(this.#hands, { facts, vlan, ip, mac, sender, onSent }, this.#stop);
    this.#controls.set(key, control);
    return control;
  }
}

/** The address of ours an ordinary question about `ip` carries; null when there is none, or it is `ip` itself. */
export function questionSource(facts: InterfaceFacts, vlan: number | null, ip: Ipv4): Ipv4 | null {
  const targets = TargetSet.of([{ first: ip, last: ip }]);
  const link = { ...facts, speed: null };
  if (facts.addresses.some((own) => own.ip === ip)) return null;
  return sourceFor({ link, vlan, targets, offset: 0 }, ip);
}

/** MACs of this machine: what they say on the segment is no contradiction. */
export function macsOf(interfaces: readonly InterfaceFacts[]): readonly Mac[] {
  return [...new Set(interfaces.filter(({ loopback }) => !loopback).map(({ mac }) => mac))];
}

/** For the person: what cannot be seen here for want of an address to ask with. */
export function withoutSource(facts: InterfaceFacts, vlan: number | null): Note | undefined {
  if (vlan === null && facts.addresses.length > 0) return undefined;
  const where = vlan === null ? facts.name : `${facts.name}, VLAN ${vlan}`;
  const text = `${where}: there is no address of ours to ask with, so a proxy that answers no probe is not seen`;
  return { type: 'note', code: 'no-source', text };
}
