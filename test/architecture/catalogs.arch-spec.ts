import { EVENT_CATALOG } from '@app/contracts';
import { describe, expect, it } from '@jest/globals';

import { foldersOf, nameOf, sourceFiles, textOf } from './source-files.js';

/** `TransactionReceived.v1` → `transaction-received.v1` */
function fileNameOf(eventType: string): string {
  return eventType.replaceAll(/(?<=[a-z])(?=[A-Z])/gu, '-').toLowerCase();
}

describe('the lists that grow', () => {
  it('given the event files, when compared, then each is in EVENT_CATALOG and named after its type', () => {
    const files = sourceFiles('libs/contracts/src/events/*.v*.ts')
      .map(nameOf)
      .filter((name) => /\.v\d+$/u.test(name));

    expect(EVENT_CATALOG.map(({ type }) => fileNameOf(type)).sort()).toEqual(files);
  });

  it('given the event types, when compared, then none is there twice', () => {
    const types = EVENT_CATALOG.map(({ type }) => type);

    expect(new Set(types).size).toBe(types.length);
  });

  it('given the policy files, when compared, then each is imported by the list of policies', () => {
    const list = textOf('apps/processor/src/policies/index.ts');
    const missing = sourceFiles('apps/processor/src/policies/*.policy.ts')
      .map(nameOf)
      .filter((name) => !list.includes(`'./${name}.js'`));

    expect(missing).toEqual([]);
  });

  it('given the sender files, when compared, then each is imported by the list of senders', () => {
    const list = textOf('apps/notifier/src/senders/index.ts');
    const missing = sourceFiles('apps/notifier/src/senders/*.sender.ts')
      .map(nameOf)
      .filter((name) => !list.includes(`'./${name}.js'`));

    expect(missing).toEqual([]);
  });

  it('given the apps, when compared, then compose and the Procfile run each of them', () => {
    const apps = foldersOf('apps').filter((app) => app !== 'cli');
    const mains = apps.map((app) => `dist/apps/${app}/src/main.js`);
    const compose = textOf('docker-compose.yml');

    // Alone, or after flags of Node's.
    const isRun = (main: string): boolean => new RegExp(String.raw`\[(?:--[\w=-]+, )*${main}\]`, 'u').test(compose);
    expect(mains.filter((main) => !isRun(main))).toEqual([]);
    expect(mains.filter((main) => !textOf('Procfile').includes(main))).toEqual([]);
  });
});
