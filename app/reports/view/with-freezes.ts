import type { RunView } from '../../../schemas/run-view.generated.ts';

/** Steps that wait for a person say that what they would move is frozen. What was said of it already is not said twice. */
export function withFreezes(view: RunView, frozen: ReadonlyMap<string, string>): RunView {
  if (frozen.size === 0) return view;
  const steps = view.steps.map((step) => {
    const why = frozen.get(step.key);
    if (why === undefined || step.reason?.includes(why) === true) return step;
    return { ...step, reason: step.reason === null ? why : `${step.reason}; ${why}` };
  });
  return { ...view, steps };
}
