import { formatIpv4, type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import { after } from '../doctor/after.ts';
import type { SystemChange } from '../doctor/change.ts';
import { commandOf } from '../doctor/change.ts';
import { sceneOf, whoHas } from '../doctor/scene.ts';
import { fibLookup } from '../kernel/routes.ts';
import { asKernel } from '../kernel/kernel.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { Draft } from './draft.ts';

/** The two ends of the connection a person works over. */
export type Session = { readonly peer: Ipv4; readonly own: Ipv4 };

/** `CLIENT PORT SERVER PORT` of SSH_CONNECTION; null for anything else, IPv6 included. */
export function sessionOf(words: string | undefined): Session | null {
  const [client = '', , server = ''] = (words ?? '').split(' ');
  const peer = parseIpv4(client);
  const own = parseIpv4(server);
  return peer === undefined || own === undefined ? null : { peer, own };
}

type Way = { readonly link: string };

/** The way packets of the session take; null when there is none. */
function pathOf(host: HostSnapshot, { peer, own }: Session): Way | null {
  const kernel = asKernel(host);
  const holder = host.addresses.find(({ local }) => local === formatIpv4(own));
  if (!holder) return null;
  const route = fibLookup(kernel, {
    dst: peer,
    src: own,
    iif: 1,
    vrf: kernel.linkOf.get(holder.link)?.vrf ?? null,
  });
  if (route.type === 'local') return { link: 'lo' };
  const [hop] = route.type === 'unicast' ? route.hops : [];
  const link = hop?.link;
  return link?.up ? { link: link.name } : null;
}

const MAY_CUT: ReadonlySet<SystemChange['do']> = new Set([
  'remove-address',
  'remove-route',
  'remove-link',
  'set-up',
  'set-mac',
  'add-rule',
  'add-route',
]);

/** Says which step cuts the path the session came by, and whether it comes back by the end of the plan. */
export function warnOfSession(
  draft: Draft,
  { before, session }: { readonly before: HostSnapshot; readonly session: Session },
): void {
  const path = pathOf(before, session);
  if (path === null || path.link === 'lo') return;
  const peer = formatIpv4(session.peer);
  const end = pathOf(draft.host, session);
  if (end === null) {
    const step = cuttingStep(draft, { before, session });
    const what = step ? `: '${commandOf(step.change)}'` : '';
    draft.warn(
      'session',
      `This cuts the session you came by, from ${peer} over ${path.link}${what}.`,
      step?.line ?? null,
    );
    return;
  }
  if (end.link !== path.link)
    draft.warn(
      'session',
      `Packets of the session you came by, to ${peer}, would leave by ${end.link} instead of ${path.link}: what stands between may refuse them.`,
      null,
    );
  const answered = whoAnswers(draft.host, session, path.link);
  if (whoAnswers(before, session, path.link) && !answered)
    draft.warn(
      'session',
      `${path.link} would no longer answer for ${formatIpv4(session.own)}, by which your session from ${peer} came in.`,
      null,
    );
  const moment = cuttingStep(draft, { before, session });
  if (moment)
    draft.warn(
      'session',
      `'${commandOf(moment.change)}' cuts the session you came by, from ${peer} over ${path.link}, until the steps behind it are done.`,
      moment.line,
    );
  const touched = draft.steps.find(({ change }) => change.do === 'set-mac' && change.link === path.link);
  if (touched)
    draft.warn(
      'session',
      `'${commandOf(touched.change)}' makes the session you came by, from ${peer}, wait until neighbours have learned the new MAC.`,
      touched.line,
    );
}

/** More steps than this are not gone through one by one: each needs the whole model anew. */
const MOST = 200;

function cuttingStep(
  draft: Draft,
  { before, session }: { readonly before: HostSnapshot; readonly session: Session },
): Draft['steps'][number] | undefined {
  let host = before;
  let judged = 0;
  for (const step of draft.steps) {
    host = after(host, [step.change]);
    const risky =
      MAY_CUT.has(step.change.do) &&
      !(step.change.do === 'add-route' && step.change.destination.endsWith('/32'));
    if (risky && judged++ < MOST && pathOf(host, session) === null) return step;
  }
  return undefined;
}

function whoAnswers(host: HostSnapshot, { own, peer }: Session, link: string): boolean {
  const scene = sceneOf(host);
  const on = scene.kernel.linkOf.get(link);
  return on !== undefined && whoHas(scene, on, { ip: own, asker: peer }).yes;
}
