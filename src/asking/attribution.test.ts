import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attribute } from './attribution.ts';
import { type Form, PassLedger } from './ledger.ts';

function passes(...asked: readonly (readonly [Form, number])[]): PassLedger[] {
  return asked.map(([form, at], number) => {
    const pass = new PassLedger(number + 1, form);
    pass.note(0, 0, at, at);
    return pass;
  });
}

const calm = { lossy: false, usual: 1 };
const lossy = { lossy: true, usual: 1 };

test('an answer belongs to the question whose sender it repeats, however late', () => {
  const asked = passes(['zero', 0], ['own', 300]);
  assert.deepEqual(attribute(asked, { position: 0, form: 'zero', at: 500 }, calm), {
    rttMs: 500,
    tries: 2,
    late: true,
    certain: true,
  });
  assert.deepEqual(attribute(asked, { position: 0, form: 'own', at: 500 }, calm), {
    rttMs: 200,
    tries: 2,
    late: false,
    certain: true,
  });
});

test('an answer to nothing we asked is nobody’s', () => {
  assert.equal(attribute(passes(['zero', 0]), { position: 0, form: 'own', at: 5 }, calm), undefined);
  assert.equal(attribute(passes(['zero', 100]), { position: 0, form: 'zero', at: 5 }, calm), undefined);
});

test('asked twice alike: the oldest without loss, the newest when packets get lost and the time is usual', () => {
  const asked = passes(['zero', 0], ['own', 100], ['zero', 200]);
  assert.equal(attribute(asked, { position: 0, form: 'zero', at: 201 }, calm)?.rttMs, 201);
  assert.equal(attribute(asked, { position: 0, form: 'zero', at: 201 }, lossy)?.rttMs, 1);
  assert.equal(attribute(asked, { position: 0, form: 'zero', at: 290 }, lossy)?.rttMs, 290);
  assert.equal(attribute(asked, { position: 0, form: 'zero', at: 290 }, lossy)?.certain, false);
});
