import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Test files that are looked at for a file at most: the nearest first. */
const MOST = 24;
/** These need namespaces, a virtual machine or a packed tarball; a rule has to be held without them. */
const FOREIGN = /^test\/(agreement|interop|live|vm|dist|library|mutants|readme|tools)\//;

const STEEL = /^src\/linux\//;
/** Tests that start processes, or enter namespaces, run in a process of their own. */
const APART = /child_process|worker_threads|execPath|process\.exit\b|setns|NODE_TEST_CONTEXT/;

/** Who imports whom, tests included; paths from the root of the project. */
export class Imports {
  readonly #importers = new Map<string, string[]>();
  readonly #imported = new Map<string, string[]>();
  readonly #texts = new Map<string, string>();
  readonly #dependents = new Map<string, readonly string[]>();

  constructor(root: string) {
    for (const folder of ['src', 'test'])
      for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }))
        if (name.endsWith('.ts')) this.#add(root, `${folder}/${name}`);
  }

  #add(root: string, file: string): void {
    const text = readFileSync(join(root, file), 'utf8');
    const targets: string[] = [];
    this.#texts.set(file, text);
    this.#imported.set(file, targets);
    for (const [, spec = ''] of text.matchAll(/(?:\bfrom|\bimport\()\s*'(\.[^']+)'/g)) {
      const target = normalize(join(dirname(file), spec));
      targets.push(target);
      const known = this.#importers.get(target);
      if (known) known.push(file);
      else this.#importers.set(target, [file]);
    }
  }

  /** The file, and whatever imports it, directly or through others. */
  dependentsOf(file: string): readonly string[] {
    const known = this.#dependents.get(file);
    if (known !== undefined) return known;
    const found = [...closureOf(file, this.#importers)];
    this.#dependents.set(file, found);
    return found;
  }

  /** Whether a test needs a process of its own, by what it and its helpers in tests say. */
  isApart(test: string): boolean {
    if (STEEL.test(test)) return true;
    const helpers = [...closureOf(test, this.#imported)].filter(
      (name) => name === test || name.startsWith('test/'),
    );
    return helpers.some((name) => APART.test(this.#texts.get(name) ?? ''));
  }

  /** The tests that reach a file: the one beside it, then by how many imports lie between; of equals those of its folder. */
  testsOf(file: string): readonly string[] {
    const beside = file.replace(/\.ts$/, '.test.ts');
    const found = new Map<string, number>();
    const seen = new Set([file]);
    let front = [file];
    for (let steps = 1; front.length > 0; steps++) {
      const next: string[] = [];
      for (const one of front)
        for (const importer of this.#importers.get(one) ?? []) {
          if (seen.has(importer)) continue;
          seen.add(importer);
          if (importer.endsWith('.test.ts')) found.set(importer, steps);
          else next.push(importer);
        }
      front = next;
    }
    const near = (test: string): number => {
      if (test === beside) return -1;
      // What asks this machine takes its time.
      if (STEEL.test(test) && !STEEL.test(file)) return 1000 + found.get(test)!;
      return found.get(test)! - (dirname(test) === dirname(file) ? 0.5 : 0);
    };
    return [...found.keys()]
      .filter((test) => !FOREIGN.test(test))
      .toSorted((a, b) => near(a) - near(b) || (a < b ? -1 : 1))
      .slice(0, MOST);
  }
}

function closureOf(file: string, next: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set([file]);
  // A set goes on with what is added to it.
  for (const one of found) for (const other of next.get(one) ?? []) found.add(other);
  return found;
}
