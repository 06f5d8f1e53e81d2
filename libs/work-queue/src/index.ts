export { Gathered } from './gathered.js';
export { WorkLoop, type WorkLoopEngines, type WorkLoopHealth, type WorkLoopOptions } from './work-loop.js';
export type { NewWorkItem, Postponement, WorkItem, WorkResult } from './work-item.js';
export { WorkQueue, type ClaimOptions } from './work-queue.js';
