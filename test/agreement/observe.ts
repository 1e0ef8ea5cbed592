import { formatIpv4 } from '../../src/base/ipv4.ts';
import { formatMac } from '../../src/base/mac.ts';
import type { HostSnapshot, NudState } from '../../src/kernel/host.ts';
import { neighbourCodec } from '../../src/wire/netlink/neighbour.ts';
import { bytesOf, hexOf, type Throws } from './draw-frames.ts';
import type { AskPlan, EntryPlan, FramePlan, HostPlan } from './plan.ts';
import { ipOf, STATES } from './requests.ts';
import { pause, type World } from './world.ts';

/** What came out of a cable. */
export interface Emitted {
  readonly nic: number;
  readonly bytes: string;
}

export interface EntrySeen {
  readonly nic: string;
  readonly ip: string;
  readonly state: NudState;
  readonly mac: string | null;
}

/** Everything that is needed to judge a model later, without a kernel. */
export interface Observation {
  readonly seed: string;
  readonly plan: HostPlan;
  /** As it was read before the first frame; its marks are those the harness knows. */
  readonly host: HostSnapshot;
  /** What the snapshot itself concluded of the rules mark. */
  readonly concludedRules: boolean | null;
  readonly entries: readonly EntryPlan[];
  readonly frames: readonly FramePlan[];
  /** Everything that came out after the frames. */
  readonly emitted: readonly Emitted[];
  readonly after: readonly EntrySeen[];
  readonly asked: readonly {
    readonly ask: AskPlan;
    readonly emitted: readonly Emitted[];
    /** The kernel had a way for it. */
    readonly routed: boolean;
  }[];
  /** For each frame whether it is answered, under many keys of the kernel's hash; null where no route has several ways, or no key can be set. */
  readonly hashed: readonly ('always' | 'sometimes' | 'never')[] | null;
}

/** Ticks of 4 ms: an entry must be older than one for locktime 0 to be over. */
const TWO_TICKS = 12;
const LONGEST = 10_000;

/** Builds a host, lets frames and packets loose on it, and writes down what the kernel did. `slowly` gives it time for everything. */
export function observe(
  world: World,
  of: {
    readonly seed: string;
    readonly plan: HostPlan;
    readonly choose: (built: HostSnapshot) => Throws;
  },
  slowly = false,
): Observation {
  const { seed, plan } = of;
  world.build(plan);
  const throws = of.choose(marked(world, world.snapshot()));
  world.prepare(throws.entries);
  // An entry that is set to probe does so a tick later, and fails then if it must ask nobody.
  if (throws.entries.some(({ state }) => state === 'probe')) pause(TWO_TICKS);
  const read = world.snapshot();
  const host = marked(world, read);
  pause(TWO_TICKS);
  collect(world);
  for (const { nic, bytes } of throws.frames) world.cables[nic]!.send(bytesOf(bytes));
  const longest = Math.max(...plan.nics.map(({ neigh }) => (neigh.proxy_delay ?? 0) * 10));
  const emitted = untilQuiet(world, slowly ? 40 : 2);
  if (longest > 0) {
    pause(Math.min(LONGEST, longest * 1.2 + 20));
    emitted.push(...untilQuiet(world, 2));
  }
  const after = seenEntries(world, host);
  const asked = askAll(world, throws.asks, slowly);
  return {
    seed,
    plan,
    host,
    concludedRules: read.sticky.customRules,
    entries: throws.entries,
    frames: throws.frames,
    emitted,
    after,
    asked,
    hashed: hasSeveralWays(plan) && longest === 0 ? underOtherKeys(world, throws.frames, slowly) : null,
  };
}

/** With the marks the harness knows of. */
function marked(world: World, read: HostSnapshot): HostSnapshot {
  const { customRules, customLocal } = world;
  return { ...read, sticky: { customRules, customLocal } };
}

function collect(world: World): Emitted[] {
  const emitted: Emitted[] = [];
  world.cables.forEach((cable, nic) => {
    cable.drain((bytes) => emitted.push({ nic, bytes: hexOf(bytes) }));
  });
  return emitted;
}

function untilQuiet(world: World, step: number): Emitted[] {
  const emitted: Emitted[] = [];
  for (let quiet = 0; quiet < 2; ) {
    pause(step);
    const more = collect(world);
    emitted.push(...more);
    quiet = more.length === 0 ? quiet + 1 : 0;
  }
  return emitted;
}

const NAMES = new Map(Object.entries(STATES).map(([name, number]) => [number, name as NudState]));

/** Of one route there are several next hops. */
export function hasSeveralWays({ routes, objects = [] }: HostPlan): boolean {
  return routes.some(({ hops }) => hops.length > 1) || objects.some(({ group }) => group !== undefined);
}

const KEYS = 12;
const KEYS_SLOWLY = 60;
const REPLY = 2;

/** No two frames have the same sender MAC, so an answer says whose it is. */
function underOtherKeys(world: World, frames: readonly FramePlan[], slowly: boolean): Observation['hashed'] {
  const keys = slowly ? KEYS_SLOWLY : KEYS;
  const answered = new Map<string, number>();
  for (let key = 1; key <= keys; key++) {
    if (!world.reseed(key)) return null;
    for (const { nic, bytes } of frames) world.cables[nic]!.send(bytesOf(bytes));
    const askers = untilQuiet(world, slowly ? 4 : 2)
      .filter(({ bytes }) => bytesOf(bytes)[21] === REPLY)
      .map(({ nic, bytes }) => `${nic} ${bytes.slice(64, 76)}`);
    for (const asker of new Set(askers)) answered.set(asker, (answered.get(asker) ?? 0) + 1);
  }
  world.reseed(0);
  return frames.map(({ nic, bytes }) => {
    const times = answered.get(`${nic} ${bytes.slice(44, 56)}`) ?? 0;
    return times === 0 ? 'never' : times === keys ? 'always' : 'sometimes';
  });
}

function seenEntries(world: World, host: HostSnapshot): EntrySeen[] {
  const nameOf = new Map(host.links.map(({ index, name }) => [index, name]));
  return world.neighbours().flatMap((payload) => {
    const decoded = neighbourCodec.decode(payload);
    if (!decoded.ok || typeof decoded.value.address !== 'number') return [];
    const { index, address, hardware, state } = decoded.value;
    const mac = typeof hardware === 'number' ? formatMac(hardware) : null;
    return [{ nic: nameOf.get(index) ?? '', ip: formatIpv4(address), state: NAMES.get(state)!, mac }];
  });
}

const PROBED = '02:00:00:00:09:09';

function askAll(world: World, asks: readonly AskPlan[], slowly: boolean): Observation['asked'] {
  collect(world);
  const asked = asks
    .filter(({ how }) => how !== 'probe')
    .map((ask) => {
      let routed = true;
      if (ask.how === 'packet') routed = world.say(ask.nic, ipOf(ask.source), ipOf(ask.target));
      else world.use(ask.nic ?? 0, ask.target);
      if (slowly) pause(5);
      return { ask, emitted: collect(world), routed };
    });
  const probes = asks.filter(({ how }) => how === 'probe');
  if (probes.length === 0) return asked;
  for (const { nic, target } of probes) world.set({ nic: nic ?? 0, ip: target, state: 'probe', mac: PROBED });
  pause(TWO_TICKS);
  const emitted = untilQuiet(world, slowly ? 20 : 2);
  return [
    ...asked,
    ...probes.map((ask) => ({
      ask,
      emitted: emitted.filter((each) => each.nic === ask.nic),
      routed: true,
    })),
  ];
}
