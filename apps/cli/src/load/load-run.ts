import type { Attempt } from '../history/history-writer.js';
import { resultOf } from './attempt-result.js';
import { HttpConnection, type Reply } from './http-connection.js';
import { LoadFigures } from './load-figures.js';
import { Pacer, type Pace } from './pacer.js';
import type { LoadRequest } from './workload.js';

export interface LoadOptions {
  readonly url: URL;
  readonly connections: number;
  readonly pace: Pace;
  /** Send again, with the same id, what was not acknowledged. */
  readonly retry: boolean;
  readonly next: () => LoadRequest;
  readonly record: (attempt: Attempt) => void;
}

interface Outgoing {
  readonly request: LoadRequest;
  readonly due: number;
}

/** Longer than the 10 s within which ingestion answers when there is no log. */
const ANSWER_WITHIN_MS = 15_000;
const RETRY_AFTER_MS = 200;
/** A server that is not there refuses at once; asking again at once would be a busy loop. */
const RECONNECT_AFTER_MS = 50;
const GIVE_UP_AFTER_MS = 60_000;
const TICK_MS = 2;

/** Keeps a number of connections busy until all is sent and answered. */
export class LoadRun {
  readonly figures = new LoadFigures();
  private readonly idle: HttpConnection[];
  private readonly retries: Outgoing[] = [];
  private readonly pacer: Pacer;
  private underWay = 0;
  private waiting = 0;
  private stopped = false;
  private lastAccepted = performance.now();
  private readonly finished = Promise.withResolvers<undefined>();

  constructor(private readonly options: LoadOptions) {
    this.idle = Array.from({ length: options.connections }, () => new HttpConnection(options.url, ANSWER_WITHIN_MS));
    this.pacer = new Pacer(options.pace, performance.now());
  }

  /** Resolves when everything that was sent is answered or given up. */
  async run(): Promise<void> {
    const timer = setInterval(() => {
      this.sendWhatIsDue();
    }, TICK_MS);
    this.sendWhatIsDue();
    await this.finished.promise;
    clearInterval(timer);
    this.figures.stop();
    for (const connection of this.idle) connection.close();
  }

  /** Sends nothing more; what is under way is still waited for. */
  stop(): void {
    this.stopped = true;
  }

  private sendWhatIsDue(): void {
    const now = performance.now();
    while (this.idle.length > 0) {
      const outgoing = this.takeDue(now);
      if (outgoing === undefined) break;
      this.send(outgoing, now);
    }
    if (this.isOver(now)) this.finished.resolve(undefined);
  }

  private takeDue(now: number): Outgoing | undefined {
    if (this.stopped) return undefined;
    const again = this.retries.shift();
    if (again !== undefined) return again;
    const due = this.pacer.take(now);
    return due === undefined ? undefined : { request: this.options.next(), due };
  }

  private isOver(now: number): boolean {
    if (this.underWay > 0) return false;
    if (this.stopped) return true;
    return this.pacer.isOver(now) && this.waiting === 0 && this.retries.length === 0;
  }

  private send(outgoing: Outgoing, now: number): void {
    const connection = this.idle.pop();
    if (connection === undefined) return;
    this.underWay += 1;
    // At a rate, the wait for a free connection is the system's doing and counts.
    const since = this.options.pace.rate === undefined ? now : outgoing.due;
    connection.post(outgoing.request.body, (reply) => {
      this.answered(connection, outgoing, reply, performance.now() - since);
    });
  }

  private answered(connection: HttpConnection, { request }: Outgoing, reply: Reply, ms: number): void {
    const result = resultOf(reply);
    const { answer } = reply;
    this.underWay -= 1;
    this.figures.add(result, ms, answer !== undefined);
    this.options.record({ ...request, result, status: answer?.status ?? 0, ms });
    if (result === 'accepted') this.lastAccepted = performance.now();
    else if (result !== 'rejected') this.later(request);
    if (answer !== undefined) this.free(connection);
    else
      setTimeout(() => {
        this.free(connection);
      }, RECONNECT_AFTER_MS);
  }

  private free(connection: HttpConnection): void {
    this.idle.push(connection);
    this.sendWhatIsDue();
  }

  private later(request: LoadRequest): void {
    if (!this.options.retry || performance.now() - this.lastAccepted > GIVE_UP_AFTER_MS) return;
    this.waiting += 1;
    setTimeout(() => {
      this.waiting -= 1;
      this.retries.push({ request, due: performance.now() });
      this.sendWhatIsDue();
    }, RETRY_AFTER_MS);
  }
}
