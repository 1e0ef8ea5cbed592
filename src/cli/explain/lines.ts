import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import type { Combine } from '../../kernel/conf.ts';
import type { Entry } from '../../kernel/learn.ts';
import { reasonOf } from '../../kernel/reasons.ts';
import type { SettingUse } from '../../kernel/trace.ts';
import type {
  Explanation,
  IsAtExplanation,
  IsAtForm,
  ToExplanation,
  WhoHasExplanation,
} from '../../verbs/explain/explanation.ts';
import { reasonPage } from '../../records/explanation.ts';
import type { Paint } from '../../terminal/text/paint.ts';

/** Verdict first, then the steps with the settings that made them, then what is left open. */
export function explanationLines(told: Explanation, paint: Paint): readonly string[] {
  const ink: Paint = (colour, text) => paint(colour, printable(text));
  const reason = reasonOf(told.reason);
  return [
    ink(told.yes ? 'bold' : 'yellow', `${told.yes ? 'yes' : 'no'}: ${verdictWords(told)}`),
    `  ${reason.sentence}`,
    ...particulars(told).map((line) => printable(`  ${line}`)),
    '',
    ...told.steps.flatMap(({ question, answer, settings }) => [
      printable(`  ${question}`),
      printable(`    ${answer}`),
      ...settings.map((setting) => ink('dim', `    ${settingWords(setting)}`)),
    ]),
    ...(told.steps.length === 0 ? [] : ['']),
    ...told.doubts.map((doubt) => ink('yellow', `  not certain: ${doubt}`)),
    ink('dim', `  ${told.reason}: ${reason.source}; ${reasonPage(told.reason)}`),
  ];
}

function verdictWords(told: Explanation): string {
  switch (told.question) {
    case 'who-has':
      return whoHasWords(told);
    case 'to':
      return toWords(told);
    case 'is-at':
      return isAtWords(told);
  }
}

function whoHasWords({ ip, on, from, answer }: WhoHasExplanation): string {
  const question = `who-has ${formatIpv4(ip)} tell ${formatIpv4(from)} on ${on}`;
  if (!answer) return `${question}: no answer`;
  const delay = answer.delay > 0 ? `, within ${answer.delay} ms` : '';
  return `${question}: ${answer.link} answers ${formatIpv4(ip)} is-at ${formatMac(answer.mac)}${delay}`;
}

function toWords({ ip, path, reason }: ToExplanation): string {
  const to = formatIpv4(ip);
  if (!path) return `${to} cannot be reached`;
  if (reason === 'path-local') return `${to} is this host itself`;
  if (path.via6 !== null)
    return `${to} is reached through ${path.via6} out of ${path.link}, from ${formatIpv4(path.source)}`;
  const via = path.nextHop === ip ? 'directly' : `through ${formatIpv4(path.nextHop)}`;
  return `${to} is reached ${via} out of ${path.link}, from ${formatIpv4(path.source)}`;
}

const FORMS: Readonly<Record<IsAtForm, string>> = {
  reply: 'a reply',
  announcement: 'an announcement (request form)',
  'announcement-reply': 'an announcement (reply form)',
  question: 'a question to us',
};

function isAtWords({ ip, mac, on, form, broadcast, yes, after }: IsAtExplanation): string {
  const what = `${FORMS[form]} ${broadcast ? 'to all' : 'to us alone'} on ${on}: ${formatIpv4(ip)} is-at ${formatMac(mac)}`;
  return yes ? `${what}: the entry becomes ${entryWords(after)}` : `${what}: nothing changes`;
}

function particulars(told: Explanation): readonly string[] {
  switch (told.question) {
    case 'who-has':
      return whoHasParticulars(told);
    case 'to':
      return toParticulars(told);
    case 'is-at':
      return [`before: ${entryWords(told.before)}; after: ${entryWords(told.after)}`];
  }
}

function whoHasParticulars({ supposed, from, others, learned }: WhoHasExplanation): readonly string[] {
  const lines: string[] = [];
  if (others.length > 0) {
    const who = others.map(({ link, mac }) => `${link} (${formatMac(mac)})`).join(', ');
    lines.push(`The same broadcast is answered by ${who} too, if it is one segment: see arpist doctor.`);
  }
  lines.push(`The table: ${reasonOf(learned).sentence}`);
  if (supposed) lines.push(`Asked by ${formatIpv4(from)}, because --from names nobody else.`);
  return lines;
}

function toParticulars({ path, reason: why }: ToExplanation): readonly string[] {
  if (!path || why === 'path-local') return [];
  const lines = [`route: ${path.route}`];
  if (path.ways > 1) lines.push(`The route has ${path.ways} next hops; the kernel picks one by a hash.`);
  if (path.request) {
    const { sender, mac, reason } = path.request;
    lines.push(`ARP: who-has ${formatIpv4(path.nextHop)} tell ${formatIpv4(sender)}, from ${formatMac(mac)}`);
    lines.push(reasonOf(reason).sentence);
  }
  lines.push(`The table knows: ${entryWords(path.known)}`);
  return lines;
}

function entryWords(entry: Entry | null): string {
  if (!entry) return 'no entry';
  return `${entry.state.toUpperCase()}${entry.mac === null ? '' : ` ${formatMac(entry.mac)}`}`;
}

const COMBINES: Readonly<Record<Combine, string>> = {
  max: 'the larger counts',
  or: 'either switches it on',
  and: 'both must be on',
  link: 'the link alone counts',
};

function settingWords({ name, link, all, own, value, combine }: SettingUse): string {
  if (all === null) return `${name} = ${value}`;
  return `${name} = ${value} (all ${all}, ${link} ${own}: ${COMBINES[combine]})`;
}
