import { formatMinor } from '@app/domain';

/** An amount as people write it: `100.50`, and `490000` where there is nothing after the point. */
export function plainAmount(minor: bigint, exponent: number): string {
  return formatMinor(minor, exponent).replace(/\.0+$/u, '');
}
