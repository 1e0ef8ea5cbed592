import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { formatMac, parseMac } from '../../src/base/mac.ts';
import { announceFrom, entryIn } from '../live/announcing.ts';
import { type LabHost, openLab, whyNoLab } from '../live/lab.ts';
import { needs, needsArping } from '../programs.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const SERVICE = '10.77.0.50';
const HEARING = '10.77.0.253';
const DEAF = '10.77.0.254';
const FIRST_MAC = '02:00:00:00:00:0a';
const SECOND_MAC = '02:00:00:00:00:0b';

const skip = whyNoLab || needs('keepalived', 'tcpdump', 'ping') || needsArping();

const configOf = (priority: number): string => `
global_defs {
  vrrp_garp_master_delay 1
  vrrp_garp_master_repeat 2
}
vrrp_instance service {
  state BACKUP
  interface eth0
  virtual_router_id 51
  priority ${priority}
  advert_int 1
  nopreempt
  virtual_ipaddress {
    ${SERVICE}/24
  }
}
`;

/** A child process, and the end of it: SIGTERM, and SIGKILL when it does not heed. */
class Children {
  readonly #running = new Set<ChildProcess>();

  start(place: LabHost, program: string, ...args: readonly string[]): ChildProcess {
    const child = spawn('ip', ['netns', 'exec', place.namespace, program, ...args], { stdio: 'ignore' });
    this.#running.add(child);
    child.once('exit', () => this.#running.delete(child));
    return child;
  }

  async end(child: ChildProcess): Promise<void> {
    if (!this.#running.has(child)) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const last = setTimeout(() => child.kill('SIGKILL'), 3000);
    await gone;
    clearTimeout(last);
  }

  async endAll(): Promise<void> {
    for (const child of this.#running) await this.end(child);
  }
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (holds()) return;
    await sleep(100);
  }
  assert.fail(`${what}: not within 10 s`);
}

const hasIt = (place: LabHost): boolean => place.run('ip', '-br', 'addr', 'show', 'eth0').includes(SERVICE);

interface Summarised {
  readonly ip: string;
  readonly mac: string;
  readonly verdict: string;
}

test('a failover of keepalived: read, and proven from both sides', { skip }, async () => {
  const lab = openLab();
  const children = new Children();
  const folder = mkdtempSync(join(tmpdir(), 'arpist-keepalived-'));
  try {
    const long = { 'net.ipv4.neigh.eth0.base_reachable_time_ms': 600_000 };
    const gateway = (name: string, at: number, address: string, sysctls = {}): LabHost =>
      lab.host(name, {
        nics: [{ name: 'eth0', mac: formatMac(0x0200000000f0 + at), addresses: [`${address}/24`] }],
        sysctls: { ...long, ...sysctls },
      });
    const hearing = gateway('gw1', 1, HEARING);
    const deaf = gateway('gw2', 2, DEAF, { 'net.ipv4.conf.eth0.drop_gratuitous_arp': 1 });
    const balancer = (name: string, mac: string, address: string): LabHost =>
      lab.host(name, { nics: [{ name: 'eth0', mac, addresses: [`${address}/24`] }] });
    const first = balancer('a', FIRST_MAC, '10.77.0.10');
    const second = balancer('b', SECOND_MAC, '10.77.0.11');
    const keep = (place: LabHost, name: string, priority: number): ChildProcess => {
      const config = join(folder, `${name}.conf`);
      writeFileSync(config, configOf(priority), { mode: 0o644 });
      const pids = ['-p', join(folder, `${name}.pid`), '-r', join(folder, `${name}.vrrp.pid`)];
      return children.start(place, 'keepalived', '-n', '-P', '-f', config, ...pids);
    };
    const master = keep(first, 'a', 150);
    await until('the first balancer becomes master', () => hasIt(first));
    keep(second, 'b', 100);
    for (const one of [hearing, deaf]) one.run('ping', '-n', '-c', '1', '-W', '1', SERVICE);
    assert.deepEqual([entryIn(hearing, SERVICE).mac, entryIn(deaf, SERVICE).mac], [FIRST_MAC, FIRST_MAC]);

    const capture = join(folder, 'failover.pcap');
    const dump = children.start(hearing, 'tcpdump', '-Z', 'root', '-U', '-i', 'eth0', '-w', capture, 'arp');
    await sleep(500);
    // Somebody asks while the first one answers, so that the capture knows who had it.
    second.run('arping', '-c', '1', '-I', 'eth0', SERVICE);
    await children.end(master);
    await until('the second balancer takes over', () => hasIt(second) && !hasIt(first));
    await until('the gateway hears it', () => entryIn(hearing, SERVICE).mac === SECOND_MAC);
    await sleep(1500);
    await children.end(dump);
    assert.equal(entryIn(deaf, SERVICE).mac, FIRST_MAC, 'the deaf gateway does not take gratuitous ARP');

    const read = (...words: readonly string[]): string =>
      spawnSync(process.execPath, [MAIN, 'read', capture, ...words], { encoding: 'utf8' }).stdout;
    assert.match(read(), new RegExp(`${SECOND_MAC} > .* gratuitous request ${SERVICE} is-at ${SECOND_MAC}`));
    const seen = read('--summary', '--json')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Summarised)
      .filter(({ ip }) => ip === SERVICE);
    assert.deepEqual(seen.map(({ mac }) => mac).toSorted(), [FIRST_MAC, SECOND_MAC]);
    for (const { verdict } of seen) assert.notEqual(verdict, 'conflict', 'a failover is no conflict');

    const to = [HEARING, DEAF];
    const mine = await announceFrom(second, SERVICE, { to, count: 0 });
    assert.deepEqual(
      mine.report.proofs.map(({ belief }) => belief),
      ['believed', 'stale'],
    );
    const theirs = await announceFrom(first, SERVICE, { to, count: 0, force: true, takeover: true });
    const [hears, keeps] = theirs.report.proofs;
    assert.deepEqual([hears?.belief, hears?.sendsTo], ['stale', parseMac(SECOND_MAC)]);
    assert.equal(keeps?.belief, 'believed', 'the deaf one still sends to the first');
    assert.equal(theirs.report.frames, 0);

    const cured = await announceFrom(second, SERVICE, { to, patience: 3000 });
    assert.deepEqual(
      cured.report.proofs.map(({ before, belief }) => [before, belief]),
      [
        ['believed', 'believed'],
        ['stale', 'believed'],
      ],
    );
    assert.deepEqual([entryIn(hearing, SERVICE).mac, entryIn(deaf, SERVICE).mac], [SECOND_MAC, SECOND_MAC]);
  } finally {
    await children.endAll();
    lab.close();
    rmSync(folder, { recursive: true });
  }
});
