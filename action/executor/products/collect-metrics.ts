import { EXECUTOR_LIMITS } from '../../../schemas/executor-limits.ts';
import type { Attempt } from '../attempt.ts';
import { exactSize } from '../../../text/size.ts';
import { problemSentences } from '../metrics/metric-problems.ts';
import { flattenMetrics, isMap, parseJson } from '../metrics/parse-metrics.ts';
import { parseYaml, RepeatedKey } from '../metrics/parse-yaml.ts';
import { repeatedKey } from '../metrics/repeated-key.ts';
import type { Mask } from '../output/mask-secrets.ts';
import { quote } from '../output/quote.ts';
import type { Products } from '../outcome.ts';
import { StepFailure } from '../step-failure.ts';
import { insideWorkspace } from '../workspace/inside-workspace.ts';
import type { IsFromBefore } from './remember-products.ts';
import { readSmallFile } from './read-small-file.ts';
import { messageOf } from '../../../text/message-of.ts';
import { cut, shortened } from '../../../text/shortened.ts';

export type Collected = Pick<Products, 'metrics' | 'facts'>;

const MOST_BYTES = 4 * 1024 * 1024;
/** Its parser takes some seconds for as much, and no heartbeat is sent meanwhile. */
const MOST_YAML = 1024 * 1024;
const { metrics: MOST_METRICS, fact: LONGEST_FACT } = EXECUTOR_LIMITS;

/** Reads the step's metrics file, JSON or YAML. Throws `StepFailure`. */
export async function collectMetrics(
  attempt: Attempt,
  isFromBefore: IsFromBefore,
): Promise<Collected> {
  const path = attempt.ticket.metrics?.path ?? null;
  if (path === null) return { metrics: {}, facts: {} };
  const place = await insideWorkspace(attempt.host.folders.workspace, path, 'metrics');
  const { mask } = attempt;
  const text = await readMetrics({ place, path, mask }, await isFromBefore(path));
  const { numbers, facts, problems } = flattenMetrics(await parseMap({ path, mask }, text), mask);
  if (problems.length > 0) throw failure(`${path}: ${problemSentences(problems).join(' ')}`);
  if (numbers.size + facts.size > MOST_METRICS) {
    throw failure(
      `${path} holds ${numbers.size + facts.size} metrics; at most ${MOST_METRICS} are taken. Write tables and curves as plots or outputs.`,
    );
  }
  const names = [...numbers.keys(), ...facts.keys()];
  if (names.some((name) => mask.apply(name) !== name)) {
    throw failure(
      `${path} has a metric whose name contains a secret, and names are shown to everyone who sees the run. Name it otherwise.`,
    );
  }
  const short = [...facts].map(([name, text]) => [name, cut(mask.apply(text), LONGEST_FACT)]);
  return { metrics: Object.fromEntries(numbers), facts: Object.fromEntries(short) };
}

/** The file's name, and what must not be seen of what it holds. */
type Source = { readonly path: string; readonly mask: Mask };

async function readMetrics(
  { place, path, mask }: Source & { readonly place: string },
  isOld: boolean,
): Promise<string> {
  const file = await readSmallFile(place, MOST_BYTES);
  if (file.type === 'too-large')
    throw failure(
      `${path} holds ${exactSize(file.bytes)}; metrics may have ${exactSize(MOST_BYTES)}. Write tables and curves as plots or outputs.`,
    );
  if (file.type === 'no-file')
    throw failure(`${path} is not a file: metrics are a JSON or YAML map.`);
  if (file.type === 'missing' || isOld) {
    const old = isOld ? ': what lies there is from before it ran' : '';
    throw failure(
      `The step ended well but did not write its metrics, ${path}${old}. Write a JSON map there, or correct metrics.path.`,
    );
  }
  if (!file.isUtf8)
    throw failure(
      `${path} is no UTF-8, near ${nearTheFault(mask.apply(file.text))}: write it as UTF-8.`,
    );
  return file.text;
}

/** What stands around the first character that could not be read. */
function nearTheFault(text: string): string {
  const at = text.indexOf('\uFFFD');
  return JSON.stringify(text.slice(Math.max(0, at - 20), at + 20));
}

async function parseMap(source: Source, text: string): Promise<object> {
  const { path } = source;
  const value = /\.ya?ml$/i.test(path)
    ? await parseYamlFile(source, text)
    : parseJsonFile(source, text);
  if (isMap(value)) return value;
  throw failure(`${path} must hold a map of names and numbers, as {"auc": 0.91}.`);
}

function parseJsonFile({ path, mask }: Source, text: string): unknown {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw failure(`${path} is not JSON: ${reasonOf(error, text, mask)}`);
  }
  const twice = repeatedKey(text);
  if (twice !== null)
    throw failure(`${path}: ${quote(mask, twice, SHORT)} is written twice: keep one of the two.`);
  return value;
}

async function parseYamlFile({ path, mask }: Source, text: string): Promise<unknown> {
  if (text.length > MOST_YAML) {
    throw failure(
      `${path} is longer than the ${exactSize(MOST_YAML)} that YAML may have: write JSON.`,
    );
  }
  try {
    return await parseYaml(text);
  } catch (error) {
    if (error instanceof RepeatedKey) {
      throw failure(
        `${path}: ${quote(mask, error.message, SHORT)} is written twice: keep one of the two.`,
      );
    }
    throw failure(`${path} is no YAML: ${reasonOf(error, text, mask)}`);
  }
}

const SHORT = 200;

/** Parsers quote from a text and cut what they quote: of one that holds a secret nothing may come from them. */
function reasonOf(error: unknown, text: string, mask: Mask): string {
  return mask.apply(text) === text
    ? shortened(messageOf(error), SHORT)
    : 'what is wrong with it is not shown, since it contains a secret. Let the step write numbers and texts that are no secrets, and write them with a library.';
}

function failure(message: string): StepFailure {
  return new StepFailure('failure', message);
}
