import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sceneOf } from '../../doctor/scene.ts';
import { hostWith } from '../../kernel/build-host.ts';
import { pairsOf } from './pairs.ts';

test('a macvlan and the link it stands on do not hear each other, so neither proves anything of the other', () => {
  const host = hostWith({
    links: {
      eth0: { addresses: ['10.0.0.1/24'] },
      eth1: { addresses: ['10.0.0.2/24'] },
      mv0: { addresses: ['10.0.0.3/24'], kind: 'macvlan', lower: 'eth0' },
    },
  });
  const scene = sceneOf(host);
  const asked = (name: string): readonly string[] => {
    const link = scene.kernel.linkOf.get(name)!;
    const probe = { link, ip: 0x0a000001, purpose: 'own', expected: null, own: null } as const;
    return pairsOf(scene, { probe, macs: new Set() }).map(({ answering }) => answering.name);
  };
  assert.deepEqual(asked('eth0'), ['eth1']);
  assert.deepEqual(asked('mv0'), ['eth1']);
  assert.deepEqual(asked('eth1').toSorted(), ['eth0', 'mv0']);
});
