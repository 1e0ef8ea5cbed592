import type { Ipv4 } from '../../base/ipv4.ts';
import { type Field, isOwn } from '../../asking/field.ts';
import { type Form, PassLedger } from '../../asking/ledger.ts';
import { PagedBits } from './paged-bits.ts';
import { type Spread, spreadOver } from './spread.ts';

/** One question of the walk: an address of a field. */
export interface Stop {
  readonly field: Field;
  readonly ip: Ipv4;
}

/**
 * The order in which a lane asks its fields, the same in each pass, and what has been asked and answered. Own addresses
 * that no field asks for stand in front: somebody else may have them.
 */
export class Walk {
  readonly size: number;
  readonly fields: readonly Field[];
  readonly passes: PassLedger[] = [];
  readonly answered = new PagedBits();
  readonly #extras: readonly Stop[];
  readonly #extraAt: ReadonlyMap<Ipv4, number>;
  readonly #spread: Spread;

  constructor(fields: readonly Field[], start: number) {
    this.fields = fields;
    this.#extras = fields.flatMap((field) =>
      field.vlan === null
        ? field.link.addresses
            .filter((address) => !field.targets.has(address.ip))
            .map((address) => ({ field, ip: address.ip }))
        : [],
    );
    this.#extraAt = new Map(this.#extras.map(({ ip }, at) => [ip, at]));
    const last = fields.at(-1);
    this.size = (last ? last.offset + last.targets.size : 0) + this.#extras.length;
    this.#spread = spreadOver(this.size, start);
  }

  stopAt(position: number): Stop {
    const index = this.#spread.indexAt(position) - this.#extras.length;
    if (index < 0) return this.#extras[index + this.#extras.length]!;
    let at = this.fields.length - 1;
    while (this.fields[at]!.offset > index) at--;
    const field = this.fields[at]!;
    return { field, ip: field.targets.at(index - field.offset) };
  }

  /** -1 when this address is not asked. */
  positionOf(field: Field, ip: Ipv4): number {
    const index = field.targets.indexOf(ip);
    if (index >= 0) return this.#spread.positionOf(this.#extras.length + field.offset + index);
    // Only the untagged field has extras.
    const extra = field.vlan === null ? this.#extraAt.get(ip) : undefined;
    return extra === undefined ? -1 : this.#spread.positionOf(extra);
  }

  /** Addresses somebody asked for, without the extra ones. */
  get wanted(): number {
    return this.size - this.#extras.length;
  }

  startPass(form: Form): PassLedger {
    const pass = new PassLedger(this.passes.length + 1, form);
    this.passes.push(pass);
    return pass;
  }

  /** Whether this position is asked in pass `number`: all in the first, then those still silent, never our own again. */
  wants(position: number, stop: Stop, number: number): boolean {
    return number === 1 || (!this.answered.has(position) && !isOwn(stop.field, stop.ip));
  }
}
