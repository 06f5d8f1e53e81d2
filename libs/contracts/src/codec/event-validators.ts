import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

import { EVENT_CATALOG } from '../event-catalog.js';
import type { EventContract } from '../event.js';
import { jsonSchemaOf } from '../schema/json-schema-of.js';
import { asWritten } from './as-written.js';

interface Entry {
  readonly contract: EventContract;
  readonly validate: ValidateFunction;
}

/** `format` is left to the pattern beside it: ajv's own formats would need another package. */
const ajv = new Ajv2020({ strict: false, validateFormats: false });

const ENTRIES = new Map<string, Entry>(
  EVENT_CATALOG.map((contract) => [
    contract.type,
    { contract: contract as unknown as EventContract, validate: ajv.compile(asWritten(jsonSchemaOf(contract.data))) },
  ]),
);

/** `TransactionReceived` of `TransactionReceived.v1`. */
export function nameOf(type: string): string {
  const dot = type.lastIndexOf('.');
  return dot === -1 ? type : type.slice(0, dot);
}

export function entryOf(type: string): Entry | undefined {
  return ENTRIES.get(type);
}
