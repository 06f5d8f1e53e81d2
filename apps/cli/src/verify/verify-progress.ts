/** How far a verification is: records read, over all that is to be read, the log once and once more for each read model. */
export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
}
export type ProgressListener = (progress: Progress) => void;

export class VerifyProgress {
  private done = 0;

  constructor(
    private readonly listener: ProgressListener | undefined,
    private readonly total: number,
  ) {}

  /** @returns what is to be told of the records read in a stage */
  of(stage: string): (records: number) => void {
    return (records) => {
      this.done += records;
      this.listener?.({ stage, done: this.done, total: this.total });
    };
  }
}
