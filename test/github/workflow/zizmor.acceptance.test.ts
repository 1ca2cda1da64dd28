import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import {
  UNTRUSTED_WORKFLOW_PATH,
  untrustedWorkflowFile,
  WORKFLOW_PATH,
  workflowFile,
} from '../../../app/github/workflow/workflow-file.ts';
import { installZizmor } from '../../support/brought-tools.ts';
import { freshFolder } from '../../support/fresh-folder.ts';

const actionRef = `acme/mlpipelines-action@${'0123456789'.repeat(4)} # v1.2.3`;
const options = {
  actionRef,
  app: 'https://mlp.example',
  checkout: { lfs: true, submodules: true },
};
const FILES = {
  [WORKFLOW_PATH]: workflowFile({ secrets: ['HF_TOKEN', 'AWS_KEY'], ...options }),
  [UNTRUSTED_WORKFLOW_PATH]: untrustedWorkflowFile(options),
};

const OWN = join(import.meta.dirname, '../../../.github/workflows');

let zizmor = '';
beforeAll(async () => {
  zizmor = await installZizmor();
});

test('zizmor finds nothing in the workflow files, at its strictest', async () => {
  expect(await audit(FILES)).toEqual([]);
});

test('nor in those of this repository', async () => {
  const own = readdirSync(OWN).map((name) => [
    `.github/workflows/${name}`,
    readFileSync(join(OWN, name), 'utf8'),
  ]);
  expect(await audit(Object.fromEntries(own))).toEqual([]);
});

test('it is awake: it finds an action by a tag, rights for all jobs, and an input in a script', async () => {
  const text = FILES[WORKFLOW_PATH].replace(actionRef, 'acme/mlpipelines-action@v1')
    .replace('permissions: {}', 'permissions: write-all')
    .concat('      - run: echo ${{ inputs.title }}\n');
  const found = await audit({ [WORKFLOW_PATH]: text });
  expect(found).toEqual(
    expect.arrayContaining(['unpinned-uses', 'excessive-permissions', 'template-injection']),
  );
});

// Each dispatch is one of many that are to run beside each other: how many may, the App says (`concurrency`).
const CONFIGURATION = 'rules: { concurrency-limits: { disable: true } }\n';

/** What zizmor finds, offline, each by the name of its rule. */
async function audit(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = freshFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const configuration = join(folder, 'zizmor.yml');
  writeFileSync(configuration, CONFIGURATION);
  const how = ['--offline', '--no-progress', '--persona', 'auditor', '--format', 'json'];
  const args = [...how, '--config', configuration, folder];
  return new Promise((resolve, reject) => {
    const child = execFile(zizmor, args, (error, stdout, stderr) => {
      // It exits with 11 to 14 where it has found something: https://docs.zizmor.sh/usage/#exit-codes
      const code = child.exitCode ?? -1;
      if (code !== 0 && (code < 11 || code > 14))
        return reject(new Error(stderr, { cause: error }));
      const found = JSON.parse(stdout) as readonly { readonly ident: string }[];
      resolve(found.map(({ ident }) => ident));
    });
  });
}
