import type { PortSelector, RuleSnapshot } from './host.ts';

/** A kind of packet, as far as rules and routes can tell it from others with the same addresses. */
export type PacketKind = {
  /** The places of the rules it cannot meet. */
  readonly unmet: ReadonlySet<number>;
  /** The type of service of the routes that are for it before those for all; 0: none is. */
  readonly service: number;
};

/** Rules that ask for so many things at once are not told apart any further. */
const MOST_KINDS = 4096;
const MOST_VALUES = 256;

export type Sorted = {
  readonly kinds: readonly PacketKind[];
  /** There are more kinds than were thought of. */
  readonly more: boolean;
};

/**
 * All kinds of packets that there can be under the rules at `places`, the plain one first: without a mark, of the user
 * root, of no type of service, protocol or port. Rules are judged together, as no packet has and has not one mark
 * (net/core/fib_rules.c fib_rule_match, net/ipv4/fib_rules.c fib4_rule_match).
 */
export function packetKinds(
  rules: readonly RuleSnapshot[],
  places: readonly number[],
  services: readonly number[],
): Sorted {
  const at = places.map((place) => ({ place, rule: rules[place]! }));
  let kinds: readonly PacketKind[] = distinct(
    Array.from({ length: DSCPS }, (_, dscp) => ({
      unmet: unmetBy(at, (rule) => hasDscp(rule, dscp)),
      service: services.find((tos) => tos === ((dscp << 2) & TOS_OF_ROUTES)) ?? 0,
    })),
  );
  let more = false;
  for (const met of [...asked(at), ...untold(at)]) {
    const kept = distinct(met.map((unmet) => ({ unmet, service: 0 })));
    const product = kinds.length * kept.length;
    const isMany = product > MOST_KINDS || kept.length > MOST_VALUES;
    if (isMany) more = true;
    const values = isMany ? kept.slice(0, 1) : kept;
    kinds = distinct(
      kinds.flatMap(({ unmet, service }) =>
        values.map((value) => ({ unmet: new Set([...unmet, ...value.unmet]), service })),
      ),
    );
  }
  return { kinds, more };
}

const DSCPS = 64;
/** IPTOS_RT_MASK (include/net/route.h): rules and routes for a type of service look at these bits alone. */
const TOS_OF_ROUTES = 0x1c;

type Placed = { readonly place: number; readonly rule: RuleSnapshot };

function unmetBy(at: readonly Placed[], has: (rule: RuleSnapshot) => boolean): ReadonlySet<number> {
  return new Set(at.filter(({ rule }) => !has(rule)).map(({ place }) => place));
}

function distinct(kinds: readonly PacketKind[]): readonly PacketKind[] {
  const found = new Map<string, PacketKind>();
  for (const kind of kinds) {
    const key = `${kind.service} ${[...kind.unmet].toSorted((a, b) => a - b).join()}`;
    if (!found.has(key)) found.set(key, kind);
  }
  return [...found.values()];
}

function hasDscp({ tos, wholeDscp, dscpMask = 0x3f }: RuleSnapshot, dscp: number): boolean {
  if (wholeDscp === true) return (dscp & dscpMask) << 2 === tos;
  return tos === 0 || ((dscp << 2) & TOS_OF_ROUTES) === tos;
}

/** For each thing that is asked for: what each value of it cannot meet, that of a plain packet first. */
function asked(at: readonly Placed[]): readonly (readonly ReadonlySet<number>[])[] {
  const rules = at.map(({ rule }) => rule);
  const by = <T>(
    values: readonly T[],
    has: (rule: RuleSnapshot, value: T) => boolean,
  ): ReadonlySet<number>[] => values.map((value) => unmetBy(at, (rule) => has(rule, value)));
  const ports = (of: (rule: RuleSnapshot) => PortSelector | undefined): ReadonlySet<number>[] =>
    by(portsOf(rules.flatMap((rule) => of(rule) ?? [])), (rule, port) => hasPort(of(rule), port));
  return [
    by(marksOf(rules), ({ mark }, one) => mark === null || ((mark.value ^ one) & mark.mask) === 0),
    by(usersOf(rules), ({ uids }, one) => uids === null || (uids[0] <= one && one <= uids[1])),
    by(
      [0, ...new Set(rules.flatMap(({ ipProtocol }) => ipProtocol ?? []))],
      ({ ipProtocol }, one) => ipProtocol === undefined || ipProtocol === one,
    ),
    ports(({ sourcePorts }) => sourcePorts),
    ports(({ destinationPorts }) => destinationPorts),
  ];
}

/** Rules of snapshots that do not say what is asked for: each may be met or not. */
function untold(at: readonly Placed[]): readonly (readonly ReadonlySet<number>[])[] {
  return at.filter(({ rule }) => isUntold(rule)).map(({ place }) => [new Set([place]), new Set<number>()]);
}

function isUntold({ neverForArp, ipProtocol, sourcePorts, destinationPorts, tunnel }: RuleSnapshot): boolean {
  return neverForArp && !tunnel && (ipProtocol ?? sourcePorts ?? destinationPorts) === undefined;
}

function hasPort(asks: PortSelector | undefined, port: number): boolean {
  if (asks === undefined) return true;
  const { first, last, mask } = asks;
  return mask === undefined ? first <= port && port <= last : ((first ^ port) & mask) === 0;
}

const MOST_PORT = 0xffff;

function portsOf(asks: readonly PortSelector[]): readonly number[] {
  const ends = asks.flatMap(({ first, last, mask = MOST_PORT }) => [
    first,
    // A mask of upper bits is a range.
    Math.min((last | (~mask & MOST_PORT)) + 1, MOST_PORT),
  ]);
  const masked = asks.flatMap(({ first, mask }) => (mask === undefined ? [] : [{ value: first, mask }]));
  return masked.length === 0 ? [0, ...ends] : [0, ...ends, ...maskedValues(masked)];
}

const NO_USER = 0xffffffff;

function usersOf(rules: readonly RuleSnapshot[]): readonly number[] {
  const ends = rules.flatMap(({ uids }) => (uids === null ? [] : [uids[0], uids[1] + 1]));
  return [0, ...ends.filter((uid) => uid < NO_USER)];
}

function marksOf(rules: readonly RuleSnapshot[]): readonly number[] {
  return maskedValues(rules.flatMap(({ mark }) => mark ?? []));
}

type Masked = { readonly value: number; readonly mask: number };

/** Numbers that meet the masked values in all ways they can be met together, 0 first. */
function maskedValues(asks: readonly Masked[]): readonly number[] {
  const found = new Map<string, number>();
  const add = (value: number): void => {
    const met = asks.map((one) => ((one.value ^ value) & one.mask) === 0).join();
    if (!found.has(met) && found.size <= MOST_VALUES) found.set(met, value);
  };
  add(0);
  for (const { value, mask } of [...asks, ...asks])
    for (const there of found.values()) {
      add((there & ~mask) | (value & mask));
      for (let bit = 1; bit !== 0; bit <<= 1) if ((mask & bit) !== 0) add(there ^ bit);
    }
  return [...found.values()];
}
