import type { RunView } from '../../../schemas/run-view.generated.ts';
import { inlineCode } from '../markdown/inline-text.ts';
import { runNumber } from '../words/run-words.ts';

/** What to do about a run that did not succeed; null: nothing needs to be done. */
export function nextWords(view: RunView): string | null {
  const again = inlineCode(`/mlp rerun failed #${runNumber(view)}`);
  switch (view.status) {
    case 'failed':
      return `**Next:** push a fix; or, where the failure may pass by itself, comment ${again}.`;
    case 'rejected':
      return '**Next:** push a change that its gates accept.';
    case 'cancelled':
      return `**Next:** comment ${again} to run the rest of it.`;
    default:
      return null;
  }
}
