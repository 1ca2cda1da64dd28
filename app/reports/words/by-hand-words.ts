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
