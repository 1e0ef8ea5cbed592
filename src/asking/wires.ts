import type { InterfaceFacts } from '../ports/host.ts';
import { DEFAULT_RATE } from './pacer.ts';
import { Pacer } from './pacer.ts';

/** Interfaces with the same one share a cable, an air, a switch port: what leaves by one takes room from the others. */
export function wireOf({ wire, index }: Pick<InterfaceFacts, 'wire' | 'index'>): string {
  return wire ?? `${index}`;
}

/** One rate for each wire, however many interfaces and questioners there are on it. */
export class Wires {
  readonly rate: number;
  readonly #pacers = new Map<string, Pacer>();

  constructor(rate: number) {
    this.rate = rate;
  }

  pacerFor(facts: Pick<InterfaceFacts, 'wire' | 'index'>): Pacer {
    const wire = wireOf(facts);
    let pacer = this.#pacers.get(wire);
    if (!pacer) this.#pacers.set(wire, (pacer = new Pacer(this.rate)));
    return pacer;
  }
}

/** Those a verb was given by the one that runs it, or its own. */
export function wiresFor(hands: { readonly wires?: Wires }, rate = DEFAULT_RATE): Wires {
  return hands.wires ?? new Wires(rate);
}

/** The largest sum on one wire: what decides how long it takes. */
export function mostOnOneWire(
  loads: readonly { readonly facts: Pick<InterfaceFacts, 'wire' | 'index'>; readonly packets: number }[],
): number {
  const sums = new Map<string, number>();
  for (const { facts, packets } of loads) sums.set(wireOf(facts), (sums.get(wireOf(facts)) ?? 0) + packets);
  return Math.max(0, ...sums.values());
}
