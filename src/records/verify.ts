import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import type { Vendors } from '../ports/host.ts';
import type { Checked, VerifyReport } from '../verbs/table/verify.ts';
import { mendOf } from '../verbs/table/mend-of.ts';
import { round } from './station.ts';
import { recordKind } from './kind.ts';

/** schema/table-check.v1.json */
export function checkRecord(checked: Checked, vendors: Vendors): Readonly<Record<string, unknown>> {
  const { entry, link, word, why, evidence, truth, answers } = checked;
  return {
    v: 1,
    type: 'table-check',
    ip: formatIpv4(entry.ip),
    mac: entry.mac === null ? null : formatMac(entry.mac),
    interface: entry.link,
    state: entry.published ? null : entry.state,
    published: entry.published,
    verdict: word,
    why,
    evidence: evidence.map(({ code, text }) => ({ code, text })),
    askedOn: link,
    truth: truth === null ? null : formatMac(truth),
    answers: answers.map(({ mac, verdict, rttMs }) => ({
      mac: formatMac(mac),
      vendor: vendors.vendorOf(mac),
      verdict,
      rttMs: round(rttMs, 3),
    })),
    mend: mendOf(checked),
  };
}

/** schema/table-check-summary.v1.json */
export function checkSummaryRecord(report: VerifyReport): Readonly<Record<string, unknown>> {
  const { entries, counts, sent, seconds, interrupted, linkLost } = report;
  return {
    v: 1,
    type: 'table-check-summary',
    entries,
    ok: counts.ok,
    stale: counts.stale,
    wrong: counts.wrong,
    permanentWrong: counts['permanent-wrong'],
    duplicate: counts.duplicate,
    silent: counts.silent,
    undecided: counts.undecided,
    unasked: counts.unasked,
    sent,
    seconds: round(seconds, 3),
    interrupted,
    linkLost,
  };
}

export const TABLE_CHECK = recordKind(['table-check'], {
  ip: 'ip',
  mac: 'mac',
  interface: 'text',
  state: 'text',
  published: 'flag',
  verdict: 'text',
  why: 'text',
  evidence: { kind: 'text', at: 'evidence.code' },
  askedOn: 'text',
  truth: 'mac',
  answers: { kind: 'mac', at: 'answers.mac' },
  mend: 'text',
});
