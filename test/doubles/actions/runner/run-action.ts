import { join } from 'node:path';
import { evaluateText, evaluateTexts } from '../expressions/evaluate.ts';
import type { JsonMap } from '../json.ts';
import type { StepDefinition } from '../workflow/workflow.ts';
import { readActionManifest, type ActionManifest, type JavaScriptRuns } from './action-manifest.ts';
import type { Frame } from './job-state.ts';
import { resolveAction, type ResolvedAction } from './resolve-action.ts';
import { environmentLines } from './run-script.ts';
import { runStepProcess } from './run-step-process.ts';
import { StepFailure, type StepRun, type Task } from './run-task.ts';

/** One `uses` of a job. Its parts share what they save with `core.saveState`. */
export type ActionUse = {
  readonly step: StepDefinition;
  readonly action: ResolvedAction;
  readonly manifest: ActionManifest;
  readonly state: Record<string, string>;
};

/** Finds and reads the action of a step. */
export function openAction(frame: Frame, step: StepDefinition): ActionUse {
  const action = resolveAction(frame.job, step.uses ?? '');
  return { step, action, manifest: readActionManifest(action.folder), state: {} };
}

/** Runs the main part of a JavaScript action. */
export async function runJavaScript(run: StepRun, use: ActionUse): Promise<void> {
  const runs = javaScriptOf(use);
  const inputs = inputsOf(run, use);
  warnOfUnknown(run, use);
  run.frame.job.log.group(`Run ${use.step.uses}`, [
    ...withLines(inputs),
    ...environmentLines(run.env),
  ]);
  await runPart(run, { use, inputs, file: runs.main });
}

/** The pre part, which runs before all steps of the job; null without one. */
export function preTask(frame: Frame, use: ActionUse, name: string): Task | null {
  const { runs } = use.manifest;
  if (runs.kind !== 'javascript' || runs.pre === undefined) return null;
  return partTask(frame, use, { name, file: runs.pre, condition: runs.preCondition });
}

/** The post part, which runs after all steps of the job; null without one. */
export function postTask(frame: Frame, use: ActionUse, name: string): Task | null {
  const { runs } = use.manifest;
  if (runs.kind !== 'javascript' || runs.post === undefined) return null;
  return partTask(frame, use, { name, file: runs.post, condition: runs.postCondition });
}

/** Inputs of an action with its defaults. */
export function inputsOf(run: StepRun, { step, manifest }: ActionUse): Record<string, string> {
  const given = evaluateTexts(step.with, run.scope);
  const known = Object.keys(manifest.inputs);
  const byName = new Map(known.map((name) => [name.toLowerCase(), name]));
  const defaults = known.map((name) => [
    name,
    evaluateText(manifest.inputs[name] ?? '', run.scope),
  ]);
  const inputs: Record<string, string> = Object.fromEntries(defaults);
  for (const [name, value] of Object.entries(given)) {
    inputs[byName.get(name.toLowerCase()) ?? name] = value;
  }
  return inputs;
}

function warnOfUnknown(run: StepRun, { step, manifest }: ActionUse): void {
  const known = Object.keys(manifest.inputs);
  const names = new Set(known.map((name) => name.toLowerCase()));
  const unknown = Object.keys(step.with).filter((name) => !names.has(name.toLowerCase()));
  if (unknown.length === 0) return;
  run.frame.job.log.warning(
    `Unexpected input(s) ${quoted(unknown)}, valid inputs are [${quoted(known)}]`,
  );
}

function partTask(
  frame: Frame,
  use: ActionUse,
  part: { readonly name: string; readonly file: string; readonly condition: JsonMap[string] },
): Task {
  return {
    name: part.name,
    frame,
    definition: {
      condition: part.condition,
      env: use.step.env,
      timeoutMinutes: undefined,
      continueOnError: undefined,
    },
    body: (run) => runPart(run, { use, inputs: inputsOf(run, use), file: part.file }),
  };
}

async function runPart(
  run: StepRun,
  { use, inputs, file }: { use: ActionUse; inputs: Record<string, string>; file: string },
): Promise<void> {
  const { published, folder } = use.action;
  const code = await runStepProcess(run, {
    file: process.execPath,
    args: [join(folder, file)],
    cwd: run.frame.job.folders.workspace,
    env: { ...named('INPUT_', inputs), ...stateOf(use) },
    github: {
      action: use.step.id,
      action_repository: published?.repository ?? '',
      action_ref: published?.ref ?? '',
    },
    state: use.state,
  });
  // The action has said why; the runner adds nothing.
  if (code !== 0) throw new StepFailure('');
}

function stateOf({ state }: ActionUse): Record<string, string> {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));
}

function named(prefix: string, values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      `${prefix}${name.replaceAll(' ', '_').toUpperCase()}`,
      value,
    ]),
  );
}

function javaScriptOf({ manifest }: ActionUse): JavaScriptRuns {
  if (manifest.runs.kind !== 'javascript')
    throw new Error(`${manifest.name} is no JavaScript action`);
  return manifest.runs;
}

function withLines(inputs: Record<string, string>): string[] {
  const lines = Object.entries(inputs)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `  ${name}: ${value}`);
  return lines.length === 0 ? [] : ['with:', ...lines];
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
