import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REAL_CLOCK, type Clock } from '../github/clock.ts';
import { Faults } from '../github/http/faults/faults.ts';
import { suffer } from '../github/http/faults/suffer.ts';
import { Problems, type Problem } from '../github/state/problems.ts';
import type { Boot } from './boot/boot.ts';
import type { Ec2Server } from './http/ec2-server.ts';
import { Refusals } from './http/limits/refusals.ts';
import { RequestRecord } from './http/limits/request-record.ts';
import { Throttles } from './http/limits/throttles.ts';
import { listenLoopback, type Listening } from './listen-loopback.ts';
import { serveQuery } from './http/serve-query.ts';
import { servePricing } from './http/serve-pricing.ts';
import { serveQuotas } from './http/serve-quotas.ts';
import type { Credentials } from './http/verify-signature.ts';
import { IdentityAuthority } from './imds/identity-authority.ts';
import { SeededRegion } from './seeded-region.ts';
import { Agenda } from './state/agenda.ts';
import { Dice } from './state/dice.ts';
import { regionOf } from './state/region-of.ts';
import { DEFAULT_KNOBS, type Knobs, type World } from './state/world.ts';

export type Ec2Options = {
  readonly clock?: Clock;
  readonly seed?: number;
  readonly accountId?: string;
  readonly knobs?: Partial<Knobs>;
  /** What an instance is; nothing boots when it is left out. */
  readonly boot?: Boot;
  /** Of another that was opened before: a key takes long to make. */
  readonly authority?: IdentityAuthority;
};

/** Starts an EC2 on loopback, of all regions that the stand-in has data about; a request's signature says which. */
export async function openEc2(options: Ec2Options = {}): Promise<Ec2> {
  const world = await makeWorld(options);
  const server: Ec2Server = {
    world,
    keys: new Map(),
    throttles: new Throttles(),
    refusals: new Refusals(),
    faults: new Faults(),
    record: new RequestRecord(),
  };
  const listening = await listenLoopback(async (request, wire) => {
    const body = await request.text();
    const target = request.headers.get('x-amz-target');
    if (target?.startsWith('AWSPriceListService.') === true) {
      return servePricing(server, request, body);
    }
    if (target !== null) return serveQuotas(server, request, body);
    const operationId = new URLSearchParams(body).get('Action');
    const fault = server.faults.next({ operationId, method: request.method });
    return suffer(fault, wire, () => serveQuery(server, request, body));
  });
  return new Ec2(server, listening);
}

/** The stand-in as tests use it. */
export class Ec2 {
  readonly #server: Ec2Server;
  readonly #listening: Listening;

  constructor(server: Ec2Server, listening: Listening) {
    this.#server = server;
    this.#listening = listening;
  }

  /** For `endpoint` of the SDK, of EC2, of Service Quotas and of the price list. */
  get url(): string {
    return this.#listening.url;
  }

  get knobs(): Knobs {
    return this.#server.world.knobs;
  }

  get throttles(): Throttles {
    return this.#server.throttles;
  }

  /** Requests that EC2 refuses, or that something in front of it answers. */
  get refusals(): Refusals {
    return this.#server.refusals;
  }

  /** `reset-before` loses a request, `reset-after` an answer; `operationId` is the operation's name. */
  get faults(): Faults {
    return this.#server.faults;
  }

  get requests(): RequestRecord {
    return this.#server.record;
  }

  /** PEM: what instance identity documents are to be verified with, in the place of a region's own. */
  get identityCertificate(): string {
    return this.#server.world.authority.certificate;
  }

  region(name: string): SeededRegion {
    const region = regionOf(this.#server.world, name);
    if (region === undefined) throw new Error(`The stand-in has no data about ${name}.`);
    return new SeededRegion(region);
  }

  /** Keys that are good here, of a role when they have a session token. */
  credentials({ session = false }: { readonly session?: boolean } = {}): Credentials {
    const { dice } = this.#server.world;
    const keys = {
      accessKeyId: `${session ? 'ASIA' : 'AKIA'}${dice.hex(16).toUpperCase()}`,
      secretAccessKey: dice.hex(40),
      ...(session && { sessionToken: dice.hex(64) }),
    };
    this.#server.keys.set(keys.accessKeyId, { ...keys, isExpired: false });
    return keys;
  }

  expire(keys: Credentials): void {
    this.#server.keys.set(keys.accessKeyId, { ...keys, isExpired: true });
  }

  /** What went against EC2's description so far, by client or stand-in; a test ends with it empty. */
  problems(): readonly Problem[] {
    return this.#server.world.problems.list();
  }

  takeProblems(): readonly Problem[] {
    return this.#server.world.problems.take();
  }

  /** Ends every machine with all its processes. */
  async close(): Promise<void> {
    const { world } = this.#server;
    world.agenda.close();
    await this.#listening.close();
    const instances = [...world.regions.values()].flatMap(({ instances }) =>
      Array.from(instances.values()),
    );
    await Promise.all(
      instances.map(async (instance) => {
        await instance.busy;
        await instance.machine?.kill();
      }),
    );
    await rm(world.folder, { recursive: true, force: true });
  }
}

async function makeWorld(options: Ec2Options): Promise<World> {
  const { clock = REAL_CLOCK, seed = 1, knobs, boot } = options;
  return {
    clock,
    agenda: new Agenda(clock),
    seed,
    dice: new Dice(seed),
    accountId: options.accountId ?? '123456789012',
    folder: await mkdtemp(join(tmpdir(), 'ec2-')),
    problems: new Problems(),
    knobs: { ...DEFAULT_KNOBS, ...knobs },
    boot: boot ?? null,
    authority: options.authority ?? new IdentityAuthority(),
    regions: new Map(),
  };
}
