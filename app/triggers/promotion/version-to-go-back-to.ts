import { deletionOf, type AliasMove } from '../../domain/model.ts';
import type { Scope } from '../../domain/scope.ts';
import type { Registry } from '../../runtime/ports/registry.ts';

export type WayBack = {
  readonly model: string;
  readonly alias: string;
  /** Null: the version before. */
  readonly to: number | null;
};

/** The version that a rollback goes to: one that the alias has held. A text says why there is none, as a sentence. */
export async function versionToGoBackTo(
  registry: Pick<Registry, 'history' | 'marks'>,
  asked: WayBack,
  scope: Scope,
): Promise<number | string> {
  const { model, alias, to } = asked;
  const moves = await registry.history(model, scope, { alias });
  const marks = await registry.marks(model, scope);
  const kept = moves.filter(
    ({ version }, at) => at === 0 || deletionOf(marks, { model, version }) === null,
  );
  return chosen(asked, to === null ? kept : moves);
}

/** `moves`: of the alias, the newest first. */
function chosen({ model, alias, to }: WayBack, moves: readonly AliasMove[]): number | string {
  const name = `\`${model}@${alias}\``;
  const [current] = moves;
  if (current === undefined) return `${name} has never pointed anywhere.`;
  const held = [...new Set(moves.map(({ version }) => version))];
  const wanted = to ?? held.find((each) => each !== current.version);
  if (wanted === undefined) {
    return `${name} has held v${current.version} alone; there is nothing to go back to.`;
  }
  if (wanted === current.version) return `${name} is at v${wanted} already.`;
  if (held.includes(wanted)) return wanted;
  const shown = held.slice(0, MOST_SHOWN).map((each) => `v${each}`);
  return `${name} has never held v${wanted}. It has held ${shown.join(', ')}.`;
}

const MOST_SHOWN = 20;
