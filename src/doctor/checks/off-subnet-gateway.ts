import { formatIpv4, parseIpv4 } from '../../base/ipv4.ts';
import { matches } from '../../kernel/kernel.ts';
import { decideSource } from '../../kernel/source.ts';
import { possibleSenders } from '../../kernel/source-doubts.ts';
import { computed, type Finding } from '../finding.ts';
import { finding } from '../make.ts';
import type { Scene } from '../scene.ts';
import { gatewaysOf, routed } from './gateways.ts';

export function offSubnetGateway(scene: Scene): readonly Finding[] {
  return gatewaysOf(scene.host).flatMap((gateway) => {
    const link = scene.kernel.linkOf.get(gateway.link);
    const target = parseIpv4(gateway.via);
    if (!link || target === undefined || !link.arp || link.loopback) return [];
    if (
      link.addresses.some((address) =>
        address.length < 32 ? matches(address, target) : address.peer === target,
      )
    )
      return [];
    const asking = { link: link.name, target, packetSource: null };
    const asked = decideSource(asking, scene.kernel);
    const senders = possibleSenders(asking, scene.kernel).map(formatIpv4);
    const foreign = asked.reason === 'source-borrowed' || asked.reason === 'source-none';
    const sender = senders.length === 0 ? 'nobody' : senders.join(' or ');
    return [
      finding('off-subnet-gateway', {
        severity: foreign ? 'risk' : 'note',
        sentence: `The next hop ${gateway.via} is in no subnet of ${link.name} (${routed(gateway)}): it is asked for by ${sender}, and may not answer that.`,
        links: [link.name],
        addresses: [gateway.via],
        evidence: [computed(`who-has ${gateway.via} tell ${sender} leaves ${link.name}`, asked.reason)],
      }),
    ];
  });
}
