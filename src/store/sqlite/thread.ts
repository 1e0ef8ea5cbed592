import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { SystemFault } from '../../base/fault.ts';
import type { Spool } from '../../ports/spool.ts';
import type { Store } from '../../ports/store.ts';
import { assetOf } from '../asset.ts';
import { type StoreAnswer, asThrown, CALLS, type StoreCall } from './calls.ts';
import { type TellPeople, openLasting } from './lasting.ts';

/** Beside the bundle, or beside this file: never anywhere relative to the current folder. */
const ENTRIES = ['./store-worker.js', './worker.ts', './worker.js'];

/**
 * The store in a thread of its own, as its one writer: whoever asks goes on while the disk works. Where the thread's file is
 * not it is opened here; a program in a single file has it inside. Throws SystemFault as `openLasting` does.
 */
export async function openStoreThread(path: string, note: TellPeople): Promise<Store & Spool> {
  const entry = ENTRIES.map((name) => fileURLToPath(new URL(name, import.meta.url))).find((file) =>
    existsSync(file),
  );
  const inside = assetOf('store-worker.js');
  if (entry === undefined && inside === undefined) return await openLasting(path, note);
  const worker =
    inside === undefined
      ? new Worker(entry!, { workerData: { path } })
      : new Worker(Buffer.from(inside).toString(), { eval: true, workerData: { path } });
  const thread = new StoreThread(worker, path, note);
  await thread.opened;
  return thread.store;
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (fault: Error) => void;
}

class StoreThread {
  readonly opened: Promise<void>;
  readonly store: Store & Spool;
  readonly #worker: Worker;
  readonly #path: string;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #over: Error | undefined;

  constructor(worker: Worker, path: string, note: TellPeople) {
    this.#worker = worker;
    this.#path = path;
    this.opened = new Promise((resolve, reject) => this.#waiting.set(0, { resolve, reject }));
    worker.on('message', (answer: StoreAnswer) => {
      if ('note' in answer) note(answer.note);
      else this.#answered(answer);
    });
    worker.on('error', (fault) => this.#ended(fault.message));
    worker.on('exit', () => this.#ended('its thread has ended'));
    const calls = CALLS.map(
      (name) => [name, (...args: readonly unknown[]) => this.#ask(name, args)] as const,
    );
    this.store = Object.fromEntries(calls) as unknown as Store & Spool;
  }

  #ask(name: StoreCall, args: readonly unknown[]): Promise<never> {
    if (this.#over) return Promise.reject(this.#over);
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      // It holds the process while it is asked something, and no longer.
      this.#worker.ref();
      this.#worker.postMessage({ id, name, args });
    });
  }

  #answered(answer: Exclude<StoreAnswer, { readonly note: string }>): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ('fault' in answer) waiting?.reject(asThrown(answer.fault));
    else waiting?.resolve(answer.value as never);
  }

  #ended(why: string): void {
    this.#over ??= new SystemFault('file', `${this.#path}: the store cannot be used any more (${why})`, {
      operation: 'ask the store',
      facts: { file: this.#path },
      remedy: 'start it again',
    });
    for (const { reject } of this.#waiting.values()) reject(this.#over);
    this.#waiting.clear();
  }
}
