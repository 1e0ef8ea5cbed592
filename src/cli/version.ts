import { readFileSync } from 'node:fs';
import { takeCommandLine } from './command-line.ts';
import type { CommandLine } from '../terminal/args/line.ts';
import { EXIT } from './exit-codes.ts';
import type { Command } from './io.ts';

export const LINE: CommandLine<Record<never, never>> = {
  name: 'version',
  words: '',
  line: 'version and runtime',
  least: 0,
  most: 0,
  flags: {},
  ends: {
    0: 'printed',
  },
  examples: [],
};

/** Beside the sources as well as beside the published files. */
const PLACES = ['../../package.json', '../../../package.json'];

export const runVersion: Command = (args, io) => {
  const taken = takeCommandLine(LINE, args, io);
  if ('code' in taken) return Promise.resolve(taken.code);
  io.stdout.write(
    `arpist ${packageVersion()} (Node ${process.versions.node}, ${process.platform}-${process.arch})\n`,
  );
  return Promise.resolve(EXIT.done);
};

export function packageVersion(): string {
  const sea = process.getBuiltinModule('node:sea');
  if (sea.isSea()) return versionIn(sea.getAsset('package.json', 'utf8')) ?? 'unknown';
  for (const place of PLACES) {
    try {
      const version = versionIn(readFileSync(new URL(place, import.meta.url), 'utf8'));
      if (version !== undefined) return version;
    } catch {
      // the other place has it
    }
  }
  return 'unknown';
}

function versionIn(text: string): string | undefined {
  const { name, version } = JSON.parse(text) as { name?: unknown; version?: unknown };
  return name === 'arpist' && typeof version === 'string' ? version : undefined;
}
