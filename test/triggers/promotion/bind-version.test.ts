import { expect, test } from 'vitest';
import { bindVersion } from '../../../app/triggers/promotion/bind-version.ts';
import { aPlan, aPlanStep } from '../../reports/build-run.ts';
import { aModelVersion } from '../../support/rows.ts';

const register = aPlanStep('register', {
  needs: ['train'],
  action: {
    type: 'register',
    register: {
      model: 'churn',
      metrics: null,
      alias: null,
      from: { type: 'output', step: 'train', name: 'model' },
    },
  },
});
const input = { step: 'register', output: 'model', path: null, writable: false, optional: false };
const deploy = aPlanStep('deploy', {
  needs: ['evaluate', 'register'],
  inputs: { model: input },
  promote: [{ from: 'register', alias: 'production' }],
});
const PLAN = aPlan([aPlanStep('train'), aPlanStep('evaluate'), register, deploy]);
const version = aModelVersion({ model: 'churn', version: 3 });

test('the step that promotes an alias is all that is left, with the version in the place of what would be registered', () => {
  const bound = bindVersion(PLAN, { version, alias: 'production' });
  expect(bound).toMatchObject({
    type: 'bound',
    plan: { steps: [{ id: 'register' }, { id: 'deploy', needs: ['register'] }] },
    reuse: {
      register: {
        run: version.run,
        row: {
          state: 'over',
          result: 'success',
          outputs: { version: 3 },
          artifacts: { model: version.artifact },
          takenFrom: { run: version.run, key: version.key },
        },
      },
    },
  });
});

test('a step that takes the model from where it was made is given the version', () => {
  const direct = { ...deploy, inputs: { model: { ...input, step: 'train' } } };
  const bound = bindVersion(aPlan([register, direct]), { version, alias: 'production' });
  expect(bound).toMatchObject({
    step: { inputs: { model: { step: 'register', output: 'model' } } },
  });
});

test('what is given anything beside the model is refused by name, and so is what no step promotes', () => {
  const fed = { ...deploy, inputs: { ...deploy.inputs, test: { ...input, step: 'data' } } };
  expect(bindVersion(aPlan([register, fed]), { version, alias: 'production' })).toEqual({
    type: 'refused',
    reason: 'the input test of deploy is not the model, and only the model is at hand',
  });
  expect(bindVersion(PLAN, { version, alias: 'staging' })).toEqual({
    type: 'refused',
    reason: 'churn has no step that promotes churn@staging',
  });
});
