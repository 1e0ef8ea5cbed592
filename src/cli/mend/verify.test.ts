import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo } from '../../../test/cli/paper-io.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { seededDice } from '../../base/dice.ts';
import { parseMac } from '../../base/mac.ts';
import { hostWith } from '../../kernel/build-host.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { PaperHost } from '../../sim/paper-host.ts';
import { openWorld } from '../../sim/world.ts';
import { verifyOver } from './verify.ts';

const FLUX = '[flux]\ninterfaces = ["e0", "e1"]\n';
const links = { e0: { addresses: ['10.0.0.1/24'] }, e1: { addresses: ['10.0.0.2/24'] } };
const AS_LINUX_COMES = hostWith({ links });
const AS_IT_IS = '[[address]]\naddress = "10.0.0.1/24"\ninterface = "e0"\n';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function verified(
  toml: string,
  host: HostSnapshot,
  { words = ['--probe'], stop = false }: { readonly words?: readonly string[]; readonly stop?: boolean } = {},
): Promise<Ran> {
  const io = paperIo({ files: { 'it.toml': toml } });
  const world = openWorld({ seed: 1 });
  const segment = world.segment('lan');
  const nics = host.links.filter(({ loopback }) => !loopback);
  const kernel = new PaperHost(world, host, {});
  for (const { name } of nics) kernel.plug(name, segment);
  const own = world.host(
    ...nics.map(({ name, mac }) => ({
      name,
      mac: parseMac(mac ?? '')!,
      addresses: host.addresses
        .filter(({ link }) => link === name)
        .map((one) => `${one.local}/${one.prefixLength}`),
      segment,
    })),
  );
  const door = {
    snapshot: () => Promise.resolve(host),
    hands() {
      if (stop) io.stop('interrupted');
      return Promise.resolve({ host: own, clock: world.clock, dice: seededDice(1) });
    },
  };
  const code = await verifyOver(door, ['it.toml', ...words], io);
  return { code, out: io.out(), err: io.err() };
}

test('D21: the wire is held against the settings as they are, and that is said', async () => {
  const drifted = await verified(FLUX, AS_LINUX_COMES);
  assert.match(
    drifted.err,
    /: \d+ differences; the wire answers as the kernel's present settings say, which are not those declared\n$/,
  );
  assert.equal(drifted.code, 1);
  const same = await verified(AS_IT_IS, AS_LINUX_COMES);
  assert.match(
    same.err,
    /: the host is as declared; the wire answers as the kernel's present settings say\n$/,
  );
  assert.equal(same.code, 0);
  for (const { err, out } of [drifted, same]) assert.doesNotMatch(out + err, /must/);
});

test('D23: interrupted, nothing is claimed of the wire', async () => {
  const { code, err } = await verified(AS_IT_IS, AS_LINUX_COMES, { stop: true });
  assert.match(err, /as declared; undecided, interrupted before the wire was asked to the end\n$/);
  assert.equal(code, 130);
  const { out } = await verified(AS_IT_IS, AS_LINUX_COMES, {
    words: ['--probe', '--json'],
    stop: true,
  });
  const summary = JSON.parse(out.trimEnd().split('\n').at(-1)!) as { interrupted: boolean };
  assert.deepEqual([summary.interrupted, faultsOf(summary, schemaNamed('verify-summary.v1'))], [true, []]);
});

test('where nothing can be asked, nothing is said to answer', async () => {
  const down = hostWith({ links: { e0: { addresses: ['10.0.0.1/24'], up: false } } });
  const { err } = await verified(AS_IT_IS, down);
  assert.match(err, /; nothing could be asked on the wire\n$/);
});

test('differences as CSV and in a form of one’s own, sorted by their line', async () => {
  const { out } = await verified(FLUX, AS_LINUX_COMES, { words: ['--csv', '--where', 'type=drift'] });
  const lines = out.trim().split('\r\n');
  assert.equal(lines[0], 'type,severity,kind,why,line,command,interfaces,addresses,page');
  assert.ok(lines.length > 1 && lines.slice(1).every((line) => line.startsWith('drift,')));
  const words = ['--format', '${line}', '--sort', '-line'];
  const places = (await verified(FLUX, AS_LINUX_COMES, { words })).out.trim().split('\n').map(Number);
  assert.deepEqual(
    places,
    places.toSorted((a, b) => b - a),
  );
});
