import type { DeadLetterFilters } from '@app/projections';
import type { Command } from 'commander';

/** Which dead letters a command is about. */
export interface DeadLetterFlags {
  readonly reader?: string;
  readonly projection?: string;
  readonly errorClass?: string;
  readonly key?: string;
}

export function withDeadLetterFlags(command: Command): Command {
  return command
    .option('--reader <name>', 'of this reader, such as transaction-status_g3 or processor')
    .option('--projection <name>', 'of any generation of this projection; also a reader that is none')
    .option('--error-class <class>', 'whose first record has this error, such as not-json or sqlstate-23514')
    .option('--key <key>', 'of this key, such as a transaction_id');
}

export function filtersOf({ reader, projection, errorClass, key }: DeadLetterFlags): DeadLetterFilters {
  return { reader, projection, errorClass, key: key === undefined ? undefined : Buffer.from(key) };
}
