import { readFileSync } from 'node:fs';
import { openCaptureReader } from '../../src/wire/capture.ts';
import { openPcapngWriter } from '../../src/wire/pcapng-writer.ts';
import { scanOver } from '../../src/cli/scan/scan.ts';
import { paperStage } from '../../src/cli/compose.ts';
import { openDemoNetwork } from '../../src/linux/demo-network.ts';
import { openLab } from '../../src/linux/lab.ts';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { parseMac } from '../../src/base/mac.ts';
import { arpFrame } from '../../src/sim/who-has.ts';
import { OP_REPLY } from '../../src/wire/arp.ts';
import { paperIo } from '../cli/paper-io.ts';
import { arpistIn } from '../live/arpist-in.ts';
import type { Scene } from './play.ts';
import { tomlUnder } from './shown.ts';

/** Sections whose machines are namespaces, or no machine at all. */
export const HERE: Readonly<Record<string, () => Scene | Promise<Scene>>> = {
  'Who is on my networks': demo,
  'An address moved': moved,
  'Mend it: one service address on many servers': loadBalancer,
  'The same eyes on a capture': capture,
  'Who lies, who moved, who fights': watched,
  'Lies stay outside': guarded,
  'Why does my host answer, or not?': flux,
  'Is this address free?': demo,
};

/** Sections that need what a machine's own kernel may lack: user-mode Linux has it. */
export const IN_VM: readonly string[] = ['Mend it: a router on a VLAN trunk'];

/** The network of `npm run demo`. */
function demo(): Scene {
  const network = openDemoNetwork();
  return { hosts: { '': network }, close: () => network.close() };
}

/** The gateway knows 10.77.0.50 at the old server, and nobody told it that it went to the new one. */
function moved(): Scene {
  const lab = openLab();
  const fresh = lab.host('new', {
    nics: [{ name: 'eth0', mac: '00:16:3e:00:00:01', addresses: ['10.77.0.1/24'] }],
    routes: [['0.0.0.0/0', '10.77.0.254']],
  });
  const old = lab.host('old', {
    nics: [{ name: 'eth0', mac: '00:1b:21:00:00:50', addresses: ['10.77.0.51/24', '10.77.0.50/24'] }],
  });
  const gateway = lab.host('gateway', {
    nics: [{ name: 'eth0', mac: '24:a4:3c:00:00:fe', addresses: ['10.77.0.254/24'] }],
  });
  const leave = (): void => old.ip('addr del 10.77.0.50/24 dev eth0');
  return {
    hosts: { '': fresh, gateway },
    before: {
      0: () => {
        gateway.run('ping', '-c', '1', '-W', '1', '10.77.0.50');
        leave();
        fresh.ip('addr add 10.77.0.50/24 dev eth0');
      },
      6: () => {
        fresh.ip('addr del 10.77.0.50/24 dev eth0');
        old.ip('addr add 10.77.0.50/24 dev eth0');
        gateway.ip('neigh flush all');
        gateway.run('ping', '-c', '1', '-W', '1', '10.77.0.50');
      },
    },
    once: { 6: ['waiting until', leave] },
    close: () => lab.close(),
  };
}

/** A balancer that has the service addresses, and two servers that have them too. */
function loadBalancer(): Scene {
  const lab = openLab();
  const vips = ['10.7.0.100', '10.7.0.101'];
  const on = (name: string, number: number) =>
    lab.host(name, {
      nics: [{ name: 'eth0', mac: `02:00:00:00:07:${number}`, addresses: [`10.7.0.${number}/24`] }],
    });
  const client = on('client', 50);
  on('balancer', 11).ip(...vips.map((vip) => `addr add ${vip}/32 dev eth0`));
  const [rs1, rs2] = [on('rs1', 21), on('rs2', 22)];
  for (const server of [rs1, rs2]) server.ip(...vips.map((vip) => `addr add ${vip}/32 dev lo`));
  return {
    hosts: { client, rs1, rs2 },
    before: { 2: (folder) => void arpistIn(rs2, `apply ${folder}/vip.toml`) },
    files: { 'vip.toml': tomlUnder('Mend it: one service address on many servers') },
    close: () => lab.close(),
  };
}

/** A capture of the demo on paper: the same bytes every time, and no rights needed. */
async function capture(): Promise<Scene> {
  const stage = await paperStage();
  const io = paperIo();
  await scanOver(() => stage.open(), ['--save', 'office.pcapng'], io);
  return {
    hosts: { '': null },
    files: { 'office.pcapng': io.saved.get('office.pcapng') ?? '' },
    close: () => stage.close(),
  };
}

/** Captures of test/watch/scenarios/, under names that a reader of the page understands. */
function watched(): Scene {
  const of = (name: string): Uint8Array =>
    readFileSync(new URL(`../watch/scenarios/${name}.pcapng`, import.meta.url));
  return {
    hosts: { '': null },
    files: {
      'office.pcapng': partOf(of('conflict-plain'), 5),
      'poisoned.pcapng': of('arpspoof-one-way'),
      'failover.pcapng': of('keepalived-crash'),
      'twice.pcapng': of('conflict-plain'),
    },
    close: () => {},
  };
}

/** The frames of its first seconds: what was so before. */
function partOf(capture: Uint8Array, seconds: number): Uint8Array {
  const parts: Uint8Array[] = [];
  const writer = openPcapngWriter((bytes) => parts.push(bytes.slice()));
  writer.addInterface('eth0');
  let first: number | undefined;
  const reader = openCaptureReader((frame) => {
    first ??= frame.seconds;
    if (frame.seconds - first >= seconds) return;
    const { wireLength, nanoseconds } = frame;
    const bytes = frame.bytes.subarray(frame.from, frame.to);
    writer.frame({ bytes, wireLength, seconds: frame.seconds, nanoseconds, interfaceIndex: 0 });
  });
  reader.push(capture);
  return Buffer.concat(parts);
}

/** A host that knows its gateway, and somebody on the segment who says to be that. */
function guarded(): Scene {
  const lab = openLab();
  const host = lab.host('host', {
    nics: [{ name: 'eth0', mac: '00:16:3e:00:00:01', addresses: ['10.77.0.10/24'] }],
    routes: [['0.0.0.0/0', '10.77.0.254']],
  });
  lab.host('gateway', {
    nics: [{ name: 'eth0', mac: '24:a4:3c:00:00:fe', addresses: ['10.77.0.254/24'] }],
  });
  const mac = parseMac('08:00:27:96:c6:96')!;
  const liar = lab.host('liar', { nics: [{ name: 'eth0', mac: '08:00:27:96:c6:96' }] });
  host.run('ping', '-c', '1', '-W', '1', '10.77.0.254');
  const lie = arpFrame({
    dst: parseMac('00:16:3e:00:00:01')!,
    src: mac,
    op: OP_REPLY,
    sha: mac,
    spa: parseIpv4('10.77.0.254')!,
    tha: parseMac('00:16:3e:00:00:01')!,
    tpa: parseIpv4('10.77.0.10')!,
  });
  return {
    hosts: { '': host },
    before: {
      2: () => {
        const mouth = liar.open('eth0');
        for (let at = 0; at < 18; at++) mouth.send({ bytes: lie, size: lie.length, count: 1 });
      },
    },
    close: () => lab.close(),
  };
}

/** Three cards on one network, and settings as a fresh kernel has them. */
function flux(): Scene {
  const lab = openLab();
  const nic = (name: string, number: number) => ({
    name,
    mac: `02:00:00:00:18:${number}`,
    addresses: [`192.168.18.${number}/24`],
  });
  const host = lab.host('host', {
    nics: [nic('eth0', 10), nic('eth3', 13), nic('eth4', 14)],
    sysctls: { 'net.ipv4.conf.all.rp_filter': 0, 'net.ipv4.conf.default.rp_filter': 0 },
  });
  return { hosts: { '': host }, close: () => lab.close() };
}
