import type { AttemptId } from '../../../app/runtime/ports/attempts.ts';
import type { DispatchRows, OrderedAttempt } from '../../../app/runtime/ports/hosted/dispatches.ts';
import { machineLabel } from '../../../app/runtime/ports/hosted/machine-label.ts';
import type { LeftRunner, Runners } from '../../../app/runtime/ports/hosted/runners.ts';
import { aPlace } from '../../support/hosted.ts';
import { anId } from '../../support/rows.ts';

/** `machine`: whose runner took it. */
type Job = { readonly of: AttemptId; machine: string | null; isOver: boolean };

/** What a runner comes to: it is too old, it finds no job, or it has one. */
export type Found = 'too-old' | 'none' | AttemptId;

/** GitHub as machines meet it: one job for each attempt, with a label of its own, which one runner of that label gets. */
export class DayGitHub {
  readonly #jobs = new Map<string, Job>();
  readonly #labels = new Map<number, string>();
  readonly #names = new Map<number, string>();
  #newest = 330;
  #oldest = 330;
  #runner = 0;

  /** As one process of the App reaches it, which remembers the newest program. */
  runners(): Runners {
    let known: number | null = null;
    return {
      register: async (_repository, { name, label }) => {
        this.#runner += 1;
        this.#names.set(this.#runner, name);
        this.#labels.set(this.#runner, label);
        return { id: this.#runner, configuration: String(this.#runner) };
      },
      remove: async (_repository, runner) => void this.#labels.delete(runner),
      clear: async (_repository, name) => {
        for (const [runner, known] of this.#names) if (known === name) this.#labels.delete(runner);
      },
      left: async () => this.left(),
      program: async (_repository, _arch, anew) => {
        if (anew) known = null;
        known ??= this.#newest;
        const version = `2.${known}.0`;
        return { version, url: `https://example.com/${version}`, sha256: '0'.repeat(64) };
      },
    };
  }

  /** Runners that had no job and were not removed. */
  left(): readonly LeftRunner[] {
    const { repository } = aPlace();
    return [...this.#labels.keys()].map((id) => ({
      repository,
      id,
      name: this.#names.get(id) ?? '',
      isBusy: false,
    }));
  }

  /** A new runner is out, and those before it get no jobs any more. */
  retire(): void {
    this.#newest += 1;
    this.#oldest = this.#newest;
  }

  /** Has jobs for what may be dispatched. */
  async dispatch(dispatches: DispatchRows, now: number): Promise<void> {
    for (const order of await dispatches.waiting(100))
      await this.#dispatchOne(dispatches, order, now);
  }

  /** Its job ended by itself, or was cancelled: whoever is asked to look at an attempt that is over does that. */
  end({ run, key, attempt }: AttemptId): void {
    for (const job of this.#jobs.values()) {
      const { of } = job;
      const isIts = of.run === run && of.key === key && of.attempt === attempt;
      if (isIts && job.machine !== null) job.isOver = true;
    }
  }

  /** Jobs that machines took, and that GitHub shows as running. */
  running(): readonly { readonly of: AttemptId; readonly machine: string }[] {
    return [...this.#jobs.values()].flatMap(({ of, machine, isOver }) =>
      machine === null || isOver ? [] : [{ of, machine }],
    );
  }

  /** A runner of this version starts. */
  run(configuration: string, version: string): Found {
    const runner = Number(configuration);
    const label = this.#labels.get(runner);
    if (Number(version.split('.')[1]) < this.#oldest) return 'too-old';
    const job = this.#jobs.get(label ?? '');
    if (job === undefined || job.machine !== null) return 'none';
    job.machine = this.#names.get(runner) ?? '';
    this.#labels.delete(runner);
    return job.of;
  }

  async #dispatchOne(
    dispatches: DispatchRows,
    { of, job }: OrderedAttempt,
    now: number,
  ): Promise<void> {
    const { repository } = aPlace();
    const order = { repository, sha: 'a'.repeat(40), ref: 'refs/heads/main', secrets: [] };
    const dispatch = { id: anId(), run: of.run, order, state: { type: 'gathered' } } as const;
    if (!(await dispatches.gather(dispatch, [of], now))) return;
    this.#jobs.set(machineLabel(job.hint), { of, machine: null, isOver: false });
    const workflowRun = this.#jobs.size;
    const sent = { type: 'sent', workflowRun, workflowSha: order.sha, idleSince: null } as const;
    await dispatches.save({ ...dispatch, state: sent }, null);
  }
}
