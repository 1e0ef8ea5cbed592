import { parseIpv4, writeIpv4 } from '../base/ipv4.ts';
import { parseMac, writeMac } from '../base/mac.ts';
import type { Millis } from '../base/time.ts';
import { decodeUtf8, encodeUtf8 } from '../base/utf8.ts';
import type { GuardSnapshot } from '../kernel/host.ts';
import { NLM_F_APPEND, NLM_F_CREATE, NLM_F_EXCL } from '../wire/netlink/message.ts';
import type { Expression } from '../wire/netlink/nftables/expression.ts';
import {
  chainCodec,
  elementsCodec,
  ruleCodec,
  setCodec,
  tableCodec,
} from '../wire/netlink/nftables/messages.ts';
import {
  CMP_EQUAL,
  IFNAME_SIZE,
  KEY_TYPE,
  META_IIFNAME,
  NETWORK_HEADER,
  NFT_MSG,
  NF_ACCEPT,
  NF_ARP_IN,
  NF_FAMILY,
  NOT_IN_SET,
  REGISTER,
  SET_EVAL,
  SET_TIMEOUT,
  UPDATE,
  VERDICT,
} from '../wire/netlink/nftables/numbers.ts';
import type { NetlinkRequest } from './netlink-socket.ts';

/** Nothing else of nf_tables is ever written by arpist. */
export const TABLE = 'arpist';
export const SETS = { guarded: 'guarded', speakers: 'speakers', liars: 'liars' } as const;
export const CHAINS = { lie: 'lie', in: 'in' } as const;
/** Before whatever others have: what they drop before us is no evidence. */
const PRIORITY = -500;
const SINCE = 'arpist: written ';
const MOST_LIARS = 1024;
const REMEMBERED_MS = 86_400_000;
/** 40 bytes a pair, of the 65,535 an attribute holds. */
const PORTION = 600;
export const COMMENT = 'arpist: only those listed may speak for a guarded address';

const ARP_SENDER_MAC = { offset: 8, length: 6 } as const;
const ARP_SENDER_IP = { offset: 14, length: 4 } as const;

const HEADER = { family: NF_FAMILY.arp, version: 0, resource: 0 } as const;
const MAKE = NLM_F_CREATE | NLM_F_EXCL;

/** What takes our table away. */
export function removal(): NetlinkRequest {
  return { type: NFT_MSG.deleteTable, payload: tableCodec.encode({ ...HEADER, name: TABLE }) };
}

/** What makes the table, in order. Whatever it refuses: hardware type and operation are not looked at, because Linux believes them all. */
export function creation(guard: GuardSnapshot, now: Millis): readonly NetlinkRequest[] {
  return [
    {
      type: NFT_MSG.newTable,
      flags: MAKE,
      payload: tableCodec.encode({
        ...HEADER,
        name: TABLE,
        userData: userData(`${SINCE}${new Date(now).toISOString()}`),
      }),
    },
    ...setsOf(guard),
    ...elementsOf(guard),
    ...chains(),
    ...rulesOf(guard).map(({ chain, steps, comment }) => ({
      type: NFT_MSG.newRule,
      flags: NLM_F_CREATE | NLM_F_APPEND,
      payload: ruleCodec.encode({
        ...HEADER,
        table: TABLE,
        chain,
        expressions: steps,
        ...(comment === null ? {} : { userData: userData(comment) }),
      }),
    })),
  ];
}

function setsOf(guard: GuardSnapshot): readonly NetlinkRequest[] {
  const expires = guard.guarded.some((one) => one.expires !== undefined);
  const set = (value: Parameters<typeof setCodec.encode>[0]): NetlinkRequest => ({
    type: NFT_MSG.newSet,
    flags: MAKE,
    payload: setCodec.encode({ ...HEADER, table: TABLE, ...value }),
  });
  return [
    set({
      name: SETS.guarded,
      ...(expires ? { flags: SET_TIMEOUT } : {}),
      keyType: KEY_TYPE.ipv4,
      keyLength: 4,
      id: 1,
    }),
    set({ name: SETS.speakers, keyType: KEY_TYPE.ipv4AndEther, keyLength: 12, id: 2 }),
    set({
      name: SETS.liars,
      flags: SET_TIMEOUT | SET_EVAL,
      keyType: KEY_TYPE.ipv4AndEther,
      keyLength: 12,
      description: { size: MOST_LIARS },
      id: 3,
      timeout: REMEMBERED_MS,
      each: { name: 'counter', bytes: 0, packets: 0 },
    }),
  ];
}

function elementsOf({ guarded }: GuardSnapshot): readonly NetlinkRequest[] {
  const addresses = guarded.map(({ ip, expires }) => ({
    key: { value: ipKey(ip) },
    // Never on the permission: an expired one would lock its owner out.
    ...(expires === undefined ? {} : { timeout: expires * 1000 }),
  }));
  const pairs = guarded.flatMap(({ ip, macs }) => macs.map((mac) => ({ key: { value: pairKey(ip, mac) } })));
  return [...portions(SETS.guarded, addresses), ...portions(SETS.speakers, pairs)];
}

function portions(
  set: string,
  elements: readonly { readonly key: { readonly value: Uint8Array } }[],
): readonly NetlinkRequest[] {
  const requests: NetlinkRequest[] = [];
  for (let at = 0; at < elements.length; at += PORTION)
    requests.push({
      type: NFT_MSG.newElements,
      flags: NLM_F_CREATE,
      payload: elementsCodec.encode({
        ...HEADER,
        table: TABLE,
        set,
        elements: { list: elements.slice(at, at + PORTION) },
      }),
    });
  return requests;
}

function chains(): readonly NetlinkRequest[] {
  const chain = (value: Parameters<typeof chainCodec.encode>[0]): NetlinkRequest => ({
    type: NFT_MSG.newChain,
    flags: NLM_F_CREATE,
    payload: chainCodec.encode({ ...HEADER, table: TABLE, ...value }),
  });
  return [
    chain({ name: CHAINS.lie }),
    chain({
      name: CHAINS.in,
      hook: { number: NF_ARP_IN, priority: PRIORITY },
      policy: NF_ACCEPT,
      type: 'filter',
    }),
  ];
}

export interface GuardRule {
  readonly chain: string;
  readonly steps: readonly Expression[];
  readonly comment: string | null;
}

/**
 * In the chain `lie` one rule remembers and a second counts and drops: where the set is full, `update` ends its rule
 * (net/netfilter/nft_dynset.c nft_dynset_eval), and the lie would be believed.
 */
export function rulesOf(guard: GuardSnapshot): readonly GuardRule[] {
  const remember: Expression[] = [
    ...pair(),
    {
      name: 'dynset',
      set: SETS.liars,
      operation: UPDATE,
      register: REGISTER.first,
      each: { name: 'counter', data: { bytes: 0, packets: 0 } },
    },
  ];
  const refuse: Expression[] = [
    { name: 'counter', bytes: 0, packets: 0 },
    ...(guard.mode === 'drop'
      ? ([
          { name: 'immediate', register: REGISTER.verdict, data: { verdict: { code: VERDICT.drop } } },
        ] as const)
      : []),
  ];
  return [
    { chain: CHAINS.lie, steps: remember, comment: null },
    { chain: CHAINS.lie, steps: refuse, comment: null },
    ...guard.links.map((link) => ({ chain: CHAINS.in, steps: judgement(link), comment: COMMENT })),
  ];
}

function judgement(link: string): readonly Expression[] {
  return [
    { name: 'meta', register: REGISTER.first, key: META_IIFNAME },
    { name: 'cmp', register: REGISTER.first, operation: CMP_EQUAL, data: { value: nameKey(link) } },
    payload(REGISTER.first, ARP_SENDER_IP),
    { name: 'lookup', set: SETS.guarded, register: REGISTER.first, flags: 0 },
    ...pair(),
    { name: 'lookup', set: SETS.speakers, register: REGISTER.first, flags: NOT_IN_SET },
    {
      name: 'immediate',
      register: REGISTER.verdict,
      data: { verdict: { code: VERDICT.goto, chain: CHAINS.lie } },
    },
  ];
}

/** The parts of a joined key stand one after another, each padded to four bytes. */
function pair(): readonly Expression[] {
  return [payload(REGISTER.first, ARP_SENDER_IP), payload(REGISTER.second, ARP_SENDER_MAC)];
}

function payload(
  register: number,
  { offset, length }: { readonly offset: number; readonly length: number },
): Expression {
  return { name: 'payload', register, base: NETWORK_HEADER, offset, length };
}

export function ipKey(ip: string): Uint8Array {
  const key = new Uint8Array(4);
  writeIpv4(key, 0, parseIpv4(ip)!);
  return key;
}

export function pairKey(ip: string, mac: string): Uint8Array {
  const key = new Uint8Array(12);
  writeIpv4(key, 0, parseIpv4(ip)!);
  writeMac(key, 4, parseMac(mac)!);
  return key;
}

function nameKey(link: string): Uint8Array {
  const key = new Uint8Array(IFNAME_SIZE);
  key.set(Uint8Array.from(encodeUtf8(link)).subarray(0, IFNAME_SIZE - 1));
  return key;
}

/** When the table was written, as it says itself; null: it does not. */
export function sinceIn(userData: Uint8Array | undefined): Millis | null {
  if (userData === undefined || userData[0] !== 0) return null;
  const words = decodeUtf8(userData.subarray(2, 2 + (userData[1] ?? 0) - 1));
  const at = words.startsWith(SINCE) ? Date.parse(words.slice(SINCE.length)) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** NFTNL_UDATA_TABLE_COMMENT, NFTNL_UDATA_RULE_COMMENT: u8 type, u8 length, the text with a zero. */
function userData(comment: string): Uint8Array {
  const words = Uint8Array.from([...encodeUtf8(comment), 0]);
  return Uint8Array.from([0, words.length, ...words]);
}
