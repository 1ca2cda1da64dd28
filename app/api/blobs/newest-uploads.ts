/**
 * Of the uploads of one name, the newest goes on alone: what lies on the disk meanwhile is no more than was announced,
 * however often one link is used at once; and whose connection broke need not wait until that is noticed.
 */
export class NewestUploads {
  readonly #underWay = new Map<string, Upload>();

  /** Ends an older upload of that name, waits until nothing is left of it, and does this one. */
  async run(name: string, receive: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const older = this.#underWay.get(name);
    const ending = new AbortController();
    const over = (async () => {
      older?.end();
      await older?.over.catch(() => {});
      await receive(ending.signal);
    })();
    const upload = { end: () => ending.abort(), over };
    this.#underWay.set(name, upload);
    try {
      await over;
    } finally {
      if (this.#underWay.get(name) === upload) this.#underWay.delete(name);
    }
  }
}

type Upload = { readonly end: () => void; readonly over: Promise<void> };
