import { parseIpv4 } from '../../base/ipv4.ts';
import type { Concerns } from '../../doctor/concerns.ts';
import { silences, type SilenceTurn, turnsBetween } from '../../doctor/silence.ts';
import type { HostSnapshot, NudState } from '../../kernel/host.ts';
import type { TableChange } from '../../change/change.ts';

type Removal = Pick<TableChange, 'link' | 'ip'>;

/** Whether changes of the table can end an answer at all. */
export function maySilence(changes: readonly TableChange[]): boolean {
  return changes.some((change) => change.do === 'unpublish' || endsEntry(change));
}

/** Who was answered by this host, and is not any more when these changes are made; of those it is `asked` about. */
export function silencedBy(
  host: HostSnapshot,
  changes: readonly TableChange[],
  asked: readonly TableChange[] = changes,
): readonly SilenceTurn[] {
  const taken = changes.filter((change) => change.do === 'unpublish');
  const turns = taken.length === 0 ? [] : silences(turnsBetween(host, without(host, taken), about(asked)));
  return [...turns, ...fromTheTable(host, asked)];
}

const keyOf = (ip: string, link: string | null): string => `${ip} ${link ?? ''}`;

function without(host: HostSnapshot, taken: readonly Removal[]): HostSnapshot {
  const gone = new Set(taken.map(({ ip, link }) => keyOf(ip, link)));
  return { ...host, published: host.published.filter(({ ip, link }) => !gone.has(keyOf(ip, link))) };
}

function about(taken: readonly Removal[]): Concerns {
  return { any: false, ips: new Set(taken.map(({ ip }) => parseIpv4(ip)!)), links: new Set() };
}

/** NUD_CONNECTED: of such entries a vxlan with `proxy` makes its answers (drivers/net/vxlan/vxlan_core.c arp_reduce). */
const ANSWERED: ReadonlySet<NudState> = new Set(['permanent', 'noarp', 'reachable']);

/** The entry is gone, or there in a state that answers nobody. */
function endsEntry(change: TableChange): boolean {
  if (change.do === 'remove-neighbour') return true;
  return change.do === 'set-neighbour' && !ANSWERED.has(change.state ?? 'permanent');
}

/**
 * What was learned answers nobody but behind such a vxlan, and a question goes no further there, with or without an entry.
 * A bridge with neigh_suppress asks the wire for what it has no usable entry of (net/bridge/br_arp_nd_proxy.c).
 */
function fromTheTable(host: HostSnapshot, changes: readonly TableChange[]): readonly SilenceTurn[] {
  const proxies = new Set(
    host.links.filter(({ up, vxlanProxy }) => up && vxlanProxy === true).map(({ name }) => name),
  );
  if (proxies.size === 0) return [];
  const answered = new Set(
    host.neighbours.filter(({ state }) => ANSWERED.has(state)).map(({ ip, link }) => keyOf(ip, link)),
  );
  return changes.flatMap((change): SilenceTurn[] => {
    const { ip, link } = change;
    if (!endsEntry(change) || link === null) return [];
    if (!proxies.has(link) || !answered.has(keyOf(ip, link))) return [];
    return [{ ip, on: link, wire: [link], home: true, before: [link], after: [], foreign: false }];
  });
}
