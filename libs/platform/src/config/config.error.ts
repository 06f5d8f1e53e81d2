/** What is wrong with one variable. The reason never repeats the value, which may be a secret. */
export interface ConfigProblem {
  readonly variable: string;
  readonly reason: string;
}

export class ConfigError extends Error {
  readonly code = 'CONFIG.INVALID';

  constructor(
    readonly problems: readonly ConfigProblem[],
    options?: ErrorOptions,
  ) {
    super(['The environment is not valid:', ...problems.map((p) => `  ${p.variable} ${p.reason}`)].join('\n'), options);
    this.name = 'ConfigError';
  }
}
