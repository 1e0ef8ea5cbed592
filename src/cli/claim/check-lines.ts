import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac, isLocallyAdministered } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import type { Vendors } from '../../ports/host.ts';
import type { CheckReport, CheckResult, CheckState, FreeReport, Holder } from '../../verbs/claim/events.ts';
import { countsOf } from '../../records/claim.ts';
import { about, count, plural, tabbed } from '../../terminal/text/texts.ts';

export const STATE_WORDS: Readonly<Record<CheckState, string>> = {
  free: 'free',
  used: 'in use',
  proxied: 'proxied',
  contested: 'contested',
  conflict: 'conflict',
  own: 'own address',
  unknown: 'unknown',
};

/** `IP<TAB>state`, then for each holder MAC and vendor: one line each, as grep and cut want it. */
export function checkLines(
  result: CheckResult,
  look: { readonly vendors: Vendors; readonly why: boolean },
): readonly string[] {
  const { ip, state, by, vlan } = result;
  const head = [formatIpv4(ip), STATE_WORDS[state]];
  const tail = vlan === null ? [] : [`VLAN=${vlan}`];
  const lines =
    by.length === 0
      ? [[...head, ...tail]]
      : by.map((holder) => [...head, ...holderCells(holder, look.vendors), ...tail]);
  const texts = lines.map(tabbed);
  if (!look.why) return texts;
  const why = new Set([...by.flatMap((holder) => holder.why), ...result.why].map(({ text }) => text));
  return [...texts, ...[...why].map((text) => `  ${printable(text)}`)];
}

/** MAC, vendor, and what is not plain about it. */
export function holderCells(holder: Holder, vendors: Vendors): readonly string[] {
  const { mac, sign, verdict } = holder;
  if (mac === null) return ['-', 'another program on this machine'];
  const unknown = isLocallyAdministered(mac) ? '(Unknown: locally administered)' : '(Unknown)';
  const vendor = vendors.vendorOf(mac) ?? unknown;
  const remark = sign === 'answers' ? (verdict === null || verdict === 'ok' ? '' : verdict) : sign;
  return [formatMac(mac), printable(vendor), ...(remark === '' ? [] : [`(${remark})`])];
}

/** How it went: `3 asked: 1 free, 2 in use; 12 packets in 6.1 s`. */
export function checkSummaryLine(report: CheckReport): string {
  const { asked, results, sent, seconds, interrupted } = report;
  const counts = countsOf(results);
  const parts = (Object.keys(STATE_WORDS) as CheckState[])
    .filter((state) => counts[state] > 0)
    .map((state) => `${count(counts[state])} ${STATE_WORDS[state]}`);
  const stopped = interrupted ? 'interrupted: ' : '';
  return `${stopped}${count(asked)} asked: ${parts.join(', ')}; ${plural(sent, 'packet')} sent in ${about(seconds)}`;
}

/** `5 of 5 found; 253 candidates, 12 of them answered, 5 checked; 531 packets in 7.1 s`. */
export function freeSummaryLine(report: FreeReport): string {
  const { wanted, found, asked, answered, checked, sent, seconds, interrupted } = report;
  const stopped = interrupted ? 'interrupted: ' : '';
  return `${stopped}${count(found.length)} of ${count(wanted)} found; ${plural(asked, 'candidate')}, ${count(answered)} answered, ${count(checked)} checked; ${plural(sent, 'packet')} sent in ${about(seconds)}`;
}
