import * as v from 'valibot';
import { WATCH_KINDS, WATCH_SEVERITIES } from '../inventory/watch-event.ts';
import type { Store } from '../ports/store.ts';
import { MEMORY_READS, type MemoryRead } from '../records/memory-reads.ts';
import { Refused } from './problem.ts';

const number = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.safeInteger());
/** Of one answer: a client asks for the next page. */
const most = v.pipe(whole, v.minValue(1), v.maxValue(1_000_001));
const whom = v.union([v.strictObject({ ip: whole }), v.strictObject({ mac: whole })]);
const network = v.object({
  interface: v.string(),
  vlan: v.nullable(whole),
  innerVlan: v.nullable(whole),
});
/** By these alone the page after a station begins. */
const place = v.object({ network, ip: whole, mac: whole });

const ARGUMENTS: Readonly<Record<MemoryRead, v.GenericSchema<unknown, readonly unknown[]>>> = {
  tenures: v.strictTuple([
    v.strictObject({
      ip: v.optional(whole),
      mac: v.optional(whole),
      from: v.optional(number),
      until: v.optional(number),
    }),
    most,
  ]),
  blinds: v.strictTuple([number, number]),
  stations: v.strictTuple([v.nullable(place), most]),
  episodes: v.strictTuple([
    v.strictObject({
      open: v.optional(v.boolean()),
      kind: v.optional(v.picklist(WATCH_KINDS)),
      severity: v.optional(v.picklist(WATCH_SEVERITIES)),
      ip: v.optional(whole),
      mac: v.optional(whole),
      before: v.optional(whole),
    }),
    most,
  ]),
  eventsOf: v.strictTuple([whole]),
  eventsAfter: v.strictTuple([whole, most]),
  evidenceOf: v.strictTuple([whole]),
  holdings: v.strictTuple([whom]),
  approvals: v.strictTuple([]),
  mutes: v.strictTuple([]),
  notes: v.strictTuple([]),
  audit: v.strictTuple([whole, most]),
  facts: v.strictTuple([]),
  check: v.strictTuple([]),
};

/** Throws Refused (404) for what is no question, (422) for words that are none of it. */
export async function memoryAnswer(store: Store, name: string, body: unknown): Promise<unknown> {
  const read = MEMORY_READS.find((known) => known === name);
  if (read === undefined) throw new Refused(404, `there is no question '${name}' to the memory`);
  const args = v.safeParse(ARGUMENTS[read], body);
  if (!args.success) throw new Refused(422, `${read}: ${args.issues[0].message}`);
  if (read !== 'evidenceOf') return (await Reflect.apply(store[read], store, args.output)) as unknown;
  const frames = await store.evidenceOf(args.output[0] as number);
  return frames.map((frame) => ({ ...frame, bytes: Buffer.from(frame.bytes).toString('base64') }));
}
