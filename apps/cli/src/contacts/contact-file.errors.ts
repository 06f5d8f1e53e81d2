/** A file cannot be imported; the message says which line, and why. */
export class ContactFileError extends Error {
  readonly code = 'CONTACTS.FILE';

  constructor(path: string, line: number, problem: string, options?: ErrorOptions) {
    super(`${path}: line ${line}: ${problem}; nothing was imported`, options);
    this.name = 'ContactFileError';
  }
}
