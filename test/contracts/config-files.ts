import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigFiles } from '../../src/ports/config-files.ts';

export interface ConfigBody {
  readonly name: string;
  /** With these files and no other; they end with the test. */
  readonly open: (files: Readonly<Record<string, string>>) => {
    readonly config: ConfigFiles;
    close(): void;
  };
}

const FILES = {
  '/etc/sysctl.d/99-b.conf': 'b\n',
  '/etc/sysctl.d/10-a.conf': 'a\n',
  '/etc/sysctl.d/Z.conf': '',
  '/etc/sysctl.d/é.conf': 'ü\n',
  '/etc/systemd/network/eth0.network.d/arpist.conf': 'x\n',
};

/** The suite. Every body of ConfigFiles runs it. */
export function configFilesContract({ name, open }: ConfigBody): void {
  const on = (what: string, body: (config: ConfigFiles) => void): void => {
    test(`${name}: ${what}`, () => {
      const stage = open(FILES);
      try {
        body(stage.config);
      } finally {
        stage.close();
      }
    });
  };

  on('names of a folder, sorted by bytes, folders among them', (config) => {
    assert.deepEqual(config.list('/etc/sysctl.d'), ['10-a.conf', '99-b.conf', 'Z.conf', 'é.conf']);
    assert.deepEqual(config.list('/etc'), ['sysctl.d', 'systemd']);
  });

  on('what is not there has no names, no text, and is not there', (config) => {
    assert.deepEqual(config.list('/etc/nowhere'), []);
    assert.deepEqual(config.list('/etc/sysctl.d/99-b.conf'), []);
    assert.equal(config.read('/etc/nowhere'), null);
    assert.equal(config.isThere('/etc/nowhere'), false);
    assert.equal(config.isThere('/etc/sysctl'), false, 'the beginning of a name is none');
  });

  on('the text of a file; a folder has none', (config) => {
    assert.equal(config.read('/etc/sysctl.d/99-b.conf'), 'b\n');
    assert.equal(config.read('/etc/sysctl.d/Z.conf'), '');
    assert.equal(config.read('/etc/sysctl.d/é.conf'), 'ü\n');
    assert.equal(config.read('/etc/sysctl.d'), null);
  });

  on('files and folders are there', (config) => {
    for (const path of ['/etc', '/etc/sysctl.d', '/etc/sysctl.d/Z.conf'])
      assert.equal(config.isThere(path), true, path);
  });
}
