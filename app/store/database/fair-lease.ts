import type { Database, Query } from './database.ts';
import { dueLanes, type Lane, type Waiting } from './due-lanes.ts';

export type FairLease<Row> = {
  readonly waiting: Waiting;
  readonly limit: number;
  /** Ids of a lane that are due and that nobody holds, the longest waiting first, locked. */
  readonly pick: (query: Query, lane: Lane, most: number) => Promise<readonly string[]>;
  readonly take: (query: Query, ids: string[]) => Promise<Row[]>;
};

/** Of what is leased at once one repository has a quarter at most, where others wait too. */
const SHARE = 4;

/** Who waits alone has all of it: cells that are ready together are dispatched together. */
function shareOf(lanes: number, limit: number): number {
  return lanes === 1 ? limit : Math.ceil(limit / Math.max(lanes, SHARE));
}

/**
 * Leases in turns: installations after each other, and in each its repositories, those first whose turn was the longest
 * ago. However much of one waits, another's is leased in the next round. Each process remembers its own turns.
 */
export class Turns {
  readonly #database: Database;
  #last = new Map<string, number>();
  #count = 0;
  /** Where more have something due than are looked at together: how far the last look went, and who had something so far. */
  #after: number | null = null;
  #names = new Set<string>();

  constructor(database: Database) {
    this.#database = database;
  }

  async lease<Row>({ waiting, limit, pick, take }: FairLease<Row>): Promise<Row[]> {
    // Most polls find nothing: that must not cost a transaction.
    const { lanes: due, next } = await dueLanes(this.#database.read, waiting, this.#after);
    this.#after = next;
    this.#remember(due, next === null);
    if (due.length === 0) return [];
    const lanes = this.#inTurn(due);
    const share = shareOf(due.length, limit);
    return this.#database.transact(async (query) => {
      const ids: string[] = [];
      for (const lane of lanes) {
        if (ids.length >= limit) break;
        const picked = await pick(query, lane, Math.min(share, limit - ids.length));
        if (picked.length > 0) this.#note(lane);
        ids.push(...picked);
      }
      return ids.length === 0 ? [] : take(query, ids);
    });
  }

  /** Forgets, once all have been looked at, whom nothing is due of. */
  #remember(due: readonly Lane[], isLast: boolean): void {
    for (const lane of due) this.#names.add(homeOf(lane)).add(nameOf(lane));
    if (!isLast) return;
    this.#last = new Map([...this.#last].filter(([name]) => this.#names.has(name)));
    this.#names = new Set();
  }

  #inTurn(due: readonly Lane[]): readonly Lane[] {
    const when = (name: string) => this.#last.get(name) ?? 0;
    const homes = Map.groupBy(due, homeOf);
    const queues = [...homes]
      .toSorted(([a], [b]) => when(a) - when(b))
      .map(([, lanes]) => lanes.toSorted((a, b) => when(nameOf(a)) - when(nameOf(b))));
    const longest = Math.max(...queues.map(({ length }) => length));
    return Array.from({ length: longest }, (_, at) =>
      queues.flatMap((lanes) => lanes[at] ?? []),
    ).flat();
  }

  #note(lane: Lane): void {
    this.#count += 1;
    this.#last.set(homeOf(lane), this.#count).set(nameOf(lane), this.#count);
  }
}

function homeOf({ installation }: Lane): string {
  return `${installation}`;
}

function nameOf({ installation, repository }: Lane): string {
  return `${installation}/${repository}`;
}
