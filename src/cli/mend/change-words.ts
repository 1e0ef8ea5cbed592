import type { Change, ChangeKind, SystemChange } from '../../change/change.ts';
import { RT_TABLE_MAIN } from '../../wire/netlink/numbers.ts';

/** `conf/all/arp_ignore: 0 → 1`: a change for people, with the old value where the undo knows it. */
export function changeWords(change: SystemChange, undo: readonly SystemChange[]): string {
  return WORDS[change.do](change as never, undo[0]);
}

type Words<K extends ChangeKind> = (change: Change<K>, back: SystemChange | undefined) => string;

function oldValue(back: SystemChange | undefined): string {
  return back && 'value' in back ? `${back.value} → ` : '';
}

const WORDS: { readonly [K in ChangeKind]: Words<K> } = {
  'set-conf': ({ link, setting, value }, back) =>
    `net.ipv4.conf.${link} ${setting}: ${oldValue(back)}${value}`,
  'set-neigh': ({ link, setting, value }, back) =>
    `net.ipv4.neigh.${link} ${setting}: ${oldValue(back)}${value}`,
  'set-threshold': ({ setting, value }, back) => `table ${setting}: ${oldValue(back)}${value}`,
  'set-gc-interval': ({ setting, value }, back) => `table ${setting}: ${oldValue(back)}${value}`,
  'set-sysctl': ({ setting, value }, back) => `net.ipv4.${setting}: ${oldValue(back)}${value}`,
  'add-address': (plan) => `address ${range(plan)} on ${plan.link}${scopeWords(plan.scope)}`,
  'remove-address': (plan) => `address ${range(plan)} away from ${plan.link}`,
  'add-route': (plan) => `route ${routeWords(plan)}`,
  'remove-route': (plan) => `route away: ${routeWords(plan)}`,
  'add-rule': ({ from, table, suppress }) =>
    `packets from ${from} look in table ${table === RT_TABLE_MAIN ? 'main' : table}${suppress === undefined ? '' : ', but for its default route'}`,
  'remove-rule': ({ from, table }) => `packets from ${from} no longer look in table ${table}`,
  publish: ({ ip, link }) => `publish ${ip} on ${link ?? 'every interface'}`,
  unpublish: ({ ip, link }) => `no longer publish ${ip} on ${link ?? 'every interface'}`,
  'set-neighbour': ({ ip, mac, link, state = 'permanent' }) =>
    `neighbour ${ip} on ${link} is ${mac ?? 'to be found out'}, ${state === 'permanent' ? 'permanently' : state}`,
  'remove-neighbour': ({ ip, link }) => `neighbour ${ip} on ${link} away`,
  'set-mac': ({ link, mac }, back) =>
    `MAC of ${link}: ${back?.do === 'set-mac' ? `${back.mac} → ` : ''}${mac}`,
  'add-vlan': ({ link, parent, id }) => `new interface ${link}: VLAN ${id} on ${parent}`,
  'remove-link': ({ link }) => `interface ${link} away`,
  'set-guard': ({ guard }) => guardWords(guard),
  'set-up': ({ link, up }) => `${link} ${up ? 'up' : 'down'}`,
};

function guardWords(guard: Change<'set-guard'>['guard']): string {
  if (guard === null) return 'nothing is guarded any more';
  const { links, guarded, mode } = guard;
  const [first] = guarded;
  const who =
    guarded.length === 1 ? `${first!.ip} (${first!.macs.join(', ')})` : `${guarded.length} addresses`;
  const what = mode === 'drop' ? 'refuses' : 'counts';
  return `nf_tables table arp arpist ${what} lies about ${who} on ${links.join(', ')}`;
}

function range({ local, prefixLength, peer }: Change<'add-address' | 'remove-address'>): string {
  return peer === null ? `${local}/${prefixLength}` : `${local} peer ${peer}/${prefixLength}`;
}

function scopeWords(scope: string | number): string {
  return scope === 'global' ? '' : `, scope ${scope}`;
}

function routeWords(plan: Change<'add-route' | 'remove-route'>): string {
  const { destination, via, link, table, source } = plan;
  const to = destination === '0.0.0.0/0' ? 'default' : destination;
  const words = [to, via === null ? `out of ${link}` : `by ${via} out of ${link}`];
  if (source !== null) words.push(`as ${source}`);
  if (table !== RT_TABLE_MAIN) words.push(`in table ${table}`);
  return words.join(' ');
}
