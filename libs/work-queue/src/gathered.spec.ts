import { describe, expect, it } from '@jest/globals';

import { Gathered } from './gathered.js';

/** Calls that end when they are told to. */
const held = () => {
  const calls: { readonly requests: readonly number[]; readonly end: (error?: Error) => void }[] = [];
  const gathered = new Gathered<number, string>(
    (requests) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error): void => {
          if (error === undefined) resolve(requests.map(String));
          else reject(error);
        };
        calls.push({ requests, end });
      }),
  );
  return { calls, gathered };
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('Gathered', () => {
  it('given requests of one turn, when asked, then they go together and each has its answer', async () => {
    const { calls, gathered } = held();
    const answers = [1, 2, 3].map((request) => gathered.request(request));
    await turn();

    expect(calls.map(({ requests }) => requests)).toEqual([[1, 2, 3]]);
    calls[0]?.end();
    expect(await Promise.all(answers)).toEqual(['1', '2', '3']);
  });

  it('given a call under way, when more is asked, then it waits and goes together', async () => {
    const { calls, gathered } = held();
    const first = gathered.request(1);
    await turn();
    const later = [2, 3].map((request) => gathered.request(request));
    await turn();

    expect(calls).toHaveLength(1);
    calls[0]?.end();
    await first;
    await turn();
    expect(calls[1]?.requests).toEqual([2, 3]);
    calls[1]?.end();
    expect(await Promise.all(later)).toEqual(['2', '3']);
  });

  it('given a call that fails, when it ends, then its requests fail and the next goes on', async () => {
    const { calls, gathered } = held();
    const first = gathered.request(1);
    const refused = expect(first).rejects.toThrow('down');
    await turn();
    const second = gathered.request(2);
    calls[0]?.end(new Error('down'));
    await refused;
    await turn();
    calls[1]?.end();

    expect(await second).toBe('2');
  });

  it('given more than one statement holds, when asked at once, then the rest follows in the next', async () => {
    const { calls, gathered } = held();
    const answers = Array.from({ length: 1_001 }, (_, at) => gathered.request(at));
    await turn();
    calls[0]?.end();
    await answers[0];
    await turn();
    calls[1]?.end();

    expect(calls.map(({ requests }) => requests.length)).toEqual([1_000, 1]);
    expect(await answers[1_000]).toBe('1000');
  });
});
