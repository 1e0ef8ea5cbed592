// The pages about the kernel's rules, made from the model: docs/reasons/ and docs/kernel-rules.md.
import { CLAIM_TRANSITIONS } from '../src/kernel/conflict-table.ts';
import {
  CONF,
  CONF_NAMES,
  type ConfName,
  type ConfRule,
  NEIGH,
  NEIGH_NAMES,
  type NeighName,
} from '../src/kernel/conf.ts';
import { FLUSHES } from '../src/kernel/flush.ts';
import { TRANSITIONS } from '../src/kernel/neighbour-table.ts';
import {
  REASON_CODES,
  type Reason,
  type ReasonCode,
  type ReasonKind,
  reasonOf,
} from '../src/kernel/reasons.ts';
import { CHANGED_RULE_NAMES, CHANGED_RULES, NEWEST_KNOWN, OLDEST_KNOWN } from '../src/kernel/versions.ts';

export type Page = readonly [path: string, text: string];

const MADE = '<!-- Made by tools/docs.ts from src/kernel: change the source, then run `npm run docs`. -->';

const KINDS: Readonly<Record<ReasonKind, string>> = {
  answer: 'Why a question is answered',
  silence: 'Why a question is not answered',
  learn: 'What the neighbour table makes of a frame',
  source: 'Which sender address a request carries',
  path: 'Where a packet goes',
  claim: 'What comes of a claim to an address (RFC 5227)',
};

/** Pages that come and go with the model: nothing else may lie in their folder. */
export function kernelPages(): readonly Page[] {
  return [
    ['docs/kernel-rules.md', rulesPage()],
    ['docs/reasons/README.md', indexPage()],
    ...REASON_CODES.map((code): Page => [`docs/reasons/${code}.md`, reasonPage(code)]),
  ];
}

function document(...parts: readonly string[]): string {
  return `${[MADE, ...parts].join('\n\n')}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function indexPage(): string {
  const sections = (Object.keys(KINDS) as ReasonKind[]).flatMap((kind) => [
    `## ${KINDS[kind]}`,
    REASON_CODES.filter((code) => reasonOf(code).kind === kind)
      .map((code) => `- [${code}](${code}.md): ${reasonOf(code).sentence}`)
      .join('\n'),
  ]);
  return document(
    '# Reasons',
    'Every decision of the model carries one of these reasons, the silences too. The code is what `--json` says, the sentence what `--why` says.',
    ...sections,
  );
}

function reasonPage(code: ReasonCode): string {
  const reason: Reason = reasonOf(code);
  const settings = reason.settings ?? [];
  return document(
    `# ${code}`,
    `**${reason.sentence}**`,
    reason.more,
    ...(settings.length === 0 ? [] : [`## Settings\n\n${settings.map(settingLine).join('\n')}`]),
    `## Source\n\nLinux and its documents: \`${reason.source}\`. ${KINDS[reason.kind]}: [all reasons](README.md).`,
  );
}

function settingLine(setting: string): string {
  const name = setting.split('.').at(-1)!;
  const rule = CONF[name as ConfName] as ConfRule | undefined;
  if (rule) return `- \`net.ipv4.${setting}\` (${combineWords(rule)}): ${rule.meaning}.`;
  const neigh = NEIGH[name as NeighName] as (typeof NEIGH)[NeighName] | undefined;
  return `- \`net.ipv4.${setting}\`${neigh ? ` (${unitWords(neigh.unit)}): ${neigh.meaning}` : ': one for the whole machine'}.`;
}

const COMBINE = {
  max: 'the larger of all and link',
  or: 'on if all or link is on',
  and: 'on if all and link are on',
  link: 'the link alone',
} as const;

function combineWords(rule: ConfRule): string {
  return COMBINE[rule.combine];
}

function unitWords(unit: number | null): string {
  if (unit === null) return 'a count';
  return unit === 1 ? 'milliseconds' : unit === 10 ? '1/100 s' : 'seconds';
}

function rulesPage(): string {
  return document(
    '# How Linux treats ARP: the rules of the model',
    `Made from the model itself, which was measured on Linux 6.1 and ${NEWEST_KNOWN}; where older kernels differ, back to ${OLDEST_KNOWN}, was read from their sources. What it amounts to stands rule by rule in [kernel-arp.md](kernel-arp.md). What it does **not** foresee: packet filters for ARP (nft but for what arpist guard refuses, arptables, ebtables, tc), programs of XDP and tcx, teams, Open vSwitch, netkit, with which MAC the bond mode balance-alb answers, bonds whose ARP monitor hears nobody, what a bridge answers from the neighbour table (neigh_suppress, proxy_arp), macvtaps that a program may have open, multicast groups on macvlans, the hash that picks a next hop of a multipath route, the choice between equal default routes, the order in which links were registered (which decides whose address is borrowed), and the source that a next-hop object lends before any address changed. \`arpist explain\` says so where it matters, and where rights, an older snapshot or a newer kernel leave something unread. It is silent about macvlans and ipvlans of other namespaces, which no namespace is told of, and about multicast filters of cards.`,
    `## How \`conf/all\` and \`conf/<link>\` combine\n\n\`conf/default\` is copied to a link when it is made, and never asked afterwards; a later write reaches only links that never had an address and whose value was never written. The link asked is the one that receives the question or sends the request; for bridges, bonds and VLANs the one with the IP stack. \`conf/lo\` is never asked about what other links hear.\n\n${combineTable()}`,
    `## Settings of the neighbour table\n\nEach link has its own copy under \`net.ipv4.neigh.<link>\`; there is no \`all\`.\n\n${neighTable()}`,
    `## What can silence a question\n\nIn the order in which it is judged.\n\n${orderList()}`,
    `## The states of a neighbour entry\n\nThe first row whose conditions hold is taken. Timers are never early and up to an eighth late.\n\n${stateTable()}`,
    `## What an event on a link deletes\n\n${flushTable()}`,
    `## Claiming an address (RFC 5227)\n\nThis is what arpist does; the kernel itself never claims or defends an address.\n\n${claimTable()}`,
    `## Rules that changed\n\n${versionTable()}`,
  );
}

function combineTable(): string {
  return table(
    ['setting', 'combined', 'values', 'asked of the link that', 'compiled in', 'meaning'],
    CONF_NAMES.map((name) => {
      const rule = CONF[name];
      const earlier = (rule.earlier ?? []).map((one) => `before ${one.before}: ${COMBINE[one.combine]}`);
      const since = rule.since ? [`since ${rule.since}`] : [];
      const asked = rule.asked === 'each' ? 'it is about' : rule.asked === 'receiving' ? 'receives' : 'sends';
      return [
        `\`${name}\``,
        [combineWords(rule), ...earlier, ...since].join('; '),
        rule.values ? `${rule.values.join(', ')}; any other acts as 0` : 'any',
        asked,
        String(rule.compiled),
        rule.meaning,
      ];
    }),
  );
}

function neighTable(): string {
  return table(
    ['setting', 'unit', 'compiled in', 'meaning'],
    NEIGH_NAMES.map((name) => {
      const { unit, compiled, meaning } = NEIGH[name];
      const words = name.endsWith('_bytes') ? 'bytes' : unitWords(unit);
      return [`\`${name}\``, words, String(compiled), meaning];
    }),
  );
}

function orderList(): string {
  return REASON_CODES.filter((code) => reasonOf(code).kind === 'silence')
    .map((code, at) => `${at + 1}. [${code}](reasons/${code}.md): ${reasonOf(code).sentence}`)
    .join('\n');
}

function conditionWords(when: readonly string[]): string {
  return when.length === 0 ? 'otherwise' : when.map((guard) => guard.replaceAll('-', ' ')).join(', ');
}

function actWords(does: readonly string[]): string {
  return does.map((act) => act.replaceAll('-', ' ')).join(', ') || 'nothing';
}

type AnyRow = { readonly when: readonly string[]; readonly to: string; readonly does: readonly string[] };

function rowsOf(machine: Readonly<Record<string, Readonly<Record<string, readonly AnyRow[]>>>>): string[][] {
  return Object.entries(machine).flatMap(([state, cells]) =>
    Object.entries(cells).flatMap(([event, rows]) =>
      rows.map(({ when, to, does }) => [
        state,
        event,
        conditionWords(when),
        to === 'same' ? state : to,
        actWords(does),
      ]),
    ),
  );
}

const MACHINE = ['state', 'event', 'if', 'becomes', 'and'];

function stateTable(): string {
  return table(MACHINE, rowsOf(TRANSITIONS));
}

function claimTable(): string {
  return table(MACHINE, rowsOf(CLAIM_TRANSITIONS));
}

const SPARED = { none: 'all', permanent: 'all but PERMANENT', all: 'none' } as const;

function flushTable(): string {
  const rows = Object.entries(FLUSHES).map(([event, flush]) => [
    event.replaceAll('-', ' '),
    SPARED[flush.spares],
    SPARED[flush.sparesPublished],
    flush.purgesProxyQueue ? 'yes' : 'no',
    `\`${flush.source}\``,
  ]);
  const note =
    '`carrier lost` deletes only while `arp_evict_nocarrier` is on in all and on the link. Published entries without a link always stay.';
  return `${table(['event', 'entries deleted', 'published entries deleted', 'waiting proxied answers lost', 'source'], rows)}\n\n${note}`;
}

function versionTable(): string {
  return table(
    ['topic', 'before', 'now', 'since'],
    CHANGED_RULE_NAMES.map((name) => {
      const { topic, before, now, since, until } = CHANGED_RULES[name];
      return [topic, before, now, until === undefined ? since : `after ${until}, by ${since}`];
    }),
  );
}
