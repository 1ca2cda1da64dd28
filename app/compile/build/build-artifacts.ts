import type { TrainingSpec } from '../../../evaluation/leakage.ts';
import type { Plot, Step } from '../../../schemas/pipeline.generated.ts';
import type { InputSpec } from '../../domain/input.ts';
import type { OutputSpec, PlotSpec } from '../../domain/plan.ts';
import { isArtifactType } from '../check/references/outputs-of.ts';
import { localSource } from '../local-sources.ts';
import { repositoryGlob, repositoryPath } from '../repository-path.ts';

/** What a step is given. */
export function buildInputs(step: Step, folder: string): Record<string, InputSpec> {
  const inputs: Record<string, InputSpec> = {};
  for (const [name, written] of Object.entries(step.inputs ?? {})) {
    const input: Written = typeof written === 'string' ? { from: written } : written;
    inputs[name] = inputOf(input, folder);
  }
  return inputs;
}

type Written = Exclude<NonNullable<Step['inputs']>[string], string>;

function inputOf(input: Written, folder: string): InputSpec {
  const { uri, model } = input;
  if (uri !== undefined) return localInput({ ...input, uri }, folder);
  return model === undefined ? stepInput(input, folder) : modelInput({ ...input, model }, folder);
}

function modelInput(input: Written & { readonly model: string }, folder: string): InputSpec {
  const { path = '', writable = false, optional = false } = input;
  const [model = '', alias = ''] = input.model.split('@');
  const place = repositoryPath(path, folder) ?? path;
  return { model, alias, frozen: null, path: place, writable, optional };
}

function stepInput(input: Written, folder: string): InputSpec {
  const { from = '', path, writable = false, optional = false } = input;
  const [step = '', output = ''] = from.split('.');
  const place = path === undefined ? null : repositoryPath(path, folder);
  const { cells } = input;
  const chosen = cells === undefined || cells === 'all' ? {} : { cells };
  return { step, output, ...chosen, path: place, writable, optional, ...trainingOf(input) };
}

function localInput(input: Written & { readonly uri: string }, folder: string): InputSpec {
  const { uri, mode = 'reference', path, writable = false, optional = false } = input;
  const source = localSource(uri, folder) ?? uri;
  const place = path === undefined ? null : repositoryPath(path, folder);
  const taken = { uri, source, mode, pinned: null, path: place ?? source };
  return { ...taken, writable, optional, ...trainingOf(input) };
}

function trainingOf({ training }: Written): { readonly training?: TrainingSpec } {
  if (training === undefined) return {};
  const { id, time, path } = training;
  return { training: { id, time: time ?? null, path: path ?? null } };
}

/** What a step leaves behind. */
export function buildOutputs(step: Step, folder: string): Record<string, OutputSpec> {
  const outputs: Record<string, OutputSpec> = {};
  for (const [name, { type, path, optional = false }] of Object.entries(step.outputs ?? {})) {
    if (!isArtifactType(type)) outputs[name] = { type, optional };
    else outputs[name] = { type, path: repositoryPath(path ?? name, folder) ?? name, optional };
  }
  return outputs;
}

/** Pictures and curves for reports. */
export function buildPlots(step: Step, folder: string): PlotSpec[] {
  return (step.plots ?? []).map((plot) => plotOf(plot, folder));
}

function plotOf(plot: Plot, folder: string): PlotSpec {
  if (typeof plot === 'string')
    return { type: 'files', glob: repositoryGlob(plot, folder) ?? plot };
  const path = repositoryPath(plot.path, folder) ?? plot.path;
  const common = { path, ...(plot.title !== undefined && { title: plot.title }) };
  const { kind = 'curve' } = plot;
  const actual = written(plot.actual);
  if (kind === 'confusion') {
    return { type: kind, ...common, actual, predicted: written(plot.predicted) };
  }
  if (kind === 'roc' || kind === 'calibration') {
    return { type: kind, ...common, actual, score: written(plot.score) };
  }
  return { type: kind, ...common, x: written(plot.x), y: plot.y ?? [] };
}

/** A column; that it is there was checked. */
function written(column: string | undefined): string {
  return column ?? '';
}
