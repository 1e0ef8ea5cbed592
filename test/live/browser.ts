import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import type { LabHost } from './lab.ts';

/** Debian's Chromium on a host of a lab; `folder` holds what it keeps, and what starts it there. */
export async function browserOn(host: LabHost, folder: string): Promise<Browser> {
  const start = join(folder, 'chromium-here');
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  writeFileSync(
    start,
    `#!/bin/sh\nexport HOME=${home}\nexec ip netns exec ${host.namespace} chromium "$@"\n`,
  );
  chmodSync(start, 0o755);
  return await chromium.launch({
    executablePath: start,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-proxy-server'],
  });
}
