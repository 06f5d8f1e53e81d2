/** Where this process is to die: `CRASH_AT=name[:n]`, at the n-th pass (default: the first). Only ever in tests. */
export interface CrashPlan {
  readonly point: string;
  readonly pass: number;
}

export function crashPlan(env: NodeJS.ProcessEnv = process.env): CrashPlan | undefined {
  const [, point, pass = '1'] = /^([a-z.-]+)(?::(\d{1,9}))?$/u.exec(env['CRASH_AT'] ?? '') ?? [];
  return env['NODE_ENV'] !== 'test' || point === undefined ? undefined : { point, pass: Number(pass) };
}
