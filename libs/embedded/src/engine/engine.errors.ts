/** The machine lacks what the engine needs; the message says what to install or to set. */
export class EngineUnavailableError extends Error {
  readonly code = 'ENGINE.UNAVAILABLE';
  override readonly name = 'EngineUnavailableError';
}

/** The engine was started and did not become ready; the message ends with its last lines. */
export class EngineStartError extends Error {
  readonly code = 'ENGINE.START_FAILED';
  override readonly name = 'EngineStartError';
}

export class PortInUseError extends Error {
  readonly code = 'ENGINE.PORT_IN_USE';
  override readonly name = 'PortInUseError';

  constructor(port: number, what: string, variable: string, options?: ErrorOptions) {
    super(
      `Port ${port} (${what}) is in use: stop the program that uses it, or set ${variable} to a free port.`,
      options,
    );
  }
}

export class AlreadyRunningError extends Error {
  readonly code = 'ENGINE.ALREADY_RUNNING';
  override readonly name = 'AlreadyRunningError';

  constructor(
    folder: string,
    readonly pid: number,
  ) {
    super(`Already running on ${folder} (pid ${pid}): stop it, or set TIDEMARK_DATA to another folder.`);
  }
}
