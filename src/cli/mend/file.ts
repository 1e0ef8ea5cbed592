import type { Declaration } from '../../declare/declaration.ts';
import { faultsOn } from '../../declare/fits.ts';
import { readDeclaration } from '../../declare/read.ts';
import { withRealNames } from '../../declare/real-names.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import type { Whole } from '../input.ts';
import type { CommandIo } from '../io.ts';
import { asUsageFault, nameOfPath, readText, readToml } from '../toml.ts';

/** More is no file a person wrote, and not one a program should. */
const DECLARATION: Whole = {
  most: 16 * 1024 * 1024,
  what: 'declaration',
  remedy: 'name a declaration in TOML',
};

/** The declaration in a file (`-`: stdin). Throws SystemFault, or UsageFault that names the line of what is wrong. */
export async function readDeclarationFile(
  path: string,
  io: Pick<CommandIo, 'openInput'>,
): Promise<Declaration> {
  return declarationOf(await readText(path, io, DECLARATION), nameOfPath(path));
}

/**
 * With each interface called as the kernel calls it. Throws UsageFault when the declaration is for another host, or names what
 * this one does not have.
 */
export function fitted(written: Declaration, host: HostSnapshot, path: string): Declaration {
  const declaration = withRealNames(written, host);
  const faults = faultsOn(declaration, host);
  if (faults.length > 0) throw asUsageFault(faults, nameOfPath(path));
  return declaration;
}

/** Throws UsageFault. `name` is what the file is called in sentences. */
export function declarationOf(text: string, name: string): Declaration {
  const { value, lineOf } = readToml(text, { name, remedy: DECLARATION.remedy });
  const read = readDeclaration(value, lineOf);
  if (read.ok) return read.value;
  throw asUsageFault(read.error, name);
}
