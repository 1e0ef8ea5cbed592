import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../../base/fault.ts';
import { runTable } from '../../../test/cli/paper-table-run.ts';

/** Every flag of arp (net-tools 2.10) as its own --help lists them, with the words it takes. */
const THEIRS = {
  taken: ['-a', '--all', '-n', '--numeric', '-i eth0', '-a -i eth0', '-an'],
  told: {
    add: ['-s 10.0.0.7 2:0:0:0:0:7', '--set 10.0.0.7 2:0:0:0:0:7 pub'],
    delete: ['-d 10.0.0.7', '--delete 10.0.0.7 -i eth0'],
    load: ['-f /etc/ethers', '--file /etc/ethers', '-nf'],
    publish: ['-D', '-i eth0 -D 10.0.0.7 eth1 pub', '--use-device'],
    '--format arp': ['-e'],
    '--json': ['-v', '--verbose', '-vn'],
    'IPv4 and Ethernet': ['-H ether', '-t ether', '-A inet', '-p inet'],
  },
} as const;

test('D25: table takes the flags of arp that list', async () => {
  for (const line of THEIRS.taken) {
    const ran = await runTable(line);
    assert.equal(ran.code, 0, line);
    assert.match(ran.out, /10\.0\.0\.2/, line);
  }
  assert.match((await runTable('-a -n')).out, /^\? \(10\.0\.0\.2\) at 02:00:00:00:01:02 \[ether\] on eth0$/m);
});

test('D25: each of the others is refused with the word for it here, and changes nothing', async () => {
  for (const [word, lines] of Object.entries(THEIRS.told))
    for (const line of lines)
      await assert.rejects(
        runTable(line),
        (cause) =>
          cause instanceof UsageFault &&
          cause.message.endsWith(' of arp is not taken here') &&
          cause.remedy.includes(word),
        line,
      );
});
