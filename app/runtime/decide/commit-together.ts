import type { Change, Commit, Store } from '../ports/store.ts';

type Waiting = {
  readonly changes: readonly Change[];
  readonly done: (committed: Promise<Commit>) => void;
};

/**
 * Commits what arrives while another commit is under way in one transaction: the disk is waited for once, not for each.
 * Every answer comes after its changes are on the disk. What cannot be committed spoils it for nobody else.
 */
export class CommitTogether {
  readonly #store: Pick<Store, 'commit'>;
  #waiting: Waiting[] = [];
  #isWorking = false;

  constructor(store: Pick<Store, 'commit'>) {
    this.#store = store;
  }

  commit(changes: readonly Change[]): Promise<Commit> {
    return new Promise((resolve) => {
      this.#waiting.push({ changes, done: resolve });
      if (!this.#isWorking) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    while (this.#waiting.length > 0) {
      // What arrives in the same turn of the loop belongs together.
      await new Promise((resolve) => setImmediate(resolve));
      const together = this.#waiting;
      this.#waiting = [];
      await this.#commitAll(together);
    }
    this.#isWorking = false;
  }

  async #commitAll(together: readonly Waiting[]): Promise<void> {
    const all = this.#store.commit(together.flatMap(({ changes }) => changes));
    const isCommitted = await all.then(
      ({ type }) => type === 'committed',
      () => false,
    );
    if (isCommitted || together.length === 1) {
      for (const { done } of together) done(all);
      return;
    }
    for (const one of together) await this.#commitAll([one]);
  }
}
