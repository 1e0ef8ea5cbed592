import { formatIpv4, readIpv4 } from '../../src/base/ipv4.ts';
import { formatMac, parseMac, readMac, writeMac } from '../../src/base/mac.ts';
import type { HostSnapshot, NudState } from '../../src/kernel/host.ts';
import { splitMessages } from '../../src/wire/netlink/message.ts';
import { neighbourCodec, RTM_NEWNEIGH } from '../../src/wire/netlink/neighbour.ts';
import { bytesOf, hexOf } from './draw-frames.ts';
import type { Draw } from './draw.ts';
import type { NewsOfNeighbours } from './cable.ts';
import type { HostPlan, NicPlan } from './plan.ts';
import { ipOf, STATES } from './requests.ts';
import type { Happening, Item, Performance, Script } from './script-plan.ts';
import { NICS, pause, type World } from './world.ts';

const PEERS_OF_NIC = 60;
const LENGTH = 7000;
const TAIL = 500;
/** Time for what the last happening sets going. */
const AFTERMATH = 3500;
/** Two ticks of the kernel's clock. */
const LEAST_LAG = 8;
const NUD_NAMES = new Map(Object.entries(STATES).map(([name, number]) => [number, name as NudState]));

/** NICs that differ in their times, each with many peers that all live at once. */
export function drawScripts(draw: Draw): { readonly plan: HostPlan; readonly scripts: readonly Script[] } {
  const nics = Array.from(
    { length: NICS },
    (_, at): NicPlan => ({
      mac: `02:00:00:00:01:0${at}`,
      up: true,
      arp: true,
      addresses: [{ local: `10.${at}.0.1`, length: 16, scope: 0 }],
      conf: draw.chance(0.3) ? { arp_accept: 1 } : {},
      neigh: {
        // Shorter than delay_first_probe_time on the first NIC, where that makes a difference.
        base_reachable_time_ms: at === 0 ? 600 : draw.one([600, 1000, 1800, 3000]),
        delay_first_probe_time: 1,
        retrans_time_ms: draw.one([100, 200, 350]),
        ucast_solicit: draw.number(0, 3),
        mcast_solicit: draw.number(draw.chance(0.15) ? 0 : 1, 3),
        mcast_resolicit: draw.one([0, 0, 1, 2]),
        locktime: draw.one([0, 30, 100, 100_000]),
      },
    }),
  );
  const plan: HostPlan = {
    nics,
    lo: [],
    all: {},
    rules: [],
    routes: [],
    published: [],
    disowned: [],
    everRule: false,
    everLocal: false,
    cut: [],
  };
  const scripts = nics.flatMap((nic, at) =>
    Array.from({ length: PEERS_OF_NIC }, (_, peer) =>
      drawScript(draw, nic, { nic: at, ip: `10.${at}.1.${peer + 1}` }),
    ),
  );
  return { plan, scripts };
}

const MACS = ['02:00:00:00:0a:01', '02:00:00:00:0a:02'] as const;
const SETTABLE = ['reachable', 'stale', 'delay', 'probe', 'permanent', 'noarp', 'failed'] as const;

function drawScript(draw: Draw, nic: NicPlan, of: { nic: number; ip: string }): Script {
  const happenings: Happening[] = [];
  let at = draw.number(0, 1500);
  while (at < LENGTH - TAIL && happenings.length < 12) {
    happenings.push(drawHappening(draw, nic, { ...of, at }));
    at += draw.one([
      draw.number(5, 60),
      draw.number(60, 500),
      draw.number(300, 1600),
      draw.number(900, 2600),
    ]);
  }
  return { ...of, happenings };
}

function drawHappening(draw: Draw, nic: NicPlan, of: { nic: number; ip: string; at: number }): Happening {
  const { at } = of;
  const mac = draw.chance(0.7) ? MACS[0] : MACS[1];
  switch (draw.weighted({ packet: 40, use: 5, frame: 40, set: 15 })) {
    case 'packet':
      return { at, kind: 'packet' };
    case 'use':
      return { at, kind: 'use' };
    case 'set':
      return { at, kind: 'set', state: draw.one(SETTABLE), mac };
    case 'frame':
      return { at, kind: 'frame', bytes: drawFrame(draw, nic, { ...of, mac }) };
  }
}

const FORMS = ['reply', 'broadcast-reply', 'question', 'overheard', 'announcement', 'answered'] as const;

function drawFrame(draw: Draw, nic: NicPlan, of: { nic: number; ip: string; mac: string }): string {
  const form = draw.one(FORMS);
  const own = parseMac(nic.mac)!;
  const sha = parseMac(of.mac)!;
  const isReply = form === 'reply' || form === 'broadcast-reply' || form === 'answered';
  const bytes = new Uint8Array(42);
  const view = new DataView(bytes.buffer);
  writeMac(bytes, 0, form === 'reply' ? own : 0xffffffffffff);
  writeMac(bytes, 6, sha);
  bytes.set([8, 6, 0, 1, 8, 0, 6, 4, 0, isReply ? 2 : 1], 12);
  writeMac(bytes, 22, sha);
  view.setUint32(28, ipOf(of.ip), false);
  writeMac(bytes, 32, form === 'answered' ? sha : 0);
  const target = form === 'overheard' ? `10.${of.nic}.9.9` : `10.${of.nic}.0.1`;
  view.setUint32(38, ipOf(form === 'announcement' || form === 'answered' ? of.ip : target), false);
  return hexOf(bytes);
}

interface Scripts {
  readonly seed: string;
  readonly plan: HostPlan;
  readonly scripts: readonly Script[];
}

/**
 * Lets all scripts run at once and writes down what came of them, with times. Anew when the kernel drew other reachable
 * times meanwhile, which it does every 300 s for all namespaces (net/core/neighbour.c neigh_periodic_work).
 */
export function perform(world: World, of: Scripts): Performance {
  const performed = performOnce(world, of);
  const drawn = ({ neigh }: HostSnapshot): string =>
    JSON.stringify(Object.entries(neigh.links).map(([name, times]) => [name, times?.reachable_time_ms]));
  return drawn(performed.host) === drawn(world.snapshot()) ? performed : performOnce(world, of);
}

function performOnce(world: World, of: Scripts): Performance {
  world.build(of.plan);
  const host = world.snapshot();
  const news = world.listen();
  const items = new Map(of.scripts.map(({ nic, ip }) => [`e${nic} ${ip}`, [] as Item[]]));
  const due = of.scripts
    .flatMap((script) => script.happenings.map((what) => ({ script, what })))
    .toSorted((a, b) => a.what.at - b.what.at);
  const nameOf = new Map(host.links.map(({ index, name }) => [index, name]));
  let lag = 0;
  let collectedAt = performance.now();
  const collect = (): void => {
    const at = performance.now();
    lag = Math.max(lag, at - collectedAt);
    collectedAt = at;
    collectNews(news, (index, ip, item) => items.get(`${nameOf.get(index)} ${ip}`)?.push({ ...item, at }));
    collectAsked(world, (nic, ip, to) => items.get(`e${nic} ${ip}`)?.push({ at, kind: 'asked', to }));
  };
  const startedAt = performance.now();
  const length = Math.min(LENGTH, (due.at(-1)?.what.at ?? 0) + AFTERMATH);
  for (let next = 0; performance.now() - startedAt < length; ) {
    while (next < due.length && performance.now() - startedAt >= due[next]!.what.at) {
      const { script, what } = due[next++]!;
      collect();
      items.get(`e${script.nic} ${script.ip}`)!.push({ at: performance.now(), kind: 'done', what });
      act(world, script, what);
    }
    collect();
    pause(2);
  }
  collect();
  const endedAt = performance.now();
  const after: Record<string, string> = {};
  for (const payload of world.neighbours()) {
    const decoded = neighbourCodec.decode(payload);
    if (!decoded.ok || typeof decoded.value.address !== 'number') continue;
    const { index, address, hardware, state } = decoded.value;
    const mac = typeof hardware === 'number' ? formatMac(hardware) : null;
    after[`${nameOf.get(index)} ${formatIpv4(address)}`] = `${NUD_NAMES.get(state)} ${mac}`;
  }
  news.close();
  const scripts = of.scripts.map((script) => ({ script, items: items.get(`e${script.nic} ${script.ip}`)! }));
  return { seed: of.seed, plan: of.plan, host, scripts, lag: lag + LEAST_LAG, endedAt, after };
}

function act(world: World, { nic, ip }: Script, what: Happening): void {
  switch (what.kind) {
    case 'packet':
      world.say(nic, ipOf(`10.${nic}.0.1`), ipOf(ip));
      break;
    case 'use':
      world.use(nic, ip);
      break;
    case 'frame':
      world.cables[nic]!.send(bytesOf(what.bytes));
      break;
    case 'set':
      world.set({ nic, ip, state: what.state, mac: what.state === 'failed' ? null : what.mac });
  }
}

type News = Extract<Item, { kind: 'notified' }>;

function collectNews(
  news: NewsOfNeighbours,
  tell: (index: number, ip: string, item: Omit<News, 'at'>) => void,
): void {
  news.drain((datagram) => {
    for (const { type, payload } of splitMessages(datagram).messages) {
      const decoded = neighbourCodec.decode(payload);
      if (type !== RTM_NEWNEIGH || !decoded.ok || typeof decoded.value.address !== 'number') continue;
      const { index, address, hardware, state } = decoded.value;
      const mac = typeof hardware === 'number' ? formatMac(hardware) : null;
      tell(index, formatIpv4(address), { kind: 'notified', state: NUD_NAMES.get(state)!, mac });
    }
  });
}

const REQUEST = 1;

function collectAsked(world: World, tell: (nic: number, ip: string, to: string) => void): void {
  world.cables.forEach((cable, nic) => {
    cable.drain((bytes) => {
      if (bytes[21] === REQUEST) tell(nic, formatIpv4(readIpv4(bytes, 38)), formatMac(readMac(bytes, 0)));
    });
  });
}
