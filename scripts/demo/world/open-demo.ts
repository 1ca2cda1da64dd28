import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  UNTRUSTED_WORKFLOW_PATH,
  WORKFLOW_PATH,
  untrustedWorkflowFile,
  workflowFile,
} from '../../../app/github/workflow/workflow-file.ts';
import { demoPages } from '../../../test/doubles/github-pages/demo-pages.ts';
import type { Guide } from '../../../test/doubles/github-pages/guide.ts';
import type { GitHub } from '../../../test/doubles/github/open-github.ts';
import type { SeededRepository } from '../../../test/doubles/github/people/seeded-repository.ts';
import { openCloud, type Cloud } from '../../../test/loopback/open-cloud.ts';
import { openLoopback, type Loopback } from '../../../test/loopback/open-loopback.ts';
import { ACTION } from '../../../test/loopback/published-action.ts';
import { openWorkingCopy, writeText, type WorkingCopy } from './working-copy.ts';

/** Who may do what in the demo's repository. */
export const MAINTAINER = 'maintainer';
export const COLLEAGUE = 'colleague';
/** Had no hand in anything. */
export const REVIEWER = 'reviewer';
/** The branch of the pull request. */
export const BRANCH = 'learning-rate';

export type Demo = {
  readonly world: Loopback;
  /** Where the App starts machines; null: this machine lacks what they need. */
  readonly cloud: Cloud | null;
  readonly github: GitHub;
  readonly repository: SeededRepository;
  readonly copy: WorkingCopy;
  /** The address that someone pushes to. */
  readonly pushAddress: (login: string) => string;
  readonly close: () => Promise<void>;
};

const QUICKSTART = fileURLToPath(new URL('../../../examples/quickstart', import.meta.url));
export const PIPELINE = '.mlpipelines/penguins.yml';

/** GitHub, its Actions, EC2 if asked for, and the App, all on this machine; the code of the quickstart is pushed, its pipeline file is not yet. */
export async function openDemo(
  guide: (demo: () => Demo) => Guide,
  { log, machines }: { readonly log: (line: string) => void; readonly machines: boolean },
): Promise<Demo> {
  let demo: Demo | null = null;
  const opened = (): Demo => {
    if (demo === null) throw new Error('The demo is still opening.');
    return demo;
  };
  const people = [
    { login: MAINTAINER, about: 'admin' },
    { login: COLLEAGUE, about: 'write' },
    { login: REVIEWER, about: 'write' },
  ] as const;
  const pages = demoPages({ github: () => opened().github, people, guide: guide(opened) });
  const cloud = machines ? await openCloud() : null;
  Object.assign(process.env, cloud?.environment);
  const world = await openLoopback({ github: { pages }, log, ...(cloud !== null && { cloud }) });
  const { github } = world;
  const repository = github.repository('acme/penguins', {
    collaborators: { [MAINTAINER]: 'admin', [COLLEAGUE]: 'write', [REVIEWER]: 'write' },
  });
  const copy = await openWorkingCopy(join(world.folder, 'penguins'));
  const pushAddress = (login: string) => repository.cloneUrl(github.user(login).token());
  const close = async () => {
    await cloud?.close();
    await world.close();
  };
  demo = { world, cloud, github, repository, copy, pushAddress, close };
  await pushCode(demo);
  repository.protect('main');
  world.app.install([repository]);
  return demo;
}

/** The pipeline file as the quickstart has it. */
export function quickstartText(): string {
  return readFileSync(join(QUICKSTART, PIPELINE), 'utf8');
}

async function pushCode({ copy, pushAddress, world }: Demo): Promise<void> {
  const app = { actionRef: ACTION, app: world.config.url };
  await copy.push({
    branch: 'main',
    message: 'Measurements of penguins, and a network that tells them apart',
    by: MAINTAINER,
    to: pushAddress(MAINTAINER),
    edit: (folder) => {
      const isWanted = (path: string) => !/__pycache__|\.state|\.mlpipelines/.test(path);
      cpSync(QUICKSTART, folder, { recursive: true, filter: isWanted });
      writeText(folder, WORKFLOW_PATH, workflowFile({ secrets: [], ...app }));
      writeText(folder, UNTRUSTED_WORKFLOW_PATH, untrustedWorkflowFile(app));
    },
  });
}
