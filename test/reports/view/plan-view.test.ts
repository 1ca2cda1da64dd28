import { describe, expect, test } from 'vitest';
import { lineText } from '../../../app/reports/layout/line.ts';
import { mermaid } from '../../../app/reports/markdown/mermaid.ts';
import { planGraph } from '../../../app/reports/markdown/plan-graph.ts';
import { planLines } from '../../../app/reports/terminal/plan-lines.ts';
import { makePlanView, type Forecast } from '../../../app/reports/view/plan-view.ts';
import { aPlan, aPlanStep } from '../build-run.ts';

const MACHINE = { machine: { memoryBytes: 16 * 1024 ** 3, gpus: 1 } };
const cells = [{ seed: 1 }, { seed: 2 }];
const gpu = { type: ['a10g', 'l4'], count: 1, memoryBytes: null };
const PLAN = aPlan(
  [
    aPlanStep('data', { kind: 'ingest' }),
    aPlanStep('lint'),
    aPlanStep('train', {
      needs: ['data'],
      matrix: { cells: { type: 'static', cells }, maxParallel: null, failFast: true },
      resources: {
        gpu,
        cpu: 4,
        memoryBytes: null,
        diskBytes: null,
        arch: null,
        spot: null,
        maxPrice: null,
      },
    }),
    aPlanStep('score', {
      needs: ['train'],
      matrix: { cells: { type: 'dynamic', matrix: 'x' }, maxParallel: null, failFast: true },
    }),
    aPlanStep('deploy', {
      needs: ['lint', 'score'],
      approval: { environment: 'production', reviewers: ['octocat'], count: 1, expiresMs: 1 },
      promote: [{ from: 'register', alias: 'production' }],
    }),
  ],
  { triggers: { push: {}, schedule: [], workflow_dispatch: {} } },
);
const FORECASTS = new Map<string, Forecast>([
  [
    'data',
    {
      outcome: 'cached',
      reason: 'nothing that it reads has changed since #11',
      copies: null,
      lastMs: null,
    },
  ],
  [
    'lint',
    {
      outcome: 'runs',
      reason: 'it declares neither inputs nor files',
      copies: { files: 1200, bytes: 3_565_158 },
      lastMs: 4000,
    },
  ],
  [
    'train[seed=1]',
    {
      outcome: 'runs',
      reason: 'src/train.py changed since #11',
      copies: { files: 3, bytes: 900 },
      lastMs: 2_465_000,
    },
  ],
  [
    'train[seed=2]',
    {
      outcome: 'runs',
      reason: 'src/train.py changed since #11',
      copies: { files: 3, bytes: 900 },
      lastMs: 2_465_000,
    },
  ],
  [
    'deploy',
    {
      outcome: 'skipped',
      reason: 'it has an approval; --deploy lets it run',
      copies: null,
      lastMs: null,
    },
  ],
]);
const view = makePlanView(PLAN, FORECASTS, MACHINE);

describe('a plan', () => {
  test('puts steps into waves, with a row for each cell that is known', () => {
    expect(view.waves).toEqual([
      ['data', 'lint'],
      ['train[seed=1]', 'train[seed=2]'],
      ['score'],
      ['deploy'],
    ]);
  });

  test('says of each step whether it runs, and why', () => {
    expect(view.steps.map(({ key, runs, outcome }) => [key, runs, outcome])).toEqual([
      ['data', false, 'cached'],
      ['lint', true, 'runs'],
      ['train[seed=1]', true, 'runs'],
      ['train[seed=2]', true, 'runs'],
      ['score', true, 'runs'],
      ['deploy', false, 'skipped'],
    ]);
    expect(view.steps[4]?.reason).toBe('what it is given is known only when its needs are over');
  });

  test('reads well', () => {
    const text = planLines(view, 100).map((line) => lineText(line));
    expect(text.join('\n')).toMatchInlineSnapshot(`
      "churn  6 steps in 4 waves  ·  4 to run, 1 cached, 1 skipped

      wave    step                      because                                            copies     took
         1  ✓ data             cached   nothing that it reads has changed
                                        since #11
            ● lint             runs     it declares neither inputs nor       1,200 files, 3.4 MiB       4s
                                        files
         2  ● train[seed=1]    runs     src/train.py changed since #11             3 files, 900 B  41m 05s
            ● train[seed=2]    runs     src/train.py changed since #11             3 files, 900 B  41m 05s
         3  ● score × ? cells  runs     what it is given is known only when
                                        its needs are over
         4  – deploy           skipped  it has an approval; --deploy lets
                                        it run

      On this machine
        on      push, schedule: starts runs on GitHub; here \`mlpipelines run\` does
        train   resources.gpu: no a10g or l4 GPU is reserved here; the step sees every GPU of this machine
                resources.cpu: for choosing a machine on GitHub; no limit here
        deploy  approval: skipped unless --deploy; then waits for \`mlpipelines approve\`; reviewers
                (octocat) are checked on GitHub only
                promote: moves @production only with --deploy; else the step is skipped"
    `);
  });

  test('of hundreds of cells tells those of one fate in one row', () => {
    const seeds = Array.from({ length: 200 }, (_, seed) => ({ seed }));
    const matrix = {
      cells: { type: 'static', cells: seeds },
      maxParallel: null,
      failFast: true,
    } as const;
    const copies = { files: 2, bytes: 1024 };
    const forecasts = new Map<string, Forecast>(
      seeds.map(({ seed }) => [
        `sweep[seed=${seed}]`,
        seed < 150
          ? { outcome: 'cached', reason: 'nothing changed since #11', copies: null, lastMs: null }
          : { outcome: 'runs', reason: 'sweep.py changed', copies, lastMs: null },
      ]),
    );
    const sweep = makePlanView(aPlan([aPlanStep('sweep', { matrix })]), forecasts, MACHINE);
    expect(planLines(sweep, 80).map((line) => lineText(line))).toEqual([
      'churn  200 steps in 1 wave  ·  50 to run, 150 cached',
      '',
      'wave    step                       because                               copies',
      '   1  ✓ sweep × 150 cells  cached  nothing changed since #11',
      '      ● sweep × 50 cells   runs    sweep.py changed           100 files, 50 KiB',
    ]);
  });

  test('says before anything runs what steps ask for and this machine does not have', () => {
    const GiB = 1024 ** 3;
    const asks = (memoryBytes: number | null, count: number) => ({
      cpu: null,
      diskBytes: null,
      arch: null,
      spot: null,
      maxPrice: null,
      gpu: count === 0 ? null : { type: [], count, memoryBytes: null },
      memoryBytes,
    });
    const plan = aPlan([
      aPlanStep('fits', { resources: asks(16 * GiB, 0) }),
      aPlanStep('large', { resources: asks(64 * GiB, 2) }),
    ]);
    const told = (gpus: number | null) =>
      makePlanView(plan, new Map(), { machine: { ...MACHINE.machine, gpus } })
        .notes.map(({ subject, text }) => `${subject}: ${text}`)
        .filter((text) => text.includes('asks for'));
    expect(told(1)).toEqual([
      'large: resources.memory asks for 64 GiB, and this machine has 16 GiB: the step may run out of memory',
      'large: resources.gpu asks for 2 GPUs, and this machine has 1: the step may fail',
    ]);
    expect(told(0).at(-1)).toContain('this machine has none');
    expect(told(null)).toHaveLength(1);
  });

  test('says nothing of this machine where all means the same', () => {
    expect(makePlanView(aPlan([aPlanStep('a')]), new Map(), MACHINE).notes).toEqual([]);
  });
});

describe('a graph', () => {
  test('of a plan draws a matrix step once, with the number of its cells', () => {
    expect(planGraph(view)).toMatchInlineSnapshot(`
      "flowchart LR
        n0["data"]:::good
        n1["lint"]:::live
        n2["train × 2 cells"]:::live
        n3["score"]:::live
        n4["deploy"]:::muted
        n0 --> n2
        n2 --> n3
        n1 --> n4
        n3 --> n4
        classDef good fill:#dafbe1,stroke:#1a7f37,color:#1f2328
        classDef live fill:#ddf4ff,stroke:#0969da,color:#1f2328
        classDef muted fill:#f6f8fa,stroke:#8c959f,color:#59636e
      "
    `);
  });

  test('lets no label speak Mermaid or HTML', () => {
    const label = `x"]; click n0 "javascript:alert(1)" <img src=x>\n%%{init: {}}%% \`**b**\``;
    const text = mermaid([{ id: 'end', label, needs: ['end', 'nobody'], look: 'good' }]);
    const [, node, edge] = text.split('\n');
    expect(node).toMatch(/^ {2}n0\["[\p{L}\p{N} _.,:=@/×#;-]*"\]:::good$/u);
    expect(edge).toBe('  n0 --> n0');
  });
});
