import type { Mac } from '../../base/mac.ts';
import type { Instant } from '../../base/time.ts';
import type { ContestFacts } from '../contest-rule.ts';
import { isRole } from '../virtual.ts';
import type { Contest, Claimer } from './contest.ts';
import { type Desk, isGateway } from './desk.ts';
import { TOGETHER } from './asked-pairs.ts';
import type { AskedFacts } from './inquest.ts';
import { NO_ROW, type Roll, USED } from './roll.ts';

/** Addresses of one card that are looked at: a capture full of lies costs no more than this. */
const MOST_COMPARED = 32;

/** What is known of a rival now. */
export function factsOf(
  desk: Desk,
  contest: Contest,
  { rival, asked }: { readonly rival: Claimer; readonly asked: AskedFacts },
): ContestFacts {
  const { ip, network, owner } = contest;
  const { said } = rival;
  const at = desk.now;
  const gateway = isGateway(desk, ip, network);
  const gaveUp = desk.leases.gaveUp(ip, network, { mac: owner, since: rival.began });
  return {
    own: desk.meant.isOwnAddress(ip) && !desk.meant.isOwnMac(rival.mac),
    gateway,
    expected: desk.meant.isMove(ip, rival.mac, at),
    leased:
      desk.meant.isLease(ip, rival.mac, at) || desk.leases.isLeased(ip, network, { mac: rival.mac, at }),
    handover: desk.groups.isEmpty
      ? 'unknown'
      : desk.groups.handover(ip, network, { from: owner, to: rival.mac, at }),
    roles: rolesOf(owner, rival.mac),
    rivalIsRouter: !desk.groups.isEmpty && desk.groups.isMember(rival.mac, network),
    ownerIsRouter: !desk.groups.isEmpty && desk.groups.isMember(owner, network),
    ownerAlive: rival.ownerAlive,
    ...asked,
    ownerSilent: isSilent(rival, at) || isGone(asked),
    ownerUsed: rival.ownerUsed,
    ownerAnswered: rival.ownerAnswered,
    defended: rival.defended,
    gaveWay: rival.gaveWay || (gaveUp && !desk.leases.isLeased(ip, network, { mac: rival.mac, at })),
    together: rival.together,
    ...common(desk.roll, contest, rival.mac),
    ...(rival.spokenFor ? { rivalHasOther: true } : {}),
    answered: said.answered,
    pressed: said.pressed,
    announced: said.announced,
    announcing: said.announced === 0 ? 0 : rival.lastAnnounced - rival.firstAnnounced,
    beganAnnounced: rival.beganAnnounced,
    whispered: said.whispered,
    // Whoever answers for it and asks as it by unicast uses it; a liar asks so, too, but of a gateway only to deceive.
    used: said.used + (gateway || said.answered === 0 ? 0 : said.whispered),
    askedForIt: rival.askedForIt,
    known: rival.known || desk.beside.knows(rival.mac, network),
    crossed: rival.crossed,
    givesAway: rival.givesAway,
    byAsker: rival.byAsker,
    sameVendor: Math.floor(owner / 2 ** 24) === Math.floor(rival.mac / 2 ** 24),
    wide: desk.networks.isWide(network),
    waited: at - rival.began,
  };
}

/** As long as the rival is asked, too, more will be known. */
function isGone({ ownerAlone, rivalAlone }: AskedFacts): boolean {
  return ownerAlone === 'silent' && (rivalAlone === 'answered' || rivalAlone === 'silent');
}

function isSilent(
  { ownerWasSilent, aloneAt, ownerAskedInVain, ownerAskedAt }: Claimer,
  at: Instant,
): boolean {
  return (
    ownerWasSilent || at - aloneAt >= TOGETHER || (ownerAskedInVain > 1 && at - ownerAskedAt >= TOGETHER)
  );
}

function rolesOf(owner: Mac, rival: Mac): ContestFacts['roles'] {
  const [one, other] = [isRole(owner), isRole(rival)];
  if (one) return other ? 'both' : 'owner';
  return other ? 'rival' : 'neither';
}

function common(
  roll: Roll,
  { address, network, owner }: Contest,
  rival: Mac,
): Pick<ContestFacts, 'alike' | 'rivalHasOther' | 'ownerHasOther' | 'ownLives'> {
  const mine = apart(roll, { card: roll.findCard(rival, network), than: owner, address });
  const its = apart(roll, { card: roll.findCard(owner, network), than: rival, address });
  return {
    alike: mine.alike,
    rivalHasOther: mine.other,
    ownerHasOther: its.other,
    ownLives: mine.lives && its.lives,
  };
}

/** What a card has beside the address, held against another MAC. */
function apart(
  roll: Roll,
  { card, than, address }: { readonly card: number; readonly than: Mac; readonly address: number },
): { readonly alike: number; readonly other: boolean; readonly lives: boolean } {
  let alike = 0;
  let other = false;
  let lives = false;
  let looked = 0;
  for (const station of card === NO_ROW ? [] : roll.addressesOf(card)) {
    if (++looked > MOST_COMPARED) break;
    const at = roll.stationAddress[station]!;
    if (at === address) continue;
    if (roll.findStation(at, than) !== NO_ROW) {
      alike++;
      continue;
    }
    other = true;
    if ((roll.stationFlags[station]! & USED) !== 0) lives = true;
  }
  return { alike, other, lives };
}
