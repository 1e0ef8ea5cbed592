import { printable } from '../../base/printable.ts';
import { spellMillis } from '../../base/time.ts';
import type { DaemonConfig } from '../../daemon/config.ts';
import type { ServiceFacts } from '../../ports/service.ts';

/** Five lines for whoever starts it by hand. */
export function firstWords(
  { sensors, keeping, pages }: ServiceFacts,
  { config, folder }: { readonly config: DaemonConfig; readonly folder: string },
): readonly string[] {
  const heard = sensors.map(({ interface: link, state }) =>
    state === 'hearing' ? link : `${link} (${state})`,
  );
  const { events, bindings } = config.keep;
  const place = keeping.facts.path === '' ? 'in memory, until it ends' : `in ${keeping.facts.path}`;
  const targets = config.targets.map(({ name }) => name);
  return [
    `It listens on ${heard.length === 0 ? 'nothing yet' : heard.join(', ')}.`,
    `It keeps ${place}: episodes for ${spellMillis(events)}, who had which address for ${spellMillis(bindings)}.`,
    `It is asked by arpist status --state ${folder}${pages.length > 0 ? `, and its page is ${pages.join(', ')} (arpist token --state ${folder})` : ''}.`,
    targets.length === 0
      ? 'It sends nothing anywhere: no target is configured.'
      : `It tells ${targets.join(', ')}, and sends nothing anywhere else.`,
    'Ctrl-C ends it.',
  ].map((line) => printable(line));
}
