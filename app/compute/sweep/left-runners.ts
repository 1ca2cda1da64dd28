import { encodeTime } from 'ulid';
import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { LeftRunner, Runners } from '../../runtime/ports/hosted/runners.ts';
import { eachAlone } from '../../runtime/each-alone.ts';
import type { Provisioning } from '../machines-deps.ts';

type LeftDeps = Pick<Provisioning, 'store' | 'warn'> & {
  readonly runners: Pick<Runners, 'left' | 'remove'>;
  readonly clock: Pick<Provisioning['clock'], 'now'>;
};

/** So often, and so far apart are the two looks before one is removed. */
const EVERY_MS = 15 * 60_000;
/** GitHub removes by itself a runner that had no job for a day. */
const SINCE_MS = 2 * 86_400_000;

/**
 * Runners at GitHub whose machine is gone: whoever should have removed one was killed, or GitHub was away. Only those that
 * bear the name of a machine of this store, since another App's may bear such a name too, and only where two looks in a row
 * found them: the row of a machine that is gone now may have been written after GitHub was asked.
 */
export class LeftRunners {
  readonly #deps: LeftDeps;
  #dueAt: Instant = 0;
  #before: ReadonlySet<string> = new Set();

  constructor(deps: LeftDeps) {
    this.#deps = deps;
  }

  /** Looks, where that is due. Never throws: what cannot be done for one is told, and done for the others. */
  async look(): Promise<void> {
    const { clock, warn } = this.#deps;
    const now = clock.now();
    if (now < this.#dueAt) return;
    this.#dueAt = now + EVERY_MS;
    try {
      const left = await this.#left(now);
      const again = left.filter(({ name }) => this.#before.has(name));
      this.#before = new Set(left.map(({ name }) => name));
      await eachAlone(
        again,
        ({ repository, id }) => this.#deps.runners.remove(repository, id),
        (error, { name }) => warn(`the runner ${name} could not be removed: ${String(error)}`, {}),
      );
    } catch (error) {
      warn(`runners that are left could not be looked for: ${String(error)}`, {});
    }
  }

  async #left(now: Instant): Promise<readonly LeftRunner[]> {
    const { store, runners } = this.#deps;
    const runs = await store.machines.runsSince(idAt(now - SINCE_MS));
    const repositories = new Map<number, RepositoryRef>();
    for (const run of runs) {
      const repository = (await store.runs.header(run))?.hosted?.repository;
      if (repository !== undefined) repositories.set(repository.id, repository);
    }
    if (repositories.size === 0) return [];
    const found = await runners.left([...repositories.values()]);
    const gone = new Set(await store.machines.goneOf(found.map(({ name }) => name)));
    // One that is at work ends with its job.
    return found.filter(({ name, isBusy }) => !isBusy && gone.has(name));
  }
}

/** Machines that were wished for later have greater ids. */
function idAt(at: Instant): string {
  return `mlp-${encodeTime(Math.max(0, at)).toLowerCase()}`;
}
