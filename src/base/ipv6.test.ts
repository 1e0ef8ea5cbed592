import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMeantAsIpv6 } from './ipv6.ts';

const IPV6 =
  '2001:db8::1 :: ::1 fe80::1 fe80::1%eth0 fe80::1%eth0.10 [::1] [2001:db8::1]:80 [fe80::1%2]/64 2001:db8::/32 2001:db8::1-2001:db8::9 ' +
  '::ffff:10.0.0.1 ::10.0.0.1 2001:0db8:0000:0000:0000:0000:0000:0001 1:2:3:4:5:6:7:8 1:2:3:4:5:6:10.0.0.1 2001:db8:1 FE80::ABCD 2001:db8:: ' +
  '2001:db8:0:1/64';
for (const word of IPV6.split(' '))
  test(`R8: ${word} is told as IPv6`, () => {
    assert.ok(isMeantAsIpv6(word));
  });

const OTHERS =
  'b8:27:eb:01:02:03 b8:27:eb B8-27-EB 0011:2233:4455 10.0.0.1 10.0.0.0:255.255.255.0 10.0.0.1:80 eth0:1 10.0.0.0/24 10.0.0.1-9 name a:b ' +
  '00:1b:21 0:1b:21:0:0:9 :';
for (const word of OTHERS.split(' '))
  test(`R8: ${word} is none`, () => {
    assert.ok(!isMeantAsIpv6(word));
  });
