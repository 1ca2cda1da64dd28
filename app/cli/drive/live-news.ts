import type { AttemptReport } from '../../../schemas/attempt-report.generated.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { LiveSample, LiveStep } from '../terminal/live-step.ts';

const MAX_SAMPLES = 400;

/** What steps tell while they run, kept for a live view: the last line and the newest live metrics of each. */
export class LiveNews {
  readonly #steps = new Map<string, { lastLine: string | null; samples: LiveSample[] }>();

  get steps(): ReadonlyMap<string, LiveStep> {
    return this.#steps;
  }

  lines(key: string, lines: Extract<AttemptReport, { type: 'output' }>['lines']): void {
    const last = lines.findLast(({ text }) => text.trim() !== '');
    if (last !== undefined) this.#of(key).lastLine = last.text;
  }

  samples(key: string, samples: readonly LiveSample[]): void {
    const kept = this.#of(key);
    kept.samples = [...kept.samples, ...samples].slice(-MAX_SAMPLES);
  }

  /** A step that is over shows what came of it. */
  forgetEnded({ steps }: Pick<RunView, 'steps'>): void {
    for (const { key, result } of steps) if (result !== null) this.#steps.delete(key);
  }

  #of(key: string) {
    const known = this.#steps.get(key);
    if (known !== undefined) return known;
    const made = { lastLine: null, samples: [] };
    this.#steps.set(key, made);
    return made;
  }
}
