import { between, type Dice, randomBytes } from '../../base/dice.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import { encodeIcmpEcho, type IcmpEcho } from '../../wire/icmp-echo.ts';
import { encodeUdpProbe, quotes, type PortRefusal } from '../../wire/udp-probe.ts';
import type { Peer } from './peers.ts';

const TTL = 64;
/** Random bytes of an echo: whoever does not see it guesses one of 2^128. */
const SECRET = 16;
/** Code 3 of RFC 792: this port. */
const PORT_UNREACHABLE = 3;
/** Where traceroute begins: nobody listens there. */
const NOBODYS_PORT = 33434;
const NOBODYS_PORTS = 512;
const FIRST_PORT = 1024;
/** The quote and what is around it must fit into 400 bytes, or a prompt link cuts it (LinkOptions.prompt). */
const LENGTHS = 256;
/** Of IPv4 and UDP. */
const HEADERS = 28;
/** So many questions wait for their answers; older ones are given up. */
const MOST = 65_536;

/** One packet that its receiver answers, and what became of it. */
export interface PeerQuestion {
  readonly peer: Peer;
  readonly src: Ipv4;
  /** The MAC it was sent to. */
  readonly to: Mac;
  /** Asked since the announcement. */
  readonly after: boolean;
  readonly by: 'echo-answered' | 'datagram-refused';
  /** From which MACs answers came, one entry for each; at most two are kept. */
  readonly answers: Mac[];
}

type Wanted = Pick<PeerQuestion, 'peer' | 'src' | 'to' | 'after'>;

/**
 * What was asked, and what its answer must repeat. An echo carries 128 random bits, its place and a number of this run; a
 * refusal need not quote more than 8 bytes of the datagram (RFC 792), so 64 random bits are in the id of its IP header (16),
 * its ports (15 and 9), its length (8) and its checksum (16), and 128 more in what most hosts quote beside.
 */
export class Asked {
  /** Tells our echoes from those of other programs. */
  readonly id: number;
  readonly #dice: Dice;
  readonly #lengths: number;
  readonly #echoes = new Map<number, PeerQuestion & { readonly secret: Uint8Array }>();
  readonly #datagrams = new Map<number, PeerQuestion & { readonly sent: Uint8Array }>();
  #seq = 0;

  /** `mtu` bounds the length of a datagram, and with it how much its length hides. */
  constructor(dice: Dice, mtu: number) {
    this.#dice = dice;
    this.#lengths = Math.max(1, Math.min(LENGTHS, mtu - HEADERS - SECRET));
    this.id = between(dice, 0, 0xffff);
  }

  /** The packet. */
  echo(wanted: Wanted): Uint8Array {
    const seq = (this.#seq = (this.#seq + 1) & 0xffff);
    const secret = randomBytes(this.#dice, SECRET);
    remember(this.#echoes, seq, { ...wanted, by: 'echo-answered', answers: [], secret });
    const { src, peer } = wanted;
    return encodeIcmpEcho({
      kind: 'request',
      src,
      dst: peer.ip,
      ttl: TTL,
      id: this.id,
      seq,
      payload: secret,
    });
  }

  /** The packet. */
  datagram(wanted: Wanted): Uint8Array {
    const dice = this.#dice;
    const { src, peer } = wanted;
    const payload = new Uint8Array(SECRET + between(dice, 0, this.#lengths - 1));
    payload.set(randomBytes(dice, SECRET));
    const srcPort = between(dice, FIRST_PORT, 0xffff);
    const dstPort = NOBODYS_PORT + between(dice, 0, NOBODYS_PORTS - 1);
    const id = between(dice, 0, 0xffff);
    const sent = encodeUdpProbe({ src, dst: peer.ip, ttl: TTL, id, srcPort, dstPort, payload });
    remember(this.#datagrams, srcPort, { ...wanted, by: 'datagram-refused', answers: [], sent });
    return sent;
  }

  /** The question that an echo reply answers; undefined when it repeats none. */
  echoed({ src, dst, seq, id, payload }: IcmpEcho): PeerQuestion | undefined {
    const question = id === this.id ? this.#echoes.get(seq) : undefined;
    if (question === undefined || question.src !== dst || question.peer.ip !== src) return undefined;
    return equal(question.secret, payload) ? question : undefined;
  }

  /** The question that was refused: as a host refuses what comes to a port of its own. */
  refused({ from, to, code, refused, quote }: PortRefusal): PeerQuestion | undefined {
    const question = this.#datagrams.get(refused.srcPort);
    if (question === undefined || code !== PORT_UNREACHABLE) return undefined;
    if (question.src !== to || question.peer.ip !== from) return undefined;
    return quotes(quote, question.sent) ? question : undefined;
  }
}

function remember<T>(asked: Map<number, T>, key: number, question: T): void {
  asked.delete(key);
  asked.set(key, question);
  if (asked.size <= MOST) return;
  for (const oldest of asked.keys()) {
    asked.delete(oldest);
    return;
  }
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
