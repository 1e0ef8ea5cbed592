import * as v from 'valibot';
import { parseIpv4 } from '../base/ipv4.ts';
import { parseMac } from '../base/mac.ts';
import { WATCH_KINDS } from '../inventory/watch-event.ts';
import type { MemoryOrder } from '../ports/orders.ts';
import { Refused } from './problem.ts';

const LONGEST_TEXT = 1000;

const ip = v.pipe(
  v.string(),
  v.transform((text) => parseIpv4(text)),
  v.number('not an IPv4 address'),
);
const mac = v.pipe(
  v.string(),
  v.transform((text) => parseMac(text)),
  v.number('not a MAC address'),
);
const text = v.pipe(v.string(), v.maxLength(LONGEST_TEXT, `longer than ${LONGEST_TEXT} characters`));
const moment = v.pipe(
  v.string(),
  v.transform((one) => Date.parse(one)),
  v.number(),
  v.finite('not a time as 2026-11-30T18:00:00Z'),
);
const whom = v.union([v.strictObject({ mac }), v.strictObject({ ip })]);
const episode = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

const ORDER = v.variant('order', [
  v.strictObject({
    order: v.literal('approve'),
    approval: v.strictObject({
      ip,
      mac,
      note: v.optional(text, ''),
      expires: v.optional(v.nullable(moment), null),
    }),
  }),
  v.strictObject({
    order: v.literal('mute'),
    mute: v.strictObject({
      kind: v.optional(v.nullable(v.picklist(WATCH_KINDS)), null),
      ip: v.optional(v.nullable(ip), null),
      mac: v.optional(v.nullable(mac), null),
      interface: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(15))), null),
      episode: v.optional(v.nullable(episode), null),
      gateways: v.optional(v.boolean(), false),
      until: v.optional(v.nullable(moment), null),
    }),
  }),
  v.strictObject({ order: v.literal('note'), note: v.strictObject({ whom, text }) }),
  v.strictObject({ order: v.literal('revoke'), id: episode }),
  v.strictObject({ order: v.literal('forget'), whom }),
]);

/** Of a body that was parsed as JSON. Throws Refused (422) with the place that cannot be used. */
export function orderOf(body: unknown): MemoryOrder {
  const read = v.safeParse(ORDER, body);
  if (read.success) return read.output;
  const [issue] = read.issues;
  const place = v.getDotPath(issue);
  throw new Refused(422, `${place === null ? 'the order' : place}: ${issue.message}`);
}
