import { Presets, SingleBar } from 'cli-progress';

import type { Progress } from './verify-progress.js';

/** A bar with percent and events per second. */
export class VerifyBar {
  private readonly bar = new SingleBar(
    {
      format: '{bar} {percentage} % · {value}/{total} events · {rate}/s · {stage}',
      barsize: 24,
      hideCursor: true,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  private began: number | undefined;

  show({ stage, done, total }: Progress): void {
    if (this.began === undefined) this.bar.start(total, 0, { rate: 0, stage });
    this.began ??= performance.now();
    const seconds = (performance.now() - this.began) / 1_000;
    const rate = seconds > 0 ? Math.round(done / seconds) : 0;
    this.bar.update(done, { rate: rate.toLocaleString('en'), stage });
  }

  stop(): void {
    this.bar.stop();
  }
}
