import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { seededDice, type Dice } from '../../src/base/dice.ts';
import { migrate } from '../../src/store/postgres/migrate.ts';
import { PostgresKeys } from '../../src/store/postgres/keys.ts';
import { Postgres } from '../../src/store/postgres/postgres.ts';
import { whyNoSqlite } from '../sqlite.ts';
import { freePort, TestPostgres, whyNoPostgres } from './postgres.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const SENSOR = fileURLToPath(new URL('./sensor.ts', import.meta.url));
/** The bench has hundreds. */
const RUNS = Number(process.env['ARPIST_KILL_RUNS'] ?? 4);
const SEED = Number(process.env['ARPIST_KILL_SEED'] ?? 14);
const EVENTS = 600;
const SENSORS = ['berlin/core-1', 'berlin/core-2', 'oslo/edge-1'];

interface Living {
  child: ChildProcess;
  ended: Promise<number | null>;
  /** What it says when it ended by itself. */
  out: string;
}

function start(args: readonly string[]): Living {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const living: Living = {
    child,
    out: '',
    ended: new Promise((resolve) => child.once('exit', (code) => resolve(code))),
  };
  child.stdout!.on('data', (part: Buffer) => (living.out += part.toString()));
  child.stderr!.on('data', (part: Buffer) => (living.out += part.toString()));
  return living;
}

async function kill(one: Living): Promise<void> {
  one.child.kill('SIGKILL');
  await one.ended;
}

/** One run: who is killed, how often; then what the database holds. */
async function kills(server: TestPostgres, turn: number, dice: Dice): Promise<readonly number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-kills-'));
  const admin = await Postgres.open(server.url);
  const database = `run${turn}`;
  await admin.query(`create database ${database}`);
  await admin.close();
  const url = server.url.replace(/postgres$/, database);
  const postgres = await Postgres.open(url);
  await migrate(postgres);
  const keys = new PostgresKeys(postgres);
  const port = await freePort();
  const centre = (): Living => start([MAIN, 'centre', '--postgres', url, '--listen', `127.0.0.1:${port}`]);
  const sensors: (() => Living)[] = [];
  for (const name of SENSORS) {
    const state = join(folder, name.replace('/', '-'));
    mkdirSync(state);
    writeFileSync(`${state}.key`, `${(await keys.enrol(name, false)).line}\n`);
    sensors.push(() => start([SENSOR, state, `${state}.key`, `http://127.0.0.1:${port}`, String(EVENTS)]));
  }
  const killed = [0, 0, 0];
  const living = sensors.map((again) => again());
  let node = centre();
  try {
    for (let nth = 0; nth < 9; nth++) {
      await setTimeout(150 + dice() * 500);
      assert.equal(node.child.exitCode, null, `the centre fell over by itself: ${node.out}`);
      // Each in turn, at a moment nobody chose.
      const whom = nth % 3;
      if (whom === 0) {
        const at = Math.floor(dice() * living.length);
        if (living[at]!.child.exitCode !== null) continue;
        await kill(living[at]!);
        living[at] = sensors[at]!();
      } else if (whom === 1) {
        await kill(node);
        node = centre();
      } else {
        await server.kill();
        await server.run();
      }
      killed[whom]!++;
    }
    const ends = await Promise.all(living.map(({ ended }) => ended));
    assert.deepEqual(ends, [0, 0, 0], living.map(({ out }) => out).join('\n'));
    const rows = await postgres.query<{
      sensor: string;
      many: number;
      apart: number;
      most: number;
      made: number;
    }>(
      `select t.name || '/' || s.name as sensor, count(*)::int as many, count(distinct (run, seq))::int as apart,
          count(distinct e.body::json->>'why')::int as made, max(seq)::int as most
        from event e join sensor s on s.id = e.sensor join site t on t.id = s.site group by 1 order by 1`,
    );
    assert.deepEqual(
      rows.map(({ sensor, many, apart, made }) => ({ sensor, many, apart, made })),
      SENSORS.map((sensor) => ({ sensor, many: EVENTS, apart: EVENTS, made: EVENTS })),
      `turn ${turn}`,
    );
    const [bindings] = await postgres.query<{ many: number }>(
      'select count(*)::int as many from binding_now',
    );
    assert.equal(bindings!.many, 60, 'what two sites hold: 30 pairs each, of three sensors');
    return killed;
  } finally {
    await Promise.all([...living, node].map(kill));
    await postgres.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

test(`sensors, centre and PostgreSQL are killed at random, ${RUNS} runs: nothing is lost and nothing twice`, {
  skip: whyNoPostgres || whyNoSqlite,
}, async (context) => {
  const server = await TestPostgres.start();
  const dice = seededDice(SEED);
  const all = [0, 0, 0];
  try {
    for (let turn = 0; turn < RUNS; turn++)
      for (const [at, many] of (await kills(server, turn, dice)).entries()) all[at]! += many;
  } finally {
    await server.stop();
  }
  context.diagnostic(`killed: sensors ${all[0]}, centre ${all[1]}, PostgreSQL ${all[2]}; seed ${SEED}`);
  assert.ok(
    all.every((many) => many >= RUNS),
    'each kind was killed',
  );
});
