import { readFileSync } from 'node:fs';
import { openClock } from '../../src/linux/clock.ts';
import { openHost } from '../../src/linux/host.ts';
import { openCaptureReader } from '../../src/wire/capture.ts';

// Run in a namespace of its own: puts a capture on an interface, each frame at its own time; prints how many left.
const [name, file] = process.argv.slice(2);
const frames: { readonly at: number; readonly bytes: Uint8Array }[] = [];
const reader = openCaptureReader(({ bytes, from, to, seconds, nanoseconds }) => {
  frames.push({ at: seconds * 1000 + nanoseconds / 1e6, bytes: new Uint8Array(bytes.subarray(from, to)) });
});
reader.push(readFileSync(file!));
const facts = openHost()
  .interfaces()
  .find((each) => each.name === name);
if (!facts) throw new Error(`no interface ${name}`);
const link = openHost().openLink(facts, { ringBytes: 1 });
const clock = openClock();
const begin = clock.now() - frames[0]!.at;
let sent = 0;
for (const { at, bytes } of frames) {
  if (begin + at > clock.now()) await clock.wait(begin + at);
  sent += link.send({ bytes, size: bytes.length, count: 1 }).sent;
}
link.close();
process.stdout.write(`${sent}\n`);
