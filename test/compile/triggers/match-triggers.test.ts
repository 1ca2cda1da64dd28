import { describe, expect, test } from 'vitest';
import type { Triggers } from '../../../schemas/pipeline.generated.ts';
import { matchTriggers, type ChangedPaths } from '../../../app/compile/triggers/match-triggers.ts';
import {
  readPipelineFile,
  type PipelineFile,
} from '../../../app/compile/structure/read-pipeline-file.ts';
import type { TriggerEvent } from '../../../app/domain/trigger-event.ts';

const push = (ref: string): TriggerEvent => ({ type: 'push', ref, deleted: false });
const branch = (name: string) => push(`refs/heads/${name}`);
const tag = (name: string) => push(`refs/tags/${name}`);
const pull = (base: string, action = 'opened'): TriggerEvent => ({
  type: 'pull_request',
  action,
  base,
});

const group = (base: string): TriggerEvent => ({ type: 'merge_group', base });

type Case = readonly [string, string, TriggerEvent, ChangedPaths, string];

/** Triggers as people write them, what happens, which paths changed, and what comes of it. */
const CASES: readonly Case[] = [
  ['any push starts', '{ push: null }', branch('x'), 'unknown', 'start'],
  ['any push starts, of a tag too', '{ push: {} }', tag('v1'), 'unknown', 'start'],
  ['nothing starts without a trigger', '{ workflow_dispatch: {} }', branch('x'), 'unknown', 'pass'],
  [
    'a deleted branch starts nothing',
    '{ push: {} }',
    { type: 'push', ref: 'refs/heads/x', deleted: true },
    'unknown',
    'pass',
  ],
  [
    'refs that are no branches start nothing',
    '{ push: {} }',
    push('refs/pull/1/head'),
    'unknown',
    'pass',
  ],
  [
    'a listed branch starts',
    '{ push: { branches: [main, "releases/**"] } }',
    branch('releases/10'),
    'unknown',
    'start',
  ],
  [
    'other branches pass',
    '{ push: { branches: [main, "releases/**"] } }',
    branch('mona/x'),
    'unknown',
    'pass',
  ],
  ['branches alone leave out tags', '{ push: { branches: ["**"] } }', tag('v1'), 'unknown', 'pass'],
  [
    'branches-ignore alone leaves out tags',
    '{ push: { branches-ignore: [x] } }',
    tag('v1'),
    'unknown',
    'pass',
  ],
  [
    'tags alone leave out branches',
    '{ push: { tags: ["v*"] } }',
    branch('main'),
    'unknown',
    'pass',
  ],
  [
    'both take both: the branch',
    '{ push: { branches: [main], tags: ["v*"] } }',
    branch('main'),
    'unknown',
    'start',
  ],
  [
    'both take both: the tag',
    '{ push: { branches: [main], tags: ["v*"] } }',
    tag('v2'),
    'unknown',
    'start',
  ],
  ['tags-ignore', '{ push: { tags-ignore: ["v2.*"] } }', tag('v2.1'), 'unknown', 'pass'],
  [
    'ignored branches pass',
    '{ push: { branches-ignore: ["mona/octocat", "releases/**-alpha"] } }',
    branch('releases/beta/3-alpha'),
    'unknown',
    'pass',
  ],
  [
    'what is not ignored starts',
    '{ push: { branches-ignore: ["mona/octocat", "releases/**-alpha"] } }',
    branch('releases/3'),
    'unknown',
    'start',
  ],
  [
    'a later ! takes back',
    '{ push: { branches: ["releases/**", "!releases/**-alpha"] } }',
    branch('releases/beta/3-alpha'),
    'unknown',
    'pass',
  ],
  [
    'a later pattern takes again',
    '{ push: { branches: ["releases/**", "!releases/**-alpha", "releases/1-alpha"] } }',
    branch('releases/1-alpha'),
    'unknown',
    'start',
  ],
  [
    'an earlier ! takes back nothing',
    '{ push: { branches: ["!releases/x", "releases/**"] } }',
    branch('releases/x'),
    'unknown',
    'start',
  ],
  ['only ! takes nothing', '{ push: { branches: ["!main"] } }', branch('other'), 'unknown', 'pass'],
  [
    'paths are asked for when names pass',
    '{ push: { branches: [main], paths: ["src/**"] } }',
    branch('main'),
    'unknown',
    'needs-paths',
  ],
  [
    'paths are not asked for in vain',
    '{ push: { branches: [main], paths: ["src/**"] } }',
    branch('x'),
    'unknown',
    'pass',
  ],
  [
    'one path suffices',
    '{ push: { paths: ["**.js"] } }',
    branch('x'),
    ['a.md', 'src/a.js'],
    'start',
  ],
  ['no path, no run', '{ push: { paths: ["**.js"] } }', branch('x'), ['a.md'], 'pass'],
  ['nothing changed, no run', '{ push: { paths: ["**"] } }', branch('x'), [], 'pass'],
  [
    'all paths ignored',
    '{ push: { paths-ignore: ["docs/**"] } }',
    branch('x'),
    ['docs/a', 'docs/b/c'],
    'pass',
  ],
  [
    'one path not ignored',
    '{ push: { paths-ignore: ["docs/**"] } }',
    branch('x'),
    ['docs/a', 'build/x'],
    'start',
  ],
  [
    'paths take back: kept',
    '{ push: { paths: ["sub-project/**", "!sub-project/docs/**"] } }',
    branch('x'),
    ['sub-project/src/index.js'],
    'start',
  ],
  [
    'paths take back: only docs',
    '{ push: { paths: ["sub-project/**", "!sub-project/docs/**"] } }',
    branch('x'),
    ['sub-project/docs/readme.md'],
    'pass',
  ],
  [
    'paths take back: both',
    '{ push: { paths: ["sub-project/**", "!sub-project/docs/**"] } }',
    branch('x'),
    ['sub-project/docs/readme.md', 'sub-project/a'],
    'start',
  ],
  [
    'the last pattern holds',
    '{ push: { paths: ["*.md", "!README.md", "README*"] } }',
    branch('x'),
    ['README.md'],
    'start',
  ],
  [
    'unless it is the one that takes back',
    '{ push: { paths: ["*.md", "!README.md"] } }',
    branch('x'),
    ['README.md', 'docs/hello.md'],
    'pass',
  ],
  ['what cannot be told starts', '{ push: { paths: ["x"] } }', branch('x'), 'any', 'start'],
  ['tags change no paths', '{ push: { paths: ["x"] } }', tag('v1'), 'unknown', 'start'],
  ['a merge queue, as its pull requests', '{ pull_request: {} }', group('main'), 'any', 'start'],
  ['a merge queue, which nothing asks for', '{ push: {} }', group('main'), 'any', 'pass'],
  [
    'a merge queue of another branch than its pull requests',
    '{ pull_request: { branches: [dev] } }',
    group('main'),
    'any',
    'pass',
  ],
  [
    'a merge queue that changes nothing of what its pull requests are asked for',
    '{ pull_request: { paths: ["src/**"] } }',
    group('main'),
    ['README.md'],
    'pass',
  ],
  ['a merge queue by its own trigger', '{ merge_group: {} }', group('main'), 'unknown', 'start'],
  [
    'a merge queue left out',
    '{ pull_request: {}, merge_group: { branches-ignore: ["**"] } }',
    group('main'),
    'unknown',
    'pass',
  ],
  [
    'a merge queue of one branch alone',
    '{ merge_group: { branches: [main] } }',
    group('dev'),
    'unknown',
    'pass',
  ],
  ['a pull request opened', '{ pull_request: {} }', pull('main'), 'unknown', 'start'],
  ['its head moved', '{ pull_request: null }', pull('main', 'synchronize'), 'unknown', 'start'],
  ['reopened', '{ pull_request: {} }', pull('main', 'reopened'), 'unknown', 'start'],
  ['labelled', '{ pull_request: {} }', pull('main', 'labeled'), 'unknown', 'pass'],
  [
    'closed',
    '{ pull_request: { branches: [other] } }',
    pull('main', 'closed'),
    'unknown',
    'cancel',
  ],
  ['closed, of no concern', '{ push: {} }', pull('main', 'closed'), 'unknown', 'pass'],
  [
    'branches are those it merges into',
    '{ pull_request: { branches: [main] } }',
    pull('dev'),
    'unknown',
    'pass',
  ],
  [
    'paths of a pull request',
    '{ pull_request: { branches: [main], paths: ["src/**"] } }',
    pull('main'),
    ['src/a'],
    'start',
  ],
  [
    'paths-ignore of a pull request',
    '{ pull_request: { paths-ignore: ["**.md"] } }',
    pull('main'),
    ['a.md'],
    'pass',
  ],
  [
    'its command',
    '{ command: [retrain, tune] }',
    { type: 'command', name: 'tune' },
    'unknown',
    'start',
  ],
  [
    'another command',
    '{ command: [retrain] }',
    { type: 'command', name: 'tune' },
    'unknown',
    'pass',
  ],
  ['by hand', '{ workflow_dispatch: {} }', { type: 'workflow_dispatch' }, 'unknown', 'start'],
  ['not by hand', '{ push: {} }', { type: 'workflow_dispatch' }, 'unknown', 'pass'],
  [
    'the other pipeline succeeded',
    '{ pipeline: { name: ingest } }',
    { type: 'pipeline', name: 'ingest', conclusion: 'succeeded' },
    'unknown',
    'start',
  ],
  [
    'the other pipeline failed',
    '{ pipeline: { name: ingest } }',
    { type: 'pipeline', name: 'ingest', conclusion: 'failed' },
    'unknown',
    'pass',
  ],
  [
    'it waits for failure',
    '{ pipeline: { name: ingest, conclusion: failure } }',
    { type: 'pipeline', name: 'ingest', conclusion: 'failed' },
    'unknown',
    'start',
  ],
  [
    'yet another pipeline',
    '{ pipeline: { name: ingest } }',
    { type: 'pipeline', name: 'x', conclusion: 'succeeded' },
    'unknown',
    'pass',
  ],
  [
    'its time',
    '{ schedule: [{ cron: "0 3 * * 1" }] }',
    { type: 'schedule', cron: '0 3 * * 1' },
    'unknown',
    'start',
  ],
  [
    'a time that was taken out',
    '{ schedule: [{ cron: "0 3 * * 1" }] }',
    { type: 'schedule', cron: '0 4 * * 1' },
    'unknown',
    'pass',
  ],
];

describe('triggers', () => {
  test.each(CASES)('%s', (...[, on, triggerEvent, changed, decision]) => {
    const decided = matchTriggers(triggersOf(on), triggerEvent, changed);
    expect(decided.type).toBe(decision);
    expect(decided.reason).toMatch(/\w/);
  });

  test('say which filter left something out', () => {
    const on = triggersOf('{ push: { branches-ignore: ["dependabot/**"], paths: [src] } }');
    expect(matchTriggers(on, branch('dependabot/npm'), 'unknown').reason).toBe(
      '`on.push.branches-ignore` leaves out dependabot/npm',
    );
    expect(matchTriggers(on, branch('x'), ['a']).reason).toBe(
      'nothing that changed is what `on.push.paths` asks for',
    );
  });

  test('are read from a file whose steps are wrong, and from none that has no form', () => {
    const broken = 'name: churn\non: { push: {} }\nsteps: { train: { run: x, needs: [ghost] } }';
    expect(read(broken)).toMatchObject({ name: 'churn', triggers: { push: {} } });
    expect(read('name: [')).toMatchObject({ name: null, triggers: {} });
  });
});

function triggersOf(on: string): Triggers {
  const { name, triggers } = read(`name: test\non: ${on}\nsteps: { a: { run: x } }`);
  if (name === null) throw new Error(`no triggers in ${on}`);
  return triggers;
}

function read(text: string): PipelineFile {
  return readPipelineFile({ file: '.mlpipelines/test.yml', text });
}
