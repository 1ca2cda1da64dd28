import type { JobStep } from '../../github/actions-backend.ts';

type Entry = { -readonly [Key in keyof JobStep]: JobStep[Key] };
export type StepConclusion = NonNullable<JobStep['conclusion']>;

/** The list of steps that GitHub shows of a job. Tells the whole list at each change. */
export class StepBoard {
  readonly #entries: Entry[] = [];
  readonly #tell: (steps: readonly JobStep[]) => void;
  readonly #now: () => number;

  constructor(tell: (steps: readonly JobStep[]) => void, now: () => number) {
    this.#tell = tell;
    this.#now = now;
  }

  /** Appends a step that is still to come; answers its number. */
  plan(name: string): number {
    const number = this.#entries.length + 1;
    this.#entries.push({
      number,
      name,
      status: 'queued',
      conclusion: null,
      startedAt: null,
      completedAt: null,
    });
    return number;
  }

  begin(number: number, name?: string): void {
    this.#change(number, {
      status: 'in_progress',
      startedAt: this.#now(),
      ...(name !== undefined && { name }),
    });
  }

  end(number: number, conclusion: StepConclusion): void {
    const startedAt = this.#entries[number - 1]?.startedAt ?? this.#now();
    this.#change(number, { status: 'completed', conclusion, startedAt, completedAt: this.#now() });
  }

  #change(number: number, change: Partial<Entry>): void {
    const entry = this.#entries[number - 1];
    if (entry === undefined) throw new Error(`the job has no step ${number}`);
    Object.assign(entry, change);
    this.#tell(this.#entries.map((item) => ({ ...item })));
  }
}
