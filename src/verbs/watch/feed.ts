import { BROADCAST_MAC, ZERO_MAC } from '../../base/mac.ts';
import type { Watch } from '../../inventory/watch.ts';
import { asArpIpv4, OP_REPLY } from '../../wire/arp.ts';
import { type CaptureFrame, LINKTYPE_ETHERNET } from '../../wire/capture-frame.ts';
import { evidenceBehind } from '../../wire/evidence.ts';
import { type Glance, newGlance } from '../../wire/glance.ts';
import { decodeLinkHeader } from '../../wire/link-header.ts';
import type { ReadFrame, Unread } from '../read/events.ts';
import { readFrame } from '../read/frame.ts';
import { isPlainOther } from '../read/plain.ts';
import { UnreadCounts } from '../read/unread.ts';

/** Hands every captured frame to the fold, those that a glance does not read by the way of the single frame. */
export class WatchFeed {
  readonly #fold: Watch;
  readonly #glance: Glance = newGlance();
  readonly #unread = new UnreadCounts();
  #frames = 0;

  constructor(fold: Watch) {
    this.#fold = fold;
  }

  get unread(): readonly Unread[] {
    return this.#unread.list;
  }

  take(frame: CaptureFrame): void {
    this.#frames++;
    if (!this.#fold.hear(frame) && !isPlainOther(frame)) this.#carefully(frame);
  }

  #carefully(captured: CaptureFrame): void {
    const frame = readFrame(captured, this.#frames);
    if (frame === undefined) this.#beside(captured);
    else if (frame.kind === 'unreadable') {
      this.#unread.add(frame);
      this.#fold.count('unreadable');
    } else if (frame.kind === 'malformed') this.#fold.count('malformed');
    else this.#arp(frame, captured);
  }

  #arp({ arp, link }: ReadFrame, captured: CaptureFrame): void {
    const packet = arp && asArpIpv4(arp);
    if (!packet || !link) return;
    const { dst, src, etherType, tags } = link;
    const seen = Object.assign(this.#glance, packet, {
      dst: dst ?? likelyTarget(packet),
      src: src ?? packet.sha,
      etherType,
      vid: tags[0]?.vid ?? -1,
      tags: tags.length,
    });
    this.#fold.hearOther(seen, tags[1]?.vid ?? -1, captured);
  }

  #beside(captured: CaptureFrame): void {
    if (captured.linkType === LINKTYPE_ETHERNET) return;
    const bytes = captured.bytes.subarray(captured.from, captured.to);
    const link = decodeLinkHeader(bytes, captured.linkType);
    if (!link.ok) return;
    const { etherType, payloadAt: at, src, tags } = link.value;
    const vid = tags[0]?.vid ?? -1;
    const payload = { etherType, at, end: bytes.length, src: src ?? ZERO_MAC, vid, tags: tags.length };
    const evidence = evidenceBehind(bytes, payload);
    if (evidence) this.#fold.hearBeside(evidence, tags[1]?.vid ?? -1, captured);
  }
}

/** A cooked header does not keep whom a frame is for: an answer goes to whom it names, all else to everybody. */
function likelyTarget({ op, spa, tpa, tha }: Pick<Glance, 'op' | 'spa' | 'tpa' | 'tha'>): number {
  return op === OP_REPLY && spa !== tpa && tha !== ZERO_MAC ? tha : BROADCAST_MAC;
}
