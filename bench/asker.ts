import { parseIpv4 } from '../src/base/ipv4.ts';
import { openHost } from '../src/linux/host.ts';
import { writeArpFrame } from '../src/wire/arp-frame.ts';
import { glance, newGlance } from '../src/wire/glance.ts';

// Run in a namespace of its own: asks for 10.9.x.y at a steady rate, and prints as JSON what came back. `flood` counts
// the answers, `pace` sends one question at a time and measures each, by the stamps of the kernel.
const [mode, name, perSecond, forSeconds, addresses] = process.argv.slice(2);
const rate = Number(perSecond);
const total = rate * Number(forSeconds);
const spread = Number(addresses);
const SIZE = 60;
const ASKERS = 64;
const FIRST = parseIpv4('10.9.0.16') ?? 0;
const facts = openHost()
  .interfaces()
  .find((each) => each.name === name);
if (!facts) throw new Error(`no interface ${name}`);
const { mac } = facts;
const link = openHost().openLink(facts);
const bytes = new Uint8Array(total * SIZE);
for (let i = 0; i < total; i++) {
  const question = { dst: 0xffffffffffff, src: mac, op: 1, sha: mac, tha: 0 };
  const spa = (parseIpv4('10.77.0.16') ?? 0) + (i % ASKERS);
  writeArpFrame(bytes, i * SIZE, { ...question, spa, tpa: FIRST + (i % spread) });
}
const now = (): number => performance.now();
const report = mode === 'flood' ? flood() : pace();
process.stdout.write(`${JSON.stringify(report)}\n`);
link.close();

function flood(): object {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  let answers = 0;
  let last = now();
  const collect = (): void => {
    const before = answers;
    link.drain((frame) => {
      if (frame.bytes[21] === 2) answers++;
    });
    if (answers > before) last = now();
  };
  collect();
  answers = 0;
  const begin = now();
  let sent = 0;
  while (sent < total) {
    const due = Math.min(total, Math.ceil(((now() - begin) * rate) / 1000));
    if (due > sent)
      sent += link.send({ bytes: bytes.subarray(sent * SIZE), size: SIZE, count: due - sent }).sent;
    collect();
    Atomics.wait(pause, 0, 0, 1);
  }
  const sentIn = now() - begin;
  while (now() - last < 300) {
    collect();
    Atomics.wait(pause, 0, 0, 5);
  }
  return { sent, sentIn, answers, answeredIn: last - begin, missed: link.counters().dropped };
}

function pace(): object {
  const sentAt = new Float64Array(spread);
  const trips: number[] = [];
  const seen = newGlance();
  const collect = (): void => {
    link.drain((frame) => {
      if (!glance(frame.bytes, seen) || seen.op !== 2) return;
      const at = seen.tpa >= 0 ? seen.spa - FIRST : -1;
      const asked = sentAt[at];
      if (asked === undefined || asked === 0) return;
      trips.push(frame.at - asked);
      sentAt[at] = 0;
    });
  };
  const begin = now();
  const rest = new Int32Array(new SharedArrayBuffer(4));
  for (let sent = 0; sent < total; ) {
    if (((now() - begin) * rate) / 1000 < sent) {
      if (sent % 64 === 0) collect();
      // Asleep in between, so that the processor is the other's.
      Atomics.wait(rest, 0, 0, 0.05);
      continue;
    }
    const one = link.send({ bytes: bytes.subarray(sent * SIZE), size: SIZE, count: 1 });
    if (one.sent === 1) sentAt[sent % spread] = one.firstAt;
    sent++;
  }
  for (const until = now() + 300; now() < until; ) collect();
  const sorted = Float64Array.from(trips).sort();
  const share = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  return { sent: total, answers: trips.length, median: share(0.5), p99: share(0.99), worst: share(1) };
}
