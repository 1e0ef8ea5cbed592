/**
 * `arpist/kernel`: how Linux treats ARP, as pure functions over a snapshot of a host. Only `takeSnapshot` asks a machine, and
 * loads what that needs when it is called; everything else works on any system, on a snapshot that `arpist snapshot` wrote.
 *
 * @module arpist/kernel
 */
export { SystemFault, UsageFault } from '../base/fault.ts';
export { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
export { formatMac, type Mac } from '../base/mac.ts';
export type { Result } from '../base/result.ts';
export {
  type AddressPlan,
  type Change,
  type ChangeKind,
  commandOf,
  type NeighbourPlan,
  type Plans,
  type RoutePlan,
  type RulePlan,
  type SystemChange,
  type Threshold,
} from '../change/change.ts';
export { diagnose, type Diagnosis } from '../doctor/diagnose.ts';
export type { EvidenceSource, Finding, FindingEvidence } from '../doctor/finding.ts';
export type { Severity } from '../doctor/severity.ts';
export type { FindingKind } from '../doctor/findings.ts';
export type { Beyond } from '../doctor/reach.ts';
export type { Combine, Conf, ConfName, NeighName } from '../kernel/conf.ts';
export type {
  AddressSnapshot,
  BridgeVlanSnapshot,
  KnownSenderSnapshot,
  ConfSnapshot,
  GuardedSnapshot,
  GuardSnapshot,
  HostSnapshot,
  LinkSnapshot,
  Neigh,
  NeighbourSnapshot,
  NeighSnapshot,
  NexthopSnapshot,
  PinnedSnapshot,
  PortSelector,
  NudState,
  PlainName,
  PlainSettings,
  PortState,
  PublishedSnapshot,
  RouteSnapshot,
  RouteType,
  RuleAction,
  RuleSnapshot,
  ScopeName,
  StickySnapshot,
  TableSnapshot,
} from '../kernel/host.ts';
export { parseHost, type SnapshotFlaw } from '../kernel/host-json.ts';
export type { Entry } from '../kernel/learn.ts';
export { type Reason, type ReasonCode, type ReasonKind, reasonOf } from '../kernel/reasons.ts';
export type { SettingUse, TraceStep } from '../kernel/trace.ts';
export type {
  IsAtExplanation,
  IsAtForm,
  ToExplanation,
  ToldAnswer,
  ToldPath,
  WhoHasExplanation,
} from '../verbs/explain/explanation.ts';
export {
  explainIsAt,
  explainTo,
  explainWhoHas,
  type IsAtWish,
  type ToWish,
  type WhoHasWish,
} from './explaining.ts';
export { type SnapshotWish, takeSnapshot } from './snapshot.ts';
export type { AddressLike, MacLike } from './text.ts';
