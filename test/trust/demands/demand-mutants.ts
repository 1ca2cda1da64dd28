import type { Fault } from './spoil-product.ts';

/** A fault planted in a copy of the App, by which something counts as good, runs or is told that must not. */
export type DemandMutant = Fault & {
  /** Of the trials of seed 7, the first that shows it: found by `tryDemands` with 300 runs, and played alone since. */
  readonly trial: string;
  /** Of another seed; left out: of 7. */
  readonly seed?: number;
};

/** Each replaces one text that stands exactly once in its file. */
export const DEMAND_MUTANTS: readonly DemandMutant[] = [
  {
    breaks: 'the change says by its own triggers what is demanded',
    trial: '68',
    seed: 22,
    file: 'triggers/demands/demands-now.ts',
    from: '|| !(await isStarted(outline, question))) continue;',
    to: '|| !(await isStarted((await question.files.named(name)) ?? outline, { ...question, granting: question.files }))) continue;',
  },
  {
    breaks: 'a gate is known by its name alone',
    trial: '76',
    file: 'triggers/demands/demands-of-plan.ts',
    from: 'return digestOf(canonicalJson({ metric, severity, test, ...where }));',
    to: 'return metric + severity + test.type + Object.keys(where);',
  },
  {
    breaks: 'a row that was skipped counts',
    trial: '10',
    file: 'triggers/demands/why-unmet.ts',
    from: "if (row.result !== 'success') return",
    to: "if (row.result === 'skipped') return null;\n  if (row.result !== 'success') return",
  },
  {
    breaks: 'a run with typed params judges',
    trial: '138',
    file: 'github/publish/aggregate/unmet-demands.ts',
    from: 'return Object.keys(options.params ?? {}).length === 0;',
    to: 'return Object.keys(options).length > 0;',
  },
  {
    breaks: 'who answered for one commit answers for all',
    trial: '10',
    file: 'store/provenance/provenance.ts',
    from: "overridesAt: (repository, sha) => overridesWhere('sha', repository, sha),",
    to: "overridesAt: (repository) => overridesWhere('base', repository, 'main'),",
  },
  {
    breaks: 'forks are held to nothing',
    trial: '63',
    file: 'github/events/handle-pull.ts',
    from: 'const summary = { ...about, trust, started, demands };',
    to: 'const summary = { ...about, trust, started, demands: isFork ? [] : demands };',
  },
  {
    breaks: 'a pipeline that is gone is demanded no more',
    trial: '10',
    file: 'github/publish/aggregate/unmet-demands.ts',
    from: 'return unmetState(pipeline, demands, whyNotRun(demands));',
    to: 'return null;',
  },
];
