import { UNTRUSTED_WORKFLOW_PATH, WORKFLOW_PATH } from '../workflow/workflow-file.ts';
import { ACTION_SHAPE } from '../workflow/action-ref.ts';
import { shellWord } from '../../../text/shell-word.ts';
import { inlineText } from '../../reports/markdown/inline-text.ts';
import type { CallRefusal } from '../client/what-failed.ts';
import type { WrittenFor } from './onboarding-files.ts';

const MEANING: Readonly<Record<string, string>> = {
  [WORKFLOW_PATH]:
    'runs steps as jobs of GitHub Actions. Only the app starts it; it may read the code and prove to the app which job it is, nothing more',
  [UNTRUSTED_WORKFLOW_PATH]:
    'the same for a commit of someone without write access, only after `/mlp ok <sha>`: without secrets, on GitHub’s own runners',
  '.mlpipelines/starter.yml':
    'a first pipeline: makes data, trains a model on it, tests the model and keeps it; needs python3 alone',
};

/** The pull request that brings the files: what is in it, and what comes of merging and of closing it. */
export function onboardingPull(
  { appUrl, actionRef }: Pick<WrittenFor, 'appUrl' | 'actionRef'>,
  paths: readonly string[],
) {
  const hasStarter = paths.includes('.mlpipelines/starter.yml');
  const told = paths.filter((path) => MEANING[path] !== undefined);
  const body = [
    'This repository was chosen for mlpipelines, which runs the pipelines in `.mlpipelines/` and shows the results in each pull request.',
    '### What this adds',
    told.map((path) => `- \`${path}\`: ${MEANING[path]}.`).join('\n'),
    '### When it is merged',
    hasStarter
      ? 'Nothing runs by itself: the starter waits until somebody asks for it. Comment `/mlp run starter` in any pull request opened after that, or write `mlpipelines run starter` on your machine. Then put your own pipeline beside it; one with `on: { pull_request: {} }` runs in every pull request.'
      : 'Your pipelines run whenever their `on` says so. If they use secrets, run `mlpipelines init --update` first: the workflow hands over only the secrets that it names, and this writes their names into it.',
    '### When it is closed',
    `Nothing changes, nothing runs, and this app will not ask again. To start later: \`${initCommand(appUrl, actionRef)}\`, and merge what it writes.`,
  ].join('\n\n');
  return { title: 'Run pipelines with mlpipelines', body };
}

/** What writes the workflow files by hand; without a known action, with a place for one. */
export function initCommand(appUrl: string, actionRef: string | null): string {
  return `mlpipelines init --app ${shellWord(appUrl)} --action ${actionRef === null ? ACTION_SHAPE : shellWord(actionRef)}`;
}

/** The issue in its place, where the app may not write: what to paste. */
export const onboardingIssue = {
  title: 'mlpipelines: two workflow files are missing',
  bodyOf: (files: Readonly<Record<string, string>>, { sentence }: CallRefusal): string =>
    [
      `This repository was chosen for mlpipelines, but the app could not propose its workflow files here. GitHub said: ${inlineText(sentence)}.`,
      'The app needs `contents: write`, `workflows: write` and `pull_requests: write`, and no rule may keep it from making the branch `mlpipelines/onboarding`. Add these two files to the default branch yourself, and it works; or close this issue, and nothing changes.',
      ...[WORKFLOW_PATH, UNTRUSTED_WORKFLOW_PATH].map((path) => pasted(path, files[path] ?? '')),
      'A first pipeline is written by `mlpipelines init`.',
    ].join('\n\n'),
};

function pasted(path: string, text: string): string {
  return `\`${path}\`\n\n\`\`\`yaml\n${text}\`\`\``;
}
