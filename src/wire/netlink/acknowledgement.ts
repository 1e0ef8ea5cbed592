import { failed, ok } from '../../base/result.ts';
import { type Decoded, tooShort } from '../malformed.ts';
import { opaque, text, u32 } from './field.ts';
import {
  align4,
  HEADER_SIZE,
  NLM_F_ACK_TLVS,
  NLM_F_CAPPED,
  NLMSG_ERROR,
  type NetlinkMessage,
} from './message.ts';
import { AttributeReader } from './reader.ts';
import { attribute, readAttributes } from './table.ts';

/** NLMSGERR_ATTR_* */
const EXTENDED = {
  text: attribute(1, text),
  offset: attribute(2, u32),
  cookie: attribute(3, opaque),
  missingType: attribute(5, u32),
  missingNest: attribute(6, u32),
};

/** What the kernel says of a request, or at the end of a dump. */
export interface Acknowledgement {
  /** 0 when it was done; otherwise the errno, positive. */
  readonly errno: number;
  /** The kernel's own words, if it has any: a warning when errno is 0. */
  readonly text: string | null;
  /** Where in the request the attribute stands that it does not like, counted from the message header. */
  readonly offset: number | null;
  /** The attribute it misses. */
  readonly missing: number | null;
}

/**
 * Reads NLMSG_ERROR: s32 error, then the header of the request and, unless capped, its payload; and NLMSG_DONE: s32 error.
 * Attributes of the extended acknowledgement behind either (netlink_ack_tlv_fill in net/netlink/af_netlink.c).
 */
export function decodeAcknowledgement({ type, flags, payload }: NetlinkMessage): Decoded<Acknowledgement> {
  const cut = (needed: number): Decoded<never> =>
    tooShort('netlink-header-cut', 'A netlink answer', {
      needed,
      there: payload.length,
      claimedBy: 'struct nlmsgerr',
    });
  const least = type === NLMSG_ERROR ? 4 + HEADER_SIZE : 4;
  // Old kernels end a dump without an error number.
  if (payload.length === 0 && type !== NLMSG_ERROR) return ok(plain(0));
  if (payload.length < least) return cut(least);
  const reader = new AttributeReader();
  const errno = Math.abs(reader.s32(payload));
  if ((flags & NLM_F_ACK_TLVS) === 0) return ok(plain(errno));
  const repeated = type === NLMSG_ERROR ? reader.u32(payload.subarray(4)) : 0;
  const capped = type !== NLMSG_ERROR || (flags & NLM_F_CAPPED) !== 0;
  const start = capped ? least : 4 + align4(Math.max(repeated, HEADER_SIZE));
  if (start > payload.length) return cut(start);
  const extended = readAttributes(EXTENDED, { reader, bytes: payload.subarray(start), family: 0 });
  if (reader.malformed) return failed(reader.malformed);
  return ok({
    errno,
    text: extended.text ?? null,
    offset: extended.offset ?? null,
    missing: extended.missingType ?? null,
  });
}

function plain(errno: number): Acknowledgement {
  return { errno, text: null, offset: null, missing: null };
}
