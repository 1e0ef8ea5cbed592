import type { Doubt } from './doubts.ts';
import type { HostSnapshot } from './host.ts';
import { asKernel, concludedMarks, type Kernel, withMarks } from './kernel.ts';
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
    ...ruleDoubts(host, kernel, differs),
    ...routeDoubts(host, differs),
    ...markDoubt(host, differs),
  ];
}

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

/** Rules for marks, users, types of service, protocols and ports: of the packet nothing is known but its addresses. */
function ruleDoubts(host: HostSnapshot, kernel: Kernel, differs: Differs): readonly Doubt[] {
  if (!kernel.customRules) return [];
  return kernel.rules.flatMap((rule, at): readonly Doubt[] => {
    if (!rule.ofPackets) return [];
    const rules = kernel.rules.with(at, { ...rule, never: !rule.never });
    const otherwise = differs({ ...kernel, rules });
    if (!otherwise) return [];
    const sentence = `The policy rule ${host.rules[at]!.priority} is for packets of some mark, user, type of service, protocol or port: they may take another way.`;
    return [{ code: 'packet-rule', sentence, otherwise: otherwise.reason }];
  });
}

const BEFORE_ALL = 2 ** 33;

/** Routes for packets of a type of service come before those for all (net/ipv4/fib_trie.c fib_table_lookup). */
function routeDoubts(host: HostSnapshot, differs: Differs): readonly Doubt[] {
  const services = new Set(host.routes.map(({ tos }) => tos));
  services.delete(0);
  return [...services].flatMap((service): readonly Doubt[] => {
    const first = host.routes
      .filter(({ tos }) => tos === service)
      .map((route) => ({ ...route, tos: 0, metric: route.metric - BEFORE_ALL }));
    const others = host.routes.filter(({ tos }) => tos === 0);
    const routed = withMarks({ ...host, routes: [...first, ...others] }, concludedMarks(host));
    const otherwise = differs(routed);
    if (!otherwise) return [];
    const sentence = `There are routes for packets of the type of service ${service}: they may take another way.`;
    return [{ code: 'packet-route', sentence, otherwise: otherwise.reason }];
  });
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
