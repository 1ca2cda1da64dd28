/** A fault planted in a copy of the App, by which something counts as good, runs or is told that must not. */
export type DemandMutant = {
  readonly breaks: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
};

/** Each replaces one text that stands exactly once in its file. */
export const DEMAND_MUTANTS: readonly DemandMutant[] = [
  {
    breaks: 'the change says by its own triggers what is demanded',
    file: 'triggers/demands/demands-now.ts',
    from: 'if (!(await isStarted(source, question))) continue;',
    to: 'if (!(await isStarted(question.files.named(source.name) ?? source, question))) continue;',
  },
  {
    breaks: 'a gate is known by its name alone',
    file: 'triggers/demands/demands-of-plan.ts',
    from: 'return digestOf(canonicalJson({ metric, severity, test }));',
    to: 'return metric + severity + test.type;',
  },
  {
    breaks: 'a row that was skipped counts',
    file: 'triggers/demands/why-unmet.ts',
    from: "if (row.result !== 'success') return",
    to: "if (row.result === 'skipped') return null;\n  if (row.result !== 'success') return",
  },
  {
    breaks: 'a run with typed params judges',
    file: 'github/publish/aggregate/unmet-demands.ts',
    from: 'return Object.keys(options.params ?? {}).length === 0;',
    to: 'return Object.keys(options).length > 0;',
  },
  {
    breaks: 'who answered for one commit answers for all',
    file: 'store/provenance/provenance.ts',
    from: "overridesAt: (repository, sha) => overridesWhere('sha', repository, sha),",
    to: "overridesAt: (repository) => overridesWhere('base', repository, 'main'),",
  },
  {
    breaks: 'the change says which cells there are',
    file: 'triggers/demands/demands-of-plan.ts',
    from: "return cells.type === 'static' ? cells.cells.map((cell) => stepKey(id, cell)) : null;",
    to: 'return cells.type === id ? [stepKey(id, {})] : null;',
  },
  {
    breaks: 'a baseline without the metric is no baseline',
    file: 'engine/step/judge-gates.ts',
    from: "? { type: 'unknown', message: `${name} has no ${gate.metric}` }",
    to: "? { type: 'none', source: name }",
  },
  {
    breaks: 'forks are held to nothing',
    file: 'github/events/handle-pull.ts',
    from: 'const summary = { ...about, trust, started, demands };',
    to: 'const summary = { ...about, trust, started, demands: isFork ? [] : demands };',
  },
  {
    breaks: 'a step that the change tolerates need not pass',
    file: 'triggers/demands/why-unmet.ts',
    from: 'if (unknown !== undefined) return unknown;',
    to: 'if (plan.steps.find(({ id }) => id === step)?.continueOnError === true) return null;',
  },
  {
    breaks: 'what nobody has proposed yet is judged as a push',
    file: 'github/events/handle-push.ts',
    from: ', subject: proposedBy(push, branch, base) }',
    to: ' }',
  },
  {
    breaks: 'a pipeline that is gone is demanded no more',
    file: 'github/publish/aggregate/unmet-demands.ts',
    from: "return unmetState(pipeline, demands, 'no run checked it for this commit');",
    to: 'return null;',
  },
  {
    breaks: 'the change says who approves',
    file: 'compile/grants/apply-grants.ts',
    from: 'approval: granting === undefined ? step.approval : granting.approval,',
    to: 'approval: step.approval,',
  },
  {
    breaks: 'a change deploys',
    file: 'triggers/start-pipeline.ts',
    from: "deploy: hosted.trust === 'protected' };",
    to: 'deploy: true };',
  },
  {
    breaks: 'who is not trusted is told secrets',
    file: 'triggers/grants-now.ts',
    from: "return question.trust === 'untrusted'",
    to: "return question.pipeline === ''",
  },
  {
    breaks: 'a step is told the secrets that it asks for',
    file: 'compile/grants/apply-grants.ts',
    from: 'secrets: Object.fromEntries(wanted.filter(([, name]) => allowed.has(name))),',
    to: 'secrets: Object.fromEntries(wanted),',
  },
];
