import { request as requestHttp, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';

import { boundedText } from './bounded-text.js';
import { DestinationError, type Destination } from './destination-guard.js';
import { parseRetryAfter } from './retry-delay.js';

export interface HttpQuestion {
  readonly destination: Destination;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For the whole exchange, from the look-up of the name to the end of the answer. */
  readonly timeoutMs: number;
  /** How much of the answer's body is read; nothing when left out. */
  readonly maxBodyBytes?: number;
}

export type HttpAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly retryAfterMs: number | undefined;
      /** Undefined when it was not asked for, is too long, or did not come whole and in time. */
      readonly body: string | undefined;
    }
  /** The name leads where we do not go. */
  | { readonly kind: 'forbidden'; readonly message: string }
  /** No status came. Unless anything was written whoever was asked cannot know of the question. */
  | { readonly kind: 'broken'; readonly wasWritten: boolean; readonly code: string };

/**
 * Posts a question. Never rejects, follows no redirect, and ends in time. When `stopping` aborts before anything was
 * written the question is called off, else its answer is waited for.
 *
 * Every question has a connection of its own: one that is kept may have been closed by the other side just before, and
 * then nobody can say whether the question arrived.
 */
export async function askHttp(question: HttpQuestion, stopping: AbortSignal): Promise<HttpAnswer> {
  const progress = { wasWritten: false };
  let release: (() => void) | undefined;
  try {
    const request = requestTo(question);
    const response = responseTo(request);
    release = limit(request, question.timeoutMs, stopping, progress);
    writeOnceConnected(request, question, progress);
    return await answerIn(await response, question.maxBodyBytes);
  } catch (error) {
    if (error instanceof DestinationError) return { kind: 'forbidden', message: error.message };
    return { kind: 'broken', ...progress, code: codeOf(error) };
  } finally {
    release?.();
  }
}

interface Progress {
  wasWritten: boolean;
}

/** @throws when a header cannot be sent */
function requestTo({ destination: { url, lookup }, headers, body }: HttpQuestion): ClientRequest {
  const options: RequestOptions = {
    method: 'POST',
    agent: false,
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    ...(lookup && { lookup }),
  };
  return url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options);
}

function responseTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    // Stays: the connection may break while the answer is read, which is the answer's to tell.
    request.on('error', reject);
    request.once('close', () => {
      reject(coded('CLOSED'));
    });
  });
}

/** Before the connection stands, and its certificate is checked, nothing may leave: else nobody knows what arrived. */
function writeOnceConnected(request: ClientRequest, { destination, body }: HttpQuestion, progress: Progress): void {
  request.once('socket', (socket) => {
    socket.once(destination.url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      progress.wasWritten = true;
      request.end(body);
    });
  });
}

/** Returns what ends the limits, and the connection with them. */
function limit(request: ClientRequest, timeoutMs: number, stopping: AbortSignal, progress: Progress): () => void {
  // An answer that lies there already, because this process was stopped or busy for so long, is read first.
  const timer = setTimeout(() => setImmediate(() => request.destroy(coded('TIMEOUT'))), timeoutMs);
  const stop = (): void => {
    if (!progress.wasWritten) request.destroy(coded('STOPPED'));
  };
  stopping.addEventListener('abort', stop);
  if (stopping.aborted) stop();
  return () => {
    clearTimeout(timer);
    stopping.removeEventListener('abort', stop);
    request.destroy();
  };
}

async function answerIn(response: IncomingMessage, maxBodyBytes: number | undefined): Promise<HttpAnswer> {
  const { statusCode: status = 0, headers } = response;
  return {
    kind: 'answered',
    status,
    retryAfterMs: parseRetryAfter(headers['retry-after'] ?? null, Date.now()),
    body: maxBodyBytes === undefined ? undefined : await boundedText(response, maxBodyBytes).catch(() => undefined),
  };
}

function coded(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** Never the message, which may name an address. */
function codeOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'FAILED';
}
