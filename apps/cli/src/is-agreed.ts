import { createInterface } from 'node:readline/promises';

/** Asks at the terminal; anything but yes is no. */
export async function isAgreed(question: string): Promise<boolean> {
  const questions = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/iu.test(await questions.question(`${question} [y/N] `));
  } finally {
    questions.close();
  }
}
