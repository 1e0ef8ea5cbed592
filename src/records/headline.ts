import type { ServiceFacts } from '../ports/service.ts';

/** One line: what needs somebody, else what is heard. */
export function headline({ open, sensors, keeping, stations }: ServiceFacts): string {
  const needed = open.warning + open.critical;
  const deaf = sensors.filter(({ state }) => state === 'blind').map(({ name }) => name);
  const parts = [
    needed === 0 ? 'quiet' : `${needed} ${needed === 1 ? 'thing needs' : 'things need'} you`,
    ...(deaf.length === 0 ? [] : [`${deaf.join(', ')} ${deaf.length === 1 ? 'does' : 'do'} not hear`]),
    ...(keeping.state === 'writing' ? [] : [KEEPING[keeping.state]]),
    `${stations} ${stations === 1 ? 'station' : 'stations'}`,
  ];
  return parts.join(', ');
}

const KEEPING: Readonly<Record<'memory' | 'full' | 'failing', string>> = {
  memory: 'remembers only until it ends',
  full: 'the disk is full, and nothing is remembered',
  failing: 'the store cannot be written',
};
