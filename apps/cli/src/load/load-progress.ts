import { Presets, SingleBar } from 'cli-progress';

import type { LoadFigures } from './load-figures.js';
import type { Pace } from './pacer.js';

const EVERY_MS = 250;

/** A bar with rate and p99 while a load runs. @returns what ends it */
export function showProgress(figures: LoadFigures, { count, durationMs }: Pace): () => void {
  const byTime = count === Number.POSITIVE_INFINITY;
  const format = '{bar} {percentage} % · {accepted} accepted · {rate}/s · p99 {p99} ms · {others} others';
  const bar = new SingleBar({ format, barsize: 24, hideCursor: true, stream: process.stderr }, Presets.shades_classic);
  bar.start(byTime ? durationMs : count, 0);
  const update = (): void => {
    const { attempts, accepted, seconds, rate, p99_ms: p99 } = figures.summary();
    bar.update(byTime ? seconds * 1_000 : accepted, { accepted, rate, p99, others: attempts - accepted });
  };
  update();
  const timer = setInterval(update, EVERY_MS);
  return () => {
    clearInterval(timer);
    update();
    bar.stop();
  };
}
