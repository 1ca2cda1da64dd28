import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoPages } from '../../../test/doubles/github-pages/demo-pages.ts';
import type { Guide } from '../../../test/doubles/github-pages/guide.ts';
import type { GitHub } from '../../../test/doubles/github/open-github.ts';
import type { SeededRepository } from '../../../test/doubles/github/people/seeded-repository.ts';
import { openCloud, type Cloud } from '../../../test/loopback/open-cloud.ts';
import { openLoopback, type Loopback } from '../../../test/loopback/open-loopback.ts';
import { exampleFolder, pushExample } from './push-example.ts';
import { openWorkingCopy, type WorkingCopy } from './working-copy.ts';

/** Who may do what in the demo's repository. */
export const MAINTAINER = 'maintainer';
export const COLLEAGUE = 'colleague';
/** Had no hand in anything. */
export const REVIEWER = 'reviewer';
/** The branch of the pull request. */
export const BRANCH = 'learning-rate';

/** A repository, and a clone of it. */
export type Workplace = {
  readonly repository: SeededRepository;
  readonly copy: WorkingCopy;
  /** The address that someone pushes to. */
  readonly pushAddress: (login: string) => string;
};

export type Demo = Workplace & {
  readonly world: Loopback;
  /** Where the App starts machines; null: this machine lacks what they need. */
  readonly cloud: Cloud | null;
  readonly github: GitHub;
  /** Where the watch over a model in production is played; empty until then. */
  readonly watched: Workplace;
  readonly close: () => Promise<void>;
};

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
  const place = await openWorkplace(world, 'penguins');
  const watched = await openWorkplace(world, 'watched');
  const close = async () => {
    await cloud?.close();
    await world.close();
  };
  demo = { ...place, world, cloud, github, watched, close };
  await pushExample(place.copy, {
    example: 'quickstart',
    withPipelines: false,
    message: 'Measurements of penguins, and a network that tells them apart',
    by: MAINTAINER,
    to: place.pushAddress(MAINTAINER),
    app: world.config.url,
  });
  for (const { repository } of [place, watched]) repository.protect('main');
  world.app.install([place.repository, watched.repository]);
  return demo;
}

async function openWorkplace({ github, folder }: Loopback, name: string): Promise<Workplace> {
  const repository = github.repository(`acme/${name}`, {
    collaborators: { [MAINTAINER]: 'admin', [COLLEAGUE]: 'write', [REVIEWER]: 'write' },
  });
  return {
    repository,
    copy: await openWorkingCopy(join(folder, name)),
    pushAddress: (login) => repository.cloneUrl(github.user(login).token()),
  };
}

/** The pipeline file as the quickstart has it. */
export function quickstartText(): string {
  return readFileSync(join(exampleFolder('quickstart'), PIPELINE), 'utf8');
}
