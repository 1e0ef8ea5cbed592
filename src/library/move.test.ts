import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../base/fault.ts';
import { hostWith } from '../kernel/build-host.ts';
import { PaperFiles } from '../sim/paper-files.ts';
import { PaperHistory } from '../sim/paper-history.ts';
import { PaperSystem } from '../sim/paper-system.ts';
import { paperNetwork } from '../sim/scenarios.ts';
import { move, type MoveWishes } from './move.ts';

interface Moved {
  readonly ending: string;
  readonly addresses: readonly string[];
  readonly commands: readonly string[];
}

async function moved(address: string, wishes?: MoveWishes): Promise<Moved> {
  const { hands } = paperNetwork({
    ours: '10.0.0.1/24',
    hosts: [{ mac: '02:00:00:00:00:02', addresses: ['10.0.0.2'] }],
  });
  const system = new PaperSystem(hostWith({ links: { eth0: { addresses: ['10.0.0.1/24'] } } }));
  const history = new PaperHistory();
  const machine = { ...hands, system, history, files: new PaperFiles() };
  let ending = '';
  for await (const event of move(machine, address, wishes))
    if (event.type === 'report') ({ ending } = event.report);
  return {
    ending,
    addresses: system.host.addresses
      .filter(({ link }) => link === 'eth0')
      .map(({ local, prefixLength }) => `${local}/${prefixLength}`),
    commands: history.entries().map(({ command }) => command),
  };
}

test('an address nobody has is here afterwards, with the prefix of its subnet, and in the journal', async () => {
  assert.deepEqual(await moved('10.0.0.50', { count: 1, command: 'my tool' }), {
    ending: 'moved',
    addresses: ['10.0.0.1/24', '10.0.0.50/24'],
    commands: ['my tool'],
  });
  assert.ok((await moved('10.0.0.50/32', { count: 1 })).addresses.includes('10.0.0.50/32'));
});

test('one that somebody answers for is left there, and words that are none are refused', async () => {
  const { ending, addresses } = await moved('10.0.0.2', { count: 1 });
  assert.deepEqual([ending, addresses], ['in-use', ['10.0.0.1/24']]);
  for (const word of ['10.0.0', '10.0.0.50/33', '10.0.0.50/x', '10.0.0.50/24/1', '224.0.0.1'])
    await assert.rejects(moved(word), UsageFault, word);
});
