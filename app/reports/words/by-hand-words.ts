import { instantOf } from '../../domain/run/instant-text.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import { momentText } from './moment-text.ts';

/** That a run waited for nobody, who answers for that and why; null: it did not. A sentence, with text of others in it. */
export function emergencyWords({
  byHand,
  number,
}: Pick<RunView, 'byHand' | 'number'>): string | null {
  if (byHand === undefined || byHand.emergency === null) return null;
  const { by, model, version, alias, emergency } = byHand;
  const { reason, reviewBy } = emergency;
  const asked = `Emergency: ${by ?? 'somebody'} has ${model} v${version} promoted to ${alias} without an approval: ${reason}.`;
  return `${asked} Somebody else has to review it until ${momentText(instantOf(reviewBy))}: /mlp approve #${number}`;
}

/** What a run that somebody asked for has moved, once it succeeded; null: nobody asked for it. */
export function byHandWords({ byHand }: Pick<RunView, 'byHand'>): string | null {
  if (byHand === undefined) return null;
  const { kind, model, alias, version } = byHand;
  return kind === 'rollback'
    ? `${model}@${alias} is v${version} again`
    : `promoted ${model} v${version} to ${alias}`;
}
