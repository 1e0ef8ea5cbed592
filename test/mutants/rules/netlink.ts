import type { BentFiles } from '../rule.ts';

export const NETLINK: BentFiles = {
  'wire/netlink/message.ts': [
    [
      'a message shorter than its header goes on for ever',
      "if (length < HEADER_SIZE) return cut('struct nlmsghdr', HEADER_SIZE, length);",
      '',
    ],
    [
      'a message may reach beyond the datagram',
      "if (length > there) return cut('nlmsg_len', length, there);",
      '',
    ],
    ['messages are not padded', '    at += align4(length);\n', '    at += length;\n'],
    [
      'the cursor reaches beyond the datagram',
      ' || from + length > this.#length) return false;',
      ') return false;',
    ],
    [
      'a header at the end is no message',
      'from + HEADER_SIZE > this.#length',
      'from + HEADER_SIZE >= this.#length',
    ],
    ['a cut datagram is whole', 'return this.#next >= this.#length;', 'return true;'],
    ['four bytes need padding', '(length + 3) & ~3', '(length + 4) & ~3'],
  ],
  'wire/netlink/reader.ts': [
    ['an attribute may reach beyond the message', 'if (length > there) {', 'if (false) {'],
    ['an attribute without its header goes on for ever', 'if (length < ATTRIBUTE_HEADER) {', 'if (false) {'],
    ['the last fault is told', 'this.malformed ??= tooShort', 'this.malformed = tooShort'],
    ['a number may be cut', 'if (bytes.length >= needed) return true;', 'return true;'],
    ['a number of one byte less is whole', 'bytes.length >= needed', 'bytes.length >= needed - 1'],
    ['the type keeps its flags', 'TYPE_MASK = 0x3fff;\nexport', 'TYPE_MASK = 0xffff;\nexport'],
    ['a signed number is not', 'u32At(bytes, 0) | 0 : 0', 'u32At(bytes, 0) : 0'],
    ['the upper half of 64 bits is lost', 'one + other * 0x1_0000_0000 :', 'one :'],
  ],
  'wire/netlink/neighbour-glance.ts': [
    ['a neighbour of IPv6 is one', ' || bytes[from] !== AF_INET) return false;', ') return false;'],
    ['what the entry before had stays: extended flags', 'into.extendedFlags = 0;', ''],
    ['what the entry before had stays: the MAC', 'into.mac = -1;\n  into.confirmed', 'into.confirmed'],
    ['what the entry before had stays: ages', 'into.confirmed = -1;', ''],
    ['what the entry before had stays: probes', 'into.probes = 0;', ''],
    ['what the entry before had stays: the protocol', 'into.protocol = -1;\n  let', 'let'],
    [
      'an attribute may reach beyond the message',
      'if (length < 4 || at + length > end) return false;',
      'if (length < 4) return false;',
    ],
    ['a MAC of any length is one', 'size === 6 ? readMac(bytes, value) : -1', 'readMac(bytes, value)'],
    ['an entry without an address is one', 'return found;', 'return true;'],
    ['ages may be cut', 'if (size < 16) return false;', ''],
  ],
  'wire/netlink/acknowledgement.ts': [
    [
      'the words behind a whole request are sought in it',
      'const capped = type !== NLMSG_ERROR || (flags & NLM_F_CAPPED) !== 0;',
      'const capped = true;',
    ],
    [
      'the end of a dump repeats a request',
      'const least = type === NLMSG_ERROR ? 4 + HEADER_SIZE : 4;',
      'const least = 4 + HEADER_SIZE;',
    ],
    [
      'an old kernel ends no dump',
      'if (payload.length === 0 && type !== NLMSG_ERROR) return ok(plain(0));',
      '',
    ],
    [
      'words are read where there are none',
      'if ((flags & NLM_F_ACK_TLVS) === 0) return ok(plain(errno));',
      '',
    ],
    ['a refusal is negative', 'Math.abs(reader.s32(payload))', 'reader.s32(payload)'],
    [
      'a request of odd length is not padded',
      '4 + align4(Math.max(repeated, HEADER_SIZE))',
      '4 + Math.max(repeated, HEADER_SIZE)',
    ],
  ],
  'wire/netlink/field.ts': [
    ['a text has no end', 'end < 0 ? bytes : bytes.subarray(0, end)', 'bytes'],
    [
      'a MAC of any length is one',
      'bytes.length === 6 ? readMac(bytes, 0) : bytes.slice()',
      'readMac(bytes, 0)',
    ],
    ['an address of IPv6 is one of IPv4', 'if (family !== AF_INET) return bytes.slice();', ''],
    ['half a number at the end is one', 'at + 4 <= bytes.length; at += 4', 'at < bytes.length; at += 4'],
  ],
  'wire/netlink/table.ts': [
    ['an unknown attribute is lost', 'unknown.push({ type: raw.type, bytes: raw.bytes.slice() });', ''],
    ['a nest is not told to be one', 'nested ? type | NLA_F_NESTED : type', 'type'],
    [
      'of several values the last counts',
      'many ? [...((values[name] as unknown[] | undefined) ?? []), value] : value',
      'many ? [value] : value',
    ],
  ],
  'wire/netlink/writer.ts': [
    ['padding keeps what stood there', 'this.#bytes.fill(0, this.#grow(by), at + by)', 'this.#grow(by)'],
    ['an attribute may be too long', 'if (length > 0xffff) throw', 'if (false) throw'],
    [
      'the length of an attribute counts its padding',
      'const length = this.#length - at;',
      'const length = align4(this.#length - at);',
    ],
  ],
  'wire/netlink/route.ts': [
    ['a next hop weighs one less', 'weight: bytes[at + 3]! + 1,', 'weight: bytes[at + 3]!,'],
    ['the header has room for any table', 'table > 255 ? RT_TABLE_UNSPEC : table', 'table & 255'],
    [
      'a next hop may reach beyond the list',
      'if (length < HOP_HEADER || length > there) {',
      'if (length < HOP_HEADER) {',
    ],
    [
      'the table is that of the header',
      'return message.longTable ?? message.shortTable;',
      'return message.shortTable;',
    ],
  ],
  'wire/netlink/address.ts': [
    [
      'an address has eight flags',
      'return message.longFlags ?? message.shortFlags;',
      'return message.shortFlags;',
    ],
  ],
  'wire/netlink/rtnetlink.ts': [
    ['a question tells something', 'if (!known || verb > 1) return', 'if (!known) return'],
    ['what is deleted is new', "verb === 0 ? 'new' : 'deleted'", "'new'"],
  ],
};
