import { CHANNELS } from '@app/contracts';
import { currencyExponent } from '@app/domain';
import { ValidateBy } from 'class-validator';

import { templateProblem } from './template.js';

/** As for notifications that somebody posts. */
export const LONGEST_TITLE = 200;
export const LONGEST_BODY = 10_000;

/** What is wrong with a value, worded to follow the place where it stands; undefined when nothing is. */
type Judge = (value: unknown) => string | undefined;

const setting = (judge: Judge): PropertyDecorator =>
  ValidateBy({
    name: 'setting',
    validator: {
      validate: (value) => judge(value) === undefined,
      defaultMessage: (given) => judge(given?.value) ?? 'is not valid',
    },
  });

const optional =
  (judge: Judge): Judge =>
  (value) =>
    value === undefined ? undefined : judge(value);

/** Channels of a notification, at least one and each once. */
export const ChannelsSetting = (): PropertyDecorator => setting(channelsProblem);

/** A line of text with placeholders. */
export const TitleSetting = (placeholders: readonly string[]): PropertyDecorator =>
  setting((value) => textProblem(value, LONGEST_TITLE, /\p{Cc}/u) ?? templateProblem(String(value), placeholders));

/** A text of any number of lines with placeholders. */
export const BodySetting = (placeholders: readonly string[]): PropertyDecorator =>
  setting(
    (value) => textProblem(value, LONGEST_BODY, /[^\P{Cc}\n\t]/u) ?? templateProblem(String(value), placeholders),
  );

/** `HH:MM`, from 00:00 to 23:59. */
export const TimeSetting = (): PropertyDecorator =>
  setting((value) =>
    typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/u.test(value)
      ? undefined
      : 'must be a time of day from 00:00 to 23:59, such as 21:00',
  );

/** An ISO 4217 code, or left out. */
export const OptionalCurrencySetting = (): PropertyDecorator =>
  setting(
    optional((value) =>
      typeof value === 'string' && currencyExponent(value) !== undefined
        ? undefined
        : 'must be a currency by its ISO 4217 code, such as IRR',
    ),
  );

/** One of these words, or left out. */
export const OptionalWordSetting = (...words: readonly string[]): PropertyDecorator =>
  setting(
    optional((value) => (words.some((word) => word === value) ? undefined : `must be one of ${words.join(', ')}`)),
  );

function channelsProblem(value: unknown): string | undefined {
  const known = CHANNELS.join(', ');
  if (!Array.isArray(value) || value.length === 0) return `must be a list of at least one of ${known}`;
  if (!value.every((channel) => CHANNELS.some((name) => name === channel))) return `must name only ${known}`;
  return new Set(value).size === value.length ? undefined : 'names a channel twice';
}

function textProblem(value: unknown, longest: number, forbidden: RegExp): string | undefined {
  if (typeof value !== 'string' || value.trim() === '' || value.length > longest) {
    return `must be a text of 1 to ${String(longest)} characters`;
  }
  return forbidden.test(value) || !value.isWellFormed() ? 'holds characters that do not print' : undefined;
}
