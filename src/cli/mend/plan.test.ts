import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo } from '../../../test/cli/paper-io.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { UsageFault } from '../../base/fault.ts';
import { hostWith } from '../../kernel/build-host.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { planOver } from './plan.ts';

const HOST: HostSnapshot = {
  ...hostWith({
    links: { eth0: { addresses: ['192.168.18.10/24'] }, eth3: { addresses: ['192.168.18.13/24'] } },
  }),
  hostname: 'hn1',
};

const FLUX = `host = "hn1"
# the two NICs of the storage segment
[flux]
interfaces = ["eth0", "eth3"]
`;

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(text: string, words: readonly string[] = [], host = HOST, env = {}): Promise<Ran> {
  const io = paperIo({ files: { 'it.toml': text }, env });
  const code = await planOver(() => Promise.resolve(host), ['it.toml', ...words], io);
  return { code, out: io.out(), err: io.err() };
}

test('changes with their reason and line, and who answers before and after', async () => {
  const { code, out, err } = await run(FLUX);
  assert.equal(code, 0);
  const lines = out.split('\n');
  assert.equal(lines[0], 'it.toml: 8 changes');
  assert.ok(lines.includes('    net.ipv4.conf.eth3 arp_ignore: 0 → 1  line 3'), out);
  assert.ok(lines.includes('  192.168.18.10: now eth0, eth3 → after: eth0'), out);
  assert.match(err, /nothing was changed; sudo arpist apply it\.toml/);
});

test('--diff is a script: the reasons are comments, each once', async () => {
  const { out } = await run(FLUX, ['--diff']);
  const lines = out.trimEnd().split('\n');
  assert.ok(
    lines.every((line) => /^(# |ip |sysctl )/.test(line)),
    out,
  );
  assert.ok(lines.includes('ip rule add from 192.168.18.10 lookup 102 priority 10002'));
  const reasons = lines.filter((line) => line.startsWith('#'));
  assert.equal(new Set(reasons).size, reasons.length);
});

test('--json: every record fits its schema, and the summary is last', async () => {
  const text = `${FLUX}[[neighbour]]\nip = "192.168.18.9"\nmac = "02:00:00:00:00:09"\ninterface = "eth0"\n[vip]\nrole = "balancer"\ninterface = "eth3"\naddresses = ["192.168.18.50"]\n[[published]]\ninterfaces = "eth0"\naddresses = "192.168.18.60"\n`;
  const seen = new Set<string>();
  const { out } = await run(text, ['--json']);
  const records = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly type: string });
  for (const record of records) {
    seen.add(record.type);
    assert.deepEqual(faultsOf(record, schemaNamed(`${record.type}.v1`)), []);
  }
  assert.equal(records.at(-1)?.type, 'plan-summary');
  assert.deepEqual([...seen], ['plan-step', 'answer-shift', 'plan-warning', 'plan-summary']);
});

test('a host that is as declared needs nothing', async () => {
  const { code, out } = await run('[[address]]\naddress = "192.168.18.10/24"\ninterface = "eth0"\n');
  assert.deepEqual([code, out], [0, 'it.toml: so it is already, nothing would change\n']);
});

const BAD: readonly (readonly [string, string, RegExp])[] = [
  ['not TOML', '[flux\ninterfaces = 1', /^it\.toml:\d+: this is not TOML/],
  [
    'a section with a slip',
    '[flx]\n',
    /^it\.toml:1: a declaration has no key 'flx'; 'flux' is meant, perhaps/,
  ],
  ['a key with a slip', '[flux]\n\ninterface = ["eth0", "eth3"]', /^it\.toml:[13]: /],
  [
    'another host',
    'host = "web9"\n[timers]\nlocktime = 0',
    /^it\.toml:1: the file is for the host web9, and this is hn1/,
  ],
  [
    'no such parent',
    '[[vlan-router]]\nparent = "eth9"\nvlans = 5',
    /^it\.toml:2: there is no interface 'eth9' on this host; 'eth0' is meant/,
  ],
  [
    'VLAN 4095',
    '[[vlan-router]]\nparent = "eth0"\nvlans = [5,\n 4095]',
    /^it\.toml:4: 'vlans' names VLAN 4095: ids are 1 to 4094, 4095 is reserved/,
  ],
  [
    'a multicast MAC',
    '[mac]\neth0 = "01:00:5e:00:00:01"',
    /^it\.toml:2: 'eth0' is 01:00:5e:00:00:01, a multicast MAC .*; 02:00:5e:00:00:01 is a locally administered one/,
  ],
  [
    'two roles',
    '[vip]\nrole = "real-server"\naddresses = ["10.0.0.9"]\n[[published]]\ninterfaces = "eth0"\naddresses = "10.0.0.1-10.0.0.20"',
    /^it\.toml:6: 10\.0\.0\.9 has two roles: an address of \[vip\] \(line 3\) and published on eth0/,
  ],
  [
    'overlapping networks',
    '[[address]]\naddress = "10.0.0.1/16"\ninterface = "eth0"\n[[address]]\naddress = "10.0.9.1/24"\ninterface = "eth3"',
    /^it\.toml:4: eth3 would have 10\.0\.9\.0\/24 and eth0 10\.0\.0\.0\/16: these networks overlap/,
  ],
  [
    'a network the host has elsewhere',
    '[[vlan-router]]\nparent = "eth0"\nvlans = 5\naddress = "192.168.18.99/24"',
    /^it\.toml:4: eth0\.5 would have 192\.168\.18\.0\/24, and eth0 has 192\.168\.18\.10\/24/,
  ],
  [
    'a gateway nobody reaches',
    '[[route]]\nto = "10.0.0.0/8"\nvia = "172.16.0.1"',
    /^it\.toml:1: the gateway 172\.16\.0\.1 lies in no network of this host/,
  ],
  ['nothing at all', '# empty\n', /^it\.toml: the file declares nothing/],
  ['a prototype', '[__proto__]\nflux = 1\n', /^it\.toml/],
  [
    'a time without a unit',
    '[timers]\nlocktime = 5',
    /^it\.toml:2: 'locktime' is counted in hundredths of a second by the kernel .*; write 5s, or 50ms if that is meant/,
  ],
];

for (const [name, text, sentence] of BAD)
  test(`refused: ${name}`, async () => {
    await assert.rejects(run(text), (cause: unknown) => {
      assert.ok(cause instanceof UsageFault, String(cause));
      assert.match(`${cause.where}: ${cause.message}; ${cause.remedy}`, sentence);
      return true;
    });
  });

test('warned when the session that asks would be cut, and by which line', async () => {
  const text = '[[address]]\naddress = "192.168.18.10/24"\ninterface = "eth3"\n';
  const { out } = await run(text, [], HOST, { SSH_CONNECTION: '192.168.18.77 50000 192.168.18.10 22' });
  assert.match(out, /warning {2}.*session you came by, from 192\.168\.18\.77 over eth0/);
  const quiet = await run(text, [], HOST, { SSH_CONNECTION: '2001:db8::1 50000 2001:db8::2 22' });
  assert.doesNotMatch(quiet.out, /session/);
});

const SERVER = hostWith({
  links: { eth0: { addresses: ['10.0.0.7/24'] }, lo: { addresses: ['10.0.0.200/32'] } },
});
const OTHERS = {
  'lb.json': JSON.stringify({
    ...hostWith({ links: { eth0: { addresses: ['10.0.0.2/24', '10.0.0.200/32'] } } }),
    hostname: 'lb',
  }),
};
const VIP = '[vip]\nrole = "real-server"\naddresses = ["10.0.0.200"]\n';

test('--simulate: the hosts of a segment on paper, before and after', async () => {
  const io = paperIo({ files: { 'it.toml': VIP, ...OTHERS } });
  const host = { ...SERVER, hostname: 'web1' };
  await planOver(() => Promise.resolve(host), ['it.toml', '--simulate', '--hosts', 'lb.json'], io);
  assert.match(io.out(), /^ {2}10\.0\.0\.200: now web1:eth0, lb:eth0 → after: lb:eth0$/m);
  const json = paperIo({ files: { 'it.toml': VIP, ...OTHERS } });
  await planOver(
    () => Promise.resolve(host),
    ['it.toml', '--simulate', '--hosts', 'lb.json', '--json'],
    json,
  );
  const records = json
    .out()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly type: string });
  const shifts = records.filter(({ type }) => type === 'answer-shift');
  assert.equal(shifts.length, 2);
  for (const shift of shifts) assert.deepEqual(faultsOf(shift, schemaNamed('answer-shift.v1')), []);
});

test('D11: hosts of one name are named by their files, and never taken for one another', async () => {
  const named = (hostname: string | null, address: string): HostSnapshot => ({
    ...hostWith({
      links: { lo: { addresses: ['10.0.0.200/32'] }, eth0: { addresses: [address] } },
      all: { arp_ignore: 1, arp_announce: 2 },
    }),
    hostname,
  });
  const lb = hostWith({ links: { eth0: { addresses: ['10.0.0.3/24', '10.0.0.200/32'] } } });
  const files = {
    'it.toml': VIP,
    'a.json': JSON.stringify(named('vm', '10.0.0.2/24')),
    'b.json': JSON.stringify({ ...lb, hostname: 'vm' }),
    'c.json': JSON.stringify(named(null, '10.0.0.4/24')),
  };
  const simulated = async (...words: readonly string[]): Promise<string> => {
    const io = paperIo({ files });
    const here = () => Promise.resolve(named('vm', '10.0.0.1/24'));
    await planOver(here, ['it.toml', '--simulate', ...words], io);
    return io.out();
  };
  const out = await simulated('--hosts', 'a.json', 'b.json', 'c.json');
  assert.match(out, /^ {2}10\.0\.0\.200: now vm \(b\.json\):eth0 → after: vm \(b\.json\):eth0$/m);
  assert.doesNotMatch(out, /vm:eth0/);
  const host = await simulated('--host', 'a.json', '--hosts', 'b.json');
  assert.match(host, /vm \(b\.json\):eth0/);
  await assert.rejects(simulated('--hosts', 'a.json', 'a.json'), UsageFault);
});

test('--simulate without other hosts, and other hosts without it, are refused', async () => {
  await assert.rejects(run(VIP, ['--simulate'], SERVER), UsageFault);
  await assert.rejects(run(VIP, ['lb.json'], SERVER), UsageFault);
  await assert.rejects(run(VIP, ['--simulate', '--hosts', 'x', '--diff'], SERVER), UsageFault);
});

test('the steps of a plan as CSV and in a form of one’s own', async () => {
  const { out } = await run(FLUX, ['--csv', '--where', 'type=plan-step']);
  const lines = out.trim().split('\r\n');
  assert.equal(lines[0], 'type,step,command,why,line,needs,undo,kind,ip,before,after,simulated');
  assert.ok(lines.length > 1 && lines.slice(1).every((line) => line.startsWith('plan-step,')));
  const own = (await run(FLUX, ['--format', '${step}', '--where', 'step=1'])).out;
  assert.equal(own, '1\n');
});
