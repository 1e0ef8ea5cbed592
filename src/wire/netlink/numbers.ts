/** Numbers of the kernel's interfaces that rooms above speak of too (linux/rtnetlink.h, linux/if_arp.h): named here, and nowhere else. */

export const RT_TABLE_UNSPEC = 0;
export const RT_TABLE_DEFAULT = 253;
export const RT_TABLE_MAIN = 254;
export const RT_TABLE_LOCAL = 255;

/** The tables every host is born with, by the names that iproute2 has for them. */
export const ROUTE_TABLES: Readonly<Record<string, number>> = {
  local: RT_TABLE_LOCAL,
  main: RT_TABLE_MAIN,
  default: RT_TABLE_DEFAULT,
};

/** RTN_* by number. */
export const ROUTE_TYPES = [
  'unspec',
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
  'nat',
  'xresolve',
] as const;

/** Those that a route of IPv4 can have. */
export const ROUTE_TYPE_NAMES = [
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
  'nat',
] as const;

/** Routes and rules of these types say that there is no way. */
export const REFUSING_TYPES: ReadonlySet<string> = new Set(['blackhole', 'unreachable', 'prohibit']);

export const RT_SCOPE_UNIVERSE = 0;
export const RT_SCOPE_SITE = 200;
export const RT_SCOPE_LINK = 253;
export const RT_SCOPE_HOST = 254;
export const RT_SCOPE_NOWHERE = 255;

export const RTPROT_KERNEL = 2;
export const RTPROT_BOOT = 3;
export const RTPROT_STATIC = 4;

/** Wi-Fi in managed mode has it too. */
export const ARPHRD_ETHER = 1;
