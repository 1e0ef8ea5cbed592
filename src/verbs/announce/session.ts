import type { Dice } from '../../base/dice.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import { contains, subnetOf } from '../../base/prefix.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { FrameBatch, Link, LinkDown, Sent } from '../../ports/link.ts';
import { Pacer } from '../../asking/pacer.ts';
import { Asked } from './asked.ts';
import type { AnnounceEvent, Rival } from './events.ts';
import { ArpFrames } from './frames.ts';
import type { AnnounceOptions } from './options.ts';
import { PeerPair, Peer } from './peers.ts';

/** Frames in one call when nobody asked for a pace. */
const MOST_AT_ONCE = 512;

const FEW = 64;
const LOOK_AGAIN: Millis = 50;

/** `look`: who has it now; `rounds`: telling everybody; `rest`: telling those who do not believe it, and waiting. */
export type AnnouncePhase = 'look' | 'rounds' | 'rest' | 'done';

/** What one announcement knows. Only ear.ts and mouth.ts write to it. */
export class AnnounceSession {
  readonly link: Link;
  readonly wishes: AnnounceOptions;
  readonly frames: ArpFrames;
  readonly pacer: Pacer;
  /** MACs of this machine. */
  readonly ours: ReadonlySet<Mac>;
  readonly peers: readonly Peer[];
  readonly peerAt: ReadonlyMap<Ipv4, Peer>;
  /** For each address, in the order of the peers; empty when nothing is to be proven. */
  readonly pairs: readonly PeerPair[];
  /** Questions whose answers prove something. */
  readonly asked: Asked;
  #lookedAt: Instant = Number.NEGATIVE_INFINITY;
  readonly events: AnnounceEvent[] = [];
  /** Pairs with a question under way. */
  readonly hot = new Set<PeerPair>();
  /** Pairs that were answered since the last look at them. */
  readonly fresh = new Set<PeerPair>();
  readonly rivals = new Map<Ipv4, Map<Mac, Rival>>();
  /** Addresses that are left alone. */
  readonly refused = new Set<Ipv4>();

  phase: AnnouncePhase = 'look';
  /** By the verb's clock, as of the last look at it. */
  now: Instant = Number.NEGATIVE_INFINITY;
  /** When the last answer came that proves something; the same clock. */
  answeredAt: Instant = Number.NEGATIVE_INFINITY;
  /** Answers to what was never asked. */
  forged = 0;
  /** By the verb's clock. */
  phaseEndsAt: Instant | null = null;
  nextRoundAt: Instant = 0;
  roundBegan: Instant = 0;
  announcedSince: Instant | null = null;
  blockedUntil: Instant = 0;
  /** By the link's clock. */
  announcedAt: Instant | null = null;
  down: LinkDown | undefined;
  /** Passes over all addresses that are done, of the phase. */
  pass = 0;
  /** What of the pass has left. */
  cursor = 0;
  rounds = 0;
  told = 0;
  /** Packets that left, of every kind. */
  sent = 0;

  constructor(
    link: Link,
    wishes: AnnounceOptions,
    known: { readonly ours: ReadonlySet<Mac>; readonly dice: Dice },
  ) {
    this.link = link;
    this.wishes = wishes;
    this.ours = known.ours;
    this.asked = new Asked(known.dice, link.facts.mtu);
    const capacity = wishes.rate === Number.POSITIVE_INFINITY ? MOST_AT_ONCE : 64;
    this.frames = new ArpFrames(link.facts.mac, wishes.vlan, capacity);
    this.pacer = new Pacer(wishes.rate);
    this.peers = wishes.via.map(({ ip, mac }) => new Peer(ip, mac, ownFor(wishes, ip)));
    this.peerAt = new Map(this.peers.map((peer) => [peer.ip, peer]));
    const pairs: PeerPair[] = [];
    if (wishes.verify)
      for (let at = 0; at < wishes.addresses.size; at++)
        for (const peer of this.peers) pairs.push(new PeerPair(wishes.addresses.at(at), peer));
    this.pairs = pairs;
  }

  pairOf(ip: Ipv4, peer: Peer): PeerPair | undefined {
    const at = this.wishes.addresses.indexOf(ip);
    return at < 0 ? undefined : this.pairs[at * this.peers.length + this.peers.indexOf(peer)];
  }

  /** The one MAC that spoke as the address, if there is just one. */
  rivalOf(ip: Ipv4): Mac | null {
    const macs = [...(this.rivals.get(ip)?.keys() ?? [])];
    return macs.length === 1 ? macs[0]! : null;
  }

  /** Pairs of which something new may be known since the last call. */
  *changed(now: Instant): Generator<PeerPair> {
    const fresh = new Set(this.fresh);
    this.fresh.clear();
    for (const pair of fresh) {
      if (pair.settling(now)) this.fresh.add(pair);
      yield pair;
    }
    // Silence becomes known by time alone; many are not looked through at every turn.
    if (this.hot.size > FEW && now < this.#lookedAt + LOOK_AGAIN) return;
    this.#lookedAt = now;
    for (const pair of this.hot) if (!fresh.has(pair)) yield pair;
  }

  proofOf(pair: PeerPair, now: Instant) {
    return pair.proof(now, { announcedAt: this.announcedAt, rival: this.rivalOf(pair.ip) });
  }

  transmit(batch: FrameBatch, now: Instant): Sent {
    const sent = this.link.send(batch);
    if (sent.down) this.down = sent.down;
    else if (sent.sent < batch.count) this.blockedUntil = now + 1;
    this.sent += sent.sent;
    this.pacer.left(sent.sent);
    if (this.wishes.frames)
      for (let nth = 0; nth < sent.sent; nth++) {
        const bytes = batch.bytes.slice(nth * batch.size, (nth + 1) * batch.size);
        this.events.push(this.frameEvent(bytes, { outgoing: true, at: sent.firstAt }));
      }
    return sent;
  }

  frameEvent(
    bytes: Uint8Array,
    how: { readonly outgoing: boolean; readonly at: Instant; readonly wireLength?: number },
  ): AnnounceEvent {
    const { outgoing, at, wireLength = bytes.length } = how;
    return { type: 'frame', interface: this.link.facts.name, bytes, wireLength, outgoing, at };
  }
}

/**
 * An address of ours in the peer's subnet that is not announced itself: its answers show that the peer can answer. None in
 * a VLAN: ours may be somebody else's there.
 */
function ownFor({ facts, vlan, addresses }: AnnounceOptions, peer: Ipv4): Ipv4 | null {
  if (vlan !== null) return null;
  const other = facts.addresses.filter(({ ip }) => !addresses.has(ip));
  const near = other.find((own) => contains(subnetOf(own), peer));
  // A host of /32 addresses is in no subnet with its gateway, and its gateway answers all of them.
  const alone = facts.addresses.every(({ prefixLength }) => prefixLength === 32);
  return near?.ip ?? (alone ? (other[0]?.ip ?? null) : null);
}
