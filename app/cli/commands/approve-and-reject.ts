import { ENDED_WORDS } from '../../domain/result-words.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { line } from '../../reports/layout/line.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { RunRecord } from '../../reports/view/run-view.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { actorOf } from '../workspace/actor-of.ts';
import { answer } from '../drive/answer.ts';
import { findRow } from '../workspace/find-row.ts';
import { findRun } from '../workspace/find-run.ts';
import { loadRunRecord } from '../workspace/load-run-record.ts';
import { withDriver } from '../workspace/open-driver.ts';

type Decision = 'approved' | 'rejected';
type Options = { readonly comment?: string; readonly by?: string; readonly json?: true };
type Wanted = { readonly run: string; readonly key: string; readonly decision: Decision };

async function decideApproval(shell: Shell, wanted: Wanted, options: Options): Promise<ExitCode> {
  const { decision } = wanted;
  return withDriver(shell, async (driver) => {
    const { runtime, store, state } = driver;
    const { id } = await findRun(store, wanted.run);
    const record = await loadRunRecord(store, id);
    const row = findRow(record, wanted.key);
    refuseUnasked(record, row);
    const by = options.by ?? (await actorOf(state.root));
    const change = await runtime.handle(id, {
      type: 'approval.decided',
      key: row.key,
      by,
      // On a laptop whoever sits at it stands for any reviewer.
      standsFor: reviewerOf(record, row),
      decision,
      comment: options.comment ?? null,
    });
    if (change === 'unchanged') throw new UsageError(`${by} has ${decision} ${row.key} already.`);
    const lines = [line(`${by} ${decision} ${row.key} of run ${runNumber(record.header)}.`)];
    return answer(shell, driver, id, { json: options.json === true, lines });
  });
}

function refuseUnasked({ header, steps }: RunRecord, row: StepRow): void {
  if (row.state === 'approval') return;
  const name = `${row.key} of run ${runNumber(header)}`;
  const asking = steps.filter(({ state }) => state === 'approval').map(({ key }) => key);
  const how = row.result === null ? `is ${row.state}` : ENDED_WORDS[row.result];
  throw new UsageError(
    `${name} does not wait for approval: it ${how}.`,
    asking.length === 0 ? 'No step of this run does.' : `These do: ${asking.join(', ')}.`,
  );
}

function reviewerOf({ plan }: RunRecord, row: StepRow): string | null {
  const step = plan.steps.find(({ id }) => id === row.stepId);
  return step?.approval?.reviewers[0] ?? null;
}

function commandFor(decision: Decision, help: CommandModule['help']): CommandModule {
  return {
    help,
    declare: (command, shell) =>
      command
        .argument('<run>', 'a number (12, 12.2), an id or latest')
        .argument('<step>', 'the step that waits for approval')
        .option('-m, --comment <text>', 'why')
        .option('--by <name>', 'who decides, instead of the name that git knows')
        .option('--json', 'one JSON document on stdout: the run view')
        .action(async (run: string, key: string, options: Options) =>
          shell.exit(await decideApproval(shell, { run, key, decision }, options)),
        ),
  };
}

export const approveCommand = commandFor('approved', {
  summary: 'approve a step that is waiting',
  description: 'Approve a step that is waiting. The run continues in the process that drives it.',
  examples: [
    ['mlpipelines approve latest deploy', 'from another terminal'],
    ['mlpipelines approve 12 deploy -m "checked by hand"', 'with a reason that is kept'],
  ],
});

export const rejectCommand = commandFor('rejected', {
  summary: 'reject a step that is waiting',
  description: 'Reject a step that is waiting for approval: the step and its run end as rejected.',
  examples: [
    ['mlpipelines reject 12 deploy -m "drift in segment b"', 'with a reason that is kept'],
  ],
});
