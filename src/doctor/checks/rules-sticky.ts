import { hasCustomRules } from '../../kernel/kernel.ts';
import { type Finding, seen } from '../finding.ts';
import { finding } from '../make.ts';
import type { Scene } from '../scene.ts';

export function rulesSticky(scene: Scene): readonly Finding[] {
  if (scene.host.sticky.customRules !== true || hasCustomRules(scene.host)) return [];
  return [
    finding('rules-sticky', {
      sentence:
        'A policy rule was added here at some time and is gone: the kernel searches the local table before main and checks senders fully, for good.',
      evidence: [seen('ip rule shows only the three rules a namespace is born with')],
    }),
  ];
}
