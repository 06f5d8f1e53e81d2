import { backoffMs } from '../reader/backoff.js';
import type { ReaderHealth } from '../reader/reader-health.js';
import type { ReaderEngines, ReaderOptions } from '../reader/reader-options.js';
import { redriveKey } from './redrive-key.js';
import { noteFailure, requestsToDo, type RedriveRequest } from './redrive-requests.js';

const LOOK_EVERY_MS = 1_000;

/** What a redrive has to know of the reader whose parked records it applies. */
interface ReadingPartitions {
  health(): ReaderHealth;
  livePartitions(): readonly number[];
}

interface Failed {
  readonly failures: number;
  /** Of `performance.now()`. */
  readonly notBefore: number;
}

/**
 * Does what operators ask for: applies parked records of the reader's own partitions again. Only the process that reads
 * a partition has the code that applies it, and its batches are what a redrive must not run beside.
 */
export class Redriver {
  private readonly failed = new Map<string, Failed>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly options: ReaderOptions,
    private readonly engines: Pick<ReaderEngines, 'database' | 'log'>,
    private readonly reader: ReadingPartitions,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      this.looking ??= this.look().finally(() => (this.looking = undefined));
    }, LOOK_EVERY_MS);
  }

  /** Resolves when what was begun has ended. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** Does all there is to do now. A request that fails waits for its next try, and the others go on. */
  private async look(): Promise<void> {
    const { database, log } = this.engines;
    try {
      let requests = await requestsToDo(database, this.options, this.partitions());
      if (requests.length === 0) this.failed.clear();
      while (requests.length > 0) {
        for (const request of requests) await this.redriveWhenDue(request);
        requests = await requestsToDo(database, this.options, this.partitions(), requests.at(-1)?.id);
      }
    } catch (error) {
      log.warn({ event: 'redrive.interrupted', reader: this.options.reader, err: error });
    }
  }

  private partitions(): readonly number[] {
    const { state, positions } = this.reader.health();
    return state === 'stopped' ? [] : [...positions.keys()];
  }

  private async redriveWhenDue(request: RedriveRequest): Promise<void> {
    const { id, partition } = request;
    const failed = this.failed.get(id);
    if (failed !== undefined && failed.notBefore > performance.now()) return;
    if (!this.partitions().includes(partition)) return;
    try {
      await this.redrive(request);
      this.failed.delete(id);
    } catch (error) {
      const failures = (failed?.failures ?? 0) + 1;
      this.failed.set(id, { failures, notBefore: performance.now() + backoffMs(failures) });
      const { reader } = this.options;
      this.engines.log.warn({ event: 'redrive.failed', reader, redrive: id, partition, err: error });
      await noteFailure(this.engines.database, id, error);
    }
  }

  private async redrive(request: RedriveRequest): Promise<void> {
    const isLive = this.reader.livePartitions().includes(request.partition);
    const result = await this.engines.database
      .transaction()
      .execute((transaction) => redriveKey(transaction, this.options, request, isLive));
    if (result === undefined) return;
    const { reader } = this.options;
    const { state, applied, remaining } = result;
    this.engines.log.info({ event: 'redrive.done', reader, redrive: request.id, state, applied, remaining });
  }
}
