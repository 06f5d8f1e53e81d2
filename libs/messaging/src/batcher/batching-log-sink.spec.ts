import { describe, expect, it } from '@jest/globals';

import { NotAppendedError, UnknownOutcomeError } from '../log/log.errors.js';
import { BatchingLogSink, type BatchingOptions } from './batching-log-sink.js';
import { recordWith, ScriptedTransport } from './scripted-transport.fixture.js';

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };

// The batcher is real; a scripted transport answers in the place of Kafka.
describe('BatchingLogSink', () => {
  const sinkOn = (transport: ScriptedTransport, options: Partial<BatchingOptions> = {}): BatchingLogSink =>
    new BatchingLogSink(transport, { deadlineMs: 5_000, queueLimit: 1_000, ...options }, QUIET);
  const valuesUpTo = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n));
  const unreachable = () => Promise.reject(new NotAppendedError('no broker can be reached'));
  const cutOff = () => Promise.reject(new Error('the connection was closed'));

  it('given a send on its way, when more records come, then they gather and travel together, in order', async () => {
    const firstAnswer = Promise.withResolvers<undefined>();
    const transport = new ScriptedTransport([(records, write) => firstAnswer.promise.then(() => write(records))]);
    const sink = sinkOn(transport);
    const first = sink.append(recordWith('0'));
    await new Promise(setImmediate);
    await new Promise(setImmediate);

    const others = valuesUpTo(5)
      .slice(1)
      .map((value) => sink.append(recordWith(value)));
    firstAnswer.resolve(undefined);

    expect(await Promise.all([first, ...others])).toEqual(
      valuesUpTo(5).map((value) => ({ topic: 'transactions', partition: 0, offset: Number(value) })),
    );
    expect(transport.sends).toEqual([['0'], ['1', '2', '3', '4']]);
  });

  it('given more than a request may hold, when sent, then no request has more than 2,000 records or 900 kB', async () => {
    const transport = new ScriptedTransport();
    const sink = sinkOn(transport, { queueLimit: 10_000 });
    const small = valuesUpTo(4_500).map((value) => sink.append(recordWith(value)));
    const large = valuesUpTo(30).map((value) => sink.append(recordWith(value.padStart(60_000, '0'))));

    await Promise.all([...small, ...large]);

    expect(Math.max(...transport.sends.map((send) => send.length))).toBe(2_000);
    expect(Math.max(...transport.sends.map((send) => send.join('').length))).toBeLessThan(900_000);
  });

  it('given a record larger than a request, when sent, then it travels alone', async () => {
    const transport = new ScriptedTransport();
    const sink = sinkOn(transport);

    await Promise.all(['a', 'b'.repeat(1_000_000), 'c'].map((value) => sink.append(recordWith(value))));

    expect(transport.sends.map((send) => send.map((value) => value.length))).toEqual([[1], [1_000_000], [1]]);
  });

  it('given records of which one is not confirmed, when sent again, then only that one is, on a new connection', async () => {
    const transport = new ScriptedTransport([
      async (records, write) => (await write(records)).map((position, at) => (at === 1 ? undefined : position)),
    ]);
    const sink = sinkOn(transport);

    await Promise.all(valuesUpTo(3).map((value) => sink.append(recordWith(value))));

    expect(transport.sends).toEqual([['0', '1', '2'], ['1']]);
    expect(transport.resets).toBe(1);
  });

  it('given a send that fails, when records follow, then what failed goes first again', async () => {
    const transport = new ScriptedTransport([cutOff]);
    const sink = sinkOn(transport);
    const first = sink.append(recordWith('0'));
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(transport.sends).toEqual([['0']]);

    await Promise.all([first, sink.append(recordWith('1')), sink.append(recordWith('2'))]);

    expect(transport.written).toEqual(['0', '1', '2']);
  });

  it('given a log that cannot be reached, when the time is over, then nothing was appended', async () => {
    const transport = new ScriptedTransport(Array.from({ length: 100 }, () => unreachable));
    const sink = sinkOn(transport, { deadlineMs: 120 });

    await expect(sink.append(recordWith('0'))).rejects.toBeInstanceOf(NotAppendedError);
    expect(sink.reachable).toBe(false);
    await sink.close();
  });

  it('given a send that was cut off, when the time is over before the next, then the outcome is unknown', async () => {
    const transport = new ScriptedTransport([cutOff, ...Array.from({ length: 20 }, () => unreachable)]);
    const sink = sinkOn(transport, { deadlineMs: 120 });

    await expect(sink.append(recordWith('0'))).rejects.toBeInstanceOf(UnknownOutcomeError);
    await sink.close();
  });

  it('given a broker that does not answer, when the time is over, then the outcome is unknown, and a late answer is not taken', async () => {
    const late = Promise.withResolvers<undefined>();
    const transport = new ScriptedTransport([(records, write) => late.promise.then(() => write(records))]);
    const sink = sinkOn(transport, { deadlineMs: 120 });
    const outcome = sink.append(recordWith('0'));

    await expect(outcome).rejects.toBeInstanceOf(UnknownOutcomeError);
    late.resolve(undefined);
    await sink.append(recordWith('1'));

    expect(transport.written).toEqual(['0', '1']);
  });

  it('given a log that has come back, when appended, then the sink says that it is reachable', async () => {
    const transport = new ScriptedTransport([unreachable]);
    const sink = sinkOn(transport);

    await sink.append(recordWith('0'));

    expect(sink.reachable).toBe(true);
    expect(transport.sends).toHaveLength(2);
  });

  it('given a full queue, when one more comes, then it is refused at once and the others are written', async () => {
    const answer = Promise.withResolvers<undefined>();
    const transport = new ScriptedTransport([(records, write) => answer.promise.then(() => write(records))]);
    const sink = sinkOn(transport, { queueLimit: 2 });
    const first = sink.append(recordWith('0'));
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    const waiting = ['1', '2'].map((value) => sink.append(recordWith(value)));

    await expect(sink.append(recordWith('3'))).rejects.toThrow('too many records wait for the log');

    answer.resolve(undefined);
    await Promise.all([first, ...waiting]);
    expect(transport.written).toEqual(['0', '1', '2']);
  });

  it('given a sink that does not resend, when a send is cut off, then its outcome is unknown and nothing behind it is sent', async () => {
    const cut = Promise.withResolvers<never>();
    const transport = new ScriptedTransport([() => cut.promise]);
    const sink = sinkOn(transport, { resend: false });
    const first = sink.append(recordWith('0'));
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    const behind = sink.append(recordWith('1'));
    behind.catch(() => undefined);
    cut.reject(new Error('the connection was closed'));

    await expect(first).rejects.toBeInstanceOf(UnknownOutcomeError);
    await expect(behind).rejects.toBeInstanceOf(NotAppendedError);
    await expect(sink.append(recordWith('2'))).rejects.toBeInstanceOf(NotAppendedError);
    expect(transport).toMatchObject({ sends: [['0']], resets: 1 });
  });

  it('given a sink that does not resend, when some records are confirmed, then only the others are in doubt', async () => {
    const transport = new ScriptedTransport([
      async (records, write) => (await write(records)).map((position, at) => (at === 1 ? undefined : position)),
    ]);
    const sink = sinkOn(transport, { resend: false });

    const outcomes = await Promise.allSettled(valuesUpTo(3).map((value) => sink.append(recordWith(value))));

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('given a log that is down, when closed, then it ends once what waited has been refused', async () => {
    const transport = new ScriptedTransport(Array.from({ length: 20 }, () => unreachable));
    const sink = sinkOn(transport, { deadlineMs: 120 });
    const outcome = expect(sink.append(recordWith('0'))).rejects.toBeInstanceOf(NotAppendedError);

    await sink.close();

    await outcome;
    expect(transport.isClosed).toBe(true);
  });

  it('given records that wait, when closed, then they are written first, and later ones are refused', async () => {
    const transport = new ScriptedTransport();
    const sink = sinkOn(transport);
    const appended = Promise.all(valuesUpTo(3).map((value) => sink.append(recordWith(value))));

    await sink.close();

    expect(transport).toMatchObject({ written: ['0', '1', '2'], isClosed: true });
    await expect(appended).resolves.toHaveLength(3);
    await expect(sink.append(recordWith('3'))).rejects.toBeInstanceOf(NotAppendedError);
  });
});
