import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../base/fault.ts';
import { formatIpv4, parseIpv4 } from '../base/ipv4.ts';
import { TargetSet } from '../base/target-set.ts';
import { smallOffice } from '../sim/scenarios.ts';
import type { Targets } from './aim.ts';
import { scan, type ScanWishes } from './scan.ts';

async function stationsOf(aim?: Targets | ScanWishes): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const event of scan(smallOffice().hands, aim))
    if (event.type === 'station') found.push(formatIpv4(event.station.ip));
  return [...new Set(found)].toSorted();
}

test('targets are an interface, addresses, a set, a wish, or nothing at all', async () => {
  const ip = parseIpv4('10.77.0.11')!;
  const one = ['10.77.0.11'];
  assert.deepEqual(await stationsOf('10.77.0.11'), one);
  assert.deepEqual(await stationsOf(['10.77.0.11', '10.77.0.99']), one);
  assert.deepEqual(await stationsOf(TargetSet.of([{ first: ip, last: ip }])), one);
  assert.deepEqual(await stationsOf({ targets: '10.77.0.11', on: 'eth0' }), one);
  const whole = await stationsOf('eth0');
  assert.ok(whole.length > 10 && whole.includes('10.77.0.254'));
  assert.deepEqual(await stationsOf(), whole);
  assert.deepEqual(await stationsOf({ targets: '10.77.0.10-12', except: '10.77.0.11' }), ['10.77.0.12']);
});

test('the report is the last event, and the value of the generator', async () => {
  const { hands } = smallOffice();
  const run = scan(hands, '10.77.0.11');
  let last: unknown;
  for (;;) {
    const next = await run.next();
    if (next.done) {
      assert.deepEqual(last, { type: 'report', report: next.value });
      assert.deepEqual([next.value.asked, next.value.answered], [1, 1]);
      return;
    }
    last = next.value;
  }
});

test('a loop that is left early closes its links', async () => {
  const { hands } = smallOffice();
  let open = 0;
  const host = {
    interfaces: () => hands.host.interfaces(),
    openLink(...wanted: Parameters<typeof hands.host.openLink>) {
      const link = hands.host.openLink(...wanted);
      open++;
      const close = link.close.bind(link);
      link.close = () => {
        open--;
        close();
      };
      return link;
    },
  };
  for await (const event of scan({ ...hands, host }, 'eth0')) if (event.type === 'station') break;
  assert.equal(open, 0);
});

test('a signal ends it with a report that says so', async () => {
  const stop = new AbortController();
  for await (const event of scan(smallOffice().hands, { targets: 'eth0', signal: stop.signal })) {
    if (event.type === 'station') stop.abort();
    if (event.type === 'report') assert.equal(event.report.interrupted, true);
  }
});

test('what cannot be used is a UsageFault with its place and what to write instead', async () => {
  const cases: readonly (readonly [Targets | ScanWishes, string, RegExp])[] = [
    ['10.77.0.300', 'targets', /10\.77\.0\.300 is not an IPv4 address/],
    ['printer.lan', 'targets', /printer\.lan is no interface here \(there are eth0\), and names of hosts/],
    ['@list', 'targets', /no list is read/],
    [{ except: 'eth9' }, 'except', /eth9 is no interface/],
    [{ rate: Number.NaN }, 'rate', /rate is NaN/],
    [{ vlans: [4095] }, 'vlans', /vlans is 4095/],
    [{ tries: 1.5 }, 'tries', /tries is 1\.5/],
  ];
  for (const [aim, where, words] of cases) {
    const fault = await stationsOf(aim).catch((cause: unknown) => cause);
    assert.ok(fault instanceof UsageFault, String(fault));
    assert.equal(fault.where, where);
    assert.match(fault.message, words);
    assert.notEqual(fault.remedy, '');
  }
});

test('what might surprise about the targets is a note before anything else', async () => {
  const run = scan(smallOffice().hands, ['10.77.0.11', '224.0.0.1']);
  const first = await run.next();
  assert.deepEqual(first.value, {
    type: 'note',
    code: 'targets',
    text: '224.0.0.1 is left out: no host can have such an address',
  });
  await run.return(undefined as never);
});
