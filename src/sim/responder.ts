import type { Ipv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, type Mac } from '../base/mac.ts';
import type { Millis } from '../base/time.ts';
import { OP_REPLY, OP_REQUEST } from '../wire/arp.ts';
import { ETHERTYPE_ARP } from '../wire/ethernet.ts';
import { type Glance, glance, newGlance } from '../wire/glance.ts';
import type { RawTag } from '../wire/vlan.ts';
import { ipOf, macOf, type Written } from './addresses.ts';
import type { Nic } from './nic.ts';
import type { Segment } from './segment.ts';
import { tagsOf } from './tags.ts';
import { arpFrame } from './who-has.ts';
import type { World } from './world.ts';

/** How something that is no Linux host answers. What is left out is what RFC 826 asks for. */
export interface Habits {
  /** Text in any spelling, or a number, as all addresses here. */
  readonly mac: Written;
  /** The addresses it answers for, its own or not. */
  readonly answersFor: (ip: Ipv4) => boolean;
  /** It sleeps: the answer comes so much later. */
  readonly delay?: Millis;
  /** No answer to a question with sender 0.0.0.0. */
  readonly ignoresProbes?: boolean;
  /** Senders it does not answer. */
  readonly ignores?: readonly Written[];
  /** Answers go to everybody, to no one in particular: as farpd does. */
  readonly broadcasts?: boolean;
  /** Says each answer so often, `gap` apart (default 0.1 ms). */
  readonly times?: number;
  readonly gap?: Millis;
  /** The Ethernet source, when it is not the MAC it tells. */
  readonly frameSource?: Written;
  /** Listens on these VLANs with tags (0: without); default without only. */
  readonly vlans?: readonly number[];
  /** Bytes behind each answer, as drivers pad. */
  readonly trailer?: number;
}

/** Plugs in something that answers by these habits alone; the rules of Linux are not in here. */
export function openResponder(world: World, segment: Segment, habits: Habits): Nic {
  const mac = macOf(habits.mac);
  const frameSource = macOf(habits.frameSource ?? mac);
  const ignores = habits.ignores?.map(ipOf) ?? [];
  const nic = segment.plug({ mac, ...(frameSource !== mac && { alsoMacs: [frameSource] }) });
  const heard = newGlance();
  const { delay = 0, times = 1, gap = 0.1 } = habits;
  nic.listen({
    hear: (bytes, at) => {
      if (!glance(bytes, heard) || ignores.includes(heard.spa) || !wouldAnswer(heard, habits)) return;
      const answer = answerTo(heard, { ...habits, mac, frameSource, tags: tagsOf(bytes) });
      for (let nth = 0; nth < times; nth++) {
        if (delay + nth * gap === 0) nic.send(answer);
        else world.at(at + delay + nth * gap, () => nic.send(answer));
      }
    },
  });
  return nic;
}

function wouldAnswer(heard: Glance, habits: Habits): boolean {
  if (heard.etherType !== ETHERTYPE_ARP || heard.op !== OP_REQUEST) return false;
  if (heard.tags > 1 || !(habits.vlans ?? [0]).includes(Math.max(heard.vid, 0))) return false;
  if (heard.spa === 0 && habits.ignoresProbes === true) return false;
  // A question about itself is somebody's announcement.
  return heard.spa !== heard.tpa && habits.answersFor(heard.tpa);
}

interface Answering extends Habits {
  readonly mac: Mac;
  readonly frameSource: Mac;
  readonly tags: readonly RawTag[];
}

function answerTo(heard: Glance, habits: Answering): Uint8Array {
  const { mac, tags, broadcasts = false, trailer = 0 } = habits;
  const dst = broadcasts ? BROADCAST_MAC : heard.sha;
  const frame = arpFrame({
    dst,
    src: habits.frameSource,
    tags,
    op: OP_REPLY,
    sha: mac,
    spa: heard.tpa,
    tha: dst,
    tpa: heard.spa,
  });
  if (trailer === 0) return frame;
  const padded = new Uint8Array(frame.length + trailer);
  padded.set(frame);
  return padded;
}
