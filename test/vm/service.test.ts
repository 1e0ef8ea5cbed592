import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needs } from '../programs.ts';
import { runGuest, whyNoVm } from './vm.ts';

interface Ran {
  readonly code: number | null;
  readonly out: string;
}

interface Told {
  readonly before: Ran;
  readonly install: Ran;
  readonly start: Ran;
  readonly started: {
    readonly active: string;
    readonly status: string;
    readonly user: string;
    readonly capabilities: string;
    readonly state: string;
    readonly ownersSame: boolean;
    readonly journal: readonly string[];
  };
  readonly usr1: { readonly debugger: boolean; readonly pid: boolean };
  readonly reload: Ran & { readonly pid: boolean };
  readonly restarted: string;
  readonly status: Ran;
  readonly stop: Ran & { readonly result: string; readonly millis: number };
  readonly ownersAfter: boolean;
  readonly remove: Ran;
  readonly removed: { readonly files: readonly string[]; readonly state: boolean };
  readonly gone: Ran;
}

/** 13 of the kernel's capabilities, and no other. */
const CAP_NET_RAW = '0000000000002000';

test('under systemd as process 1 the service is installed, ready, reloaded, killed, stopped and removed, and what is root’s stays so', {
  skip: whyNoVm || needs('/lib/systemd/systemd', 'systemd-sysusers', 'systemd-tmpfiles'),
}, async () => {
  const told = await runGuest<Told>('test/vm/guest/service.ts', { timeout: 280 });
  assert.deepEqual([told.before.code, told.before.out], [1, 'not installed: sudo arpist service install\n']);
  assert.equal(told.install.code, 0, told.install.out);
  assert.equal(told.start.code, 0, told.start.out);
  const { started } = told;
  assert.deepEqual(
    [started.active, started.user, started.capabilities, started.state, started.ownersSame],
    ['active', 'arpist', CAP_NET_RAW, 'arpist 750', true],
  );
  assert.match(started.status, /station/);
  assert.ok(started.journal.some((line) => line === '/var/lib/arpist/journal 0:0 600'));
  assert.deepEqual(told.usr1, { debugger: false, pid: true });
  assert.deepEqual([told.reload.code, told.reload.pid], [0, true], told.reload.out);
  assert.equal(told.restarted, '1');
  assert.equal(told.status.code, 0, told.status.out);
  assert.match(told.status.out, /runs as process \d+ since .*, does not start with the machine\n$/);
  assert.deepEqual([told.stop.code, told.stop.result], [0, 'success']);
  assert.ok(told.stop.millis <= 5000, String(told.stop.millis));
  assert.equal(told.ownersAfter, true);
  assert.equal(told.remove.code, 0, told.remove.out);
  assert.deepEqual(told.removed, { files: [], state: true });
  assert.equal(told.gone.code, 1);
});
