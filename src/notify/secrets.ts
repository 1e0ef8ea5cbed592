import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { UsageFault } from '../base/fault.ts';
import type { Secret } from '../ports/targets.ts';

/** No password, token or address is longer. */
const MOST = 4096;

/**
 * What a secret is: the text of its file without the line end behind it. `credentials` is where the service manager puts
 * them ($CREDENTIALS_DIRECTORY). Throws UsageFault, which names the file and never what stands in it.
 */
export function readSecret(secret: Secret, where: string, credentials: string | undefined): string {
  if ('value' in secret) return secret.value;
  if ('file' in secret) return textOf(secret.file, where);
  const { credential } = secret;
  if (credentials === undefined)
    throw new UsageFault(
      where,
      `the credential ${credential} comes from the service manager, and there is none here`,
      'start arpist by its unit, or name a file: { file = "/etc/arpist/credentials/NAME" }',
    );
  if (!/^[A-Za-z0-9._-]+$/.test(credential) || credential.startsWith('.'))
    throw new UsageFault(where, `'${credential}' is no name of a credential`, 'letters, digits, . _ and -');
  return textOf(join(credentials, credential), where);
}

function textOf(path: string, where: string): string {
  const bytes = Buffer.alloc(MOST + 1);
  let length = 0;
  try {
    const fd = openSync(path, 'r');
    try {
      length = readSync(fd, bytes);
    } finally {
      closeSync(fd);
    }
  } catch (fault) {
    const code = fault instanceof Error && 'code' in fault ? String(fault.code) : String(fault);
    throw new UsageFault(
      where,
      `the secret in ${path} cannot be read (${code})`,
      'look at its name and its rights',
    );
  }
  if (length > MOST) throw new UsageFault(where, `${path} is too long for a secret`, `${MOST} bytes at most`);
  const text = bytes.toString('utf8', 0, length).replace(/\r?\n$/, '');
  if (text === '') throw new UsageFault(where, `the secret in ${path} is empty`, 'write it there');
  return text;
}
