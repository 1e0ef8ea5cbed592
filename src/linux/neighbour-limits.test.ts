import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type LimitPlaces, raise, restore } from './neighbour-limits.ts';

const skip = process.platform === 'linux' ? false : 'needs Linux';
const MODULE = fileURLToPath(new URL('neighbour-limits.ts', import.meta.url));
const FOUND = '128 512 1024';
const RAISED = '65536 131072 262144';

interface Scene {
  readonly places: LimitPlaces;
  readonly limits: () => string;
  readonly set: (values: string) => void;
}

async function withPlaces(body: (scene: Scene) => Promise<void> | void): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'arpist-'));
  const places = {
    settings: join(root, 'settings'),
    holders: join(root, 'holders'),
    lock: join(root, 'lock'),
  };
  mkdirSync(places.settings);
  const paths = [1, 2, 3].map((nth) => join(places.settings, `gc_thresh${nth}`));
  const scene: Scene = {
    places,
    limits: () => paths.map((path) => readFileSync(path, 'utf8').trim()).join(' '),
    set: (values) => {
      for (const [at, value] of values.split(' ').entries()) writeFileSync(paths[at]!, `${value}\n`);
    },
  };
  scene.set(FOUND);
  try {
    await body(scene);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Another process that holds the limits until it is told to let go, or is killed. */
async function another(places: LimitPlaces): Promise<(how: 'lets go' | 'is killed') => Promise<void>> {
  const script = `import { raise, restore } from ${JSON.stringify(MODULE)};
    const places = ${JSON.stringify(places)};
    raise(places);
    process.stdout.write('raised');
    process.stdin.once('data', () => { restore(places); process.exit(); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => void child.stdout.once('data', resolve));
  return (how) =>
    new Promise((resolve) => {
      child.once('exit', () => resolve());
      if (how === 'is killed') child.kill('SIGKILL');
      else child.stdin.end('x');
    });
}

test('point 9: the limits of two runs are put back by the last one to let go, whoever came first', {
  skip,
}, async () => {
  await withPlaces(async ({ places, limits }) => {
    for (const first of ['this', 'other']) {
      const ends = await another(places);
      raise(places);
      assert.equal(limits(), RAISED);
      if (first === 'this') restore(places);
      else await ends('lets go');
      assert.equal(limits(), RAISED, `${first} let go, the other one still needs room`);
      if (first === 'this') await ends('lets go');
      else restore(places);
      assert.equal(limits(), FOUND);
    }
  });
});

test('point 9: a run that was killed is not waited for, and what it found is not lost', {
  skip,
}, async () => {
  await withPlaces(async ({ places, limits }) => {
    const ends = await another(places);
    await ends('is killed');
    assert.equal(limits(), RAISED);
    raise(places);
    restore(places);
    assert.equal(limits(), FOUND);
  });
});

test('point 9: what somebody set meanwhile is theirs', { skip }, async () => {
  await withPlaces(async ({ places, limits, set }) => {
    raise(places);
    set('65536 131072 4096');
    restore(places);
    assert.equal(limits(), '128 512 4096');
    const ends = await another(places);
    await ends('is killed');
    set('1 2 3');
    raise(places);
    restore(places);
    assert.equal(limits(), '1 2 3', 'and not what the one that was killed had found');
  });
});

test('point 9: the number of a dead holder that another process has now holds nothing', {
  skip,
}, async () => {
  await withPlaces(({ places, limits }) => {
    raise(places);
    writeFileSync(join(places.holders, '1'), 'born at another time');
    restore(places);
    assert.equal(limits(), FOUND);
  });
});

test('point 9: where there are no limits nothing is written', { skip }, async () => {
  await withPlaces(({ places }) => {
    const nowhere = { ...places, settings: join(places.settings, 'none') };
    raise(nowhere);
    restore(nowhere);
    assert.throws(() => readFileSync(places.holders), /ENOENT/);
  });
});
