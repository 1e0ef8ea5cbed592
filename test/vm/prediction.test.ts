import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Foretold } from '../live/foretold.ts';
import { runGuest, whyNoVm } from './vm.ts';

test('any declaration, with VLANs: the host is afterwards what the plan foretold, and its undos lead back', {
  skip: whyNoVm,
}, async () => {
  const run = { arguments: ['40'], timeout: 240 };
  const { judged, withVlans } = await runGuest<Foretold>('test/vm/guest/prediction.ts', run);
  assert.ok(judged > 10 && withVlans > 3, `only ${judged} were judged, ${withVlans} with VLANs`);
});
