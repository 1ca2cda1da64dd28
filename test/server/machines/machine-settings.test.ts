import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadMachineSettings } from '../../../app/server/machines/load-machine-settings.ts';
import { readMachineSettings } from '../../../app/server/machines/read-machine-settings.ts';
import { IdentityAuthority } from '../../doubles/ec2/imds/identity-authority.ts';
import { freshFolder } from '../../support/fresh-folder.ts';

const REGION = 'us-east-1: { subnets: [subnet-0a1b2c3d], security-group: sg-0a1b2c3d }';
const WHOLE = `
regions:
  us-west-2:
    subnets: [subnet-0a1b2c3d, subnet-0a1b2c3e]
    security-group: sg-0a1b2c3d
    instance-profile: pipelines-debug
    image: ami-0a1b2c3d4e5f60718
  ${REGION}
types: ['g5.*', '*.2xlarge']
certificates: stand-in.pem
tags: { cost-center: ml }
pricing:
  discount: 0.72
  table:
    date: 2026-11-29
    regions:
      us-east-1: { on-demand: { g5.xlarge: 1.006 }, gp3: { gib: 0.08 } }
runner-group: machines
`;

const told = (text: string) =>
  readMachineSettings(text).problems.map(
    ({ line, message, hint }) => `${line}: ${message} (${hint})`,
  );

describe('the file of machines', () => {
  test('says where machines may be, in its order, and as what', () => {
    expect(readMachineSettings(WHOLE)).toEqual({
      settings: {
        regions: [
          {
            name: 'us-west-2',
            subnets: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'],
            securityGroup: 'sg-0a1b2c3d',
            instanceProfile: 'pipelines-debug',
            image: 'ami-0a1b2c3d4e5f60718',
          },
          {
            name: 'us-east-1',
            subnets: ['subnet-0a1b2c3d'],
            securityGroup: 'sg-0a1b2c3d',
            instanceProfile: null,
            image: null,
          },
        ],
        types: ['g5.*', '*.2xlarge'],
        tags: { 'cost-center': 'ml' },
        certificates: 'stand-in.pem',
        pricing: {
          discount: 0.72,
          lists: {
            'us-east-1': {
              at: Date.UTC(2026, 10, 29),
              onDemand: { 'g5.xlarge': 1.006 },
              gp3: { gibMonth: 0.08, iopsMonth: null, mibpsMonth: null },
            },
          },
        },
        runnerGroup: 'machines',
      },
      problems: [],
    });
  });

  test('takes the prices that docs/costs.md shows', () => {
    const page = readFileSync(new URL('../../../docs/costs.md', import.meta.url), 'utf8');
    const shown = /```yaml\n(pricing:[\s\S]*?)```/.exec(page)?.[1] ?? '';
    const { settings, problems } = readMachineSettings(`regions: { ${REGION} }\n${shown}`);
    expect(problems).toEqual([]);
    expect(settings?.pricing).toMatchObject({
      discount: 0.72,
      lists: { 'us-east-1': { onDemand: { 'g5.xlarge': 1.006 }, gp3: { mibpsMonth: 0.04 } } },
    });
  });

  test('is nothing while it is empty', () => {
    expect(readMachineSettings('# to come\n')).toEqual({ settings: null, problems: [] });
  });

  test.each([
    [
      'a key that it does not have',
      `regions: { ${REGION} }\ntype: [g5]`,
      /^2: the machines file has no key `type` \(did you mean `types`\?\)/,
    ],
    ['no regions', 'types: [g5.xlarge]', /^1: .*regions/],
    [
      'a region without a security group',
      'regions:\n  us-east-1:\n    subnets: [subnet-0a1b2c3d]',
      /^2: .*security-group/,
    ],
    [
      'a subnet that is none',
      'regions: { us-east-1: { subnets: [net-1], security-group: sg-0a1b2c3d } }',
      /^1: .*net-1/,
    ],
    [
      'a region that cannot be one',
      'regions:\n  Virginia: { subnets: [subnet-0a1b2c3d], security-group: sg-0a1b2c3d }',
      /^2: `Virginia` cannot be a name here \(the name of a region/,
    ],
    [
      'a tag of the app’s own',
      `regions: { ${REGION} }\ntags: { "mlp:machine": x }`,
      /^2: `mlp:machine` cannot be a name here/,
    ],
    [
      'a discount that is none',
      `regions: { ${REGION} }\npricing: { discount: 28 }`,
      /^2: .*discount/,
    ],
    [
      'prices of no day',
      `regions: { ${REGION} }\npricing: { table: { regions: { us-east-1: { gp3: { gib: 0.08 } } } } }`,
      /^2: .*date/,
    ],
    ['YAML that is none', 'regions: [', /^1: /],
  ])('is refused for %s', (_, text, sentence) => {
    expect(told(text).join('\n')).toMatch(sentence);
    expect(readMachineSettings(text).settings).toBeNull();
  });
});

describe('what is loaded', () => {
  const load = (text: string, files: Readonly<Record<string, string>> = {}) => {
    const folder = freshFolder();
    for (const [name, content] of Object.entries({ 'machines.yml': text, ...files })) {
      writeFileSync(join(folder, name), content);
    }
    return () => loadMachineSettings(join(folder, 'machines.yml'));
  };

  test('has for each region the certificate that AWS published, or the operator’s own', () => {
    const { certificates } = load(`regions: { ${REGION} }`)();
    expect(Object.keys(certificates)).toEqual(['us-east-1']);
    const { certificate } = new IdentityAuthority();
    const own = load(WHOLE, { 'stand-in.pem': certificate })().certificates;
    expect(Object.values(own).map((pem) => pem.trim())).toEqual([
      certificate.trim(),
      certificate.trim(),
    ]);
  });

  test.each([
    [
      'a mistake, with its line',
      'regions: 1',
      {},
      /machines\.yml, which MLPIPELINES_MACHINES names, cannot be used: line 1: /,
    ],
    ['an empty file', '', {}, /it is empty; name at least one/],
    [
      'a region whose machines cannot prove themselves',
      `regions: { ${REGION.replace('us-east-1', 'us-moon-1')} }`,
      {},
      /No certificate is known .* us-moon-1/,
    ],
    ['certificates that are not there', WHOLE, {}, /stand-in\.pem, named by `certificates`/],
    ['certificates that are none', WHOLE, { 'stand-in.pem': 'PEM' }, /holds no certificate in PEM/],
  ] as const)('is refused for %s', (_, text, files, sentence) => {
    expect(load(text, files)).toThrow(sentence);
  });

  test('is refused for a file that is not there', () => {
    expect(() => loadMachineSettings(join(freshFolder(), 'none.yml'))).toThrow(
      /none\.yml, named by MLPIPELINES_MACHINES, cannot be read/,
    );
  });
});
