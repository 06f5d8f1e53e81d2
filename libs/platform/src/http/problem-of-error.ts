import { STATUS_CODES } from 'node:http';

import { HttpException } from '@nestjs/common';

import { type ProblemSpec, ProblemError } from './problem-error.js';
import { type SchemaViolation, validationProblem } from './validation-problem.js';

type ErrorFacts = Error & {
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly validation?: readonly SchemaViolation[];
};

/** Fastify's refusals whose own words would not help the caller. */
const FASTIFY_PROBLEMS: Readonly<Record<string, ProblemSpec>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: 'unsupported-media-type',
    title: 'Unsupported media type',
    detail: 'Send the body as application/json',
  },
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, code: 'body-too-large', title: 'Body too large' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { status: 400, code: 'empty-body', title: 'Empty body' },
  FST_ERR_CTP_INVALID_JSON_BODY: {
    status: 400,
    code: 'invalid-json',
    title: 'Invalid JSON',
    detail: 'The body is no JSON, or has a key named __proto__ or constructor',
  },
  FST_ERR_BAD_URL: {
    status: 400,
    code: 'bad-url',
    title: 'Bad URL',
    detail: 'The path is not valid percent-encoded UTF-8',
  },
  FST_ERR_MAX_PARAM_LENGTH: {
    status: 400,
    code: 'bad-url',
    title: 'Bad URL',
    detail: 'A part of the path is too long',
  },
};

/** What to answer for an error, or undefined when it is none of the caller's doing. */
export function problemOfError(thrown: unknown): ProblemSpec | undefined {
  if (thrown instanceof ProblemError) return thrown.problem;
  const error = causeOf(thrown);
  if (!isErrorWithFacts(error)) return undefined;
  if (error.validation !== undefined) return validationProblem(error.validation);
  const known = typeof error.code === 'string' ? FASTIFY_PROBLEMS[error.code] : undefined;
  return known ?? problemOfStatus(statusOf(error), error.message);
}

/** Nest wraps what Fastify threw. */
function causeOf(thrown: unknown): unknown {
  return thrown instanceof HttpException && isErrorWithFacts(thrown.cause) ? thrown.cause : thrown;
}

function isErrorWithFacts(value: unknown): value is ErrorFacts {
  return value instanceof Error;
}

function statusOf(error: ErrorFacts): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

function problemOfStatus(status: number | undefined, detail: string): ProblemSpec | undefined {
  if (status === undefined || status < 400 || status >= 500) return undefined;
  const title = STATUS_CODES[status] ?? 'Bad request';
  return { status, code: title.toLowerCase().replaceAll(/[^a-z]+/gu, '-'), title, detail };
}
