import { describe, expect, test } from 'vitest';
import { CAT, HEAD } from '../open-plain-github.ts';
import { openConversation, type Given } from './open-conversation.ts';

const pipeline = (name: string, on = '{ workflow_dispatch: {}, command: [retrain] }', more = '') =>
  `name: ${name}\non: ${on}\n${more}steps: { train: { run: echo train } }\n`;
const PARAMS = 'params: { epochs: { type: number, default: 3, minimum: 1 } }\n';
const FILES = { churn: pipeline('churn'), ltv: pipeline('ltv', '{ command: [retrain] }', PARAMS) };
const UNSEEN: Given = { files: FILES, pusher: null };

describe('a command that starts', () => {
  test('starts what declares it, each time that it is given, and says which runs those are', async () => {
    const { say, ask, runs } = await openConversation({
      files: FILES,
      deps: { pageOf: () => 'https://a.b' },
    });
    expect(await say('/retrain')).toMatchObject({
      reaction: 'rocket',
      text: '- [churn #1](https://a.b) started\n- [ltv #2](https://a.b) started',
    });
    expect((await runs())[0]).toMatchObject({
      pipeline: 'ltv',
      sha: HEAD,
      trigger: 'command',
      actor: 'cat',
      ref: 'refs/heads/topic',
      hosted: { trust: 'writer', pull: 7 },
    });
    expect(await ask('/mlp retrain ltv epochs=5')).toBe('- [ltv #3](https://a.b) started');
    expect((await runs())[0]?.params).toEqual({ epochs: 5 });
    expect(await ask('/mlp run')).toBe('- [churn #4](https://a.b) started');
    expect((await runs())[0]?.trigger).toBe('workflow_dispatch');
  });

  test('is refused with what to write instead', async () => {
    const { say, ask, runs } = await openConversation({ files: FILES });
    const reaction = 'confused';
    expect(await say('/mlp run nope')).toEqual({
      reaction,
      text: 'There is no pipeline `nope` at this commit.',
    });
    expect(await say('/mlp run churn ltv')).toEqual({
      reaction,
      text: 'Name one pipeline only, and params as `key=value`.',
    });
    expect(await say('/mlp run ltv')).toEqual({
      reaction,
      text: expect.stringMatching(
        /^No pipeline at this commit .* declare `workflow_dispatch` in its `on`.\n- `\.mlpipelines\/ltv\.yml`: /,
      ),
    });
    expect(await ask('/deploy')).toContain('declare `command: [deploy]` in its `on`.');
    expect(await ask('/retrain ltv epochs=0')).toMatch(
      /^- `ltv`: .*0 is below the minimum 1; write at least 1$/,
    );
    expect(await runs()).toEqual([]);
  });

  test('says so where there is no pipeline at all', async () => {
    const { ask } = await openConversation();
    expect(await ask('/mlp run')).toMatch(/^No pipeline at this commit is started by this command/);
  });

  test('is refused at a head that nobody answers for, and at one whose check has no room', async () => {
    const unseen = await openConversation(UNSEEN);
    expect(await unseen.say('/retrain')).toEqual({
      reaction: 'confused',
      text: expect.stringMatching(
        `^aaaaaaaaaa is not trusted: .* After reading it, someone with write access can comment \`/mlp ok ${HEAD}\`.$`,
      ),
    });
    const { say, spend, runs } = await openConversation({ files: FILES });
    await spend();
    expect(await say('/retrain')).toMatchObject({
      reaction: 'confused',
      text: expect.stringContaining('was restarted 20 times'),
    });
    expect(await runs()).toEqual([]);
  });

  test('says of each file what became of it', async () => {
    const gated = pipeline('gone').replace(
      'echo train }',
      'echo train, metrics: m.json, gates: { auc: { metric: auc, op: ">=", value: 0.8 } } }',
    );
    const files = {
      broken: `${pipeline('broken')}nope: 1\nnor: 2\n`,
      churn: pipeline('churn'),
      gone: pipeline('gone').replace('train:', 'other:'),
    };
    const { say } = await openConversation({ files, granting: { ...files, gone: gated } });
    expect(await say('/retrain')).toMatchObject({
      reaction: 'rocket',
      // What tells of a run is told anew when the run is over.
      lines: [
        { run: null },
        { text: '- churn #1 started', run: expect.any(String) },
        { run: null },
      ],
      text: [
        '- `.mlpipelines/broken.yml` has 2 problems; the check shows where',
        '- churn #1 started',
        '- gone: train is gone, but the default branch has gates on it',
      ].join('\n'),
    });
    expect(await say('/retrain gone')).toMatchObject({ reaction: 'confused' });
  });

  test('tells what a run is not granted yet', async () => {
    const files = { churn: pipeline('churn').replace('{ run', '{ secrets: [TOKEN], run') };
    const granting = { churn: pipeline('churn') };
    const { ask } = await openConversation({ files, granting });
    expect(await ask('/retrain')).toMatch(/^- churn #1 started\n {2}- .*TOKEN/);
  });
});

describe('what is no command', () => {
  test('is answered with what was meant, or with all there are', async () => {
    const { say } = await openConversation();
    const reaction = 'confused';
    expect(await say('/mlp stauts')).toEqual({
      reaction,
      text: 'There is no command `/mlp stauts`; did you mean `/mlp status`?',
    });
    expect(await say('/mlp frobnicate')).toEqual({
      reaction,
      text: expect.stringMatching(
        /^There is no command `\/mlp frobnicate`\. The commands are:\n\n\| command/,
      ),
    });
    expect(await say('/mlp run a=1 a=2')).toEqual({
      reaction,
      text: '`/mlp run`: `a` is given twice.',
    });
    expect(await say('/retrain a=1 a=2')).toEqual({
      reaction,
      text: '`/retrain`: `a` is given twice.',
    });
    expect(await say('/mlp help')).toMatchObject({ reaction: 'rocket' });
  });
});

describe('/mlp ok', () => {
  const WHOLE = /^Write the commit that you have read, all 40 digits of it/;

  test('lets the head run once that it names whole, in any case, and says where its jobs start', async () => {
    const { say, runs } = await openConversation({
      ...UNSEEN,
      files: { churn: pipeline('churn', '{ pull_request: {} }', PARAMS) },
    });
    const { reaction, text } = await say(`/mlp ok ${HEAD.toUpperCase()} epochs=5`);
    expect(reaction).toBe('rocket');
    expect(text).toMatch(/^- churn #1 started\n(.*\n)*\nIts jobs start on a branch/);
    await say(`/mlp ok ${HEAD}`, CAT);
    expect(await runs()).toMatchObject([
      {
        trigger: 'pull_request',
        actor: 'cat',
        params: { epochs: 5 },
        hosted: { trust: 'untrusted' },
      },
    ]);
  });

  test('is refused where not all of the head is named', async () => {
    const { say, ask } = await openConversation(UNSEEN);
    for (const words of ['', 'a'.repeat(39), `${HEAD}0`, `x${HEAD}`, `${HEAD} ${HEAD}`]) {
      expect(await ask(`/mlp ok ${words}`)).toMatch(WHOLE);
    }
    const other = 'c'.repeat(64);
    expect(await say(`/mlp ok ${other}`)).toEqual({
      reaction: 'confused',
      text: `The head is aaaaaaaaaa by now, not \`${other}\`. Read it, then name it.`,
    });
  });

  test('is refused where nothing is held back, nothing starts, or the check has no room', async () => {
    const trusted = await openConversation({ files: FILES });
    expect(await trusted.say(`/mlp ok ${HEAD}`)).toMatchObject({
      reaction: 'confused',
      text: expect.stringMatching(/^Nothing is held back: /),
    });
    const { say, spend } = await openConversation(UNSEEN);
    expect(await say(`/mlp ok ${HEAD}`)).toMatchObject({
      reaction: 'confused',
      text: expect.stringMatching(/^No pipeline at this commit is started by this command/),
    });
    await spend();
    expect(await say(`/mlp ok ${HEAD}`)).toMatchObject({
      reaction: 'confused',
      text: expect.stringContaining('was restarted 20 times'),
    });
  });
});

describe('/mlp plan', () => {
  const WIDE = `name: wide\nsteps:\n${Array.from({ length: 60 }, (_, n) => `  s${n}: { run: 'true' }\n`).join('')}`;

  test('names what a step needs', async () => {
    const text =
      "name: churn\nsteps:\n  a: { run: 'true' }\n  b: { run: 'true' }\n  c: { needs: [a, b], run: 'true' }\n";
    const { ask } = await openConversation({ files: { churn: text } });
    expect(await ask('/mlp plan')).toBe('- churn: 3 steps\n  - a\n  - b\n  - c after a, b');
  });

  test('lists the steps of each pipeline, or of the one that is named, at most fifty', async () => {
    const files = { ...FILES, broken: 'name: broken\n', wide: WIDE };
    const { say, ask } = await openConversation({ files });
    expect(await say('/mlp plan churn')).toEqual({
      reaction: 'rocket',
      text: '- churn: 1 step\n  - train',
    });
    const lines = (await ask('/mlp plan'))?.split('\n') ?? [];
    expect(lines.filter((line) => line.startsWith('- '))).toEqual([
      '- churn: 1 step',
      '- ltv: 1 step',
      '- `.mlpipelines/broken.yml` has 1 problem; the check shows where',
      '- wide: 60 steps',
    ]);
    expect(lines.filter((line) => line.startsWith('  - s'))).toHaveLength(50);
  });

  test('says what is wrong with params, and where there is nothing to plan', async () => {
    const { say } = await openConversation({ files: { ltv: FILES.ltv } });
    expect(await say('/mlp plan ltv epochs=0')).toMatchObject({
      reaction: 'confused',
      text: expect.stringContaining('is below the minimum 1; write at least 1'),
    });
    expect(await say('/mlp plan nope')).toEqual({
      reaction: 'confused',
      text: 'There is no pipeline `nope` at this commit.',
    });
    expect(await (await openConversation()).say('/mlp plan')).toEqual({
      reaction: 'confused',
      text: 'There is no pipeline at this commit.',
    });
    const many = Object.fromEntries(
      Array.from({ length: 201 }, (_, n) => [`p${n}`, pipeline(`p${n}`)]),
    );
    expect(await (await openConversation({ files: many })).say('/mlp plan')).toMatchObject({
      reaction: 'confused',
      text: expect.stringMatching(/^Nothing is planned: /),
    });
  });
});
