import { Hono, type Context } from 'hono';
import type { PeopleAnswer } from '../../../schemas/people-answer.generated.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { BlobLinks } from '../blobs/blob-links.ts';
import { FORMAT } from '../read-action-request.ts';
import { Refusal } from '../refusal.ts';
import { createAccess } from './access.ts';
import { answerAlias } from './answer-alias.ts';
import { answerBaselines } from './answer-baselines.ts';
import { answerContents, type ContentsDeps } from './answer-contents.ts';
import { answerMadeFrom, answerModel, answerModels, answerVersion } from './answer-models.ts';
import type { PeopleApiDeps } from './people-api-deps.ts';
import type { Reading } from './reading.ts';
import { createPersonVerifier } from './verify-person.ts';

type Deps = ContentsDeps & {
  readonly people: PeopleApiDeps;
  readonly clock: Pick<Clock, 'now'>;
};

/**
 * `/api/people`: what the command line asks for whoever is signed in. The same as the pages show, to the same people; a
 * repository that is not there and one that they may not read are answered alike.
 */
export function peopleRoutes(deps: Deps, links: BlobLinks): Hono {
  const verifier = createPersonVerifier({ ...deps.people, clock: deps.clock });
  return signInRoutes(deps, verifier).route(
    '/repos/:owner/:repo',
    repositoryRoutes(deps, links, verifier),
  );
}

type Verifier = ReturnType<typeof createPersonVerifier>;

/** What is known of whoever asks, and how they sign in and out. */
function signInRoutes({ people }: Deps, verifier: Verifier): Hono {
  return new Hono()
    .get('/sign-in', (context) =>
      context.json({ format: FORMAT, type: 'sign-in', ...people.signIn } satisfies PeopleAnswer),
    )
    .get('/me', async (context) => {
      const { person } = await verifier.caller(context);
      return context.json({ format: FORMAT, type: 'person', ...person } satisfies PeopleAnswer);
    })
    .post('/sign-out', async (context) => {
      await people.tokens.end((await verifier.caller(context)).token);
      return context.json({ format: FORMAT, type: 'signed-out' } satisfies PeopleAnswer);
    });
}

function repositoryRoutes(deps: Deps, links: BlobLinks, verifier: Verifier): Hono {
  const { people } = deps;
  const reading = readingFor(deps, verifier);
  return new Hono()
    .get(
      '/models',
      reading((asked) => answerModels(people, asked)),
    )
    .get(
      '/models/:model',
      reading((asked) => answerModel(people, asked)),
    )
    .get(
      '/models/:model/:version',
      reading((asked) => answerVersion(people, asked)),
    )
    .get(
      '/models/:model/:version/contents',
      reading((asked) => answerContents(deps, links, asked)),
    )
    .get(
      '/aliases/:model/:alias',
      reading((asked) => answerAlias(people, asked)),
    )
    .get(
      '/baselines',
      reading((asked) => answerBaselines(deps, asked)),
    )
    .get(
      '/made-from/:digest',
      reading((asked) => answerMadeFrom(people, asked)),
    )
    .get(
      '/simulate',
      reading((asked) => answerSimulation(people, asked)),
    );
}

/** Answers of a repository, for who may read it. */
function readingFor({ people, clock }: Deps, verifier: Verifier) {
  const access = createAccess({ ...people, clock });
  return (answer: (reading: Reading) => Promise<PeopleAnswer>) => async (context: Context) => {
    const caller = await verifier.caller(context);
    const { owner = '', repo: name = '' } = context.req.param();
    const repository =
      isName(owner) && isName(name) ? await access.find({ owner, name }, caller.person) : null;
    const mayRead =
      repository !== null &&
      (await access.mayRead(repository, caller.person)) &&
      (await verifier.sees(caller, repository));
    if (!mayRead) throw nothingHere(`${owner}/${name}`);
    context.header('Cache-Control', 'no-store');
    return context.json(await answer({ context, caller, repository, now: clock.now() }));
  };
}

async function answerSimulation(
  { simulate }: PeopleApiDeps,
  { context, caller, repository }: Reading,
): Promise<PeopleAnswer> {
  const { pull = '', as: login = '' } = context.req.query();
  // What GitHub lets people be called: https://docs.github.com/enterprise-cloud@latest/admin/managing-iam/iam-configuration-reference/username-considerations-for-external-authentication
  if (!/^[1-9]\d{0,8}$/.test(pull) || !/^[\w-]{1,100}$/.test(login)) {
    throw new Refusal('unreadable-request', 'Ask with ?pull=42&as=octocat.');
  }
  const asked = { repository, by: caller.person, pull: Number(pull), login };
  return { format: FORMAT, type: 'simulated', ...(await simulate(asked)) };
}

function isName(text: string): boolean {
  return /^[\w.-]{1,100}$/.test(text);
}

function nothingHere(name: string): Refusal {
  return new Refusal(
    'nothing-here',
    `There is nothing of ${name} for you here: you may not read it, the token does not reach it, or the App is not installed on it.`,
  );
}
