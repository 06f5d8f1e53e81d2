import type { RecordPosition } from '@app/messaging';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { IngestionConfig } from '../ingestion.config.js';
import { consistencyTokenOf } from '../intake/consistency-token-of.js';

export interface AcceptedAnswer {
  readonly message: 'accepted';
  readonly notification_id: string;
  /** Absolute; of the read API. */
  readonly status_url: string;
  readonly ignored_fields?: readonly string[];
}

/** What is said of something about a notification that the log has. */
@Injectable()
export class AcceptedAnswers {
  constructor(private readonly config: IngestionConfig) {}

  /** Sets the headers and returns the body. */
  answer(reply: FastifyReply, notificationId: string, position: RecordPosition): AcceptedAnswer {
    const url = `${this.config.readApiUrl}/v1/notifications/${notificationId}`;
    reply.header('location', url);
    reply.header('consistency-token', consistencyTokenOf('notifications', [position]));
    return { message: 'accepted', notification_id: notificationId, status_url: url };
  }
}
