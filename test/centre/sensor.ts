// A sensor without a network, as a process of its own: what it hears is made up, all behind it is real.
// STATE KEY URL MANY: commits until MANY events were told, then says `done` when all of it is confirmed.
import { setTimeout } from 'node:timers/promises';
import { UplinkSending } from '../../src/daemon/uplink.ts';
import { openUplink } from '../../src/http/uplink.ts';
import { openLasting } from '../../src/store/sqlite/lasting.ts';
import { madeEvent, madeTouches } from './made.ts';

const [state = '', key = '', to = '', many = '0'] = process.argv.slice(2);
const store = await openLasting(`${state}/arpist.db`, (text) => process.stderr.write(`${text}\n`));
const stop = new AbortController();
const sending = new UplinkSending({
  spool: store,
  uplink: openUplink({ to, key, ca: null, now: Date.now }),
  log: { say: () => undefined },
  wall: Date.now,
  // As quick as a test wants to be.
  pause: (span) => setTimeout(Math.min(span, 100)),
  dice: Math.random,
});
await store.openSpool({ bytes: 2 ** 28, keep: 3_600_000 }, Date.now());
// What was committed before it was killed is not told again, as with a watch.
let told = Number((await store.facts()).events);
await store.begin(Date.now());
const closed = Number((await store.facts()).events) - told;
told += closed;
const over = sending.run({ bytes: 2 ** 28, keep: 3_600_000 }, stop.signal);
while (told < Number(many)) {
  const now = Date.now();
  const events = Array.from({ length: Math.min(20, Number(many) - told) }, (_, at) =>
    madeEvent(told + at, now),
  );
  await store.commit({ at: now, touches: madeTouches(told, now), events, blinds: [] });
  told += events.length;
  await setTimeout(3);
}
for (;;) {
  const { facts } = await store.spooled(Number.MAX_SAFE_INTEGER, 1);
  if (facts.confirmed === facts.last) break;
  await setTimeout(20);
}
stop.abort();
await over;
const { facts } = await store.spooled(Number.MAX_SAFE_INTEGER, 1);
process.stdout.write(
  `${JSON.stringify({ done: true, events: (await store.facts()).events, run: facts.run, last: facts.last })}\n`,
);
await store.close();
