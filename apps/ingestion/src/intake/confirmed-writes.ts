import type { RecordPosition } from '@app/messaging';
import { ProblemError } from '@app/platform';
import { Injectable } from '@nestjs/common';
import { CommandBus, type Command } from '@nestjs/cqrs';

import { problemOfAppend, type AppendProblem } from './append-problem.js';
import { IntakeMetrics, type Posted } from './intake-metrics.js';

export type Written =
  { readonly ok: true; readonly position: RecordPosition } | { readonly ok: false; readonly problem: AppendProblem };

/** Runs commands that write one record each, and counts what became of what was posted. */
@Injectable()
export class ConfirmedWrites {
  constructor(
    private readonly commands: CommandBus,
    private readonly metrics: IntakeMetrics,
  ) {}

  async write(posted: Posted, command: Command<RecordPosition>): Promise<Written> {
    try {
      const position = await this.commands.execute(command);
      this.metrics.count(posted, 'accepted');
      return { ok: true, position };
    } catch (error) {
      const problem = problemOfAppend(error);
      if (problem === undefined) throw error;
      this.metrics.count(posted, problem.code);
      return { ok: false, problem };
    }
  }

  /** @throws ProblemError when the log did not confirm the write */
  async confirm(posted: Posted, command: Command<RecordPosition>): Promise<RecordPosition> {
    const written = await this.write(posted, command);
    if (!written.ok) throw new ProblemError(written.problem);
    return written.position;
  }
}
