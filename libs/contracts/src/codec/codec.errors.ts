/** Why a record cannot be read as an event. Every one of these is wrong data: its key parks. */
export type UndecodableReason =
  | 'no-type'
  | 'unknown-version'
  | 'missing-attribute'
  | 'invalid-id'
  | 'no-value'
  | 'not-json'
  | 'invalid-data'
  | 'nul-character'
  | 'half-character'
  | 'key-mismatch';

export class UndecodableEventError extends Error {
  readonly code = 'EVENT.UNDECODABLE';

  constructor(
    readonly reason: UndecodableReason,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`${reason}: ${detail}`, options);
    this.name = 'UndecodableEventError';
  }
}
