/** Where facts are logged; pino's logger fits. */
export interface FactLogger {
  info(fact: object): void;
  warn(fact: object): void;
  error(fact: object): void;
}
