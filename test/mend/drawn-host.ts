import { between, seededDice } from '../../src/base/dice.ts';
import { hostWith, type LinkWish } from '../../src/kernel/build-host.ts';
import type { HostSnapshot } from '../../src/kernel/host.ts';
import { Draw } from '../agreement/draw.ts';
import { drawHost } from '../agreement/draw-host.ts';
import type { AddressPlan, HostPlan, RoutePlan, RulePlan } from '../agreement/plan.ts';

const SCOPES: Readonly<Record<number, string>> = { 0: 'global', 200: 'site', 253: 'link', 254: 'host' };
const TYPES: Readonly<Record<number, string>> = {
  6: 'blackhole',
  7: 'unreachable',
  8: 'prohibit',
  9: 'throw',
};

/** A random host of the agreement with the kernel, laid out on paper: no kernel is asked, so thousands are cheap. */
export function drawnHost(seed: number): HostSnapshot {
  const dice = seededDice(seed);
  const draw = new Draw(dice);
  const rules = draw.chance(0.5);
  const plan = drawHost(draw, { rules, local: false, cut: [] });
  // Links without an address are what a container hangs on: the generator has few of them.
  const bare = draw.chance(0.5) ? between(dice, 1, 3) : null;
  return onPaper(plan, bare);
}

function onPaper(plan: HostPlan, bare: number | null): HostSnapshot {
  const names = plan.nics.map((_, at) => `e${at}`);
  const links: Record<string, LinkWish> = { lo: { addresses: plan.lo.filter(isOther).map(words) } };
  for (const [at, nic] of plan.nics.entries())
    links[names[at]!] = {
      mac: nic.mac,
      up: nic.up || at === bare,
      arp: nic.arp,
      conf: nic.conf,
      addresses: at === bare ? [] : nic.addresses.map(words),
    };
  const routes = plan.routes.flatMap((route) => routeWords(route, names));
  if (bare !== null) routes.push(`172.20.0.9/32 dev e${bare}`);
  const base = { links, all: plan.all, routes, customLocal: false };
  return hostWith({
    ...base,
    rules: plan.rules.flatMap(ruleWords),
    published: plan.published.map(({ ip, nic }) => (nic === null ? ip : `${ip} dev e${nic}`)),
  });
}

function isOther({ local }: AddressPlan): boolean {
  return local !== '127.0.0.1';
}

function words({ local, length, peer, scope }: AddressPlan): string {
  const range = peer === undefined ? `${local}/${length}` : `${local} peer ${peer}/${length}`;
  return `${range} scope ${SCOPES[scope]}`;
}

function routeWords(
  { table, type, to, length, metric, hops }: RoutePlan,
  names: readonly string[],
): string[] {
  const [hop] = hops;
  const end = `table ${table}${metric === 0 ? '' : ` metric ${metric}`}`;
  if (type !== 1) return TYPES[type] === undefined ? [] : [`${TYPES[type]} ${to}/${length} ${end}`];
  if (!hop) return [];
  const via = hop.via === undefined ? '' : `via ${hop.via} `;
  return [`${to}/${length} ${via}dev ${names[hop.nic]} ${end}`];
}

function ruleWords({ priority, action, table, not, from, to, iif, suppress }: RulePlan): string[] {
  if (action !== 1 || not) return [];
  const parts = [
    ...(from ? [`from ${from[0]}/${from[1]}`] : []),
    ...(to ? [`to ${to[0]}/${to[1]}`] : []),
    ...(iif ? [`iif ${iif}`] : []),
    `lookup ${table}`,
    `priority ${priority}`,
    ...(suppress === undefined ? [] : [`suppress_prefixlength ${suppress}`]),
  ];
  return [parts.join(' ')];
}
