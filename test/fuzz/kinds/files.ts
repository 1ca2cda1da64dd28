import modelSchema from '../../../schemas/model.schema.json' with { type: 'json' };
import pipelineSchema from '../../../schemas/pipeline.schema.json' with { type: 'json' };
import policySchema from '../../../schemas/policy.schema.json' with { type: 'json' };
import { checkGlobLength } from '../../../app/compile/check/check-glob-forms.ts';
import { compile } from '../../../app/compile/compile.ts';
import { readPolicy } from '../../../app/compile/grants/read-policy.ts';
import { localSources } from '../../../app/compile/local-sources.ts';
import { readModelFile } from '../../../app/compile/models/read-model-file.ts';
import { repositoryGlob, repositoryPath } from '../../../app/compile/repository-path.ts';
import { readPipelineFile } from '../../../app/compile/structure/read-pipeline-file.ts';
import { matchGlob } from '../../../app/compile/triggers/match-glob.ts';
import { matchTriggers } from '../../../app/compile/triggers/match-triggers.ts';
import { readCron } from '../../../app/compile/triggers/read-cron.ts';
import type { TriggerEvent } from '../../../app/domain/trigger-event.ts';
import { readWorkflowFile } from '../../../app/github/workflow/read-workflow-file.ts';
import { parseEnvFile } from '../../../app/local/parse-env-file.ts';
import { starterFiles } from '../../../app/starter/starter-files.ts';
import { declaredSchedule } from '../../../app/triggers/schedules/declared-schedule.ts';
import { dueSlots, nextSlot } from '../../../app/triggers/schedules/slots.ts';
import { fileRule } from '../../../text/globs/file-rule.ts';
import { requirementIncludes } from '../../../text/requirement-includes.ts';
import { problemsOfBounds } from '../../support/compile-bounds.ts';
import { HOSTILE_YAML } from '../../support/hostile-yaml.ts';
import { ORDINARY_REQUEST, pipelineFixtures } from '../../support/pipeline-fixtures.ts';
import { firstBroken, YAML_MS, type Broken, type Doors } from '../door.ts';
import { anyOf, fromSchemas, fromTexts } from '../draw/drawn.ts';
import { TEXTS } from '../draw/hostile-values.ts';
import { takeProblems } from '../laws/problems.ts';

const GOOD = pipelineFixtures('good').map(({ text }) => text);
const BAD = pipelineFixtures('bad').map(({ text }) => text);
const STARTER = Object.values(starterFiles());
const SMALL_HOSTILE = Object.values(HOSTILE_YAML).filter((text) => text.length < 20_000);

// prettier-ignore
const YAML_TOKENS = [
  '- ', ': ', '? ', '{', '}', '[', ']', ',', '"', "'", '|\n', '>\n', '#', '&a ', '*a', '<<: *a\n', '!!binary ',
  '!x ', '---\n', '...\n', '%YAML 9.9\n', '\t', '\n', '\n  ', '\r', '\r\n', '${{ ', ' }}', '${{ params.x }}', '~', '.nan',
  '0x', '\\x', '\\', '\u2028', '*', '**/', '[!', ']', 'needs: [a]\n', 'a.b', '../', '\uFEFF',
];
const FILE = '.mlpipelines/fuzzed.yml';

/** Texts of a repository: pipeline files, the policy, and what else is read of them. */
export function openFiles(): Doors {
  return {
    isWell: () => takePipeline(Buffer.from(GOOD[0] ?? '')),
    doors: {
      pipeline: {
        draw: anyOf(
          fromTexts([...GOOD, ...BAD, ...STARTER], YAML_TOKENS),
          fromTexts([...GOOD, ...SMALL_HOSTILE], YAML_TOKENS),
          fromSchemas([pipelineSchema]),
        ),
        take: takePipeline,
        mostMs: YAML_MS,
      },
      policy: {
        draw: anyOf(
          fromTexts([POLICY], YAML_TOKENS),
          fromSchemas([policySchema]),
          fromTexts(SMALL_HOSTILE, YAML_TOKENS),
        ),
        take: (input) => {
          const text = input.toString();
          const { problems } = readPolicy(text);
          return takeProblems(problems, { file: '.mlpipelines/policy.yml', text });
        },
        mostMs: YAML_MS,
      },
      model: {
        draw: anyOf(
          fromTexts(['owner: ada\npurpose: x\nlimits: [a, b]\n'], YAML_TOKENS),
          fromSchemas([modelSchema]),
        ),
        take: (input) => {
          const text = input.toString();
          const { problems } = readModelFile(text);
          return takeProblems(problems, { file: '.mlpipelines/models/churn.yml', text });
        },
        mostMs: YAML_MS,
      },
      globs: { draw: fromTexts(GLOBS, GLOB_TOKENS), take: takeGlob },
      cron: {
        draw: fromTexts(CRONS, [
          '*',
          '/',
          '-',
          ',',
          '0',
          '59',
          'L',
          'W',
          '#',
          '?',
          ' ',
          'mon',
          '*/5 ',
        ]),
        take: takeCron,
      },
      env: {
        draw: fromTexts(ENV, ['=', '"', "'", '`', '\\', '\n', 'export ', ' #', '\r', 'A="', '\\"']),
        take: (input) => {
          const values = parseEnvFile(input.toString());
          const isText = [...values].every(
            ([name, value]) => name !== '' && typeof value === 'string',
          );
          return firstBroken({ 'every value has a name': isText });
        },
      },
      requirements: {
        draw: fromTexts(REQUIREMENTS, [
          '-r ',
          '-c',
          '--requirement',
          '=',
          ' ',
          '\n',
          'http://',
          '../',
        ]),
        take: (input) => {
          const text = input.toString();
          const found = ['a/requirements.txt', 'uv.lock', 'pyproject.toml'].map(
            (path) => requirementIncludes(path, text).length,
          );
          return firstBroken({ 'no more than lines': Math.max(...found) <= text.length + 1 });
        },
      },
      workflow: {
        draw: fromTexts(
          [...STARTER, WORKFLOW],
          [...YAML_TOKENS, 'uses: ', "app: 'https://", '&& secrets.A || '],
        ),
        take: (input) => {
          const { app } = readWorkflowFile(input.toString());
          return firstBroken({
            'an address begins as one': app === null || app.startsWith('http'),
          });
        },
      },
    },
  };
}

const EVENTS: readonly TriggerEvent[] = [
  { type: 'push', ref: 'refs/heads/main', deleted: false },
  { type: 'push', ref: `refs/heads/${'a/'.repeat(100)}b`, deleted: false },
  { type: 'push', ref: 'refs/tags/v1.2.3', deleted: false },
  { type: 'pull_request', action: 'opened', base: 'main' },
  { type: 'merge_group', base: 'main' },
  { type: 'command', name: 'constructor' },
  { type: 'workflow_dispatch' },
  { type: 'pipeline', name: 'a', conclusion: 'succeeded' },
  { type: 'schedule', cron: '0 0 * * *' },
];
const PATHS = ['a.py', 'src/train.py', '__proto__', `${'a/'.repeat(60)}b`, 'ä ö', ''];

function takePipeline(input: Buffer): Broken {
  const text = input.toString();
  const file = readPipelineFile({ file: FILE, text });
  for (const event of EVENTS) {
    for (const changed of ['any', PATHS] as const) matchTriggers(file.triggers, event, changed);
  }
  localSources(file);
  const result = compile(file, ORDINARY_REQUEST);
  const [outOfBounds] = problemsOfBounds(text, result);
  const isReported = (result.plan === null) === hasErrors(result);
  const schedule = declaredSchedule(file);
  if (result.plan !== null)
    for (const { cron } of schedule?.entries ?? []) takeCron(Buffer.from(cron));
  return (
    outOfBounds ??
    firstBroken({
      'no plan means errors': isReported,
      'nothing is polluted': !('polluted' in {}),
      'it is JSON': JSON.stringify(result.plan) !== undefined,
    }) ??
    takeProblems(result.problems, { file: FILE, text })
  );
}

function hasErrors({ problems, paramProblems }: ReturnType<typeof compile>): boolean {
  return paramProblems.length > 0 || problems.some(({ severity }) => severity === 'error');
}

/** The pattern stands in the first line, names in those below. */
function takeGlob(input: Buffer): Broken {
  const [pattern = '', ...names] = input.toString().split('\n');
  repositoryPath(pattern, names[0]);
  repositoryGlob(pattern, names[0]);
  // The compiler refuses others before anything is matched with them.
  if (checkGlobLength(pattern, []).length > 0) return null;
  const rule = fileRule(pattern);
  // No name of a branch or of a file in a repository is longer.
  for (const name of names.slice(0, 20)) {
    const short = name.slice(0, 1000);
    if (rule.matches(short) !== rule.matches(short)) return 'it is not the same twice';
    matchGlob(pattern, short);
  }
  return null;
}

const NOW = Date.UTC(2026, 2, 1);
const DAY = 86_400_000;

function takeCron(input: Buffer): Broken {
  const cron = input.toString();
  const entry = { cron, timezone: 'Europe/Berlin', catchup: 'all' } as const;
  const read = readCron(cron);
  const next = nextSlot(entry, NOW);
  const slots = dueSlots(entry, { after: NOW - DAY, now: NOW });
  return firstBroken({
    'what is taken comes, and nothing else does': (next !== null) === (read.type === 'cron'),
    'what is wrong is told briefly': read.type === 'cron' || read.message.length <= 200,
    'its times lie between': slots.every((slot) => slot > NOW - DAY && slot <= NOW),
  });
}

const POLICY =
  'bots: [dependabot]\ncommands: { approve: admin, retrain: write }\noverrides: [{ pipeline: a, gate: b }]\n';
const GLOB_TOKENS = [
  '*',
  '**',
  '**/',
  '/',
  '?',
  '[',
  ']',
  '[!',
  '[a-z]',
  '!',
  '+',
  '\\',
  '{a,b}',
  '\n',
  'a',
];
const GLOBS = [
  '**/*.py\nsrc/a/b.py\na.py',
  'src/**\nsrc/x/y\nsrc',
  '!**/tests/**\ntests/a',
  'release/v[0-9]+.?(x)\nrelease/v1.x',
  '*a*a*a*a*a*a*a*a*b\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  './a/../b/./*\nb/c',
];
const CRONS = [
  '0 5 * * 1-5',
  '*/15 * * * *',
  '0 0 29 2 *',
  '0 0 1,15 * sun',
  '5-10/2 1 * jan-mar 0,7',
];
const ENV = [
  'A=1\nB="two\nlines"\n',
  "export KEY='va\\'lue' # note\nX=`y`\n",
  '\uFEFFA = b c # d\n',
  ...TEXTS,
];
const REQUIREMENTS = [
  '-r base.txt\nnumpy==1.2\n--constraint=c.txt\n',
  '-c c.txt\n-e .\npkg @ file:///x\n',
  ...TEXTS,
];
const WORKFLOW =
  "jobs:\n  run:\n    steps:\n      - uses: acme/mlpipelines@v1 # v1.2.3\n        with:\n          app: 'https://mlp.example'\n          secrets: ${{ x && secrets.KEY || '' }}\n      - uses: actions/checkout@v5\n        with: { lfs: true, submodules: recursive }\n";
