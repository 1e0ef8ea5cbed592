import { wholeNeighbour } from '../change/change.ts';
import { type Applied, refusalText } from '../verbs/table/apply.ts';
import type { Planned } from '../verbs/table/plan.ts';
import { type JsonRecord, recordKind } from './kind.ts';

/** schema/table-change.v1.json */
export function changeOutcomeRecord(plan: Planned, applied: Applied | null): JsonRecord {
  const { change, line, same } = plan;
  const set = change.do === 'set-neighbour' ? wholeNeighbour(change) : null;
  return {
    v: 1,
    type: 'table-change',
    do: set ? set.how : change.do,
    ip: change.ip,
    mac: set?.mac ?? null,
    interface: change.link,
    state: set?.state ?? null,
    flags: set?.flags ?? [],
    outcome: applied?.outcome ?? (same ? 'same' : 'planned'),
    code: applied?.refusal?.code ?? null,
    why: applied?.refusal ? refusalText(applied) : null,
    line,
  };
}

export const TABLE_CHANGE = recordKind(['table-change'], {
  do: 'text',
  ip: 'ip',
  mac: 'mac',
  interface: 'text',
  state: 'text',
  flags: 'text',
  outcome: 'text',
  code: 'text',
  why: 'text',
  line: 'number',
});
