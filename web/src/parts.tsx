import type { ComponentChildren, JSX } from 'preact';
import { now } from './state.ts';

/** Every state is a shape and a word before it is a colour. */
const SHAPES = {
  good: 'M3 8.5 6.5 12 13 4.5',
  serious: 'M8 1.5 14.5 8 8 14.5 1.5 8Z',
  attention: 'M8 2 15 14H1Z',
  plain: 'M8 4.5a3.5 3.5 0 1 0 .01 0Z',
  learning: 'M8 2v4M8 10v4M2 8h4M10 8h4',
  off: 'M3 3l10 10M13 3 3 13',
  'lane-a': 'M2 4h12v8H2Z',
  'lane-b': 'M2 12 8 3l6 9Z',
  'lane-c': 'M8 3a5 5 0 1 0 .01 0Z',
} as const;

export type Shape = keyof typeof SHAPES;

export const LANES: readonly Shape[] = ['lane-a', 'lane-b', 'lane-c'];

export function Glyph({ shape }: { readonly shape: Shape }): JSX.Element {
  return (
    <svg class={`glyph g-${shape}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={SHAPES[shape]} />
    </svg>
  );
}

export function shapeOf(severity: string): Shape {
  if (severity === 'critical') return 'serious';
  return severity === 'warning' ? 'attention' : 'plain';
}

export function Chip({
  severity,
  children,
}: {
  readonly severity: string;
  readonly children: string;
}): JSX.Element {
  const shape = shapeOf(severity);
  return (
    <a class={`chip ${shape}`} href={`/docs/${children}`}>
      <Glyph shape={shape} />
      {children}
    </a>
  );
}

/** Words with a digit in them (addresses, MACs, times) never break across lines. */
export function Prose({ text }: { readonly text: string }): JSX.Element {
  return (
    <>
      {text
        .split(/(\S*\d\S*)/)
        .map((part, at) => (at % 2 === 1 && part.length < 40 ? <span class="nw">{part}</span> : part))}
    </>
  );
}

/** A sentence of the catalogue as it begins a line. */
export function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function sentence(text: string): string {
  return /[.?!]$/.test(text) ? upper(text) : `${upper(text)}.`;
}

const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' });
const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const WHOLE = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** A moment: today only the time. */
export function momentText(at: string): string {
  const date = new Date(at);
  const clock = CLOCK.format(date);
  return date.toDateString() === new Date(now.value).toDateString() ? clock : `${DAY.format(date)} ${clock}`;
}

export function Moment({ at }: { readonly at: string | null }): JSX.Element {
  if (at === null) return <span>never</span>;
  return (
    <time dateTime={at} title={WHOLE.format(new Date(at))}>
      {momentText(at)}
    </time>
  );
}

/** In whole units, the largest that fits: `6 s`, `14 min`. */
export function spanText(span: number): string {
  const seconds = Math.max(0, Math.floor(span / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

/** How long ago, by the clock of this browser. */
export function Ago({ at }: { readonly at: string | null }): JSX.Element {
  if (at === null) return <span>never</span>;
  const span = Math.max(0, now.value - Date.parse(at));
  return (
    <time dateTime={at} title={WHOLE.format(new Date(at))}>
      {span < 2000 ? 'now' : `${spanText(span)} ago`}
    </time>
  );
}

export function Mac({
  mac,
  lane,
}: {
  readonly mac: string;
  readonly lane?: number | undefined;
}): JSX.Element {
  return (
    <a class="mono" href={`/stations/${mac}`}>
      {lane !== undefined && <Glyph shape={LANES[lane % LANES.length]!} />}
      {mac}
    </a>
  );
}

export function Address({ ip }: { readonly ip: string }): JSX.Element {
  return (
    <a class="mono" href={`/addresses/${ip}`}>
      {ip}
    </a>
  );
}

export function networkText({
  interface: name,
  vlan,
}: {
  readonly interface: string | null;
  readonly vlan: number | null;
}): string {
  return [name ?? '', vlan === null ? '' : `VLAN ${vlan}`].filter((part) => part !== '').join(' · ');
}

/** The head of a page: one h1, and what can be said of it in a sentence. */
export function Head({
  shape,
  title,
  children,
  crumbs,
}: {
  readonly shape?: Shape | undefined;
  readonly title: ComponentChildren;
  readonly children?: ComponentChildren;
  readonly crumbs?: ComponentChildren;
}): JSX.Element {
  return (
    <section class="page head">
      {crumbs !== undefined && <p class="crumbs">{crumbs}</p>}
      <h1 tabIndex={-1}>
        {shape && <Glyph shape={shape} />}
        {title}
      </h1>
      {children !== undefined && <p>{children}</p>}
    </section>
  );
}
