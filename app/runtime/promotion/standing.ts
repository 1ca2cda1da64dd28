import { isSameStanding, type ModelAlias } from '../../domain/model.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { registryOf } from '../../domain/scope.ts';
import { NotYet } from '../not-yet.ts';
import type { Registry } from '../ports/registry.ts';
import type { Moved } from './moved-aliases.ts';

/** Where aliases stood when it was asked whether they may be moved, by `model@alias`. */
export type Standing = ReadonlyMap<string, ModelAlias | null>;

/** Where these aliases stand: asked first, so that whatever moves one after the question is seen by whoever moves it. */
export async function standingOf(
  registry: Pick<Registry, 'alias'>,
  run: RunHeader,
  moved: readonly Moved[],
): Promise<Standing> {
  const standing = new Map<string, ModelAlias | null>();
  for (const { model, alias } of moved) {
    standing.set(`${model}@${alias}`, await registry.alias(model, alias, registryOf(run)));
  }
  return standing;
}

/** Throws `NotYet` where an alias was moved since it was asked whether it may be: that is asked anew. Undefined: nobody asked. */
export function requireStanding(
  standing: Standing | undefined,
  { model, alias }: Moved,
  now: ModelAlias | null,
): void {
  if (standing === undefined) return;
  const name = `${model}@${alias}`;
  if (!isSameStanding(standing.get(name) ?? null, now))
    throw new NotYet(`${name} was moved meanwhile`);
}
