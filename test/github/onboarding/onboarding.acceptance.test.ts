import { describe, expect, test } from 'vitest';
import { starterFiles } from '../../../app/starter/starter-files.ts';
import type { Json } from '../../../app/domain/json.ts';
import { trimPayload } from '../../../app/github/inbox/trim-payload.ts';
import { onboardingHandlers } from '../../../app/github/onboarding/onboarding-handlers.ts';
import {
  UNTRUSTED_WORKFLOW_PATH,
  untrustedWorkflowFile,
  WORKFLOW_PATH,
  workflowFile,
} from '../../../app/github/workflow/workflow-file.ts';
import {
  lostOnTheWayBack,
  openWorld,
  PERMISSIONS,
  type World,
  type WorldOptions,
} from '../open-world.ts';

const BRANCH = 'mlpipelines/onboarding';
const written = {
  app: 'https://mlp.example',
  actionRef: 'acme/action@0123456789abcdef0123456789abcdef01234567',
};

/** A world in which the app may write workflows, and its handlers with a new process's memory. */
async function open({ hasAction = true, ...given }: WorldOptions & { hasAction?: boolean } = {}) {
  const world = await openWorld({ permissions: { ...PERMISSIONS, workflows: 'write' }, ...given });
  const appUrl = written.app;
  const actionRef = hasAction ? written.actionRef : null;
  const starter = starterFiles();
  const self = 'mlpipelines[bot]';
  const notes: string[] = [];
  const note = (message: string) => void notes.push(message);
  const { clients } = world;
  const handlers = onboardingHandlers({ clients, appUrl, actionRef, starter, self, note });
  return { world, handlers, notes, chosen: (told: Told = {}) => tell(world, handlers, told) };
}

type Told = {
  readonly event?: 'installation' | 'installation_repositories';
  readonly action?: string;
  readonly selection?: 'all' | 'selected';
  readonly more?: number;
};

/** Tells that `acme/churn` was chosen, and with it some that are gone by now. */
async function tell(
  { installation }: World,
  handlers: ReturnType<typeof onboardingHandlers>,
  { event = 'installation', action = 'created', selection = 'selected', more = 0 }: Told,
) {
  const gone = Array.from({ length: more }, (_, index) => `acme/gone-${index}`);
  const list: Json = ['acme/churn', ...gone].map((name, id) => ({
    id,
    full_name: name,
    private: false,
  }));
  const at = event === 'installation' ? 'repositories' : 'repositories_added';
  const repository_selection = selection;
  const raw = { action, installation: { id: installation, repository_selection }, [at]: list };
  const payload = trimPayload(event, raw);
  return handlers[event]({ id: 'd-1', installation, event, payload, tries: 0, at: 0 });
}

const branches = async ({ repository }: World) => [...(await repository.branches()).keys()];
const issues = ({ repository }: World) =>
  [...repository.record.issues.values()].filter(({ pull }) => pull === null);

describe('a repository that was chosen', () => {
  test.each([
    { event: 'installation' },
    { event: 'installation_repositories', action: 'added' },
  ] as const)(
    'is proposed both workflow files and a starter, with what comes of it, by $event',
    async (told) => {
      const { world, chosen } = await open();
      await chosen(told);
      const { repository } = world;
      expect(await repository.file(WORKFLOW_PATH, BRANCH)).toBe(
        workflowFile({ secrets: [], ...written }),
      );
      expect(await repository.file(UNTRUSTED_WORKFLOW_PATH, BRANCH)).toBe(
        untrustedWorkflowFile(written),
      );
      for (const [path, text] of Object.entries(starterFiles())) {
        expect(await repository.file(path, BRANCH)).toBe(text);
      }
      const [pull, ...more] = repository.pulls();
      expect(more).toEqual([]);
      expect(pull?.title).toBe('Run pipelines with mlpipelines');
      expect(pull?.body).toMatch(/### When it is merged[^]*### When it is closed/);
      expect(pull?.body).toContain(
        `\`mlpipelines init --app https://mlp.example --action ${written.actionRef}\``,
      );
    },
  );

  test('gets no starter beside pipelines or a folder of its own', async () => {
    const { world, chosen } = await open();
    await world.repository.commit({ files: { 'starter/mine.py': 'x\n' } });
    await chosen();
    const { repository } = world;
    expect(await repository.file('.mlpipelines/starter.yml', BRANCH)).toBeNull();
    expect(await repository.file(WORKFLOW_PATH, BRANCH)).not.toBeNull();
    expect(repository.pulls()[0]?.body).toContain('mlpipelines init --update');
  });

  test('gets a checkout of what its default branch asks for', async () => {
    const { world, chosen } = await open();
    const files = {
      '.gitattributes': '*.bin filter=lfs -text\n',
      '.gitmodules': '[submodule "lib"]\n\tpath = lib\n\turl = ../lib\n',
    };
    await world.repository.commit({ files });
    await chosen();
    const checkout = { lfs: true, submodules: true };
    expect(await world.repository.file(WORKFLOW_PATH, BRANCH)).toBe(
      workflowFile({ secrets: [], ...written, checkout }),
    );
    expect(await world.repository.file(UNTRUSTED_WORKFLOW_PATH, BRANCH)).toBe(
      untrustedWorkflowFile({ ...written, checkout }),
    );
  });

  test('is asked once: told again nothing changes, and closed it stays closed, its branch gone or not', async () => {
    const { world, chosen } = await open();
    const { repository, clients, installation } = world;
    await chosen();
    const head = await repository.sha(BRANCH);
    await chosen();
    expect(await repository.sha(BRANCH)).toBe(head);
    const { octokit } = clients.of(installation);
    await octokit.rest.pulls.update({
      owner: 'acme',
      repo: 'churn',
      pull_number: 1,
      state: 'closed',
    });
    await chosen();
    await repository.deleteBranch(BRANCH);
    await chosen({ event: 'installation_repositories', action: 'added' });
    expect(repository.pulls().map(({ state }) => state)).toEqual(['closed']);
    expect(await branches(world)).toEqual(['refs/heads/main']);
  });
});

describe('nothing is written', () => {
  test.each([
    ['to all of an organisation', { selection: 'all' }, 1],
    ['to more than ten at once', { more: 10 }, 1],
    ['when an installation is taken away', { action: 'deleted' }, 0],
  ] as const)('%s', async (_, told, noted) => {
    const { world, notes, chosen } = await open();
    await chosen(told);
    expect(world.counted).toEqual([]);
    expect(notes).toEqual(
      Array(noted).fill(
        expect.stringContaining(
          `\`mlpipelines init --app ${written.app} --action ${written.actionRef}\``,
        ),
      ),
    );
  });

  test('while no action is known, which the operator is told', async () => {
    const { world, notes, chosen } = await open({ hasAction: false });
    await chosen();
    expect(world.counted).toEqual([]);
    expect(notes).toEqual([expect.stringMatching(/set MLPIPELINES_ACTION to OWNER\/REPO@SHA/)]);
  });

  test('to a repository that has the workflow file', async () => {
    const { world, chosen } = await open();
    await world.repository.commit({ files: { [WORKFLOW_PATH]: 'on: push\n' } });
    await chosen();
    expect(await branches(world)).toEqual(['refs/heads/main']);
    expect(world.repository.pulls()).toEqual([]);
  });

  test('to an empty repository', async () => {
    const { world, handlers } = await open();
    const empty = world.github.repository('acme/empty');
    const installation = { id: world.installation, repository_selection: 'selected' };
    world.github.world.installations.get(world.installation)?.repositoryIds.add(empty.record.id);
    const repositories = [{ id: 1, full_name: 'acme/empty' }];
    const payload = { action: 'created', installation, repositories };
    const delivery = {
      id: 'd',
      installation: world.installation,
      event: 'installation',
      tries: 0,
      at: 0,
    };
    await handlers.installation({ ...delivery, payload });
    expect([...(await empty.branches())]).toEqual([]);
    expect(empty.record.issues.size).toBe(0);
  });

  test('to an archived repository', async () => {
    const { world, chosen } = await open();
    world.repository.archive();
    await chosen();
    expect(await branches(world)).toEqual(['refs/heads/main']);
  });

  test('twice, whichever call’s answer is lost, or is the last of a process', async () => {
    let calls = 0;
    for (let at = 1, wasHit = true; wasHit; at += 1) {
      const { world, chosen } = await open();
      wasHit = false;
      calls = 0;
      world.fault = (request, send) => {
        calls += 1;
        if (calls !== at) return send();
        wasHit = true;
        return lostOnTheWayBack(request, send);
      };
      await chosen().catch(() => {});
      world.fault = null;
      await chosen();
      expect(world.repository.pulls(), `call ${at}`).toHaveLength(1);
      const { octokit } = world.clients.of(world.installation);
      const compared = { owner: 'acme', repo: 'churn', basehead: `main...${BRANCH}` };
      const { data } = await octokit.rest.repos.compareCommitsWithBasehead(compared);
      expect(data.ahead_by, `call ${at}`).toBe(1);
    }
    expect(calls).toBe(7);
  });
});

describe('where the app may not write', () => {
  test.each([
    ['workflows', PERMISSIONS],
    ['branches', { ...PERMISSIONS, contents: 'read', workflows: 'write' }],
    ['pull requests', { ...PERMISSIONS, pull_requests: 'read', workflows: 'write' }],
  ] as const)('%s, one issue says what to paste', async (_, permissions) => {
    const { world, chosen } = await open({ permissions });
    await chosen();
    await chosen();
    const [issue, ...more] = issues(world);
    expect(more).toEqual([]);
    expect(issue?.body).toContain(workflowFile({ secrets: [], ...written }));
    expect(issue?.body).toContain(untrustedWorkflowFile(written));
    expect(await branches(world)).toEqual(['refs/heads/main']);
    expect(world.repository.pulls()).toEqual([]);
  });

  test('branches, for a ruleset forbids new ones, one issue says what to paste', async () => {
    const { world, chosen } = await open();
    world.repository.restrictCreations();
    await chosen();
    await chosen();
    const [issue, ...more] = issues(world);
    expect(more).toEqual([]);
    expect(issue?.body).toContain('GitHub said: Reference update failed.');
    expect(world.repository.pulls()).toEqual([]);
  });

  test('issues either, nothing is written and nothing fails', async () => {
    const { world, chosen } = await open({ permissions: { contents: 'read' } });
    await chosen();
    expect(world.repository.record.issues.size).toBe(0);
  });
});
