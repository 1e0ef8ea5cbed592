import { formatIpv4, parseIpv4 } from '../base/ipv4.ts';
import { type Finding, few, listed } from './finding.ts';

/** Findings that say the same of one address each, as one finding of all of them, where the first of them stood. */
export function folded(findings: readonly Finding[]): readonly Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const [at, found] of findings.entries()) {
    const key = found.addresses.length === 1 ? sameness(found) : String(at);
    groups.set(key, [...(groups.get(key) ?? []), found]);
  }
  return [...groups.values()].map((group) => (group.length === 1 ? group[0]! : foldedInto(group)));
}

/** What lies behind a gateway is another network for each. */
const ROUTED = /(?:[\d./]+ is|\d+ networks are) routed through it/;
const HERE = '\u0000';

/** What two findings must have in common: all but the address, its evidence, and the changes for it. */
function sameness(found: Finding): string {
  const { kind, severity, host, links } = found;
  return JSON.stringify([kind, severity, host, links, templateOf(found)]);
}

function templateOf({ sentence, addresses }: Finding): string {
  const dotted = addresses[0]!.replaceAll('.', String.raw`\.`);
  const own = new RegExp(String.raw`(?<![\d.])${dotted}(?!\.?\d)`, 'g');
  return sentence.replaceAll(own, HERE).replace(ROUTED, 'networks are routed through it');
}

function foldedInto(group: readonly Finding[]): Finding {
  const [first] = group as readonly [Finding];
  const addresses = [...new Set(group.flatMap((one) => one.addresses))];
  if (addresses.length === 1) return { ...first, ...gathered(group), addresses };
  let sentence = templateOf(first);
  for (const [one, many] of PLURAL) sentence = sentence.replace(one, many);
  return {
    ...first,
    ...gathered(group),
    sentence: sentence.replaceAll(HERE, listedRanges(addresses)),
    addresses,
  };
}

function gathered(group: readonly Finding[]): Pick<Finding, 'evidence' | 'changes' | 'beyond'> {
  return {
    evidence: few(distinct(group.flatMap(({ evidence }) => evidence))),
    changes: distinct(group.flatMap(({ changes }) => changes)),
    beyond: distinct(group.flatMap(({ beyond }) => beyond)),
  };
}

function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

/** How the sentences of the checks speak of several. */
const PLURAL: readonly (readonly [RegExp, string])[] = [
  [/\b(next hop|gateway) (?=\0)/, '$1s '],
  [/\bentry (?=\0)/, 'entries '],
  [/(\0\S*(?: on [^\s,]+)?) is /, '$1 are '],
  [/(\0\S*(?: on [^\s,]+)?) has /, '$1 have '],
  [/(\0\S*(?: on [^\s,]+)?) makes /, '$1 make '],
  [/(\0\S*(?: on [^\s,]+)?) says /, '$1 say '],
  [/(\0\S*(?: on [^\s,]+)?) does /, '$1 do '],
  [/(\0\S*(?: on [^\s,]+)?) has not /, '$1 have not '],
  [/ it belongs /, ' they belong '],
  [/ where it is /, ' where they are '],
  [/: it is asked /, ': they are asked '],
  [/ it sends leaves /, ' they send leaves '],
  [/\bhide it\b/, 'hide them'],
  [/\bcarry it as their sender: peers learn it\b/, 'carry them as their sender: peers learn them'],
  [/\bfor it\b/g, 'for them'],
  [/\bthrough it\b/g, 'through them'],
  [/ is an address of /, ' are addresses of '],
];

/** `10.0.0.1`, `10.0.0.5-9`, `10.0.0.250-10.0.1.4`, listed when there are several. */
export function listedRanges(addresses: readonly string[]): string {
  const ips = [...new Set(addresses.map((text) => parseIpv4(text) ?? 0))].toSorted((a, b) => a - b);
  const runs: [number, number][] = [];
  for (const ip of ips) {
    const last = runs.at(-1);
    if (last && ip === last[1] + 1) last[1] = ip;
    else runs.push([ip, ip]);
  }
  return listed(runs.flatMap(([from, to]) => rangeText(from, to)));
}

/** Two in a row are two. */
function rangeText(from: number, to: number): readonly string[] {
  if (to - from < 2) return [...new Set([formatIpv4(from), formatIpv4(to)])];
  return [`${formatIpv4(from)}-${from >>> 8 === to >>> 8 ? to & 255 : formatIpv4(to)}`];
}
