import { SystemFault } from '../base/fault.ts';
import { type Acknowledgement, decodeAcknowledgement } from '../wire/netlink/acknowledgement.ts';
import {
  align4,
  HEADER_SIZE,
  joinMessages,
  MessageCursor,
  NLM_F_ACK,
  NLM_F_DUMP,
  NLM_F_DUMP_INTR,
  NLM_F_REQUEST,
  NLMSG_DONE,
  NLMSG_ERROR,
  type NetlinkMessage,
  splitMessages,
  writeMessage,
} from '../wire/netlink/message.ts';
import { EACCES, EINTR, ENOBUFS, EPERM, errnoName } from './ffi/errno.ts';
import {
  AF_NETLINK,
  HOST_LITTLE,
  int32,
  MSG_TRUNC,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SO_SNDBUFFORCE,
  SOCK_CLOEXEC,
  SOCK_RAW,
  SOL_SOCKET,
  sockaddrNl,
} from './ffi/layouts.ts';
import type { Libc } from './ffi/libc.ts';

const NETLINK_ROUTE = 0;
const SOL_NETLINK = 270;
const NETLINK_CAP_ACK = 10;
const NETLINK_EXT_ACK = 11;
/** Filters of dump requests are obeyed or refused, never ignored (since Linux 4.20). */
const NETLINK_GET_STRICT_CHK = 12;
const SO_RCVTIMEO = 20;

const RECEIVE_BUFFER = 1024 * 1024;
/** What every socket may hold to be sent (net.core.wmem_default, less its own bookkeeping). */
const SEND_BUFFER = 64 * 1024;
/** The kernel builds dump datagrams of up to 32 KiB (netlink_dump in net/netlink/af_netlink.c). */
const DATAGRAM = 0x10000;
/** The kernel answers at once; only a broken one lets us wait this long. */
const ANSWER_SECONDS = 10;
const DUMP_TRIES = 10;
/** Requests in one datagram: their acknowledgements must fit into the receive buffer. */
const BATCH = 256;

/** A change asked of the kernel: one of RTM_NEW… and RTM_DEL…, with NLM_F_CREATE and the like. */
export interface NetlinkRequest {
  readonly type: number;
  readonly flags?: number;
  readonly payload: Uint8Array;
}

/** A synchronous conversation with rtnetlink in the network namespace it was opened in. */
export interface Netlink {
  /**
   * All entries of a kind; asked again while the kernel says that they changed meanwhile. After ten tries the last answer
   * is taken as it is. Throws SystemFault.
   */
  dump(type: number, payload: Uint8Array): readonly NetlinkMessage[];
  /** The same, with what `read` makes of each: the message is valid until it returns, and what is undefined is left out. */
  dumpEach<T>(
    type: number,
    payload: Uint8Array,
    read: (message: MessageCursor) => T | undefined,
  ): readonly T[];
  /** Asks one question (no dump) and returns what was told before the acknowledgement. */
  ask(request: NetlinkRequest): {
    readonly answers: readonly NetlinkMessage[];
    readonly ack: Acknowledgement;
  };
  /**
   * Sends all requests, in order, and returns the acknowledgement of each. A refused one does not stop the others.
   * `refusals`: only those and the last of each batch are answered by the kernel (it answers in order, and a refusal in
   * any case): faster, and without its warnings.
   */
  changeAll(requests: readonly NetlinkRequest[], answers?: 'all' | 'refusals'): readonly Acknowledgement[];
  /**
   * Sends `count` requests, in order, and returns the refusals by their places. `requestAt` may use one object and its
   * bytes again and again: they are taken before it is called for the next. Without the kernel's warnings.
   */
  changeMany(count: number, requestAt: (nth: number) => NetlinkRequest): ReadonlyMap<number, Acknowledgement>;
  /**
   * All of it or nothing, in one datagram, as nf_tables takes changes: `begin` and `end` stand around the requests. Returns
   * the first refusal, or what was said of the last one (net/netfilter/nfnetlink.c nfnetlink_rcv_batch).
   */
  transact(begin: NetlinkRequest, requests: readonly NetlinkRequest[], end: NetlinkRequest): Acknowledgement;
  close(): void;
}

/** `protocol` is NETLINK_ROUTE unless said otherwise. Throws SystemFault. */
export function openNetlink(libc: Libc, protocol: number = NETLINK_ROUTE): Netlink {
  const fd = libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
  if (fd < 0) throw netlinkFault('socket', -fd);
  const timeout = new Uint8Array(16);
  new DataView(timeout.buffer).setBigInt64(0, BigInt(ANSWER_SECONDS), HOST_LITTLE);
  libc.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, timeout);
  if (libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, int32(RECEIVE_BUFFER)) < 0) {
    libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, int32(RECEIVE_BUFFER));
  }
  for (const option of [NETLINK_CAP_ACK, NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK]) {
    libc.setsockopt(fd, SOL_NETLINK, option, int32(1));
  }
  const bound = libc.bind(fd, sockaddrNl(0));
  if (bound < 0) {
    libc.close(fd);
    throw netlinkFault('bind', -bound);
  }
  return new NetlinkSocket(libc, fd);
}

class NetlinkSocket implements Netlink {
  readonly #libc: Libc;
  readonly #fd: number;
  readonly #buffer = new Uint8Array(DATAGRAM);
  #sequence = 1;
  #closed = false;

  constructor(libc: Libc, fd: number) {
    this.#libc = libc;
    this.#fd = fd;
  }

  dump(type: number, payload: Uint8Array): readonly NetlinkMessage[] {
    for (let tries = 1; ; tries++) {
      const { answers, ack, interrupted } = this.#converse({ type, flags: NLM_F_DUMP, payload });
      if (ack.errno === EINTR && tries < DUMP_TRIES) continue;
      if (ack.errno !== 0) throw refusedFault(`dump ${type}`, ack);
      if (!interrupted || tries >= DUMP_TRIES) return answers;
    }
  }

  dumpEach<T>(
    type: number,
    payload: Uint8Array,
    read: (message: MessageCursor) => T | undefined,
  ): readonly T[] {
    for (let tries = 1; ; tries++) {
      const answers: T[] = [];
      const { ack, interrupted } = this.#converseEach({ type, flags: NLM_F_DUMP, payload }, (message) => {
        const answer = read(message);
        if (answer !== undefined) answers.push(answer);
      });
      if (ack.errno === EINTR && tries < DUMP_TRIES) continue;
      if (ack.errno !== 0) throw refusedFault(`dump ${type}`, ack);
      if (!interrupted || tries >= DUMP_TRIES) return answers;
    }
  }

  ask(request: NetlinkRequest): { answers: readonly NetlinkMessage[]; ack: Acknowledgement } {
    const { answers, ack } = this.#converse({ ...request, flags: (request.flags ?? 0) | NLM_F_ACK });
    return { answers, ack };
  }

  changeAll(
    requests: readonly NetlinkRequest[],
    answers: 'all' | 'refusals' = 'all',
  ): readonly Acknowledgement[] {
    const acks: Acknowledgement[] = [];
    for (let at = 0; at < requests.length; at += BATCH) {
      acks.push(...this.#changeBatch(requests.slice(at, at + BATCH), answers));
    }
    return acks;
  }

  changeMany(
    count: number,
    requestAt: (nth: number) => NetlinkRequest,
  ): ReadonlyMap<number, Acknowledgement> {
    const refusals = new Map<number, Acknowledgement>();
    let bytes = new Uint8Array(BATCH * 96);
    let view = new DataView(bytes.buffer);
    let length = 0;
    for (let nth = 0; nth < count; nth++) {
      const { type, flags = 0, payload } = requestAt(nth);
      if (length + HEADER_SIZE + align4(payload.length) > bytes.length) {
        const more = new Uint8Array(bytes.length * 2 + payload.length);
        more.set(bytes);
        bytes = more;
        view = new DataView(bytes.buffer);
      }
      const isLast = nth === count - 1 || nth % BATCH === BATCH - 1;
      const sequence = this.#sequence++;
      const asked = flags | NLM_F_REQUEST | (isLast ? NLM_F_ACK : 0);
      length = writeMessage(view, length, { type, flags: asked, sequence, payload });
      if (!isLast) continue;
      this.#sendBytes(bytes.subarray(0, length));
      length = 0;
      this.#takeRefusals(sequence, (of, ack) => refusals.set(nth + of, ack));
    }
    return refusals;
  }

  /** Until the request with the sequence number `last` is answered: `tell` with how far before it each refused one was. */
  #takeRefusals(last: number, tell: (of: number, ack: Acknowledgement) => void): void {
    for (;;) {
      for (const message of this.#receive()) {
        const of = message.sequence - last;
        if (message.type !== NLMSG_ERROR || of > 0 || of <= -BATCH) continue;
        const ack = readAck(message);
        if (ack.errno !== 0) tell(of, ack);
        if (of === 0) return;
      }
    }
  }

  transact(begin: NetlinkRequest, requests: readonly NetlinkRequest[], end: NetlinkRequest): Acknowledgement {
    const first = this.#sequence;
    const last = first + requests.length;
    const asked = requests.map((request, at) =>
      at === requests.length - 1 ? { ...request, flags: (request.flags ?? 0) | NLM_F_ACK } : request,
    );
    const size = asked.reduce((sum, { payload }) => sum + HEADER_SIZE + align4(payload.length), 0);
    if (size > SEND_BUFFER) this.#libc.setsockopt(this.#fd, SOL_SOCKET, SO_SNDBUFFORCE, int32(size * 2));
    this.#send([begin, ...asked, end]);
    let refused: Acknowledgement | null = null;
    for (;;) {
      for (const message of this.#receive()) {
        if (message.type !== NLMSG_ERROR || message.sequence < first || message.sequence > last) continue;
        const ack = readAck(message);
        if (ack.errno !== 0) refused ??= ack;
        // Of a batch that cannot even begin nothing else is said.
        if (message.sequence === last || (message.sequence === first && ack.errno !== 0))
          return refused ?? ack;
      }
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#libc.close(this.#fd);
  }

  #changeBatch(requests: readonly NetlinkRequest[], answers: 'all' | 'refusals'): Acknowledgement[] {
    const first = this.#sequence;
    const last = requests.length - 1;
    this.#send(
      requests.map((request, at) => ({
        ...request,
        flags: (request.flags ?? 0) | (answers === 'all' || at === last ? NLM_F_ACK : 0),
      })),
    );
    const acks = new Map<number, Acknowledgement>();
    while (answers === 'all' ? acks.size < requests.length : !acks.has(last)) {
      for (const message of this.#receive()) {
        const of = message.sequence - first;
        if (message.type === NLMSG_ERROR && of >= 0 && of <= last) acks.set(of, readAck(message));
      }
    }
    return requests.map((_, at) => acks.get(at) ?? DONE);
  }

  #converse(request: NetlinkRequest): {
    answers: readonly NetlinkMessage[];
    ack: Acknowledgement;
    interrupted: boolean;
  } {
    const sequence = this.#sequence;
    this.#send([request]);
    const answers: NetlinkMessage[] = [];
    let interrupted = false;
    for (;;) {
      for (const message of this.#receive('kept')) {
        if (message.sequence !== sequence) continue;
        if ((message.flags & NLM_F_DUMP_INTR) !== 0) interrupted = true;
        if (message.type === NLMSG_ERROR || message.type === NLMSG_DONE) {
          return { answers, ack: readAck(message), interrupted };
        }
        answers.push(message);
      }
    }
  }

  /** A conversation whose answers are read where they lie. */
  #converseEach(
    request: NetlinkRequest,
    visit: (message: MessageCursor) => void,
  ): { readonly ack: Acknowledgement; readonly interrupted: boolean } {
    const sequence = this.#sequence;
    this.#send([request]);
    const message = new MessageCursor(this.#buffer);
    let interrupted = false;
    for (;;) {
      const length = this.#receiveBytes();
      message.begin(length);
      while (message.next()) {
        if (message.sequence !== sequence) continue;
        if ((message.flags & NLM_F_DUMP_INTR) !== 0) interrupted = true;
        const { type, flags, at, end } = message;
        if (type !== NLMSG_ERROR && type !== NLMSG_DONE) visit(message);
        else
          return {
            ack: readAck({ type, flags, sequence, port: 0, payload: this.#buffer.subarray(at, end) }),
            interrupted,
          };
      }
      if (!message.isWhole) {
        const { malformed } = splitMessages(this.#buffer.subarray(0, length));
        throw brokenFault(malformed?.text ?? 'a message is cut');
      }
    }
  }

  #send(requests: readonly NetlinkRequest[]): void {
    const messages = requests.map(({ type, flags = 0, payload }) => ({
      type,
      flags: flags | NLM_F_REQUEST,
      sequence: this.#sequence++,
      port: 0,
      payload,
    }));
    this.#sendBytes(joinMessages(messages));
  }

  #sendBytes(bytes: Uint8Array): void {
    const result = this.#libc.send(this.#fd, bytes, 0);
    if (result < 0) throw netlinkFault('send', -result);
  }

  /** The messages of the next datagram: valid until the next call, or copied all at once. */
  #receive(as: 'view' | 'kept' = 'view'): readonly NetlinkMessage[] {
    const length = this.#receiveBytes();
    const bytes = as === 'kept' ? this.#buffer.slice(0, length) : this.#buffer.subarray(0, length);
    const { messages, malformed } = splitMessages(bytes);
    if (malformed) throw brokenFault(malformed.text);
    return messages;
  }

  /** The length of the next datagram, which stands in the buffer then. */
  #receiveBytes(): number {
    for (;;) {
      const length = this.#libc.recv(this.#fd, this.#buffer, MSG_TRUNC);
      if (length === -EINTR) continue;
      if (length < 0) throw netlinkFault('receive', -length);
      if (length > this.#buffer.length) throw netlinkFault('receive', ENOBUFS);
      return length;
    }
  }
}

const DONE: Acknowledgement = { errno: 0, text: null, offset: null, missing: null };

function readAck(message: NetlinkMessage): Acknowledgement {
  const decoded = decodeAcknowledgement(message);
  if (!decoded.ok) throw brokenFault(decoded.error.text);
  return decoded.value;
}

function brokenFault(text: string): SystemFault {
  return new SystemFault('unsupported', `The kernel's answer cannot be read: ${text}`, {
    operation: 'netlink',
    remedy: 'please report it with the output of: uname -a',
  });
}

function netlinkFault(operation: string, errno: number): SystemFault {
  return new SystemFault('unsupported', `The kernel does not tell about interfaces: ${errnoName(errno)}`, {
    operation: `netlink ${operation}`,
    code: errnoName(errno),
    remedy: 'a sandbox or container may forbid AF_NETLINK sockets: allow them, or run outside of it',
  });
}

/** The kernel refused a request: its own words if it gave any. */
export function refusedFault(operation: string, ack: Acknowledgement): SystemFault {
  const code = errnoName(ack.errno);
  const words = ack.text === null ? '' : ` (${ack.text})`;
  const rights = ack.errno === EPERM || ack.errno === EACCES;
  return new SystemFault(
    rights ? 'rights' : 'unsupported',
    `The kernel refused to ${operation}: ${code}${words}`,
    {
      operation,
      code,
      facts: ack.offset === null ? {} : { offset: ack.offset },
      remedy: rights
        ? 'changing the network needs the capability CAP_NET_ADMIN: run it with sudo'
        : 'See what is there with: ip link; ip address; ip route; ip neigh',
    },
  );
}
