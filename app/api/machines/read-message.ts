import {
  MachineRefusal,
  type MachineEvent,
  type MachineHello,
  type MachinePoll,
} from '../../runtime/ports/hosted/machine-talk.ts';

/** What a machine says first; throws a `MachineRefusal` for what is no such form. */
export function helloIn(form: URLSearchParams): MachineHello {
  const token = form.get('token') ?? '';
  const identity = form.get('identity') ?? '';
  if (!/^[!-~]{20,200}$/.test(token) || identity === '') throw unreadable('hello');
  const bootMs = Number(form.get('boot_ms'));
  const gpus = Number(form.get('gpus') ?? 0);
  if (!Number.isSafeInteger(gpus) || gpus < 0) throw unreadable('hello');
  return { identity, token, gpus, bootMs: Number.isFinite(bootMs) ? bootMs : null };
}

export function pollIn(form: URLSearchParams): MachinePoll {
  const state = STATES.find((each) => each === form.get('state'));
  if (state === undefined) throw unreadable('poll');
  return { state, usage: form.get('usage') ?? '' };
}

const STATES = ['waiting', 'running'] as const;

export function eventIn(form: URLSearchParams): MachineEvent {
  const type = EVENTS.find((each) => each === form.get('type'));
  if (type === undefined) throw unreadable('event');
  return { type, text: form.get('text') ?? '' };
}

const EVENTS = ['notice', 'boot-failed', 'runner-exit', 'log'] as const;

function unreadable(what: string): MachineRefusal {
  return new MachineRefusal('unreadable', `This is no ${what} of a machine.`);
}
