import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Network, WatchEvent } from '../../inventory/watch-event.ts';
import type { EvidenceFrame } from '../../ports/store.ts';
import { type CaptureFrame, LINKTYPE_ETHERNET } from '../../wire/capture-frame.ts';
import { type Glance, glance, newGlance } from '../../wire/glance.ts';

/** Of an episode the first frames and the latest are kept, so many of each. */
const FIRST = 100;
const LATEST = 100;
/** Between two commits: of a storm there are enough of the same. */
const MOST_LATER = 20;
/** Episodes whose frames are gathered at once, and a frame at most: ARP is shorter. */
const MOST_EPISODES = 4096;
const LONGEST = 256;

interface About {
  readonly id: string;
  readonly ip: Ipv4 | null;
  readonly macs: readonly Mac[];
  readonly network: Network;
  frames: number;
  later: number;
}

/** Gathers the frames that belong to open episodes; nothing is looked at while there is none. */
export class EvidenceRing {
  readonly #open = new Map<string, About>();
  /** Episodes of an address, and of MACs alone. */
  readonly #byIp = new Map<Ipv4, Set<About>>();
  readonly #byMac = new Map<Mac, Set<About>>();
  readonly #glance: Glance = newGlance();
  #current: CaptureFrame | undefined;
  #taken = new Map<string, EvidenceFrame>();

  /** The frame that is being judged: what is told meanwhile was proven by it. `undefined`: by silence. */
  judging(frame: CaptureFrame | undefined): void {
    this.#current = frame;
  }

  tell({ id, state, ip, macs, network }: WatchEvent): void {
    const known = this.#open.get(id);
    if (known) this.#leave(known);
    if (state === 'close' && known) return;
    const about = { id, ip, macs, network, frames: known?.frames ?? 0, later: known?.later ?? 0 };
    // What happens in one moment has one frame.
    if (!known && this.#current) this.#keep(about, this.#current);
    if (state !== 'close' && (known || this.#open.size < MOST_EPISODES)) this.#enter(about);
  }

  /** Before the frame is judged: what it opens keeps it by `tell`. */
  heard(frame: CaptureFrame): void {
    if (this.#open.size === 0 || frame.linkType !== LINKTYPE_ETHERNET) return;
    const seen = this.#glance;
    if (!glance(frame.bytes, seen, frame.from) || seen.end > frame.to) return;
    const vlan = seen.vid < 0 ? null : seen.vid;
    for (const set of [this.#byIp.get(seen.spa), this.#byMac.get(seen.sha)])
      for (const about of set ?? [])
        if (about.network.interface === frame.interfaceName && about.network.vlan === vlan)
          this.#keep(about, frame);
  }

  /** What was gathered since the last call. */
  take(): readonly EvidenceFrame[] {
    if (this.#taken.size === 0) return NOTHING;
    const taken = [...this.#taken.values()];
    this.#taken = new Map();
    for (const about of this.#open.values()) about.later = 0;
    return taken;
  }

  #enter(about: About): void {
    this.#open.set(about.id, about);
    for (const set of this.#setsOf(about)) set.add(about);
  }

  #leave(about: About): void {
    this.#open.delete(about.id);
    for (const set of this.#setsOf(about)) set.delete(about);
    if (about.ip !== null && this.#byIp.get(about.ip)?.size === 0) this.#byIp.delete(about.ip);
    for (const mac of about.macs) if (this.#byMac.get(mac)?.size === 0) this.#byMac.delete(mac);
  }

  #setsOf({ ip, macs }: About): readonly Set<About>[] {
    return ip === null ? macs.map((mac) => setOf(this.#byMac, mac)) : [setOf(this.#byIp, ip)];
  }

  #keep(about: About, frame: CaptureFrame): void {
    const number = about.frames++;
    if (number >= FIRST && about.later++ >= MOST_LATER) return;
    const slot = number < FIRST ? number : FIRST + ((number - FIRST) % LATEST);
    const { bytes, from, to, wireLength, hasTime, seconds, nanoseconds, interfaceName, outgoing } = frame;
    this.#taken.set(`${about.id} ${slot}`, {
      id: about.id,
      slot,
      at: hasTime ? seconds * 1000 + nanoseconds / 1e6 : null,
      interface: interfaceName,
      outgoing: outgoing === true,
      wireLength,
      bytes: new Uint8Array(bytes.subarray(from, Math.min(to, from + LONGEST))),
    });
  }
}

const NOTHING: readonly EvidenceFrame[] = [];

function setOf<K>(sets: Map<K, Set<About>>, key: K): Set<About> {
  let set = sets.get(key);
  if (!set) sets.set(key, (set = new Set()));
  return set;
}
