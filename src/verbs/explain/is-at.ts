import type { Ipv4 } from '../../base/ipv4.ts';
import { BROADCAST_MAC, type Mac, ZERO_MAC } from '../../base/mac.ts';
import type { Millis } from '../../base/time.ts';
import { doubtsAbout } from '../../kernel/doubts.ts';
import type { Heard } from '../../kernel/heard.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { asKernel, type KernelLink } from '../../kernel/kernel.ts';
import { type Learned, learn } from '../../kernel/learn.ts';
import { decideReply } from '../../kernel/reply.ts';
import type { TraceStep } from '../../kernel/trace.ts';
import { OP_REPLY, OP_REQUEST } from '../../wire/arp.ts';
import type { IsAtExplanation, IsAtForm } from './explanation.ts';

export interface IsAtWish {
  readonly ip: Ipv4;
  readonly mac: Mac;
  readonly on: string;
  readonly form: IsAtForm;
  readonly broadcast: boolean;
  /** So long after the snapshot was taken. Default 0. */
  readonly after?: Millis;
}

/** Would the table change if somebody told that the address is at that MAC, and what would it say afterwards. */
export function explainIsAt(host: HostSnapshot, wish: IsAtWish): IsAtExplanation {
  const link = asKernel(host).linkOf.get(wish.on);
  const heard = frameOf(wish, link);
  const steps: TraceStep[] = [];
  const { reason } = decideReply(heard, host, { trace: steps });
  const learned = learn(heard, host, wish.after ?? 0);
  const gotIn = learned.link !== null;
  return {
    question: 'is-at',
    ip: wish.ip,
    mac: wish.mac,
    on: wish.on,
    form: wish.form,
    broadcast: wish.broadcast,
    yes: learned.changed,
    reason: learned.reason === 'learn-dropped' ? reason : learned.reason,
    steps: gotIn ? [...steps, timing(learned, link)].filter((step) => step !== null) : steps,
    doubts: doubtsAbout(heard, host).map(({ sentence }) => sentence),
    before: learned.before,
    after: learned.after,
  };
}

/** To us and about them: the target of an ordinary frame is the first address of the link. */
function frameOf(wish: IsAtWish, link: KernelLink | undefined): Heard {
  const { ip, mac, on, form } = wish;
  const own = link?.addresses[0]?.local ?? 0;
  const announces = form === 'announcement' || form === 'announcement-reply';
  return {
    link: on,
    dst: wish.broadcast ? BROADCAST_MAC : (link?.mac ?? ZERO_MAC),
    op: form === 'reply' || form === 'announcement-reply' ? OP_REPLY : OP_REQUEST,
    sha: mac,
    spa: ip,
    // A reply counts as an announcement only when its target MAC is its sender's (net/ipv4/arp.c arp_is_garp).
    tha: form === 'announcement-reply' ? mac : form === 'reply' ? (link?.mac ?? ZERO_MAC) : ZERO_MAC,
    tpa: announces ? ip : own,
  };
}

function timing({ before, reason }: Learned, link: KernelLink | undefined): TraceStep | null {
  if (!link || before === null || (reason !== 'learn-locktime' && reason !== 'learn-after-locktime'))
    return null;
  const { locktime } = link.timing;
  return {
    question: 'Was the entry changed within locktime?',
    answer:
      reason === 'learn-locktime' ? `yes, less than ${locktime} ms ago` : `no, more than ${locktime} ms ago`,
    settings: [
      {
        name: `net.ipv4.neigh.${link.name}.locktime`,
        link: link.name,
        combine: 'link',
        all: null,
        own: locktime / 10,
        value: locktime / 10,
      },
    ],
  };
}
