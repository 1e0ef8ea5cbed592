import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDatagrams } from './datagrams.ts';
import { AF_UNIX, SOCK_CLOEXEC, SOCK_DGRAM, SOCK_NONBLOCK, sockaddrUn } from './ffi/layouts.ts';
import { openLibc } from './ffi/libc.ts';

const whyNot = process.platform !== 'linux' && 'needs Linux';

test('a datagram goes to a socket by its path, and whoever does not read is no reason to wait', {
  skip: whyNot,
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-datagrams-'));
  const path = join(folder, 'log');
  const libc = openLibc();
  const reader = libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const datagrams = openDatagrams();
  try {
    assert.equal(datagrams.send(path, Buffer.from('nobody')), 'ENOENT');
    assert.equal(libc.bind(reader, sockaddrUn(path)!), 0);
    assert.equal(datagrams.send(path, Buffer.from('<30>küche')), null);
    const bytes = Buffer.alloc(64);
    assert.equal(bytes.toString('utf8', 0, libc.recv(reader, bytes, 0)), '<30>küche');
    let answer: string | null = null;
    for (let times = 0; times < 100_000 && answer === null; times++) answer = datagrams.send(path, bytes);
    assert.equal(answer, 'EAGAIN');
    assert.equal(datagrams.send(path, Buffer.alloc(4_000_000)), 'EMSGSIZE');
    assert.equal(datagrams.send(`/${'x'.repeat(200)}`, bytes), 'ENAMETOOLONG');
    datagrams.close();
    libc.close(reader);
    assert.equal(datagrams.send(path, bytes), 'ECONNREFUSED');
  } finally {
    datagrams.close();
    rmSync(folder, { recursive: true });
  }
});
