import { describe, expect, test } from 'vitest';
import { begun, failed, succeeded } from '../../support/script-host.ts';
import { openStory } from '../stories/open-story.ts';

const FILE = '.mlpipelines/churn.yml';
const MAIN = `name: churn
on: { push: { branches: [main] } }
steps:
  evaluate:
    run: python3 evaluate.py
    metrics: { path: metrics.json, maximize: [auc] }
    gates: { good: { metric: auc, op: ">=", value: 0.5 } }
  deploy: { needs: [evaluate], run: ./deploy.sh }
`;

/** A run of main whose deploy failed; main is another by then, and ada runs the old one again. */
async function failedDeploy() {
  const story = await openStory('', { restricted: true });
  const { github, repo, host, settle, runs, until, store } = story;
  host.acts.set('evaluate', () => [begun(), succeeded({ metrics: { auc: 0.8 } })]);
  host.acts.set('deploy', () => [begun(), failed()]);
  const sha = await repo.commit({ files: { [FILE]: MAIN }, by: 'ada' });
  await settle();
  const [run] = await runs();
  await until(run?.id ?? '');
  const issue = github.user('ada').openIssue(repo, 'Deploy again');
  return {
    ...story,
    sha,
    /** Main changes; what it starts itself is let be. */
    changeMain: async (text: string) => {
      await repo.commit({ files: { [FILE]: text }, by: 'ada' });
      await settle();
    },
    again: async (login = 'ada') => {
      host.acts.set('deploy', () => [begun(), succeeded()]);
      const before = repo.comments(issue).length;
      github.user(login).comment(repo, issue, `/mlp rerun failed #${run?.number}`);
      await settle();
      await story.publish();
      const said = repo.comments(issue).slice(before + 1);
      const newest = (await runs()).find(({ rerunOf }) => rerunOf === run?.id);
      return { newest, said: said.map(({ body }) => body).join('\n') };
    },
    rowsOf: async (id: string) => (await store.runs.load(id))?.steps ?? [],
  };
}

describe('a run that is run again', () => {
  test('waits for the approval that the default branch asks for since', async () => {
    const { again, changeMain, until, host } = await failedDeploy();
    await changeMain(MAIN.replace('run: ./deploy.sh', 'approval: {}, run: ./deploy.sh'));
    const { newest } = await again();
    const before = host.order.length;
    const ended = await until(newest?.id ?? '', ({ status, endedAt }) => {
      return status === 'waiting' || endedAt !== null;
    });
    expect(ended.status).toBe('waiting');
    expect(host.order.slice(before)).not.toContain('deploy#2');
  });

  test('is judged by the gate that the default branch made stricter since', async () => {
    const { again, changeMain, until, rowsOf } = await failedDeploy();
    await changeMain(MAIN.replace('value: 0.5', 'value: 0.9'));
    const { newest } = await again();
    const ended = await until(newest?.id ?? '');
    expect(ended.status).toBe('rejected');
    const rows = await rowsOf(ended.id);
    expect(rows.map(({ key, result }) => `${key} ${result}`)).toEqual([
      'evaluate rejected',
      'deploy skipped',
    ]);
  });

  test('takes over what succeeded where nothing was made stricter', async () => {
    const { again, until, rowsOf } = await failedDeploy();
    const { newest } = await again();
    const ended = await until(newest?.id ?? '');
    expect(ended.status).toBe('succeeded');
    expect((await rowsOf(ended.id))[0]?.takenFrom).not.toBeNull();
  });

  test('deploys no more from a branch that nothing protects by now', async () => {
    const { again, repo } = await failedDeploy();
    repo.record.protections.clear();
    const { newest } = await again();
    expect(newest).toMatchObject({ hosted: { trust: 'writer' }, options: { deploy: false } });
  });

  test('is refused where who pushed it may write no more', async () => {
    const { again, repo } = await failedDeploy();
    repo.record.protections.clear();
    repo.collaborator('cat', 'write').collaborator('ada', 'read');
    const { newest, said } = await again('cat');
    expect(newest).toBeUndefined();
    expect(said).toContain('It may not run again: it was pushed by ada, who may not write.');
  });
});
