import type { LookupAddress } from 'node:dns';

import { describe, expect, it } from '@jest/globals';

import { DestinationError, DestinationGuard, type Destination } from './destination-guard.js';

const ipv4 = (address: string): LookupAddress => ({ address, family: 4 });
const strict = { allowHttp: false, allowedNetworks: [] };

const addressesOf = ({ lookup }: Destination, all: boolean): Promise<unknown> =>
  new Promise((resolve, reject) => {
    lookup?.('receiver.test', { all }, (error, ...found) => {
      if (error === null) resolve(found);
      else reject(error);
    });
  });
const guardOf = (...addresses: string[]): DestinationGuard =>
  new DestinationGuard(strict, () => Promise.resolve(addresses.map(ipv4)));

describe('DestinationGuard', () => {
  it.each([
    '127.1',
    '127.0.0.1.',
    '2130706433',
    '0x7f.1',
    '0x7f000001',
    '017700000001',
    '0177.0.0.1',
    '%31%32%37.1',
    '１２７.1',
    '127。0。0。1',
    '0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[fd00:ec2::254]',
    '169.254.169.254',
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '8.8.8.8@127.0.0.1',
    'user:secret@8.8.8.8',
    ':secret@8.8.8.8',
  ])('given https://%s/, when asked, then it is refused, without its address in the reason', (host) => {
    const guard = guardOf('8.8.8.8');
    expect(() => guard.admit(`https://${host}/`)).toThrow(DestinationError);
    expect(() => guard.admit(`https://${host}/`)).not.toThrow(/127|secret/u);
  });

  it.each(['http://8.8.8.8/', 'ftp://8.8.8.8/', 'file:///etc/passwd', 'gopher://8.8.8.8', 'javascript:1', 'x', ''])(
    'given %p, when asked, then it is refused',
    (url) => {
      expect(() => guardOf('8.8.8.8').admit(url)).toThrow(DestinationError);
    },
  );

  it('given that http is allowed, when asked for it, then it is admitted, and nothing else is', () => {
    const guard = new DestinationGuard({ ...strict, allowHttp: true });
    expect(guard.admit('http://8.8.8.8/hook').url.href).toBe('http://8.8.8.8/hook');
    expect(() => guard.admit('ws://8.8.8.8/')).toThrow(DestinationError);
  });

  it('given a name of public addresses, when looked up, then they are its addresses', async () => {
    const destination = guardOf('8.8.8.8', '1.1.1.1').admit('https://receiver.test/');
    expect(await addressesOf(destination, true)).toEqual([[ipv4('8.8.8.8'), ipv4('1.1.1.1')]]);
    expect(await addressesOf(destination, false)).toEqual(['8.8.8.8', 4]);
  });

  it.each([[['127.0.0.1']], [['8.8.8.8', '127.0.0.1']], [['10.0.0.1', '8.8.8.8']]])(
    'given a name of %p, when looked up, then it is refused whole',
    async (addresses) => {
      const destination = guardOf(...addresses).admit('https://receiver.test/');
      await expect(addressesOf(destination, true)).rejects.toThrow(DestinationError);
    },
  );

  it.each(['localhost', 'LOCALHOST'])('given the system’s %s, when looked up, then it is refused', async (host) => {
    const { lookup, url } = new DestinationGuard(strict).admit(`https://${host}/`);
    const found = new Promise((resolve) => lookup?.(url.hostname, { all: true }, resolve));
    expect(await found).toBeInstanceOf(DestinationError);
  });

  it('given localhost., when looked up, then the very name is asked for and refused by its address', async () => {
    const asked: string[] = [];
    const guard = new DestinationGuard(strict, (hostname) => {
      asked.push(hostname);
      return Promise.resolve([ipv4('127.0.0.1')]);
    });
    const { lookup, url } = guard.admit('https://localhost./');
    const found = new Promise((resolve) => lookup?.(url.hostname, { all: true }, resolve));
    expect(await found).toBeInstanceOf(DestinationError);
    expect(asked).toEqual(['localhost.']);
  });

  it('given a name without any address, when looked up, then that says nothing against it', async () => {
    const destination = guardOf().admit('https://receiver.test/');
    await expect(addressesOf(destination, true)).rejects.not.toThrow(DestinationError);
  });

  it('given an allowed network, when asked for its addresses, then they are admitted, and its neighbours are not', async () => {
    const rules = { allowHttp: false, allowedNetworks: [{ address: '10.1.0.0', prefix: 16 }] };
    const guard = new DestinationGuard(rules, () => Promise.resolve([ipv4('10.1.0.7')]));
    expect(await addressesOf(guard.admit('https://receiver.test/'), false)).toEqual(['10.1.0.7', 4]);
    expect(guard.admit('https://10.1.2.3/').url.hostname).toBe('10.1.2.3');
    expect(() => guard.admit('https://10.2.0.1/')).toThrow(DestinationError);
  });
});
