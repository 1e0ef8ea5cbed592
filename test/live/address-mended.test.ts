import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whyNoLab } from './lab.ts';
import { answersTo, asLinuxComes, withLab } from './mended.ts';

const skip = whyNoLab;
const BALANCER = '02:00:00:00:00:02';

test(
  'an address that is on its NIC in another form is told, made as declared, and undone exactly',
  {
    skip,
  },
  () =>
    withLab(async (lab, patient) => {
      const host = lab.host('host', {
        nics: [{ name: 'eth0', addresses: ['10.77.0.1/24'] }],
        sysctls: asLinuxComes(['eth0']),
        ip: [
          'address add 10.77.9.5/24 dev eth0 scope link label eth0:1',
          'route add 10.99.0.0/16 via 10.77.9.254 dev eth0 src 10.77.9.5',
        ],
      });
      const { arpist, file, look } = patient(host);
      const toml = file(
        '[[address]]\naddress = "10.77.9.5/24"\ninterface = "eth0"\nscope = "global"\nlabel = "eth0:5"\n',
      );
      const start = look();
      const words = /eth0 has it with scope link instead of global, label eth0:1 instead of eth0:5/;
      assert.match(arpist(`plan ${toml}`).out, words);
      const drift = arpist(`verify ${toml}`);
      assert.equal(drift.code, 1);
      assert.match(drift.out, words);
      const applied = arpist(`apply ${toml}`);
      assert.equal(applied.code, 0, applied.err);
      assert.match(
        host.run('ip', 'address', 'show', 'dev', 'eth0'),
        /10\.77\.9\.5\/24 scope global eth0:5\n/,
      );
      assert.match(host.run('ip', 'route'), /10\.99\.0\.0\/16 via 10\.77\.9\.254 dev eth0 src 10\.77\.9\.5/);
      assert.equal(arpist(`verify ${toml}`).code, 0);
      assert.equal(arpist('undo').code, 0);
      assert.deepEqual(look(), start);
    }),
);

test(
  'service addresses as a range: all hidden at once, also the one that was on lo in another form',
  {
    skip,
  },
  () =>
    withLab(async (lab, patient) => {
      const host = lab.host('host', {
        nics: [{ name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.1/24'] }],
        sysctls: asLinuxComes(['eth0']),
        ip: ['address add 10.77.0.105/32 dev lo'],
      });
      const addresses = Array.from({ length: 43 }, (_, at) => `10.77.0.${100 + at}/32`);
      lab.host('balancer', {
        nics: [{ name: 'eth0', mac: BALANCER, addresses: ['10.77.0.2/24', ...addresses] }],
        sysctls: asLinuxComes(['eth0']),
      });
      const client = lab.host('client', { nics: [{ name: 'eth0', addresses: ['10.77.0.9/24'] }] });
      const ear = client.open('eth0');
      const { arpist, file, look } = patient(host);
      const start = look();
      const toml = file(
        '[vip]\nrole = "real-server"\naddresses = ["10.77.0.100-10.77.0.112", "10.77.0.128/28"]\n',
      );
      assert.deepEqual(await answersTo(ear, '10.77.0.105'), ['02:00:00:00:00:01', BALANCER]);
      const applied = arpist(`apply ${toml}`);
      assert.equal(applied.code, 0, applied.err);
      const there = host.run('ip', '-o', 'address', 'show', 'dev', 'lo');
      assert.equal(there.match(/ 10\.77\.0\.\d+\/32 scope host lo:\d+/g)?.length, 13 + 14);
      for (const hidden of ['10.77.0.100', '10.77.0.105', '10.77.0.112', '10.77.0.142'])
        assert.deepEqual(await answersTo(ear, hidden), [BALANCER], hidden);
      assert.deepEqual(await answersTo(ear, '10.77.0.1'), ['02:00:00:00:00:01']);
      const probed = arpist(`verify ${toml} --probe`);
      assert.equal(probed.code, 0, probed.out + probed.err);
      assert.equal(arpist('undo').code, 0);
      assert.deepEqual(look(), start);
    }),
);
