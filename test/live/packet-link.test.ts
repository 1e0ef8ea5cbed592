import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { SystemFault } from '../../src/base/fault.ts';
import { openClock } from '../../src/linux/clock.ts';
import { openHost } from '../../src/linux/host.ts';
import type { Link } from '../../src/ports/link.ts';
import { needs, type Program } from '../programs.ts';
import { type Lab, type LabHost, openLab, whyNoLab } from './lab.ts';

interface Stage {
  readonly lab: Lab;
  readonly near: LabHost;
  readonly far: LabHost;
}

function live(
  name: string,
  body: (stage: Stage) => void | Promise<void>,
  ...programs: readonly Program[]
): void {
  test(name, { skip: whyNoLab || needs(...programs) }, async () => {
    const lab = openLab();
    try {
      const near = lab.host('near', { nics: [] });
      const far = lab.host('far', { nics: [] });
      lab.cable(
        { host: near, nic: { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.1/24'] } },
        { host: far, nic: { name: 'eth0', mac: '02:00:00:00:00:02' } },
      );
      await body({ lab, near, far });
    } finally {
      lab.close();
    }
  });
}

function arp(nth: number, head = '0806'): Uint8Array {
  const target = `0a4d${nth.toString(16).padStart(4, '0')}`;
  const digits = `ffffffffffff020000000002${head}000108000604000102000000000200000000000000000000${target}`;
  return Uint8Array.from(digits.match(/../g)!, (pair) => Number.parseInt(pair, 16));
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function say(link: Link, frames: readonly Uint8Array[]): void {
  const size = frames[0]!.length;
  const bytes = new Uint8Array(size * frames.length);
  frames.forEach((frame, at) => bytes.set(frame, at * size));
  assert.equal(link.send({ bytes, size, count: frames.length }).sent, frames.length);
}

async function pause(millis: number): Promise<void> {
  const clock = openClock();
  await clock.wait(clock.now() + millis);
}

const TAGGED = ['0806', '8100e00a0806', '88a800648100000a0806', '0024aaaa0300000008' + '06'];

live(
  'tcpdump reads the same bytes off the wire, tags too',
  async ({ near, far }) => {
    const dump = spawn(
      'ip',
      [
        'netns',
        'exec',
        near.namespace,
        'tcpdump',
        '-i',
        'eth0',
        '-U',
        '--immediate-mode',
        '-w',
        '-',
        '-c',
        '4',
        '-s',
        '0',
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const chunks: Buffer[] = [];
    dump.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    // The header of the file comes when it listens; a tcpdump that cannot ends at once.
    await Promise.race([once(dump.stdout, 'data'), once(dump, 'close')]);
    assert.equal(dump.exitCode, null, 'tcpdump listens');
    const ours = near.open('eth0');
    const mouth = far.open('eth0');
    const said = TAGGED.map((head, at) => arp(at, head));
    for (const frame of said) say(mouth, [frame]);
    await once(dump, 'close');
    const heard: string[] = [];
    const stamps: number[] = [];
    await pause(20);
    ours.drain(({ bytes, at }) => {
      heard.push(hexOf(bytes));
      stamps.push(at);
    });
    const capture = framesOfPcap(Buffer.concat(chunks));
    assert.deepEqual(heard, said.map(hexOf));
    assert.deepEqual(
      capture.map(({ digits }) => digits),
      heard,
    );
    // Both have the kernel's stamp of the same arrival, made once for each socket.
    capture.forEach(({ at }, nth) => assert.ok(Math.abs(at - stamps[nth]!) < 1000));
  },
  'tcpdump',
);

/** Little-endian pcap of microseconds, as tcpdump writes it here. */
function framesOfPcap(file: Buffer): readonly { at: number; digits: string }[] {
  assert.equal(file.readUInt32LE(0), 0xa1b2c3d4);
  const frames: { at: number; digits: string }[] = [];
  for (let at = 24; at < file.length; ) {
    const length = file.readUInt32LE(at + 8);
    frames.push({
      at: file.readUInt32LE(at) * 1000 + file.readUInt32LE(at + 4) / 1000,
      digits: file.toString('hex', at + 16, at + 16 + length),
    });
    at += 16 + length;
  }
  return frames;
}

live('stamps come from the system clock', async ({ near, far }) => {
  const ours = near.open('eth0');
  const before = Date.now();
  say(far.open('eth0'), [arp(1)]);
  await pause(20);
  const stamps: number[] = [];
  ours.drain(({ at }) => stamps.push(at));
  assert.equal(stamps.length, 1);
  assert.ok(stamps[0]! >= before - 1 && stamps[0]! <= Date.now() + 1);
});

live('frames that find the ring full are counted, and nothing is told twice', async ({ near, far }) => {
  const ours = near.open('eth0', { ringBytes: 1 });
  const mouth = far.open('eth0');
  const frames = Array.from({ length: 5000 }, (_, nth) => arp(nth));
  say(mouth, frames);
  await pause(20);
  let heard = 0;
  let last = -1;
  while (
    ours.drain(({ bytes }) => {
      heard++;
      const nth = bytes[40]! * 256 + bytes[41]!;
      assert.ok(nth > last);
      last = nth;
    }).kind === 'frames'
  );
  const { received, dropped } = ours.counters();
  assert.equal(received, heard);
  assert.equal(received + dropped, 5000);
  assert.ok(dropped > 0 && heard > 100);
  say(mouth, [arp(5001)]);
  await pause(20);
  assert.equal(ours.drain(() => heard++).kind, 'frames');
  assert.deepEqual(ours.counters(), { received: heard, dropped });
});

live('what a visitor keeps stays readable after the ring is unmapped', async ({ near, far }) => {
  const kept: Uint8Array[] = [];
  for (let round = 0; round < 5; round++) {
    const ours = near.open('eth0', { ringBytes: 1 });
    say(far.open('eth0', { ringBytes: 1 }), [arp(1), arp(2)]);
    await pause(10);
    ours.drain(({ bytes }) => {
      kept.push(bytes);
      ours.close();
      assert.equal(bytes.length, 42);
    });
  }
  assert.equal(kept.length, 5);
  assert.ok(kept.every((bytes) => bytes.length === 42 && bytes[12] === 8));
});

live('a frame of a whole page of payload comes uncut', async ({ near, far }) => {
  near.ip('link set eth0 mtu 9000');
  far.ip('link set eth0 mtu 9000');
  const long = new Uint8Array(9000);
  long.set(arp(1));
  long.fill(7, 42);
  const ours = near.open('eth0');
  say(far.open('eth0'), [long]);
  await pause(20);
  const heard: [string, number][] = [];
  ours.drain(({ bytes, wireLength }) => heard.push([hexOf(bytes), wireLength]));
  assert.deepEqual(heard, [[hexOf(long), 9000]]);
});

live('an interface that is removed is down, for sends too', async ({ near }) => {
  const ours = near.open('eth0');
  near.ip('link del eth0');
  const drained = ours.drain(() => assert.fail('nothing was said'));
  assert.equal(drained.kind, 'down');
  const { sent, down } = ours.send({ bytes: arp(1), size: 42, count: 1 });
  assert.equal(sent, 0);
  assert.ok(down);
  await openClock().wait(Number.POSITIVE_INFINITY, [ours]);
});

live('down for a moment is down for good: frames were missed', async ({ near, far }) => {
  const ours = near.open('eth0');
  const mouth = far.open('eth0');
  near.ip('link set eth0 down', 'link set eth0 up');
  say(mouth, [arp(1)]);
  await pause(20);
  let kind = 'frames';
  for (let looks = 0; looks < 3 && kind === 'frames'; looks++) kind = ours.drain(() => {}).kind;
  assert.equal(kind, 'down');
});

live('what cannot be opened says why', ({ near }) => {
  const refused = (wanted: Parameters<ReturnType<typeof openHost>['openLink']>[0]): SystemFault => {
    try {
      near.inside(() => openHost().openLink(wanted));
    } catch (fault) {
      assert.ok(fault instanceof SystemFault);
      return fault;
    }
    return assert.fail('it was opened');
  };
  const eth0 = near.nic('eth0');
  assert.match(refused(near.nic('lo')).message, /^lo is the loopback interface/);
  const gone = refused({ ...eth0, name: 'eth9', index: 99 });
  assert.deepEqual(
    [gone.kind, gone.code, gone.message],
    ['interface', 'ENODEV', 'The interface eth9 is gone'],
  );
  // It went down between the look and the opening.
  near.ip('link set eth0 down');
  for (const facts of [eth0, near.nic('eth0')]) {
    const down = refused(facts);
    assert.deepEqual([down.kind, down.message], ['interface', 'The interface eth0 is down']);
    assert.match(down.remedy, /ip link set eth0 up/);
  }
  near.ip('link set eth0 up arp off');
  assert.match(refused(near.nic('eth0')).remedy, /ip link set eth0 arp on/);
  near.ip('tuntap add tun0 mode tun', 'link set tun0 up');
  assert.ok(refused(near.nic('tun0')).message.length > 0);
});

/** Runs a module with no rights but those given, in a namespace or here, and returns what it printed as JSON. */
async function withRights(rights: readonly string[], body: string, namespace?: string): Promise<unknown> {
  const host = new URL('../../src/linux/host.ts', import.meta.url).href;
  const script = `import { openHost } from '${host}';\nconst host = openHost();\n${body}`;
  const program = [process.execPath, '--input-type=module', '-e', script];
  // The caller may be the only one who can read this folder: it stays the same user.
  const command = ['setpriv', ...rights, '--inh-caps=-all', ...program];
  const inside = namespace === undefined ? [] : ['ip', 'netns', 'exec', namespace];
  const [first, ...rest] = [...inside, ...command];
  const child = spawn(first!, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(child, 'close');
  return JSON.parse(said);
}

test('D15: without the right it says which capability is missing, and how to give it to one process', {
  skip: whyNoLab,
}, async () => {
  const said = await withRights(
    ['--bounding-set=-all'],
    `const lo = host.interfaces().find(({ loopback }) => loopback);
    try { host.openLink({ ...lo, loopback: false, hardware: 1, up: true }); }
    catch ({ kind, code, message, remedy }) { console.log(JSON.stringify({ kind, code, message, remedy })); }`,
  );
  const { kind, code, message, remedy } = said as Record<string, string>;
  assert.deepEqual([kind, code], ['rights', 'EPERM']);
  assert.match(message!, /CAP_NET_RAW/);
  assert.match(
    remedy!,
    /^run it with sudo, or .*: sudo setpriv --reuid=\d+ .*--ambient-caps=\+net_raw \/\S+node /,
  );
  assert.doesNotMatch(
    remedy!,
    /setcap/,
    'D15: the file of Node gets no capability, every script would have it',
  );
});

live('with that capability alone it sends and hears', async ({ near, far }) => {
  const mouth = far.open('eth0');
  const said = await withRights(
    ['--bounding-set=-all,+net_raw'],
    `const link = host.openLink(host.interfaces().find(({ name }) => name === 'eth0'), { outgoing: true });
    const { sent } = link.send({ bytes: Uint8Array.from([${arp(7).join()}]), size: 42, count: 1 });
    let heard = 0;
    const look = () => {
      link.drain(() => heard++);
      if (heard === 0) return setTimeout(look, 5);
      link.close();
      console.log(JSON.stringify({ sent, heard }));
    };
    look();`,
    near.namespace,
  );
  assert.deepEqual(said, { sent: 1, heard: 1 });
  const heard: string[] = [];
  mouth.drain(({ bytes }) => heard.push(hexOf(bytes)));
  assert.deepEqual(heard, [hexOf(arp(7))]);
});
