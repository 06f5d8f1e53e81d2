/** npm passes a Ctrl-C on that the terminal has sent to us already: within this time it is one and the same. */
const SAME_PRESS_MS = 1_000;

/**
 * Ctrl-C, SIGTERM, and the terminal being closed.
 *
 * @param onSecond somebody has no patience
 * @returns aborted by the first of them
 */
export function stopSignals(onSecond: () => void): AbortSignal {
  const first = new AbortController();
  let firstAt = 0;
  const react = (): void => {
    if (!first.signal.aborted) {
      firstAt = performance.now();
      first.abort();
    } else if (performance.now() - firstAt >= SAME_PRESS_MS) {
      onSecond();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, react);
  return first.signal;
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
