import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import { recordKind } from './kind.ts';
import type { Entry } from '../kernel/learn.ts';
import { type ReasonCode, reasonOf, whyOf } from '../kernel/reasons.ts';
import type { Explanation, ToldAnswer } from '../verbs/explain/explanation.ts';

/** schema/explanation.v1.json: names and meanings never change within v 1; fields may be added. */
export function explanationRecord(told: Explanation): Readonly<Record<string, unknown>> {
  return {
    v: 1,
    type: 'explanation',
    question: told.question,
    ip: formatIpv4(told.ip),
    yes: told.yes,
    why: [whyOf(told.reason)],
    source: reasonOf(told.reason).source,
    page: reasonPage(told.reason),
    ...particulars(told),
    steps: told.steps,
    doubts: told.doubts,
  };
}

export function reasonPage(code: ReasonCode): string {
  return `docs/reasons/${code}.md`;
}

function particulars(told: Explanation): Readonly<Record<string, unknown>> {
  switch (told.question) {
    case 'who-has':
      return {
        on: told.on,
        from: formatIpv4(told.from),
        supposed: told.supposed,
        broadcast: told.broadcast,
        answer: told.answer && answerRecord(told.answer),
        others: told.others.map(answerRecord),
        learned: whyOf(told.learned),
      };
    case 'to':
      return {
        from: told.from === null ? null : formatIpv4(told.from),
        path: told.path && pathRecord(told.path),
      };
    case 'is-at':
      return {
        mac: formatMac(told.mac),
        on: told.on,
        form: told.form,
        broadcast: told.broadcast,
        before: entryRecord(told.before),
        after: entryRecord(told.after),
      };
  }
}

function answerRecord({ link, mac, delay }: ToldAnswer): Readonly<Record<string, unknown>> {
  return { interface: link, mac: formatMac(mac), delayMs: delay };
}

function entryRecord(entry: Entry | null): Readonly<Record<string, unknown>> | null {
  return entry && { state: entry.state, mac: entry.mac === null ? null : formatMac(entry.mac) };
}

function pathRecord(
  path: NonNullable<Extract<Explanation, { question: 'to' }>['path']>,
): Readonly<Record<string, unknown>> {
  const { link, nextHop, via6, source, route, ways, request, known } = path;
  return {
    interface: link,
    nextHop: via6 ?? formatIpv4(nextHop),
    source: formatIpv4(source),
    route,
    ways,
    request: request && {
      sender: formatIpv4(request.sender),
      mac: formatMac(request.mac),
      why: whyOf(request.reason),
    },
    known: entryRecord(known),
  };
}

/** One answer; of each kind of question the columns of the others are empty. */
export const EXPLANATION = recordKind(['explanation'], {
  question: 'text',
  ip: 'ip',
  yes: 'flag',
  reason: { kind: 'text', at: 'why.code' },
  why: { kind: 'text', at: 'why.text' },
  source: 'text',
  from: 'ip',
  mac: { kind: 'mac', at: 'answer.mac|mac|path.known.mac' },
  interface: { kind: 'text', at: 'answer.interface|path.interface|on' },
  nextHop: { kind: 'ip', at: 'path.nextHop' },
  before: { kind: 'text', at: 'before.state' },
  after: { kind: 'text', at: 'after.state' },
  doubts: 'text',
});
