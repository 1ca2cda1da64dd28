import { expect, test } from 'vitest';
import type { PlanStep } from '../../app/domain/plan.ts';
import { aGate, anApproval, aPlan, aRequest, aStep } from '../support/build-plan.ts';
import { DrivenRun } from '../support/drive-run.ts';

const promote = [{ from: 'register', alias: 'production' }];
const deploy = (given: Partial<PlanStep> = {}): DrivenRun =>
  DrivenRun.of([aStep('deploy', { approval: anApproval(), promote, ...given })]);
const decision = (by: string, standsFor: string | null) =>
  ({
    type: 'approval.decided',
    at: 5,
    key: 'deploy',
    by,
    standsFor,
    decision: 'approved',
    comment: null,
  }) as const;
const promoted = (refused: string | null) =>
  ({ type: 'model.promoted', at: 9, key: 'deploy', attempt: 1, refused }) as const;

test('a run waits for its approval without a machine, then runs, then promotes', () => {
  const run = deploy();
  expect(run.run.header.status).toBe('waiting');
  expect(run.effects).toEqual([]);
  run.decideApproval('deploy', 'approved');
  expect(run.stateOf('deploy')).toBe('starting');
  run.succeed('deploy');
  expect(run.stateOf('deploy')).toBe('promoting');
  expect(run.effects.map(({ id }) => id)).toEqual([
    'r1/deploy/1/step.start',
    'r1/deploy/1/model.promote',
  ]);
  run.send(promoted(null));
  expect(run.run.header.status).toBe('succeeded');
});

test('a failed run promotes nothing', () => {
  const run = deploy();
  run.decideApproval('deploy', 'approved');
  run.fail('deploy');
  expect(run.effects.map(({ kind }) => kind)).not.toContain('model.promote');
  expect(run.run.header.status).toBe('failed');
});

test('a gate that fails promotes nothing', () => {
  const run = deploy({ gates: [aGate('quality')] });
  run.decideApproval('deploy', 'approved');
  run.succeed('deploy', { metrics: { auc: 0.1 } });
  expect(run.run.header.status).toBe('rejected');
  expect(run.effects.map(({ kind }) => kind)).not.toContain('model.promote');
});

test('a step that only promotes needs no attempt', () => {
  const run = deploy({ action: { type: 'none' } });
  run.decideApproval('deploy', 'approved');
  expect(run.row('deploy')).toMatchObject({ state: 'promoting', attempt: 0 });
  run.send({ ...promoted('someone moved it'), attempt: 0 });
  expect(run.row('deploy')).toMatchObject({
    result: 'failure',
    reason: 'nothing was promoted: someone moved it',
  });
});

test('one rejection rejects the step and the run', () => {
  const run = deploy({ approval: anApproval({ count: 2 }) });
  run.decideApproval('deploy', 'approved', 'ada');
  run.decideApproval('deploy', 'rejected', 'bob');
  expect(run.row('deploy')).toMatchObject({ result: 'rejected', reason: 'bob rejected it' });
  expect(run.run.header.status).toBe('rejected');
});

test('two approvals must come from two people', () => {
  const run = deploy({ approval: anApproval({ count: 2 }) });
  run.decideApproval('deploy', 'approved', 'ada');
  expect(run.row('deploy').reason).toBe('waits for 1 more approval');
  expect(run.decideApproval('deploy', 'approved', 'Ada')).toBeNull();
  run.decideApproval('deploy', 'approved', 'bob');
  expect(run.stateOf('deploy')).toBe('starting');
});

test('an approval that is taken back no longer counts, and may be given again', () => {
  const run = deploy({ approval: anApproval({ count: 2 }) });
  const withdrawn = (by: string) =>
    run.send({ type: 'approval.withdrawn', at: 5, key: 'deploy', by });
  expect(withdrawn('ada')).toBeNull();
  run.decideApproval('deploy', 'approved', 'ada');
  expect(withdrawn('bob')).toBeNull();
  withdrawn('Ada');
  expect(run.row('deploy')).toMatchObject({ approvals: [], reason: 'waits for 2 more approvals' });
  run.decideApproval('deploy', 'approved', 'bob');
  run.decideApproval('deploy', 'approved', 'ada');
  expect(run.stateOf('deploy')).toBe('starting');
  expect(withdrawn('ada')).toBeNull();
});

test('who is known by number is the same under another name, and another under the same', () => {
  const run = deploy({ approval: anApproval({ count: 3 }) });
  const say = (by: string, byId: number) => run.send({ ...decision(by, null), byId });
  say('ada', 1);
  expect(say('lovelace', 1)).toBeNull();
  say('ada', 2);
  expect(run.row('deploy').reason).toBe('waits for 1 more approval');
  run.send({ type: 'approval.withdrawn', at: 5, key: 'deploy', by: 'ada', byId: 1 });
  expect(run.row('deploy').approvals).toMatchObject([{ by: 'ada', byId: 2 }]);
});

test('an approval from before people were known by number counts beside none that is, and is taken back by name', () => {
  const run = deploy({ approval: anApproval({ count: 2 }) });
  run.send(decision('ada', null));
  run.send({ ...decision('lovelace', null), byId: 1 });
  expect(run.row('deploy')).toMatchObject({
    approvals: [{ by: 'lovelace', byId: 1 }],
    reason: 'waits for 1 more approval',
  });
  const older = deploy({ approval: anApproval({ count: 2 }) });
  older.send(decision('ada', null));
  older.send({ type: 'approval.withdrawn', at: 5, key: 'deploy', by: 'ada', byId: 1 });
  expect(older.row('deploy').approvals).toEqual([]);
});

test('only reviewers decide, by name or as one of a team', () => {
  const approval = anApproval({ reviewers: ['@acme/ml-leads', 'octocat'], count: 2 });
  const run = deploy({ approval });
  expect(run.send(decision('eve', null))).toBeNull();
  expect(run.send(decision('eve', '@acme/interns'))).toBeNull();
  expect(run.send(decision('Octocat', null))).not.toBeNull();
  expect(run.send(decision('bob', '@acme/ml-leads'))).not.toBeNull();
  expect(run.stateOf('deploy')).toBe('starting');
});

test('an approval that nobody gives in time is a rejection', () => {
  const run = deploy();
  run.fire('approval', 'deploy');
  expect(run.row('deploy')).toMatchObject({
    result: 'rejected',
    reason: 'no one approved it in time',
  });
});

test('on a laptop what deploys is skipped, and says how to run it', () => {
  const options = { ...aRequest().options, deploy: false };
  const steps = [
    aStep('deploy', { promote }),
    aStep('tell', { needs: ['deploy'], when: 'all-done' }),
  ];
  const run = new DrivenRun(aPlan(steps), aRequest({ options }));
  expect(run.row('deploy').result).toBe('skipped');
  expect(run.row('deploy').reason).toContain('--deploy');
  expect(run.stateOf('tell')).toBe('starting');
});

test('a begun promotion outlives a cancel, and the run may still succeed', () => {
  const run = deploy();
  run.decideApproval('deploy', 'approved');
  run.succeed('deploy');
  run.cancel(true);
  expect(run.stateOf('deploy')).toBe('promoting');
  run.send(promoted(null));
  expect(run.run.header.status).toBe('succeeded');
});

test('work that ends well while it is being stopped promotes nothing', () => {
  const run = deploy();
  run.decideApproval('deploy', 'approved');
  run.start('deploy');
  run.cancel();
  run.succeed('deploy');
  expect(run.run.header.status).toBe('cancelled');
  expect(run.effects.map(({ kind }) => kind)).not.toContain('model.promote');
});
