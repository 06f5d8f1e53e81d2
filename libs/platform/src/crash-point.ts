import { crashPlan } from './crash-point.config.js';

const plan = crashPlan();
let passes = 0;

/** A place where a fault test can have the process die as `kill -9` would: no handler runs, nothing is flushed. */
export function crashPoint(name: string): void {
  if (plan?.point !== name) return;
  passes += 1;
  if (passes === plan.pass) process.kill(process.pid, 'SIGKILL');
}
