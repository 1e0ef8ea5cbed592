import type { NeighbourSnapshot } from '../../kernel/host.ts';
import { isValid } from '../../kernel/neighbour.ts';
import { type Finding, seen } from '../finding.ts';
import { finding } from '../make.ts';
import { names, type Scene } from '../scene.ts';

/**
 * PERMANENT entries against what another link of the same segment learned. The wire itself is asked by --probe. Entries of
 * a control plane are neither judged nor believed: it knows what ARP does not.
 */
export function permanentContradicts(scene: Scene): readonly Finding[] {
  const learned = new Map<string, NeighbourSnapshot[]>();
  for (const entry of scene.host.neighbours) {
    if (!isValid(entry.state) || entry.state === 'permanent' || entry.state === 'noarp') continue;
    if (entry.flags.includes('extern_learn')) continue;
    const there = learned.get(entry.ip);
    if (there) there.push(entry);
    else learned.set(entry.ip, [entry]);
  }
  const near = new Map<string, Set<string>>();
  for (const { links } of scene.segments)
    for (const { name } of links) near.set(name, new Set([...(near.get(name) ?? []), ...names(links)]));
  return scene.host.neighbours.flatMap((entry) => {
    if (entry.state !== 'permanent' || entry.flags.includes('extern_learn')) return [];
    const others = (learned.get(entry.ip) ?? []).filter(
      ({ link }) => link !== entry.link && near.get(entry.link)?.has(link),
    );
    const [other] = others;
    if (!other || others.some(({ mac }) => mac === entry.mac)) return [];
    const by = seen(`${other.link} learned ${other.ip} is-at ${other.mac}`);
    const told = contradiction(entry, { mac: other.mac ?? '', by });
    // Links that learned different MACs show that something is wrong, and not what is right.
    return [others.every(({ mac }) => mac === other.mac) ? told : { ...told, changes: [] }];
  });
}

/** A PERMANENT entry, and what speaks against it. */
export function contradiction(
  entry: NeighbourSnapshot,
  against: { readonly mac: string; readonly by: Finding['evidence'][number] },
): Finding {
  const { link, ip } = entry;
  return finding('permanent-contradicts', {
    sentence: `The PERMANENT entry ${ip} on ${link} says ${entry.mac}, but the address is at ${against.mac}.`,
    links: [link],
    addresses: [ip],
    evidence: [seen(`${ip} dev ${link} lladdr ${entry.mac} PERMANENT`), against.by],
    changes: [{ do: 'set-neighbour', link, ip, mac: against.mac }],
  });
}
