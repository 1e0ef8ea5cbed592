/** An IPv4 address as an unsigned 32-bit number: a map key without allocation. */
export type Ipv4 = number;

export const ANY_IPV4: Ipv4 = 0;

/** `10.0.0.7` of an unsigned number of 32 bits. */
export function formatIpv4(ip: Ipv4): string {
  return `${ip >>> 24}.${(ip >>> 16) & 255}.${(ip >>> 8) & 255}.${ip & 255}`;
}

/** Four decimal numbers 0-255, nothing else: no octal, no short forms (`10.1` is refused, not guessed). */
export function parseIpv4(text: string): Ipv4 | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text.trim());
  if (!parts) return undefined;
  let ip = 0;
  for (let i = 1; i <= 4; i++) {
    const part = parts[i]!;
    const value = Number(part);
    if (value > 255 || (part.length > 1 && part.startsWith('0'))) return undefined;
    ip = ip * 256 + value;
  }
  return ip;
}

/** 224.0.0.0/4, RFC 5771. */
export function isMulticastIpv4(ip: Ipv4): boolean {
  return ip >>> 28 === 14;
}

/** 127.0.0.0/8, RFC 1122 3.2.1.3. */
export function isLoopbackIpv4(ip: Ipv4): boolean {
  return ip >>> 24 === 127;
}

/** 169.254.0.0/16, RFC 3927. */
export function isLinkLocalIpv4(ip: Ipv4): boolean {
  return ip >>> 16 === 0xa9fe;
}

export function readIpv4(bytes: Uint8Array, at: number): Ipv4 {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

export function writeIpv4(bytes: Uint8Array, at: number, ip: Ipv4): void {
  bytes[at] = ip >>> 24;
  bytes[at + 1] = ip >>> 16;
  bytes[at + 2] = ip >>> 8;
  bytes[at + 3] = ip;
}
