import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { METRICS } from '../../src/records/metrics.ts';
import { needs } from '../programs.ts';

const RULES = fileURLToPath(new URL('../../docs/service/alerts.yml', import.meta.url));
const CASES = fileURLToPath(new URL('alerts.test.yml', import.meta.url));

function promtool(...words: readonly string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync('promtool', words, { encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

test('promtool finds the alert rules in order, and each fires when it should and else not', {
  skip: needs('promtool'),
}, () => {
  const checked = promtool('check', 'rules', RULES);
  assert.equal(checked.status, 0, checked.said);
  assert.match(checked.said, /7 rules found/);
  const folder = mkdtempSync(join(tmpdir(), 'arpist-alerts-'));
  try {
    cpSync(RULES, join(folder, 'alerts.yml'));
    cpSync(CASES, join(folder, 'cases.yml'));
    const tested = promtool('test', 'rules', join(folder, 'cases.yml'));
    assert.equal(tested.status, 0, tested.said);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('alert rules ask for metrics that there are', () => {
  const names = new Set(
    METRICS.map(({ name, type }) =>
      type === 'counter' ? `${name}_total` : type === 'info' ? `${name}_info` : name,
    ),
  );
  const asked = readFileSync(RULES, 'utf8').match(/arpist_[a-z_]+/g) ?? [];
  assert.ok(asked.length > 7);
  for (const name of asked) assert.ok(names.has(name), name);
});
