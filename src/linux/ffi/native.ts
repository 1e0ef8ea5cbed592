import { MAP_ANONYMOUS, MAP_PRIVATE } from './layouts.ts';
import type { Address, Libc } from './libc.ts';

/** Memory outside the JavaScript heap: it does not move, so the kernel may be given its address. */
export interface Native {
  readonly address: Address;
  /** Must not be touched after `free`. */
  readonly bytes: Uint8Array;
  free(): void;
}

export function allocate(libc: Libc, length: number): Native {
  const address = libc.mmap(length, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  if (address < 0n) throw new RangeError(`no memory for ${length} bytes`);
  return {
    address,
    bytes: new Uint8Array(libc.view(address, length)),
    free: () => void libc.munmap(address, length),
  };
}
