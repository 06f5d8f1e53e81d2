import { isUtf8 } from 'node:buffer';

/** Whatever a terminal would take for a command or not show at all; line breaks and tabs are text. */
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u;
const BYTES_A_LINE = 32;

/** Bytes of any origin as lines for a terminal: text where they are plain text, else hex. */
export function shownBytes(bytes: Buffer): readonly string[] {
  if (bytes.length === 0) return ['(empty)'];
  const text = isUtf8(bytes) ? bytes.toString('utf8') : undefined;
  if (text !== undefined && !UNPRINTABLE.test(text)) return text.split('\n');
  const lines = Math.ceil(bytes.length / BYTES_A_LINE);
  return Array.from({ length: lines }, (_, line) =>
    hexOf(bytes.subarray(line * BYTES_A_LINE, (line + 1) * BYTES_A_LINE)),
  );
}

function hexOf(bytes: Buffer): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** The same on one line, for a table. */
export function shownKey(key: Buffer | null): string {
  if (key === null) return '(no key)';
  return shownBytes(key).join(' ');
}

/** A message that may hold anything, on one line of bounded length. */
export function shownMessage(message: string, maxLength = 80): string {
  const line = message.replaceAll(/\s+/gu, ' ').replaceAll(new RegExp(UNPRINTABLE, 'gu'), '\uFFFD');
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}

/** Why a record is parked. The message of one that is no event begins with its class. */
export function shownError(errorClass: string, message: string, maxLength?: number): string {
  return shownMessage(message.startsWith(`${errorClass}: `) ? message : `${errorClass}: ${message}`, maxLength);
}
