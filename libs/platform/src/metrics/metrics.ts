import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

interface MetricSpec<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[];
}

/** The Prometheus metrics of one app. A registry of its own, so that several apps can live in one process (tests). */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  counter<Label extends string = never>({ name, help, labels = [] }: MetricSpec<Label>): Counter<Label> {
    return new Counter({ name, help, labelNames: [...labels], registers: [this.registry] });
  }

  /** `read` is asked at scrape time, for values that something else already keeps. */
  gauge<Label extends string = never>(
    { name, help, labels = [] }: MetricSpec<Label>,
    read?: (gauge: Gauge<Label>) => void | Promise<void>,
  ): Gauge<Label> {
    return new Gauge<Label>({
      name,
      help,
      labelNames: [...labels],
      registers: [this.registry],
      ...(read === undefined
        ? {}
        : {
            collect() {
              return read(this);
            },
          }),
    });
  }

  /** Buckets are upper bounds in the unit of the name, seconds for `…_seconds`. */
  histogram<Label extends string = never>(
    { name, help, labels = [] }: MetricSpec<Label>,
    buckets: readonly number[],
  ): Histogram<Label> {
    return new Histogram({ name, help, labelNames: [...labels], buckets: [...buckets], registers: [this.registry] });
  }

  /** All of them in Prometheus' text format. */
  expose(): Promise<string> {
    return this.registry.metrics();
  }
}
