import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import type { Audit, Decided } from '../../../app/domain/audit.ts';
import { auditRecord } from '../../../app/reports/audit/audit-record.ts';
import { decisionSentence, evidenceWords } from '../../../app/reports/audit/decision-sentence.ts';
import { anAudit } from '../../support/an-audit.ts';

const run = '0'.repeat(26);
const sha = 'a'.repeat(40);
const models = ['penguins'];
const of = (about: Decided, more: Partial<Audit> = {}) =>
  anAudit({ about, evidence: { run: 'penguins #12' }, ...more });

const SAID: readonly (readonly [string, Partial<Audit> & { about: Decided }])[] = [
  ['approved deploy of penguins #12 in a review', about('step.approve', 'review')],
  ['rejected deploy of penguins #12 on the page of the run', about('step.reject', 'page')],
  [
    'took back the approval of deploy of penguins #12 in a review',
    about('step.withdraw', 'review'),
  ],
  [
    'cancelled penguins #12 by a button of the check',
    { about: { type: 'run.cancel', run }, surface: 'check' },
  ],
  ['ran penguins #12 again in a comment', { about: { type: 'run.rerun', run } }],
  [
    'let the untrusted commit aaaaaaaaaa run once in a comment',
    { about: { type: 'commit.let-run', sha, pull: 4 } },
  ],
  [
    'overrode churn for commit aaaaaaaaaa in a comment: the data of May is broken',
    {
      about: { type: 'commit.override', sha, pipeline: 'churn' },
      reason: 'the data of May is broken.',
    },
  ],
  [
    'answered for what is pushed to main in a comment',
    { about: { type: 'branch.trust', branch: 'main' } },
  ],
  [
    'no longer answers for what is pushed to main in a comment',
    { about: { type: 'branch.distrust', branch: 'main' } },
  ],
  [
    'pushed to refs/heads/main, which deploys by a push',
    { about: { type: 'push.trust', ref: 'refs/heads/main' }, surface: 'push' },
  ],
  [
    'registered version 3 of penguins with penguins #12, as the pipeline says',
    { about: { type: 'model.register', model: 'penguins', version: 3, run }, surface: 'run' },
  ],
  [
    'moved penguins@production from version 2 to version 3 with penguins #12, as the pipeline says',
    { about: moved(2), surface: 'run' },
  ],
  [
    'moved penguins@production to version 3 with penguins #12, as the pipeline says',
    { about: moved(null), surface: 'run' },
  ],
  [
    'deprecated penguins v3 in a terminal: it leaks',
    {
      about: { type: 'model.deprecate', model: 'penguins', version: 3 },
      surface: 'terminal',
      reason: 'it leaks',
    },
  ],
  [
    'took back the deprecation of penguins v3 in a terminal',
    { about: { type: 'model.restore', model: 'penguins', version: 3 }, surface: 'terminal' },
  ],
  [
    'deleted penguins v3 in a terminal',
    { about: { type: 'model.delete', model: 'penguins', version: 3 }, surface: 'terminal' },
  ],
  ['gave the command /mlp run in a comment', { about: { type: 'request' } }],
];

function about(type: 'step.approve' | 'step.reject' | 'step.withdraw', surface: Audit['surface']) {
  return { about: { type, run, step: 'deploy', models }, surface } as const;
}

function moved(from: number | null): Decided {
  return { type: 'alias.move', model: 'penguins', alias: 'production', from, to: 3, run };
}

describe('a decision in one sentence', () => {
  test.each(SAID)('ada (1) %s', (said, { about: what, ...more }) => {
    expect(decisionSentence(of(what, more))).toBe(`ada (1) ${said}.`);
  });

  test('that was refused says what was wanted, and why not', () => {
    const refused = { decision: 'refused', reason: 'ada had a hand in this change' } as const;
    expect(
      decisionSentence(of(about('step.approve', 'page').about, { surface: 'page', ...refused })),
    ).toBe(
      'ada (1) wanted to approve deploy of penguins #12 on the page of the run, and was refused: ada had a hand in this change.',
    );
    const whole = { type: 'step.approve', run, step: null, models: [] } as const;
    expect(decisionSentence(of(whole, refused))).toContain('approve what waits in penguins #12');
  });

  test('names whoever has no number by what they are called, and knows runs that nobody named', () => {
    const local = { actorId: null, repository: 0, surface: 'terminal', evidence: {} } as const;
    expect(decisionSentence(of({ type: 'run.cancel', run }, local))).toBe(
      'ada cancelled a run in a terminal.',
    );
  });

  test('is followed by what they could go by', () => {
    const gates = [
      { step: 'evaluate', id: 'accurate', verdict: 'pass' },
      { step: 'validate', id: 'few-gaps', verdict: 'warn' },
    ] as const;
    const digest = digestOf('model');
    const evidence = {
      pull: 4,
      report: digest,
      artifacts: { model: digest },
      gates,
      review: { id: 9, sha },
      approvals: [{ by: 'cat', byId: 2, at: 1 }],
    };
    const short = digest.slice(0, 19);
    expect(evidenceWords({ sha, evidence })).toBe(
      `pull request #4, commit aaaaaaaaaa, report ${short}, model ${short}, 1 of 2 gates passed (few-gaps: warn), review 9, approved by cat (2)`,
    );
    expect(evidenceWords({ sha: null, evidence: {} })).toBe('');
  });
});

test('a record says all that is kept, and of people their number and login alone', () => {
  const entry = { ...of(moved(2)), number: 5, numberOfModel: { penguins: 2 } };
  const record = auditRecord(entry);
  expect(record).toMatchObject({
    format: 1,
    number: 5,
    models: { penguins: 2 },
    at: '1970-01-01T00:00:00.001Z',
    about: moved(2),
    sentence: decisionSentence(entry),
  });
  expect(record.by).toEqual({ id: 1, login: 'ada', permission: 'write' });
});
