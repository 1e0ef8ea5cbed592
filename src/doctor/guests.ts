import type { Scene } from './scene.ts';

const OF_GUESTS: ReadonlySet<string | null> = new Set(['veth', 'tun', 'vnet']);

/** A bridge for containers and guests, without a port to the outside, or without any: every host has 172.17.0.1 on one of these. */
export function isInside({ facts, host }: Pick<Scene, 'facts' | 'host'>, name: string): boolean {
  if (facts.get(name)?.kind !== 'bridge') return false;
  return host.links.filter(({ master }) => master === name).every(({ kind }) => OF_GUESTS.has(kind));
}
