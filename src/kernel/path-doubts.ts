import type { Doubt } from './doubts.ts';
import type { HostSnapshot } from './host.ts';
import { asKernel, concludedMarks, type Kernel, withMarks } from './kernel.ts';
import { type PacketKind, packetKinds } from './packets.ts';
import { isForFlow } from './routes.ts';
import { ORDER_SENTENCE } from './source-doubts.ts';
import { decidePath, type Path, type PathWish } from './path.ts';
import type { Verdict } from './verdict.ts';

/** What could make a packet take another way than `decidePath` says; empty when nothing is left open. */
export function doubtsAboutPath(wanted: PathWish, host: HostSnapshot): readonly Doubt[] {
  const kernel = asKernel(host);
  const verdicts = picksOf(kernel).map((one) => decidePath(wanted, one));
  /** By whichever next hop. */
  const differs = (other: Kernel): Verdict<Path> | undefined =>
    picksOf({ ...other, mostWays: verdicts.length })
      .map((one) => decidePath(wanted, one))
      .find((otherwise, pick) => !isSameWay(otherwise, verdicts[pick]!));
  return [
    ...pickDoubt(verdicts),
    ...orderDoubt(kernel, differs),
    ...objectDoubt(kernel, differs),
    ...packetDoubts(wanted, kernel, differs),
    ...markDoubt(host, differs),
  ];
}

const LOOPBACK_INDEX = 1;

type Differs = (other: Kernel) => Verdict<Path> | undefined;

/** As far as the sender and the wire can tell. */
function isSameWay(a: Verdict<Path>, b: Verdict<Path>): boolean {
  // A rule that is unreachable and no route at all are one error to the sender.
  if (!a.yes || !b.yes) return a.yes === b.yes;
  const [one, other] = [a.value, b.value];
  const spa = (path: Path): number => (path.question.yes ? path.question.value.spa : 0);
  return (
    one.link === other.link &&
    one.nextHop === other.nextHop &&
    one.via6 === other.via6 &&
    one.source === other.source &&
    spa(one) === spa(other)
  );
}

function picksOf(kernel: Kernel): readonly Kernel[] {
  return Array.from({ length: kernel.mostWays }, (_, pick) => ({ ...kernel, pick }));
}

function pickDoubt(verdicts: readonly Verdict<Path>[]): readonly Doubt[] {
  const otherwise = verdicts.find((one) => !isSameWay(one, verdicts[0]!));
  if (!otherwise) return [];
  const sentence =
    'There are several next hops, and which of them the kernel picks (by a hash of the packet, or among equal default routes by what it knows of the gateways) cannot be foreseen.';
  return [{ code: 'multipath', sentence, otherwise: otherwise.reason }];
}

/** An address that is on two links, or that two could lend, is that of the one or the other. */
function orderDoubt(kernel: Kernel, differs: Differs): readonly Doubt[] {
  for (let turn = 1; turn < kernel.links.length; turn++) {
    const otherwise = differs({ ...kernel, turn });
    if (!otherwise) continue;
    return [{ code: 'link-order', sentence: ORDER_SENTENCE, otherwise: otherwise.reason }];
  }
  return [];
}

function objectDoubt(kernel: Kernel, differs: Differs): readonly Doubt[] {
  const otherwise = differs({ ...kernel, youngObjects: true });
  if (!otherwise) return [];
  const sentence =
    'The route goes by a next-hop object, which lends the source address it was made with until any address changes: that cannot be read.';
  return [{ code: 'object-source', sentence, otherwise: otherwise.reason }];
}

/**
 * Rules for marks, users, types of service, protocols and ports, and routes for types of service: of the packet nothing is
 * known but its addresses. What is met by no packet together is no doubt, however the rules are read one by one.
 */
function packetDoubts(wanted: PathWish, kernel: Kernel, differs: Differs): readonly Doubt[] {
  const { snapshot: host } = kernel;
  const flow = { dst: wanted.to, src: wanted.from ?? 0, iif: LOOPBACK_INDEX, vrf: null };
  const places = kernel.rules.flatMap((rule, at) =>
    kernel.customRules && rule.ofPackets && isForFlow(rule, flow) ? [at] : [],
  );
  const services = [...new Set(host.routes.map(({ tos }) => tos))].filter((tos) => tos !== 0);
  if (places.length + services.length === 0) return [];
  const { kinds, more } = packetKinds(host.rules, places, services);
  const [plain] = kinds;
  const routed = new Map(services.map((service) => [service, withService(kernel, service)] as const));
  const doubts = new Map<string, Doubt>();
  const changed = kinds.map((kind) => ({
    kind,
    rules: places.filter((at) => kind.unmet.has(at) !== plain!.unmet.has(at)),
  }));
  for (const { kind, rules } of changed.toSorted((a, b) => a.rules.length - b.rules.length)) {
    // A rule that leads elsewhere alone needs not be told again with others beside it.
    const keys = rules.length === 0 ? [`service ${kind.service}`] : rules.map((at) => `rule ${at}`);
    if (keys.some((key) => doubts.has(key))) continue;
    const of = routed.get(kind.service) ?? kernel;
    const otherwise = differs({ ...of, rules: asMetBy(of, places, kind) });
    if (!otherwise) continue;
    doubts.set(keys[0]!, doubtOf(host, { rules, service: kind.service, otherwise }));
  }
  if (more) {
    const sentence =
      'More policy rules are for packets of some mark, user, type of service, protocol or port than can be told apart: some packets may take another way.';
    doubts.set('more', { code: 'packet-rule', sentence, otherwise: null });
  }
  return [...doubts.values()];
}

function asMetBy(kernel: Kernel, places: readonly number[], { unmet }: PacketKind): Kernel['rules'] {
  const asked = new Set(places);
  return kernel.rules.map((rule, at) => (asked.has(at) ? { ...rule, never: unmet.has(at) } : rule));
}

function doubtOf(
  host: HostSnapshot,
  of: { readonly rules: readonly number[]; readonly service: number; readonly otherwise: Verdict<Path> },
): Doubt {
  const { rules, service, otherwise } = of;
  const [at] = rules;
  if (at === undefined) {
    const sentence = `There are routes for packets of the type of service ${service}: they may take another way.`;
    return { code: 'packet-route', sentence, otherwise: otherwise.reason };
  }
  const sentence = `The policy rule ${host.rules[at]!.priority} is for packets of some mark, user, type of service, protocol or port: they may take another way.`;
  return { code: 'packet-rule', sentence, otherwise: otherwise.reason };
}

const BEFORE_ALL = 2 ** 33;

/** Routes for packets of a type of service come before those for all (net/ipv4/fib_trie.c fib_table_lookup). */
function withService(kernel: Kernel, service: number): Kernel {
  const { snapshot: host, customRules, customLocal, local } = kernel;
  const first = host.routes
    .filter(({ tos }) => tos === service)
    .map((route) => ({ ...route, tos: 0, metric: route.metric - BEFORE_ALL }));
  const others = host.routes.filter(({ tos }) => tos === 0);
  const routed = withMarks({ ...host, routes: [...first, ...others] }, { customRules, customLocal });
  // Whose an address is, is asked without any (net/ipv4/devinet.c __ip_dev_find).
  return { ...routed, local };
}

function markDoubt(host: HostSnapshot, differs: Differs): readonly Doubt[] {
  const marks = concludedMarks(host);
  if (host.sticky.customRules !== null || marks.customRules) return [];
  const otherwise = differs(withMarks(host, { ...marks, customRules: true }));
  if (!otherwise) return [];
  const sentence =
    'If a policy rule was added at some time, even if it is gone by now, the kernel looks routes up differently: that cannot be read.';
  return [{ code: 'custom-rules-unknown', sentence, otherwise: otherwise.reason }];
}
