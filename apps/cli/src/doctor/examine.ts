import { reasonOf } from '../engines/engine.errors.js';
import { problem, type Finding } from './finding.js';

/** One engine's findings; that it cannot be examined is one as well, so that the others are still looked at. */
export async function examine(
  engine: string,
  cure: string,
  look: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    const detail = error instanceof Error && error.message !== '' ? error.message : reasonOf(error);
    return [problem(engine, detail, cure)];
  }
}
