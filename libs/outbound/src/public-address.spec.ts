import { describe, expect, it } from '@jest/globals';

import { isPublicAddress, isWithin, networkList, parseNetwork } from './public-address.js';

const NOT_PUBLIC_IPV4 = [
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '100.100.100.200',
  '127.0.0.1',
  '127.255.255.254',
  '168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.250',
  '240.0.0.1',
  '255.255.255.255',
];
const PUBLIC_IPV4 = [
  '1.1.1.1',
  '8.8.8.8',
  '100.63.255.255',
  '100.128.0.1',
  '172.15.0.1',
  '172.32.0.1',
  '223.255.255.1',
];

describe('isPublicAddress', () => {
  it.each(NOT_PUBLIC_IPV4)('given %s, when judged, then it is not public, nor in any IPv6 form', (address) => {
    const forms = [address, `::ffff:${address}`, `::${address}`, `64:ff9b::${address}`, `64:ff9b:1::${address}`];
    expect(forms.filter(isPublicAddress)).toEqual([]);
  });

  it.each(PUBLIC_IPV4)('given %s, when judged, then it is public, and so it is behind NAT64', (address) => {
    expect([address, `64:ff9b::${address}`].map(isPublicAddress)).toEqual([true, true]);
  });

  it.each([
    '::',
    '::1',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    '100::1',
    '2001::7f00:1',
    '2001:0:4136:e378:8000:63bf:80ff:fffe',
    '2001:20::1',
    '2001:db8::1',
    '2002:7f00:1::1',
    '2002:808:808::1',
    '3fff::1',
    '5f00::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%lo',
    '2606:4700::1111%lo',
    'fec0::1',
    'ff02::1',
    'localhost',
    '127.1',
    '',
  ])('given %p, when judged, then it is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['2606:4700:4700::1111', '2a00:1450:4001::1', '2400:cb00::1'])(
    'given %s, when judged, then it is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe('parseNetwork', () => {
  it.each([
    ['10.1.0.0/16', { address: '10.1.0.0', prefix: 16 }],
    ['10.1.2.3', { address: '10.1.2.3', prefix: 32 }],
    ['0.0.0.0/0', { address: '0.0.0.0', prefix: 0 }],
    ['fd00::/8', { address: 'fd00::', prefix: 8 }],
    ['::1', { address: '::1', prefix: 128 }],
    ['10.1.0.0/33', undefined],
    ['::1/129', undefined],
    ['10.1.0.0/-1', undefined],
    ['10.1/16', undefined],
    ['localhost', undefined],
    ['', undefined],
  ])('given %p, when parsed, then it is %p', (text, network) => {
    expect(parseNetwork(text)).toEqual(network);
  });
});

describe('isWithin', () => {
  it('given some networks, when asked, then only their addresses are within, also as IPv4 within IPv6', () => {
    const networks = networkList([{ address: '10.1.0.0', prefix: 16 }]);
    const addresses = ['10.1.2.3', '10.2.0.1', '::ffff:10.1.2.3', '::ffff:10.2.0.1', 'fe80::1%lo', 'x'];
    expect(addresses.filter((address) => isWithin(networks, address))).toEqual(['10.1.2.3', '::ffff:10.1.2.3']);
  });
});
