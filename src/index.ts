/** The library: what a program needs to ask a network, on Linux. `arpist/testing` has the same hands on paper. */
export { type Dice, seededDice } from './base/dice.ts';
export { type FaultKind, SystemFault, UsageFault } from './base/fault.ts';
export { formatIpv4, type Ipv4, parseIpv4 } from './base/ipv4.ts';
export {
  formatMac,
  hasPrefix,
  isLocallyAdministered,
  isMulticastMac,
  type Mac,
  type MacPrefix,
  parseMac,
  parseMacPrefix,
} from './base/mac.ts';
export { contains, formatPrefix, type Prefix, parsePrefix } from './base/prefix.ts';
export type { Signal } from './base/signal.ts';
export { type IpRange, TargetSet } from './base/target-set.ts';
export { hostsOfSubnet, parseTargets, parseTargetText, type Target } from './base/targets.ts';
export type { Instant, Millis } from './base/time.ts';
export type { Evidence, EvidenceCode, VerdictWord } from './inventory/verdict.ts';
export { openClock } from './linux/clock.ts';
export { openHost } from './linux/host.ts';
export type { Clock } from './ports/clock.ts';
export type { Host, InterfaceFacts, LinkOptions, Names, Vendors } from './ports/host.ts';
export type { Hop, Route, Routing, Way } from './ports/routing.ts';
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
} from './ports/link.ts';
export { packedVendors } from './store/vendors.ts';
export { announce, type AnnounceHands } from './verbs/announce/announce.ts';
export type {
  AnnounceEvent,
  AnnounceReport,
  Belief,
  Proof,
  ProofCode,
  Rival,
} from './verbs/announce/events.ts';
export type { AnnounceForm, AnnounceOptions, Via } from './verbs/announce/options.ts';
export { check } from './verbs/claim/check.ts';
export { claim } from './verbs/claim/claim.ts';
export type {
  CheckEvent,
  CheckReport,
  CheckResult,
  CheckState,
  ClaimReport,
  ClaimEvent as ClaimTurn,
  ClaimState,
  FreeReport,
  Holder,
} from './verbs/claim/events.ts';
export { free } from './verbs/claim/free.ts';
export {
  type CheckInterface,
  type CheckOptions,
  type ClaimOptions,
  FAST_TIMING,
  type FreeOptions,
} from './verbs/claim/options.ts';
export { fitsWhat, parseWhat, type What } from './verbs/find/what.ts';
export { chooseInterfaces } from './asking/targets/interfaces.ts';
export type { ScanEvent, ScanReport } from './verbs/scan/events.ts';
export type { ProxyRange, Station } from './inventory/station.ts';
export { type ScanInterface, type ScanOptions } from './verbs/scan/options.ts';
export { DEFAULT_RATE } from './asking/pacer.ts';
export { scan } from './verbs/scan/scan.ts';
export { type AskingHands } from './asking/hands.ts';
export { shareTargets } from './asking/targets/shares.ts';
