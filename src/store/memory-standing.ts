import { formatMac, type Mac } from '../base/mac.ts';
import type { AuditLine, Stood, Whom } from '../ports/orders.ts';
import type { Pruned } from '../ports/store.ts';
import { isAbout, type Shelf, type StandValues, type StandKind, type Stands } from './obey.ts';
import { textWithout } from './scrub.ts';

/** Lines of the audit that are kept in memory: the latest. */
const MOST_LINES = 10_000;

/** What stands, and who asked for it, in memory. */
export class MemoryStanding implements Shelf {
  readonly #stands = new Map<number, { readonly key: string; readonly one: Stands }>();
  readonly #byKey = new Map<string, number>();
  readonly #forget: (whom: Whom) => Pruned;
  #lines: AuditLine[] = [];
  #last = 0;
  #seq = 0;

  constructor(forget: (whom: Whom) => Pruned) {
    this.#forget = forget;
  }

  all<Kind extends StandKind>(kind: Kind): readonly Stood<StandValues[Kind]>[] {
    return [...this.#stands.values()]
      .filter(({ one }) => one.kind === kind)
      .map(({ one: { id, at, by, value } }) => ({ id, at, by, value: value as StandValues[Kind] }));
  }

  lines(after: number, most: number): readonly AuditLine[] {
    return this.#lines.filter(({ seq }) => seq > after).slice(0, most);
  }

  find(kind: StandKind, key: string): Stands | undefined {
    return this.numbered(this.#byKey.get(`${kind} ${key}`) ?? -1);
  }

  numbered(id: number): Stands | undefined {
    return this.#stands.get(id)?.one;
  }

  put(kind: StandKind, key: string, one: Omit<Stood<StandValues[StandKind]>, 'id'>): number {
    const place = `${kind} ${key}`;
    const id = ++this.#last;
    this.drop(this.#byKey.get(place) ?? -1);
    this.#byKey.set(place, id);
    this.#stands.set(id, { key: place, one: { kind, id, ...one } as Stands });
    return id;
  }

  drop(id: number): void {
    const known = this.#stands.get(id);
    if (!known) return;
    this.#byKey.delete(known.key);
    this.#stands.delete(id);
  }

  /** The note of a MAC that is nowhere else any more. */
  unname(mac: Mac): void {
    this.drop(this.#byKey.get(`note ${formatMac(mac)}`) ?? -1);
  }

  audit(line: Omit<AuditLine, 'seq'>): void {
    if (this.#lines.length >= MOST_LINES) this.#lines.splice(0, MOST_LINES / 10);
    this.#lines.push({ seq: ++this.#seq, ...line });
  }

  forget(whom: Whom): Pruned {
    for (const { one } of this.#stands.values()) if (isAbout(one, whom)) this.drop(one.id);
    const said = textWithout(whom);
    this.#lines = this.#lines.map((one) => ({
      ...one,
      line: said(one.line),
      text: said(one.text),
      undo: one.undo === null || said(one.undo) !== one.undo ? null : one.undo,
    }));
    return this.#forget(whom);
  }
}
