import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

import type { HistoryLine } from './history.js';

export class HistoryError extends Error {
  readonly code = 'HISTORY.UNREADABLE';

  constructor(path: string, detail: string, options?: ErrorOptions) {
    super(`${path}: ${detail}`, options);
    this.name = 'HistoryError';
  }
}

/**
 * The lines of a history file. A last line that was cut short is left out: its sender was killed while it wrote.
 *
 * @throws HistoryError when the file is no history
 */
export async function* readHistory(path: string): AsyncGenerator<HistoryLine, void, undefined> {
  let broken: { readonly number: number; readonly cause: unknown } | undefined;
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (broken !== undefined) throw unreadable(path, broken.number, broken.cause);
    try {
      yield JSON.parse(text) as HistoryLine;
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      broken = { number, cause };
    }
  }
  if (number === 0 || (number === 1 && broken !== undefined)) throw new HistoryError(path, 'is no history');
}

function unreadable(path: string, line: number, cause: unknown): HistoryError {
  return new HistoryError(path, `line ${line} is not JSON`, { cause });
}
