import { printable } from '../../base/printable.ts';
import type { Expected } from '../../inventory/expected.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { Route } from '../../ports/routing.ts';
import type { WatchEvent } from '../../inventory/watch-event.ts';
import type { Store } from '../../ports/store.ts';
import { WATCH_EVENT, watchSummaryRecord } from '../../records/watch.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { plural, someOf } from '../../terminal/text/texts.ts';
import { expectedHere } from '../../verbs/watch/here.ts';
import { type LiveEvent, type LiveReport, type WatchHands, watchLive } from '../../verbs/watch/live.ts';
import { isAlarm } from '../../verbs/watch/replay.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import type { FormValues } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { ProgressLine } from '../render/talk.ts';
import type { Saver } from '../save.ts';
import { tellAndSave } from '../tell-all.ts';
import type { ArpwatchKnows } from '../../inventory/arpwatch-words.ts';
import type { CaptureFrame } from '../../wire/capture-frame.ts';
import { ArpwatchLines } from './arpwatch-lines.ts';
import { footText } from './foot.ts';
import { watchLine, watchWords } from './lines.ts';
import type { Until } from './live-flags.ts';
import type { MeantAgain } from './meant-again.ts';
import type { MovesHere } from './moves-here.ts';
import { PatientOutput } from './patient-output.ts';
import { Sparing } from './sparing.ts';
import { isAwaited, isGrave } from './until.ts';

export interface ShowLiveWishes extends FormValues<WatchEvent> {
  readonly interfaces: readonly string[];
  readonly wait: boolean;
  readonly promiscuous: boolean;
  readonly ask: boolean;
  readonly until: Until | undefined;
  readonly length: number | undefined;
  readonly count: number | undefined;
  readonly expected: Expected;
  readonly why: boolean;
  readonly plain: boolean;
  readonly savers: readonly Saver[];
  readonly keep: Store | undefined;
  /** Its words in place of events; null: events. */
  readonly arpwatch: ArpwatchKnows | null;
  /** What is expected to move on this machine by now; asked for again whenever something changed. Left out: nothing. */
  readonly moves?: MovesHere;
  /** What files say is meant to be by now, in place of what `expected` has of them. */
  readonly files?: MeantAgain;
  /** A sentence if a service watches here, too. */
  readonly service?: () => Promise<string | null>;
}

/** How long the end waits for a reader that does not read, of stdout and of stderr. */
const PATIENCE = 300;

/** The network watched as it is now: events on stdout, all else on stderr, and a foot line where a person sits. */
export async function showLive(wishes: ShowLiveWishes, hands: WatchHands, io: CommandIo): Promise<ExitCode> {
  const stage = new LiveStage(wishes, io);
  const { interfaces: named, wait, promiscuous, length = null, savers, expected } = wishes;
  const routes = (): readonly Route[] => hands.host.routing?.routes() ?? [];
  const live = {
    named,
    wait,
    promiscuous,
    ask: wishes.ask,
    length,
    capture: savers.length > 0,
    enough: () => stage.enough,
    store: wishes.keep,
    ...(stage.lines && { beside: (frame: CaptureFrame) => stage.lines?.hear(frame) }),
    expected: (interfaces: readonly InterfaceFacts[], watched: readonly string[]) =>
      expectedHere(
        {
          ...expected,
          ...meantBy(wishes.files),
          moves: [...expected.moves, ...(wishes.moves?.moves() ?? [])],
        },
        { interfaces, watched, routes: routes() },
      ),
  };
  const changed = (): boolean => {
    // All are asked: each forgets what it told.
    const links = hands.changed();
    const files = wishes.files?.changed === true;
    return wishes.moves?.changed === true || links || files;
  };
  if (wishes.files) wishes.files.say = (level, text) => stage.note(level, text);
  void wishes.service?.().then((text) => (text === null ? undefined : stage.note('info', text)));
  return await tellAndSave(watchLive({ ...hands, changed }, live, { signal: io.signal }), savers, {
    take: (event) => stage.take(event),
    end: async (report) => await stage.end(report),
  });
}

function meantBy(files: MeantAgain | undefined): Partial<Expected> {
  if (files === undefined) return {};
  const { pairs, leases } = files.found;
  return { pairs, leases };
}

type Shown = Exclude<LiveEvent, { type: 'frame' }>;

class LiveStage {
  readonly #wishes: ShowLiveWishes;
  readonly #io: CommandIo;
  readonly #out: PatientOutput;
  readonly #err: PatientOutput;
  readonly #listing: Listing<WatchEvent>;
  readonly #foot: ProgressLine;
  /** Where the foot is. */
  readonly #floor: PatientOutput;
  readonly #sparing: Sparing;
  readonly #text: (event: WatchEvent) => string;
  readonly lines: ArpwatchLines | null;
  /** A conflict, or a lie about a gateway, was open at any time. */
  #alarmed = false;
  #over = false;
  /** What --until waits for. */
  #came: WatchEvent | undefined;

  constructor(wishes: ShowLiveWishes, io: CommandIo) {
    this.#wishes = wishes;
    this.#io = io;
    io.stdout.neverBlock?.();
    io.stderr.neverBlock?.();
    this.#out = new PatientOutput(io.stdout);
    this.#err = new PatientOutput(io.stderr);
    this.#listing = new Listing({ stdout: this.#out, env: io.env }, WATCH_EVENT, wishes);
    // On one terminal both streams are one place, and only one stream keeps an order.
    this.#floor = io.stdout.isTTY ? this.#out : this.#err;
    this.#foot = new ProgressLine(this.#floor);
    this.lines = wishes.arpwatch && new ArpwatchLines(wishes.arpwatch, { ...io, stdout: this.#out });
    const paint = paintFor(io.stdout.colour);
    const lineOf = (event: WatchEvent): string => watchLine(event, { paint, why: wishes.why });
    this.#sparing = new Sparing(lineOf, io.stdout.isTTY);
    const told = wishes.sort ? lineOf : (event: WatchEvent): string => this.#sparing.textOf(event);
    this.#text = (event) => {
      const text = told(event);
      if (text !== '') this.#foot.clear();
      return text;
    };
  }

  get enough(): boolean {
    const { count = Number.POSITIVE_INFINITY } = this.#wishes;
    return this.#came !== undefined || this.#listing.count >= count;
  }

  take(event: Shown): void {
    if (event.type === 'watch') this.#event(event.event);
    else if (event.type === 'listening') this.#begin(event);
    else if (event.type === 'note') this.#say(event.text);
    else if (event.type === 'until') for (const saver of this.#wishes.savers) saver.until(event.at);
    else {
      this.#fold();
      // Whoever does not read has no use for what stood there seconds ago.
      if (!this.#wishes.plain && !this.#floor.isSlow) this.#foot.show(footText(event));
    }
  }

  /** What is said beside what is heard; with --plain only what is amiss. */
  note(level: 'info' | 'warning', text: string): void {
    if (!this.#over && (level === 'warning' || !this.#wishes.plain)) this.#say(text);
  }

  async end(report: LiveReport): Promise<ExitCode> {
    const { plain } = this.#wishes;
    this.#over = true;
    this.#fold();
    this.#foot.clear();
    const rest = this.#sparing.rest();
    if (rest !== '') this.#out.write(rest);
    this.#listing.end();
    this.#out.urgent = true;
    const live = { ...report, untold: this.#out.left };
    this.#listing.record(watchSummaryRecord({ ...report, alarmed: this.#alarmed, live }));
    const whole = await this.#out.finish(PATIENCE, wait);
    if (!whole) this.#io.stdout.abandon?.();
    const quietly = plain || this.#io.stopped() === 'closed-pipe';
    const words = [
      ...watchWords(report.counts),
      ...(this.lines?.leftWords() ?? []),
      ...(this.#wishes.ask ? [`${plural(report.asked, 'question')} asked where there was doubt`] : []),
      ...lostWords(report, this.#out.left, whole),
    ];
    if (!quietly) for (const line of words) this.#err.write(`${printable(line)}\n`);
    if (!(await this.#err.finish(PATIENCE, wait))) this.#io.stderr.abandon?.();
    return this.#code();
  }

  #event(event: WatchEvent): void {
    if (this.enough) return;
    this.#alarmed ||= isAlarm(event);
    if (!this.#listing.forPeople) this.#foot.clear();
    this.#out.urgent = event.severity === 'critical';
    if (this.lines === null) this.#listing.row(event, this.#text);
    this.#out.urgent = false;
    if (isAwaited(event, this.#wishes.until)) this.#came = event;
  }

  #begin(listening: Extract<Shown, { type: 'listening' }>): void {
    if (!this.#wishes.plain) for (const line of listeningWords(listening)) this.#say(line);
  }

  #say(text: string): void {
    this.#foot.clear();
    this.#err.write(`arpist: ${printable(text)}.\n`);
  }

  /** New stations of the second that is over. */
  #fold(): void {
    const text = this.#sparing.second();
    if (text === '') return;
    this.#foot.clear();
    this.#out.write(text);
  }

  #code(): ExitCode {
    const { until, savers } = this.#wishes;
    const stopped = this.#io.stopped();
    if (this.#came !== undefined) return isGrave(this.#came) ? EXIT.conflict : EXIT.done;
    if (until !== undefined && stopped === undefined) return EXIT.negative;
    if (this.#alarmed) return EXIT.conflict;
    if (stopped === 'interrupted') return EXIT.interrupted;
    return savers.some(({ failed }) => failed) ? EXIT.partial : EXIT.done;
  }
}

function listeningWords({
  interfaces,
  leftOut,
  waiting,
  promiscuous,
  asking,
  ringBytes,
}: Extract<Shown, { type: 'listening' }>): readonly string[] {
  const heard = promiscuous
    ? 'promiscuous: what is for others is heard too (--no-promiscuous)'
    : 'not promiscuous: only what is for this machine or for all is heard';
  const room = `${Math.max(1, Math.round(ringBytes / 1024 / 1024))} MiB of rings`;
  const on = interfaces.length === 0 ? 'nothing yet' : someOf(interfaces);
  const others = leftOut.map(({ name, why }) => `${name} ${why}`);
  return [
    `watching ${on}, ${heard}; ${room}. ARP inside tunnels and IPv6 are not watched`,
    ...(asking
      ? [
          'where there is doubt, the MACs in question are asked: at most one question a second on each network',
        ]
      : []),
    ...(others.length === 0 ? [] : [`left out: ${someOf(others)} (name them with -I)`]),
    ...(waiting.length === 0
      ? []
      : [`waiting for ${waiting.map((name) => name || 'an interface that carries ARP').join(', ')}`]),
  ];
}

function lostWords({ dropped }: LiveReport, left: number, whole: boolean): readonly string[] {
  return [
    ...(dropped > 0
      ? [`${plural(dropped, 'frame')} came faster than they could be heard, and were lost`]
      : []),
    ...(left > 0 ? [`${plural(left, 'event')} left out: nobody read them fast enough`] : []),
    ...(whole ? [] : ['the last events were not read by anybody']),
  ];
}

function wait(millis: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, millis).unref();
  });
}
