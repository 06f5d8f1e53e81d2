import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { freePort } from '@app/embedded';

import { inheritedEnvironment } from '../support/system.config.js';
import { residentMb, type Figure } from './measure.js';

const CLI = fileURLToPath(new URL('../../apps/cli/src/main.js', import.meta.url));
const PORTS = ['INGESTION', 'PROCESSOR', 'PROJECTOR', 'NOTIFIER', 'READ_API', 'EMBEDDED_KAFKA', 'EMBEDDED_POSTGRES'];

/** `tidemark start` on an empty folder and again on its data: time until every app is ready, and memory when idle. */
export async function benchStartup(folder: string): Promise<Figure[]> {
  const ports = await Promise.all(PORTS.map(async (name) => [`${name}_PORT`, String(await freePort())]));
  const env = {
    ...inheritedEnvironment(),
    ...(Object.fromEntries(ports) as Record<string, string>),
    TIDEMARK_DATA: folder,
    LOG_FORMAT: 'json',
  };
  const first = await startOnce(env, folder);
  const second = await startOnce(env, folder);
  return [
    seconds('start: to ready, empty folder', first.startedInMs),
    seconds('start: to ready, with data', second.startedInMs),
    ...second.memory.map(({ name, megabytes }): Figure => ({
      name: `memory: ${name}, idle`,
      value: megabytes,
      unit: 'MB',
    })),
  ];
}

interface Started {
  readonly startedInMs: number;
  readonly memory: readonly { readonly name: string; readonly megabytes: number }[];
}

async function startOnce(env: NodeJS.ProcessEnv, folder: string): Promise<Started> {
  const child = spawn(process.execPath, [CLI, 'start', '--json'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const startedInMs = startedIn(line);
    if (startedInMs === undefined) continue;
    const memory = memoryOf(join(folder, 'run.json'));
    child.kill('SIGTERM');
    child.stdout.resume();
    await once(child, 'exit');
    return { startedInMs, memory };
  }
  throw new Error('tidemark start ended before it was ready');
}

function startedIn(line: string): number | undefined {
  if (!line.includes('startedInMs')) return undefined;
  return (JSON.parse(line) as { startedInMs: number }).startedInMs;
}

function memoryOf(runFile: string): Started['memory'] {
  const processes = JSON.parse(readFileSync(runFile, 'utf8')) as { name: string; pid: number }[];
  return processes.map(({ name, pid }) => ({ name, megabytes: residentMb(pid) }));
}

function seconds(name: string, ms: number): Figure {
  const value = Math.round(ms / 100) / 10;
  return { name, value, unit: 's', target: '<= 15', reached: value <= 15 };
}
