/** A process that the supervisor starts, watches and stops: an engine or an app. */
export interface Supervised {
  readonly name: string;
  readonly port: number;
  /** Of the process that runs now. */
  readonly pid: number;
  /** Settles when the process that runs now is gone. */
  readonly exited: Promise<void>;
  start(): Promise<void>;
  /** Politely first; after a limit by SIGKILL. */
  stop(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}
