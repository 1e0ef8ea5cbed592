// Makes build/deb/arpist_VERSION_ARCH.deb: the single file, unit, user, folders, configuration, man pages, completions and
// docs, packed by dpkg-deb alone. The same sources and SOURCE_DATE_EPOCH (else the time of the commit) make the same bytes.
//   deb.mjs [--arch arm64] [--program FILE] [--out FOLDER]
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('../..', import.meta.url));
const at = (...parts) => join(root, ...parts);
const { values } = parseArgs({
  options: {
    arch: { type: 'string', default: { x64: 'amd64' }[process.arch] ?? process.arch },
    program: { type: 'string', default: at('build', 'single', `arpist-linux-${process.arch}`) },
    out: { type: 'string', default: at('build', 'deb') },
  },
});
const { version } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
const full = `${version}-1`;
const epoch = Number(process.env.SOURCE_DATE_EPOCH ?? said('git', 'log', '-1', '--format=%ct'));
if (!Number.isSafeInteger(epoch)) throw new Error('SOURCE_DATE_EPOCH is no number of seconds');
const tree = join(values.out, `.tree-${process.pid}`);
const MAINTAINER = 'The arpist authors <arpist@localhost.localdomain>';

function said(program, ...words) {
  return execFileSync(program, words, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
}

function put(path, bytes, mode = 0o644) {
  const file = join(tree, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  chmodSync(file, mode);
}

const zipped = (bytes) => {
  const made = gzipSync(bytes, { level: 9 });
  // RFC 1952: no time, and whatever system made it.
  made.fill(0, 4, 8);
  made[9] = 3;
  return made;
};

const cli = (...words) => said(process.execPath, at('src', 'cli', 'main.ts'), ...words);

async function files() {
  const { serviceUnit, SYSUSERS, TMPFILES } = await import('../../src/persist/service-unit.ts');
  mkdirSync(join(tree, 'usr', 'bin'), { recursive: true });
  copyFileSync(values.program, join(tree, 'usr', 'bin', 'arpist'));
  chmodSync(join(tree, 'usr', 'bin', 'arpist'), 0o755);
  put('lib/systemd/system/arpist.service', serviceUnit({ argv: ['/usr/bin/arpist'], credentials: [] }));
  put('usr/lib/sysusers.d/arpist.conf', SYSUSERS);
  put('usr/lib/tmpfiles.d/arpist.conf', TMPFILES);
  put('etc/arpist/arpist.toml', cli('config', 'default'));
  put('usr/share/bash-completion/completions/arpist', cli('completion', 'bash'));
  put('usr/share/zsh/vendor-completions/_arpist', cli('completion', 'zsh'));
  put('usr/share/fish/vendor_completions.d/arpist.fish', cli('completion', 'fish'));
  for (const page of readdirSync(at('man')))
    put(`usr/share/man/man${page.at(-1)}/${page}.gz`, zipped(readFileSync(at('man', page))));
  const doc = 'usr/share/doc/arpist';
  for (const name of readdirSync(at('docs'), { recursive: true }))
    if (name.endsWith('.md')) put(`${doc}/docs/${String(name)}`, readFileSync(at('docs', String(name))));
  for (const name of readdirSync(at('schema')))
    put(`usr/share/arpist/schema/${name}`, readFileSync(at('schema', name)));
  put(`${doc}/README.md`, readFileSync(at('README.md')));
  put(`${doc}/SECURITY.md`, readFileSync(at('SECURITY.md')));
  put(`${doc}/changelog.gz`, zipped(readFileSync(at('CHANGELOG.md'))));
  put(`${doc}/changelog.Debian.gz`, zipped(debianChangelog()));
  put(`${doc}/copyright`, copyright());
  put(
    `${doc}/node-license.gz`,
    zipped(readFileSync(at('node_modules', `node-linux-${process.arch}`, 'LICENSE'))),
  );
  put(`${doc}/koffi-license`, readFileSync(at('node_modules', 'koffi', 'LICENSE.txt')));
  put('usr/share/lintian/overrides/arpist', readFileSync(at('tools', 'pack', 'debian', 'lintian-overrides')));
}

function debianChangelog() {
  const date = new Date(epoch * 1000).toUTCString().replace('GMT', '+0000');
  return `arpist (${full}) unstable; urgency=medium\n\n  * Version ${version}; what is new stands in changelog.gz.\n\n -- ${MAINTAINER}  ${date}\n`;
}

function copyright() {
  const mit = readFileSync(at('LICENSE'), 'utf8').split('\n').slice(4).join('\n').trim();
  const body = mit
    .split('\n')
    .map((line) => (line.trim() === '' ? ' .' : ` ${line.trim()}`))
    .join('\n');
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: arpist

Files: *
Copyright: 2026 the arpist authors
License: Expat

Files: usr/bin/arpist
Copyright: 2026 the arpist authors
 Node.js contributors
 Niels Martignene (koffi)
 and those whom /usr/share/doc/arpist/node-license.gz names
License: Expat
Comment: The file holds Node.js, with the libraries it brings; all their words are in
 /usr/share/doc/arpist/node-license.gz, those of koffi in koffi-license.

License: Expat
${body}
`;
}

function control() {
  const bytes = everyFile().reduce((sum, file) => sum + statSync(join(tree, file)).size, 0);
  return `Package: arpist
Version: ${full}
Section: net
Priority: optional
Architecture: ${values.arch}
Maintainer: ${MAINTAINER}
Installed-Size: ${Math.ceil(bytes / 1024)}
Depends: libc6 (>= 2.28), libgcc-s1 (>= 3.4), libstdc++6 (>= 8), init-system-helpers (>= 1.54), procps, systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles
Suggests: man-db, openssh-client
Description: see, explain, prove and mend who answers for which IP address
 Scans and watches networks by ARP, names conflicts, flux and proxies with
 their evidence, explains why Linux answers or stays silent, and mends it
 with every change written down and taken back on a word.
 .
 It brings its own runtime. The watch is a service that is not started by
 itself: systemctl enable --now arpist
`;
}

function everyFile() {
  return readdirSync(tree, { recursive: true })
    .filter((name) => !name.startsWith('DEBIAN') && statSync(join(tree, name)).isFile())
    .toSorted((a, b) => (a < b ? -1 : Number(a > b)));
}

function pack() {
  const sums = everyFile().map(
    (file) =>
      `${createHash('md5')
        .update(readFileSync(join(tree, file)))
        .digest('hex')}  ${file}\n`,
  );
  put('DEBIAN/control', control());
  put('DEBIAN/conffiles', '/etc/arpist/arpist.toml\n');
  put('DEBIAN/md5sums', sums.join(''));
  for (const script of ['postinst', 'prerm', 'postrm'])
    put(`DEBIAN/${script}`, readFileSync(at('tools', 'pack', 'debian', script)), 0o755);
  for (const name of ['', ...readdirSync(tree, { recursive: true })]) {
    if (statSync(join(tree, name)).isDirectory()) chmodSync(join(tree, name), 0o755);
    lutimesSync(join(tree, name), epoch, epoch);
  }
  const file = join(values.out, `arpist_${full}_${values.arch}.deb`);
  // One thread and one level: how many cores a machine has is not seen in the bytes.
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', '-z2', '--threads-max=1', '--build', tree, file], {
    env: { ...process.env, SOURCE_DATE_EPOCH: String(epoch) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const bytes = readFileSync(file);
  const sum = createHash('sha256').update(bytes).digest('hex');
  process.stdout.write(`${file}: ${(bytes.length / 1e6).toFixed(1)} MB, sha256 ${sum}\n`);
}

rmSync(tree, { recursive: true, force: true });
try {
  await files();
  pack();
} finally {
  rmSync(tree, { recursive: true, force: true });
}
