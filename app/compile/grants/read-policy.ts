import { validate } from '../../../schemas/validate.ts';
import type { PolicyFile } from '../../../schemas/policy.generated.ts';
import { isList, isMap, type Json } from '../../domain/json.ts';
import {
  botName,
  BROKEN_POLICY,
  DEFAULT_MACHINE_POLICY,
  NO_POLICY,
  type MachinePolicy,
  type Policy,
} from '../../domain/policy.ts';
import { DEFAULT_QUOTAS, type Quotas } from '../../domain/quotas.ts';
import type { Problem } from '../../domain/problem.ts';
import { parseDecimalSize } from '../../../text/size.ts';
import { parseDuration } from '../build/units.ts';
import { explainSchemaError } from '../structure/explain-schema-error.ts';
import type { Finding, Path } from '../problems/finding.ts';
import { limitProblems } from '../problems/limit-problems.ts';
import { readYaml, type YamlFile } from '../parse/read-yaml.ts';

/**
 * The policy that a text says, and every mistake in it on its lines. With any mistake it is `BROKEN_POLICY`: what cannot
 * be read for certain grants nothing. An empty file is no policy. Pure; never throws for any text.
 */
export function readPolicy(text: string): {
  readonly policy: Policy;
  readonly problems: readonly Problem[];
} {
  const yaml = readYaml(text);
  if (yaml.value === undefined) return broken(yaml, []);
  if (yaml.value === null && yaml.problems.length === 0) return { policy: NO_POLICY, problems: [] };
  const { value } = yaml;
  const result = validate('policy', value);
  if (!result.valid) {
    const explained = result.errors.map((error) =>
      explainSchemaError(error, valueAt(value, error.path), yaml.positions.written(error.path)),
    );
    return broken(yaml, explained.map(ofPolicy));
  }
  if (yaml.problems.length > 0) return broken(yaml, []);
  return { policy: policyOf(result.value), problems: [] };
}

function policyOf(file: PolicyFile): Policy {
  const { bots = [], commands = {}, overrides = [], quotas, machines } = file;
  return {
    bots: bots.map(botName),
    commands: { ...commands },
    overrides,
    quotas: quotasOf(quotas),
    machines: machinesOf(machines),
    isReadable: true,
  };
}

/** Of untrusted code a policy can only ask less than it gets by itself. */
function quotasOf({ attempt, run, untrusted = {} }: PolicyFile['quotas'] = {}): Quotas {
  const { cells = Infinity, retries = Infinity, bytes, time } = untrusted;
  const most = DEFAULT_QUOTAS.untrusted;
  return {
    attempt: bytesOf(attempt) ?? DEFAULT_QUOTAS.attempt,
    run: bytesOf(run) ?? DEFAULT_QUOTAS.run,
    untrusted: {
      cells: Math.min(cells, most.cells),
      retries: Math.min(retries, most.retries),
      bytes: Math.min(bytesOf(bytes) ?? Infinity, most.bytes),
      timeMs: Math.min(parseDuration(time ?? '') ?? Infinity, most.timeMs),
    },
  };
}

function machinesOf(machines: PolicyFile['machines'] = {}): MachinePolicy {
  const { regions = [], types = [], tags = {}, 'ami-max-age': age = '' } = machines;
  const amiMaxAgeMs = parseDuration(age) ?? DEFAULT_MACHINE_POLICY.amiMaxAgeMs;
  return { regions, types, tags: { ...tags }, amiMaxAgeMs };
}

function bytesOf(text: string | undefined): number | null {
  return text === undefined ? null : parseDecimalSize(text);
}

// The whole file is called by its name where pipelines' mistakes say "a pipeline".
function ofPolicy(finding: Finding): Finding {
  return { ...finding, message: finding.message.replace(/^a pipeline\b/, 'the policy') };
}

function broken(yaml: YamlFile, findings: readonly Finding[]) {
  const located = findings.map((finding) => yaml.positions.locate(finding));
  const problems = [...yaml.problems, ...located].sort((a, b) => a.line - b.line);
  return { policy: BROKEN_POLICY, problems: limitProblems(problems) };
}

function valueAt(value: Json, path: Path): Json | undefined {
  let at: Json | undefined = value;
  for (const key of path) {
    if (isList(at)) at = at[Number(key)];
    else at = isMap(at) ? at[String(key)] : undefined;
  }
  return at;
}
