import { printJson, printLine, printTable } from '../print.js';
import type { ParkedRecord } from './parked-record.js';
import { shownBytes, shownError, shownKey, shownMessage } from './shown-bytes.js';

/** For a program: bytes as base64. */
export function printRecordAsJson({ key, value, headers, appendedAt, parkedAt, ...record }: ParkedRecord): void {
  const { reader, topic, partition, offset, errorClass, message, waiting, behind } = record;
  printJson({
    ...{ reader, topic, partition, offset },
    key: key?.toString('base64') ?? null,
    value: value?.toString('base64') ?? null,
    headers: Object.fromEntries([...headers].map(([name, bytes]) => [name, bytes.toString('base64')])),
    appended_at: appendedAt.toISOString(),
    parked_at: parkedAt.toISOString(),
    error_class: errorClass,
    message,
    waiting,
    behind: behind.map((it) => ({ offset: it.offset, error_class: it.errorClass })),
  });
}

export function printRecord(record: ParkedRecord): void {
  const { reader, topic, partition, offset, key, value, headers, behind, waiting } = record;
  printLine(`${reader} ${topic} ${partition} ${offset}`);
  printTable([
    ['  key', shownKey(key)],
    ['  appended', record.appendedAt.toISOString()],
    ['  parked', record.parkedAt.toISOString()],
    ['  error', shownError(record.errorClass, record.message, 2_000)],
  ]);
  printLine('headers');
  printTable([...headers].map(([name, bytes]) => [`  ${shownMessage(name)}`, shownBytes(bytes).join(' ')]));
  printLine(value === null ? 'value: none' : `value, ${value.length} bytes`);
  for (const line of value === null ? [] : shownBytes(value)) printLine(`  ${line}`);
  printLine(waiting === 0 ? 'nothing waits behind it' : `${waiting} of its key wait behind it`);
  for (const it of behind) printLine(`  ${it.offset} ${it.errorClass}`);
  if (waiting > behind.length) printLine(`  and ${waiting - behind.length} more`);
}
