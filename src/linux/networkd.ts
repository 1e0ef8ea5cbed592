import { readFileSync } from 'node:fs';

/** What systemd-networkd wrote down of a link (/run/systemd/netif/links/INDEX): the file it configures it from. */
export function networkFileOf(link: string): string | null {
  try {
    const index = readFileSync(`/sys/class/net/${link}/ifindex`, 'latin1').trim();
    const facts = readFileSync(`/run/systemd/netif/links/${index}`, 'utf8');
    return /^NETWORK_FILE=(.+)$/m.exec(facts)?.[1] ?? null;
  } catch {
    return null;
  }
}
