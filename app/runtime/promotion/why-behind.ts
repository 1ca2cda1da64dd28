import { holderOf } from '../../domain/model.ts';
import type { Instant, RunHeader } from '../../domain/run/run.ts';
import { registryOf } from '../../domain/scope.ts';
import type { RuntimeDeps } from '../runtime.ts';
import type { Moved } from './moved-aliases.ts';

type BehindDeps = Pick<RuntimeDeps, 'repository'> & {
  readonly store: Pick<RuntimeDeps['store'], 'registry' | 'runs'>;
};

/**
 * Why a run may not move these aliases: one of them was moved by a run of a newer commit, or on purpose after this work was
 * done, so that moving it would be going back without saying so. Null: it may. Throws when version control cannot be asked.
 */
export async function whyBehind(
  { store, repository }: BehindDeps,
  run: RunHeader,
  moved: readonly Moved[],
): Promise<string | null> {
  for (const { model, alias } of moved) {
    const current = await store.registry.alias(model, alias, registryOf(run));
    const other = current === null ? null : await store.runs.header(holderOf(current).run);
    if (current === null || other === null || other.id === run.id) continue;
    const name = `${model}@${alias}`;
    if (await wouldUndo(store, run, { other, movedAt: current.movedAt })) {
      return `${name} was set to v${current.version} by run #${other.number} since; to move it from there, ${wayOut(run, { move: 'promote', name })}`;
    }
    if ((await repository.isBehind?.(run, other)) !== true) continue;
    return `${name} is at v${current.version} of the newer commit ${(other.sha ?? '').slice(0, 10)} (run #${other.number}); to go back, ${wayOut(run, { move: 'rollback', name })}`;
  }
  return null;
}

function wayOut(
  { hosted }: RunHeader,
  { move, name }: { readonly move: 'promote' | 'rollback'; readonly name: string },
): string {
  const about = move === 'promote' ? '' : ` ${name}`;
  return hosted === undefined
    ? `run \`mlpipelines models ${move}${about}\``
    : `write \`/mlp ${move}${about}\``;
}

type Standing = { readonly other: RunHeader; readonly movedAt: Instant };

/** A command that promotes or rolls back runs at today's commit: a rerun of what was deployed from there is no newer. */
async function wouldUndo(
  { runs }: BehindDeps['store'],
  run: RunHeader,
  { other, movedAt }: Standing,
): Promise<boolean> {
  if (other.trigger !== 'promotion' || other.sha !== run.sha) return false;
  let first = run;
  for (let tries = 0; first.rerunOf !== null; tries += 1) {
    const before = tries < MOST_RERUNS ? await runs.header(first.rerunOf) : null;
    // Of work whose beginning is forgotten nobody knows that it came after.
    if (before === null) return true;
    first = before;
  }
  return first.createdAt < movedAt;
}

/** Of one run, one after the other. */
const MOST_RERUNS = 50;
