/** Counts work without a clock. */
export interface StepCounter {
  readonly count: number;
  /** What happens meanwhile is not counted. */
  paused<T>(deed: () => Promise<T>): Promise<T>;
  end(): void;
}

type Method = (...given: unknown[]) => unknown;

/** Array methods that walk the whole array; what stops early is counted as if it did not. */
const WALKS = ['filter', 'map', 'find', 'some', 'every', 'includes', 'reduce', 'flatMap', 'sort', 'toSorted'];
const LOOKS = ['get', 'has', 'set', 'add', 'delete'];

/**
 * Every look into a map or set is a step, and every element an array or an iterator walks over: a quadratic loop shows
 * whatever the machine. The built-in methods are wrapped until `end` is called, so one counter at a time.
 */
export function countSteps(): StepCounter {
  let count = 0;
  let counting = true;
  const undo: (() => void)[] = [];
  const wrap = (owner: object, name: string, cost: (self: unknown) => number): void => {
    const original = Object.getOwnPropertyDescriptor(owner, name);
    const method = original?.value as Method | undefined;
    if (original === undefined || method === undefined) return;
    const value = function (this: unknown, ...given: unknown[]): unknown {
      if (counting) count += cost(this);
      return method.apply(this, given);
    };
    Object.defineProperty(owner, name, { ...original, value });
    undo.push(() => Object.defineProperty(owner, name, original));
  };
  for (const name of WALKS) wrap(Array.prototype, name, (self) => (self as readonly unknown[]).length);
  for (const owner of [Map.prototype, Set.prototype]) for (const name of LOOKS) wrap(owner, name, () => 1);
  for (const iterable of [[], new Map(), new Set()])
    wrap(Object.getPrototypeOf(iterable[Symbol.iterator]()) as object, 'next', () => 1);
  return {
    get count() {
      return count;
    },
    async paused(deed) {
      counting = false;
      try {
        return await deed();
      } finally {
        counting = true;
      }
    },
    end() {
      for (const back of undo.reverse()) back();
    },
  };
}
