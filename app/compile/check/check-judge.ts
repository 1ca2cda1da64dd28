import type { Judge, Step } from '../../../schemas/pipeline.generated.ts';
import { judgedNames } from '../../domain/judge-spec.ts';
import { finding, type Finding, type Path } from '../problems/finding.ts';
import { repositoryPath } from '../repository-path.ts';
import { eachStep, type Check, type CheckedFile } from './checked-file.ts';
import { isGiven } from './files/is-given.ts';
import { missingFile } from './files/missing-file.ts';
import { folderOf } from './files/place-of-input.ts';
import { unreadableTable } from './unreadable-table.ts';

/** A judge is always the same one, its verdicts can be read, and both sides of a pair are there. */
export const checkJudge: Check = (checked) =>
  eachStep(checked, ({ step, path }) => {
    const judge = step.report?.judge;
    const place = [...path, 'report', 'judge'];
    if (judge === undefined || checked.damage.touches(place)) return [];
    const tell: Tell = (at, message, hint, part = 'value') =>
      finding('judge-form', [...place, ...at], message, { part, hint });
    return [
      ...(step.report?.examples === undefined ? [] : [besideExamples(tell)]),
      ...checkEndings(judge, tell),
      ...checkModel(judge, tell),
      ...checkScale(judge, tell),
      ...checkPairs(step, judge, tell),
      ...checkFilesOf(checked, step, place),
      ...checkGatesOf(step, judge, path),
    ];
  });

type Tell = (at: Path, message: string, hint: string, part?: 'key' | 'value') => Finding;

function besideExamples(tell: Tell): Finding {
  const message = 'a report has one table, and `examples` names another one';
  return tell([], message, 'keep one of the two', 'key');
}

function checkEndings({ path, calibration }: Judge, tell: Tell): Finding[] {
  const tables: [Path, string | undefined][] = [
    [['path'], path],
    [['calibration', 'labels'], calibration?.labels],
    [['calibration', 'verdicts'], calibration?.verdicts],
  ];
  const found = tables.flatMap(([at, written]) => {
    const message = written === undefined ? null : unreadableTable(written);
    if (message === null) return [];
    return [tell(at, message, 'let it be a table that ends in .csv, .tsv, .jsonl or .parquet')];
  });
  if (path !== calibration?.verdicts) return found;
  const message = 'verdicts on labelled answers would count as those on items';
  const hint = 'let the command write them to a table of their own';
  return [...found, tell(['calibration', 'verdicts'], message, hint)];
}

/** https://platform.openai.com/docs/models and https://docs.anthropic.com/en/docs/about-claude/models: dated names stay. */
const FLOATING = /(?:^|[-_.:@/])latest$/i;

function checkModel({ model, 'allow-floating': floats = false }: Judge, tell: Tell): Finding[] {
  if (floats || !FLOATING.test(model)) return [];
  const message = `${model} may be another model tomorrow, and two runs would have two judges`;
  const hint = 'name a version, such as gpt-4.1-2025-04-14, or say `allow-floating: true`';
  return [tell(['model'], message, hint)];
}

function checkScale({ scale, pass, ...judge }: Judge, tell: Tell): Finding[] {
  if (scale !== undefined) return checkScores(scale, { ...judge, pass }, tell);
  const hint = 'leave it out, or write `scale: [1, 5]`';
  return pass === undefined ? [] : [tell(['pass'], '`pass` needs a `scale`', hint, 'key')];
}

type Scored = Pick<Judge, 'pairwise' | 'calibration'> & { readonly pass: number | undefined };

function checkScores(
  [low = 0, high = 0]: readonly number[],
  { pass, pairwise, calibration }: Scored,
  tell: Tell,
): Finding[] {
  if (pairwise !== undefined) {
    const message = 'of two answers one wins or neither does: there is no score';
    return [tell(['scale'], message, 'leave `scale` or `pairwise` out', 'key')];
  }
  if (low >= high) {
    return [tell(['scale'], 'the lowest score is not below the highest', 'write `[1, 5]`')];
  }
  if (pass !== undefined && (pass <= low || pass > high)) {
    const message = `all or none of the scores from ${low} to ${high} would pass`;
    return [tell(['pass'], message, 'name the score from which on an answer passes')];
  }
  if (calibration === undefined || pass !== undefined) return [];
  const message = 'people say pass or fail, and nobody said from which score on an answer passes';
  return [tell(['calibration'], message, 'write `pass: 4` beside `scale`', 'key')];
}

function checkPairs({ inputs = {}, metrics, report }: Step, judge: Judge, tell: Tell): Finding[] {
  const { metric, pairwise } = judge;
  if (pairwise === undefined) return [];
  const { against } = pairwise;
  const isThere = Object.values(inputs).some(
    (input) => typeof input !== 'string' && input.model === against,
  );
  const found: Finding[] = [];
  if (!isThere) {
    const message = `both sides of a pair are judged in one run, and this step is not given ${against}`;
    const hint = `write \`inputs: { baseline: { model: ${against}, path: baseline/ } }\` in this step`;
    found.push(tell(['pairwise', 'against'], message, hint));
  }
  if (report?.compare !== undefined && !report.compare.includes(against)) {
    const message = `the report does not compare with ${against}`;
    found.push(tell(['pairwise', 'against'], message, `write \`compare: [${against}]\``));
  }
  if (typeof metrics === 'object' && metrics.minimize?.includes(metric) === true) {
    const message = `\`${metric}\` is the share of pairs that this run wins, but is listed in \`minimize\``;
    found.push(tell(['metric'], message, 'take it out there: more of it is better'));
  }
  return found;
}

/** Only where the repository is known. */
function checkFilesOf(checked: CheckedFile, step: Step, place: Path): Finding[] {
  const { files } = checked;
  const judge = step.report?.judge;
  if (files === null || judge === undefined) return [];
  const folder = folderOf(checked, step);
  const named: [Path, string | undefined][] = [
    [['prompt'], judge.prompt],
    [['calibration', 'labels'], judge.calibration?.labels],
  ];
  return named.flatMap(([at, written]) => {
    const path = written === undefined ? null : repositoryPath(written, folder);
    if (path === null || files.has(path) || isGiven(checked, step, path)) return [];
    const { message, hint } = missingFile(files, path, folder);
    return [finding('missing-file', [...place, ...at], message, { hint })];
  });
}

/** A share of pairs that were won has its other side in itself. */
function checkGatesOf({ gates = {} }: Step, { metric, pairwise }: Judge, path: Path): Finding[] {
  if (pairwise === undefined) return [];
  const names = new Set(judgedNames(metric));
  return Object.entries(gates).flatMap(([name, gate]) => {
    const key = gate.baseline === undefined ? 'than' : 'baseline';
    if (!names.has(gate.metric) || gate[key] === undefined) return [];
    const message = `\`${metric}\` is measured against ${pairwise.against} already`;
    const hint = `write \`metric: ${metric}.low\`, \`op: ">="\` and \`value: 0.45\``;
    return [finding('gate-form', [...path, 'gates', name, key], message, { part: 'key', hint })];
  });
}
