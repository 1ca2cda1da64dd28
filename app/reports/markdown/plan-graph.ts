import { mermaid, type GraphLook } from './mermaid.ts';
import type { PlanStepView, PlanView } from '../view/plan-view.ts';
import { count } from '../words/step-words.ts';

const LOOKS: Readonly<Record<PlanStepView['outcome'], GraphLook>> = {
  runs: 'live',
  cached: 'good',
  rejected: 'bad',
  skipped: 'muted',
};

/** The plan as a Mermaid flowchart; a matrix step is one node with the number of its cells. */
export function planGraph(view: PlanView): string {
  const steps = new Map<string, PlanStepView[]>();
  for (const step of view.steps) {
    const cells = steps.get(step.id);
    if (cells === undefined) steps.set(step.id, [step]);
    else cells.push(step);
  }
  return mermaid(
    [...steps].map(([id, cells]) => {
      const first =
        cells.find((cell) => cell.runs) ??
        cells.find(({ outcome }) => outcome === 'rejected') ??
        cells[0];
      return {
        id,
        label: first?.cell == null ? id : `${id} × ${count(cells.length, 'cell')}`,
        needs: first?.needs ?? [],
        look: LOOKS[first?.outcome ?? 'runs'],
      };
    }),
  );
}
