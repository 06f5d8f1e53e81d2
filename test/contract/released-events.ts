import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { encodeEvent, EVENT_CATALOG, jsonSchemaOf, type EncodedEvent, type EventType } from '@app/contracts';

import { SAMPLES } from './samples.js';

const FOLDER = join('test', 'contract', 'released');

/** What has been promised of an event version: never to be changed once it is released. */
export interface ReleasedEvent {
  readonly topic: string;
  readonly schema: object;
  /** Key, headers and value of the sample's record, as they stand in the log. */
  readonly record: EncodedEvent;
}

/** What the code makes of the event now. */
export function currentEvent(type: EventType): ReleasedEvent {
  const contract = EVENT_CATALOG.find((each) => each.type === type);
  if (contract === undefined) throw new Error(`${type} is not in the catalog`);
  return { topic: contract.topic, schema: jsonSchemaOf(contract.data), record: encodeEvent(SAMPLES[type]) };
}

export function releasedTypes(): readonly string[] {
  return readdirSync(FOLDER).map((file) => file.replace(/\.json$/u, ''));
}

export function releasedEvent(type: string): ReleasedEvent {
  return JSON.parse(readFileSync(fileOf(type), 'utf8')) as ReleasedEvent;
}

/** Fails when the version has been released before. */
export function release(type: EventType): void {
  writeFileSync(fileOf(type), `${JSON.stringify(currentEvent(type), null, 2)}\n`, { flag: 'wx' });
}

function fileOf(type: string): string {
  return join(FOLDER, `${type}.json`);
}
