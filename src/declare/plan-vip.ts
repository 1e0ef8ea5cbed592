import { formatIpv4 } from '../base/ipv4.ts';
import { raise } from '../doctor/remedies.ts';
import type { SystemChange } from '../change/change.ts';
import { linksAround } from '../doctor/segments.ts';
import { numbered } from '../doctor/settings-on.ts';
import type { AddressSnapshot } from '../kernel/host.ts';
import type { KernelLink } from '../kernel/kernel.ts';
import { differences, isForOthers } from './address-form.ts';
import type { At, Vip } from './declaration.ts';
import type { Because, Draft } from './draft.ts';

/** IFNAMSIZ of linux/if.h, without its final zero. */
const LONGEST_LABEL = 15;

/** A stricter value that hides the same is left alone. */
const HIDE: Readonly<Record<Vip['arpIgnore'], readonly number[]>> = { 1: [1, 2], 2: [2], 3: [3] };

export function planVip(draft: Draft, vip: Vip): void {
  if (vip.role === 'balancer') return planBalancer(draft, vip);
  // Settings first: between an address and its setting the server would answer for the balancer's address.
  planHiding(draft, vip);
  const { line } = vip;
  if (draft.host.plain?.icmp_echo_ignore_broadcasts === 0)
    draft.do(
      { do: 'set-sysctl', setting: 'icmp_echo_ignore_broadcasts', value: 1 },
      { why: 'a ping to all would be answered by every server that has the addresses.', line },
    );
  const labels = freeLabels(draft, 'lo');
  for (const address of vip.addresses) planHidden(draft, address, labels);
}

/** To be planned again behind addresses: each may bring a link into the subnet of a service address. */
export function planHiding(draft: Draft, vip: Vip): void {
  if (vip.role === 'balancer') return;
  const { line } = vip;
  const ignore = { setting: 'arp_ignore', value: vip.arpIgnore, good: HIDE[vip.arpIgnore] } as const;
  draft.all(raise(draft.scene, askedOn(draft, vip), ignore), () => ({
    why: 'hides addresses on lo: an interface answers for its own addresses alone, so the balancer alone answers for these.',
    line,
  }));
  draft.all(
    raise(draft.scene, askedOn(draft, vip), { setting: 'arp_announce', value: 2, good: [2] }),
    () => ({
      why: 'this server asks with its own address: a question that carried a service address would draw clients past the balancer.',
      line,
    }),
  );
}

/** Where clients and the balancer are: the links in whose subnets the addresses lie; with one in none, all with a subnet. */
function askedOn({ scene }: Draft, { addresses }: Vip): readonly KernelLink[] {
  const around = addresses.map(({ value }) => linksAround(scene, value));
  if (around.some((links) => links.length === 0)) return numbered(scene.hearing);
  const asked = new Set(around.flat());
  return scene.hearing.filter((link) => asked.has(link));
}

function planHidden(draft: Draft, { value, line }: At<number>, labels: Labels): void {
  const local = formatIpv4(value);
  const wanted = { link: 'lo', local, prefixLength: 32, peer: null, scope: 'host' } as const;
  const there = draft.host.addresses.filter((address) => address.local === local);
  const fits = there.find((one) => one.link === 'lo' && one.prefixLength === 32 && one.scope === 'host');
  const add = fits ? null : ({ do: 'add-address', ...wanted, label: labels() } as const);
  for (const one of there) {
    if (one === fits) continue;
    const why =
      one.link === 'lo'
        ? `lo has it with ${differences(one, wanted)}: ${one.prefixLength < 32 ? 'the whole network would be local here' : 'an interface without an address of its own would borrow it'}.`
        : `${one.link} hears questions and would answer for it: on a real server it belongs on lo.`;
    remove(draft, one, { why, line, ...(add && { instead: add }) });
  }
  if (add)
    draft.do(add, {
      why: 'this server takes packets for the service address, and hides that it has it.',
      line,
    });
}

/** The balancer's address where clients ask for it. */
function planBalancer(draft: Draft, vip: Vip): void {
  const link = vip.link?.value ?? '';
  const labels = freeLabels(draft, link);
  for (const { value, line } of vip.addresses) {
    const local = formatIpv4(value);
    const there = draft.host.addresses.filter((address) => address.local === local);
    const here = there.filter((one) => one.link === link);
    const [narrow] = here.some(isForOthers) ? [] : here;
    const { prefixLength, peer } = narrow ?? { prefixLength: 32, peer: null };
    const plan = { link, local, prefixLength, peer, scope: 'global' } as const;
    const add = (): SystemChange => ({ do: 'add-address', ...plan, label: narrow?.label ?? labels() });
    const missing = here.length === 0 || narrow ? add() : null;
    for (const one of there) {
      if (one.link === link && one !== narrow) continue;
      const why =
        narrow && one === narrow
          ? `${link} has it with ${differences(one, plan)}, and others are to reach it.`
          : `the balancer holds it on ${link}, where it answers for it.`;
      remove(draft, one, { why, line, ...(missing && { instead: missing }) });
    }
    if (missing) draft.do(missing, { why: 'the balancer answers for the service address.', line });
  }
}

/** `instead` is made before what goes along is made again: a route may need it as its source. */
export function remove(
  draft: Draft,
  address: AddressSnapshot,
  because: Because & { readonly instead?: SystemChange },
): void {
  const { why, line, instead } = because;
  const { link, local, prefixLength, peer, scope, label } = address;
  const change: SystemChange = { do: 'remove-address', link, local, prefixLength, peer, scope, label };
  draft.replace(change, instead ? [instead] : [], { why, line });
}

type Labels = () => string | null;

/** `lo:1`, `lo:2` …: old tools show an address by its label; with a long name there is no room for one. */
function freeLabels(draft: Draft, link: string): Labels {
  const used = new Set(draft.host.addresses.map(({ label }) => label));
  let number = 0;
  return () => {
    do number++;
    while (used.has(`${link}:${number}`));
    const label = `${link}:${number}`;
    return label.length > LONGEST_LABEL ? null : label;
  };
}
