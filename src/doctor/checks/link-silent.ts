import type { ReasonCode } from '../../kernel/reasons.ts';
import { computed, few, type Finding, listed, seen } from '../finding.ts';
import { finding } from '../make.ts';
import { lowerIgnore } from '../remedies.ts';
import { names, question, type Scene } from '../scene.ts';
import { carrierLost } from './carrier-lost.ts';
import { deafBecause, dotted, type AskedLink, ownSilent } from './own-silent.ts';

const BECAUSE: Partial<Readonly<Record<ReasonCode, string>>> = {
  'link-down': 'it is set down',
  'link-no-carrier': 'it has no carrier',
  'link-noarp': 'ARP is switched off (NOARP)',
  'arp-ignore-8': 'arp_ignore is 8',
};

/** More links than this of one cause are one finding. */
const APART = 4;

/** A link that has addresses and answers for none of them, because nothing gets an answer there. */
export function linkSilent(scene: Scene): readonly Finding[] {
  // Said already, with who answers in its place.
  const told = new Set(carrierLost(scene).map(({ links }) => links[0]));
  const byCause = new Map<ReasonCode, AskedLink[]>();
  for (const judged of ownSilent(scene)) {
    const reason = deafBecause(judged);
    if (reason === null || told.has(judged.link.name)) continue;
    byCause.set(reason, [...(byCause.get(reason) ?? []), judged]);
  }
  return [...byCause].flatMap(([reason, links]) =>
    links.length > APART ? [about(scene, reason, links)] : links.map((one) => about(scene, reason, [one])),
  );
}

function about(scene: Scene, reason: ReasonCode, judged: readonly AskedLink[]): Finding {
  const links = judged.map(({ link }) => link);
  const silent = judged.flatMap((one) => one.silent);
  const addresses = dotted(silent);
  const answering = [...new Set(silent.flatMap((one) => one.answering))];
  const instead = answering.length > 0 ? `; ${listed(names(answering))} answers in its place` : '';
  const one = links.length === 1;
  return finding('link-silent', {
    sentence: `${listed(names(links))} ${one ? 'has' : 'have'} ${listed(addresses)} and ${one ? 'answers' : 'each of them answers'} for none of its own: ${BECAUSE[reason] ?? reason}${instead}.`,
    links: names(links),
    addresses,
    evidence: [
      ...few(links.map((link) => seen(stateOf(scene, link.name, reason)))),
      ...few(
        silent.map(({ ip, asker, link }) =>
          computed(`${question(ip, asker)} on ${link.name}: not answered`, reason),
        ),
      ),
    ],
    changes: reason === 'arp-ignore-8' ? lowerIgnore(scene, links) : [],
  });
}

function stateOf(scene: Scene, name: string, reason: ReasonCode): string {
  if (reason === 'arp-ignore-8') {
    const { all, links } = scene.host.conf;
    return `arp_ignore: conf/all ${all.arp_ignore ?? 0}, conf/${name} ${links[name]?.arp_ignore ?? 0}`;
  }
  const link = scene.facts.get(name);
  if (reason === 'link-noarp') return `${name} has the flag NOARP; ip link set ${name} arp on takes it away`;
  return `${name} is ${link?.up === true ? 'up and has no carrier' : `down; ip link set ${name} up`}`;
}
