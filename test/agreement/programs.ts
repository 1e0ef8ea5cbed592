import { EAGAIN } from '../../src/linux/ffi/errno.ts';
import { HOST_LITTLE } from '../../src/linux/ffi/layouts.ts';
import { openLibc } from '../../src/linux/ffi/libc.ts';
import { allocate } from '../../src/linux/ffi/native.ts';

/** Where a program that drops every frame is put. */
export type Hook = 'xdp' | 'tcx';

const BPF_PROG_LOAD = 5;
const BPF_LINK_CREATE = 28;
const TRIES = 100;
const LICENSE = 'GPL\0';
/** BPF_PROG_TYPE_*, BPF_* of where it is attached, and the verdict that drops. */
const HOOKS = {
  xdp: { type: 6, attach: 37, drop: 1 },
  tcx: { type: 3, attach: 46, drop: 2 },
} as const satisfies Record<Hook, object>;

/** `r0 = verdict; exit`, attached to a link of the calling thread's namespace until it is released. */
export function attachProgram(hook: Hook, index: number): () => void {
  const libc = openLibc();
  const { type, attach, drop } = HOOKS[hook];
  const memory = allocate(libc, 4096);
  const code = new DataView(memory.bytes.buffer, memory.bytes.byteOffset);
  code.setUint8(0, 0xb7);
  code.setInt32(4, drop, HOST_LITTLE);
  code.setUint8(8, 0x95);
  memory.bytes.set(new TextEncoder().encode(LICENSE), 16);
  const load = new Uint8Array(128);
  const view = new DataView(load.buffer);
  view.setUint32(0, type, HOST_LITTLE);
  view.setUint32(4, 2, HOST_LITTLE);
  view.setBigUint64(8, memory.address, HOST_LITTLE);
  view.setBigUint64(16, memory.address + 16n, HOST_LITTLE);
  view.setUint32(68, attach, HOST_LITTLE);
  let program = -EAGAIN;
  // A signal that waits (the timers of the runtime send some) ends the check of the program early.
  for (let tries = 0; program === -EAGAIN && tries < TRIES; tries++) program = libc.bpf(BPF_PROG_LOAD, load);
  memory.free();
  if (program < 0) throw new Error(`no ${hook} program: errno ${-program}`);
  const link = new Uint8Array(64);
  const link32 = new DataView(link.buffer);
  link32.setUint32(0, program, HOST_LITTLE);
  link32.setUint32(4, index, HOST_LITTLE);
  link32.setUint32(8, attach, HOST_LITTLE);
  const attached = libc.bpf(BPF_LINK_CREATE, link);
  libc.close(program);
  if (attached < 0) throw new Error(`no ${hook} on link ${index}: errno ${-attached}`);
  return () => void libc.close(attached);
}
