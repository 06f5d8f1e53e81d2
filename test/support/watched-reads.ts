import { atLeast } from './read-stack.js';
import type { LiveTraffic } from './live-traffic.js';

interface Meta {
  readonly lag_ms: number;
  readonly completeness: string;
  readonly generation: number;
}

interface SummariesBody {
  readonly buckets: readonly {
    readonly currency: string;
    readonly received: { readonly count: number; readonly amount: string };
    readonly processed: { readonly count: number };
  }[];
  readonly meta: Meta;
}

interface ListBody {
  readonly items: readonly { readonly transaction_id: string }[];
  readonly meta: Meta;
}

const PAGE = 50;

/**
 * Reads a day, a list, the newest transaction and one that is not there, over and over, and notes whatever is wrong: an
 * answer that fails, a sum that falls back, a generation whose marked row is another one's.
 */
export class WatchedReads {
  readonly wrong: string[] = [];
  reads = 0;
  longestLagMs = 0;
  private count = 0;
  private stopping = false;
  /** Those that were read, one after the other, of `summaries` and `list`. */
  readonly generations = { summaries: [] as number[], list: [] as number[] };
  private readonly reading: Promise<void>;

  /** @param markedAmount what the marked row, in EUR, says in a generation of summaries */
  constructor(
    private readonly url: string,
    private readonly traffic: LiveTraffic,
    private readonly markedAmount: (generation: number) => string,
  ) {
    this.reading = this.read();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.reading;
  }

  private async read(): Promise<void> {
    while (!this.stopping) {
      await this.readDay();
      await this.readList();
      await this.readNewest();
      await this.expectStatus('/v1/transactions/nobody', 404);
    }
  }

  private async readDay(): Promise<void> {
    const body = (await this.json('/v1/summaries?from=2026-03-01&to=2026-04-01')) as SummariesBody | undefined;
    if (body === undefined) return;
    this.look('summaries', body.meta);
    const live = body.buckets.find(({ currency }) => currency === 'USD');
    const [received, settled] = [live?.received.count ?? 0, live?.processed.count ?? 0];
    if (received < this.count) this.wrong.push(`the day fell back from ${String(this.count)} to ${String(received)}`);
    if (settled > received) this.wrong.push(`${String(settled)} settled of ${String(received)}`);
    this.count = received;
    const marked = body.buckets.find(({ currency }) => currency === 'EUR')?.received.amount;
    if (marked !== this.markedAmount(body.meta.generation)) {
      this.wrong.push(`generation ${String(body.meta.generation)} says ${String(marked)}`);
    }
  }

  private async readList(): Promise<void> {
    const body = (await this.json(`/v1/transactions?currency=USD&limit=${String(PAGE)}`)) as ListBody | undefined;
    if (body === undefined) return;
    this.look('list', body.meta);
    const ids = new Set(body.items.map(({ transaction_id: id }) => id));
    if (ids.size !== PAGE) this.wrong.push(`a page of ${String(ids.size)}`);
  }

  private async readNewest(): Promise<void> {
    const { newest } = this.traffic;
    if (newest !== undefined) await this.expectStatus(`/v1/transactions/${newest.id}`, 200, atLeast(newest.position));
  }

  private look(what: 'summaries' | 'list', { generation, completeness, lag_ms: lag }: Meta): void {
    if (this.generations[what].at(-1) !== generation) this.generations[what].push(generation);
    if (completeness !== 'complete') this.wrong.push(`${what}: ${completeness}`);
    this.longestLagMs = Math.max(this.longestLagMs, lag);
  }

  private async json(path: string): Promise<unknown> {
    return (await this.expectStatus(path, 200))?.json();
  }

  private async expectStatus(
    path: string,
    status: number,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response | undefined> {
    const answer = await fetch(this.url + path, { headers });
    this.reads += 1;
    if (answer.status === status) return answer;
    this.wrong.push(`${path}: ${String(answer.status)} ${await answer.text()}`);
    return undefined;
  }
}
