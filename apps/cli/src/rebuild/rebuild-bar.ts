import type { RebuildProgress } from '@app/rebuild';
import { Presets, SingleBar } from 'cli-progress';

const STATE: Readonly<Record<RebuildProgress['state'], string>> = {
  building: 'reading the log',
  catching_up: 'catching up',
  verifying: 'comparing with the live generation',
  ready: 'ready',
  promoted: 'promoted',
  rolled_back: 'rolled back',
  failed: 'failed',
};

/** A bar with percent, events per second and the time that is left. */
export class RebuildBar {
  private readonly bar = new SingleBar(
    {
      format: '{bar} {percentage} % · {value}/{total} events · {rate}/s · {eta_text} · {state}',
      barsize: 24,
      hideCursor: true,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  private started = false;

  show({ state, events_done, events_total, events_per_second, eta_seconds }: RebuildProgress): void {
    const isRead = state === 'building' && events_total > 0 && events_done === events_total;
    const payload = {
      rate: events_per_second.toLocaleString('en'),
      eta_text: eta_seconds === null ? 'ETA unknown' : `ETA ${duration(eta_seconds)}`,
      state: isRead ? 'making indexes' : STATE[state],
    };
    if (!this.started) this.bar.start(events_total, events_done, payload);
    this.started = true;
    this.bar.setTotal(events_total);
    this.bar.update(events_done, payload);
  }

  stop(): void {
    this.bar.stop();
  }
}

function duration(eta: number): string {
  const seconds = Math.round(eta);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
