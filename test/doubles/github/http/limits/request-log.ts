import type { Cost } from './costs.ts';

export type LoggedRequest = {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** `graphql` for GraphQL; null for what no operation answers. */
  readonly operationId: string | null;
  /** Of the API, as the client asked for it; null: it left it to GitHub. */
  readonly version: string | null;
  readonly auth: string;
  readonly status: number;
  readonly resource: Cost['resource'];
  readonly content: string | null;
};

/** Every API request the stand-in answered, to be counted by kind. */
export class RequestLog {
  #list: LoggedRequest[] = [];

  add(request: LoggedRequest): void {
    this.#list.push(request);
  }

  list(): readonly LoggedRequest[] {
    return [...this.#list];
  }

  /** How many requests have all of these; a 304 is free, so it is no `core` request. */
  count(like: Partial<LoggedRequest> = {}): number {
    const wanted = Object.entries(like) as [keyof LoggedRequest, unknown][];
    return this.#list.filter((request) => wanted.every(([key, value]) => request[key] === value))
      .length;
  }

  /** How often each operation was called, most first. */
  byOperation(): Readonly<Record<string, number>> {
    return counts(
      this.#list.map(({ operationId, method, path }) => operationId ?? `${method} ${path}`),
    );
  }

  /** How many content-creating requests of each kind succeeded. */
  byContent(): Readonly<Record<string, number>> {
    const made = this.#list.filter(({ status }) => status < 300);
    return counts(made.flatMap(({ content }) => content ?? []));
  }

  clear(): void {
    this.#list = [];
  }
}

function counts(keys: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return Object.fromEntries([...counts].sort((a, b) => b[1] - a[1]));
}
