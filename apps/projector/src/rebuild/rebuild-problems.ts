import { ProblemError } from '@app/platform';
import { RebuildRefusedError, RebuildRunningError } from '@app/rebuild';

export function notFound(what: string): ProblemError {
  return new ProblemError({ status: 404, code: 'not-found', title: 'Not found', detail: `There is no ${what}` });
}

/** Of two fields of a body that contradict each other, the one that cannot be had. */
export function contradiction(field: string, detail: string): ProblemError {
  return new ProblemError({
    status: 400,
    code: 'invalid-request',
    title: 'Invalid request',
    detail: `${field} ${detail}`,
    errors: [{ pointer: `#/${field}`, detail }],
  });
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
