import { type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import { numbered } from '../doctor/settings-on.ts';
import { sceneOf } from '../doctor/scene.ts';
import { isSilence, silences, type SilenceTurn, type Turns, turnsBetween } from '../doctor/silence.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { Declaration } from './declaration.ts';
import type { Draft } from './draft.ts';
import { type AnswerShift, answersOn, shiftsBetween } from './shifts.ts';

export type SilenceReport = {
  readonly shifts: readonly AnswerShift[];
  /** On links without a subnet: as before. */
  readonly stays: readonly AnswerShift[];
  /** Somebody answered there, nobody does any more, and no line of the declaration says that it shall be so. */
  readonly silences: readonly SilenceTurn[];
};

/** What becomes of the answers by a plan; of silences the draft is warned. */
export function outcomeOf(draft: Draft, before: HostSnapshot, declaration: Declaration): SilenceReport {
  const turns = turnsBetween(before, draft.host);
  const silent = undeclared(silences(turns), draft.host, declaration);
  for (const words of silenceWords(silent)) draft.warn('silence', `${words}.`, null);
  if (turns.unasked > 0)
    draft.warn(
      'silence',
      `${turns.unasked} addresses were not asked for on paper: they are too many on too many links.`,
      null,
    );
  const shifts = shiftsBetween(before, draft.host, declaration);
  const stays = turns.stays.map(({ ip, on, before: by }) => ({ ip, on, before: by, after: by }));
  return { shifts: [...shifts, ...elsewhere(turns, shifts)], stays, silences: silent };
}

/** On links outside of the networks of the addresses, and where one of several networks falls silent. */
function elsewhere({ turns }: Turns, shifts: readonly AnswerShift[]): readonly AnswerShift[] {
  const told = new Map(shifts.map((shift) => [shift.ip, shift]));
  return turns.flatMap((turn) => {
    const { ip, on, before, after, foreign } = turn;
    const row = told.get(ip);
    if (
      turn.home
        ? !isSilence(turn) || row?.after.length === 0
        : row?.before.join() === before.join() && row.after.join() === after.join()
    )
      return [];
    return [{ ip, on, before, after, ...(foreign && isSilence(turn) ? { foreign } : {}) }];
  });
}

/** One sentence for neighbours of one fate: `10.99.0.1 asked on veth0: now veth0 → after: nobody`. */
export function silenceWords(
  silent: readonly SilenceTurn[],
  then: 'after' | 'now' = 'after',
): readonly string[] {
  const runs: SilenceTurn[][] = [];
  for (const turn of silent) {
    const last = runs.at(-1)?.at(-1);
    const goesOn =
      last !== undefined &&
      last.on === turn.on &&
      last.before.join() === turn.before.join() &&
      ipOf(last) + 1 === ipOf(turn);
    if (goesOn) runs.at(-1)!.push(turn);
    else runs.push([turn]);
  }
  return runs.map((run) => {
    const [first] = run;
    const many = run.length === 1 ? first!.ip : `${first!.ip}-${run.at(-1)!.ip} (${run.length})`;
    const was = then === 'now' ? 'before' : 'now';
    return `${many} asked on ${first!.on}: ${was} ${first!.before.join(', ')} → ${then}: nobody`;
  });
}

function ipOf({ ip }: { readonly ip: string }): Ipv4 {
  return parseIpv4(ip) ?? 0;
}

/** A line that says who is to answer for an address says that others are not, if those it names do. */
function undeclared(
  silent: readonly SilenceTurn[],
  then: HostSnapshot,
  declaration: Declaration,
): readonly SilenceTurn[] {
  if (silent.length === 0) return silent;
  const answers = answersOn(then, declaration);
  const near = new Set(numbered(sceneOf(then).hearing).map(({ name }) => name));
  const hidden = new Set<Ipv4>();
  const homes = new Map<Ipv4, Set<string>>();
  const at = (ip: Ipv4, ...links: readonly string[]): void =>
    void homes.set(ip, new Set([...(homes.get(ip) ?? []), ...links]));
  const { vip, addresses, published, vlanRouters } = declaration;
  for (const { value } of vip?.addresses ?? [])
    if (vip?.role === 'balancer') at(value, vip.link?.value ?? '');
    else hidden.add(value);
  for (const { address, link } of addresses) at(address.local, link.value);
  const living = new Map<Ipv4, string>();
  for (const one of published)
    for (const { value } of one.addresses) {
      at(value, ...one.links.map((link) => link.value));
      if (one.to) living.set(value, one.to.value);
    }
  for (const { networks, publicSide } of vlanRouters)
    for (const { link, machines, addresses: own } of networks) {
      for (const { value } of own) at(value.local, link);
      for (const { value } of machines) at(value, link, ...(publicSide ? [publicSide.value] : []));
    }
  return silent.filter((turn) => {
    const ip = ipOf(turn);
    if (hidden.has(ip) && turn.wire.some((link) => near.has(link))) return false;
    if (turn.wire.includes(living.get(ip) ?? '')) return false;
    const named = homes.get(ip);
    if (!named || turn.wire.some((link) => named.has(link))) return true;
    return !(answers.get(ip)?.answering ?? []).some((link) => named.has(link));
  });
}
