import type { CommandRight, Policy } from '../../domain/policy.ts';
import type { Permission } from '../reads/api-port.ts';
import { mayWrite } from '../trust.ts';

/** Who may give a command: whoever may read the repository, write to it, or administer it. GitHub is asked each time. */
type Who = 'reader' | 'writer' | 'administrator';

/** Every command once: what it is called, how it is used, who may give it. Help, parser and authorisation read this. */
export const COMMANDS = [
  { name: 'help', usage: '', who: 'reader', about: 'shows this list' },
  { name: 'status', usage: '', who: 'reader', about: 'says how the runs of this commit stand' },
  {
    name: 'plan',
    usage: '[pipeline] [key=value…]',
    who: 'reader',
    about: 'says what would run, step by step',
  },
  {
    name: 'run',
    usage: '[pipeline] [key=value…]',
    who: 'writer',
    about: 'starts a pipeline that has `workflow_dispatch`',
  },
  {
    name: 'retrain',
    usage: '[pipeline] [key=value…]',
    who: 'writer',
    about: 'starts the pipelines that declare `command: [retrain]`; also as /retrain',
  },
  {
    name: 'rerun',
    usage: '[failed|all|from=step] [#run]',
    who: 'writer',
    about: 'runs again what failed, all of it, or from a step on',
  },
  {
    name: 'cancel',
    usage: '[#run]',
    who: 'writer',
    about: 'cancels the runs of this commit, or one by its number',
  },
  {
    name: 'hold',
    usage: '[30m] [step] [#run]',
    who: 'writer',
    about: 'keeps the machines of a run on after their steps, to look into them; at most 2h',
  },
  {
    name: 'ok',
    usage: '<sha>',
    who: 'writer',
    about: 'lets an untrusted commit run once, without secrets',
  },
  {
    name: 'logs',
    usage: '[step]',
    who: 'reader',
    about: 'says how the steps of the newest run ended, with their last line',
  },
  {
    name: 'approve',
    usage: '#run [step]',
    who: 'writer',
    about: 'lets a step that waits for approval start',
  },
  {
    name: 'reject',
    usage: '#run [step]',
    who: 'writer',
    about: 'rejects a step that waits for approval, and with it the run',
  },
  {
    name: 'budget',
    usage: '#run +20',
    who: 'writer',
    about: 'lets a run that waits for its budget spend so many US dollars more',
  },
  {
    name: 'promote',
    usage: '<model>@<version> to=<alias> [emergency="…"]',
    who: 'writer',
    about:
      'deploys a version that a protected branch registered, with the approval that its step asks for',
  },
  {
    name: 'rollback',
    usage: '<model>@<alias> [to=<version>] [emergency="…"]',
    who: 'writer',
    about:
      'deploys a version that the alias has held before, with the approval that its step asks for',
  },
  {
    name: 'freeze',
    usage: '<model> until=<date|time|length> [reason="…"]',
    who: 'writer',
    about: 'keeps the aliases of a model where they are; it may still be rolled back',
  },
  {
    name: 'unfreeze',
    usage: '<model>',
    who: 'writer',
    needs: 'whoever froze it, or admin',
    about: 'lets the aliases of a model move again',
  },
  {
    name: 'audit',
    usage: '[model|#run]',
    who: 'reader',
    about: 'lists who decided what here, about a model, or about a run',
  },
  {
    name: 'simulate',
    usage: '<login> [#run]',
    who: 'writer',
    about: 'says what somebody could approve now, and what speaks against it; does nothing',
  },
  {
    name: 'schedule',
    usage: '[list] | pause|resume|run <pipeline>',
    who: 'writer',
    about: 'lists the schedules; pauses, resumes or runs one now',
  },
  {
    name: 'override',
    usage: '<pipeline> <sha> reason="…"',
    who: 'writer',
    needs: 'admin, or listed in `overrides`',
    about: 'accepts this commit despite that pipeline’s result',
  },
  {
    name: 'trust',
    usage: '[branch [off]]',
    who: 'administrator',
    about:
      'lets what people with write access push to a branch deploy, where no rule can protect it; lists such branches',
  },
] as const satisfies readonly Command[];

export type Command = {
  readonly name: string;
  readonly usage: string;
  readonly who: Who;
  /** In words, where that alone is not enough. */
  readonly needs?: string;
  readonly about: string;
};
export type CommandName = (typeof COMMANDS)[number]['name'];

export type Right = 'read' | CommandRight;

/** What GitHub must say that a person may do to give a command under this policy. A name no command has is a pipeline's word. */
export function rightFor(name: string, { commands, isReadable }: Policy): Right {
  const command = COMMANDS.find((each) => each.name === name);
  // No file of the repository gives that away: who may push may write it.
  if (command?.who === 'administrator') return 'admin';
  const usual = command?.who === 'reader' ? 'read' : 'write';
  // The words of pipelines are kept like `retrain`.
  const asked = commands[command === undefined ? 'retrain' : name];
  if (asked !== undefined) return asked;
  return usual === 'write' && !isReadable ? 'admin' : usual;
}

/** In words, for whoever lacks it. */
export const RIGHTS: Readonly<Record<Right, string>> = {
  read: 'read access to this repository',
  write: 'write access to this repository',
  admin: 'administration of this repository',
};

/** Whether that is enough. */
export function mayGive(right: Right, permission: Permission): boolean {
  if (right === 'read') return permission !== 'none';
  return right === 'admin' ? permission === 'admin' : mayWrite(permission);
}

/** The table as a person reads it, under the repository's policy. */
export function helpText(policy: Policy): string {
  const rows = COMMANDS.map(({ name, usage, about, ...command }) => {
    const shown = `/mlp ${name} ${usage}`.trim().replaceAll('|', '\\|');
    return `| \`${shown}\` | ${about.replaceAll('|', '\\|')} | ${'needs' in command ? command.needs : rightFor(name, policy)} |`;
  });
  return ['| command | what it does | needs |', '| --- | --- | --- |', ...rows].join('\n');
}
