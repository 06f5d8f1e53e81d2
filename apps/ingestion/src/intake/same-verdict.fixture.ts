import { expect } from '@jest/globals';
import { validateSync } from 'class-validator';
import fc from 'fast-check';

import { compileBody } from './posted-body.js';

export const SEED = 20_260_329;
const RUNS = { seed: SEED, numRuns: 3_000 };

export interface Verdicts {
  readonly byClass: boolean;
  readonly byEdge: boolean;
}

export interface BodyFields<Field extends string> {
  readonly required: readonly Field[];
  readonly optional: readonly Field[];
}

/** Right bodies of which up to two fields were replaced by values around the edges of what some field takes. */
export function bodiesOf<Field extends string>(
  right: Readonly<Record<Field, fc.Arbitrary<unknown>>>,
  { required, optional }: BodyFields<Field>,
  edgy: fc.Arbitrary<unknown>,
): fc.Arbitrary<object> {
  const fields = [...required, ...optional];
  const body = fc.record(Object.fromEntries(fields.map((field) => [field, right[field]])), {
    noNullPrototype: true,
    requiredKeys: [...required],
  });
  const changes = fc.array(fc.tuple(fc.constantFrom(...fields), edgy), { maxLength: 2 });
  return fc.tuple(body, changes).map(([it, replaced]) => ({ ...it, ...Object.fromEntries(replaced) }));
}

/** @param isRight what the edge asks beyond the schema */
export function verdictsWith(dto: new () => object, schema: object, isRight: (body: object) => boolean = () => true) {
  const judge = compileBody(schema);
  return (body: object): Verdicts => ({
    byClass: validateSync(Object.assign(new dto(), body)).length === 0,
    byEdge: judge(body) === undefined && isRight(body),
  });
}

/** Both verdicts have to occur often: generators that are always wrong would prove nothing. */
export function expectSameVerdicts(bodies: fc.Arbitrary<object>, verdictsOf: (body: object) => Verdicts): void {
  let accepted = 0;
  fc.assert(
    fc.property(bodies, (body) => {
      const { byClass, byEdge } = verdictsOf(body);
      if (byEdge) accepted += 1;
      expect(byEdge).toBe(byClass);
    }),
    RUNS,
  );
  expect(accepted).toBeGreaterThan(RUNS.numRuns / 10);
  expect(accepted).toBeLessThan(RUNS.numRuns - RUNS.numRuns / 10);
}
