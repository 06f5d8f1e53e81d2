import type { EventType, Topic } from '@app/contracts';
import { applyDecorators, Catch, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';

import type { ReaderOptions } from '../reader/reader-options.js';

/** Nest's id of the log as a transport. */
export const LOG_TRANSPORT = Symbol('tidemark.log');

export interface LogReaderMetadata extends Pick<ReaderOptions, 'startAt'> {
  /** Whose positions they are; also the pattern by which Nest knows the handler. */
  readonly reader: string;
  readonly group: string;
  readonly topic: Topic;
  readonly events: readonly EventType[];
}

/** Nest's own filter would put "Internal server error" in the place of the error that decides between parking and retrying. */
@Catch()
class RethrowingFilter implements RpcExceptionFilter {
  catch(exception: unknown): Observable<never> {
    return throwError(() => exception);
  }
}

/** The method applies batches (`ReadBatch`) of these events; what it throws rolls the batch back. */
export function LogReader(metadata: LogReaderMetadata): MethodDecorator {
  return applyDecorators(
    EventPattern(metadata.reader, LOG_TRANSPORT, { logReader: metadata }) as MethodDecorator,
    UseFilters(new RethrowingFilter()),
  );
}
