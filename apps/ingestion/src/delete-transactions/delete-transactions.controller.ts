import { ProblemError } from '@app/platform';
import { Controller, Delete, HttpCode, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';

import { problemOfAppend, UNKNOWN_OUTCOME } from '../intake/append-problem.js';
import { consistencyTokenOf } from '../intake/consistency-token-of.js';
import { DeleteTransactions } from './delete-transactions.command.js';

/** For testing: only there with ALLOW_DATA_RESET (see the module). */
@Controller()
export class DeleteTransactionsController {
  constructor(private readonly commands: CommandBus) {}

  @Delete('api/delete-transactions')
  @HttpCode(202)
  async delete(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ readonly message: string }> {
    try {
      const positions = await this.commands.execute(new DeleteTransactions(new Date().toISOString()));
      reply.header('consistency-token', consistencyTokenOf('transactions', positions));
      return { message: 'accepted' };
    } catch (error) {
      // One partition that was not reached says nothing of the others.
      throw problemOfAppend(error) === undefined ? error : new ProblemError(UNKNOWN_OUTCOME, { cause: error });
    }
  }
}
