import { versionName } from '../../domain/input.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import { shortDigest } from '../words/attempt-words.ts';
import { runNumber } from '../words/run-words.ts';
import { aliasesOf, type VersionFacts } from './model-facts.ts';

/** A box of the lineage of a version; `needs` are ids of other boxes. */
export type LineageNode = {
  readonly id: string;
  readonly is: 'data' | 'step' | 'model' | 'version' | 'alias' | 'environment';
  readonly name: string;
  readonly below: string;
  readonly needs: readonly string[];
};

/** Of a model with many, the first; the list below the drawing has them all. */
const MOST_SIDE_BOXES = 12;

/** The way of a version: what it came from, the steps that made and judged it, where it stands, and what came of it. */
export function lineageNodes(facts: VersionFacts): readonly LineageNode[] {
  const { version, of, usedBy } = facts;
  const id = 'version';
  const steps = stepNodes(facts);
  const own: LineageNode = {
    id,
    is: 'version',
    name: `${version.model} v${version.version}`,
    below: shortDigest(version.artifact.digest),
    needs: steps.some((node) => node.id === stepId(version.key)) ? [stepId(version.key)] : [],
  };
  const aliases = aliasesOf(of, version.version)
    .slice(0, MOST_SIDE_BOXES)
    .map((alias): LineageNode => {
      return { id: `alias ${alias}`, is: 'alias', name: `@${alias}`, below: 'alias', needs: [id] };
    });
  const running = of.deployed
    .filter(({ digest }) => digest === version.artifact.digest)
    .slice(0, MOST_SIDE_BOXES)
    .map(({ environment, alias }): LineageNode => {
      const needs = [aliases.some(({ name }) => name === `@${alias}`) ? `alias ${alias}` : id];
      const place = `environment ${alias} ${environment}`;
      return { id: place, is: 'environment', name: environment, below: 'runs it', needs };
    });
  const users = usedBy.slice(0, MOST_SIDE_BOXES).map(({ model, version: number }): LineageNode => {
    const name = `${model} v${number}`;
    return { id: `user ${name}`, is: 'model', name, below: 'made from it', needs: [id] };
  });
  return [...steps, own, ...aliases, ...running, ...users];
}

function stepId(step: string): string {
  return `step ${step}`;
}

/** The steps that the version came through, and what came into them from outside. */
function stepNodes({ plan, version, runs, origins }: VersionFacts): readonly LineageNode[] {
  if (plan === null) return [];
  const maker = runs.find(({ id }) => id === version.run);
  const run = maker === undefined ? 'forgotten run' : `#${runNumber(maker)}`;
  const way = wayTo(plan, version.key);
  const sources = new Map<string, LineageNode>();
  const steps = way.map((step): LineageNode => {
    const outside = Object.values(step.inputs).flatMap((input): string[] => {
      if ('step' in input) return [];
      const isData = 'uri' in input;
      const name = isData ? input.uri : versionName(input);
      const digest = origins.find((origin) => origin.name === name)?.digest;
      const id = `source ${name}`;
      const below = digest === undefined ? 'not there' : shortDigest(digest);
      sources.set(id, { id, is: isData ? 'data' : 'model', name, below, needs: [] });
      return [id];
    });
    const needs = [...new Set([...fromSteps(step).map(stepId), ...outside])];
    return { id: stepId(step.id), is: 'step', name: step.id, below: run, needs };
  });
  return [...sources.values(), ...steps];
}

/** The step with all above it whose outputs led to it, in the plan's order. */
function wayTo({ steps }: Plan, last: string): readonly PlanStep[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const on = new Set<string>();
  const open = [last];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = on.has(id) ? undefined : byId.get(id);
    if (step === undefined) continue;
    on.add(id);
    open.push(...fromSteps(step));
  }
  return steps.filter(({ id }) => on.has(id));
}

/** Steps that a step takes something from; that it only waits for others is not where it came from. */
function fromSteps({ inputs, action }: PlanStep): readonly string[] {
  const given = Object.values(inputs).flatMap((input) => ('step' in input ? [input.step] : []));
  if (action.type !== 'register') return [...new Set(given)];
  const { from, metrics } = action.register;
  return [...new Set([...given, from.step, ...(metrics === null ? [] : [metrics])])];
}
