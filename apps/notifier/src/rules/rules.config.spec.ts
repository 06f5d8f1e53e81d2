import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ConfigError, loadConfig } from '@app/platform';
import { describe, expect, it } from '@jest/globals';

import { RulesConfig } from './rules.config.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'rules-'));
const FAILED = { channels: ['email'], title: 'Payment failed', body: '{transaction_id}: {reason}' };
const DAILY = { at: '21:00', channels: ['sms'], title: 'Today', body: '{amount} {currency} on {date}' };

function load(content: string): RulesConfig {
  const path = join(FOLDER, 'rules.json');
  writeFileSync(path, content);
  return loadConfig(RulesConfig, { NOTIFICATION_RULES: path });
}

function reasonFor(content: unknown): string {
  return reasonOf(() => load(typeof content === 'string' ? content : JSON.stringify(content)));
}

function reasonOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ reason }) => reason).join();
    throw error;
  }
  throw new Error('it was accepted');
}

describe('the file of rules', () => {
  it('given no file, when loaded, then no rule is on', () => {
    expect(loadConfig(RulesConfig, {}).configured).toBeUndefined();
    expect(load('{}').configured).toEqual([]);
  });

  it('given rules with all their settings, when loaded, then these are on, and no other', () => {
    const both = { 'notify-when-transaction-failed': { ...FAILED, to: 'merchant' }, 'daily-summary': DAILY };
    expect(load(JSON.stringify(both)).configured).toMatchObject([
      { definition: { name: 'notify-when-transaction-failed' }, settings: { ...FAILED, to: 'merchant' } },
      { definition: { name: 'daily-summary' }, settings: DAILY },
    ]);
    expect(load(JSON.stringify({ 'daily-summary': { ...DAILY, currency: 'IRR' } })).configured).toHaveLength(1);
  });

  it('given much that is wrong, when loaded, then all of it is said at once, each with its place', () => {
    const file = {
      'notify-when-transaction-fails': FAILED,
      'notify-when-transaction-failed': { channels: [], title: ' ', body: '{amuont}', to: 'both', cc: 'x' },
      'daily-summary': { at: '24:00', channels: ['sms', 'fax'], currency: 'rial', body: '{amount' },
    };

    expect(reasonFor(file).split('\n').sort()).toEqual(
      [
        'names a file of rules that is not valid:',
        '    #/notify-when-transaction-fails is not a rule; there are: notify-when-transaction-failed, daily-summary',
        '    #/notify-when-transaction-failed/cc is not a setting of this rule',
        '    #/notify-when-transaction-failed/channels must be a list of at least one of sms, email, telegram, webhook',
        '    #/notify-when-transaction-failed/title must be a text of 1 to 200 characters',
        '    #/notify-when-transaction-failed/body has no placeholder {amuont}; there are: {transaction_id}, {amount}, {currency}, {reason}, {merchant_id}, {user_id}, {occurred_at}',
        '    #/notify-when-transaction-failed/to must be one of user, merchant',
        '    #/daily-summary/at must be a time of day from 00:00 to 23:59, such as 21:00',
        '    #/daily-summary/channels must name only sms, email, telegram, webhook',
        '    #/daily-summary/currency must be a currency by its ISO 4217 code, such as IRR',
        '    #/daily-summary/title must be a text of 1 to 200 characters',
        '    #/daily-summary/body has a brace that belongs to no placeholder',
      ].sort(),
    );
  });

  it.each([
    ['a channel twice', { ...DAILY, channels: ['sms', 'sms'] }, '#/daily-summary/channels names a channel twice'],
    ['a time without a zero', { ...DAILY, at: '9:00' }, '#/daily-summary/at must be a time of day'],
    ['a number for a time', { ...DAILY, at: 21 }, '#/daily-summary/at must be a time of day'],
    ['a title of two lines', { ...DAILY, title: 'a\nb' }, '#/daily-summary/title holds characters that do not print'],
    ['NUL in the body', { ...DAILY, body: 'a\0b' }, '#/daily-summary/body holds characters that do not print'],
    [
      'a title that is too long',
      { ...DAILY, title: 'x'.repeat(201) },
      '#/daily-summary/title must be a text of 1 to 200',
    ],
    ['a list for its settings', [], '#/daily-summary must be an object of settings'],
  ])('given %s, when loaded, then it is said', (_, settings, reason) => {
    expect(reasonFor({ 'daily-summary': settings })).toContain(reason);
  });

  it.each([
    ['{"daily-summary": {\n"at" "21:00"}}', 'names a file that is not JSON (line 2 column 6)'],
    ['', 'names a file that is not JSON'],
    ['[]', '# must be an object of rules'],
  ])('given the file %j, when loaded, then it is refused', (content, reason) => {
    expect(reasonFor(content)).toContain(reason);
  });

  it('given a file that is not there, when loaded, then it is said', () => {
    const act = (): unknown => loadConfig(RulesConfig, { NOTIFICATION_RULES: join(FOLDER, 'none.json') });
    expect(reasonOf(act)).toBe('names a file that cannot be read');
  });
});
