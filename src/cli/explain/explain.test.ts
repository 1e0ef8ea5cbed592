import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo, type PaperTraits } from '../../../test/cli/paper-io.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { SystemFault, UsageFault } from '../../base/fault.ts';
import { hostWith } from '../../kernel/build-host.ts';
import { explainOver } from './explain.ts';

const ESCAPE = '\u001b';
const HOST = hostWith({
  links: {
    eth0: { addresses: ['10.0.0.1/24'] },
    eth1: { addresses: ['10.0.0.2/24'] },
    eth2: { addresses: ['10.9.0.1/24'] },
  },
  routes: ['default via 10.0.0.254 dev eth0'],
  neighbours: [{ link: 'eth0', ip: '10.0.0.9', mac: '02:00:00:00:00:09', age: 5000 }],
});

async function explain(
  words: string,
  { host = HOST, ...traits }: PaperTraits & { host?: typeof HOST } = {},
): Promise<{ code: number; out: string; err: string }> {
  const io = paperIo(traits);
  const code = await explainOver(() => Promise.resolve(host), words.split(' '), io);
  return { code, out: io.out(), err: io.err() };
}

test('who-has: verdict, reason, steps with their settings, the flux beside it, and where to read on', async () => {
  const { out, err, code } = await explain('who-has 10.0.0.1 --on eth1 --from 10.0.0.77');
  assert.match(
    out,
    /^yes: who-has 10\.0\.0\.1 tell 10\.0\.0\.77 on eth1: eth1 answers 10\.0\.0\.1 is-at 02:00:00:00:01:01\n/,
  );
  assert.match(out, /The same broadcast is answered by eth0 \(02:00:00:00:01:00\) too/);
  assert.match(out, /net\.ipv4\.conf\.\*\.arp_ignore = 0 \(all 0, eth1 0: the larger counts\)/);
  assert.match(out, /docs\/reasons\/answer-local\.md\n$/);
  assert.deepEqual([code, err], [0, '']);
});

test('a no is exit code 1', async () => {
  const host = { ...HOST, conf: { ...HOST.conf, all: { ...HOST.conf.all, arp_ignore: 1 } } };
  const { out, code } = await explain('who-has 10.0.0.1 --on eth1', { host });
  assert.match(out, /^no: who-has .*: no answer\n {2}arp_ignore is 1/);
  assert.equal(code, 1);
});

test('to: the three questions and the ARP request', async () => {
  const { out } = await explain('to 8.8.8.8');
  assert.match(out, /^yes: 8\.8\.8\.8 is reached through 10\.0\.0\.254 out of eth0, from 10\.0\.0\.1\n/);
  assert.match(out, /Is 8\.8\.8\.8 mine\?\n {4}no/);
  assert.match(out, /ARP: who-has 10\.0\.0\.254 tell 10\.0\.0\.1, from 02:00:00:00:01:00/);
});

test('is-at: before and after', async () => {
  const { out, code } = await explain('is-at 10.0.0.9 02:00:00:00:00:77 --on eth0 --form announcement');
  assert.match(
    out,
    /^yes: an announcement \(request form\) to all on eth0: .* the entry becomes STALE 02:00:00:00:00:77\n/,
  );
  assert.match(out, /before: STALE 02:00:00:00:00:09; after: STALE 02:00:00:00:00:77/);
  assert.equal(code, 0);
});

for (const words of [
  'who-has 10.0.0.1 --on eth1',
  'who-has 10.7.7.7 --on eth1',
  'to 8.8.8.8',
  'to 10.0.0.2',
  'is-at 10.0.0.9 02:00:00:00:00:77 --on eth0',
  'is-at 10.0.0.8 02:00:00:00:00:77 --on eth0',
])
  test(`--json of ${words} keeps to its schema`, async () => {
    const { out } = await explain(`${words} --json`);
    const lines = out.trim().split('\n');
    assert.equal(lines.length, 1);
    assert.deepEqual(faultsOf(JSON.parse(lines[0]!), schemaNamed('explanation.v1')), []);
  });

test('the only link that can be meant need not be named; several are not guessed', async () => {
  assert.match((await explain('who-has 10.9.0.1')).out, /on eth2:/);
  await assert.rejects(explain('who-has 10.0.0.1'), /several interfaces/);
});

const REFUSED: Readonly<Record<string, RegExp>> = {
  'who-has 10.0.0.300': /'10\.0\.0\.300' is no IPv4 address/,
  'who-is 10.0.0.1': /there is no question 'who-is'/,
  'is-at 10.0.0.1': /needs an address and a MAC/,
  'is-at 10.0.0.1 zz': /'zz' is no MAC address/,
  'to 10.0.0.1 10.0.0.2': /one word too many/,
  'is-at 10.0.0.1 02:00:00:00:00:01 --form shout': /there is no form 'shout'/,
  'who-has 10.0.0.1 --broadcast --unicast': /contradict/,
};
for (const [words, sentence] of Object.entries(REFUSED))
  test(`${words} is refused in a sentence`, async () => {
    await assert.rejects(
      explain(words),
      (fault) => fault instanceof UsageFault && sentence.test(fault.message),
    );
  });

for (const [words, sentence] of [
  ['who-has 10.0.0.1 --on eth9', /the host has no interface eth9/],
  ['who-has 10.0.0.1 --on lo', /lo is the loopback: there is no ARP on it/],
] as const)
  test(`D26: ${words} is a matter of the interface: exit code 3`, async () => {
    await assert.rejects(
      explain(words),
      (fault) => fault instanceof SystemFault && fault.kind === 'interface' && sentence.test(fault.message),
    );
  });

test('--host reads a snapshot instead, and says in one sentence when it cannot', async () => {
  const files = {
    'web.json': JSON.stringify(HOST),
    'cut.json': JSON.stringify(HOST).slice(0, 5000),
    'list.json': '[1]',
  };
  const elsewhere = async (file: string): Promise<string> => {
    const io = paperIo({ files });
    await explainOver(() => assert.fail('not this host'), ['to', '10.9.0.7', '--host', file], io);
    return io.out();
  };
  assert.match(await elsewhere('web.json'), /directly out of eth2/);
  for (const [file, sentence] of [
    ['cut.json', /cut\.json: The snapshot ends in the middle/],
    ['list.json', /list\.json: The file is no host snapshot/],
  ] as const)
    await assert.rejects(
      elsewhere(file),
      (fault) => fault instanceof SystemFault && fault.kind === 'file' && sentence.test(fault.message),
    );
});

test('no escapes without colours', async () => {
  assert.ok(!(await explain('to 8.8.8.8')).out.includes(ESCAPE));
  assert.ok((await explain('to 8.8.8.8', { colour: true })).out.startsWith(`${ESCAPE}[1myes`));
});

test('what stands in a snapshot cannot steer a terminal', async () => {
  const name = `eth0${ESCAPE}[2J`;
  const host = hostWith({ links: { [name]: { addresses: ['10.0.0.1/24'] } } });
  const { out } = await explain('who-has 10.0.0.1', { host, colour: true });
  assert.ok(!out.includes(`${ESCAPE}[2J`));
  assert.match(out, /eth0\\x1b\[2J answers/);
});

test('an answer as CSV and as a line of your own, empty when it does not fit', async () => {
  const { out, code } = await explain('who-has 10.0.0.1 --on eth1 --from 10.0.0.77 --csv');
  const [head, line] = out.split('\r\n');
  assert.equal(head, 'question,ip,yes,reason,why,source,from,mac,interface,nextHop,before,after,doubts');
  assert.match(line!, /^who-has,10\.0\.0\.1,true,answer-local,.*,10\.0\.0\.77,02:00:00:00:01:01,eth1,,,,/);
  assert.equal(code, 0);
  const form = '-F ${yes}|${reason}|${interface}|${nextHop}';
  assert.equal((await explain(`to 8.8.8.8 ${form}`)).out, 'true|path-gateway|eth0|10.0.0.254\n');
  assert.equal((await explain('to 8.8.8.8 --where yes=no')).out, '');
});
