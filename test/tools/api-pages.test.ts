import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const WORKSPACE = fileURLToPath(new URL('../../tools/api', import.meta.url));
const TYPEDOC = join(WORKSPACE, 'node_modules', 'typedoc', 'bin', 'typedoc');
const skip = existsSync(TYPEDOC) ? false : 'needs typedoc, which npm ci brings';

const OPTIONS = join(WORKSPACE, 'typedoc.json');

function typedoc(...words: readonly string[]): { readonly code: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [TYPEDOC, '--options', ...words], {
    cwd: WORKSPACE,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { code: status, said: stdout + stderr };
}

function withFolder(body: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-api-'));
  try {
    body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('the pages of the library are made without a warning, one for each door', { skip }, () => {
  withFolder((folder) => {
    const { code, said } = typedoc(OPTIONS, '--out', folder);
    assert.equal(code, 0, said);
    assert.doesNotMatch(said, /warning/);
    for (const door of ['arpist', 'arpist_wire', 'arpist_kernel', 'arpist_capture', 'arpist_testing'])
      assert.ok(existsSync(join(folder, 'modules', `${door}.html`)), door);
    assert.match(readFileSync(join(folder, 'functions', 'arpist.scan.html'), 'utf8'), /RFC 5227 2\.1\.1/);
  });
});

test('a name without a docstring, or with a type that no door has, is an error', { skip }, () => {
  withFolder((folder) => {
    const compilerOptions = { module: 'NodeNext', target: 'ES2023', strict: true };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['door.ts'] }));
    const own = { entryPoints: ['door.ts'], tsconfig: 'tsconfig.json', intentionallyNotExported: [] };
    const options = { extends: [OPTIONS], ...own };
    writeFileSync(join(folder, 'package.json'), '{ "name": "door" }');
    writeFileSync(join(folder, 'typedoc.json'), JSON.stringify(options));
    const hidden = 'interface Hidden { readonly a: number }\n';
    const cases = [
      ['export function bare(): void {}\n', /bare .*does not have any documentation/],
      [
        `${hidden}/** What is hidden. */\nexport function show(it: Hidden): void { void it; }\n`,
        /Hidden, .*not included/,
      ],
    ] as const;
    for (const [text, said] of cases) {
      writeFileSync(join(folder, 'door.ts'), `/** A door. @module door */\n${text}`);
      const judged = typedoc(join(folder, 'typedoc.json'), '--emit', 'none');
      assert.notEqual(judged.code, 0, judged.said);
      assert.match(judged.said, said);
    }
  });
});
