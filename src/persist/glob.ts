/** fnmatch(3) as ifupdown and systemd use it: `*`, `?` and `[…]`; a slash is matched by none of them. */
export function matchesGlob(pattern: string, text: string): boolean {
  const parts = pattern.split(/(\*|\?|\[[^\]]+\])/);
  const source = parts.map((part) => {
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (/^\[[^\]]+\]$/.test(part))
      return `[${part.slice(1, -1).replace(/^!/, '^').replaceAll('\\', '\\\\')}]`;
    return part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  });
  try {
    return new RegExp(`^${source.join('')}$`).test(text);
  } catch {
    // As `[z-a]`: no such set, so it matches nothing.
    return false;
  }
}
