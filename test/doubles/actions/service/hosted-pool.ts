import type { JobRunner } from '../../github/actions-backend.ts';

/** GitHub's own machines: as many jobs at once as the plan has slots, first come first served. */
export class HostedPool {
  readonly #labels: ReadonlySet<string>;
  readonly #waiting: (() => void)[] = [];
  #free: number;
  #count = 0;

  constructor(slots: number, labels: readonly string[]) {
    this.#free = slots;
    this.#labels = new Set(labels.map((label) => label.toLowerCase()));
  }

  /** Whether a job with these labels runs here; all others wait for a self-hosted runner. */
  serves(labels: readonly string[]): boolean {
    return labels.length > 0 && labels.every((label) => this.#labels.has(label.toLowerCase()));
  }

  /** Waits for a slot; null when the signal fires first. */
  async acquire(signal: AbortSignal): Promise<JobRunner | null> {
    if (signal.aborted) return null;
    if (this.#free > 0) this.#free -= 1;
    else if (!(await this.#turn(signal))) return null;
    this.#count += 1;
    return {
      id: 1_000_000 + this.#count,
      name: `GitHub Actions ${this.#count}`,
      groupId: 0,
      groupName: 'GitHub Actions',
    };
  }

  /** Hands a slot to who waits longest. */
  release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }

  #turn(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const take = () => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(take), 1);
        resolve(false);
      };
      this.#waiting.push(take);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
}
