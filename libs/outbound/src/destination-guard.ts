import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, type BlockList, type LookupFunction } from 'node:net';

import { isPublicAddress, isWithin, networkList, type Network } from './public-address.js';

/** Where a question goes. */
export interface Destination {
  readonly url: URL;
  /** How its name becomes an address; as the system does it when left out, for URLs that we configured ourselves. */
  readonly lookup?: LookupFunction;
}

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export interface DestinationRules {
  readonly allowHttp: boolean;
  /** What may be asked although it is not public, such as an intranet's receivers. */
  readonly allowedNetworks: readonly Network[];
}

/** Where others want us to send something, but we do not. The message names no address: who asks may not know it. */
export class DestinationError extends Error {
  readonly code = 'OUTBOUND.DESTINATION_REFUSED';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DestinationError';
  }
}

/**
 * Keeps URLs that others give us from reaching what only we can reach (server-side request forgery). Every address of a
 * name must be allowed, and the connection is made to one of those that were checked: the name is not resolved again.
 */
export class DestinationGuard {
  private readonly allowed: BlockList;

  constructor(
    private readonly rules: DestinationRules,
    private readonly resolve: Resolve = (hostname) => lookup(hostname, { all: true }),
  ) {
    this.allowed = networkList(rules.allowedNetworks);
  }

  /**
   * Its name, if it has one, is judged when the connection is made.
   *
   * @throws DestinationError
   */
  admit(text: string): Destination {
    const url = URL.parse(text);
    if (url === null) throw new DestinationError('the address is no URL');
    const isHttp = url.protocol === 'http:' && this.rules.allowHttp;
    if (url.protocol !== 'https:' && !isHttp) {
      throw new DestinationError(`only ${this.rules.allowHttp ? 'http and https' : 'https'} URLs are allowed`);
    }
    if (url.username !== '' || url.password !== '') throw new DestinationError('the URL carries a user name');
    // URL has turned 127.1, 0x7f.1 and the like into 127.0.0.1; node:net never looks such a host up.
    const host = url.hostname.replaceAll(/[[\]]/gu, '');
    if (isIP(host) !== 0) this.check(host);
    return { url, lookup: this.lookup };
  }

  private readonly lookup: LookupFunction = (hostname, { all }, callback) => {
    this.checkedAddresses(hostname).then(
      ([first, ...others]) => {
        if (all === true) callback(null, [first, ...others]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => {
        callback(error as Error, []);
      },
    );
  };

  private async checkedAddresses(hostname: string): Promise<[LookupAddress, ...LookupAddress[]]> {
    const [first, ...others] = await this.resolve(hostname);
    if (first === undefined) throw new Error('the name has no address');
    for (const { address } of [first, ...others]) this.check(address);
    return [first, ...others];
  }

  private check(address: string): void {
    if (isPublicAddress(address) || isWithin(this.allowed, address)) return;
    throw new DestinationError('the URL leads to a network that is not public');
  }
}
