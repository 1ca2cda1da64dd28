import { describe, expect, test } from 'vitest';
import { codesOf, compileText, planOf, stepOf } from '../support/compile-text.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('a plan', () => {
  test('of the smallest file has every default', () => {
    expect(planOf('name: hello\nsteps: { hello: { run: echo hello } }')).toMatchInlineSnapshot(`
      {
        "concurrency": null,
        "description": null,
        "expiresMs": 3024000000,
        "file": ".mlpipelines/test.yml",
        "format": 1,
        "lines": {
          "hello": 2,
        },
        "maxParallel": null,
        "paramValues": {},
        "params": {},
        "pipeline": "hello",
        "steps": [
          {
            "action": {
              "run": "echo hello",
              "shell": "bash",
              "type": "run",
              "workingDirectory": ".",
            },
            "approval": null,
            "cache": null,
            "checkpoint": null,
            "clocks": {
              "deadlineMs": null,
              "gracePeriodMs": 30000,
              "queueTimeoutMs": 3600000,
              "stallTimeoutMs": null,
              "timeoutMs": 21600000,
            },
            "container": null,
            "continueOnError": false,
            "env": {},
            "files": null,
            "gates": [],
            "id": "hello",
            "if": null,
            "inputs": {},
            "kind": null,
            "matrix": null,
            "metrics": null,
            "name": null,
            "needs": [],
            "outputs": {},
            "params": [],
            "plots": [],
            "promote": [],
            "python": null,
            "resources": null,
            "retry": {
              "backoff": {
                "factor": 2,
                "initialMs": 30000,
                "jitter": "full",
                "maxMs": 600000,
              },
              "escalate": {
                "oomMemoryFactor": null,
                "spotInterruptions": 2,
              },
              "exitCodes": {},
              "limits": {
                "capacity": 10,
                "failure": 0,
                "infra": 5,
                "oom": 0,
                "spot-interruption": 20,
                "stall": 0,
                "timeout": 0,
              },
            },
            "runsOn": null,
            "secrets": {},
            "when": "all-success",
          },
        ],
        "triggers": {},
      }
    `);
  });

  test('holds steps in an order in which each follows its needs', () => {
    const plan = planOf(
      `name: a
steps:
  last: { needs: [middle], run: x }
  middle: { inputs: { d: first.d }, run: x }
  first: { run: x, outputs: { d: { type: file, path: d } } }
  free: { run: x }`,
    );
    expect(plan.steps.map(({ id }) => id)).toEqual(['first', 'middle', 'last', 'free']);
  });

  test('has an edge for every need, input, registration, promotion and step in an expression, each once', () => {
    const steps = `
  a: { run: x, outputs: { m: { type: model, path: m }, n: { type: number } } }
  b: { run: x, metrics: m.json }
  c:
    needs: [b]
    if: \${{ steps.a.outputs.n > 1 || STEPS.A.result == 'failure' }}
    inputs: { m: a.m }
    env: { R: "\${{ steps.b.result }}" }
    run: x
  r: { register: { model: m, from: c.inputs.m, metrics: b } }
  p: { promote: { from: r, alias: prod } }
`;
    expect(stepOf(steps, 'c').needs).toEqual(['a', 'b']);
    expect(stepOf(steps, 'c').if).toBe("steps.a.outputs.n > 1 || STEPS.A.result == 'failure'");
    expect(stepOf(steps, 'r').needs).toEqual(['b', 'c']);
    expect(stepOf(steps, 'p').needs).toEqual(['r']);
    expect(stepOf(steps, 'r').action).toEqual({
      type: 'register',
      register: {
        model: 'm',
        from: { type: 'input', step: 'c', name: 'm' },
        metrics: 'b',
        alias: null,
      },
    });
  });

  test('leaves out `when` where `if` replaces it', () => {
    const steps =
      '  a: { run: x }\n  b: { needs: [a], if: "!cancelled()", run: x }\n  c: { needs: [a], if: steps.a.result == \'success\', run: x }';
    expect(stepOf(steps, 'b')).toMatchObject({ when: null, if: '!cancelled()' });
    expect(stepOf(steps, 'c').when).toBe('all-success');
  });
});

describe('a plan of steps', () => {
  test('takes names without a value from the machine, unless a step gives them one', () => {
    const steps = 'steps: { a: { env: { B: "1" }, run: x }, b: { env: { A: }, run: x } }';
    const plan = planOf(`name: a\nenv: { A: "1", B: , HF_HOME: }\n${steps}\n`);
    expect(plan.steps.map(({ env, machineEnv }) => [env, machineEnv])).toEqual([
      [{ A: '1', B: '1' }, ['HF_HOME']],
      [{}, ['A', 'B', 'HF_HOME']],
    ]);
  });

  test('are given nothing of the runner’s own, and no expression has what only the machine knows', () => {
    const text = (env: string, run = 'x') =>
      `name: a\nsteps:\n  a:\n    env: { ${env}: }\n    run: ${run}\n`;
    expect(codesOf(text('INPUT_SECRETS'))).toEqual(['4:12 reserved-env']);
    expect(codesOf(text('HF_HOME', 'ls ${{ env.HF_HOME }}'))).toEqual(['5:17 unknown-env']);
  });

  test.each(['PATH', 'HOME'])('have the %s of their image in a container', (name) => {
    const inStep = (container: string) =>
      `name: a\nsteps:\n  a:\n    env: { ${name}: }\n    run: x\n${container}`;
    expect(codesOf(inStep('    container: python:3.12\n'))).toEqual(['4:12 reserved-env']);
    expect(codesOf(inStep(''))).toEqual([]);
    const atTop = `name: a\nenv: { ${name}: }\nsteps:\n  a: { run: x, container: "python:3.12" }\n`;
    expect(codesOf(atTop)).toEqual(['2:8 reserved-env']);
  });

  test('merges environments, keeps secrets apart, and lets a step replace a secret', () => {
    const step = stepOf(
      '  a: { env: { B: "2", S: plain, N: 3 }, secrets: [T], run: x }',
      'a',
      'env: { A: "1", B: "1", S: "${{ secrets.S }}", U: "${{secrets.V}}" }',
    );
    expect(step.env).toEqual({ A: '1', B: '2', S: 'plain', N: '3' });
    expect(step.secrets).toEqual({ U: 'V', T: 'T' });
  });

  test('has all paths relative to the root, also those written relative to working-directory', () => {
    const step = stepOf(
      `  a:
    working-directory: ./work/
    run: x
    files: ["src/**", "!src/test", ../shared]
    outputs: { o: { type: dataset, path: out/ } }
    metrics: { path: m.json, live: ../log.jsonl }
    checkpoint: { path: ckpt/ }
    plots: ["*.svg", { path: h.csv, x: e, y: [l] }]`,
      'a',
      'python: { requirements: [./req.txt] }',
    );
    expect(step).toMatchObject({
      action: { workingDirectory: 'work' },
      files: ['work/src/**', '!work/src/test', 'shared'],
      outputs: { o: { path: 'work/out' } },
      metrics: { path: 'work/m.json', live: 'log.jsonl' },
      checkpoint: {
        path: 'work/ckpt',
        save: 'on-quiet',
        everyMs: 10 * MINUTE,
        keep: 3,
        resume: 'auto',
      },
      plots: [
        { type: 'files', glob: 'work/*.svg' },
        { type: 'curve', path: 'work/h.csv' },
      ],
      python: { version: null, requirements: ['req.txt'] },
    });
  });

  test('evaluates what is known before the run: clocks, container, resources, concurrency', () => {
    const plan = planOf(
      `name: a
params: { t: { type: number, default: 2 }, gpu: { type: choice, options: [l4, a10g], default: l4 } }
concurrency: { group: "a-\${{ github.ref }}", cancel-in-progress: "\${{ github.ref != 'refs/heads/main' }}" }
defaults: { timeout: "\${{ params.t }}h" }
steps:
  a:
    run: x
    container: "ghcr.io/acme/x:\${{ github.sha }}"
    resources: { gpu: { type: "\${{ params.gpu }}", memory: 16Gi }, cpu: "\${{ params.t }}", memory: 1.5Gi, arch: "\${{ params.gpu == 'l4' && 'arm64' || 'x86_64' }}", spot: never, max-price: "0.5\${{ params.t }} USD" }
    grace-period: 2m`,
    );
    expect(plan.concurrency).toEqual({
      group: 'a-refs/heads/main',
      cancelInProgress: false,
      queue: 'one',
    });
    expect(plan.steps[0]).toMatchObject({
      container: { image: `ghcr.io/acme/x:${'a'.repeat(40)}`, options: null },
      resources: {
        gpu: { type: ['l4'], count: 1, memoryBytes: 16 * 2 ** 30 },
        cpu: 2,
        memoryBytes: 1.5 * 2 ** 30,
        arch: 'arm64',
        spot: 'never',
        maxPrice: 0.52,
      },
      clocks: { timeoutMs: 2 * HOUR, queueTimeoutMs: HOUR, gracePeriodMs: 2 * MINUTE },
    });
  });

  test('expands a matrix at once, unless it reads what other steps hand on', () => {
    const steps = `
  a: { run: x, outputs: { s: { type: json } }, strategy: { matrix: { seed: [1, "\${{ 2 }}"] }, max-parallel: 2, fail-fast: false } }
  b: { run: x, outputs: { s: { type: json } } }
  c: { run: x, strategy: { matrix: { s: "\${{ fromJSON(steps.b.outputs.s) }}" } } }
`;
    expect(stepOf(steps, 'a').matrix).toEqual({
      cells: { type: 'static', cells: [{ seed: 1 }, { seed: 2 }] },
      maxParallel: 2,
      failFast: false,
    });
    expect(stepOf(steps, 'c')).toMatchObject({
      needs: ['b'],
      matrix: {
        cells: { type: 'dynamic', matrix: { s: '${{ fromJSON(steps.b.outputs.s) }}' } },
        failFast: true,
      },
    });
  });

  test('fills in retries: a number is for failures, the rest has its own defaults', () => {
    expect(stepOf('  a: { run: x, retry: 3 }', 'a').retry.limits).toEqual({
      failure: 3,
      oom: 0,
      timeout: 0,
      stall: 0,
      infra: 5,
      capacity: 10,
      'spot-interruption': 20,
    });
    const { retry } = stepOf(
      '  a: { run: x, resources: { memory: 1Gi }, retry: { exit-code: { 75: 3 }, infra: 0, backoff: { initial: 1s, jitter: none }, escalate: { oom: { memory: x1.5 }, spot-interruption: { after: 3, spot: never } } } }',
      'a',
    );
    expect(retry).toMatchObject({
      limits: { failure: 0, infra: 0, capacity: 10 },
      exitCodes: { 75: 3 },
      backoff: { initialMs: 1000, factor: 2, maxMs: 10 * MINUTE, jitter: 'none' },
      escalate: { oomMemoryFactor: 1.5, spotInterruptions: 3 },
    });
    expect(stepOf('  a: { run: x, retry: { backoff: none } }', 'a').retry.backoff).toBeNull();
  });

  test.each([
    [
      'with outputs and inputs',
      'inputs: { d: src.d }, outputs: { o: { type: file, path: o } }',
      true,
    ],
    ['with metrics and files', 'metrics: m.json, files: [src]', true],
    ['without products', 'inputs: { d: src.d }', false],
    ['that says nothing of what it reads', 'outputs: { o: { type: file, path: o } }', false],
    ['that promotes', 'metrics: m.json, files: [src], promote: { from: reg, alias: x }', false],
    ['that says no', 'metrics: m.json, files: [src], cache: false', false],
    ['that says yes', 'cache: true', true],
  ])('takes a step %s from the cache: %#', (_, keys, isCached) => {
    const steps = `
  src: { run: x, outputs: { d: { type: model, path: d } } }
  reg: { register: { model: m, from: src.d } }
  a: { run: x, ${keys} }`;
    expect(stepOf(steps, 'a').cache).toEqual(isCached ? { maxAgeMs: null } : null);
  });
});

describe('a plan with a cache and gates', () => {
  test('keeps the age of cache entries', () => {
    expect(stepOf('  a: { run: x, cache: { max-age: 30d } }', 'a').cache).toEqual({
      maxAgeMs: 30 * 24 * HOUR,
    });
  });

  test('knows of each gate what it is held against and which way is better', () => {
    const { gates } = stepOf(
      `  a:
    run: x
    metrics: { path: m.json, maximize: [auc], minimize: [loss] }
    gates:
      quality: { metric: auc, op: ">=", value: 0.85 }
      regress: { metric: loss, baseline: churn@production, tolerance: 0.5% }
      base: { metric: auc, baseline: merge-base, tolerance: 0.005, if-missing: fail, severity: warn }
      same: { metric: auc, than: champion.auc }`,
      'a',
    );
    expect(gates.map(({ test: against }) => against)).toEqual([
      { type: 'value', op: '>=', value: 0.85 },
      {
        type: 'baseline',
        baseline: { type: 'alias', model: 'churn', alias: 'production' },
        goal: 'minimize',
        tolerance: { type: 'relative', amount: 0.005 },
        ifMissing: 'pass',
      },
      {
        type: 'baseline',
        baseline: { type: 'merge-base' },
        goal: 'maximize',
        tolerance: { type: 'absolute', amount: 0.005 },
        ifMissing: 'fail',
      },
      {
        type: 'than',
        than: 'champion.auc',
        goal: 'maximize',
        tolerance: { type: 'absolute', amount: 0 },
        ifMissing: 'fail',
      },
    ]);
    expect(gates.map(({ id, severity }) => [id, severity])).toEqual([
      ['quality', 'fail'],
      ['regress', 'fail'],
      ['base', 'warn'],
      ['same', 'fail'],
    ]);
  });

  test('is the same for the same text and request', () => {
    const text = 'name: a\nsteps: { b: { run: x }, a: { needs: [b], run: x } }';
    expect(planOf(text)).toEqual(planOf(text));
  });
});

test('the default timeout of a step ends it before the smallest runner of GitHub does', () => {
  const text =
    'name: a\ndefaults: { timeout: 2h }\nsteps: { a: { run: x, runs-on: ubuntu-slim }, b: { run: x } }\n';
  const minutes = planOf(text, { environment: 'github' }).steps.map(
    ({ clocks }) => clocks.timeoutMs / 60_000,
  );
  expect(minutes).toEqual([13, 120]);
});

describe('what only GitHub forbids', () => {
  const text =
    'name: a\nsteps:\n  a: { run: x, timeout: 7h }\n  b: { run: x, timeout: 6d, resources: { cpu: 1 } }\n';

  test('is a warning on a laptop', () => {
    const { plan, problems } = compileText(text);
    expect(plan).not.toBeNull();
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([
      ['hosted-timeout', 'warning'],
      ['timeout-without-checkpoint', 'warning'],
    ]);
  });

  test('is an error on GitHub', () => {
    expect(compileText(text, { environment: 'github' }).plan).toBeNull();
    expect(codesOf(text, { environment: 'github' })).toEqual([
      '3:25 hosted-timeout',
      '4:25 timeout-without-checkpoint',
    ]);
  });
});
