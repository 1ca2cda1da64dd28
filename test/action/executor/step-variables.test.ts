import { expect, test } from 'vitest';
import {
  inheritedVariables,
  namedVariables,
  stepVariables,
  type StepPlaces,
} from '../../../action/executor/process/environment.ts';
import { aTicket } from './begin-attempt.ts';

const PLACES: StepPlaces = {
  output: '/s/output',
  summary: '/s/summary',
  temporary: '/s/tmp',
  inputs: null,
  checkpoint: null,
};

test('a Python environment comes first in the path, as where it is active', () => {
  const inherited = { PATH: '/usr/bin', HOME: '/home/ada' };
  expect(stepVariables(aTicket({}), PLACES, inherited, '/envs/1')).toMatchObject({
    VIRTUAL_ENV: '/envs/1',
    PATH: '/envs/1/bin:/usr/bin',
    HOME: '/home/ada',
    TMPDIR: '/s/tmp',
  });
  expect(stepVariables(aTicket({}), PLACES, {}, '/envs/1')['PATH']).toBe('/envs/1/bin');
  const without = stepVariables(aTicket({}), PLACES, inherited, null);
  expect(without['PATH']).toBe('/usr/bin');
  expect('VIRTUAL_ENV' in without).toBe(false);
});

test('the path of a step that sets its own is kept behind that of its environment', () => {
  const ticket = aTicket({ env: { PATH: '/mine' } });
  expect(stepVariables(ticket, PLACES, { PATH: '/usr/bin' }, '/envs/1')['PATH']).toBe(
    '/envs/1/bin:/mine',
  );
});

test('what we say of a step wins over what it sets, and what it sets over what is there', () => {
  const ticket = aTicket({
    env: { LANG: 'C', MLPIPELINES_RUN_ID: 'other', TOKEN: 'shown' },
    secrets: { TOKEN: 'secret' },
  });
  const variables = stepVariables(ticket, PLACES, { LANG: 'de', CI: 'false' }, null);
  expect(variables).toMatchObject({
    LANG: 'C',
    CI: 'true',
    TOKEN: 'secret',
    MLPIPELINES_RUN_ID: '01jtestrun',
    MLPIPELINES_CELL: '',
    MLPIPELINES_RESUMED_FROM: '',
    GITHUB_OUTPUT: '/s/output',
    GITHUB_STEP_SUMMARY: '/s/summary',
  });
});

test('a step is told where its inputs and its checkpoint are where it has any', () => {
  const bare = stepVariables(aTicket({}), PLACES, {}, null);
  expect(Object.keys(bare).filter((name) => /INPUTS|CHECKPOINT/.test(name))).toEqual([]);
  const checkpoint = { folder: '/w/ck', ready: '/s/ready' };
  const places = { ...PLACES, inputs: '/w/inputs', checkpoint };
  expect(stepVariables(aTicket({}), places, {}, null)).toMatchObject({
    MLPIPELINES_INPUTS_DIR: '/w/inputs',
    MLPIPELINES_CHECKPOINT_DIR: '/w/ck',
    MLPIPELINES_CHECKPOINT_READY: '/s/ready',
  });
});

test('of the machine a step has the few variables that all need, and those that it names', () => {
  const machine = { PATH: '/usr/bin', http_proxy: 'p', AWS_REGION: 'r', NONE: undefined };
  expect(inheritedVariables(machine)).toEqual({ PATH: '/usr/bin', http_proxy: 'p' });
  const ticket = aTicket({ machineEnv: ['AWS_REGION', 'NONE', 'ACTIONS_RUNTIME_TOKEN'] });
  expect(namedVariables(ticket, { ...machine, ACTIONS_RUNTIME_TOKEN: 't' })).toEqual({
    AWS_REGION: 'r',
  });
  expect(namedVariables(aTicket({}), machine)).toEqual({});
});
