import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../../base/fault.ts';
import { failed } from '../../base/result.ts';
import type { LoginFacts } from '../../declare/logins.ts';
import { hostWith } from '../../kernel/build-host.ts';
import { paperIo } from '../../../test/cli/paper-io.ts';
import { entry, nic, noFiles, noWire, paperJournal, paperTable } from '../../../test/cli/paper-table.ts';
import { tableOver } from './table.ts';

const GATEWAY = '10.0.0.254';
const MAC = '02:00:00:00:00:fe';
const OTHER = '02:00:00:00:00:aa';
const FILE = { ethers: `${OTHER} ${GATEWAY}\n` };

const HOST = hostWith({
  links: { eth0: { addresses: ['10.0.0.1/24'] } },
  routes: [`default via ${GATEWAY} dev eth0`],
  neighbours: [{ link: 'eth0', ip: GATEWAY, mac: MAC, state: 'reachable' }],
});

/** As sudo leaves it: nothing in the environment, a parent or a connection that tells. */
const LOGINS: Readonly<Record<string, LoginFacts>> = {
  'by a parent': { inherited: ['192.0.2.9 50000 10.0.0.1 22'], connections: [] },
  'by a connection to sshd': {
    inherited: [],
    connections: [{ own: '10.0.0.1', ownPort: 22, peer: '192.0.2.9', program: 'sshd' }],
  },
};

async function run(line: string, logins: LoginFacts): Promise<readonly unknown[]> {
  const io = { ...paperIo({ files: FILE }), logins: () => Promise.resolve(logins) };
  const table = paperTable([entry(GATEWAY, MAC)], [nic('eth0', 2, '10.0.0.1/24')]);
  const hands = {
    table,
    journal: paperJournal(),
    lookUp: () => Promise.resolve(failed('is no name here')),
    vendors: { vendorOf: () => null },
    wire: noWire,
    watch: noWire,
    lasting: noFiles,
    snapshot: () => Promise.resolve(HOST),
  };
  const code = await tableOver(() => Promise.resolve(hands), line.split(' '), io);
  return [code, table.changes.length];
}

for (const [how, logins] of Object.entries(LOGINS))
  test(`A4: table gives the neighbour a login goes by no other MAC unsaid: told ${how}`, async () => {
    for (const line of [`replace ${GATEWAY} ${OTHER}`, 'load ethers', `set ${GATEWAY} ${OTHER}`])
      await assert.rejects(
        run(line, logins),
        (cause) =>
          cause instanceof UsageFault &&
          /^nothing was changed: .*192\.0\.2\.9.*another MAC than it goes to now/.test(cause.message) &&
          cause.remedy.includes('--yes'),
        line,
      );
    assert.deepEqual(await run(`replace ${GATEWAY} ${OTHER} --yes`, logins), [0, 1]);
    assert.deepEqual(await run(`replace ${GATEWAY} ${MAC}`, logins), [0, 1]);
    assert.deepEqual(await run(`add 10.0.0.9 ${OTHER}`, logins), [0, 1]);
    assert.deepEqual(await run(`replace ${GATEWAY} ${OTHER} --dry-run`, logins), [0, 0]);
  });
