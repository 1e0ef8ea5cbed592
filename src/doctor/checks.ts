import { acceptsStrangers, announcementsDropped } from './checks/announcements.ts';
import { addressTwice } from './checks/address-twice.ts';
import { arpFilterUseless } from './checks/arp-filter-useless.ts';
import { badMac } from './checks/bad-mac.ts';
import { carrierLost } from './checks/carrier-lost.ts';
import { defaultTooLate } from './checks/default-too-late.ts';
import { entryStuck } from './checks/entry-stuck.ts';
import { fluxAnnounced } from './checks/flux-announced.ts';
import { flux } from './checks/flux.ts';
import { gatewayFailed } from './checks/gateways.ts';
import { linkSilent } from './checks/link-silent.ts';
import { locktimeLong } from './checks/locktime-long.ts';
import { loSetting } from './checks/lo-setting.ts';
import { offSubnetGateway } from './checks/off-subnet-gateway.ts';
import { oneWayOut } from './checks/one-way-out.ts';
import { ownUnanswered } from './checks/own-unanswered.ts';
import { permanentContradicts } from './checks/permanent-contradicts.ts';
import { portAddress } from './checks/port-address.ts';
import { proxyAnswersAll } from './checks/proxy-answers-all.ts';
import { proxyNever } from './checks/proxy-never.ts';
import { proxyShadows } from './checks/proxy-shadows.ts';
import { publishedFlux } from './checks/published-flux.ts';
import { publishedNever } from './checks/published-never.ts';
import { publishedWildcard } from './checks/published-wildcard.ts';
import { publishedWrongLink } from './checks/published-wrong-link.ts';
import { routeLocalnet } from './checks/route-localnet.ts';
import { rpFilterDeaf } from './checks/rp-filter-deaf.ts';
import { rpFilterTunnel } from './checks/rp-filter-tunnel.ts';
import { rulesSticky } from './checks/rules-sticky.ts';
import { sameMac } from './checks/same-mac.ts';
import { settingWithoutEffect } from './checks/setting-without-effect.ts';
import { tableLimits } from './checks/table-limits.ts';
import { valueWithoutMeaning } from './checks/value-without-meaning.ts';
import { vipAnswered } from './checks/vip-answered.ts';
import { vipLeaks } from './checks/vip-leaks.ts';
import { vipPrefix } from './checks/vip-prefix.ts';
import { vrrpLeftovers } from './checks/vrrp-leftovers.ts';
import type { Finding } from './finding.ts';
import type { FindingKind } from './findings.ts';
import type { Scene } from './scene.ts';

export type Check = (scene: Scene) => readonly Finding[];

/** Kinds that one snapshot cannot show: they take the wire, or the snapshots of several hosts. */
export const BEYOND_ONE_HOST = [
  'duplicate-address',
  'vip-contested',
  'vip-unanswered',
  'gateway-silent',
  'gateway-contested',
  'wire-differs',
] as const satisfies readonly FindingKind[];

/** For each kind the check that finds it; the compiler refuses a kind that nobody looks for. */
export const CHECKS: Readonly<Record<Exclude<FindingKind, (typeof BEYOND_ONE_HOST)[number]>, Check>> = {
  flux,
  'address-twice': addressTwice,
  'arp-filter-useless': arpFilterUseless,
  'link-silent': linkSilent,
  'own-unanswered': ownUnanswered,
  'rp-filter-deaf': rpFilterDeaf,
  'rp-filter-tunnel': rpFilterTunnel,
  'vip-answered': vipAnswered,
  'vip-scope': vipAnswered,
  'vip-route-localnet': vipAnswered,
  'vip-leaks': vipLeaks,
  'vip-prefix': vipPrefix,
  'port-address': portAddress,
  'published-flux': publishedFlux,
  'published-never': publishedNever,
  'published-wrong-link': publishedWrongLink,
  'published-wildcard': publishedWildcard,
  'proxy-never': proxyNever,
  'proxy-shadows': proxyShadows,
  'proxy-answers-all': proxyAnswersAll,
  'same-mac': sameMac,
  'bad-mac': badMac,
  'table-overflow': tableLimits,
  'table-near-full': tableLimits,
  'permanent-contradicts': permanentContradicts,
  'gateway-failed': gatewayFailed,
  'value-without-meaning': valueWithoutMeaning,
  'flux-announced': fluxAnnounced,
  'one-way-out': oneWayOut,
  'setting-without-effect': settingWithoutEffect,
  'default-too-late': defaultTooLate,
  'lo-setting': loSetting,
  'carrier-lost': carrierLost,
  'entry-stuck': entryStuck,
  'announcements-dropped': announcementsDropped,
  'accepts-strangers': acceptsStrangers,
  'locktime-long': locktimeLong,
  'vrrp-leftovers': vrrpLeftovers,
  'off-subnet-gateway': offSubnetGateway,
  'route-localnet': routeLocalnet,
  'rules-sticky': rulesSticky,
};
