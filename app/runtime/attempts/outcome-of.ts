import { isDigest } from '../../../content/digest-of-bytes.ts';
import type {
  EndedReport,
  ReportedArtifact,
  ReportedExamples,
} from '../../../schemas/attempt-report.generated.ts';
import type { ArtifactRef } from '../../domain/artifact.ts';
import type { Digest } from '../../domain/digest.ts';
import type { AttemptOutcome } from '../../domain/run/event.ts';
import type { Json, JsonMap } from '../../domain/json.ts';
import type { KeptExamples } from '../../domain/kept-examples.ts';

/** What an executor says of an attempt's end, in the words of the domain. Throws `BadReport` for what cannot be. */
export function outcomeOf({ outcome }: EndedReport): AttemptOutcome {
  const { artifacts, outputs, metrics, facts, examples, slices } = outcome.products;
  return {
    ...outcome,
    products: {
      outputs: jsonMapOf(outputs),
      artifacts: Object.fromEntries(
        Object.entries(artifacts).map(([name, artifact]) => [name, artifactOf(artifact)]),
      ),
      metrics,
      facts,
      ...(examples !== undefined && { examples: examplesOf(examples) }),
      ...(slices !== undefined && { slices }),
    },
  };
}

/** A digest out of a report. Throws `BadReport`. */
export function reportedDigest(text: string): Digest {
  if (isDigest(text)) return text;
  throw new BadReport(`${JSON.stringify(text)} is not a digest`);
}

/** An executor told something that no executor of ours tells. */
class BadReport extends Error {
  override readonly name = 'BadReport';
}

function examplesOf(examples: ReportedExamples): KeptExamples {
  if ('notCompared' in examples) return examples;
  return { ...examples, digest: reportedDigest(examples.digest) };
}

function artifactOf(artifact: ReportedArtifact): ArtifactRef {
  return { ...artifact, digest: reportedDigest(artifact.digest) };
}

function jsonMapOf(values: Readonly<Record<string, unknown>>): JsonMap {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, jsonOf(value)]));
}

function jsonOf(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, jsonOf(item)]));
  }
  throw new BadReport(`a ${typeof value} cannot be an output`);
}
