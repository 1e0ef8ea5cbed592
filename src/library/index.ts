/**
 * `arpist`: the verbs, and the hands to ask this machine's networks with. A verb is an async generator of events, the last one
 * of type `report`: `for await (const event of scan(openHands(), 'eth0'))`. Events carry addresses and MACs as numbers
 * (`formatIpv4`, `formatMac`); wherever you write one, text will do. The same verbs run on paper with `arpist/testing`.
 *
 * @module arpist
 */
export { type Dice, seededDice } from '../base/dice.ts';
export { type FaultKind, SystemFault, UsageFault } from '../base/fault.ts';
export { formatIpv4, type Ipv4, parseIpv4 } from '../base/ipv4.ts';
export { formatMac, isLocallyAdministered, isMulticastMac, type Mac, parseMac } from '../base/mac.ts';
export type { Prefix } from '../base/prefix.ts';
export type { Signal } from '../base/signal.ts';
export { type IpRange, TargetSet } from '../base/target-set.ts';
export { type ListForm, parseTargets, parseTargetText, type Target } from '../base/targets.ts';
export type { Instant, Millis } from '../base/time.ts';
export type { ProxyRange, Station } from '../inventory/station.ts';
export type { Evidence, EvidenceCode, VerdictWord } from '../inventory/verdict.ts';
export type { Reason, ReasonCode, ReasonKind } from '../kernel/reasons.ts';
export type { SelfAnswer, SelfAnswerCause } from '../kernel/self-answer.ts';
export type { Clock } from '../ports/clock.ts';
export type { HostView } from '../ports/host-view.ts';
export type { Host, InterfaceFacts, LinkOptions, Vendors } from '../ports/host.ts';
export type {
  Drained,
  FrameBatch,
  HeardFrame,
  Link,
  LinkAddress,
  LinkCounters,
  LinkDown,
  LinkFacts,
  Sent,
} from '../ports/link.ts';
export type { Hop, Route, Routing, Way } from '../ports/routing.ts';
export { packedVendors } from '../store/vendors.ts';
export type {
  AnnounceEvent,
  AnnounceReport,
  Belief,
  Proof,
  ProofCode,
  Rival,
} from '../verbs/announce/events.ts';
export type { AnnounceForm } from '../verbs/announce/options.ts';
export type { AnnouncePlan } from '../verbs/announce/plan.ts';
export type {
  CheckEvent,
  CheckReport,
  CheckResult,
  CheckState,
  ClaimEvent,
  ClaimPlan,
  ClaimReport,
  ClaimState,
  FrameSeen,
  FreeReport,
  ClaimEvidence,
  Holder,
  HolderSign,
  Note,
  ClaimNoteCode,
} from '../verbs/claim/events.ts';
export type { PingEvent, PingReply, PingReport } from '../verbs/ping/events.ts';
export type { RttSpread } from '../verbs/ping/rtt.ts';
export type { FindReport } from '../verbs/find/find.ts';
export type {
  LaneReport,
  OwnerSign,
  PlannedLane,
  ProxyEvent,
  ProxyReport,
  RivalTurn,
} from '../verbs/proxy/events.ts';
export type { ProxyReason, ReasonCounts } from '../verbs/proxy/reasons.ts';
export type { GroundPart, GroundStanding } from '../verbs/proxy/ground.ts';
export type {
  NoteCode,
  PlannedInterface,
  ScanEvent,
  ScanReport,
} from '../verbs/scan/events.ts';
export type { Form } from '../asking/ledger.ts';
export type { On, Targets } from './aim.ts';
export { announce, type AnnounceWishes } from './announce.ts';
export { check, type CheckWishes, free, type FreeWishes } from './check.ts';
export { claim, type ClaimWishes } from './claim.ts';
export { find, type FindWishes } from './find.ts';
export { type Hands, openHands, type OwnHands, type Viewing } from './hands.ts';
export { ping, type PingWishes, who } from './ping.ts';
export { proxy, type ProxyWishes } from './proxy.ts';
export { scan, type ScanWishes } from './scan.ts';
export type { AddressLike, MacLike } from './text.ts';
export type { ReportEvent, TargetNote, Told, Wished } from './told.ts';
