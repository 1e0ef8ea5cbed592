import { receiverOf } from './admission.ts';
import { type Heard, tagsOf } from './heard.ts';
import type { HostSnapshot } from './host.ts';
import { asKernel, concludedMarks, type Kernel, type Marks, withMarks } from './kernel.ts';
import { type Learned, learn } from './learn.ts';
import type { ReasonCode } from './reasons.ts';
import { type Answer, decideReply } from './reply.ts';
import { doubtsOnTheWay } from './way-doubts.ts';
import type { Verdict } from './verdict.ts';
import { isBefore, knowledgeOf, versionOf } from './versions.ts';

export type DoubtCode =
  | 'netfilter'
  | 'custom-rules-unknown'
  | 'custom-local-unknown'
  | 'multipath'
  | 'packet-rule'
  | 'packet-route'
  | 'link-order'
  | 'object-source'
  | 'on-the-way'
  | 'table-full-possible'
  | 'kernel-version'
  | 'unread';

/** Something the snapshot cannot know that may make the host do otherwise. */
export type Doubt = {
  readonly code: DoubtCode;
  readonly sentence: string;
  /** The reason of the other verdict; null when it is not known. */
  readonly otherwise: ReasonCode | null;
};

/** When no locktime holds any more: what a frame might teach counts, too. */
const LATER = 3_600_000;

/** What could make the real host decide otherwise than `decideReply` says; empty when nothing is left open. */
export function doubtsAbout(heard: Heard, host: HostSnapshot): readonly Doubt[] {
  const verdict = decideReply(heard, host);
  const lesson = learn(heard, host, LATER);
  const acts = verdict.yes || lesson.changed;
  return [
    ...(acts ? netfilterDoubt(host) : []),
    ...markDoubts(heard, host, verdict),
    ...multipathDoubt(heard, asKernel(host), verdict),
    ...doubtsOnTheWay(heard, host, { reason: verdict.reason, acts, answers: verdict.yes }).map(
      (sentence): Doubt => ({ code: 'on-the-way', sentence, otherwise: null }),
    ),
    ...vrfRuleDoubts(heard, host, verdict),
    ...tableDoubt(host, heard, { verdict, lesson }),
    ...knowledgeDoubts(host),
  ];
}

function netfilterDoubt(host: HostSnapshot): readonly Doubt[] {
  if (host.netfilter === 'none') return [];
  const sentence =
    host.netfilter === 'present'
      ? 'Packet filter rules for ARP exist on the host; the model does not read them, and they may drop question or answer.'
      : 'Whether packet filter rules drop ARP on the host is not known.';
  return [{ code: 'netfilter', sentence, otherwise: null }];
}

function markDoubts(heard: Heard, host: HostSnapshot, verdict: Verdict<Answer>): readonly Doubt[] {
  const marks = concludedMarks(host);
  const doubts: Doubt[] = [];
  const weigh = (code: DoubtCode, other: Marks, what: string): void => {
    const otherwise = decideReply(heard, withMarks(host, other));
    if (otherwise.reason === verdict.reason) return;
    const sentence = `${what} at some time, even if it is gone by now, the kernel looks routes up differently: that cannot be read.`;
    doubts.push({ code, sentence, otherwise: otherwise.reason });
  };
  if (host.sticky.customRules === null && !marks.customRules)
    weigh('custom-rules-unknown', { ...marks, customRules: true }, 'If a policy rule was added');
  if (host.sticky.customLocal === null && !marks.customLocal)
    weigh('custom-local-unknown', { ...marks, customLocal: true }, 'If a local route was added by hand');
  return doubts;
}

/** The next hop is chosen by a hash over bytes of the ARP packet with a key of the machine (net/ipv4/route.c fib_multipath_hash). */
function multipathDoubt(heard: Heard, kernel: Kernel, verdict: Verdict<Answer>): readonly Doubt[] {
  for (let pick = 1; pick < kernel.mostWays; pick++) {
    const otherwise = decideReply(heard, { ...kernel, pick });
    if (otherwise.yes === verdict.yes) continue;
    const sentence =
      'The route to the target or back to the sender has several next hops, and the kernel picks one by a hash that cannot be foreseen.';
    return [{ code: 'multipath', sentence, otherwise: otherwise.reason }];
  }
  return [];
}

/** Kernels before it were seen to hold rules for a VRF against the member alone. */
const VRF_RULES_VARY = versionOf('6.2');

/**
 * A rule for a VRF (`iif red`) is met by what its members hear since 6.15, and in some older kernels that took the change
 * over (net/core/fib_rules.c fib_rule_iif_match): the model holds it for one of the VRF itself.
 */
function vrfRuleDoubts(heard: Heard, host: HostSnapshot, verdict: Verdict<Answer>): readonly Doubt[] {
  const kernel = asKernel(host);
  const link = receiverOf(kernel, heard.link, tagsOf(heard));
  if (typeof link === 'string' || link.vrf === null) return [];
  if (isBefore(kernel.version, VRF_RULES_VARY)) return [];
  const { name } = link.vrf;
  return host.rules.flatMap(({ iif, oif, priority }, at): readonly Doubt[] => {
    if (iif !== name && oif !== name) return [];
    const met = { ...kernel.rules[at]!, iif: 0, never: false };
    const otherwise = decideReply(heard, { ...kernel, rules: kernel.rules.with(at, met) });
    if (otherwise.yes === verdict.yes) return [];
    const sentence = `The policy rule ${priority} is for the VRF ${name}: whether that means its members is not the same in all kernels.`;
    return [{ code: 'kernel-version', sentence, otherwise: otherwise.reason }];
  });
}

function tableDoubt(
  host: HostSnapshot,
  heard: Heard,
  { verdict, lesson }: { readonly verdict: Verdict<Answer>; readonly lesson: Learned },
): readonly Doubt[] {
  const { entries, thresh3 } = host.table;
  if (entries === null || thresh3 === null || entries < thresh3 || heard.spa === 0) return [];
  const is = `The neighbour table of the machine holds ${entries} entries and its limit is ${thresh3}`;
  if (lesson.before !== null) return [];
  if (verdict.yes && verdict.reason === 'answer-local')
    return [
      {
        code: 'table-full-possible',
        sentence: `${is}: an asker without an entry may get no answer.`,
        otherwise: 'table-full',
      },
    ];
  if (lesson.after === null) return [];
  const sentence = `${is}: there may be no room for an entry of the sender.`;
  return [{ code: 'table-full-possible', sentence, otherwise: 'learn-table-full' }];
}

function knowledgeDoubts(host: HostSnapshot): readonly Doubt[] {
  const { sentence } = knowledgeOf(host.kernel);
  const unread = host.unread.map((text): Doubt => ({ code: 'unread', sentence: text, otherwise: null }));
  return sentence === null ? unread : [{ code: 'kernel-version', sentence, otherwise: null }, ...unread];
}
