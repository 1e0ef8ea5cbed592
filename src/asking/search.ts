import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import { around } from './around.ts';
import type { CrossExamination } from './cross.ts';
import type { Field } from './field.ts';
import type { Form } from './ledger.ts';

/** So many likely addresses are asked of both MACs; beyond them of one alone, for one host answers from each card. */
const LIKELY = 8;
/** The first handful; each further one is twice as large, so that a find ends it early and the end is not far. */
const FIRST_HANDFUL = 4;
const LARGEST_HANDFUL = 64;

/** Addresses a MAC is said to have, by a table of neighbours: asked first, never believed. */
export type Hints = (mac: Mac) => readonly Ipv4[];

interface Step {
  readonly mac: Mac;
  readonly ip: Ipv4;
}

/**
 * Looks for another address that one of two MACs answers for, among those around the one they share. The likeliest
 * come first: what a neighbour table says, the edges of the subnet, where routers are, then the nearest.
 */
export class Search {
  readonly #field: Field;
  readonly #macs: readonly [Mac, Mac];
  readonly #likely: readonly Ipv4[];
  readonly #rest: readonly Ipv4[];
  #at = 0;
  #size = FIRST_HANDFUL;
  #handful: readonly (Step & { readonly form: Form })[] = [];
  #asked = 0;

  constructor(
    field: Field,
    sought: { readonly ip: Ipv4; readonly macs: readonly [Mac, Mac]; readonly hints: Hints },
  ) {
    const { ip, macs, hints } = sought;
    this.#field = field;
    this.#macs = macs;
    const hinted = macs.flatMap((mac) => hints(mac).slice(0, LIKELY));
    const order = likeliestFirst(field, ip).filter((other) => !field.targets.has(other));
    const near = order.slice(0, LIKELY);
    this.#likely = [...new Set([...hinted.filter((other) => other !== ip), ...near])];
    const likely = new Set(this.#likely);
    this.#rest = order.slice(LIKELY).filter((other) => !likely.has(other));
  }

  /** Questions that were put so far. */
  get asked(): number {
    return this.#asked;
  }

  isWaiting(cross: CrossExamination): boolean {
    return this.#handful.some(
      ({ mac, ip, form }) => cross.resultOf(this.#field, mac, { ip, form }) === 'open',
    );
  }

  /** Puts the next handful. False: nothing is left. */
  more(put: (step: Step) => Form | undefined): boolean {
    const handful: (Step & { readonly form: Form })[] = [];
    while (handful.length < this.#size) {
      const step = this.#stepAt(this.#at);
      if (step === undefined) break;
      this.#at++;
      const form = put(step);
      if (form !== undefined) handful.push({ ...step, form });
    }
    this.#size = Math.min(LARGEST_HANDFUL, this.#size * 2);
    this.#handful = handful;
    this.#asked += handful.length;
    return handful.length > 0;
  }

  #stepAt(at: number): Step | undefined {
    const likely = this.#likely.length * 2;
    if (at < likely) return { mac: this.#macs[at % 2]!, ip: this.#likely[at >> 1]! };
    const far = at - likely;
    const ip = this.#rest[far];
    return ip === undefined ? undefined : { mac: this.#macs[0], ip };
  }
}

/** All around an address: the edges of what is around it, then the nearest first. */
export function likeliestFirst(field: Field, ip: Ipv4): readonly Ipv4[] {
  const all = around(field.link, ip);
  const edges = [all[0], all.at(-1)].filter((edge) => edge !== undefined);
  const nearest = all.toSorted((a, b) => Math.abs(a - ip) - Math.abs(b - ip) || a - b);
  return [...new Set([...nearest.slice(0, 2), ...edges, ...nearest])];
}
