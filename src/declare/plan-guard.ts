import { closest } from '../base/closest.ts';
import { formatIpv4, type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import { isByHand } from '../change/entry-again.ts';
import { liesHeld, orderedGuard } from '../kernel/guard.ts';
import type { GuardedSnapshot, GuardSnapshot, HostSnapshot } from '../kernel/host.ts';
import type { At, DeclaredGuard, Speaker } from './declaration.ts';
import type { Draft } from './draft.ts';

/** How many addresses are named one by one in a sentence. */
const NAMED = 3;

/** Who alone may speak, as one change; and what it cannot do, or would do too well. */
export function planGuard(draft: Draft, guard: DeclaredGuard): void {
  const { host } = draft;
  const links = guard.links.map(({ value }) => value);
  const gateways = gatewaysOf(host, links);
  for (const link of guard.links) warnOfLink(draft, link);
  const named = guard.speakers.map((speaker) => ({ speaker, guarded: guardedBy(speaker, guard, gateways) }));
  for (const { speaker } of named)
    if (speaker.addresses.some(({ value }) => value === 'gateway') && gateways.length === 0)
      draft.warn(
        'cannot',
        `There is no default gateway out of ${links.join(', ')} now: it is not guarded.`,
        speaker.line,
      );
  const wanted = orderedGuard({ links, mode: guard.mode, guarded: named.flatMap((one) => one.guarded) });
  if (wanted.guarded.length === 0) return;
  const isSame = JSON.stringify(host.guard ? orderedGuard(host.guard) : null) === JSON.stringify(wanted);
  if (guard.mode === 'drop') {
    warnOfLies(draft, { guard: wanted, isSame, line: guard.line });
    for (const { speaker, guarded } of named) warnOfSpeaker(draft, { speaker, guarded, links, gateways });
  }
  draft.do({ do: 'set-guard', guard: wanted }, { why: whyOf(wanted), line: guard.line });
  warnOfLimits(draft, wanted, guard.line);
}

/** Rules go by the name: a link may come later. What is a member of another never gives ARP to the kernel itself. */
function warnOfLink(draft: Draft, { value, line }: At<string>): void {
  const there = draft.host.links.find(({ name }) => name === value);
  if (there === undefined) {
    const near = closest(
      value,
      draft.host.links.map(({ name }) => name),
    );
    const meant = near === undefined ? '' : ` ('${near}' is meant, perhaps)`;
    draft.warn('cannot', `There is no ${value} now${meant}: its ARP is judged as soon as it is there.`, line);
  } else if (there.master !== null && takesArp(draft.host, there.master))
    draft.warn(
      'cannot',
      `${value} is a member of ${there.master}, which hears in its place: name ${there.master}, or nothing is guarded.`,
      line,
    );
}

/** A VRF leaves ARP to its members; a bridge, bond or team does not. */
function takesArp(host: HostSnapshot, master: string): boolean {
  return host.links.some(({ name, kind }) => name === master && kind !== 'vrf');
}

function guardedBy(
  speaker: Speaker,
  { expires }: DeclaredGuard,
  gateways: readonly Ipv4[],
): readonly GuardedSnapshot[] {
  const macs = speaker.macs.map(({ value }) => formatMac(value));
  return speaker.addresses
    .flatMap(({ value }) => (value === 'gateway' ? gateways : [value]))
    .map((ip) => ({ ip: formatIpv4(ip), macs, ...(expires === null ? {} : { expires }) }));
}

/** Next hops of default routes of any table out of these links. */
export function gatewaysOf(host: HostSnapshot, links: readonly string[]): readonly Ipv4[] {
  const found = new Set<Ipv4>();
  for (const { destination, type, nexthops } of host.routes)
    if (destination === '0.0.0.0/0' && type === 'unicast')
      for (const { link, via } of nexthops)
        if (via !== null && links.includes(link)) found.add(parseIpv4(via) ?? 0);
  return [...found].toSorted((a, b) => a - b);
}

function whyOf({ guarded, links, mode }: GuardSnapshot): string {
  const where = `on ${links.join(', ')}`;
  const what = mode === 'drop' ? 'refused' : 'counted, and believed all the same';
  if (guarded.length > NAMED)
    return `for ${guarded.length} addresses only those listed may speak ${where}; others are ${what}.`;
  const each = guarded.map(({ ip, macs }) => {
    const turns = macs.length > 1 ? '; it may go from one to the other at any time' : '';
    return `only ${macs.join(' and ')} may speak for ${ip} ${where}${turns}`;
  });
  return `${each.join('. ')}: others are ${what}.`;
}

function warnOfLies(
  draft: Draft,
  {
    guard,
    isSame,
    line,
  }: { readonly guard: GuardSnapshot; readonly isSame: boolean; readonly line: number | null },
): void {
  for (const entry of liesHeld(guard, draft.host.neighbours)) {
    const { ip, mac, link } = entry;
    const stays = isByHand(entry)
      ? 'somebody made that entry by hand, so it stays'
      : 'it came in before, or by hand';
    const hence =
      isSame || isByHand(entry)
        ? `${stays}: arpist table del ${ip} takes it away`
        : 'that entry goes, and is asked for anew';
    draft.warn(
      'lie-held',
      `${ip} is held with ${mac} on ${link}, which may not speak for it: ${hence}.`,
      line,
    );
  }
}

function warnOfSpeaker(
  draft: Draft,
  of: {
    readonly speaker: Speaker;
    readonly guarded: readonly GuardedSnapshot[];
    readonly links: readonly string[];
    readonly gateways: readonly Ipv4[];
  },
): void {
  const { speaker, guarded, links, gateways } = of;
  const { line, macs, vrrp } = speaker;
  if (vrrp !== null && macs.length === 1)
    draft.warn(
      'vrrp-alone',
      `${guarded[0]?.ip ?? 'It'} has the MAC of its virtual router alone: a router that asks with its own MAC gets no answer, and a failover takes seconds longer; list the routers' own MACs, too.`,
      line,
    );
  for (const { ip, macs: may } of guarded) {
    if (!gateways.includes(parseIpv4(ip) ?? -1)) continue;
    const held = draft.host.neighbours.filter(
      (entry) => entry.ip === ip && links.includes(entry.link) && entry.mac !== null,
    );
    const known = draft.host.neighbours.some(
      ({ link, mac }) => links.includes(link) && mac !== null && may.includes(mac),
    );
    if (!known) {
      const now = held[0]?.mac ? `it is held with ${held[0].mac}` : 'it was not heard at all';
      draft.warn(
        'guard-cuts-off',
        `No MAC that may speak for the gateway ${ip} is known to this host (${now}): if the list is wrong, the host is cut off from everything behind it.`,
        line,
      );
    } else if (may.length === 1)
      draft.warn(
        'pin-lonely',
        `The gateway ${ip} has one MAC: a second router, or a replaced one, is refused until this file lists it.`,
        line,
      );
  }
}

/** What is told in any case, because it is believed so readily: a pin at one end is half a pin. */
function warnOfLimits(draft: Draft, guard: GuardSnapshot, line: number | null): void {
  if (guard.mode === 'count') return;
  const own = draft.host.addresses.filter(
    ({ link, scope }) => guard.links.includes(link) && scope !== 'host',
  );
  const who = own.length === 1 ? own[0]!.local : "this host's own addresses";
  draft.warn(
    'guard-half',
    `This guards this host's table alone: whoever lies to the others about ${who} gets their packets (guard it there, too), and a stolen MAC is the switch's to refuse.`,
    line,
  );
}
