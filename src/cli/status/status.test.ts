import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PaperIo, paperIo } from '../../../test/cli/paper-io.ts';
import { SERVICE_FACTS } from '../../../test/records/service-facts.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import type { ServiceFacts } from '../../ports/service.ts';
import { statusRecord } from '../../records/status.ts';
import { statusOver } from './status.ts';

async function status(
  facts: ServiceFacts | null,
  ...words: readonly string[]
): Promise<PaperIo & { code: number }> {
  const io = paperIo();
  const service = facts && { get: async () => JSON.parse(JSON.stringify(statusRecord(facts))) };
  const code = await statusOver(async () => service ?? undefined, words, io);
  return { ...io, code };
}

const [hearing, waiting] = SERVICE_FACTS.sensors as [ServiceFacts['sensors'][0], ServiceFacts['sensors'][0]];
const QUIET: ServiceFacts = { ...SERVICE_FACTS, sensors: [hearing] };

test('in words: the headline first, then what is heard, remembered and told', async () => {
  const { code, out, err } = await status(QUIET);
  const lines = out().split('\n');
  assert.equal(code, 0);
  assert.equal(lines[0], 'quiet, 3 stations');
  assert.match(out(), /^sensor hq \(eth0\) hears: 1,284 frames, last /m);
  assert.match(out(), /^store \/var\/lib\/arpist\/watch\/arpist\.db: 7 events, 3 stations, written /m);
  assert.match(
    out(),
    /^target ops-mail \(mail\): 2 sent, 1 waiting, 1 failed, 0 dropped; last: the server does not answer$/m,
  );
  assert.match(out(), /^page http:\/\/127\.0\.0\.1:8471\/$/m);
  assert.equal(err(), '');
});

test('for programs one record by its schema; quietly nothing at all', async () => {
  const { out } = await status(SERVICE_FACTS, '--json');
  assert.deepEqual(faultsOf(JSON.parse(out()), schemaNamed('status.v1')), []);
  assert.equal((await status(SERVICE_FACTS, '-q')).out(), '');
});

test('the exit code tells the gravest of it', async () => {
  const codes = async (facts: ServiceFacts | null): Promise<number> => (await status(facts, '-q')).code;
  assert.equal(await codes(QUIET), 0);
  assert.equal(await codes({ ...QUIET, open: { info: 5, warning: 0, critical: 0 } }), 0);
  assert.equal(await codes({ ...QUIET, open: { info: 0, warning: 1, critical: 0 } }), 1);
  assert.equal(
    await codes({ ...QUIET, sensors: [hearing, waiting] }),
    0,
    'nobody named it, and another hears',
  );
  assert.equal(await codes({ ...QUIET, sensors: [waiting] }), 5);
  assert.equal(await codes({ ...QUIET, sensors: [] }), 5);
  const blind = {
    ...QUIET,
    sensors: [hearing, { ...waiting, state: 'blind' as const }],
    open: { info: 0, warning: 1, critical: 0 },
  };
  assert.equal(await codes(blind), 5);
  assert.equal(await codes(null), 3);
});

test('without a service one sentence says how to start it, with the same folder', async () => {
  const { err, code } = await status(null, '--state', '/tmp/x');
  assert.equal(code, 3);
  assert.match(
    err(),
    /^arpist: no service answers in \/tmp\/x; .*arpist watch --daemon --state \/tmp\/x\.\n$/,
  );
});

test('a sensor that does not hear, and a store that cannot be written, stand in the headline', async () => {
  const { out } = await status({
    ...QUIET,
    sensors: [{ ...hearing, state: 'blind', why: 'eth0 is down' }],
    keeping: { ...QUIET.keeping, state: 'full', why: 'the disk is full', left: 3 },
    open: { info: 0, warning: 2, critical: 0 },
  });
  assert.match(
    out(),
    /^2 things need you, hq does not hear, the disk is full, and nothing is remembered, 3 stations\n/,
  );
  assert.match(out(), /is full: the disk is full; .*; 3 events could not be written/);
});
