import type { Ticket } from '../../schemas/ticket.generated.ts';
import { StepFailure } from '../executor/step-failure.ts';

/** Secrets of the repository by name, as the workflow hands them over. */
export type Secrets = Readonly<Record<string, string>>;

/** Reads the input `secrets`: JSON made of the secrets that pipelines name. Throws with what to do. */
export function readSecrets(input: string): Secrets {
  if (input.trim() === '') return {};
  const value = parse(input);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed();
  return Object.fromEntries(
    Object.entries(value).map(([name, secret]): [string, string] => {
      if (typeof secret !== 'string') throw malformed();
      return [name, secret];
    }),
  );
}

/** The ticket with the values of its secrets. Throws `StepFailure` that names those that have none. */
export function withSecrets(
  ticket: Ticket,
  names: Readonly<Record<string, string>>,
  secrets: Secrets,
): Ticket {
  const values: Record<string, string> = {};
  const missing = new Set<string>();
  for (const [variable, name] of Object.entries(names)) {
    const value = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
    // GitHub gives a secret that does not exist as an empty text.
    if (value === undefined || value === '') missing.add(name);
    else values[variable] = value;
  }
  if (missing.size === 0) return { ...ticket, secrets: values };
  const which = [...missing].join(', ');
  throw new StepFailure(
    'failure',
    `No value for the secret${missing.size === 1 ? '' : 's'} ${which}. Add it in the repository's settings (Secrets and variables → Actions), and run \`mlpipelines init --update\` so that the workflow passes it on.`,
  );
}

function parse(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    throw malformed();
  }
}

// The value itself must not get into a message.
function malformed(): Error {
  return new Error(
    'The input `secrets` must be a JSON map of names to texts. Run `mlpipelines init --update` to have the workflow written anew.',
  );
}
