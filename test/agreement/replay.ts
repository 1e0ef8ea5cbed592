import { type Disagreement, judge } from './judge.ts';
import type { Model } from './model.ts';
import { judgeScripts } from './judge-script.ts';
import { observeWays, type WaysObservation } from './ask-ways.ts';
import { judgeWays } from './judge-ways.ts';
import { type Observation, observe } from './observe.ts';
import { perform } from './perform.ts';
import type { CasePlan, HostPlan, NicPlan, RoutePlan } from './plan.ts';
import type { Performance } from './script-plan.ts';
import type { Session } from './session.ts';

/** Builds the host of a case in a fresh namespace, and says in what model and kernel differ there. */
export function replay(session: Session, model: Model, of: CasePlan): readonly string[] {
  const { seed, host: plan, scripts } = of;
  const world = session.world(plan.indexes);
  try {
    if (of.ways) {
      const { ways } = of;
      return judgeWays(model, observeWays(world, { seed, plan, choose: () => ways })).map(({ why }) => why);
    }
    if (scripts) return judgeScripts(model, perform(world, { seed, plan, scripts })).map(({ why }) => why);
    const observation = observe(world, { seed, plan, choose: () => of }, true);
    return judge(model, observation).map(({ why }) => why);
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

/** The case of one script. */
export function caseOfScript(of: Performance, at: number, why: string): CasePlan {
  const { seed, plan: host } = of;
  return { v: 1, seed, why, host, entries: [], frames: [], asks: [], scripts: [of.scripts[at]!.script] };
}

/** The case of one look-up. */
export function caseOfWay(of: WaysObservation, at: number, why: string): CasePlan {
  const { seed, plan: host } = of;
  return { v: 1, seed, why, host, entries: [], frames: [], asks: [], ways: [of.seen[at]!.question] };
}

/** The smallest case that still differs; undefined when the case does not differ again. */
export function shrink(session: Session, model: Model, of: CasePlan): CasePlan | undefined {
  const differs = (one: CasePlan): string | undefined => replay(session, model, one)[0];
  let why = differs(of);
  if (why === undefined) return undefined;
  let smallest = { ...of, why };
  // A script takes seconds, so it stays as long as it is.
  if (of.scripts) return smallest;
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
  for (const name of ['objects', 'unborn', 'indexes'] as const)
    for (const fewer of without<unknown>(host[name] ?? [])) yield { ...host, [name]: fewer } as HostPlan;
  if (host.bareObjects) yield { ...host, bareObjects: false };
  for (const [at, route] of host.routes.entries())
    for (const smaller of smallerRoutes(route)) yield { ...host, routes: host.routes.with(at, smaller) };
  for (const [at, rule] of host.rules.entries())
    for (const smaller of withoutKeys(rule))
      if ('priority' in smaller && 'action' in smaller && 'table' in smaller)
        yield { ...host, rules: host.rules.with(at, smaller) };
  if (host.everRule) yield { ...host, everRule: false };
  if (host.everLocal) yield { ...host, everLocal: false };
  for (const [at, nic] of host.nics.entries())
    for (const smaller of smallerNics(nic, at))
      yield { ...host, nics: host.nics.map((each, place) => (place === at ? smaller : each)) };
}

function* smallerRoutes(route: RoutePlan): Generator<RoutePlan> {
  for (const hops of without(route.hops)) yield { ...route, hops };
  const { realm, source, tos, scope, prepend, ...plain } = route;
  for (const fewer of withoutKeys({ realm, source, tos, scope, prepend })) {
    const left = Object.entries(fewer).filter(([, value]) => value !== undefined);
    const there = [realm, source, tos, scope, prepend].filter((value) => value !== undefined);
    if (left.length < there.length) yield { ...plain, ...Object.fromEntries(left) };
  }
}

function* smallerNics(nic: NicPlan, at: number): Generator<NicPlan> {
  for (const addresses of without(nic.addresses)) yield { ...nic, addresses };
  for (const conf of withoutKeys(nic.conf)) yield { ...nic, conf };
  for (const neigh of withoutKeys(nic.neigh)) yield { ...nic, neigh };
  const mac = `02:00:00:00:01:0${at}`;
  if (nic.mac !== mac) yield { ...nic, mac };
  if (!nic.arp) yield { ...nic, arp: true };
  if (nic.promiscuous) yield { ...nic, promiscuous: false };
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
