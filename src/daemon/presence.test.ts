import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIpv4 } from '../base/ipv4.ts';
import { parseMac } from '../base/mac.ts';
import { LINKTYPE_ETHERNET, newCaptureFrame } from '../wire/capture-frame.ts';
import { writeArpFrame } from '../wire/arp-frame.ts';
import { PRESENCE_ANSWER_WITHIN, CONSIDER_HOME, CONSIDER_HOME_RANDOM, Presence } from './presence.ts';

const [PI, PHONE, IP] = ['b8:27:eb:12:34:56', '02:aa:00:00:00:07', '10.77.0.7'];
const HEARD: ReadonlySet<string> = new Set();

class Stage {
  now = 1000;
  readonly presence: Presence;

  constructor(words: readonly string[], consider: number | null = null) {
    this.presence = new Presence(words, consider, this.now);
  }

  say(mac: string, ip: string, { vlan = -1, outgoing = false } = {}): void {
    const frame = newCaptureFrame();
    const tags = vlan < 0 ? [] : [{ tpid: 0x8100, tci: vlan }];
    const bytes = new Uint8Array(64);
    const [sha, spa] = [parseMac(mac)!, parseIpv4(ip)!];
    writeArpFrame(bytes, 0, { dst: 0xffffffffffff, src: sha, op: 1, sha, spa, tha: 0, tpa: spa + 1, tags });
    Object.assign(frame, {
      bytes,
      from: 0,
      to: 64,
      linkType: LINKTYPE_ETHERNET,
      interfaceIndex: 3,
      interfaceName: 'eth0',
      outgoing,
    });
    this.presence.hear(frame, this.now);
  }

  home(blind = HEARD): readonly (boolean | null)[] {
    this.presence.pass(this.now, blind);
    return this.presence.facts.map(({ home }) => home);
  }

  /** Asks what is due; how many questions that were. */
  ask(): number {
    const due = this.presence.ask(this.now, ['lo', 'eth0']);
    for (const one of due) this.presence.asked(one, this.now);
    return due.length;
  }
}

test('who is heard is there; who is silent is asked once, alone, and is away when nothing comes', () => {
  const stage = new Stage([PI]);
  assert.deepEqual(stage.home(), [null]);
  stage.say(PI, IP, { vlan: 20 });
  assert.deepEqual(stage.home(), [true]);
  stage.now += CONSIDER_HOME - 1;
  assert.equal(stage.ask(), 0);
  stage.now += 1;
  assert.deepEqual(stage.presence.ask(stage.now, []), [
    { place: 3, vlan: 20, mac: parseMac(PI), ip: parseIpv4(IP) },
  ]);
  assert.deepEqual(stage.home(), [true], 'not before it was asked');
  assert.deepEqual([stage.ask(), stage.ask()], [1, 0]);
  stage.now += PRESENCE_ANSWER_WITHIN - 1;
  assert.deepEqual(stage.home(), [true]);
  stage.now += 1;
  assert.deepEqual(stage.home(), [false]);
  assert.equal(stage.presence.facts[0]!.asked, true);
  stage.now += CONSIDER_HOME * 10;
  assert.equal(stage.ask(), 0, 'who is away is not asked');
  stage.say(PI, IP);
  assert.deepEqual(stage.home(), [true]);
});

test('an answer in time keeps it there, and it is not asked again before it was silent as long', () => {
  const stage = new Stage([PI], 10_000);
  stage.say(PI, IP);
  stage.now += 10_000;
  assert.equal(stage.ask(), 1);
  stage.now += 100;
  stage.say(PI, IP);
  stage.now += PRESENCE_ANSWER_WITHIN;
  assert.deepEqual([stage.home(), stage.ask()], [[true], 0]);
});

test('a MAC that a phone made up has more time, unless it is said how long', () => {
  const stage = new Stage([PHONE]);
  stage.say(PHONE, IP);
  stage.now += CONSIDER_HOME_RANDOM - 1;
  assert.equal(stage.ask(), 0);
  stage.now += 1;
  assert.equal(stage.ask(), 1);
});

test('nobody goes away while nobody hears', () => {
  const stage = new Stage([PI], 10_000);
  stage.say(PI, IP);
  stage.now += 10_000;
  assert.equal(stage.ask(), 1);
  stage.now += PRESENCE_ANSWER_WITHIN;
  assert.deepEqual(stage.home(new Set(['eth0'])), [true]);
  stage.now += 9999;
  assert.deepEqual([stage.home(), stage.ask()], [[true], 0]);
  stage.now += 1;
  assert.equal(stage.ask(), 1);
  const other = new Stage([PI], 10_000);
  other.say(PI, IP);
  other.now += 10_000;
  other.home(new Set(['eth1']));
  assert.equal(other.ask(), 1);
});

test('an address is there with whoever has it; a probe says of no address that it is there', () => {
  const stage = new Stage([IP], 10_000);
  stage.say(PI, '0.0.0.0');
  assert.deepEqual(stage.home(), [null]);
  stage.say(PHONE, IP, { outgoing: true });
  assert.deepEqual(stage.home(), [null]);
  stage.say(PHONE, IP);
  stage.say(PI, IP);
  assert.deepEqual(stage.home(), [true]);
  assert.equal(stage.presence.facts[0]!.mac, parseMac(PI));
});

test('who was never heard is away in the end; who is remembered is asked first', () => {
  const stage = new Stage([PI, PHONE], 10_000);
  const network = { interface: 'eth0', vlan: null, innerVlan: null };
  stage.presence.recall([{ network, ip: parseIpv4(IP)!, mac: parseMac(PI)! }]);
  stage.now += 10_000;
  assert.deepEqual(stage.presence.ask(stage.now, ['lo', 'eth0']), [
    { place: 1, vlan: null, mac: parseMac(PI), ip: parseIpv4(IP) },
  ]);
  assert.deepEqual(stage.home(), [null, false]);
  assert.equal(stage.ask(), 1);
  stage.now += PRESENCE_ANSWER_WITHIN;
  assert.deepEqual(stage.home(), [false, false]);
  assert.deepEqual(
    stage.presence.facts.map(({ asked }) => asked),
    [true, false],
  );
});
