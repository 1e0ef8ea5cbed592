import { formatMac } from '../base/mac.ts';
import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import type { Admitted, Case } from './admission.ts';
import type { Heard } from './heard.ts';
import type { RouteType } from './host.ts';
import type { Kernel, KernelLink } from './kernel.ts';
import { type ReasonCode, REASONS } from './reasons.ts';
import type { Inward, Notes } from './routes.ts';
import { describeRoute, neighUse, settingUse, type Trace } from './trace.ts';

export function tellAdmission(trace: Trace, heard: Heard, admitted: Admitted | ReasonCode): void {
  const question = 'Does the frame get in?';
  if (typeof admitted === 'string') {
    trace.push({ question, answer: `no: ${REASONS[admitted].sentence}`, settings: [] });
    return;
  }
  const { link, addressed } = admitted;
  const through = link.name === heard.link ? '' : `, through ${heard.link}`;
  const to = addressed === 'host' ? 'to it alone' : `to ${addressed}`;
  trace.push({ question, answer: `yes: ${link.name} hears it, sent ${to}${through}`, settings: [] });
}

export function tellGuard(
  trace: Trace,
  { link, heard }: { readonly link: KernelLink; readonly heard: Heard },
  refused: boolean,
): void {
  const answer = refused ? `no: the guard of ${link.name} drops the frame` : 'yes';
  trace.push({
    question: `May ${formatMac(heard.sha)} speak for ${formatIpv4(heard.spa)}?`,
    answer,
    settings: [],
  });
}

export function tellLocal(trace: Trace, ip: Ipv4, type: RouteType): void {
  const answer =
    type === 'local' ? 'yes, by the local routing table' : `no, to the local routing table it is ${type}`;
  trace.push({ question: `Is ${formatIpv4(ip)} ours?`, answer, settings: [] });
}

export function tellIgnored(
  trace: Trace,
  kernel: Kernel,
  found: { link: KernelLink; level: 0 | 1 | 2 | 3 | 8 },
): void {
  const { link, level } = found;
  trace.push({
    question: 'Does arp_ignore silence the link?',
    answer: level === 0 ? 'no' : `yes: ${REASONS[`arp-ignore-${level}`].sentence}`,
    settings: [settingUse(kernel, link, 'arp_ignore')],
  });
}

type Routed = Case & { readonly inward: Inward; readonly notes: Notes };

export function tellRoute(trace: Trace, kernel: Kernel, found: Routed): void {
  const { heard, link, inward, notes } = found;
  const target = formatIpv4(heard.tpa);
  if (!notes.route) {
    const answer = inward.kind === 'refused' ? REASONS[inward.reason].sentence : 'yes';
    trace.push({ question: 'Are sender and target ordinary addresses?', answer, settings: [] });
    return;
  }
  trace.push({
    question: `Is ${target} ours, or where is it routed?`,
    answer: describeRoute(notes.route),
    settings: [],
  });
  if (notes.route.type === 'unicast') {
    const forwarding = settingUse(kernel, link, 'forwarding');
    const answer = forwarding.value === 0 ? 'no' : 'yes';
    trace.push({ question: `Does ${link.name} forward?`, answer, settings: [forwarding] });
  }
  if (notes.back !== undefined) tellSender(trace, kernel, found);
  if (inward.kind === 'refused' && inward.reason === 'same-link') {
    trace.push({
      question: `Does the route leave through another link than ${link.name}?`,
      answer: 'no',
      settings: [settingUse(kernel, link, 'proxy_arp_pvlan')],
    });
  }
}

function tellSender(trace: Trace, kernel: Kernel, found: Routed): void {
  const { heard, link, inward, notes } = found;
  const settings = [settingUse(kernel, link, 'rp_filter'), settingUse(kernel, link, 'accept_local')];
  const refused = inward.kind === 'refused' && inward.reason !== 'same-link';
  const verdict = refused ? `no: ${REASONS[inward.reason].sentence}` : 'yes';
  trace.push({
    question: `Is the sender ${formatIpv4(heard.spa)} believed?`,
    answer: `${verdict} (${describeBack(notes)})`,
    settings,
  });
}

function describeBack(notes: Notes): string {
  const { back } = notes;
  if (back === 'accepted') return 'rp_filter is off and accept_local is set: not checked';
  if (back === 'own-addresses-only') return 'rp_filter is off: only our own addresses are refused';
  return `route back: ${describeRoute(back)}`;
}

export function tellFilter(
  trace: Trace,
  kernel: Kernel,
  found: Case & { readonly out: KernelLink | undefined; readonly notes: Notes },
): void {
  const { heard, link, out, notes } = found;
  trace.push({
    question: `Would a packet from ${formatIpv4(heard.tpa)} to ${formatIpv4(heard.spa)} leave through ${link.name}?`,
    answer: out
      ? `${out === link ? 'yes' : `no, through ${out.name}`} (${describeRoute(notes.route)})`
      : 'it could not leave at all',
    settings: [settingUse(kernel, link, 'arp_filter')],
  });
}

export function tellProxy(
  trace: Trace,
  kernel: Kernel,
  found: Case & { readonly out: KernelLink; readonly judged: ReasonCode },
): void {
  const { link, out, judged, addressed } = found;
  const settings =
    out === link
      ? [settingUse(kernel, link, 'proxy_arp_pvlan')]
      : [
          settingUse(kernel, link, 'proxy_arp'),
          settingUse(kernel, link, 'medium_id'),
          settingUse(kernel, out, 'medium_id'),
        ];
  trace.push({
    question: `Does ${link.name} answer in the place of a host behind ${out.name}?`,
    answer: `${judged.startsWith('answer-') ? 'yes' : 'no'}: ${REASONS[judged].sentence}`,
    settings,
  });
  if (!judged.startsWith('answer-')) return;
  const { proxyDelay } = link.timing;
  const waits = addressed !== 'host' && proxyDelay > 0;
  trace.push({
    question: 'Does the answer wait?',
    answer: waits ? `up to ${proxyDelay} ms, at random` : 'no',
    settings: [neighUse(link, { name: 'proxy_delay', value: proxyDelay / 10 })],
  });
}
