import { closeSync, openSync, writeSync } from 'node:fs';

import type { AttemptResult, RunLine } from './history.js';

export interface Attempt {
  readonly transactionId: string;
  readonly result: AttemptResult;
  readonly status: number;
  readonly ms: number;
  /** JSON. */
  readonly body: string;
}

const FLUSH_EVERY_MS = 10;
const FLUSH_AT_CHARACTERS = 262_144;

/** Appends attempts to a history file; what is not yet written is 10 ms of answers. */
export class HistoryWriter {
  private readonly file: number;
  private readonly timer: NodeJS.Timeout;
  private pending = '';
  private attempts = 0;

  /** @throws Error EEXIST when the file is there: evidence is not overwritten */
  constructor(path: string, run: RunLine['run']) {
    this.file = openSync(path, 'wx');
    this.pending = `${JSON.stringify({ run })}\n`;
    this.flush();
    this.timer = setInterval(() => {
      this.flush();
    }, FLUSH_EVERY_MS);
  }

  /** By hand, as the ids and bodies are our own ASCII: this runs once a request, beside the system under load. */
  add({ transactionId, result, status, ms, body }: Attempt): void {
    this.attempts += 1;
    this.pending += `{"transaction_id":"${transactionId}","result":"${result}","status":${status},"ms":${ms.toFixed(2)},"body":${body}}\n`;
    if (this.pending.length >= FLUSH_AT_CHARACTERS) this.flush();
  }

  close(): void {
    clearInterval(this.timer);
    this.pending += `${JSON.stringify({ end: { attempts: this.attempts } })}\n`;
    this.flush();
    closeSync(this.file);
  }

  private flush(): void {
    if (this.pending === '') return;
    const bytes = Buffer.from(this.pending);
    this.pending = '';
    for (let written = 0; written < bytes.length;) written += writeSync(this.file, bytes, written);
  }
}
