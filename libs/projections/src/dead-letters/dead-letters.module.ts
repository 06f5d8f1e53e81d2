import { Module } from '@nestjs/common';

import { DeadLettersController } from './dead-letters.controller.js';
import { ListDeadLettersHandler } from './list-dead-letters.handler.js';

/** What could not be applied, of every reader. */
@Module({ controllers: [DeadLettersController], providers: [ListDeadLettersHandler] })
export class DeadLettersModule {}
