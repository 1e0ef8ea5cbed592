import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Shown, shownUnder } from './shown.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
/** What a person has: stdout is a terminal of 120 columns. */
const TERMINAL = 'data:text/javascript,process.stdout.isTTY=true;process.stdout.columns=120';
/** arpist draws over what it drew: so many lines up, and all below is gone. */
const WIPE = /\u001b\[(\d+)A\r\u001b\[J/; // oxlint-disable-line no-control-regex

/** The machines of one section of README, and what else happens there. */
export interface Scene {
  /** By the word before the prompt; the one without a word has the empty name. null: no namespace of its own. */
  readonly hosts: Readonly<Record<string, { readonly namespace: string } | null>>;
  /** Files beside the commands. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Before the command with this number, from 0. */
  readonly before?: Readonly<Record<number, (folder: string) => void>>;
  /** Once the command with this number has printed this text. */
  readonly once?: Readonly<Record<number, readonly [text: string, then: () => void]>>;
  close(): void;
}

/** Types what README shows under a title, one after another, and gives what each printed. */
export async function play(title: string, scene: Scene): Promise<readonly (readonly string[])[]> {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-readme-'));
  try {
    installArpist(folder);
    for (const [name, content] of Object.entries(scene.files ?? {}))
      writeFileSync(join(folder, name), content);
    const printed: (readonly string[])[] = [];
    for (const [at, shown] of shownUnder(title).entries()) {
      scene.before?.[at]?.(folder);
      printed.push(await linesOf(shown, { folder, scene, at }));
    }
    return printed;
  } finally {
    scene.close();
    rmSync(folder, { recursive: true });
  }
}

function installArpist(folder: string): void {
  mkdirSync(join(folder, 'bin'));
  const script = `#!/bin/sh\nexec '${process.execPath}' $ON_TERMINAL '${MAIN}' "$@"\n`;
  writeFileSync(join(folder, 'bin', 'arpist'), script, { mode: 0o755 });
}

interface Typing {
  readonly folder: string;
  readonly scene: Scene;
  readonly at: number;
}

function linesOf({ host, command }: Shown, { folder, scene, at }: Typing): Promise<readonly string[]> {
  const place = scene.hosts[host];
  if (place === undefined) throw new Error(`the scene has no host '${host}'`);
  const within = place === null ? [] : ['ip', 'netns', 'exec', place.namespace];
  const [program, ...words] = [...within, 'bash', '-c', `exec 2>&1; ${command}`] as const;
  const { SSH_CONNECTION: _, ...rest } = process.env;
  const env = {
    ...rest,
    ARPIST_STATE: join(folder, `state-${host}`),
    ARPIST_ROOT: join(folder, `root-${host}`),
    ON_TERMINAL: /[|>]/.test(command) ? '' : `--import ${TERMINAL}`,
    PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
    LC_ALL: 'C.UTF-8',
    NO_COLOR: '1',
    TZ: 'UTC',
  };
  const child = spawn(program!, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  let told = false;
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    const [wanted, then] = scene.once?.[at] ?? [];
    if (told || wanted === undefined || !text.includes(wanted)) return;
    told = true;
    then?.();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(screenOf(text)));
  });
}

/** What stands on the screen in the end. */
function screenOf(text: string): readonly string[] {
  let screen = '';
  let left = text;
  for (let wipe = WIPE.exec(left); wipe !== null; wipe = WIPE.exec(left)) {
    const lines = (screen + left.slice(0, wipe.index)).split('\n');
    screen =
      lines.slice(0, -Number(wipe[1]) - 1).join('\n') + (lines.length > Number(wipe[1]) + 1 ? '\n' : '');
    left = left.slice(wipe.index + wipe[0].length);
  }
  return (screen + left).trimEnd().split('\n');
}
