import { type Finding, listed, seen } from '../finding.ts';
import { finding } from '../make.ts';
import { names, type Scene } from '../scene.ts';

/** keepalived announces again after 5 s, RFC 5227 after 2 s; nobody announces later than that. */
const LAST_ANNOUNCEMENT = 5000;
const BORN_WITH = 100;

export function locktimeLong(scene: Scene): readonly Finding[] {
  const long = scene.hearing.filter((link) => link.timing.locktime >= LAST_ANNOUNCEMENT);
  if (long.length === 0) return [];
  return [
    finding('locktime-long', {
      sentence: `locktime of ${listed(names(long))} is ${long[0]!.timing.locktime / 1000} s: a reply with a new MAC is refused that long, and announcers stop after 5 s.`,
      links: names(long),
      evidence: long.map(({ name, timing }) =>
        seen(`neigh/${name}/locktime ${timing.locktime / 10} (1/100 s)`),
      ),
      changes: long.map(({ name }) => ({
        do: 'set-neigh',
        link: name,
        setting: 'locktime',
        value: BORN_WITH,
      })),
    }),
  ];
}
