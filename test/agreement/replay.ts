import { type Disagreement, judge } from './judge.ts';
import type { Model } from './model.ts';
import { type Observation, observe } from './observe.ts';
import type { CasePlan, HostPlan, NicPlan } from './plan.ts';
import type { Session } from './session.ts';

/** Builds the host of a case in a fresh namespace and judges what happens there. */
export function replay(session: Session, model: Model, of: CasePlan): Disagreement[] {
  const world = session.world();
  try {
    return judge(model, observe(world, { seed: of.seed, plan: of.host, choose: () => of }, true));
  } finally {
    world.close();
  }
}

/** The case that one disagreement is about, with nothing else in it. */
export function caseOf(of: Observation, found: Disagreement): CasePlan {
  const frame = of.frames[found.frame];
  const ask = of.asked[found.ask]?.ask;
  const alone = frame !== undefined || ask !== undefined;
  return {
    v: 1,
    seed: of.seed,
    why: found.why,
    host: of.plan,
    entries: alone && !frame ? [] : of.entries,
    frames: alone ? (frame ? [frame] : []) : of.frames,
    asks: alone ? (ask ? [ask] : []) : of.asked.map((each) => each.ask),
  };
}

/** The smallest case that still differs; undefined when the case does not differ again. */
export function shrink(session: Session, model: Model, of: CasePlan): CasePlan | undefined {
  const differs = (one: CasePlan): string | undefined => replay(session, model, one)[0]?.why;
  let why = differs(of);
  if (why === undefined) return undefined;
  let smallest = { ...of, why };
  for (let again = true; again; ) {
    again = false;
    for (const smaller of smallerThan(smallest)) {
      why = differs(smaller);
      if (why === undefined) continue;
      smallest = { ...smaller, why };
      again = true;
      break;
    }
  }
  return smallest;
}

/** Every case with one thing less. */
function* smallerThan(of: CasePlan): Generator<CasePlan> {
  for (const entries of without(of.entries)) yield { ...of, entries };
  if (of.frames.length > 1) for (const frames of without(of.frames)) yield { ...of, frames };
  if (of.asks.length > 1) for (const asks of without(of.asks)) yield { ...of, asks };
  for (const host of smallerHosts(of.host)) yield { ...of, host };
}

function* smallerHosts(host: HostPlan): Generator<HostPlan> {
  for (const name of ['rules', 'routes', 'published', 'disowned', 'lo', 'cut'] as const)
    for (const fewer of without<unknown>(host[name])) yield { ...host, [name]: fewer } as HostPlan;
  for (const all of withoutKeys(host.all)) yield { ...host, all };
  if (host.everRule) yield { ...host, everRule: false };
  if (host.everLocal) yield { ...host, everLocal: false };
  for (const [at, nic] of host.nics.entries())
    for (const smaller of smallerNics(nic, at))
      yield { ...host, nics: host.nics.map((each, place) => (place === at ? smaller : each)) };
}

function* smallerNics(nic: NicPlan, at: number): Generator<NicPlan> {
  for (const addresses of without(nic.addresses)) yield { ...nic, addresses };
  for (const conf of withoutKeys(nic.conf)) yield { ...nic, conf };
  for (const neigh of withoutKeys(nic.neigh)) yield { ...nic, neigh };
  const mac = `02:00:00:00:01:0${at}`;
  if (nic.mac !== mac) yield { ...nic, mac };
  if (!nic.arp) yield { ...nic, arp: true };
}

function* without<T>(list: readonly T[]): Generator<readonly T[]> {
  if (list.length > 3) {
    yield list.slice(0, list.length >> 1);
    yield list.slice(list.length >> 1);
  }
  for (let at = 0; at < list.length; at++) yield list.toSpliced(at, 1);
}

function* withoutKeys<T extends object>(of: T): Generator<T> {
  for (const key of Object.keys(of)) {
    const { [key as keyof T]: _, ...rest } = of;
    yield rest as T;
  }
}
