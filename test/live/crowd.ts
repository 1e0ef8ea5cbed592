import type { Link } from '../../src/ports/link.ts';
import { writeArpFrame } from '../../src/wire/arp-frame.ts';
import { glance, newGlance } from '../../src/wire/glance.ts';

const SIZE = 42;
const FIRST = 0x02_bb_00_00_00_00;

export interface Crowd {
  readonly macs: number;
  readonly answersFor: (ip: number) => boolean;
  /** Questions with sender 0.0.0.0 are answered too. */
  readonly probes: boolean;
}

/** Answers each question as many machines; a question to one of their MACs as that one alone. Ends when called. */
export function answerAsCrowd(link: Link, { macs, answersFor, probes }: Crowd): () => void {
  const arp = newGlance();
  const bytes = new Uint8Array(SIZE * 4096);
  let count = 0;
  const flush = (): void => {
    if (count > 0) link.send({ bytes, size: SIZE, count });
    count = 0;
  };
  const timer = setInterval(() => {
    link.drain((frame) => {
      if (frame.outgoing || !glance(frame.bytes, arp) || arp.op !== 1 || !answersFor(arp.tpa)) return;
      if (arp.spa === 0 && !probes) return;
      const { dst, sha, spa, tpa } = arp;
      const one = dst - FIRST;
      const [from, to] = one >= 0 && one < macs ? [one, one + 1] : [0, macs];
      for (let at = from; at < to; at++) {
        const mac = FIRST + at;
        writeArpFrame(bytes, count * SIZE, {
          dst: sha,
          src: mac,
          op: 2,
          sha: mac,
          spa: tpa,
          tha: sha,
          tpa: spa,
        });
        if (++count === 4096) flush();
      }
    });
    flush();
  }, 1);
  return () => clearInterval(timer);
}

/** Replies nobody asked for, to one MAC, from MACs that are made up, some 100,000 a second. Ends when called. */
export function floodReplies(
  link: Link,
  to: { readonly mac: number; readonly ip: number; readonly net: number },
): () => void {
  const count = 1000;
  const bytes = new Uint8Array(SIZE * count);
  const timer = setInterval(() => {
    for (let at = 0; at < count; at++) {
      const sha = 0x02_00_00_00_00_00 + Math.floor(Math.random() * 2 ** 32);
      const spa = to.net + Math.floor(Math.random() * 256);
      const tpa = Math.random() < 0.5 ? 0 : to.ip;
      writeArpFrame(bytes, at * SIZE, { dst: to.mac, src: sha, op: 2, sha, spa, tha: to.mac, tpa });
    }
    link.send({ bytes, size: SIZE, count });
  }, 10);
  return () => clearInterval(timer);
}
