import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac, type Mac } from '../../base/mac.ts';
import type { Evidence, VerdictWord } from '../../inventory/verdict.ts';
import { virtualOf } from '../../inventory/virtual.ts';
import type { Heard } from './book.ts';
import { isOwn } from './field.ts';
import { compareTwins, type Twins } from './same-host.ts';

/** So many addresses behind one MAC that answers no probe are a proxy; fewer may be a host that ignores probes. */
export const MANY_PROXIED = 4;

export interface Judgement {
  readonly verdict: VerdictWord;
  readonly why: readonly Evidence[];
}

/** `ours`: the MACs of this machine, with the names of their interfaces. */
export function judge(twins: Twins, heard: Heard, ours: ReadonlyMap<Mac, string>): Judgement {
  const { field, book } = twins;
  const rivals = book.answersFor(heard.ip);
  const own = ours.get(heard.mac);
  if (isOwn(field, heard.ip) && own === undefined) {
    const text = `${formatMac(heard.mac)} answers for ${formatIpv4(heard.ip)}, which is an address of this machine (${field.link.name})`;
    return { verdict: 'own-conflict', why: [{ code: 'has-our-address', text }] };
  }
  const how = howAnswered(heard);
  const proxy = proxyEvidence(twins, heard);
  const owners = rivals.filter((rival) => rival.mac !== heard.mac && !proxyEvidence(twins, rival));
  if (proxy) {
    const shadow = owners[0] && shadowsOwner(heard, owners[0]);
    return { verdict: 'proxy', why: shadow ? [proxy, shadow] : [proxy] };
  }
  if (owners.length > 0) return judgeRivals(twins, heard, owners);
  const why = [...how];
  for (const rival of rivals) {
    if (rival.mac !== heard.mac)
      why.push({ code: 'shadowed-by-proxy', text: shadowsOwner(rival, heard).text });
  }
  const virtual = virtualOf(heard.mac);
  if (virtual) return { verdict: 'virtual', why: [virtual, ...why] };
  return { verdict: 'ok', why };
}

function judgeRivals(twins: Twins, heard: Heard, rivals: readonly Heard[]): Judgement {
  const comparisons = rivals.map((rival) => compareTwins(twins, [heard.mac, rival.mac], heard.ip));
  const list = [heard, ...rivals]
    .map((rival) => formatMac(rival.mac))
    .sort()
    .join(', ');
  const several: Evidence = {
    code: 'several-macs',
    text: `${rivals.length + 1} MACs answer for ${formatIpv4(heard.ip)}: ${list}`,
  };
  const same = comparisons.every((comparison) => comparison.same);
  return { verdict: same ? 'flux' : 'conflict', why: [several, ...comparisons.map((c) => c.why)] };
}

function howAnswered(heard: Heard): Evidence[] {
  const why: Evidence[] = [];
  if (heard.zero > 0) {
    why.push({ code: 'answered-probe', text: 'answers a question with sender 0.0.0.0: it owns the address' });
  } else {
    why.push({ code: 'answered-request', text: 'answers a question with our address as sender' });
    if (heard.silentToProbe) {
      why.push({ code: 'silent-to-probe', text: 'stays silent to a question with sender 0.0.0.0' });
    }
  }
  if (heard.from !== heard.mac) {
    const text = `its answers come in frames of ${formatMac(heard.from)}: a repeater, or somebody who speaks for it`;
    why.push({ code: 'sender-differs', text });
  }
  if (heard.late) why.push({ code: 'late-answer', text: `its answer took ${heard.rttMs.toFixed(1)} ms` });
  if (heard.byBroadcast) {
    why.push({
      code: 'answered-by-broadcast',
      text: 'answers by broadcast, as responders for unused addresses do',
    });
  }
  return why;
}

/**
 * Linux answers a question with sender 0.0.0.0 only for addresses of its own, never as a proxy (net/ipv4/arp.c
 * arp_process): who answers such questions elsewhere and not here is a proxy here.
 */
export function proxyEvidence(twins: Twins, heard: Heard): Evidence | undefined {
  if (heard.zero > 0 || heard.own === 0) return undefined;
  const all = twins.book.answersOf(heard.mac);
  const owned = all.find((other) => other.zero > 0);
  const unheard = all.filter((other) => other.zero === 0);
  const tested = unheard.filter((other) => other.silentToProbe).length;
  if (tested === 0 || (!heard.silentToProbe && tested < unheard.length && tested < MANY_PROXIED))
    return undefined;
  const mac = formatMac(heard.mac);
  if (owned) {
    const text = `${mac} answers questions with sender 0.0.0.0 for ${formatIpv4(owned.ip)} but not for this address: it answers for somebody else`;
    return { code: 'proxies-only', text };
  }
  if (unheard.length < MANY_PROXIED) return undefined;
  const text = `${mac} answers for ${unheard.length} addresses and for none of them a question with sender 0.0.0.0`;
  return { code: 'proxies-many', text };
}

function shadowsOwner(proxy: Heard, owner: Heard): Evidence {
  const text = `${formatMac(proxy.mac)} answers as a proxy for ${formatIpv4(owner.ip)}, although its owner ${formatMac(owner.mac)} lives on this segment`;
  return { code: 'shadows-owner', text };
}

/** The word and the evidence in one string: what has been told once is not told again. */
export function inOneString(judgement: Judgement): string {
  return `${judgement.verdict} ${judgement.why.map((evidence) => evidence.code + evidence.text).join('|')}`;
}
