import { SystemFault } from '../base/fault.ts';
import { formatIpv4, readIpv4 } from '../base/ipv4.ts';
import { formatMac, readMac } from '../base/mac.ts';
import { decodeUtf8 } from '../base/utf8.ts';
import type { GuardSnapshot } from '../kernel/host.ts';
import type { GuardState, Lie } from '../ports/guard.ts';
import type { Outcome } from '../ports/neighbours.ts';
import type { Expression } from '../wire/netlink/nftables/expression.ts';
import {
  batchCodec,
  chainCodec,
  elementsCodec,
  generationCodec,
  type FilterRule,
  ruleCodec,
  type SetElement,
  setCodec,
  type TableMessage,
  tableCodec,
} from '../wire/netlink/nftables/messages.ts';
import {
  BATCH_BEGIN,
  BATCH_END,
  BATCH_RESOURCE,
  NETLINK_NETFILTER,
  NFT_MSG,
  NF_FAMILY,
} from '../wire/netlink/nftables/numbers.ts';
import { errnoName } from './ffi/errno.ts';
import { openLibc } from './ffi/libc.ts';
import { CHAINS, creation, removal, rulesOf, SETS, sinceIn, TABLE } from './guard-table.ts';
import { type Netlink, openNetlink } from './netlink-socket.ts';

const HEADER = { family: NF_FAMILY.arp, version: 0, resource: 0 } as const;
const TRIES = 5;
const ERESTART = 85;
/** The kernel has no nf_tables, or not the family arp. */
const MISSING: ReadonlySet<string> = new Set(['EOPNOTSUPP', 'EPROTONOSUPPORT', 'EAFNOSUPPORT', 'EINVAL']);

/** The guard of the network namespace the calling thread is in. Throws SystemFault (`rights`: that needs CAP_NET_ADMIN). */
export function readGuard(): GuardState {
  return withNetfilter((netlink) => {
    for (let tries = 1; ; tries++) {
      const generation = generationOf(netlink);
      const state = readOnce(netlink);
      if (generation === generationOf(netlink) || tries === TRIES) return state;
    }
  }, NOTHING);
}

const NOTHING: GuardState = { guard: null, foreign: null, lies: [], refused: 0, since: null };

/**
 * Replaces the guard by another one, or by none (null), in one batch: there is no moment without one. What is not ours
 * stays as it is. Throws SystemFault.
 */
export function writeGuard(guard: GuardSnapshot | null): Outcome {
  return withNetfilter(
    (netlink): Outcome => {
      for (let tries = 1; ; tries++) {
        const generation = generationOf(netlink);
        const there = tableThere(netlink) !== null;
        if (!there && guard === null) return { code: null, words: null };
        if (there && readOnce(netlink).foreign !== null)
          return { code: 'EEXIST', words: `a table arp ${TABLE} is there that arpist did not make` };
        const requests = [
          ...(there ? [removal()] : []),
          ...(guard === null ? [] : creation(guard, Date.now())),
        ];
        const batch = { ...HEADER, family: 0, resource: BATCH_RESOURCE };
        const ack = netlink.transact(
          { type: BATCH_BEGIN, payload: batchCodec.encode({ ...batch, generation }) },
          requests,
          { type: BATCH_END, payload: batchCodec.encode(batch) },
        );
        if (ack.errno === ERESTART && tries < TRIES) continue;
        if (ack.errno === 0) return { code: null, words: null };
        const code = errnoName(ack.errno);
        const words = MISSING.has(code) && !there ? NO_FAMILY : ack.text;
        return { code, words };
      }
    },
    { code: 'EPROTONOSUPPORT', words: NO_FAMILY },
  );
}

const NO_FAMILY = 'this kernel has no nf_tables for ARP (family arp), so lies cannot be refused here';

function withNetfilter<T>(talk: (netlink: Netlink) => T, without: T): T {
  let netlink: Netlink;
  try {
    netlink = openNetlink(openLibc(), NETLINK_NETFILTER);
  } catch (fault) {
    // A kernel without netfilter has no such protocol.
    if (fault instanceof SystemFault && fault.code === 'EPROTONOSUPPORT') return without;
    throw fault;
  }
  try {
    return talk(netlink);
  } finally {
    netlink.close();
  }
}

function generationOf(netlink: Netlink): number {
  const request = { type: NFT_MSG.getGeneration, payload: generationCodec.encode({ ...HEADER, family: 0 }) };
  for (const { payload } of netlink.ask(request).answers) {
    const read = generationCodec.decode(payload);
    if (read.ok && read.value.generation !== undefined) return read.value.generation;
  }
  return 0;
}

function tableThere(netlink: Netlink): TableMessage | null {
  for (const { payload } of netlink.dump(NFT_MSG.getTable, tableCodec.encode(HEADER))) {
    const read = tableCodec.decode(payload);
    if (read.ok && read.value.name === TABLE) return read.value;
  }
  return null;
}

/** What there is in our table, understood; `foreign` says why it is not ours, or not any more. */
function readOnce(netlink: Netlink): GuardState {
  const table = tableThere(netlink);
  if (table === null) return NOTHING;
  const rules = rulesIn(netlink);
  const sets = new Set(setNames(netlink));
  const chains = chainNames(netlink);
  const foreign = (why: string): GuardState => ({ ...NOTHING, foreign: why });
  if (Object.values(SETS).some((name) => !sets.has(name))) return foreign('it has not the sets of arpist');
  if (sets.size !== 3 || chains.length !== 2) return foreign('it has more in it than arpist writes');
  const links = rules.filter(({ chain }) => chain === CHAINS.in).map(linkOf);
  if (links.some((link) => link === null)) return foreign('it has a rule that arpist does not write');
  const judged = rules.find(
    ({ chain, expressions }) => chain === CHAINS.lie && isCounting(expressions ?? []),
  );
  const mode = (judged?.expressions ?? []).length > 1 ? 'drop' : 'count';
  const guard = { links: links.map((link) => link!), mode, guarded: guardedIn(netlink) } as const;
  const wanted = rulesOf(guard).map(({ chain, steps }) => ({ chain, text: spelled(chain, steps) }));
  const there = rules.map(({ chain = '', expressions = [] }) => ({
    chain,
    text: spelled(chain, expressions),
  }));
  if (byChain(wanted) !== byChain(there)) return foreign('its rules are not as arpist writes them');
  const counter = judged?.expressions?.[0];
  return {
    guard,
    foreign: null,
    lies: liesIn(netlink),
    refused: packetsOf(counter),
    since: sinceIn(table.userData),
  };
}

function rulesIn(netlink: Netlink): readonly FilterRule[] {
  const question = ruleCodec.encode({ ...HEADER, table: TABLE });
  return netlink.dump(NFT_MSG.getRule, question).flatMap(({ payload }) => {
    const read = ruleCodec.decode(payload);
    return read.ok && read.value.table === TABLE ? [read.value] : [];
  });
}

function setNames(netlink: Netlink): readonly string[] {
  return netlink.dump(NFT_MSG.getSet, setCodec.encode({ ...HEADER, table: TABLE })).flatMap(({ payload }) => {
    const read = setCodec.decode(payload);
    return read.ok && read.value.table === TABLE && read.value.name !== undefined ? [read.value.name] : [];
  });
}

function chainNames(netlink: Netlink): readonly string[] {
  return netlink.dump(NFT_MSG.getChain, chainCodec.encode(HEADER)).flatMap(({ payload }) => {
    const read = chainCodec.decode(payload);
    return read.ok && read.value.table === TABLE && read.value.name !== undefined ? [read.value.name] : [];
  });
}

function elementsIn(netlink: Netlink, set: string): readonly SetElement[] {
  const question = elementsCodec.encode({ ...HEADER, table: TABLE, set });
  return netlink.dump(NFT_MSG.getElements, question).flatMap(({ payload }) => {
    const read = elementsCodec.decode(payload);
    return read.ok ? (read.value.elements?.list ?? []) : [];
  });
}

function linkOf({ expressions = [] }: FilterRule): string | null {
  const [meta, compared] = expressions;
  if (meta?.name !== 'meta' || compared === undefined || !('data' in compared)) return null;
  const bytes = (compared.data as { readonly value?: Uint8Array }).value;
  if (bytes === undefined) return null;
  const end = bytes.indexOf(0);
  return decodeUtf8(end < 0 ? bytes : bytes.subarray(0, end));
}

function isCounting([first]: readonly Expression[]): boolean {
  return first?.name === 'counter';
}

/** As text in which what the kernel counts and adds plays no part. */
function spelled(chain: string, steps: readonly Expression[]): string {
  const plain = steps.map((step) => {
    if (step.name === 'counter') return 'counter';
    const { each: _each, unknown: _unknown, ...rest } = step as Record<string, unknown>;
    return rest;
  });
  return JSON.stringify([chain, plain], (_key, value: unknown) =>
    value instanceof Uint8Array ? [...value] : sortedKeys(value),
  );
}

/** The order counts within a chain. */
function byChain(rules: readonly { readonly chain: string; readonly text: string }[]): string {
  return rules
    .toSorted((a, b) => (a.chain < b.chain ? -1 : Number(a.chain > b.chain)))
    .map(({ text }) => text)
    .join('\n');
}

function sortedKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'unknown')
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function guardedIn(netlink: Netlink): GuardSnapshot['guarded'] {
  const macs = new Map<string, string[]>();
  for (const { key } of elementsIn(netlink, SETS.speakers)) {
    const bytes = key?.value;
    if (bytes?.length !== 12) continue;
    const ip = formatIpv4(readIpv4(bytes, 0));
    macs.set(ip, [...(macs.get(ip) ?? []), formatMac(readMac(bytes, 4))]);
  }
  return elementsIn(netlink, SETS.guarded)
    .flatMap(({ key, timeout }) => {
      const bytes = key?.value;
      if (bytes?.length !== 4) return [];
      const number = readIpv4(bytes, 0);
      const ip = formatIpv4(number);
      const one = { ip, macs: (macs.get(ip) ?? []).toSorted() };
      return [{ number, one: timeout === undefined ? one : { ...one, expires: Math.round(timeout / 1000) } }];
    })
    .toSorted((a, b) => a.number - b.number)
    .map(({ one }) => one);
}

function liesIn(netlink: Netlink): readonly Lie[] {
  return elementsIn(netlink, SETS.liars)
    .flatMap(({ key, expression }) => {
      const bytes = key?.value;
      if (bytes?.length !== 12) return [];
      const ip = formatIpv4(readIpv4(bytes, 0));
      return [{ ip, mac: formatMac(readMac(bytes, 4)), frames: packetsOf(expression) }];
    })
    .toSorted((a, b) => b.frames - a.frames || (a.mac < b.mac ? -1 : 1));
}

function packetsOf(expression: Expression | undefined): number {
  if (expression?.name !== 'counter' || !('packets' in expression)) return 0;
  return (expression.packets as number | undefined) ?? 0;
}
