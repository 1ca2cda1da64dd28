import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { BudgetOrder, Committed } from '../../app/runtime/ports/budgets.ts';
import { aPlace } from '../support/hosted.ts';
import { aHeader, anId, creation } from '../support/rows.ts';
import type { Stores } from './stores.ts';

const NO_LIMITS = { runUsd: null, monthUsd: null };
const MONTH = '2026-12';

function anOrder(part: Partial<BudgetOrder> = {}): BudgetOrder {
  const repository = Math.floor(Math.random() * 2 ** 40);
  const place = { run: anId(), repository, month: MONTH, key: 'train', attempt: 1 };
  return { ...place, usd: 1, limits: NO_LIMITS, ...part };
}

/** What runs spend and may spend, on one account for all replicas. */
export function describeBudgetsContract(stores: Stores): void {
  it('never sets aside more than a limit, however many launches two replicas try at once', async () => {
    const { store, other } = stores();
    const first = anOrder();
    const limits = { runUsd: null, monthUsd: 10.5 };
    const orders = Array.from({ length: 50 }, (_, at) =>
      anOrder({ ...first, run: `${first.run}${at % 7}`, key: `s${at}`, limits }),
    );
    const answers = await Promise.all(
      orders.map((order, at) => (at % 2 === 0 ? store : other).budgets.commit(order)),
    );
    expect(answers.filter(isCommitted)).toHaveLength(10);
    const { month } = await other.budgets.standing(first);
    expect(month).toEqual({ spentUsd: 0, setAsideUsd: 10 });
    const over = answers.find((answer) => !isCommitted(answer));
    expect(over).toEqual({
      type: 'over',
      by: 'month',
      spentUsd: 0,
      setAsideUsd: 10,
      limitUsd: 10.5,
    });
  });

  it('sets aside once for an attempt, and nothing where either limit does not allow it', async () => {
    const { store, other } = stores();
    const order = anOrder({ usd: 4, limits: { runUsd: 5, monthUsd: 100 } });
    const both = [store.budgets.commit(order), other.budgets.commit(order)];
    expect(await Promise.all(both)).toEqual([{ type: 'committed' }, { type: 'committed' }]);
    const next = { ...order, attempt: 2 };
    expect(await other.budgets.commit(next)).toEqual({
      type: 'over',
      by: 'per-run',
      spentUsd: 0,
      setAsideUsd: 4,
      limitUsd: 5,
    });
    const standing = { spentUsd: 0, setAsideUsd: 4 };
    expect(await store.budgets.standing(order)).toEqual({ run: standing, month: standing });
    const open = await other.budgets.open(1_000_000);
    const { run, key, attempt, repository, month, usd } = order;
    const own = open.filter((each) => each.run === run);
    expect(own).toEqual([{ run, key, attempt, repository, month, usd }]);
  });

  it('lets an attempt take all of a limit, whatever its binary digits are', async () => {
    const { store } = stores();
    for (const usd of [4.1, 0.07, 0.29]) {
      const limits = { runUsd: usd, monthUsd: usd };
      const order = anOrder({ usd, limits });
      expect(await store.budgets.commit(order)).toEqual({ type: 'committed' });
      const more = { ...order, key: 'more', usd: 0.000001 };
      expect(await store.budgets.commit(more)).toMatchObject({ type: 'over' });
    }
  });

  it('turns what was set aside into what was spent once, and grows with what costs more', async () => {
    const { store, other } = stores();
    const order = anOrder({ usd: 4 });
    await store.budgets.commit(order);
    const cost = (usd: number, isFinal: boolean) => [{ key: 'train', attempt: 1, usd, isFinal }];
    const standing = async () => (await other.budgets.standing(order)).month;
    await other.budgets.settle(order.run, cost(1, false));
    expect(await standing()).toEqual({ spentUsd: 0, setAsideUsd: 4 });
    await store.budgets.settle(order.run, cost(6, false));
    expect(await standing()).toEqual({ spentUsd: 0, setAsideUsd: 6 });
    await Promise.all([
      store.budgets.settle(order.run, cost(5, true)),
      other.budgets.settle(order.run, cost(5, true)),
    ]);
    expect(await standing()).toEqual({ spentUsd: 5, setAsideUsd: 0 });
    await store.budgets.settle(order.run, cost(9, false));
    expect(await standing()).toEqual({ spentUsd: 5, setAsideUsd: 0 });
    expect(await store.budgets.commit(order)).toEqual({ type: 'committed' });
    expect((await store.budgets.open(1_000_000)).filter(({ run }) => run === order.run)).toEqual(
      [],
    );
  });

  it('forgets what a run spent with the run, and not what its month did', async () => {
    const { store } = stores();
    const number = Math.floor(Math.random() * 1e9);
    const past = (of: number) =>
      aHeader({ number: of, hosted: aPlace(8), createdAt: -9, endedAt: -9, sha: anId() });
    const old = past(number);
    await store.commit([creation(old), creation(past(number + 1))]);
    const order = anOrder({ run: old.id, usd: 2 });
    await store.budgets.commit(order);
    await store.budgets.settle(old.id, [{ key: 'train', attempt: 1, usd: 2, isFinal: true }]);
    expect(await store.garbage.forgetRuns(0)).toContain(old.id);
    const { run, month } = await store.budgets.standing(order);
    expect(run.spentUsd).toBe(0);
    expect(month.spentUsd).toBe(2);
  });

  it('says what a list of all its entries says, whatever comes in which order', async () => {
    const { store, other } = stores();
    await fc.assert(
      fc.asyncProperty(fc.array(moves, { maxLength: 25 }), async (those) => {
        const base = anOrder();
        const book = new Book();
        for (const [at, { kind, key, cents, limit }] of those.entries()) {
          const { budgets } = at % 2 === 0 ? store : other;
          const limits = { runUsd: limit, monthUsd: null };
          if (kind === 'commit') {
            const order = { ...base, key, usd: cents / 100, limits };
            expect((await budgets.commit(order)).type).toBe(book.commit(key, cents, limit));
          } else {
            const isFinal = kind === 'final';
            await budgets.settle(base.run, [{ key, attempt: 1, usd: cents / 100, isFinal }]);
            book.settle(key, cents, isFinal);
          }
          const { run, month } = await budgets.standing(base);
          expect(month).toEqual(run);
          expect(Math.round(run.spentUsd * 100)).toBe(book.sum(false));
          expect(Math.round(run.setAsideUsd * 100)).toBe(book.sum(true));
        }
      }),
      { numRuns: 20 },
    );
  });
}

const moves = fc.record({
  kind: fc.constantFrom('commit', 'commit', 'open', 'final'),
  key: fc.constantFrom('a', 'b', 'c'),
  cents: fc.integer({ min: 1, max: 900 }),
  limit: fc.option(fc.integer({ min: 1, max: 20 }), { nil: null }),
});

/** A second opinion, which knows no accounts. */
class Book {
  readonly #entries = new Map<string, { cents: number; isOpen: boolean }>();

  sum(isOpen: boolean): number {
    const those = [...this.#entries.values()].filter((entry) => entry.isOpen === isOpen);
    return those.reduce((sum, { cents }) => sum + cents, 0);
  }

  commit(key: string, cents: number, limit: number | null): Committed['type'] {
    if (this.#entries.has(key)) return 'committed';
    const then = this.sum(true) + this.sum(false) + cents;
    if (limit !== null && then > limit * 100) return 'over';
    this.#entries.set(key, { cents, isOpen: true });
    return 'committed';
  }

  settle(key: string, cents: number, isFinal: boolean): void {
    const entry = this.#entries.get(key);
    if (entry?.isOpen !== true) return;
    entry.cents = isFinal ? cents : Math.max(entry.cents, cents);
    entry.isOpen = !isFinal;
  }
}

function isCommitted({ type }: Committed): boolean {
  return type === 'committed';
}
