import { stat } from 'node:fs/promises';
import { digestOfBytes, digestOfFile } from '../../../content/digest-of-bytes.ts';
import type { Examples } from '../../../evaluation/examples.ts';
import { examplesFormat } from '../../../evaluation/examples-file.ts';
import {
  MOST_LOST,
  lostShare,
  costOfBoth,
  type Calibration,
  type JudgeCost,
  type VerdictCounts,
} from '../../../evaluation/judge.ts';
import { BadExamples } from '../../../evaluation/read/bad-examples.ts';
import { calibrateJudge } from '../../../evaluation/read/verdicts/calibrate-judge.ts';
import type { TableFile } from '../../../evaluation/read/examples-source.ts';
import { readVerdicts } from '../../../evaluation/read/verdicts/read-verdicts.ts';
import type { ReportedJudge } from '../../../schemas/attempt-report.generated.ts';
import { EXECUTOR_LIMITS } from '../../../schemas/executor-limits.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { cut } from '../../../text/shortened.ts';
import { exactSize } from '../../../text/size.ts';
import type { Attempt } from '../attempt.ts';
import { StepFailure } from '../step-failure.ts';
import { insideWorkspace } from '../workspace/inside-workspace.ts';
import type { IsFromBefore } from './remember-products.ts';
import { quoting } from './written-table.ts';

const { promptBytes: MOST_PROMPT } = EXECUTOR_LIMITS.judge;

type Wanted = NonNullable<Ticket['examples']>;
export type WantedVerdicts = Wanted & { readonly judge: NonNullable<Wanted['judge']> };

export type CollectedVerdicts = {
  readonly rows: number;
  /** One for each item. */
  readonly examples: Examples;
  readonly judge: ReportedJudge;
};

/** What a judge said of the step's answers, who it was, and how far people agree with it. Throws `BadExamples`. */
export async function collectVerdicts(
  attempt: Attempt,
  table: TableFile,
  wanted: WantedVerdicts,
  isFromBefore: IsFromBefore,
): Promise<CollectedVerdicts> {
  const { id, cluster, judge } = wanted;
  const { examples, counts, cost } = await readVerdicts({
    ...table,
    id,
    cluster,
    form: judge.form,
    cost: judge.cost ?? null,
    quote: quoting(attempt),
  });
  tellLost(attempt, counts);
  const calibrated = await calibrationOf(attempt, wanted, isFromBefore);
  const costs = [cost, calibrated.cost].filter((each) => each !== null);
  return {
    rows: counts.verdicts,
    examples,
    judge: {
      digest: await digestOfJudge(attempt, judge),
      counts,
      calibration: calibrated.calibration,
      ...(costs.length > 0 && { cost: costs.reduce(costOfBoth) }),
    },
  };
}

function tellLost({ log }: Attempt, counts: VerdictCounts): void {
  if (lostShare(counts) <= MOST_LOST) return;
  const { verdicts, unparsed, missing } = counts;
  log.say(
    `Of ${verdicts + missing} verdicts ${unparsed} cannot be read and ${missing} are missing: they are left out.`,
  );
}

/** Another prompt is another judge. */
async function digestOfJudge(attempt: Attempt, judge: WantedVerdicts['judge']): Promise<string> {
  const { model, prompt, temperature, seed, form } = judge;
  const place = await fileAt(attempt, prompt);
  const { size } = await stat(place);
  if (size > MOST_PROMPT) {
    throw new BadExamples(
      `the judge's prompt, ${prompt}, has ${exactSize(size)}, and may have ${exactSize(MOST_PROMPT)}`,
    );
  }
  const scale = form.scale === null ? null : [form.scale.low, form.scale.high];
  const said = [model, await digestOfFile(place), temperature, seed, scale];
  return digestOfBytes(new TextEncoder().encode(JSON.stringify(said)));
}

type MayBeCalibrated = {
  readonly calibration: Calibration | null;
  readonly cost: JudgeCost | null;
};

/** Labels that cannot be read fail nothing: it is said why the judge is not calibrated. */
async function calibrationOf(
  attempt: Attempt,
  { id, judge }: WantedVerdicts,
  isFromBefore: IsFromBefore,
): Promise<MayBeCalibrated> {
  const { calibration, form, cost = null } = judge;
  if (calibration === null) return { calibration: null, cost: null };
  const { mask, log, host } = attempt;
  try {
    if (await isFromBefore(calibration.verdicts)) {
      throw new BadExamples(
        `the step did not write ${calibration.verdicts}: what lies there is from before it ran`,
      );
    }
    const table = async (path: string): Promise<TableFile> => {
      const place = await fileAt(attempt, path);
      const format = examplesFormat(path);
      if (format === null) throw new BadExamples(`${path} is not a table`);
      return { path: place, format, signal: host.kill };
    };
    return await calibrateJudge({
      labels: await table(calibration.labels),
      verdicts: {
        ...(await table(calibration.verdicts)),
        id,
        cluster: null,
        form,
        cost,
        quote: quoting(attempt),
      },
    });
  } catch (error) {
    if (!(error instanceof BadExamples || error instanceof StepFailure)) throw error;
    const reason = cut(mask.apply(error.message), EXECUTOR_LIMITS.examples.reason);
    log.say(`Its judge is not calibrated: ${reason}`);
    return { calibration: { type: 'unknown', reason }, cost: null };
  }
}

async function fileAt({ host }: Attempt, path: string): Promise<string> {
  const place = await insideWorkspace(host.folders.workspace, path, 'judge');
  const found = await stat(place).catch(() => null);
  if (found?.isFile() === true) return place;
  throw new BadExamples(`there is no file ${path}`);
}
