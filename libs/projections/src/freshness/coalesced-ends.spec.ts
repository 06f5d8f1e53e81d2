import { describe, expect, it } from '@jest/globals';

import { CoalescedEnds } from './coalesced-ends.js';
import type { Ends } from './log-frontier.js';

/** Questions whose answers the test gives. */
function questions(): { readonly asked: PromiseWithResolvers<Ends>[]; readonly ends: CoalescedEnds } {
  const asked: PromiseWithResolvers<Ends>[] = [];
  const ask = (): Promise<Ends> => {
    const question = Promise.withResolvers<Ends>();
    asked.push(question);
    return question.promise;
  };
  return { asked, ends: new CoalescedEnds(ask) };
}

const endOf = (end: number): Ends => new Map([[0, end]]);

describe('CoalescedEnds', () => {
  it('given a question in flight, when asked twice more, then both get the next one, which begins after it', async () => {
    const { asked, ends } = questions();
    const first = ends.afterNow();
    const [second, third] = [ends.afterNow(), ends.afterNow()];
    expect(asked).toHaveLength(1);

    asked[0]?.resolve(endOf(5));
    expect(await first).toEqual(endOf(5));
    await Promise.resolve();
    expect(asked).toHaveLength(2);
    asked[1]?.resolve(endOf(6));

    expect([await second, await third]).toEqual([endOf(6), endOf(6)]);
    expect(asked).toHaveLength(2);
  });

  it('given nothing in flight, when asked, then a question begins at once', async () => {
    const { asked, ends } = questions();
    const first = ends.afterNow();
    asked[0]?.resolve(endOf(1));
    await first;

    void ends.afterNow();
    expect(asked).toHaveLength(2);
  });

  it('given a question that fails, when others wait, then only its asker sees the error', async () => {
    const { asked, ends } = questions();
    const failing = ends.afterNow();
    const waiting = ends.afterNow();
    asked[0]?.reject(new Error('no broker'));

    await expect(failing).rejects.toThrow('no broker');
    await Promise.resolve();
    asked[1]?.resolve(endOf(2));
    expect(await waiting).toEqual(endOf(2));
  });
});
