import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import { after } from '../change/after.ts';
import type { SystemChange } from '../change/change.ts';
import { commandOf } from '../change/change.ts';
import { sceneOf, whoHas } from '../doctor/scene.ts';
import { fibLookup } from '../kernel/routes.ts';
import { asKernel } from '../kernel/kernel.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import { isValid } from '../kernel/neighbour.ts';
import { Draft } from './draft.ts';

/** The two ends of a connection a person works over. */
export type Login = {
  readonly peer: Ipv4;
  readonly own: Ipv4;
  /** That of whoever runs this; false: another login. */
  readonly yours: boolean;
};

/** By which link it comes is not known, but where the address says so. */
export type SixSession = { readonly peer: string; readonly link: string | null; readonly yours: boolean };

export type Sessions = { readonly four: readonly Login[]; readonly six: readonly SixSession[] };

export const NO_SESSIONS: Sessions = { four: [], six: [] };

/** More logins are not gone through one by one. */
const MOST_SESSIONS = 32;

type Way = { readonly link: string /** Who is asked for on it; null on lo. */; readonly next: string | null };

/** The way packets of the session take; null when there is none. */
function pathOf(host: HostSnapshot, { peer, own }: Login): Way | null {
  const kernel = asKernel(host);
  const holder = host.addresses.find(({ local }) => local === formatIpv4(own));
  if (!holder) return null;
  const route = fibLookup(kernel, {
    dst: peer,
    src: own,
    iif: 1,
    vrf: kernel.linkOf.get(holder.link)?.vrf ?? null,
  });
  if (route.type === 'local') return { link: 'lo', next: null };
  const [hop] = route.type === 'unicast' ? route.hops : [];
  const link = hop?.link;
  return link?.up ? { link: link.name, next: formatIpv4(hop?.via ?? peer) } : null;
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

/** Says which steps cut what people work over. */
export function warnOfSessions(draft: Draft, before: HostSnapshot, { four, six }: Sessions): void {
  if (draft.steps.length === 0) return;
  const logins = four.toSorted((a, b) => Number(b.yours) - Number(a.yours));
  for (const session of logins.slice(0, MOST_SESSIONS)) warnOfSession(draft, { before, session });
  for (const session of six.slice(0, MOST_SESSIONS)) warnOfSix(draft, session);
}

/** What is done to IPv4 alone does not touch it. */
function warnOfSix(draft: Draft, { peer, link, yours }: SixSession): void {
  const step = draft.steps.find(
    ({ change }) =>
      (change.do === 'remove-link' || change.do === 'set-mac' || (change.do === 'set-up' && !change.up)) &&
      (link === null || link === change.link),
  );
  if (step)
    draft.warn(
      'session',
      `'${commandOf(step.change)}' may cut ${wordsFor(yours)}, from ${peer}: of IPv6 it is not checked by which link it goes.`,
      step.line,
    );
}

function wordsFor(yours: boolean): string {
  return yours ? 'the session you came by' : 'the session of a login';
}

/** Says which step cuts the path a session came by, and whether it comes back by the end of the plan. */
function warnOfSession(
  draft: Draft,
  { before, session }: { readonly before: HostSnapshot; readonly session: Login },
): void {
  const what = wordsFor(session.yours);
  const path = pathOf(before, session);
  if (path === null || path.link === 'lo') return;
  const peer = formatIpv4(session.peer);
  const end = pathOf(draft.host, session);
  if (end === null) {
    const step = cuttingStep(draft, { before, session });
    const cause = step ? `: '${commandOf(step.change)}'` : '';
    draft.warn('session', `This cuts ${what}, from ${peer} over ${path.link}${cause}.`, step?.line ?? null);
    return;
  }
  if (end.link !== path.link)
    draft.warn(
      'session',
      `Packets of ${what}, to ${peer}, would leave by ${end.link} instead of ${path.link}: what stands between may refuse them.`,
      null,
    );
  const answered = whoAnswers(draft.host, session, path.link);
  if (whoAnswers(before, session, path.link) && !answered)
    draft.warn(
      'session',
      `${path.link} would no longer answer for ${formatIpv4(session.own)}, by which ${what} from ${peer} came in.`,
      null,
    );
  const moment = cuttingStep(draft, { before, session });
  if (moment)
    draft.warn(
      'session',
      `'${commandOf(moment.change)}' cuts ${what}, from ${peer} over ${path.link}, until the steps behind it are done.`,
      moment.line,
    );
  const elsewhere = draft.steps.find(({ change }) => isSentElsewhere(change, before, end));
  if (elsewhere)
    draft.warn(
      'session',
      `'${commandOf(elsewhere.change)}' sends ${what}, from ${peer} over ${end.link}, to another MAC than it goes to now.`,
      elsewhere.line,
    );
  const touched = draft.steps.find(({ change }) => change.do === 'set-mac' && change.link === path.link);
  if (touched)
    draft.warn(
      'session',
      `'${commandOf(touched.change)}' makes ${what}, from ${peer}, wait until neighbours have learned the new MAC.`,
      touched.line,
    );
}

/** A neighbour that is known with one MAC, and is to have another. */
function isSentElsewhere(change: SystemChange, { neighbours }: HostSnapshot, { link, next }: Way): boolean {
  if (change.do !== 'set-neighbour' || change.link !== link || change.ip !== next) return false;
  const known = neighbours.find((entry) => entry.link === link && entry.ip === next);
  return !known || !isValid(known.state) || known.mac !== change.mac;
}

/** Why these changes, made by themselves, would cut somebody off; null: nobody, as far as the model sees. */
export function cutBy(
  host: HostSnapshot,
  changes: readonly SystemChange[],
  sessions: Sessions,
): string | null {
  const draft = new Draft(host);
  draft.all(changes, () => ({ why: '', line: null }));
  warnOfSessions(draft, host, sessions);
  return draft.warnings.find(({ kind }) => kind === 'session')?.sentence ?? null;
}

/** More steps than this are not gone through one by one: each needs the whole model anew. */
const MOST = 200;

function cuttingStep(
  draft: Draft,
  { before, session }: { readonly before: HostSnapshot; readonly session: Login },
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

function whoAnswers(host: HostSnapshot, { own, peer }: Login, link: string): boolean {
  const scene = sceneOf(host);
  const on = scene.kernel.linkOf.get(link);
  return on !== undefined && whoHas(scene, on, { ip: own, asker: peer }).yes;
}
