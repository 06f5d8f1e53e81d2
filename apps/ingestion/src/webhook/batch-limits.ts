import { ProblemError } from '@app/platform';

export const MAX_BATCH_ITEMS = 1_000;
export const MAX_BATCH_BYTES = 1_048_576;

export function tooManyItems(): ProblemError {
  return new ProblemError({
    status: 413,
    code: 'too-many-items',
    title: 'Too many items',
    detail: `A batch holds at most ${String(MAX_BATCH_ITEMS)} transactions`,
  });
}
