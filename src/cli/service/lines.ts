import { printable } from '../../base/printable.ts';
import type { ServiceStanding } from '../../verbs/service/service.ts';

export function standingLines({ unit, program, programGone, differs }: ServiceStanding): readonly string[] {
  if (unit === null) return ['not installed: sudo arpist service install'];
  const runs = unit.active === 'active' && unit.pid !== null;
  const state = runs
    ? `runs as process ${unit.pid} since ${unit.since}`
    : `does not run (${unit.active}${unit.result === 'success' ? '' : `, ${unit.result}`})`;
  return [
    `${unit.path}: ${state}, ${unit.enabled === 'enabled' ? 'starts with the machine' : 'does not start with the machine'}`,
    ...(programGone
      ? [`its program is gone: ${program}; install it again, then: sudo arpist service install`]
      : []),
    ...(differs && !programGone
      ? [
          `it was written for another program or version (it starts ${program ?? 'nothing'}): sudo arpist service install`,
        ]
      : []),
  ].map(printable);
}
