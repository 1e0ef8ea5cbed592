import type { Ipv4 } from '../../base/ipv4.ts';
import { type ReasonCode, REASONS } from '../../kernel/reasons.ts';
import type { ConfName } from '../../kernel/conf.ts';
import type { KernelLink } from '../../kernel/kernel.ts';
import type { SystemChange } from '../../change/change.ts';
import { computed, few, type Finding, listed, seen } from '../finding.ts';
import { finding } from '../make.ts';
import { lowerIgnore, sourceRouting } from '../remedies.ts';
import { names, question, type Scene, sharedSegments } from '../scene.ts';
import { listedRanges } from '../fold.ts';
import { deafBecause, dotted, ownSilent, type Silent } from './own-silent.ts';
import { deafIn } from './rp-filter-deaf.ts';

/** Addresses of this host that no link of it would answer for, whoever of their network asks. */
export function ownUnanswered(scene: Scene): readonly Finding[] {
  const told = new Set<Ipv4>(
    sharedSegments(scene).flatMap((segment) => deafIn(scene, segment).map(({ ip }) => ip)),
  );
  const silent = ownSilent(scene)
    .filter((judged) => deafBecause(judged) === null)
    .flatMap((judged) => judged.silent)
    .filter(({ ip, answering }) => answering.length === 0 && !told.has(ip));
  const byCause = new Map<string, Silent[]>();
  for (const one of silent) byCause.set(causeOf(one), [...(byCause.get(causeOf(one)) ?? []), one]);
  return [...byCause].map(([cause, those]) => about(scene, cause, those));
}

/** The settings, not the links: what one cause silences is one finding. */
function causeOf({ reason, others }: Silent): string {
  const reasons = [...new Set(others.map((other) => settingIn(other.reason)))].filter(
    (setting) => setting !== settingIn(reason),
  );
  const rest = reasons.length > 0 ? `, and ${listed(reasons)} the others of its network` : '';
  return `${settingIn(reason)} silences the link that has it${rest}`;
}

const SETTINGS: Partial<Readonly<Record<ReasonCode, ConfName>>> = {
  'arp-filter': 'arp_filter',
  'arp-filter-no-route': 'arp_filter',
  'arp-ignore-1': 'arp_ignore',
  'arp-ignore-2': 'arp_ignore',
  'arp-ignore-8': 'arp_ignore',
  'rp-filter-strict': 'rp_filter',
  'rp-filter-no-route': 'rp_filter',
  'rp-filter-unnumbered': 'rp_filter',
};

function settingIn(reason: ReasonCode): string {
  return SETTINGS[reason] ?? 'the state of routes or links';
}

function about(scene: Scene, cause: string, silent: readonly Silent[]): Finding {
  const links = [...new Set(silent.map(({ link }) => link))];
  const addresses = dotted(silent);
  const settings = [
    ...new Set(
      silent.flatMap(({ reason, others }) =>
        [reason, ...others.map((other) => other.reason)].flatMap((one) => SETTINGS[one] ?? []),
      ),
    ),
  ];
  const involved = [
    ...new Set(silent.flatMap(({ link, others }) => [link, ...others.map((one) => one.link)])),
  ];
  return finding('own-unanswered', {
    sentence: `${listedRanges(addresses)} ${addresses.length === 1 ? 'is' : 'are'} answered by nobody: ${cause}.`,
    links: names(links),
    addresses,
    evidence: [
      ...settings.map((setting) => seen(`${setting}: ${valuesOf(involved, setting)}`)),
      ...few(
        silent.map(({ ip, asker, link, reason }) =>
          computed(
            `${question(ip, asker)} on ${link.name}: not answered. ${REASONS[reason].sentence}`,
            reason,
          ),
        ),
      ),
    ],
    changes: mended(scene, silent),
  });
}

/** `1 on e0 and e1, 2 on e2` */
function valuesOf(links: readonly KernelLink[], setting: ConfName): string {
  const values = [...new Set(links.map(({ conf }) => conf[setting]))];
  const on = (value: number): readonly string[] => names(links.filter(({ conf }) => conf[setting] === value));
  return values.map((value) => `${value} on ${listed(on(value))}`).join(', ');
}

/** Only what is known to bring the answers back. */
function mended(scene: Scene, silent: readonly Silent[]): readonly SystemChange[] {
  const [first] = silent;
  if (first?.reason === 'arp-ignore-2' || first?.reason === 'arp-ignore-8')
    return lowerIgnore(scene, [...new Set(silent.map(({ link }) => link))]);
  if (first?.reason !== 'arp-filter') return [];
  const there = scene.segments.filter(({ links }) => silent.some(({ link }) => links.includes(link)));
  return there.flatMap((segment) => sourceRouting(scene, segment));
}
