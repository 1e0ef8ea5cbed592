import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from '../../src/ports/clock.ts';
import type { LinkOptions } from '../../src/ports/host.ts';
import type { FrameBatch, HeardFrame, Link } from '../../src/ports/link.ts';

/** A link and somebody else on its segment. */
export interface LinkStage {
  readonly link: Link;
  readonly clock: Clock;
  /** The other one puts a frame on the wire. */
  say(frame: Uint8Array): void;
  /** The frames the other one heard since the last call, oldest first, whatever they hold. */
  heard(): readonly Uint8Array[];
  /** The interface of the link goes down. */
  takeDown(): void;
  close(): void;
}

/** What every body of Link (with its Clock) promises. The link has the MAC OWN, the other one OTHER. */
export interface LinkBody {
  readonly name: string;
  /** A reason why it cannot be tried here. */
  readonly skip: string | false;
  readonly open: (options?: LinkOptions) => LinkStage;
}

export const OWN = '020000000001';
export const OTHER = '020000000002';
const BROADCAST = 'ffffffffffff';
const LONG = 2000;
/** For frames to cross and rings to be told: waits end early in a manual clock, and are bounded in a real one. */
const SETTLE = 60;

function arp(nth: number, { from = OTHER, to = BROADCAST, head = '0806' } = {}): Uint8Array {
  const last = nth.toString(16).padStart(4, '0');
  return hex(`${to}${from}${head}0001080006040001${from}00000000000000000000${`0a4d${last}`}`).slice();
}

function hex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function digitsOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Frames shorter than 60 bytes may come with padding behind them. */
function isFrame(heard: Uint8Array, said: Uint8Array): void {
  assert.equal(digitsOf(heard.subarray(0, said.length)), digitsOf(said));
  assert.ok(heard.subarray(said.length).every((byte) => byte === 0));
}

function unexpected(): void {
  assert.fail('nothing was to be heard');
}

function batchOf(frames: readonly Uint8Array[]): FrameBatch {
  const size = frames[0]!.length;
  const bytes = new Uint8Array(size * frames.length);
  frames.forEach((frame, at) => bytes.set(frame, at * size));
  return { bytes, size, count: frames.length };
}

/** Waits and drains until `count` frames came, for `LONG` at most. */
async function listen({ link, clock }: LinkStage, count: number) {
  const frames: { bytes: Uint8Array; at: number; wireLength: number; outgoing: boolean }[] = [];
  const until = clock.now() + LONG;
  while (frames.length < count && clock.now() < until) {
    await clock.wait(until, [link]);
    link.drain(({ bytes, ...rest }) => frames.push({ bytes: bytes.slice(), ...rest }));
  }
  return frames;
}

async function settle({ clock }: LinkStage): Promise<void> {
  await clock.wait(clock.now() + SETTLE);
}

async function sendAll(stage: LinkStage, batch: FrameBatch): Promise<void> {
  let done = 0;
  while (done < batch.count) {
    const rest = {
      bytes: batch.bytes.subarray(done * batch.size),
      size: batch.size,
      count: batch.count - done,
    };
    const { sent, down } = stage.link.send(rest);
    assert.equal(down, undefined);
    done += sent;
    if (sent < rest.count) await stage.clock.wait(stage.clock.now() + 1);
  }
}

/** The suite. Every body of Link runs it. */
export function linkContract({ name, skip, open }: LinkBody): void {
  const on = (
    what: string,
    body: (stage: LinkStage) => void | Promise<void>,
    options: LinkOptions = {},
  ): void => {
    test(`${name}: ${what}`, { skip }, async () => {
      const stage = open(options);
      try {
        await body(stage);
      } finally {
        stage.close();
      }
    });
  };

  on('hears ARP in order, and a wait for it ends before its time', async (stage) => {
    const said = [1, 2, 3].map((nth) => arp(nth));
    const asked = stage.clock.now();
    for (const frame of said) stage.say(frame);
    const heard = await listen(stage, 3);
    assert.equal(heard.length, 3);
    heard.forEach(({ bytes, wireLength, outgoing }, at) => {
      isFrame(bytes, said[at]!);
      assert.equal(wireLength, bytes.length);
      assert.equal(outgoing, false);
    });
    assert.deepEqual(
      heard.map(({ at }) => at),
      heard.map(({ at }) => at).toSorted((a, b) => a - b),
    );
    assert.ok(stage.clock.now() < asked + LONG);
  });

  on('hears RARP, tags and SNAP, and nothing else', async (stage) => {
    const snap = hex(`${BROADCAST}${OTHER}0024aaaa030000000806`);
    const wanted = [
      arp(1, { head: '8035' }),
      arp(2, { head: '8100a00a0806' }),
      arp(3, { head: '88a800648100000a0806' }),
      arp(4, { head: '810000008100000a810000148035' }),
      Uint8Array.from([...snap, ...arp(5).subarray(14)]),
      arp(6, { head: '81000000002caaaa030000000806' }),
    ];
    const unwanted = [
      arp(7, { head: '0800' }),
      arp(8, { head: '86dd' }),
      arp(9, { head: '8100000a0800' }),
      arp(10, { head: '0024aaaa030000f80806' }),
      arp(11, { head: '0024424203000000' }),
      hex(`${BROADCAST}${OTHER}8100`),
    ];
    for (let i = 0; i < wanted.length; i++) {
      stage.say(unwanted[i]!);
      stage.say(wanted[i]!);
    }
    const heard = await listen(stage, wanted.length);
    assert.equal(heard.length, wanted.length);
    heard.forEach(({ bytes, wireLength }, at) => {
      isFrame(bytes, wanted[at]!);
      assert.equal(wireLength, bytes.length);
    });
    await settle(stage);
    assert.deepEqual(stage.link.drain(unexpected), { kind: 'quiet' });
  });

  on('is quiet on a quiet wire, and a wait lasts as long as it was asked to', async (stage) => {
    const { link, clock } = stage;
    assert.deepEqual(link.drain(unexpected), { kind: 'quiet' });
    const until = clock.now() + SETTLE;
    await clock.wait(until, [link]);
    assert.ok(clock.now() >= until);
    assert.deepEqual(link.drain(unexpected), { kind: 'quiet' });
  });

  on('sends whole batches in order, and does not hear itself', async (stage) => {
    const said = Array.from({ length: 1500 }, (_, nth) => arp(nth, { from: OWN }));
    const batch = batchOf(said);
    await sendAll(stage, batch);
    // The bytes are the caller's again.
    batch.bytes.fill(0xdb);
    await settle(stage);
    const heard = stage.heard();
    assert.equal(heard.length, said.length);
    heard.forEach((bytes, at) => isFrame(bytes, said[at]!));
    assert.deepEqual(stage.link.drain(unexpected), { kind: 'quiet' });
  });

  on('stamps what it sent, by one clock with what it hears', async (stage) => {
    const { firstAt, lastAt, sent } = stage.link.send(batchOf([arp(1, { from: OWN })]));
    assert.equal(sent, 1);
    assert.ok(firstAt <= lastAt);
    await settle(stage);
    stage.say(arp(2));
    const [answer] = await listen(stage, 1);
    assert.ok(answer!.at > firstAt && answer!.at - firstAt < LONG + SETTLE);
  });

  on(
    'hears itself when it is asked to, tags as they were sent',
    async (stage) => {
      const said = [arp(1, { from: OWN }), arp(2, { from: OWN, head: '8100000a0806' })];
      const sent = said.map((frame) => stage.link.send(batchOf([frame])));
      const heard = await listen(stage, 2);
      assert.equal(heard.length, 2);
      heard.forEach(({ bytes, outgoing, at }, nth) => {
        isFrame(bytes, said[nth]!);
        assert.equal(outgoing, true);
        assert.ok(at >= sent[nth]!.firstAt - 1 && at <= sent[nth]!.lastAt + SETTLE);
      });
    },
    { outgoing: true },
  );

  on('sends tagged frames of any tag', async (stage) => {
    const said = ['8100000a0806', '88a800648100000a0806'].map((head) => arp(1, { from: OWN, head }));
    for (const frame of said) assert.equal(stage.link.send(batchOf([frame])).sent, 1);
    await settle(stage);
    const heard = stage.heard();
    assert.equal(heard.length, 2);
    heard.forEach((bytes, at) => isFrame(bytes, said[at]!));
  });

  on('a visitor that throws loses only the frame it was given', async (stage) => {
    const said = [1, 2, 3].map((nth) => arp(nth));
    for (const frame of said) stage.say(frame);
    await settle(stage);
    const lost: string[] = [];
    const kept: string[] = [];
    const fall = ({ bytes }: HeardFrame): void => {
      lost.push(digitsOf(bytes.subarray(0, said[0]!.length)));
      throw new Error('visitor');
    };
    assert.throws(() => stage.link.drain(fall), /visitor/);
    stage.link.drain(({ bytes }) => void kept.push(digitsOf(bytes.subarray(0, said[0]!.length))));
    assert.deepEqual({ lost, kept }, { lost: [digitsOf(said[0]!)], kept: said.slice(1).map(digitsOf) });
  });

  on('may be closed by its visitor, and twice, and then is down and deaf', async (stage) => {
    for (const nth of [1, 2, 3]) stage.say(arp(nth));
    await settle(stage);
    const { link } = stage;
    link.drain(() => link.close());
    link.close();
    assert.equal(link.drain(unexpected).kind, 'down');
    const { sent, down } = link.send(batchOf([arp(1)]));
    assert.equal(sent, 0);
    assert.ok(down);
    assert.equal(typeof link.counters().received, 'number');
    await stage.clock.wait(stage.clock.now() + LONG, [link]);
  });

  on('a wait that goes on while its link is closed ends', async (stage) => {
    const { link, clock } = stage;
    const asked = clock.now();
    const waiting = clock.wait(asked + LONG, [link]);
    await clock.wait(asked + 5);
    link.close();
    await waiting;
    assert.ok(clock.now() < asked + LONG);
  });

  on('hands out what it heard before it says that the interface went down', async (stage) => {
    const { link, clock } = stage;
    stage.say(arp(1));
    await settle(stage);
    const asked = clock.now();
    stage.takeDown();
    await clock.wait(asked + LONG, [link]);
    const seen: number[] = [];
    assert.deepEqual(
      link.drain(({ bytes }) => seen.push(bytes[41]!)),
      { kind: 'frames', frames: 1 },
    );
    assert.deepEqual(seen, [1]);
    await clock.wait(asked + LONG, [link]);
    const drained = link.drain(unexpected);
    assert.equal(drained.kind === 'down' && drained.why.code, 'ENETDOWN');
    const { sent, down } = link.send(batchOf([arp(2), arp(3), arp(4)]));
    assert.deepEqual([sent, down?.code], [0, 'ENETDOWN']);
    assert.equal(link.drain(unexpected).kind, 'down');
    assert.ok(clock.now() < asked + LONG);
  });

  on('a wait ends when the interface goes down', async (stage) => {
    const { link, clock } = stage;
    const asked = clock.now();
    const waiting = clock.wait(asked + LONG, [link]);
    await clock.wait(asked + 5);
    stage.takeDown();
    await waiting;
    assert.ok(clock.now() < asked + LONG);
    assert.equal(link.drain(unexpected).kind, 'down');
  });

  on('a send that finds the interface down says so, and every look after it too', async (stage) => {
    stage.takeDown();
    const { sent, down } = stage.link.send(batchOf([arp(1)]));
    assert.deepEqual([sent, down?.code], [0, 'ENETDOWN']);
    assert.equal(stage.link.drain(unexpected).kind, 'down');
  });

  on('counts what it received', async (stage) => {
    for (const nth of [1, 2, 3, 4, 5]) stage.say(arp(nth));
    await listen(stage, 5);
    const once = stage.link.counters();
    assert.deepEqual([once.received, once.dropped], [5, 0]);
    stage.say(arp(6));
    await listen(stage, 1);
    assert.equal(stage.link.counters().received, 6);
  });
}
