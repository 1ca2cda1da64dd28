import { expect, test } from 'vitest';
import { approvalLines } from '../../../app/reports/check/approval-lines.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { aPlan, anApproval, aStep } from '../../support/build-plan.ts';
import { renderMarkdown, textOf } from '../render-markdown.ts';
import { aHeader, aStep as aRow } from '../../support/rows.ts';

const PLAN = aPlan([
  aStep('train'),
  aStep('deploy', {
    approval: anApproval({ reviewers: ['@acme/ml', 'cat'], count: 2, environment: 'production' }),
  }),
  aStep('notify', { approval: anApproval() }),
]);

function lines(reason: string | null, state: 'approval' | 'over' = 'approval'): string {
  const header = aHeader({ status: 'waiting', number: 12 });
  const steps = [
    aRow('deploy', { state, reason, order: 1 }),
    aRow('notify', { state, reason: null, order: 2 }),
  ];
  const view = makeRunView({ header, steps, attempts: [], plan: PLAN, models: [], aliases: [] });
  const markdown = approvalLines(view, PLAN).join('\n\n');
  return textOf(renderMarkdown(markdown)).replaceAll(/\s+/g, ' ').trim();
}

test('what waits says what is needed of whom, what is left, and how it is said', () => {
  const why = 'waits for 2 more approvals; the approval by dan no longer counts: it was taken back';
  expect(lines(why)).toBe(
    [
      `deploy needs 2 approvals for production by acme/ml or cat, whoever of them had no hand in the change: it ${why}`,
      'notify needs 1 approval by people with write access who had no hand in the change',
      'Press Approve or Reject here, or comment /mlp approve 12 or /mlp reject 12 in a pull request of this repository. No machine waits.',
    ].join(' '),
  );
});

test('nothing is needed of anybody where nothing waits', () => {
  expect(lines(null, 'over')).toBe('');
});
