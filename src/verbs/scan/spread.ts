/**
 * Walks 0 … size-1 so that neighbours are far apart in time, each once, without a list: position → index is
 * `position * stride + start` modulo size, with a stride near the golden section and coprime to size.
 */
export interface Spread {
  readonly size: number;
  indexAt(position: number): number;
  positionOf(index: number): number;
}

/** Sizes up to 2^40; `start` in [0, 1) turns the walk. */
export function spreadOver(size: number, start = 0): Spread {
  if (size <= 2) return { size, indexAt: (position) => position, positionOf: (index) => index };
  let stride = Math.max(1, Math.round(size * 0.6180339887498949));
  while (gcd(stride, size) !== 1) stride++;
  const inverse = invertModulo(stride, size);
  const offset = Math.floor(start * size) % size;
  return {
    size,
    indexAt: (position) => (multiplyModulo(position, stride, size) + offset) % size,
    positionOf: (index) => multiplyModulo((index - offset + size) % size, inverse, size),
  };
}

function gcd(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** a·b mod m exactly: a double holds 53 bits, so larger products are split. */
function multiplyModulo(a: number, b: number, m: number): number {
  const product = a * b;
  if (product <= Number.MAX_SAFE_INTEGER) return product % m;
  return Number((BigInt(a) * BigInt(b)) % BigInt(m));
}

function invertModulo(value: number, m: number): number {
  let [r0, r1] = [m, value];
  let [t0, t1] = [0, 1];
  while (r1 !== 0) {
    const quotient = Math.floor(r0 / r1);
    [r0, r1] = [r1, r0 - quotient * r1];
    [t0, t1] = [t1, t0 - quotient * t1];
  }
  return ((t0 % m) + m) % m;
}
