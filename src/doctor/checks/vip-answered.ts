import { computed, type Finding, listed } from '../finding.ts';
import { finding } from '../make.ts';
import { again, askWithOwn, ownAddressesOnly } from '../remedies.ts';
import { names, question, type Scene } from '../scene.ts';
import { scopeNumber } from '../../kernel/scopes.ts';
import { meansToHide, type HeldVip, vipsOf } from '../vips.ts';
import { RT_SCOPE_HOST } from '../../wire/netlink/numbers.ts';

/** A service address on lo that some link would answer for, and which of the known mistakes it is. */
export function vipAnswered(scene: Scene): readonly Finding[] {
  const answered = vipsOf(scene).filter(
    ({ address, answering }) => address.prefixLength === 32 && answering.length > 0,
  );
  return answered.map((vip) => {
    const level3 = vip.answering.some((link) => link.conf.arp_ignore === 3);
    if (!level3) return plainly(scene, vip);
    return scopeNumber(vip.address.scope) < RT_SCOPE_HOST ? wideScope(scene, vip) : localnet(scene, vip);
  });
}

function about({
  ip,
  address,
  answering,
  around,
}: HeldVip): Pick<Finding, 'links' | 'addresses' | 'evidence'> {
  return {
    links: names(answering),
    addresses: [address.local],
    evidence: around.map(({ link, asker, verdict }) => {
      const what = verdict.yes ? 'answered' : 'not answered';
      const filter = verdict.yes && link.conf.arp_filter !== 0 ? '; arp_filter does not hide it' : '';
      return computed(`${question(ip, asker)} on ${link.name}: ${what}${filter}`, verdict.reason);
    }),
  };
}

function plainly(scene: Scene, vip: HeldVip): Finding {
  const { address, answering } = vip;
  const meant = meansToHide(scene);
  const unless = meant ? '' : '; right only if this host is the one that shall answer';
  return finding('vip-answered', {
    ...about(vip),
    severity: meant ? 'fault' : 'risk',
    sentence: `${address.local} on ${address.link} is answered for by ${listed(names(answering))}${unless}.`,
    changes: ownAddressesOnly(scene, answering),
  });
}

function wideScope(scene: Scene, vip: HeldVip): Finding {
  const { address, answering } = vip;
  return finding('vip-scope', {
    ...about(vip),
    sentence: `${address.local} on ${address.link} has scope ${address.scope}, so arp_ignore=3 does not hide it: ${listed(names(answering))} would answer.`,
    changes: [...askWithOwn(scene, answering), ...again(address, { scope: 'host' })],
  });
}

function localnet(scene: Scene, vip: HeldVip): Finding {
  const { address, answering } = vip;
  return finding('vip-route-localnet', {
    ...about(vip),
    sentence: `${address.local} on ${address.link} has scope host, but route_localnet undoes it under arp_ignore=3: ${listed(names(answering))} would answer.`,
    changes: ownAddressesOnly(scene, answering),
  });
}
