import { Presets, SingleBar } from 'cli-progress';

/** A bar on stderr while things are done; nothing where nobody looks. @returns what moves it and what ends it */
export function progressBar(
  total: number,
  unit: string,
  isWatched: boolean,
): { show: (done: number) => void; stop: () => void } {
  if (!isWatched) return { show: () => undefined, stop: () => undefined };
  const format = `{bar} {percentage} % · {value} of {total} ${unit}`;
  const bar = new SingleBar({ format, barsize: 24, hideCursor: true, stream: process.stderr }, Presets.shades_classic);
  bar.start(total, 0);
  return {
    show: (done) => {
      bar.update(done);
    },
    stop: () => {
      bar.stop();
    },
  };
}
