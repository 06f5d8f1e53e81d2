import type { ReadBatch } from '@app/messaging';
import { Metrics } from '@app/platform';
import { Injectable } from '@nestjs/common';

/** Seconds; a batch of 2,000 events takes about 30 ms. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** What this process has applied since it started. A batch that was rolled back is counted again. */
@Injectable()
export class ProjectorMetrics {
  private readonly events;
  private readonly seconds;

  constructor(private readonly metrics: Metrics) {
    this.events = metrics.counter({
      name: 'tidemark_projector_events_total',
      help: 'Events applied, by generation of a read model',
      labels: ['generation'],
    });
    this.seconds = metrics.histogram(
      {
        name: 'tidemark_projector_batch_seconds',
        help: 'Time to apply a batch, by generation of a read model',
        labels: ['generation'],
      },
      BUCKETS,
    );
  }

  /** @returns to be called when the batch is applied */
  batchStarted(generation: string, batch: ReadBatch): () => void {
    const stopTimer = this.seconds.startTimer({ generation });
    return () => {
      stopTimer();
      this.events.inc(
        { generation },
        batch.slices.reduce((sum, { events }) => sum + events.length, 0),
      );
    };
  }

  /** Shows the position of every owned partition. */
  watchPositions(positionsOf: () => ReadonlyMap<string, ReadonlyMap<number, number>>): void {
    this.metrics.gauge(
      {
        name: 'tidemark_projector_position',
        help: 'Next offset to apply, by generation of a read model and owned partition',
        labels: ['generation', 'partition'],
      },
      (gauge) => {
        gauge.reset();
        for (const [generation, positions] of positionsOf()) {
          for (const [partition, next] of positions) gauge.set({ generation, partition }, next);
        }
      },
    );
  }
}
