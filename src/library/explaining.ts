import type { Millis } from '../base/time.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type {
  IsAtExplanation,
  IsAtForm,
  ToExplanation,
  WhoHasExplanation,
} from '../verbs/explain/explanation.ts';
import { explainIsAt as isAt } from '../verbs/explain/is-at.ts';
import { linkFor } from '../verbs/explain/link-for.ts';
import { explainTo as to } from '../verbs/explain/to.ts';
import { explainWhoHas as whoHas } from '../verbs/explain/who-has.ts';
import { addressFrom, type AddressLike, given, macFrom, type MacLike, numberFrom } from './text.ts';

/** A question that comes in. */
export interface WhoHasWish {
  readonly ip: AddressLike;
  /** The interface whose cable brings it; left out: the only one that can be meant. */
  readonly on?: string | undefined;
  /** Who asks, 0.0.0.0 for a probe; left out: somebody in a subnet of the interface. */
  readonly from?: AddressLike | undefined;
  /** Sent to this host alone; left out: to all. */
  readonly unicast?: boolean | undefined;
}

/**
 * Would this host answer, with which MAC, and which setting makes it so. Throws UsageFault for what is no address and where
 * several interfaces could be meant, SystemFault for an interface the host does not have.
 */
export function explainWhoHas(host: HostSnapshot, wish: WhoHasWish): WhoHasExplanation {
  const ip = addressFrom(wish.ip, 'ip');
  const from = wish.from === undefined ? undefined : addressFrom(wish.from, 'from');
  const on = linkFor(host, ip, { named: wish.on, where: 'on' });
  return whoHas(host, { ip, on, broadcast: wish.unicast !== true, ...given('from', from) });
}

/** A packet that leaves. */
export interface ToWish {
  readonly ip: AddressLike;
  /** The source address a program asks for; left out: the kernel chooses. */
  readonly from?: AddressLike | undefined;
}

/** Mine? Connected? Which route? And the ARP request that follows. Throws UsageFault for what is no address. */
export function explainTo(host: HostSnapshot, wish: ToWish): ToExplanation {
  const from = wish.from === undefined ? undefined : addressFrom(wish.from, 'from');
  return to(host, { ip: addressFrom(wish.ip, 'ip'), ...given('from', from) });
}

/** Somebody tells that an address is at a MAC. */
export interface IsAtWish {
  readonly ip: AddressLike;
  readonly mac: MacLike;
  /** The interface that hears it; left out: the only one that can be meant. */
  readonly on?: string | undefined;
  /** Left out: `reply`. */
  readonly form?: IsAtForm | undefined;
  /** Sent to all; left out: replies to this host alone, all else to all. */
  readonly broadcast?: boolean | undefined;
  /** So many milliseconds after the snapshot was taken: locktime may be over then. Left out: 0. */
  readonly after?: Millis | undefined;
}

/** Would the neighbour table change, and what would it say afterwards. Throws as `explainWhoHas`. */
export function explainIsAt(host: HostSnapshot, wish: IsAtWish): IsAtExplanation {
  const { form = 'reply', broadcast = form !== 'reply' } = wish;
  const ip = addressFrom(wish.ip, 'ip');
  const after = numberFrom(wish.after, 'after', { least: 0 });
  const on = linkFor(host, ip, { named: wish.on, where: 'on' });
  return isAt(host, { ip, mac: macFrom(wish.mac, 'mac'), on, form, broadcast, ...given('after', after) });
}
