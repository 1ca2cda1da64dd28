import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { appStatements } from './app-statements.ts';

const STATEMENTS = appStatements();
const GRANTED = new Set(Object.values(STATEMENTS).flatMap(({ actions }) => actions));

describe('what the App may do on AWS', () => {
  test('is every call that the code makes', () => {
    const called = calls();
    expect(called.length).toBeGreaterThan(8);
    expect(called.filter((action) => !GRANTED.has(action))).toEqual([]);
  });

  test('is named one by one, and nothing but looking is free of conditions', () => {
    expect([...GRANTED].filter((action) => action.includes('*'))).toEqual([]);
    const free = Object.entries(STATEMENTS).filter(([, each]) => each.conditions.length === 0);
    const acts = free.flatMap(([sid, { actions, resources }]) =>
      actions.filter((action) => !/:(?:Describe|Get)/.test(action)).map(() => [sid, resources]),
    );
    // What a machine is made of: none of these is made or ended by starting one.
    const used = ['capacity-reservation/*', 'group/*', 'image/*', 'launch-template/*'];
    const all = [...used, 'security-group/*', 'snapshot/*', 'spot-instances-request/*', 'subnet/*'];
    expect(new Map(acts as [string, unknown][])).toEqual(new Map([['UseWhatIsThere', all]]));
  });

  test('is to end what carries the tag, and to tag what is being made', () => {
    expect(STATEMENTS['EndOwnMachines']).toEqual({
      actions: ['ec2:GetConsoleOutput', 'ec2:TerminateInstances'],
      resources: ['instance/*'],
      conditions: ['StringLike aws:ResourceTag/mlp:controller'],
    });
    const tagging = Object.values(STATEMENTS).filter(({ actions }) =>
      actions.includes('ec2:CreateTags'),
    );
    expect(tagging.map(({ conditions }) => conditions)).toEqual([
      [
        'StringEquals ec2:CreateAction CreateFleet CreateLaunchTemplate RunInstances',
        'StringLike aws:RequestTag/mlp:controller',
      ],
      [
        'ForAllValues:StringEquals aws:TagKeys mlp:hold-until',
        'StringLike aws:ResourceTag/mlp:controller',
      ],
    ]);
  });
});

const SERVICES: Readonly<Record<string, string>> = {
  '@aws-sdk/client-ec2': 'ec2',
  '@aws-sdk/client-pricing': 'pricing',
  '@aws-sdk/client-service-quotas': 'servicequotas',
};

/** The actions behind all commands and paginators that the code imports. */
function calls(): readonly string[] {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'runner-provisioner'])
    .toString()
    .split('\n')
    .filter((file) => file.endsWith('.ts'));
  const found = files.flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(/import \{([^}]+)\} from '(@aws-sdk\/[^']+)'/g),
    ].flatMap(([, names = '', from = '']) =>
      [...names.matchAll(/\b(?:paginate(\w+)|(\w+)Command)\b/g)].map(
        ([, paged, sent]) => `${SERVICES[from] ?? from}:${paged ?? sent}`,
      ),
    ),
  );
  return [...new Set(found)];
}
