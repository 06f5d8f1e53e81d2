import type { EventByType, EventType, NotificationRequested, Topic } from '@app/contracts';
import {
  appendAllEvents,
  PositionedReader,
  readerProblem,
  type Keyed,
  type ReadBatch,
  type ReadEvent,
} from '@app/messaging';
import { crashPoint } from '@app/platform';

import { contentId, requestData, requestEvent, type Ask, type Wording } from './request.js';
import type { Rule, RuleEngines } from './rule.js';
import { readerOfRule } from './switch-rules.js';

export interface LogRuleOptions<Type extends EventType> {
  readonly name: string;
  readonly topic: Topic;
  readonly events: readonly Type[];
  readonly wording: Wording;
  /** What is asked for because of an event, from the event alone; or the reason why nothing is, by which it is counted. */
  readonly ask: (event: EventByType<Type>) => Ask | string;
}

/**
 * A rule about events. It reads the log from its end on, and what it asks for is in the log before its position moves: after
 * a crash, a redelivery or a restore of an older database the same events give the same requests, with the same ids.
 */
export class LogRule<Type extends EventType> implements Rule {
  private readonly reader: PositionedReader;

  constructor(
    private readonly options: LogRuleOptions<Type>,
    private readonly engines: RuleEngines,
  ) {
    const reader = readerOfRule(options.name);
    const apply = (batch: ReadBatch): Promise<void> => this.apply(batch as ReadBatch<EventByType<Type>>);
    const { topic, events } = options;
    this.reader = new PositionedReader(
      { reader, group: `tidemark.${reader}`, topic, subscription: new Set(events), startAt: 'end', apply },
      engines,
    );
  }

  start(): Promise<void> {
    return this.reader.start();
  }

  stop(): Promise<void> {
    return this.reader.stop();
  }

  problem(maxLagMs: number, now: number): Promise<string | undefined> {
    return readerProblem(this.reader.health(), { admin: this.engines.admin, topic: this.options.topic }, maxLagMs, now);
  }

  private async apply({ slices }: ReadBatch<EventByType<Type>>): Promise<void> {
    const requests = slices.flatMap(({ events }) => events.flatMap((read) => this.requestOf(read) ?? []));
    await appendAllEvents(this.engines.sink, requests);
    crashPoint('notifier.rule-after-produce');
    this.engines.metrics.asked(this.options.name, requests.length);
  }

  private requestOf({ event, appendedAt }: ReadEvent<EventByType<Type>>): Keyed<NotificationRequested> | undefined {
    const { name, wording, ask } = this.options;
    const asked = ask(event);
    if (typeof asked === 'string') {
      this.engines.metrics.notAsked(name, asked);
      return undefined;
    }
    const data = requestData(name, wording, asked, new Date(appendedAt).toISOString());
    return requestEvent(contentId(data), data, asked.traceparent);
  }
}
