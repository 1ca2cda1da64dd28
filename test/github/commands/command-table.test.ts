import { expect, test } from 'vitest';
import { BROKEN_POLICY, NO_POLICY } from '../../../app/domain/policy.ts';
import { helpText, mayGive, rightFor } from '../../../app/github/commands/command-table.ts';

test('help lists every command with what it does and what it needs', () => {
  expect(helpText(NO_POLICY)).toBe(`| command | what it does | needs |
| --- | --- | --- |
| \`/mlp help\` | shows this list | read |
| \`/mlp status\` | says how the runs of this commit stand | read |
| \`/mlp plan [pipeline] [key=value…]\` | says what would run, step by step | read |
| \`/mlp run [pipeline] [key=value…]\` | starts a pipeline that has \`workflow_dispatch\` | write |
| \`/mlp retrain [pipeline] [key=value…]\` | starts the pipelines that declare \`command: [retrain]\`; also as /retrain | write |
| \`/mlp rerun [failed\\|all\\|from=step] [#run]\` | runs again what failed, all of it, or from a step on | write |
| \`/mlp cancel [#run]\` | cancels the runs of this commit, or one by its number | write |
| \`/mlp hold [30m] [step] [#run]\` | keeps the machines of a run on after their steps, to look into them; at most 2h | write |
| \`/mlp ok <sha>\` | lets an untrusted commit run once, without secrets | write |
| \`/mlp logs [step]\` | says how the steps of the newest run ended, with their last line | read |
| \`/mlp approve #run [step]\` | lets a step that waits for approval start | write |
| \`/mlp reject #run [step]\` | rejects a step that waits for approval, and with it the run | write |
| \`/mlp budget #run +20\` | lets a run that waits for its budget spend so many US dollars more | write |
| \`/mlp promote <model>@<version> to=<alias> [emergency="…"]\` | deploys a version that a protected branch registered, with the approval that its step asks for | write |
| \`/mlp rollback <model>@<alias> [to=<version>] [emergency="…"]\` | deploys a version that the alias has held before, with the approval that its step asks for | write |
| \`/mlp freeze <model> until=<date\\|time\\|length> [reason="…"]\` | keeps the aliases of a model where they are; it may still be rolled back | write |
| \`/mlp unfreeze <model>\` | lets the aliases of a model move again | whoever froze it, or admin |
| \`/mlp audit [model\\|#run]\` | lists who decided what here, about a model, or about a run | read |
| \`/mlp simulate <login> [#run]\` | says what somebody could approve now, and what speaks against it; does nothing | write |
| \`/mlp schedule [list] \\| pause\\|resume\\|run <pipeline>\` | lists the schedules; pauses, resumes or runs one now | write |
| \`/mlp override <pipeline> <sha> reason="…"\` | accepts this commit despite that pipeline’s result | admin, or listed in \`overrides\` |
| \`/mlp trust [branch [off]]\` | lets what people with write access push to a branch deploy, where no rule can protect it; lists such branches | admin |`);
});

test('a policy may ask for more, of a word that pipelines declare by the name of `retrain`', () => {
  const policy = {
    ...NO_POLICY,
    commands: { run: 'admin', retrain: 'admin', status: 'write' },
  } as const;
  expect(['run', 'retrain', 'status', 'deploy'].map((name) => rightFor(name, policy))).toEqual([
    'admin',
    'admin',
    'write',
    'admin',
  ]);
  expect(['rerun', 'logs'].map((name) => rightFor(name, policy))).toEqual(['write', 'read']);
  expect(rightFor('deploy', NO_POLICY)).toBe('write');
});

test('no policy gives away what is for administrators', () => {
  const policy = { ...NO_POLICY, commands: { trust: 'write' } } as const;
  expect(rightFor('trust', policy)).toBe('admin');
});

test('under a broken policy whatever changes something is for administrators', () => {
  expect(['run', 'ok', 'deploy'].map((name) => rightFor(name, BROKEN_POLICY))).toEqual([
    'admin',
    'admin',
    'admin',
  ]);
  expect(['help', 'status', 'plan', 'logs'].map((name) => rightFor(name, BROKEN_POLICY))).toEqual([
    'read',
    'read',
    'read',
    'read',
  ]);
});

test('a right is held by whoever has it or more', () => {
  const held = (['none', 'read', 'write', 'admin'] as const).map((permission) =>
    (['read', 'write', 'admin'] as const).filter((right) => mayGive(right, permission)),
  );
  expect(held).toEqual([[], ['read'], ['read', 'write'], ['read', 'write', 'admin']]);
});
