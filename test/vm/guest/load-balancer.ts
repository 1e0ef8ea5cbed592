// The load balancer of seed 002: two directors with keepalived and IPVS direct routing, two real servers, a client.
import { formatMac } from '../../../src/base/mac.ts';
import { openLab, type Lab, type LabHost } from '../../../src/linux/lab.ts';
import { arpist, file, records, run, sleep, start, stopAll } from './programs.ts';

const VIPS = Array.from({ length: 13 }, (_, at) => `10.7.0.${100 + at}`);
const RANGE = '10.7.0.100-112';
const DECLARED = `[vip]
role = "real-server"
addresses = [${VIPS.map((vip) => `"${vip}"`).join(', ')}]
`;

const SERVER = `
const net = require('node:net');
net.createServer((socket) => socket.end(process.argv[1])).listen(80, '0.0.0.0', () => console.log('listens'));
`;
const CLIENT = `
const net = require('node:net');
const ask = (host) => new Promise((resolve) => {
  const socket = net.connect({ host, port: 80, timeout: 3000 });
  let text = '';
  socket.on('data', (data) => (text += data)).on('end', () => resolve(text));
  socket.on('error', () => resolve('no answer')).on('timeout', () => { socket.destroy(); resolve('no answer'); });
});
(async () => {
  const counts = {};
  for (const host of process.argv[1].split(',')) for (let at = 0; at < 2; at++) {
    const who = await ask(host);
    counts[who] = (counts[who] ?? 0) + 1;
  }
  console.log(JSON.stringify(counts));
})();
`;

interface Stage {
  readonly client: LabHost;
  readonly directors: readonly LabHost[];
  readonly servers: readonly LabHost[];
}

function build(lab: Lab): Stage {
  const on = (name: string, number: number): LabHost =>
    lab.host(name, {
      nics: [{ name: 'eth0', mac: `02:00:00:00:07:${number}`, addresses: [`10.7.0.${number}/24`] }],
    });
  return {
    client: on('client', 50),
    directors: [on('dir1', 11), on('dir2', 12)],
    servers: [on('rs1', 21), on('rs2', 22)],
  };
}

function balance(director: LabHost): void {
  const lines = VIPS.flatMap((vip) => [
    `-A -t ${vip}:80 -s rr`,
    ...[21, 22].map((number) => `-a -t ${vip}:80 -r 10.7.0.${number}:80 -g -w 1`),
  ]);
  const done = run(director, ['ipvsadm', '-R'], `${lines.join('\n')}\n`);
  if (done.code !== 0) throw new Error(done.err);
}

async function keepalive(director: LabHost, priority: number): Promise<void> {
  const name = director.namespace;
  const conf = file(
    `${name}.conf`,
    `vrrp_instance vips {
  state BACKUP
  interface eth0
  virtual_router_id 7
  priority ${priority}
  advert_int 0.2
  version 3
  garp_master_delay 1
  virtual_ipaddress {
    ${VIPS.map((vip) => `${vip}/32 dev eth0`).join('\n    ')}
  }
}
`,
  );
  const pids = ['-p', `/tmp/${name}.pid`, '-r', `/tmp/${name}-vrrp.pid`];
  await start(director, [
    'sh',
    '-c',
    `echo starts; exec keepalived -n -l -D -P -f ${conf} ${pids.join(' ')} 2>&1`,
  ]);
}

/** Who answers for the service addresses, as seen by the client: owner names by address. */
function answering(stage: Stage): { macs: readonly (readonly string[])[]; code: number | null } {
  const names = new Map(
    [...stage.directors, ...stage.servers].map((host) => [
      formatMac(host.nic('eth0').mac),
      host.namespace.replace(/.*-/, ''),
    ]),
  );
  const ran = arpist(stage.client, 'scan', RANGE, '-I', 'eth0', '--json');
  const stations = records(ran).filter(({ type }) => type === 'station');
  const macs = VIPS.map((vip) => {
    const there = stations
      .filter(({ ip }) => ip === vip)
      .map(({ mac }) => names.get(String(mac)) ?? String(mac));
    return [...new Set(there)].toSorted();
  });
  return { macs, code: ran.code };
}

function requests(stage: Stage): Record<string, number> {
  stage.client.ip('neigh flush all');
  const ran = run(stage.client, [process.execPath, '-e', CLIENT, VIPS.join(',')]);
  return JSON.parse(ran.out || '{}') as Record<string, number>;
}

/** How many requests each director passed on. */
function passedOn(director: LabHost): number {
  const lines = run(director, ['ipvsadm', '-L', '-n', '--stats']).out.split('\n');
  return lines
    .filter((line) => line.startsWith('TCP'))
    .reduce((sum, line) => sum + Number(line.trim().split(/\s+/)[2]), 0);
}

async function untilOwner(director: LabHost): Promise<boolean> {
  for (let tries = 0; tries < 60; tries++) {
    if (director.nic('eth0').addresses.length > VIPS.length) return true;
    await sleep(200);
  }
  return false;
}

async function main(): Promise<void> {
  const lab = openLab();
  try {
    const stage = build(lab);
    const [dir1, dir2] = stage.directors as [LabHost, LabHost];
    for (const server of stage.servers) {
      // As everybody begins: the addresses are there, and nothing hides them.
      server.ip(...VIPS.map((vip) => `addr add ${vip}/32 dev lo`));
      await start(server, [process.execPath, '-e', SERVER, server.namespace.replace(/.*-/, '')]);
    }
    for (const director of stage.directors) balance(director);
    await keepalive(dir1, 150);
    const first = await untilOwner(dir1);
    await keepalive(dir2, 100);
    const before = { first, ...answering(stage), requests: requests(stage) };
    await sleep(2500);
    const passedBefore = passedOn(dir1);

    const toml = file('vip.toml', DECLARED);
    const applied = stage.servers.map((server) => arpist(server, 'apply', toml, '--yes'));
    const after = { ...answering(stage), requests: requests(stage) };
    const verified = stage.servers.map((server) => arpist(server, 'verify', toml).code);
    await sleep(2500);
    const passedAfter = passedOn(dir1) - passedBefore;

    lab.wire.ip(`link set ${lab.portOf(dir1, 'eth0')} down`);
    const taken = await untilOwner(dir2);
    await sleep(1500);
    const failedOver = { taken, ...answering(stage), requests: requests(stage) };
    const who = arpist(stage.client, 'who', VIPS[0]!, '-I', 'eth0');
    const believed = arpist(dir2, 'announce', VIPS[0]!, '-I', 'eth0', '--via', '10.7.0.50');

    const undone = stage.servers.map((server) => arpist(server, 'undo').code);
    const again = answering(stage);
    process.stdout.write(
      `${JSON.stringify({ before, passedBefore, applied, after, verified, passedAfter, failedOver, who, believed, undone, again })}\n`,
    );
  } finally {
    stopAll();
    lab.close();
  }
}

await main();
