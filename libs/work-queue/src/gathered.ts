/** Enough for one statement; more would only make its rows wait for each other. */
const MOST_TOGETHER = 1_000;

interface Waiting<Request, Answer> {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One call for many requests: the first goes at once, those that come while a call is under way go together in the next.
 * No fixed delay, and never two calls at one time.
 */
export class Gathered<Request, Answer> {
  private readonly waiting: Waiting<Request, Answer>[] = [];
  private running = false;

  /** @param ask answers each request, in their order; when it rejects, all of them are rejected */
  constructor(private readonly ask: (requests: readonly Request[]) => Promise<readonly Answer[]>) {}

  request(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ request, resolve, reject });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    // What is asked in this turn of the event loop goes together.
    await new Promise(setImmediate);
    while (this.waiting.length > 0) await this.askOnce(this.waiting.splice(0, MOST_TOGETHER));
    this.running = false;
  }

  private async askOnce(together: readonly Waiting<Request, Answer>[]): Promise<void> {
    try {
      const answers = await this.ask(together.map(({ request }) => request));
      if (answers.length !== together.length) throw new Error('each request has one answer');
      for (const [at, { resolve }] of together.entries()) resolve(answers[at] as Answer);
    } catch (error) {
      for (const { reject } of together) reject(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
