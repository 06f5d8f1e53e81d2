export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  /** The server closes the connection after this answer. */
  readonly last: boolean;
}

const STATUS_AT = 'HTTP/1.1 '.length;
const HEAD_END = '\r\n\r\n';
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const CHUNKED = /\r\ntransfer-encoding: *chunked/i;
const CLOSING = /\r\nconnection: *close/i;
const LAST_CHUNK = '\r\n0\r\n\r\n';

/**
 * Reads the answer to the only request under way on a connection.
 *
 * @param text what has arrived so far, one character a byte
 * @returns undefined while it is incomplete
 */
export function parseAnswer(text: string): HttpAnswer | undefined {
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const head = text.slice(0, headEnd);
  const bodyAt = headEnd + HEAD_END.length;
  const length = LENGTH.exec(head)?.[1];
  const complete =
    length === undefined ? isChunkedComplete(head, text, headEnd) : text.length >= bodyAt + Number(length);
  if (!complete) return undefined;
  return { status: Number(head.slice(STATUS_AT, STATUS_AT + 3)), body: text.slice(bodyAt), last: CLOSING.test(head) };
}

/** Chunks are not taken apart: all that is looked for in a body is a word of ours. */
function isChunkedComplete(head: string, text: string, headEnd: number): boolean {
  return !CHUNKED.test(head) || text.slice(headEnd + 2).endsWith(LAST_CHUNK);
}
