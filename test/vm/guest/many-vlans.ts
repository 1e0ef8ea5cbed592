// A router of 25 VLANs with 125 machines each: declared in one file, planned, applied, verified and undone as whole processes.
import { type Lab, type LabHost, openLab } from '../../../src/linux/lab.ts';
import { arpistAt, file, type Ran, run } from './programs.ts';

const VLANS = 25;
const MACHINES = 125;

const DECLARED = `[[vlan-router]]
parent = "eth1"
vlans = ["100-${99 + VLANS}"]
address = "10.100.0.1/24"
machines = ["198.18.1.0-198.18.13.52"]
each = ${MACHINES}
public-side = "eth0"
`;

/** A router with nothing on its trunk yet, and its declaration. */
export function buildMany(lab: Lab): { readonly router: LabHost; readonly toml: string } {
  const router = lab.host('big', {
    nics: [
      { name: 'eth0', addresses: ['198.18.255.1/16'], segment: 's2' },
      { name: 'eth1', segment: 's3' },
    ],
  });
  return { router, toml: file('many.toml', DECLARED) };
}

export interface ManyTimes {
  readonly kernel: string;
  /** As the program counts them. */
  readonly changes: string;
  /** Milliseconds of each run, by command; `ip` is the same without sysctl, plan, checks and undo. */
  readonly spans: Readonly<Record<'plan' | 'apply' | 'verify' | 'undo' | 'ip', readonly number[]>>;
  /** How `ip` failed, when it did: its times are none then. */
  readonly ipFailed: string | null;
}

function measure(program: string, runs: number): ManyTimes {
  const lab = openLab();
  try {
    const { router, toml } = buildMany(lab);
    const spans = { plan: [], apply: [], verify: [], undo: [], ip: [] } satisfies Record<string, number[]>;
    let ipFailed: string | null = null;
    const timed = (name: keyof typeof spans, work: () => Ran): Ran => {
      const startedAt = performance.now();
      const ran = work();
      (spans[name] as number[]).push(performance.now() - startedAt);
      const failure = ran.code === 0 ? null : `${name} ended with ${ran.code}: ${ran.err.slice(-600)}`;
      if (failure !== null && name !== 'ip') throw new Error(failure);
      ipFailed ??= failure;
      return ran;
    };
    const arpist = (...words: readonly string[]): Ran => arpistAt(program, router, ...words);
    const batch = file('many.batch', batchOf(arpist('apply', toml, '--dry-run').out));
    let changes = '';
    for (let nth = 0; nth < runs; nth++) {
      timed('plan', () => arpist('plan', toml));
      changes = /([\d,]+) changes made/.exec(timed('apply', () => arpist('apply', toml)).err)?.[1] ?? '?';
      timed('verify', () => arpist('verify', toml));
      timed('undo', () => arpist('undo'));
      timed('ip', () => run(router, ['ip', '-batch', batch]));
      for (let id = 100; id < 100 + VLANS; id++) run(router, ['ip', 'link', 'delete', `eth1.${id}`]);
    }
    const kernel = run(router, ['uname', '-r']).out.trim();
    return { kernel, changes, spans, ipFailed };
  } finally {
    lab.close();
  }
}

function batchOf(commands: string): string {
  return commands
    .split('\n')
    .filter((line) => line.startsWith('ip '))
    .map((line) => `${line.slice(3)}\n`)
    .join('');
}

if (process.argv[1] === import.meta.filename) {
  const [program = '', runs = '3'] = process.argv.slice(2);
  process.stdout.write(`${JSON.stringify(measure(program, Number(runs)))}\n`);
}
