import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo } from '../../../test/cli/paper-io.ts';
import { ip, mac } from '../../../test/cli/stations.ts';
import { SystemFault, UsageFault } from '../../base/fault.ts';
import { formatIpv4 } from '../../base/ipv4.ts';
import { failed, ok } from '../../base/result.ts';
import type { Host, InterfaceFacts } from '../../ports/host.ts';
import { type AimContext, takeAim, takeExclusions } from '../targets.ts';
import { parseArgs } from '../../terminal/args/parse.ts';
import { askingFor } from './wishes.ts';
import { ASKING_FLAGS } from './flags.ts';

function nic(name: string, address: string, more: Partial<InterfaceFacts> = {}): InterfaceFacts {
  const plain = {
    index: 2,
    mac: mac('00:16:3e:00:00:01'),
    mtu: 1500,
    hardware: 1,
    up: true,
    carrier: true,
    arp: true,
  };
  const addresses = [{ ip: ip(address), prefixLength: 30 }];
  return { name, ...plain, loopback: false, kind: null, master: 0, addresses, ...more };
}

const NICS = [nic('eth0', '10.0.0.1'), nic('eth1.20', '10.1.0.1')];

const CONTEXT: AimContext = {
  io: paperIo({
    files: { 'list.txt': '10.0.0.3\neth0 printer # comment', empty: ' # nothing', '-': '10.9.0.0/30' },
  }),
  interfaces: NICS,
  lookUp: (name) =>
    Promise.resolve(name === 'printer' ? ok([ip('10.0.0.7'), ip('10.0.0.8')]) : failed('does not resolve')),
};

async function aim(...words: readonly string[]): Promise<string> {
  const { ranges, interfaces } = await takeAim(words, CONTEXT);
  const spans = ranges.map(({ first, last }) => `${formatIpv4(first)}-${formatIpv4(last)}`);
  return [...spans, ...interfaces.map(({ name }) => name)].join(' ');
}

test('files, stdin, interfaces and names are told apart and taken', async () => {
  assert.equal(await aim('@list.txt'), '10.0.0.3-10.0.0.3 10.0.0.7-10.0.0.7 10.0.0.8-10.0.0.8 eth0');
  assert.equal(await aim('-', 'eth1.20,eth0'), '10.9.0.0-10.9.0.3 eth1.20 eth0');
  assert.equal(await aim('eth0@if7'), 'eth0');
});

test('an interface left out stands for its subnets', async () => {
  const out = await takeExclusions(['eth0', '10.7.0.0/31'], CONTEXT);
  assert.deepEqual(
    out.map(({ first, last }) => [formatIpv4(first), formatIpv4(last)]),
    [
      ['10.7.0.0', '10.7.0.1'],
      ['10.0.0.0', '10.0.0.3'],
    ],
  );
});

test('what names nothing is said once, with what there is', async () => {
  await assert.rejects(aim('prinetr'), (fault) => {
    assert.ok(fault instanceof SystemFault && fault.kind === 'name');
    assert.equal(
      fault.message,
      'prinetr is no interface here (there are eth0, eth1.20), and as a host name it does not resolve',
    );
    return true;
  });
  await assert.rejects(aim('@empty'), /empty names no target/);
  await assert.rejects(
    takeAim(['printer'], { ...CONTEXT, lookUp: null }),
    (fault) => fault instanceof UsageFault && /-N/.test(fault.message),
  );
});

test('what cannot be a host name is not looked up', async () => {
  const asked: string[] = [];
  const lookUp: AimContext['lookUp'] = (name) => {
    asked.push(name);
    return Promise.resolve(failed('does not resolve'));
  };
  for (const word of ['eth9.300', 'a@b', 'x..y', 'fine.example'])
    await assert.rejects(takeAim([word], { ...CONTEXT, lookUp }), SystemFault);
  assert.deepEqual(asked, ['fine.example']);
});

async function asked(
  line: string,
  nics: readonly InterfaceFacts[] = NICS,
  files: Readonly<Record<string, string>> = {},
): Promise<Awaited<ReturnType<typeof askingFor>>> {
  const host = { interfaces: () => nics } satisfies Partial<Host>;
  const { words, values } = parseArgs(line.split(' ').filter(Boolean), ASKING_FLAGS);
  return await askingFor(words, values, { hands: { host: host as unknown as Host }, io: paperIo({ files }) });
}

async function shares(line: string): Promise<string> {
  const { options } = await asked(line);
  return options.interfaces
    .map(
      ({ facts, targets, vlans }) =>
        `${facts.name}:${targets.size}${vlans.length > 0 ? `@${vlans.join('+')}` : ''}`,
    )
    .join(' ');
}

test('words and flags say which interface asks how much', async () => {
  assert.equal(await shares(''), 'eth0:2 eth1.20:2');
  assert.equal(await shares('eth0'), 'eth0:2');
  assert.equal(await shares('10.0.0.0/30'), 'eth0:4');
  assert.equal(await shares('10.0.0.0/30 -l'), 'eth0:4 eth1.20:2');
  assert.equal(await shares('-I eth0,eth1.20 10.9.0.0/24'), 'eth0:256 eth1.20:256');
  assert.equal(await shares('--exclude 10.0.0.2 -i eth0 --vlan 5,7-8,7'), 'eth0:1@5+7+8');
});

test('the pace is said once, in packets or bits', async () => {
  const rate = async (line: string): Promise<number> => (await asked(line)).options.rate;
  assert.equal(await rate(''), 1000);
  assert.equal(await rate('--fast'), Number.POSITIVE_INFINITY);
  assert.equal(await rate('-B 512000'), 1000);
  await assert.rejects(rate('--fast -B 1M'), /--fast and -B contradict/);
});

test('tries and patience are left to the verb unless they are said', async () => {
  const { options } = await asked('');
  assert.deepEqual(['tries' in options, 'patience' in options, options.capture], [false, false, false]);
  const said = (await asked('-r 5 -t 300 --save x')).options;
  assert.deepEqual([said.tries, said.patience, said.capture], [5, 300, true]);
});

test('a foreign network is asked, and said so', async () => {
  const { notes } = await asked('-I eth0 192.168.7.0/24');
  assert.match(
    notes.join(),
    /192\.168\.7\.0\/24 is on none of the local networks .*; it is asked for on eth0 all the same/,
  );
  assert.deepEqual(
    (await asked('-I bare 192.168.7.0/24', [nic('bare', '10.0.0.1', { addresses: [] })])).notes,
    [],
  );
});

test('K23: -f takes the first word of each line, @FILE and stdin what is an address', async () => {
  const list = '10.0.0.2 gw gw.lan # router\n10.0.0.1 10.0.0.3\n';
  const files = { hosts: list, '-': list };
  const size = async (line: string): Promise<number | undefined> =>
    (await asked(`${line} -N`, NICS, files)).options.interfaces[0]?.targets.size;
  assert.deepEqual(
    [await size('-f hosts'), await size('-f -'), await size('@hosts'), await size('-')],
    [2, 2, 3, 3],
  );
});
