import type { Upkeep } from './upkeep.ts';
import type { DueTimer } from './ports/runs.ts';

const AT_ONCE = 500;

/** Tells runs of their timers that are due; one that changes nothing is dropped, or it would be due for ever. */
export async function fireDueTimers(
  { deps, inbox }: Upkeep,
  runs: readonly string[] | null,
): Promise<void> {
  let due: readonly DueTimer[];
  do {
    due = await deps.store.timers.due(deps.clock.now(), runs, AT_ONCE);
    await Promise.all(
      due.map(async ({ run, timer: { id, dueAt } }) => {
        const event = { type: 'timer.fired', timer: id } as const;
        const prepare = () => ({ events: [{ run, event }] });
        const [outcome] = await inbox.submit({ prepare, pace: 'soon' });
        if (outcome === 'changed') return;
        const drop = { type: 'timer.drop', run, timer: id, dueAt } as const;
        await inbox.submit({ prepare: () => ({ changes: [drop] }), pace: 'soon' });
      }),
    );
  } while (due.length === AT_ONCE);
}
