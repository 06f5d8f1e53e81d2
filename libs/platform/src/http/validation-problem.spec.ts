import { describe, expect, it } from '@jest/globals';

import { jsonPointer, validationProblem } from './validation-problem.js';

describe('validationProblem', () => {
  it('given a missing field among others, when reported, then the title says so and every field is named', () => {
    const problem = validationProblem([
      { instancePath: '', keyword: 'required', params: { missingProperty: 'amount' }, message: 'must have …' },
      { instancePath: '/metadata/a~1b', keyword: 'type', params: {}, message: 'must be string' },
    ]);

    expect(problem).toMatchObject({
      status: 400,
      code: 'missing-fields',
      title: 'Missing required fields',
      detail: 'amount is required; metadata/a~1b must be string',
      errors: [
        { pointer: '#/amount', detail: 'is required' },
        { pointer: '#/metadata/a~1b', detail: 'must be string' },
      ],
    });
  });

  it('given a body that is no object, when reported, then the pointer is the whole body', () => {
    const problem = validationProblem([{ instancePath: '', keyword: 'type', params: {}, message: 'must be object' }]);

    expect(problem).toMatchObject({
      code: 'invalid-request',
      detail: 'body must be object',
      errors: [{ pointer: '#' }],
    });
  });

  it('given 60,000 wrong keys with lone surrogates, when reported, then the answer is short and valid', () => {
    const violation = {
      instancePath: '',
      keyword: 'additionalProperties',
      params: { additionalProperty: 'a\uD800/~' },
    };

    const { errors = [] } = validationProblem(Array.from({ length: 60_000 }, () => violation));

    expect(errors).toHaveLength(50);
    expect(errors[0]).toEqual({ pointer: '#/a%EF%BF%BD~1~0', detail: 'is not allowed' });
  });
});

describe('jsonPointer', () => {
  it('given keys with reserved characters, when joined, then they are escaped as RFC 6901 and RFC 3986 say', () => {
    expect(jsonPointer('items', '0', 'a/b~c d')).toBe('#/items/0/a~1b~0c%20d');
  });
});
