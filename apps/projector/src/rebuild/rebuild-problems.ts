import { ProblemError } from '@app/platform';
import { RebuildRefusedError, RebuildRunningError } from '@app/rebuild';

export function notFound(what: string): ProblemError {
  return new ProblemError({ status: 404, code: 'not-found', title: 'Not found', detail: `There is no ${what}` });
}

/** What is asked for, or a 409 that says why not. */
export async function orConflict<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof RebuildRefusedError || error instanceof RebuildRunningError)) throw error;
    const { message: detail } = error;
    throw new ProblemError({ status: 409, code: 'rebuild-refused', title: 'Conflict', detail }, { cause: error });
  }
}
