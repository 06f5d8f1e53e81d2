import { Temporal } from 'temporal-polyfill/full';

import type { BucketRule, WeekStart } from './bucket-rule.js';
import { plusDays } from './zones.fixture.js';

const PERSIAN = new Intl.DateTimeFormat('en-u-ca-persian', {
  timeZone: 'UTC',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
});

const WEEKDAY: Readonly<Record<WeekStart, number>> = { monday: 1, saturday: 6, sunday: 7 };

const labelsByRule = new WeakMap<BucketRule, Map<string, string>>();

/** Key of the bucket in which a date lies, by Temporal and Intl; kept by rule, as zones ask for the same ones. */
export function labelOf(date: string, rule: BucketRule): string {
  const labels = labelsByRule.get(rule) ?? new Map<string, string>();
  labelsByRule.set(rule, labels);
  const label = labels.get(date) ?? newLabel(date, rule);
  labels.set(date, label);
  return label;
}

function newLabel(date: string, { granularity, calendar, weekStart }: BucketRule): string {
  const inCalendar = calendar === 'persian' ? persianDate : (text: string): string => text;
  switch (granularity) {
    case 'day':
      return inCalendar(date);
    case 'month':
      return inCalendar(date).slice(0, '2026-03'.length);
    case 'week':
      return calendar === 'gregorian' && weekStart === 'monday' ? isoWeek(date) : inCalendar(backTo(date, weekStart));
  }
}

/** `1405-01-09` */
export function persianDate(date: string): string {
  const parts = new Map(PERSIAN.formatToParts(Date.parse(date)).map(({ type, value }) => [type, value]));
  return ['year', 'month', 'day'].map((part) => parts.get(part as 'day')?.padStart(2, '0')).join('-');
}

function isoWeek(date: string): string {
  const { yearOfWeek, weekOfYear } = Temporal.PlainDate.from(date);
  return `${String(yearOfWeek)}-W${String(weekOfYear).padStart(2, '0')}`;
}

function backTo(date: string, weekStart: WeekStart): string {
  const isStart = Temporal.PlainDate.from(date).dayOfWeek === WEEKDAY[weekStart];
  return isStart ? date : backTo(plusDays(date, -1), weekStart);
}
