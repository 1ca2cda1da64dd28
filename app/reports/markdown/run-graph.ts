import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import { groupCells } from '../view/matrix-rows.ts';
import { mermaid, type GraphLook } from './mermaid.ts';
import { count, stepWords } from '../words/step-words.ts';

/** A run as a Mermaid flowchart: each step with how it stands; a matrix step is one node with the number of its cells. */
export function runGraph(view: RunView): string {
  return mermaid(
    groupCells(view.steps).map(({ step, cells }) => ({
      id: step.id,
      label: `${step.id}${cells.length === 0 ? '' : ` × ${count(cells.length, 'cell')}`}: ${stepWords(step).word}`,
      needs: step.needs,
      look: lookOf(step),
    })),
  );
}

function lookOf(step: StepView): GraphLook {
  if (step.result === 'success' || step.result === 'stopped') return 'good';
  if (step.result === 'failure' || step.result === 'rejected') return 'bad';
  const isIdle = step.result !== null || ['waiting', 'ready', 'held'].includes(step.state);
  return isIdle ? 'muted' : 'live';
}
