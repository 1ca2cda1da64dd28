import { isGreen } from '../../doubles/github/acts/why-not-mergeable.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { begun, failed } from '../../support/script-host.ts';
import { openTestIngress } from '../open-ingress.ts';

export const PIPELINE = `name: churn
on:
  push: { branches: [main], tags: ["v*"] }
  pull_request: {}
  command: [retrain]
steps:
  train: { run: echo train }
`;

/** A repository whose main needs one approval and a green `mlpipelines`, and a book of how that check stood. */
export async function openStory(more = '', protection = {}) {
  const clock = new ManualClock(Date.parse('2026-05-01T12:00:00Z'));
  const ingress = await openTestIngress({ clock });
  const { repo, settle, publish, runs, until, github } = ingress;
  repo.collaborator('cat', 'write');
  await repo.commit({ files: { '.mlpipelines/churn.yml': PIPELINE + more }, by: 'ada' });
  await settle();
  await publish();
  const given = { checks: ['mlpipelines'], approvals: 0, restricted: false, ...protection };
  repo.protect('main', given);
  const rows: string[] = [];
  const delivered = () => github.deliveries.attempts().map(({ delivery }) => delivery);
  let seen = delivered().length;
  /** Webhooks since the last row, but those of our own checks. */
  const told = () => {
    const all = delivered();
    const since = all.slice(seen).filter(({ event, action }) => {
      const isEcho = event === 'check_suite' || event === 'check_run';
      return !isEcho || ['rerequested', 'requested_action'].includes(action ?? '');
    });
    seen = all.length;
    return since.map(({ event, action }) => (action === null ? event : `${event}.${action}`));
  };
  const published = async () => {
    await settle();
    for (let round = 0; round < 4; round += 1) {
      clock.advance(15_000);
      await publish();
      await settle();
    }
  };
  return {
    ...ingress,
    clock,
    rows,
    /** Writes down how the newest check of a commit stands after what was done, and what protection makes of it. */
    note: async (what: string, sha: string) => {
      await published();
      const check = repo.checkRuns(sha).findLast(({ name }) => name === 'mlpipelines');
      const stands =
        check === undefined ? 'no check' : `${check.conclusion ?? check.status}: ${check.title}`;
      const decision = isGreen(repo.record, sha, 'mlpipelines') ? 'may merge' : 'blocked';
      rows.push([what, told().join(' + ') || '-', stands, decision].join(' | '));
    },
    /** Lets the newest run go on until it is over, or waits for somebody. */
    carryOut: async (end: 'succeeds' | 'fails' = 'succeeds') => {
      await settle();
      if (end === 'fails') ingress.host.acts.set('train', () => [begun(), failed()]);
      else ingress.host.acts.delete('train');
      const id = (await runs())[0]?.id ?? '';
      await until(id, ({ status, endedAt }) => endedAt !== null || status === 'waiting');
    },
    /** Ada changes what is trained on, on a branch of hers. */
    change: (branch: string, text: string) =>
      repo.commit({ branch, files: { 'data.csv': `${text}\n` }, by: 'ada' }),
  };
}
