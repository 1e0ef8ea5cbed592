/** What differs from run to run, each by its name; all else must be as README has it, letter by letter. */
interface Rule {
  readonly name: string;
  /** The commands whose lines it is about; all when not given. */
  readonly of?: RegExp;
  readonly pattern: RegExp;
  readonly becomes: string;
}

const RULES: readonly Rule[] = [
  { name: 'round trips', pattern: /(?<=\s)\d+\.\d{3}(?=\s|$)/g, becomes: '0.000' },
  { name: 'round trips of who and ping', pattern: /\bRTT=\d+(\.\d+)? ms/g, becomes: 'RTT=T' },
  { name: 'how long it took', pattern: /\bin \d+(\.\d+)? m?s\b/g, becomes: 'in T' },
  { name: 'when it was believed', pattern: /\d+(\.\d+)? m?s after the announcement/g, becomes: 'T after it' },
  { name: 'the outage', pattern: /\boutage \d+(\.\d+)? m?s\b/g, becomes: 'outage T' },
  {
    name: 'packets, where some were late',
    pattern: /\d+ packets sent( \(\d+ for evidence\))?/g,
    becomes: 'N sent',
  },
  { name: 'questions, where some were late', pattern: /\d+ questions in T/g, becomes: 'N questions in T' },
  { name: 'names of changes', pattern: /\(undo [0-9a-z]+-[0-9a-z]+\)/g, becomes: '(undo ID)' },
  { name: 'moments', pattern: /\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\b/g, becomes: 'MOMENT' },
  { name: 'times of ping', of: /^ping /, pattern: /time \d+ms|(?<== )[\d./]+ ms/g, becomes: 'T' },
  {
    name: 'how fresh it is',
    of: /^ip neigh /,
    pattern: /(REACHABLE|STALE|DELAY|PROBE)\s*$/g,
    becomes: 'FRESH',
  },
  { name: 'the machine', of: /^arpist doctor/, pattern: /^\S+ \(Linux \S+\):/g, becomes: 'HOST:' },
  { name: 'counters', of: /^arpist vlan/, pattern: /(?<=\s)\d+(?=\s|$)/g, becomes: 'N' },
  { name: 'columns as wide as a number', of: /^arpist (scan|vlan)/, pattern: / +/g, becomes: ' ' },
];

/** Lines that a busy machine adds. */
const OF_THE_MACHINE = /answers? came late, after|of the questions or answers got lost/;
/** They tell the answers in the order of their arrival. */
const AS_THEY_COME = /^arpist (scan|check|who)\b/;

export function comesInAnyOrder(command: string): boolean {
  return AS_THEY_COME.test(command);
}

export function settle(command: string, line: string): string {
  return RULES.filter(({ of }) => of === undefined || of.test(command))
    .reduce((text, { pattern, becomes }) => text.replaceAll(pattern, becomes), line)
    .trimEnd();
}

/** What a machine that was busy before says of its neighbour table, and of how many notes that is one. */
function withoutPast(lines: readonly string[]): readonly string[] {
  const from = lines.findIndex((line) => /^note +The neighbour table of the machine was full/.test(line));
  if (from < 0) return lines;
  const length = lines.slice(from).findIndex((line) => line === '' || /^\S+ \(Linux /.test(line));
  const left = [...lines.slice(0, from), ...lines.slice(from + Math.max(length, 1))];
  while (left.at(-2) === '') left.splice(-2, 1);
  return left.map((line) => line.replace(/( \(Linux \S+\): .*\S) and 1 note;/, '$1;'));
}

/** The lines of a command without what is another number on every run. */
export function settled(command: string, lines: readonly string[]): readonly string[] {
  const own = command.startsWith('arpist doctor') ? withoutPast(lines) : lines;
  const known = own.filter((line) => !OF_THE_MACHINE.test(line)).map((line) => settle(command, line));
  while (known.at(-1) === '') known.pop();
  return comesInAnyOrder(command) ? known.toSorted() : known;
}
