import { type Finding, few, listed, seen } from '../finding.ts';
import { finding } from '../make.ts';
import type { Scene } from '../scene.ts';

export function publishedWildcard(scene: Scene): readonly Finding[] {
  const wild = scene.host.published.filter((entry) => entry.link === null);
  if (wild.length === 0) return [];
  const addresses = wild.map(({ ip }) => ip);
  return [
    finding('published-wildcard', {
      sentence: `${listed(addresses)} ${wild.length === 1 ? 'is' : 'are'} published without a link: the entry counts on every link, and may be left over from a deleted namespace.`,
      addresses,
      evidence: few(wild.map(({ ip }) => seen(`published entry ${ip} dev *`))),
      changes: wild.map(({ ip }) => ({ do: 'unpublish', ip, link: null })),
    }),
  ];
}
