/** A fault planted in a copy of the kernel, and the law that it breaks. Each replaces one text that stands once in its file. */
export type Mutant = {
  readonly breaks: string;
  readonly law: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
};

export const MUTANTS: readonly Mutant[] = [
  {
    breaks: 'what EC2 was asked to end counts as gone',
    law: 'gone is gone',
    file: 'machine/end-machine.ts',
    from: 'const isGone = isTerminated || isMissed(machine, seenAt);',
    to: 'const isGone = true;',
  },
  {
    breaks: 'what EC2 shows not once is gone',
    law: 'gone is gone',
    file: 'machine/end-machine.ts',
    from: 'missedSince !== null && seenAt - missedSince >= MISSED_FOR_MS',
    to: 'missedSince !== null',
  },
  {
    breaks: 'a machine costs what whoever proves itself says',
    law: 'the price at launch',
    file: 'machine/hear.ts',
    from: 'instance: machine.instance ?? instance',
    to: 'instance',
  },
  {
    breaks: 'a state may last as long as the machine',
    law: 'every state has its end',
    file: 'machine/deadlines.ts',
    from: 'longest === null ? expiresAt : Math.min(expiresAt, now + longest)',
    to: 'longest === null ? expiresAt : expiresAt',
  },
  {
    breaks: 'a boot may take an hour',
    law: 'every state has its end',
    file: 'machine/deadlines.ts',
    from: 'booting: 10 * MINUTE',
    to: 'booting: 60 * MINUTE',
  },
  {
    breaks: 'a launch whose answer was lost is waited for to the end of the hunt',
    law: 'every state has its end',
    file: 'machine/hunt.ts',
    from: 'return seen.instances !== null && seen.seenAt >= stateAt + LOOK_FOR_MS;',
    to: 'return false;',
  },
  {
    breaks: 'an attempt that is told its end may get another machine',
    law: 'one machine an attempt',
    file: 'reconcile.ts',
    from: 'decisions.map(({ machine }) => [keyOf(machine.attempt), machine])',
    to: 'kept.map((machine) => [keyOf(machine.attempt), machine])',
  },
  {
    breaks: 'a machine is opened beside one that is not gone',
    law: 'one row an attempt',
    file: 'reconcile.ts',
    from: "machine.state.type === 'gone' ? [] : [keyOf(machine.attempt)]",
    to: "machine.state.type === 'gone' || machine.state.type === 'ending' ? [] : [keyOf(machine.attempt)]",
  },
  {
    breaks: 'a token is used for two asks',
    law: 'a token an ask',
    file: 'machine/hunt.ts',
    from: 'return `${machine}-${ask}`;',
    to: 'return `${machine}-${Math.min(ask, 2)}`;',
  },
  {
    breaks: 'nobody ends what no row answers for',
    law: 'nothing outlives its expiry',
    file: 'machine/reap-orphans.ts',
    from: ".map((instance): Act => ({ type: 'terminate', instance }));",
    to: '.flatMap((): Act[] => []);',
  },
  {
    breaks: 'a machine lives on after its time',
    law: 'nothing outlives its expiry',
    file: 'reconcile.ts',
    from: 'expiresAt: now + asked.capacityTimeoutMs + asked.lifeMs,',
    to: 'expiresAt: now + 20 * (asked.capacityTimeoutMs + asked.lifeMs),',
  },
  {
    breaks: 'the hunt has no end',
    law: 'ends',
    file: 'machine/hunt.ts',
    from: 'if (now >= machine.huntUntil) return gaveUp(machine, now);',
    to: '',
  },
  {
    breaks: 'an attempt whose end was not heard is never told again',
    law: 'ends',
    file: 'reconcile.ts',
    from: '      ...ends,\n',
    to: '',
  },
  {
    breaks: 'EC2 is asked before the row is written',
    law: 'the row before the call',
    file: 'machine/hunt.ts',
    from: "const next = moved(known, { type: 'launching', ask, rung }, now);",
    to: "const next = moved(known, { type: 'pausing', until: now, ask, pauses: 0 }, now);",
  },
];
