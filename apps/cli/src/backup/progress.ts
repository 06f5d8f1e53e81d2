import { Presets, SingleBar } from 'cli-progress';

const EVERY_MS = 250;

/** How far a backup or its way back has come; counts what this run does. */
export class Progress {
  total = 0;
  done = 0;
  /** Of keys and values. */
  bytes = 0;
  private readonly startedAt = performance.now();

  add(records: readonly { readonly key: Buffer | null; readonly value: Buffer | null }[]): void {
    this.done += records.length;
    for (const { key, value } of records) this.bytes += (key?.length ?? 0) + (value?.length ?? 0);
  }

  summary(): { readonly seconds: number; readonly rate: number; readonly mb_per_s: number } {
    const seconds = Math.max((performance.now() - this.startedAt) / 1_000, 0.001);
    return {
      seconds: Number(seconds.toFixed(2)),
      rate: Math.round(this.done / seconds),
      mb_per_s: Number((this.bytes / seconds / 1_000_000).toFixed(1)),
    };
  }
}

/** A bar while it runs. @returns what ends it */
export function showBackupProgress(progress: Progress): () => void {
  const format = '{bar} {percentage} % · {value} of {total} records · {rate}/s · {mb_per_s} MB/s';
  const bar = new SingleBar({ format, barsize: 24, hideCursor: true, stream: process.stderr }, Presets.shades_classic);
  bar.start(0, 0, progress.summary());
  const update = (): void => {
    // Of a log with gaps, or a backup that was not finished, it is an estimate.
    bar.setTotal(Math.max(progress.total, progress.done));
    bar.update(progress.done, progress.summary());
  };
  const timer = setInterval(update, EVERY_MS);
  return () => {
    clearInterval(timer);
    update();
    bar.stop();
  };
}
