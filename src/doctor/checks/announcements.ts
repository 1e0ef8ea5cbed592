import { formatIpv4 } from '../../base/ipv4.ts';
import { BROADCAST_MAC } from '../../base/mac.ts';
import type { KernelLink } from '../../kernel/kernel.ts';
import { receive } from '../../kernel/reply.ts';
import { addressType } from '../../kernel/routes.ts';
import { OP_REQUEST } from '../../wire/arp.ts';
import { computed, type Finding, listed } from '../finding.ts';
import { finding } from '../make.ts';
import { askerOn, names, type Scene } from '../scene.ts';
import { settleOn } from '../settings-on.ts';

const NEW_MAC = 0x02_00_00_00_00_fd;

/** What an announcement of a neighbour with a new MAC does on each link. */
export function announcementsDropped(scene: Scene): readonly Finding[] {
  const deaf = scene.hearing.filter((link) => !believes(scene, link));
  if (deaf.length === 0) return [];
  const dropping = deaf.filter((link) => link.conf.drop_gratuitous_arp !== 0);
  const [example] = deaf;
  const who = formatIpv4(askerOn(scene, example!));
  const why =
    dropping.length > 0 ? 'drop_gratuitous_arp drops them' : 'this kernel believes them only with arp_accept';
  const [cause, value] =
    dropping.length > 0 ? (['drop_gratuitous_arp', 0] as const) : (['arp_accept', 1] as const);
  return [
    finding('announcements-dropped', {
      sentence: `${listed(names(deaf))} does not believe announcements (${why}): after a failover the old MAC stays until it ages out.`,
      links: names(deaf),
      evidence: [
        computed(`${who} announces itself with a new MAC on ${example!.name}: a known entry does not change`),
      ],
      changes: settleOn(scene.host, names(deaf), { setting: cause, value }),
    }),
  ];
}

/** An address that is local or broadcast here is nobody's to announce. */
function believes(scene: Scene, link: KernelLink): boolean {
  if (addressType(scene.kernel, askerOn(scene, link), link) !== 'unicast') return true;
  const { lesson } = announced(scene, link);
  return typeof lesson !== 'string' && lesson.overrides !== null;
}

function announced(scene: Scene, link: KernelLink): ReturnType<typeof receive> {
  const ip = askerOn(scene, link);
  const heard = {
    link: link.name,
    dst: BROADCAST_MAC,
    op: OP_REQUEST,
    sha: NEW_MAC,
    spa: ip,
    tha: 0,
    tpa: ip,
  };
  return receive(heard, scene.kernel);
}

/** arp_accept=1 on kernels that need it for announcements is no note. */
export function acceptsStrangers(scene: Scene): readonly Finding[] {
  if (!scene.kernel.follows.gratuitousOverrides) return [];
  const open = scene.hearing.filter((link) => {
    if (link.conf.arp_accept !== 1) return false;
    const { lesson } = announced(scene, link);
    return typeof lesson !== 'string' && lesson.creates;
  });
  if (open.length === 0) return [];
  return [
    finding('accepts-strangers', {
      sentence: `arp_accept=1 on ${listed(names(open))}: an announcement of anybody makes an entry in the neighbour table.`,
      links: names(open),
      evidence: [
        computed(
          `an announcement of ${formatIpv4(askerOn(scene, open[0]!))} on ${open[0]!.name} makes an entry`,
          'learn-created',
        ),
      ],
    }),
  ];
}
