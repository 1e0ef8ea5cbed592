import { UsageFault } from '../base/fault.ts';
import { TargetSet } from '../base/target-set.ts';
import type { Millis } from '../base/time.ts';
import { chooseInterfaces } from '../asking/targets/interfaces.ts';
import type { ProxyEvent, ProxyReport } from '../verbs/proxy/events.ts';
import {
  DEFAULT_GIVE_BACK,
  DEFAULT_LIMIT,
  DEFAULT_SWEEP_RATE,
  type ProxyOptions,
} from '../verbs/proxy/options.ts';
import { proxy as proxyVerb } from '../verbs/proxy/proxy.ts';
import { refuseHostless } from '../verbs/proxy/refusals.ts';
import { namesOf, type On, rangesOf, type Targets } from './aim.ts';
import type { Hands, Viewing } from './hands.ts';
import { given, macFrom, type MacLike, numberFrom } from './text.ts';
import { type Told, told, type Wished } from './told.ts';

/** For what is answered, and how. */
export interface ProxyWishes extends Wished {
  /** The addresses to answer for. */
  readonly nets: Targets;
  /** Where is answered. */
  readonly on: On;
  /** Not answered for, whatever names it. */
  readonly except?: Targets | undefined;
  /** The MAC that answers tell; left out: that of the interface. */
  readonly mac?: MacLike | undefined;
  /** Answer also for what is routed back to the link of the asker, or nowhere. */
  readonly any?: boolean | undefined;
  /** Every answer leaves so many milliseconds later; left out: at once. */
  readonly delay?: Millis | undefined;
  /** Answers per asker and second; left out: 2,000. */
  readonly limit?: number | undefined;
  /** Answers a second to all askers of a link together; left out: 20,000, or `limit` if that is more. */
  readonly limitInAll?: number | undefined;
  /** Questions of its own a second; left out: 1,000. */
  readonly rate?: number | undefined;
  /** An address is answered for again when its owner was silent for so many milliseconds; left out: 300,000. */
  readonly giveBack?: Millis | undefined;
  /** Only plan: the first event says what would be answered for, and nothing is opened or sent. */
  readonly dryRun?: boolean | undefined;
}

/**
 * Answers who-has for addresses that are not ours and that nobody owns, until `signal` fires: each is asked for before it is
 * answered for the first time and again later, and left alone as soon as an owner or another proxy shows. Throws UsageFault and
 * SystemFault before anything is sent; later nothing throws.
 */
export async function* proxy(hands: Hands & Viewing, wishes: ProxyWishes): Told<ProxyEvent, ProxyReport> {
  const all = hands.host.interfaces();
  const nets = rangesOf(wishes.nets, all, 'nets');
  const excepted = rangesOf(wishes.except, all, 'except');
  for (const net of nets) refuseHostless(net, 'nets');
  if (TargetSet.of(nets, excepted).size === 0)
    throw new UsageFault('nets', 'nothing is left to answer for', 'name a net, and except less');
  const options: ProxyOptions = {
    interfaces: chooseInterfaces(all, namesOf(wishes.on), true),
    nets,
    excepted,
    mac: wishes.mac === undefined ? null : macFrom(wishes.mac, 'mac'),
    any: wishes.any === true,
    delay: numberFrom(wishes.delay, 'delay', { least: 0 }) ?? 0,
    limit: numberFrom(wishes.limit, 'limit', { least: 1 }) ?? DEFAULT_LIMIT,
    ...given('limitInAll', numberFrom(wishes.limitInAll, 'limitInAll', { least: 1 })),
    rate: numberFrom(wishes.rate, 'rate', { least: 1 }) ?? DEFAULT_SWEEP_RATE,
    giveBack: numberFrom(wishes.giveBack, 'giveBack', { least: 0 }) ?? DEFAULT_GIVE_BACK,
    dryRun: wishes.dryRun === true,
  };
  const view = hands.openView();
  try {
    return yield* told([], proxyVerb({ ...hands, view }, options, wishes.signal));
  } finally {
    view.close();
  }
}
