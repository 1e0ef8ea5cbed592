import { few, type Finding, listed, seen } from '../finding.ts';
import { finding } from '../make.ts';
import type { Scene } from '../scene.ts';

const LASTING = ['managed', 'extern_learn'] as const;

/** Told and left alone: who made them knows whether they are still wanted, and makes them again when they are. */
export function entryStuck(scene: Scene): readonly Finding[] {
  const stuck = scene.host.neighbours.filter(
    ({ state, flags }) =>
      (state === 'failed' || state === 'incomplete') && LASTING.some((flag) => flags.includes(flag)),
  );
  if (stuck.length === 0) return [];
  const addresses = stuck.map(({ ip }) => ip);
  return [
    finding('entry-stuck', {
      sentence: `${listed(addresses)}: ${stuck.length === 1 ? 'an entry' : 'entries'} that a program made (managed or extern_learn) failed, and the kernel never removes such.`,
      links: [...new Set(stuck.map(({ link }) => link))],
      addresses,
      evidence: few(
        stuck.map(({ ip, link, state, flags }) =>
          seen(`${ip} dev ${link} ${flags.join(' ')} ${state.toUpperCase()}`),
        ),
      ),
    }),
  ];
}
