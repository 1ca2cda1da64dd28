import type { StepResult, TriggerRule } from '../../domain/statuses.ts';

type Needs = Readonly<Record<StepResult, number>>;

/** Whether `when` holds over how the direct needs ended. `rejected` counts as failed, `cancelled` as neither failed nor succeeded. */
export function triggerRuleHolds(rule: TriggerRule, needs: Needs): boolean {
  const total = Object.values(needs).reduce((sum, count) => sum + count, 0);
  const succeeded = needs.success + needs.stopped;
  const failed = needs.failure + needs.rejected;
  switch (rule) {
    case 'all-success':
      return succeeded === total;
    case 'all-done':
      return true;
    case 'all-failed':
      return failed > 0 && failed === total;
    case 'one-success':
      return succeeded > 0;
    case 'one-failed':
      return failed > 0;
    case 'none-failed':
      return failed === 0;
    case 'none-failed-min-one-success':
      return failed === 0 && succeeded > 0;
  }
}
