import { describe, expect, test } from 'vitest';
import { applyGrants, withoutSecrets } from '../../../app/compile/grants/apply-grants.ts';
import { planOf } from '../../support/compile-text.ts';

const train = (inside: string) => planOf(`name: churn\nsteps:\n  train:\n    run: x\n${inside}`);
const GATED = train(
  '    metrics: m.json\n    gates: { auc: { metric: auc, op: ">=", value: 0.8 } }\n',
);

describe('what grants', () => {
  test('gives a step only the secrets that the default branch gives to it', () => {
    const head = train('    env: { A: "${{ secrets.KEY }}", B: "${{ secrets.OTHER }}" }\n');
    const granting = train('    env: { Z: "${{ secrets.KEY }}" }\n');
    const { plan, notYet } = applyGrants(head, granting);
    expect(plan.steps[0]?.secrets).toEqual({ A: 'KEY' });
    expect(plan.steps[0]?.withheld).toMatch(
      /^train wants the secret OTHER, which .* default branch does not give .* must not choose its secrets\. Merge that change first/,
    );
    expect(notYet).toEqual(['train gets OTHER once the default branch grants it']);
    expect(applyGrants(head, null).plan.steps[0]?.secrets).toEqual({});
    expect(withoutSecrets(head, head).steps[0]?.secrets).toEqual({});
    expect(withoutSecrets(head, head).steps[0]?.withheld).toMatch(
      /^train wants the secrets KEY, OTHER, but this commit is not trusted, so it gets no secrets\./,
    );
    const { withheld: _, ...rest } = withoutSecrets(head, head).steps[0] ?? {};
    expect(rest).toEqual({ ...head.steps[0], secrets: {} });
    expect(withoutSecrets(train(''), train('')).steps[0]).not.toHaveProperty('withheld');
    const unwritten = planOf('name: churn\nsteps: { fit: { run: x } }');
    expect(withoutSecrets(train(''), unwritten)).toEqual(train(''));
  });

  test('lets a change ask for less money at once, and for more once it is merged', () => {
    const spending = (budget: string) => planOf(`name: churn\n${budget}steps: { fit: { run: x } }`);
    const sixty = spending('budget: { per-run: 60 USD, on-exceed: require-approval }\n');
    const ten = spending('budget: { per-run: 10 USD }\n');
    const none = spending('');
    const later = 'the budget stays that of the default branch until this is merged';
    const ask = { perRunUsd: 60, onExceed: 'ask' };
    const strict = { perRunUsd: 10, onExceed: 'fail' };
    const given = (head: typeof none, granting: typeof none | null) => {
      const { plan, notYet } = applyGrants(head, granting);
      return { budget: plan.budget, notYet };
    };
    expect(given(ten, sixty)).toEqual({ budget: strict, notYet: [] });
    expect(given(sixty, ten)).toEqual({ budget: strict, notYet: [later] });
    expect(given(none, sixty)).toEqual({ budget: ask, notYet: [later] });
    expect(given(sixty, none)).toEqual({ budget: ask, notYet: [] });
    expect(given(sixty, null)).toEqual({ budget: ask, notYet: [] });
    expect(applyGrants(none, none).plan).not.toHaveProperty('budget');
  });

  test('gives a step only the variables of a machine that the default branch gives to it', () => {
    const head = train(
      '    env: { HF_HOME: , AWS_SECRET_ACCESS_KEY: , A: "${{ secrets.KEY }}" }\n',
    );
    const granting = train('    env: { HF_HOME: , A: "${{ secrets.KEY }}" }\n');
    const { plan, notYet } = applyGrants(head, granting);
    expect(plan.steps[0]).toMatchObject({ machineEnv: ['HF_HOME'], secrets: { A: 'KEY' } });
    expect(plan.steps[0]?.withheld).toMatch(
      /^train wants the variable AWS_SECRET_ACCESS_KEY of its machine, which .* default branch does not give .* must not choose what it reads of a machine\. Merge/,
    );
    expect(notYet).toEqual(['train gets AWS_SECRET_ACCESS_KEY once the default branch grants it']);
    expect(applyGrants(head, null).plan.steps[0]).not.toHaveProperty('machineEnv');
    expect(applyGrants(head, head)).toEqual({ plan: head, missing: [], notYet: [] });
  });

  test('gives code that nobody answers for nothing of a machine', () => {
    const plan = train('    env: { HF_HOME: , A: "${{ secrets.KEY }}" }\n');
    const [step] = withoutSecrets(applyGrants(plan, plan).plan, plan).steps;
    expect(step).not.toHaveProperty('machineEnv');
    expect(step?.withheld).toMatch(
      /^train wants the secret KEY and the variable HF_HOME of its machine, but this commit is not trusted, so it gets neither secrets nor/,
    );
  });

  test('changes nothing of the default branch itself', () => {
    const plan = train('    env: { A: "${{ secrets.KEY }}" }\n');
    expect(applyGrants(plan, plan)).toEqual({ plan, missing: [], notYet: [] });
    expect(applyGrants(GATED, GATED).plan).toEqual(GATED);
  });

  test('holds a change to the gates of both: stricter at once, looser when merged', () => {
    const looser = train(
      '    metrics: m.json\n    gates: { auc: { metric: auc, op: ">=", value: 0.1 }, f1: { metric: f1, op: ">", value: 0 } }\n',
    );
    const { plan, notYet } = applyGrants(looser, GATED);
    expect(notYet).toEqual([
      'train is held to auc as the default branch has it, until this change is merged',
    ]);
    expect(plan.steps[0]?.gates.map(({ id, test }) => [id, test])).toMatchObject([
      ['auc', { value: 0.8 }],
      ['auc (as changed)', { value: 0.1 }],
      ['f1', { value: 0 }],
    ]);
    expect(applyGrants(train(''), GATED).plan.steps[0]?.gates).toEqual(GATED.steps[0]?.gates);
  });

  test('says nothing of a gate that is as it was beside one that is changed', () => {
    const both = (auc: string, f1: string) =>
      train(
        `    metrics: m.json\n    gates: { auc: { metric: auc, op: ">=", value: ${auc} }, f1: { metric: f1, op: ">", value: ${f1} } }\n`,
      );
    expect(applyGrants(both('0.8', '0.1'), both('0.8', '0.5')).notYet).toEqual([
      'train is held to f1 as the default branch has it, until this change is merged',
    ]);
  });

  test('misses a step whose gates are gone with it', () => {
    const renamed = planOf('name: churn\nsteps: { fit: { run: x } }');
    expect(applyGrants(renamed, GATED).missing).toEqual(['train']);
    expect(applyGrants(renamed, train('')).missing).toEqual([]);
    expect(applyGrants(train(''), GATED).missing).toEqual([]);
  });

  test('takes the approval from the default branch where that has the step', () => {
    const deploy = (approval: string) =>
      planOf(`name: churn\nsteps:\n  deploy:\n    run: x\n${approval}`);
    const asked = deploy('    approval: { environment: production, reviewers: [ada] }\n');
    expect(applyGrants(deploy(''), asked).plan.steps[0]?.approval?.reviewers).toEqual(['ada']);
    expect(applyGrants(deploy(''), asked).notYet).toEqual([
      'deploy is approved as the default branch says, until this change is merged',
    ]);
    expect(applyGrants(asked, null).plan.steps[0]?.approval?.reviewers).toEqual(['ada']);
  });

  test.each([
    ['asks nobody any more', ''],
    ['lets anyone approve', '    approval: { environment: production }\n'],
    [
      'lets one more approve',
      '    approval: { environment: production, reviewers: [ada, bob, mallory], count: 2 }\n',
    ],
    [
      'lets another approve',
      '    approval: { environment: production, reviewers: [ada, mallory], count: 2 }\n',
    ],
    [
      'lets fewer approve',
      '    approval: { environment: production, reviewers: [ada, bob], count: 1 }\n',
    ],
  ])('holds a step to its approval where a change %s', (_, approval) => {
    const deploy = (with_: string) =>
      planOf(`name: churn\nsteps:\n  deploy:\n    run: x\n${with_}`);
    const asked = deploy(
      '    approval: { environment: production, reviewers: [ada, bob], count: 2 }\n',
    );
    const { plan, notYet } = applyGrants(deploy(approval), asked);
    expect(plan.steps[0]?.approval).toEqual(asked.steps[0]?.approval);
    expect(notYet).toEqual([
      'deploy is approved as the default branch says, until this change is merged',
    ]);
    // The other way round it is stricter, and holds once it is merged as well.
    expect(applyGrants(asked, deploy(approval)).plan.steps[0]?.approval).toEqual(
      deploy(approval).steps[0]?.approval,
    );
  });
});
