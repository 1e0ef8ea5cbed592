import type { Dice } from '../../base/dice.ts';
import { formatIpv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Signal } from '../../base/signal.ts';
import { TargetSet } from '../../base/target-set.ts';
import type { Instant } from '../../base/time.ts';
import type { AddressPlan } from '../../change/change.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Host } from '../../ports/host.ts';
import { announce } from '../announce/announce.ts';
import type { AnnounceReport } from '../announce/events.ts';
import { refuseForeign } from '../announce/refusals.ts';
import { apply, type MendHands, type Step } from '../mend/apply.ts';
import { undo } from '../mend/undo.ts';
import type { MoveEvent, MoveReport } from './events.ts';
import { OldOwner } from './old-owner.ts';
import type { MoveOptions } from './options.ts';
import { planMove, tellingOf } from './plan.ts';
import { passOn, reportOf } from '../../base/pass-on.ts';

export interface MoveHands extends MendHands {
  readonly host: Host;
  readonly clock: Clock;
  readonly dice: Dice;
}

/**
 * Brings an address to this machine: makes sure that nobody answers for it (or waits until its old owner does not), adds it,
 * announces it, and proves with each of `via` that it is believed. Taken back when a peer is shown to send elsewhere,
 * when `signal` fires, and when nobody reads the events any more; the journal says so before anything is changed.
 * Throws UsageFault and SystemFault before the first change.
 */
export async function* move(
  hands: MoveHands,
  wishes: MoveOptions,
  signal?: Signal,
): AsyncGenerator<MoveEvent, MoveReport> {
  const course = new Course(hands, wishes, () => signal?.aborted ?? false);
  try {
    yield { type: 'plan', plan: planMove(wishes) };
    const refused = yield* course.lookForOwner();
    if (refused) return course.report(refused);
    const hindered = yield* course.add();
    if (hindered) return course.report(hindered);
    yield* course.tell(signal);
    return course.report(yield* course.conclude());
  } finally {
    course.end();
  }
}

type Ending = MoveReport['ending'];

class Course {
  readonly #hands: MoveHands;
  readonly #wishes: MoveOptions;
  readonly #stopped: () => boolean;
  readonly #startedAt: Instant;
  #owners: readonly Mac[] = [];
  #already = false;
  /** What is to be undone. */
  #standing: string | null = null;
  #name: string | null = null;
  #refusal: string | null = null;
  #silentSince: Instant | null = null;
  #outageFrom: MoveReport['outageFrom'] = null;
  #addedAt: Instant | null = null;
  #announced: AnnounceReport | null = null;
  #linkLost: string | null = null;
  #asked = 0;

  constructor(hands: MoveHands, wishes: MoveOptions, stopped: () => boolean) {
    this.#hands = hands;
    this.#wishes = wishes;
    this.#stopped = stopped;
    this.#startedAt = hands.clock.now();
    const { facts, address, via } = wishes;
    refuseForeign(hands.host.interfaces(), {
      addresses: this.#addresses,
      force: true,
      vlan: null,
      via,
      facts,
    });
    this.#already = facts.addresses.some(({ ip }) => ip === address);
  }

  get #addresses(): TargetSet {
    const { address } = this.#wishes;
    return TargetSet.of([{ first: address, last: address }]);
  }

  async *lookForOwner(): AsyncGenerator<MoveEvent, Ending | null> {
    const { host, clock } = this.#hands;
    const { facts, address, wait, takeover } = this.#wishes;
    const ours = new Set(host.interfaces().map(({ mac }) => mac));
    const link = host.openLink(facts, { quiet: true });
    const owner = new OldOwner(link, address, { hands: this.#hands, ours });
    try {
      await owner.look(this.#stopped);
      this.#owners = [...owner.macs];
      yield { type: 'owner', macs: this.#owners };
      if (owner.macs.size > 0 && wait > 0) {
        yield { type: 'waiting', macs: this.#owners };
        const gone = await owner.waitForSilence(clock.now() + wait, this.#stopped);
        this.#owners = [...owner.macs];
        if (gone) {
          yield { type: 'silent' };
          this.#silentSince = owner.lastAnswerAt;
          this.#outageFrom = 'last-answer';
        } else if (!takeover) return this.#whyNot(owner);
      } else if (owner.macs.size > 0) {
        if (!takeover) return this.#whyNot(owner);
      } else {
        this.#silentSince = owner.firstSilenceAt;
        this.#outageFrom = 'first-silence';
      }
      if (owner.linkLost !== null || this.#stopped()) return this.#whyNot(owner);
      return null;
    } finally {
      this.#asked = owner.sent;
      link.close();
    }
  }

  #whyNot(owner: OldOwner): Ending {
    this.#linkLost = owner.linkLost;
    if (owner.linkLost !== null) return 'link-lost';
    return this.#stopped() ? 'interrupted' : 'in-use';
  }

  async *add(): AsyncGenerator<MoveEvent, Ending | null> {
    if (this.#already) return null;
    const { facts, address, prefixLength, command } = this.#wishes;
    const plan: AddressPlan = {
      link: facts.name,
      local: formatIpv4(address),
      prefixLength,
      peer: null,
      scope: 'global',
      label: null,
    };
    const step: Step = { change: { do: 'add-address', ...plan }, undo: [{ do: 'remove-address', ...plan }] };
    const making = apply(this.#hands, { command, plan: () => [step], hinders: () => null });
    const { ending, name, because } = await reportOf(making);
    this.#name = name;
    if (ending !== 'done' || name === null) {
      const outcome = because?.kind === 'refused' ? because.outcome : null;
      this.#refusal = outcome?.words ?? outcome?.code ?? null;
      return 'refused';
    }
    this.#standing = name;
    this.#addedAt = this.#hands.clock.now();
    yield { type: 'added', address: plan, name };
    return null;
  }

  async *tell(signal: Signal | undefined): AsyncGenerator<MoveEvent, void> {
    const telling = announce(this.#hands, tellingOf(this.#wishes), signal);
    this.#announced = yield* passOn(telling, (event) => (event.type === 'plan' ? [] : [event]));
  }

  async *conclude(): AsyncGenerator<MoveEvent, Ending> {
    const { proofs = [], linkLost = null } = this.#announced ?? {};
    this.#linkLost = linkLost;
    const failed = this.#stopped() || linkLost !== null || proofs.some(({ belief }) => belief === 'stale');
    if (!failed || this.#wishes.keep) {
      this.#standing = null;
      return 'moved';
    }
    if (this.#standing === null) return 'stuck';
    const { complete, left } = this.#takeBack(this.#standing);
    yield { type: 'taken-back', complete, left };
    return complete ? 'taken-back' : 'stuck';
  }

  /** Nobody reads on, or something was thrown: nothing half done stays. */
  end(): void {
    if (this.#standing !== null) this.#takeBack(this.#standing);
  }

  #takeBack(name: string): { readonly complete: boolean; readonly left: readonly string[] } {
    this.#standing = null;
    try {
      return undo(this.#hands, name);
    } catch (cause) {
      // Something was built on it, or somebody else is changing the network: the journal still has it.
      return { complete: false, left: [cause instanceof Error ? cause.message : String(cause)] };
    }
  }

  report(ending: Ending): MoveReport {
    const outageMs = this.#outage(ending);
    return {
      ending,
      owners: this.#owners,
      already: this.#already,
      name: this.#name,
      refusal: this.#refusal,
      outageMs,
      outageFrom: outageMs === null ? null : this.#outageFrom,
      addedAt: this.#addedAt,
      announced: this.#announced,
      sent: this.#asked + (this.#announced?.sent ?? 0),
      interrupted: this.#stopped(),
      linkLost: this.#linkLost,
      seconds: (this.#hands.clock.now() - this.#startedAt) / 1000,
    };
  }

  #outage(ending: Ending): number | null {
    const { announcedAt = null, proofs = [] } = this.#announced ?? {};
    if (ending !== 'moved' || announcedAt === null || this.#silentSince === null) return null;
    if (proofs.some(({ belief }) => belief !== 'believed')) return null;
    const provenAfter = proofs.map(({ afterMs }) => afterMs ?? 0);
    return Math.max(0, announcedAt + Math.max(0, ...provenAfter) - this.#silentSince);
  }
}
