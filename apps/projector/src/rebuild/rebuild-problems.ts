import { ProblemError } from '@app/platform';
import { RebuildRefusedError } from '@app/rebuild';

export function notFound(what: string): ProblemError {
  return new ProblemError({ status: 404, code: 'not-found', title: 'Not found', detail: `There is no ${what}` });
}

export function conflict(detail: string, options?: ErrorOptions): ProblemError {
  return new ProblemError({ status: 409, code: 'rebuild-refused', title: 'Conflict', detail }, options);
}

/** What is asked for, or a 409 that says why not. */
export async function orConflict<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RebuildRefusedError) throw conflict(error.message, { cause: error });
    throw error;
  }
}
