import { describe, expect, it } from '@jest/globals';

import type { RuntimeConfig } from '../config/runtime.config.js';
import { NestLog } from './nest-log.js';
import { PinoLog } from './pino-log.js';

const runtime: RuntimeConfig = { environment: 'test', logLevel: 'info', logFormat: 'json' };

function capture(): { readonly log: PinoLog; readonly lines: () => readonly unknown[] } {
  const written: string[] = [];
  const log = PinoLog.create('shop', runtime, { write: (line) => void written.push(line) });
  return { log, lines: () => written.map((line) => JSON.parse(line) as unknown) };
}

describe('PinoLog', () => {
  it('given a fact, when logged, then it is one JSON line with app, level and time', () => {
    const { log, lines } = capture();

    log.info({ event: 'order.accepted', orderId: 'o-1' });
    log.debug({ event: 'order.considered' });

    expect(lines()).toEqual([
      expect.objectContaining({ app: 'shop', level: 'info', event: 'order.accepted', orderId: 'o-1' }),
    ]);
  });

  it('given an error with a cause, when logged, then both are told apart', () => {
    const { log, lines } = capture();

    log.error({ event: 'order.failed', error: new Error('outer', { cause: new Error('inner') }) });

    expect(lines()).toMatchObject([{ error: { message: 'outer', cause: { message: 'inner' } } }]);
  });

  it('given a secret by mistake, when logged, then it is redacted', () => {
    const { log, lines } = capture();

    log.info({ event: 'engine.connected', password: 'hunter2', options: { token: 'hunter2' } });

    expect(JSON.stringify(lines())).not.toContain('hunter2');
  });

  it('given what Nest says, when logged, then only warnings and worse are shown', () => {
    const { log, lines } = capture();
    const nest = new NestLog(log);

    nest.log('Mapped {/, GET} route', 'RouterExplorer');
    nest.warn('Deprecated', 'Injector');
    nest.error(new Error('boom'), 'stack', 'ExceptionHandler');

    expect(lines()).toMatchObject([
      { level: 'warn', event: 'nest', message: 'Deprecated', context: 'Injector' },
      { level: 'error', event: 'nest', error: { message: 'boom' }, context: 'ExceptionHandler' },
    ]);
  });
});
