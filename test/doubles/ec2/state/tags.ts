import type { Tag } from '@aws-sdk/client-ec2';

/** The tags of a resource; a new one is shown only after a while. */
export class Tags {
  readonly #held = new Map<string, { value: string; shown: boolean }>();

  /** Answers what shows them. */
  put(tags: readonly Tag[]): () => void {
    const added = tags.map(({ Key = '', Value = '' }) => {
      const entry = { value: Value, shown: false };
      this.#held.set(Key, entry);
      return entry;
    });
    return () => {
      for (const entry of added) entry.shown = true;
    };
  }

  shown(): Tag[] {
    return [...this.#held].flatMap(([Key, { value, shown }]) =>
      shown ? [{ Key, Value: value }] : [],
    );
  }

  /** Also those that no call shows yet: what the instance itself sees, and the stand-in's owner. */
  all(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#held].map(([key, { value }]) => [key, value]));
  }
}
