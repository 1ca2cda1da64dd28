import type { OutputSpec, PlanStep } from './plan.ts';

/**
 * What a step is asked to hand over beside doing its work, in words: its metrics files, its plots, its outputs with
 * type and place. Work that was done once answers a step that asks the same or less. Not: gates, goals and titles, which
 * are read anew from what was handed over.
 */
export type Asks = Readonly<Record<string, string>>;

type Asking = Pick<PlanStep, 'outputs' | 'metrics' | 'plots'>;

export function asksOf({ outputs, metrics, plots }: Asking): Asks {
  const asks: Record<string, string> = {};
  if (metrics !== null && metrics.path !== null) asks[`metrics ${metrics.path}`] = '';
  if (metrics !== null && metrics.live !== null) asks[`live metrics ${metrics.live}`] = '';
  for (const plot of plots) asks[`plots ${plot.type === 'files' ? plot.glob : plot.path}`] = '';
  for (const [name, spec] of Object.entries(outputs)) asks[`output ${name}`] = outputText(spec);
  return asks;
}

/** What is asked for that work with these asks was not asked for; empty: that work answers. */
export function newlyAsked(answered: Asks, asked: Asks): readonly string[] {
  const isAnswered = ([name, text]: [string, string]): boolean =>
    answered[name] === text || `${answered[name]}${OR_NOTHING}` === text;
  return Object.entries(asked).flatMap((ask) => (isAnswered(ask) ? [] : [ask[0]]));
}

// Who asks for something or nothing asks less than who asks for it.
const OR_NOTHING = ', or nothing';

function outputText(spec: OutputSpec): string {
  const place = 'path' in spec ? ` at ${spec.path}` : '';
  return `${spec.type}${place}${spec.optional ? OR_NOTHING : ''}`;
}
