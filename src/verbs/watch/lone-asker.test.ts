import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LoneQuestion, MayAsk, WatchFold } from '../../inventory/watcher.ts';
import type { Host, InterfaceFacts } from '../../ports/host.ts';
import type { FrameBatch, Link } from '../../ports/link.ts';
import { glance, newGlance } from '../../wire/glance.ts';
import type { Watched } from './links.ts';
import { LoneAsker } from './lone-asker.ts';

const [A, IP, OWN] = [0x02000000000a, 0x0a000005, 0x0200000000ff];

/** Whatever is free is asked, for ever. */
function fold(questions: readonly LoneQuestion[], seen?: (may: MayAsk) => void): WatchFold {
  const toAsk = (may: MayAsk): readonly LoneQuestion[] => {
    seen?.(may);
    return questions.filter((one) => may.isFree(one));
  };
  return { toAsk } as unknown as WatchFold;
}

interface Sent {
  readonly at: number;
  readonly bytes: Uint8Array;
}

class Stage {
  now = 0;
  readonly sent: Sent[] = [];
  readonly asker: LoneAsker;

  constructor(neighbours: Host['neighbours'] = () => []) {
    const host = { interfaces: () => [], openLink: () => assert.fail(), neighbours };
    this.asker = new LoneAsker({ host, clock: { now: () => this.now, wait: () => Promise.resolve() } });
  }

  watched(place: number, more: Partial<InterfaceFacts> = {}, wire = `${place}`): Watched {
    const facts = { name: `eth${place}`, up: true, mac: OWN, ...more } as InterfaceFacts;
    const send = ({ bytes }: FrameBatch) => {
      this.sent.push({ at: this.now, bytes: bytes.slice() });
      this.now += 3;
      return { sent: 1, firstAt: 0, lastAt: 0 };
    };
    const link = { send } as unknown as Link;
    return {
      place,
      name: facts.name,
      wire,
      facts,
      link,
      frames: 0,
      lastFrame: null,
      dropped: 0,
      droppedHere: 0,
      blinds: new Map(),
    };
  }

  run(questions: readonly LoneQuestion[], watched: readonly Watched[], millis: number): void {
    const until = this.now + millis;
    for (; this.now < until; this.now += 7) this.asker.ask(fold(questions), watched);
  }
}

test('one question a second on each network, and each wire is one, whatever it is heard by', () => {
  const stage = new Stage();
  const one = (place: number, vlan: number | null = null): LoneQuestion => ({ place, vlan, mac: A, ip: IP });
  stage.run([one(0)], [stage.watched(0)], 10_000);
  assert.equal(stage.sent.length, 10);
  for (const [at, { at: left }] of stage.sent.entries())
    if (at > 0) assert.ok(left - stage.sent[at - 1]!.at >= 1000);
  assert.equal(stage.asker.sent, 10);
  const two = new Stage();
  two.run([one(0), one(1), one(0, 20)], [two.watched(0), two.watched(1)], 10_000);
  assert.equal(two.sent.length, 30);
  const same = new Stage();
  same.run([one(0), one(1)], [same.watched(0, {}, 'x'), same.watched(1, {}, 'x')], 10_000);
  assert.equal(same.sent.length, 10);
});

test('it goes to that MAC alone, as nobody, in its VLAN', () => {
  const stage = new Stage();
  stage.asker.ask(fold([{ place: 0, vlan: 20, mac: A, ip: IP }]), [stage.watched(0)]);
  const seen = newGlance();
  assert.ok(glance(stage.sent[0]!.bytes, seen));
  const { dst, src, sha, spa, tpa, op, vid, tags } = seen;
  assert.deepEqual([dst, src, sha, spa, tpa, op, vid, tags], [A, OWN, OWN, 0, IP, 1, 20, 1]);
});

test('nothing leaves where the link is gone, down, or answered for by this machine itself', () => {
  const stage = new Stage();
  const question = [{ place: 0, vlan: null, mac: A, ip: IP }];
  const gone = stage.watched(0);
  gone.link = undefined;
  const own = { because: 'vxlan-proxy', link: 'eth0' } as unknown as InterfaceFacts['selfAnswer'] & object;
  for (const watched of [gone, stage.watched(0, { up: false }), stage.watched(0, { selfAnswer: own })])
    stage.run(question, [watched], 3000);
  assert.deepEqual(stage.sent, []);
});

test('the table of this machine is looked at once for all that is asked at one time', () => {
  let looks = 0;
  const stage = new Stage((name) => {
    looks++;
    return name === 'eth0' ? [{ ip: IP, mac: A }] : [];
  });
  const known: (number | undefined)[] = [];
  const asking = fold([], (may) => known.push(may.known(0, IP), may.known(0, IP + 1)));
  stage.asker.ask(asking, [stage.watched(0)]);
  assert.deepEqual([known, looks], [[A, undefined], 1]);
});
