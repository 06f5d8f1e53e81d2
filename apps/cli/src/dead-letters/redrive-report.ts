import { keyAsText, projectionOf } from '@app/projections';

import { printJson, printLine, printTable } from '../print.js';
import type { RedrivenKey } from './redrive-run.js';
import { shownKey, shownMessage } from './shown-bytes.js';

/** How many keys came to what, and how many events were applied. */
export function summaryOf(keys: readonly RedrivenKey[]): Readonly<Record<RedrivenKey['state'] | 'applied', number>> {
  const count = (state: RedrivenKey['state']): number => keys.filter((key) => key.state === state).length;
  return {
    redriven: count('redriven'),
    still_parked: count('still_parked'),
    nothing_parked: count('nothing_parked'),
    requested: count('requested'),
    applied: keys.reduce((sum, { applied }) => sum + applied, 0),
  };
}

export function printRedrivenAsJson(keys: readonly RedrivenKey[]): void {
  const results = keys.map(({ request: { id, reader, topic, partition, key, offset }, ...result }) => ({
    ...{ id, reader, topic, partition, offset },
    ...keyAsText(key),
    state: result.state,
    applied: result.applied,
    remaining: result.remaining,
    error_message: result.errorMessage,
  }));
  printJson({ results, summary: summaryOf(keys) });
}

export function printRedriven(keys: readonly RedrivenKey[]): void {
  printTable(keys.map((it) => [it.request.reader, placeOf(it), shownKey(it.request.key), outcomeOf(it)]));
  const { redriven, still_parked, nothing_parked, requested, applied } = summaryOf(keys);
  printLine(
    `${redriven} redriven, ${still_parked} still parked, ${nothing_parked} with nothing parked, ${requested} not done; ${applied} events applied`,
  );
  for (const line of notDone(keys)) printLine(line);
}

function placeOf({ request: { topic, partition, offset } }: RedrivenKey): string {
  return offset === null ? `${topic}-${partition}` : `${topic}-${partition} offset ${offset}`;
}

function outcomeOf({ state, applied, remaining, errorMessage }: RedrivenKey): string {
  switch (state) {
    case 'redriven':
      return `redriven, ${applied} applied`;
    case 'still_parked':
      return `${applied} applied, ${remaining} still parked: ${shownMessage(errorMessage ?? '')}`;
    case 'nothing_parked':
      return 'nothing is parked any more';
    case 'requested':
      return errorMessage === null ? 'not picked up' : `tried, and failed: ${shownMessage(errorMessage)}`;
  }
}

/** Which processes do not seem to run. A request stays: it is done once they do. */
function notDone(keys: readonly RedrivenKey[]): readonly string[] {
  const ignored = keys.filter(({ state, errorMessage }) => state === 'requested' && errorMessage === null);
  return [...Map.groupBy(ignored, ({ request }) => request.reader)].map(
    ([reader, { length }]) =>
      `nobody has picked up ${length} of ${reader} in 30 s: the ${processOf(reader)} does not seem to run; they are done once it does`,
  );
}

/** Projections are read by the projector; a process that reads for itself has its own name. */
function processOf(reader: string): string {
  return projectionOf(reader) === undefined ? reader : 'projector';
}
