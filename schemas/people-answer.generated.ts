// Generated from people-answer.schema.json by `npm run generate`. Do not edit.

/**
 * What the app answers to the command line of somebody who is signed in. The command line passes over fields that it does not know.
 */
export type PeopleAnswer =
  | SignInAnswer
  | PersonAnswer
  | SignedOutAnswer
  | ModelsAnswer
  | ModelAnswer
  | VersionAnswer
  | MadeFromAnswer
  | ContentsAnswer
  | AliasAnswer
  | BaselinesAnswer
  | SimulatedAnswer;
/**
 * Of a model.
 */
export type Model = string;
/**
 * SHA-256 of bytes.
 */
export type Digest = `sha256:${string}`;

/**
 * How people sign in: at which GitHub, to which App.
 */
export interface SignInAnswer {
  /**
   * Version of this format.
   */
  format: 1;
  type: 'sign-in';
  /**
   * Of the App; no secret.
   */
  clientId: string;
  /**
   * What the App is called at GitHub.
   */
  app: string;
  /**
   * Where GitHub is.
   */
  github: string;
}
/**
 * Whom GitHub says that the token is of.
 */
export interface PersonAnswer {
  /**
   * Version of this format.
   */
  format: 1;
  type: 'person';
  /**
   * Their number on GitHub.
   */
  id: number;
  login: string;
}
/**
 * GitHub takes the token no more.
 */
export interface SignedOutAnswer {
  /**
   * Version of this format.
   */
  format: 1;
  type: 'signed-out';
}
/**
 * Names of all models of a repository.
 */
export interface ModelsAnswer {
  /**
   * Version of this format.
   */
  format: 1;
  type: 'models';
  models: Model[];
}
/**
 * A model.
 */
export interface ModelAnswer {
  /**
   * Version of this format.
   */
  format: 1;
  type: 'model';
  facts: RemoteFacts;
  numbers: Numbers;
  /**
   * So many versions are older than those that are told of.
   */
  older: number;
}
/**
 * What is known of a model.
 */
export interface RemoteFacts {
  model: Model;
  /**
   * Newest first.
   *
   * @maxItems 1001
   */
  versions: RemoteVersion[];
  marks: RemoteMark[];
  aliases: RemoteAlias[];
  /**
   * Newest first.
   *
   * @maxItems 1000
   */
  history: RemoteMove[];
  deployed: RemoteDeployed[];
}
/**
 * A registered version of a model.
 */
export interface RemoteVersion {
  model: Model;
  version: number;
  artifact: RemoteArtifact;
  /**
   * Id of the run that registered it.
   */
  run: string;
  /**
   * Its row.
   */
  key: string;
  metrics: Metrics;
  /**
   * The step that measured them.
   */
  metricsStep: string | null;
  /**
   * Milliseconds since 1970.
   */
  createdAt: number;
}
/**
 * A named output, by the digest of its manifest.
 */
export interface RemoteArtifact {
  digest: Digest;
  type: 'file' | 'dataset' | 'model' | 'report';
  /**
   * Where it was produced.
   */
  path: string;
  /**
   * Bytes of all its files.
   */
  size: number;
  files: number;
}
/**
 * Numbers by their name.
 */
export interface Metrics {
  [k: string]: number;
}
/**
 * What somebody said of a version.
 */
export interface RemoteMark {
  model: Model;
  version: number;
  mark: 'deprecated' | 'deleted';
  by: string;
  at: number;
  reason: string;
}
/**
 * Where an alias points.
 */
export interface RemoteAlias {
  model: Model;
  alias: string;
  version: number;
  movedAt: number;
  movedBy: string;
  run: string;
}
/**
 * Where an alias was moved, and from where.
 */
export interface RemoteMove {
  model: Model;
  alias: string;
  version: number;
  movedAt: number;
  movedBy: string;
  run: string;
  /**
   * Null: it did not exist.
   */
  from: number | null;
}
/**
 * What a service says that it runs.
 */
export interface RemoteDeployed {
  model: Model;
  alias: string;
  environment: string;
  digest: Digest;
  at: number;
  /**
   * The job that said so.
   */
  by: {
    repository: string;
    repositoryId: number;
    workflowRun: number;
  };
}
/**
 * What people call runs, by their ids; those that were forgotten are left out.
 */
export interface Numbers {
  [k: string]: string;
}
/**
 * A version and where it came from; `of` is the model.
 */
export interface VersionAnswer {
  /**
   * Version of this format.
   */
  format: 1;
  type: 'version';
  of: RemoteFacts;
  numbers: Numbers;
  version: RemoteVersion;
  runs: RemoteRun[];
  reviews: RemoteReview[];
  origins: RemoteOrigin[];
  usedBy: RemoteNamed[];
  said: RemoteSaid | null;
  /**
   * Why what people wrote cannot be read.
   */
  problem: string | null;
}
/**
 * A run.
 */
export interface RemoteRun {
  id: string;
  number: number;
  attempt: number;
  pipeline: string;
  /**
   * Its commit.
   */
  sha: string | null;
  dirty: boolean;
  trigger: string;
  actor: string | null;
  createdAt: number;
  /**
   * Its pull request.
   */
  pull: number | null;
  /**
   * What it was started with.
   */
  params: {
    [k: string]: unknown;
  };
}
/**
 * A decision about a step.
 */
export interface RemoteReview {
  run: string;
  /**
   * The row.
   */
  key: string;
  by: string;
  decision: 'approved' | 'rejected';
  comment: string | null;
  at: number;
}
/**
 * Contents that a version came from.
 */
export interface RemoteOrigin {
  role: 'made-from' | 'judged-on';
  kind: 'data' | 'made' | 'model';
  name: string;
  digest: Digest;
}
/**
 * A version by its name.
 */
export interface RemoteNamed {
  model: Model;
  version: number;
}
/**
 * What people wrote of a model.
 */
export interface RemoteSaid {
  owner?: string;
  purpose?: string;
  limits?: string[];
}
/**
 * Versions that came from contents.
 */
export interface MadeFromAnswer {
  /**
   * Version of this format.
   */
  format: 1;
  type: 'made-from';
  versions: RemoteUse[];
}
/**
 * A version, and as what the contents served.
 */
export interface RemoteUse {
  model: Model;
  version: number;
  origin: RemoteOrigin;
  deleted: boolean;
}
/**
 * Where to fetch contents; links are good for some minutes.
 */
export interface ContentsAnswer {
  /**
   * Version of this format.
   */
  format: 1;
  type: 'contents';
  artifact: RemoteArtifact;
  /**
   * Link to the list of its files.
   */
  manifest: string;
  files: RemoteFile[];
  /**
   * Where the next page begins; null: this is the last.
   */
  next: number | null;
}
/**
 * A file.
 */
export interface RemoteFile {
  digest: Digest;
  size: number;
  url: string;
}
/**
 * What stands behind an alias.
 */
export interface AliasAnswer {
  /**
   * Version of this format.
   */
  format: 1;
  type: 'alias';
  /**
   * Null: nothing does.
   */
  version: RemoteVersion | null;
}
/**
 * What a step has measured, in the order in which it was asked for: behind aliases, then at commits.
 */
export interface BaselinesAnswer {
  /**
   * Version of this format.
   */
  format: 1;
  type: 'baselines';
  /**
   * @maxItems 5
   */
  baselines: RemoteBaseline[];
}
/**
 * What a step has measured in a run.
 */
export interface RemoteBaseline {
  /**
   * That stands behind the alias; null: none does, or commits were asked for.
   */
  version: number | null;
  /**
   * Null: none, or it was forgotten.
   */
  run: RemoteMeasuring | null;
  state: 'measured' | 'never' | 'under-way';
  /**
   * Numbers by their name.
   */
  metrics: {
    [k: string]: number;
  };
  /**
   * What decides how it was measured, by name; long texts by their digest. Null: nobody knows.
   */
  parts: {
    [k: string]: string;
  } | null;
}
/**
 * The run that measured.
 */
export interface RemoteMeasuring {
  id: string;
  /**
   * What people call it.
   */
  number: string;
  /**
   * Its commit.
   */
  sha: string | null;
}
/**
 * What somebody could decide now, and why not.
 */
export interface SimulatedAnswer {
  /**
   * Version of this format.
   */
  format: 1;
  type: 'simulated';
  /**
   * False: it was refused, and the text says why.
   */
  done: boolean;
  /**
   * For a person.
   */
  text: string;
}
