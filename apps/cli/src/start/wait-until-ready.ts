import { setTimeout as delay } from 'node:timers/promises';

export interface ReadyCheck {
  readonly name: string;
  readonly port: number;
}

const ASK_EVERY_MS = 50;

/** @returns the names of those that did not become ready in time. */
export async function waitUntilReady(
  apps: readonly ReadyCheck[],
  withinMs: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const deadline = performance.now() + withinMs;
  const late = await Promise.all(
    apps.map(async ({ name, port }) => {
      while (!(await isReady(port))) {
        if (performance.now() > deadline || signal.aborted) return name;
        await delay(ASK_EVERY_MS);
      }
      return undefined;
    }),
  );
  return late.filter((name) => name !== undefined);
}

async function isReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`, {
      signal: AbortSignal.timeout(2_000),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
