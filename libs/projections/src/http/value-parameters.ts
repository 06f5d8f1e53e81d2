import { currencyExponent, IDENTIFIER } from '@app/domain';

import { parameter, textParameter, type QueryParameters } from './list-parameters.js';

/** What does not follow the rule was never accepted. @throws ProblemError 400 */
export function identifierParameter(query: QueryParameters, name: string): string | undefined {
  return textParameter(query, name, IDENTIFIER, `must match ${IDENTIFIER.source}`);
}

/** @throws ProblemError 400 */
export function currencyParameter(query: QueryParameters): string | undefined {
  const known = (text: string): string | undefined => (currencyExponent(text) === undefined ? undefined : text);
  return parameter(query, 'currency', known, 'must be a currency of ISO 4217, such as EUR');
}

/** One of a few words. @throws ProblemError 400 */
export function choiceParameter<Choice extends string>(
  query: QueryParameters,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const chosen = (text: string): Choice | undefined => choices.find((choice) => choice === text);
  return parameter(query, name, chosen, `must be one of ${choices.join(', ')}`);
}
