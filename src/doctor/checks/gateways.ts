import type { HostSnapshot } from '../../kernel/host.ts';
import { type Finding, seen } from '../finding.ts';
import { finding } from '../make.ts';
import type { Scene } from '../scene.ts';

export type FoundGateway = {
  readonly via: string;
  readonly link: string;
  readonly destinations: readonly string[];
};

/** The next hops of all unicast routes, each with what is routed through it. */
export function gatewaysOf(host: HostSnapshot): readonly FoundGateway[] {
  const found = new Map<string, { via: string; link: string; destinations: string[] }>();
  for (const route of host.routes) {
    if (route.type !== 'unicast') continue;
    for (const { via, link, dead } of route.nexthops) {
      if (via === null || dead) continue;
      const known = found.get(`${link} ${via}`);
      if (known) known.destinations.push(route.destination);
      else found.set(`${link} ${via}`, { via, link, destinations: [route.destination] });
    }
  }
  return [...found.values()];
}

export function gatewayFailed(scene: Scene): readonly Finding[] {
  const gateways = gatewaysOf(scene.host);
  if (gateways.length === 0) return [];
  const entries = new Map(scene.host.neighbours.map((entry) => [`${entry.link} ${entry.ip}`, entry]));
  return gateways.flatMap((gateway) => {
    const { via, link } = gateway;
    const entry = entries.get(`${link} ${via}`);
    if (entry?.state !== 'failed' && entry?.state !== 'incomplete') return [];
    const state = entry.state === 'failed' ? 'does not answer' : 'has not answered yet';
    return [
      finding('gateway-failed', {
        severity: entry.state === 'failed' ? 'fault' : 'risk',
        sentence: `The gateway ${via} on ${link} ${state}: ${routed(gateway)}.`,
        links: [link],
        addresses: [via],
        evidence: [seen(`${via} dev ${link} ${entry.state.toUpperCase()}`)],
      }),
    ];
  });
}

export function routed({ destinations }: FoundGateway): string {
  if (destinations.includes('0.0.0.0/0')) return 'the default route goes through it';
  return destinations.length === 1
    ? `${destinations[0]} is routed through it`
    : `${destinations.length} networks are routed through it`;
}
