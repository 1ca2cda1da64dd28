import { describe, expect, test } from 'vitest';
import type { HeldMachine, HoldMachines } from '../../../app/runtime/ports/hosted/machine-holds.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { openTestIngress } from '../open-ingress.ts';

const NOON = Date.parse('2026-05-01T12:00:00Z');
const MINUTE = 60_000;
const PIPELINE = `name: churn
on: { pull_request: {} }
steps:
  train: { strategy: { matrix: { seed: [1, 2] } }, run: echo train }
  score: { run: echo score }
`;

type Asked = Parameters<HoldMachines>[0] & { readonly minutes: number };

/** A pull request whose run is over, on an app of which each row has a machine, or none at all. */
async function opened({ machines = true } = {}) {
  const asked: Asked[] = [];
  const hold: HoldMachines = async ({ run, key }, until) => {
    asked.push({ run, key, minutes: Math.round((until - NOON) / MINUTE) });
    const keys = key === null ? ['train[seed=1]', 'score'] : [key];
    return machines ? keys.map((each, at): HeldMachine => machineOf(each, at, until)) : [];
  };
  const test = await openTestIngress({ clock: new ManualClock(NOON), hold });
  const { repo, github, settle, publish, runs, until } = test;
  repo.protect('main');
  await repo.commit({ files: { '.mlpipelines/churn.yml': PIPELINE }, by: 'ada' });
  await repo.commit({ branch: 'topic', files: { 'a.py': '1' }, by: 'ada' });
  const pull = await github.user('ada').openPull(repo, { head: 'topic' });
  await settle();
  const run = (await runs())[0]?.id ?? '';
  await until(run);
  const ask = async (login: string, text: string, number = pull) => {
    const before = repo.comments(number).length;
    github.user(login).comment(repo, number, text);
    await settle();
    await publish();
    const [, answer] = repo.comments(number).slice(before);
    return answer?.body.split('\n').slice(1).join('\n') ?? '';
  };
  return { ...test, asked, ask, run };
}

function machineOf(key: string, at: number, until: number): HeldMachine {
  return { key, instance: `i-0${at}`, region: 'us-east-1', until };
}

describe('/mlp hold', () => {
  test('keeps the machines of the newest run on, and says how to get into them', async () => {
    const { ask, asked, run } = await opened();
    const text = await ask('ada', '/mlp hold');
    expect(asked).toEqual([{ run, key: null, minutes: 30 }]);
    expect(text).toMatchInlineSnapshot(`
      "churn #1:
      - \`train[seed=1]\`: \`i-00\` stays on until 2026-05-01 12:30 UTC
      - \`score\`: \`i-01\` stays on until 2026-05-01 12:30 UTC

      \`\`\`sh
      aws ssm start-session --region us-east-1 --target i-00
      aws ssm start-session --region us-east-1 --target i-01
      \`\`\`

      A session needs the Session Manager plugin of the AWS CLI, rights to \`ssm:StartSession\`, and an instance profile of the machines with \`AmazonSSMManagedInstanceCore\` (\`instance-profile\` in the file that \`MLPIPELINES_MACHINES\` names). A machine that is held costs what it costs."
    `);
  });

  test('may be for one step, with all of its cells, or for one cell, for as long as is said', async () => {
    const { ask, asked, run } = await opened();
    await ask('ada', '/mlp hold 2h train');
    expect(asked).toEqual([
      { run, key: 'train[seed=1]', minutes: 120 },
      { run, key: 'train[seed=2]', minutes: 120 },
    ]);
    await ask('ada', '/mlp hold train[seed=2] 45m #1');
    expect(asked.at(-1)).toEqual({ run, key: 'train[seed=2]', minutes: 45 });
    expect(await ask('ada', '/mlp hold 5m nope')).toBe('No step `nope` of churn #1 has run.');
    expect(await ask('ada', '/mlp hold 5m #9')).toContain('There is no such run.');
  });

  test('is refused for longer than two hours, for no time, and where more is written than it takes', async () => {
    const { ask, asked } = await opened();
    for (const words of ['3h', '0m', '1d', '5m 6m', 'train score', 'for=5m']) {
      expect(await ask('ada', `/mlp hold ${words}`)).toContain('at most 2h');
    }
    expect(asked).toEqual([]);
  });

  test('is for those who may write', async () => {
    const { ask, asked } = await opened();
    expect(await ask('bob', '/mlp hold')).toContain('`/mlp hold` needs write access');
    expect(asked).toEqual([]);
  });

  test('says where no machine is on', async () => {
    const { ask } = await opened({ machines: false });
    expect(await ask('ada', '/mlp hold')).toContain('No machine of churn #1 is on');
  });

  test('of an app that starts none says so, in an issue as well', async () => {
    const { repo, github, settle, publish } = await openTestIngress();
    await repo.commit({ files: { 'a.py': '1' }, by: 'ada' });
    const issue = github.user('ada').openIssue(repo, 'What is it doing?');
    github.user('ada').comment(repo, issue, '/mlp hold #1');
    await settle();
    await publish();
    expect(repo.comments(issue).at(-1)?.body).toContain('This app starts no machines');
  });
});
