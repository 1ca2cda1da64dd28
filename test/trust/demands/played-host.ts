import type { Ticket } from '../../../schemas/ticket.generated.ts';
import type { AttemptReport } from '../../../schemas/attempt-report.generated.ts';
import type { Digest } from '../../../app/domain/digest.ts';
import type { Json } from '../../../app/domain/json.ts';
import type { AttemptId } from '../../../app/runtime/ports/attempts.ts';
import type { StepHost } from '../../../app/runtime/ports/host.ts';
import { begun, ended, failed, succeeded } from '../../support/script-host.ts';

/** What an attempt did when it ran. */
export type Played = AttemptId & {
  readonly step: string;
  /** Names of secrets that it was given. */
  readonly secrets: readonly string[];
};

/** What a step's command does: what it measures and hands on, and how it ends. */
export type Acted = {
  readonly end: 'succeeds' | 'fails' | 'stays';
  readonly metrics: Readonly<Record<string, number>>;
  readonly outputs: Readonly<Record<string, Json>>;
};

/** Plays steps without a process: whatever they do is told by `act`, and all that was started is kept. */
export class PlayedHost implements StepHost {
  readonly lifetime = 'process';
  readonly played: Played[] = [];
  report: (of: AttemptId, report: AttemptReport) => Promise<unknown> = async () => {};
  act: (run: string, step: string) => Promise<Acted> = async () => NOTHING;
  readonly #artifact: Digest;
  readonly #known = new Set<string>();
  readonly #busy = new Set<Promise<unknown>>();

  /** `artifact`: the manifest that every artifact of every step is. */
  constructor(artifact: Digest) {
    this.#artifact = artifact;
  }

  async start({ ticket, run, key, attempt }: AttemptId & { readonly ticket: Ticket }) {
    const name = `${run}/${key}/${attempt}`;
    if (this.#known.has(name)) return;
    this.#known.add(name);
    const of = { run, key, attempt };
    this.played.push({ ...of, step: ticket.step.id, secrets: Object.values(ticket.secrets) });
    this.#follow(this.#carryOut(of, ticket));
  }

  async cancel({ run, key, attempt }: AttemptId) {
    const of = { run, key, attempt };
    this.#follow(this.report(of, ended({ status: 'cancelled' })));
  }

  /** Resolves when all that was begun here was told; gives whether there was anything. */
  async idle(): Promise<boolean> {
    const isBusy = this.#busy.size > 0;
    while (this.#busy.size > 0) await Promise.all(this.#busy);
    return isBusy;
  }

  #follow(work: Promise<unknown>): void {
    const followed = work.finally(() => this.#busy.delete(followed));
    this.#busy.add(followed);
  }

  async #carryOut(of: AttemptId, ticket: Ticket): Promise<void> {
    const acted = await this.act(of.run, ticket.step.id);
    // In order, without waiting for answers, as a process reports.
    const reports = [begun(), ...reportsOf(ticket, acted, this.#artifact)];
    await Promise.all(reports.map((report) => this.report(of, report)));
  }
}

function reportsOf(ticket: Ticket, { end, metrics, outputs }: Acted, digest: Digest) {
  if (end === 'stays') return [];
  if (end === 'fails') return [failed()];
  // Nothing is read where the step names no file of metrics.
  const measured = (ticket.metrics?.path ?? null) === null ? {} : metrics;
  const products = { metrics: measured, outputs: valuesOf(ticket, outputs) };
  const artifacts = Object.fromEntries(
    ticket.outputs.flatMap(({ name, type, path }) =>
      path === null || !isArtifact(type) ? [] : [[name, { digest, type, path, size: 0, files: 0 }]],
    ),
  );
  return [succeeded({ ...products, artifacts })];
}

const NOTHING: Acted = { end: 'succeeds', metrics: {}, outputs: {} };

type ArtifactType = 'file' | 'dataset' | 'model' | 'report';

function isArtifact(type: Ticket['outputs'][number]['type']): type is ArtifactType {
  return ['file', 'dataset', 'model', 'report'].includes(type);
}

const USUAL: Readonly<Record<string, Json>> = { string: 'a', number: 1, boolean: true, json: [1] };

function valuesOf({ outputs }: Ticket, told: Acted['outputs']): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    outputs.flatMap(({ name, type, path }) =>
      path === null ? [[name, told[name] ?? USUAL[type] ?? null]] : [],
    ),
  );
}
