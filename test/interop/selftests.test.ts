import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Lab, type LabHost, openLab, whyNoLab } from '../live/lab.ts';
import { needs } from '../programs.ts';
import { runInVm, whyNoVm } from '../vm/vm.ts';

// The situations in which the kernel's selftests for ARP use arping, with a program of that name which is arpist. Then
// the scripts themselves, where test/interop/fetch-selftests.sh has put them: on this kernel, or where it lacks what a
// script needs, in user-mode Linux.

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const TREE = fileURLToPath(new URL('../../build/selftests', import.meta.url));
const whyNoTree = existsSync(join(TREE, '.from')) ? false : 'needs test/interop/fetch-selftests.sh';

/** Runs `body` with a PATH on which `arping` is ours. */
async function withArping(body: (path: string) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    const line = `exec '${process.execPath}' '${MAIN}' ping --compat iputils "$@"`;
    writeFileSync(join(folder, 'arping'), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
    await body(`${folder}${delimiter}${process.env['PATH'] ?? ''}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function arping(host: LabHost, path: string, words: string): { code: number | null; out: string } {
  const env = { ...process.env, PATH: path };
  const args = ['netns', 'exec', host.namespace, 'arping', ...words.split(' ')];
  const { status, stdout, stderr } = spawnSync('ip', args, { env, encoding: 'utf8' });
  return { code: status, out: `${stdout}${stderr}` };
}

interface Untracked {
  readonly accept: 0 | 1 | 2;
  readonly address: string;
  readonly learned: boolean;
}

/** arp_accept: 0 never, 1 always, 2 from the router's own subnet alone (Documentation/networking/ip-sysctl.rst). */
const UNTRACKED: readonly Untracked[] = [
  { accept: 0, address: '10.0.10.2', learned: false },
  { accept: 1, address: '10.0.10.2', learned: true },
  { accept: 1, address: '10.0.20.2', learned: true },
  { accept: 2, address: '10.0.10.2', learned: true },
  { accept: 2, address: '10.0.20.2', learned: false },
];

test('a router takes an unsolicited ARP as its arp_accept says', { skip: whyNoLab }, () =>
  withArping((path) => {
    for (const { accept, address, learned } of UNTRACKED)
      for (const form of ['-U', '-A']) {
        const lab = openLab();
        try {
          const host = lab.host('host', { nics: [{ name: 'eth0', addresses: [`${address}/24`] }] });
          const router = lab.host('router', {
            nics: [{ name: 'eth0', addresses: ['10.0.10.1/24'] }],
            sysctls: { 'net.ipv4.conf.eth0.arp_accept': accept },
          });
          const { code, out } = arping(host, path, `${form} -I eth0 -c 1 ${address}`);
          assert.equal(code, 0, out);
          const entry = router.run('ip', 'neigh', 'show', address).trim();
          assert.equal(entry !== '', learned, `arp_accept ${accept}, ${address}, ${form}: '${entry}'`);
        } finally {
          lab.close();
        }
      }
  }),
);

/** A bridge between the asker and nobody; it knows a neighbour behind its second port. */
function bridged(lab: Lab, suppress: 'on' | 'off'): LabHost {
  const asker = lab.host('ask', { nics: [] });
  const bridge = lab.host('bridge', { nics: [] });
  const silent = lab.host('silent', { nics: [] });
  const nic = { name: 'eth0', addresses: ['192.0.2.1/28'] };
  lab.cable({ host: asker, nic }, { host: bridge, nic: { name: 'p1' } });
  lab.cable({ host: silent, nic: { name: 'eth0' } }, { host: bridge, nic: { name: 'p2' } });
  bridge.ip('link add br0 type bridge');
  for (const port of ['p1', 'p2']) bridge.ip(`link set ${port} master br0`);
  bridge.ip('link set br0 up');
  bridge.ip(`link set p2 type bridge_slave neigh_suppress ${suppress}`);
  bridge.ip('neigh add 192.0.2.2 lladdr 02:bb:00:00:00:02 nud permanent dev br0');
  bridge.run('bridge', 'fdb', 'add', '02:bb:00:00:00:02', 'dev', 'p2', 'master', 'static');
  return asker;
}

test('a bridge that suppresses ARP answers in the place of a neighbour', { skip: whyNoLab }, () =>
  withArping((path) => {
    for (const suppress of ['on', 'off'] as const) {
      const lab = openLab();
      try {
        const asker = bridged(lab, suppress);
        const { code, out } = arping(asker, path, '-q -b -c 1 -w 2 -s 192.0.2.1 -I eth0 192.0.2.2');
        assert.equal(code, suppress === 'on' ? 0 : 1, `neigh_suppress ${suppress}: ${out}`);
        assert.equal(out, '', '-q prints nothing');
      } finally {
        lab.close();
      }
    }
  }),
);

test(
  'the kernel’s arp_ndisc_untracked_subnets.sh',
  { skip: whyNoLab || whyNoTree || needs('jq', 'bridge', 'tc', 'ping') },
  () =>
    withArping((path) => {
      const run = spawnSync('bash', ['arp_ndisc_untracked_subnets.sh', '-t', 'arp'], {
        cwd: TREE,
        env: { ...process.env, PATH: path },
        encoding: 'utf8',
      });
      const said = `${run.stdout}${run.stderr}`;
      assert.equal(run.status, 0, said);
      // It does not tell a failure by its exit code.
      assert.equal(said.match(/\[ OK \]/g)?.length, 4, said);
      assert.doesNotMatch(said, /FAIL/);
    }),
);

/** What the script asks for and its test of ARP has no use for: programs for IPv6, and a newer bridge(8). */
const STANDS_IN: Readonly<Record<string, string>> = {
  ndisc6: 'exit 1',
  mausezahn: 'exit 1',
  bridge: '[ "$*" = "link help" ] && { echo neigh_vlan_suppress >&2; exit 0; }\nexec /sbin/bridge "$@"',
};
const SUPPRESS = 'test_bridge_neigh_suppress.sh';

// Linux before 6.5 has it not.
if (whyNoTree !== false || existsSync(join(TREE, SUPPRESS)))
  test(
    `the kernel’s ${SUPPRESS}, in user-mode Linux`,
    { skip: whyNoVm || whyNoTree || needs('jq', 'bridge', 'tc', 'ping') },
    () =>
      withArping(async (path) => {
        const [folder = ''] = path.split(delimiter);
        for (const [name, text] of Object.entries(STANDS_IN))
          writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
        const line = `modprobe ipv6 && cd '${TREE}' && PATH='${folder}':"$PATH" bash ${SUPPRESS} -t neigh_suppress_arp`;
        const said = await runInVm(['bash', '-c', line], 240);
        assert.match(said, /Tests passed: +[1-9]\d+\n/, said);
        assert.match(said, /Tests failed: +0\n/, said);
      }),
  );
