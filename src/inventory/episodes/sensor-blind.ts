import type { EpisodeKind } from '../episode.ts';

export const SENSOR_BLIND_KIND: EpisodeKind = {
  kind: 'sensor-blind',
  title: 'Not everything was heard.',
  meaning: 'What happened in that time is not known: silence proves nothing there.',
  known:
    'The kernel counts the frames that it dropped; an interface went down, vanished or was renamed; the clock of the capture jumped back.',
  next: 'Give the sensor more room (fewer interfaces, a larger ring), or see why the interface goes.',
  source: 'packet(7) PACKET_STATISTICS; rtnetlink(7)',
  graveness: 'A warning.',
  severity: () => 'warning',
  quiet: Number.POSITIVE_INFINITY,
  decides: null,
  sentence: ({ why, network }) => {
    const place = network.interface === '' ? '' : ` on ${network.interface}`;
    return `not everything was heard${place}: ${why[0]?.text ?? ''}`;
  },
};
