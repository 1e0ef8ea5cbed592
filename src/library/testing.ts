/**
 * `arpist/testing`: the paper world behind the same ports: segments, hosts, loss and delay, all from one seed and with a manual
 * clock. Pure: no Node, no real time.
 *
 * @module arpist/testing
 */
export { seededDice } from '../base/dice.ts';
export { type Faults, faultyHands, openFaulty } from '../sim/faulty-link.ts';
export { hostileFrames, truncations } from '../sim/hostile.ts';
export type { Ear, Nic, NicTraits } from '../sim/nic.ts';
export { OwnHost, type OwnInterface } from '../sim/own-host.ts';
export { PaperClock } from '../sim/paper-clock.ts';
export { type Cables, PaperHost } from '../sim/paper-host.ts';
export type { PaperTable, TableLine } from '../sim/paper-table.ts';
export { PaperFiles } from '../sim/paper-files.ts';
export { PaperHistory } from '../sim/paper-history.ts';
export { PaperSystem } from '../sim/paper-system.ts';
export type { Written } from '../sim/addresses.ts';
export { type CapturedFrame, openReplay, type Replay } from '../sim/replay.ts';
export { type Habits, openResponder } from '../sim/responder.ts';
export {
  crowdedSlash16,
  lossySlash20,
  ownConflict,
  type Resident,
  type PaperNetwork,
  paperNetwork,
  type Scenario,
  type ScenarioOptions,
  sleepyHosts,
  smallOffice,
  vlanTrunk,
  wildOffice,
} from '../sim/scenarios.ts';
export { Segment, type SegmentCounters, type SegmentTraits } from '../sim/segment.ts';
export { repeat, sendHostile, storm, type Times } from '../sim/traffic.ts';
export { virtualMac, VirtualRouter, type VirtualRouterTraits } from '../sim/virtual-router.ts';
export { type ArpFrameWords, arpFrame, whoHas } from './frames.ts';
export type { AddressLike, MacLike } from './text.ts';
export { openWorld, type PaperHands, World, type WorldOptions } from '../sim/world.ts';
