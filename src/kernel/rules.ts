import { maskOf, parsePrefix } from '../base/prefix.ts';
import type { RuleAction, RuleSnapshot } from './host.ts';
import type { KernelLink } from './kernel.ts';

/** A policy rule as far as ARP look-ups can tell rules apart: mark, type of service and user id are 0 in all of them. */
export type CompiledRule = {
  readonly action: RuleAction;
  readonly table: number;
  /** The table of the VRF the look-up is for. */
  readonly l3mdev: boolean;
  /** The place of the rule a goto leads to; -1 when there is none. */
  readonly jump: number;
  readonly not: boolean;
  /** No ARP look-up can meet its other selectors. */
  readonly never: boolean;
  /** Asks for what packets have and ARP look-ups have not: mark, type of service, user, protocol, port. */
  readonly ofPackets: boolean;
  readonly from: { readonly network: number; readonly mask: number };
  readonly to: { readonly network: number; readonly mask: number };
  /** 0: any; -1: a link that does not exist */
  readonly iif: number;
  /** Answers with a prefix that short do not count; -1: all count. */
  readonly suppress: number;
};

export function compileRules(
  rules: readonly RuleSnapshot[],
  linkOf: ReadonlyMap<string, KernelLink>,
): readonly CompiledRule[] {
  return rules.map((rule) => ({
    action: rule.action,
    table: rule.table,
    l3mdev: rule.l3mdev,
    jump: rule.goto === null ? -1 : rules.findIndex((one) => one.priority === rule.goto),
    not: rule.not,
    never: isNever(rule),
    ofPackets: rule.oif === null && rule.tunnel !== true && isOfPackets(rule),
    from: netOf(rule.from),
    to: netOf(rule.to),
    iif: rule.iif === null ? 0 : (linkOf.get(rule.iif)?.index ?? -1),
    suppress: rule.suppressPrefixLength ?? -1,
  }));
}

/** The outgoing link is never set in the look-ups ARP makes (net/core/fib_rules.c fib_rule_match). */
function isNever(rule: RuleSnapshot): boolean {
  const marked = rule.mark !== null && (rule.mark.value & rule.mark.mask) !== 0;
  const otherUser = rule.uids !== null && rule.uids[0] > 0;
  return rule.neverForArp || rule.oif !== null || marked || otherUser || rule.tos !== 0;
}

function isOfPackets(rule: RuleSnapshot): boolean {
  const marked = rule.mark !== null && rule.mark.mask !== 0;
  return rule.neverForArp || marked || rule.uids !== null || rule.tos !== 0 || rule.wholeDscp === true;
}

function netOf(text: string | null): { network: number; mask: number } {
  const prefix = text === null ? undefined : parsePrefix(text.includes('/') ? text : `${text}/32`);
  if (!prefix) return { network: 0, mask: 0 };
  return { network: prefix.network | 0, mask: maskOf(prefix.length) | 0 };
}
