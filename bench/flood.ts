import { whoHas } from '../src/sim/who-has.ts';
import { openHost } from '../src/linux/host.ts';

// Run in a namespace of its own: sends frames at a steady rate, and prints how many left and in how many milliseconds.
const [name, rate, seconds] = process.argv.slice(2);
const perSecond = Number(rate);
const total = perSecond * Number(seconds);
const size = 60;
const bytes = new Uint8Array(total * size);
for (let i = 0; i < total; i++) {
  bytes.set(whoHas(0x0a000000 + i, { mac: 0x020000000000 + (i % 4096), spa: 0 }), i * size);
}
const facts = openHost()
  .interfaces()
  .find((each) => each.name === name);
if (!facts) throw new Error(`no interface ${name}`);
const link = openHost().openLink(facts, { ringBytes: 1 });
const pause = new Int32Array(new SharedArrayBuffer(4));
const begin = performance.now();
let sent = 0;
while (sent < total) {
  const due = Math.min(total, Math.ceil(((performance.now() - begin) * perSecond) / 1000));
  if (due > sent) sent += link.send({ bytes: bytes.subarray(sent * size), size, count: due - sent }).sent;
  Atomics.wait(pause, 0, 0, 1);
}
process.stdout.write(`${sent} ${performance.now() - begin}\n`);
link.close();
