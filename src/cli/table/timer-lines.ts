import { printable } from '../../base/printable.ts';
import { isChanged, type Timer, type TimerUnit } from '../../verbs/table/timers.ts';
import type { Paint } from '../../terminal/text/paint.ts';
import { count, plural, tabbed } from '../../terminal/text/texts.ts';

/** `30 s`, `1 min`, `800 ms`, `212,992 bytes`, `3`: exact. */
export function valueText(value: number, unit: TimerUnit): string {
  if (unit === 'bytes') return plural(value, 'byte');
  if (unit === 'count') return count(value);
  if (value >= 60_000 && value % 60_000 === 0) return `${value / 60_000} min`;
  return value >= 1000 && value % 100 === 0 ? `${value / 1000} s` : `${value} ms`;
}

function placeText({ link }: Timer): string {
  return link === null ? '(machine)' : printable(link);
}

/** Interface, setting, value, compiled-in value, meaning. */
export function timerLine(timer: Timer): string {
  const { setting, value, compiled, unit, meaning } = timer;
  return `${tabbed([placeText(timer), setting, valueText(value, unit), valueText(compiled, unit), meaning])}\n`;
}

/** Link by link, each setting with its value, its default when it is another, and what it does. */
export function timerTable(
  timers: readonly Timer[],
  look: { readonly paint: Paint; readonly width: number },
): readonly string[] {
  const { paint, width } = look;
  const lines: string[] = [];
  const longest = timers.reduce((most, { setting }) => Math.max(most, setting.length), 0);
  let place: string | undefined;
  for (const timer of timers) {
    const { setting, value, compiled, unit, meaning } = timer;
    if (placeText(timer) !== place) {
      place = placeText(timer);
      lines.push(paint('bold', timer.link === null ? 'the whole machine' : placeOf(place)));
    }
    const beside = isChanged(timer)
      ? `default ${valueText(compiled, unit)}`
      : timer.drawn
        ? 'drawn'
        : 'default';
    const line = `  ${setting.padEnd(longest)}  ${valueText(value, unit).padEnd(13)}  ${beside.padEnd(21)}  ${meaning}`;
    lines.push(paint(isChanged(timer) ? 'yellow' : undefined, line.slice(0, width).trimEnd()));
  }
  return lines;
}

function placeOf(link: string): string {
  return link === 'default' ? 'default: what new interfaces begin with' : link;
}
