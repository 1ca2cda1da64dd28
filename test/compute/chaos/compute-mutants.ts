import type { DayOrder } from './machine-day.ts';
import type { Law } from './machine-laws.ts';

/** Calm, but for lists that fail for minutes. */
export const UNLISTED = { seed: 11, isCalm: true, isUnlisted: true, steps: 1 } as const;

/** Nothing goes wrong, and one step is to be done. */
const ONE_STEP = { seed: 11, isCalm: true, steps: 1 } as const;

/** A machine is lost while its job runs, and nothing else goes wrong. */
export const LOST = { ...ONE_STEP, isLost: true } as const;

/** A fault planted in a copy of app/compute, and the laws that may tell of it. `from` stands once in its file. */
export type ComputeMutant = {
  readonly breaks: string;
  readonly laws: readonly Law[];
  /** A day tells of it on which the first process sleeps, from such a call on, through the loss of a machine. */
  readonly sleepsAfter?: string;
  /** A day that tells of it, or others like it; left out: one of the first days does. */
  readonly day?: Omit<DayOrder, 'parts'>;
  readonly file: string;
  readonly from: string;
  readonly to: string;
};

export const COMPUTE_MUTANTS: readonly ComputeMutant[] = [
  {
    breaks: 'what was decided is done before it is written',
    laws: ['the row before the call'],
    file: 'sweep/sweep.ts',
    from: 'const isWritten = await store.machines.save(decided.changed);',
    to: 'await performActs(deps, decided.acts, orders);\n  const isWritten = await store.machines.save(decided.changed);',
  },
  {
    breaks: 'a second token is taken',
    laws: ['one voice a machine'],
    file: 'talk/hello.ts',
    from: 'if (!(await deps.store.machines.greet(id, told))) throw unknown(id);',
    to: 'await deps.store.machines.tell(id, told);',
  },
  {
    breaks: 'a document of another instance is taken',
    laws: ['one voice a machine', 'one machine an attempt'],
    file: 'talk/hello.ts',
    from: 'identity.instanceId !== instance.id || ',
    to: '',
  },
  {
    breaks: 'all asks of a machine have one token',
    laws: ['a token an ask', 'calm days go well', 'the row before the call'],
    file: 'sweep/launch-machine.ts',
    from: '    token,\n    rung,\n    asked,',
    to: '    token: `${id}-1`,\n    rung,\n    asked,',
  },
  {
    breaks: 'a token that was used for another ask is answered by one more ask',
    laws: ['a token an ask', 'one machine an attempt', 'the row before the call'],
    file: 'sweep/launch-machine.ts',
    from: 'const answer = await (await sky()).launch(order);',
    to: [
      'const first = await (await sky()).launch({ ...order, token: `${act.machine}-1` });',
      "const isTaken = first.type === 'refused' && first.errors.some(({ error }) => error.code === 'IdempotentParameterMismatch');",
      'const answer = isTaken ? await (await sky()).launch(order) : first;',
    ].join('\n'),
  },
  {
    breaks: 'what is wanted is read before what is kept',
    laws: ['nothing ends that is wanted'],
    sleepsAfter: 'store.dispatches.onMachines',
    file: 'sweep/sweep.ts',
    from: 'const kept = await store.machines.kept();\n  const orders = await store.dispatches.onMachines();',
    to: 'const orders = await store.dispatches.onMachines();\n  const kept = await store.machines.kept();',
  },
  {
    breaks: 'GitHub is never asked about a job whose machine is lost',
    laws: ['no job hangs'],
    day: LOST,
    file: 'end-without-machine.ts',
    from: 'if (!(await store.dispatches.withdraw(of))) await look(of);',
    to: 'await store.dispatches.withdraw(of);',
  },
  {
    breaks: 'a failed list of instances is an empty one',
    laws: ['gone is gone', 'a row answers', 'one machine an attempt', 'calm days go well'],
    day: UNLISTED,
    file: 'sweep/sky-view.ts',
    from: 'this.#seen = { instances: null, seenAt };',
    to: 'this.#seen = { instances: new Instances([]), seenAt };',
  },
];
