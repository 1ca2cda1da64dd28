import { UNTRUSTED_WORKFLOW_PATH, WORKFLOW_PATH } from '../workflow/workflow-file.ts';
import type { WrittenFor } from './onboarding-files.ts';

const MEANING: Readonly<Record<string, string>> = {
  [WORKFLOW_PATH]:
    'runs steps as jobs of GitHub Actions. The app alone starts it; it reads the code and proves to the app which job it is, no more',
  [UNTRUSTED_WORKFLOW_PATH]:
    'the same for a commit of someone without write access, after `/mlp ok <sha>` only: without secrets, on runners of GitHub’s',
  '.mlpipelines/starter.yml':
    'a pipeline that makes data, trains a model on it, tests the model and keeps it, with python3 alone',
};

/** The pull request that brings the files: what is in it, and what comes of merging and of closing it. */
export function onboardingPull({ appUrl }: Pick<WrittenFor, 'appUrl'>, paths: readonly string[]) {
  const hasStarter = paths.includes('.mlpipelines/starter.yml');
  const told = paths.filter((path) => MEANING[path] !== undefined);
  const body = [
    'This repository was chosen for mlpipelines, which runs the pipelines in `.mlpipelines/` and shows in each pull request what came of them.',
    '### What this adds',
    told.map((path) => `- \`${path}\`: ${MEANING[path]}.`).join('\n'),
    '### When it is merged',
    hasStarter
      ? 'Nothing runs by itself: the starter waits until somebody asks. In any pull request, comment `/mlp run starter`; on your machine, `mlpipelines run starter`. Then write your own pipeline beside it, or let this one start by `on: { pull_request: {} }`.'
      : 'Your pipelines run whenever their `on` says so. If they ask for secrets, run `mlpipelines init --update` first: it names them in the workflow, which hands over no others.',
    '### When it is closed',
    `Nothing is changed and nothing runs, and this app will not ask again. To start later: \`mlpipelines init --app ${appUrl}\`, and merge what it writes.`,
  ].join('\n\n');
  return { title: 'Run pipelines with mlpipelines', body };
}

/** The issue in its place, where the app may not write: what to paste. */
export const onboardingIssue = {
  title: 'mlpipelines: two workflow files are missing',
  bodyOf: (files: Readonly<Record<string, string>>): string =>
    [
      'This repository was chosen for mlpipelines, but the app may not write workflow files here (it needs `contents: write`, `workflows: write` and `pull_requests: write`). Add these to the default branch, and it works; or close this, and nothing is changed.',
      ...[WORKFLOW_PATH, UNTRUSTED_WORKFLOW_PATH].map((path) => pasted(path, files[path] ?? '')),
      'A first pipeline is written by `mlpipelines init`.',
    ].join('\n\n'),
};

function pasted(path: string, text: string): string {
  return `\`${path}\`\n\n\`\`\`yaml\n${text}\`\`\``;
}
