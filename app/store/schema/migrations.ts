import { FIRST_MIGRATION, OF_ATTEMPT, type Migration } from './first-migration.ts';
import { RECENT_MIGRATIONS } from './recent-migrations.ts';

// What older versions wrote was of this machine: nobody else may read it.
const IN_SCOPE = `scope text not null default 'local'`;

/**
 * Forward only, in order; one list for both databases, in SQL that both read. Never edit one that has been released:
 * add another. `bigint` is an integer to SQLite too (https://www.sqlite.org/datatype3.html#determination_of_column_affinity).
 */
export const MIGRATIONS: readonly Migration[] = [
  FIRST_MIGRATION,
  {
    number: 2,
    name: 'claims of attempts that live elsewhere',
    statements: [
      `create table claims (id text primary key, ${OF_ATTEMPT}, holder text not null, begun bigint not null,
         reported bigint not null)`,
      `create unique index claims_by_attempt on claims (run, key, attempt)`,
      `create table claim_blobs (claim text not null, run text not null, digest text not null,
         primary key (claim, digest))`,
      `create index claim_blobs_by_run on claim_blobs (run)`,
      `create table spent_proofs (id text primary key, expires_at bigint not null)`,
      `create index spent_proofs_by_expiry on spent_proofs (expires_at)`,
    ],
  },
  {
    number: 3,
    name: 'deliveries, notices, starts, schedules, and runs of many repositories',
    statements: [
      `create table queued (topic text not null, id text not null, installation bigint, at bigint not null,
         ready_at bigint, owner text, tries bigint not null, error text, body text not null,
         primary key (topic, id))`,
      `create index queued_by_ready on queued (topic, ready_at)`,
      `create table starts (key text primary key, run text not null)`,
      `create index starts_by_run on starts (run)`,
      `create table heads (repository bigint not null, sha text not null, at bigint not null, body text not null,
         primary key (repository, sha))`,
      `create table audits (id text primary key, repository bigint not null, at bigint not null, body text not null)`,
      `create index audits_by_repository on audits (repository, at)`,
      `create table schedules (id text primary key, repository bigint not null, next_at bigint,
         version bigint not null, body text not null)`,
      `create index schedules_by_repository on schedules (repository)`,
      `create index schedules_by_time on schedules (next_at)`,
      `alter table runs add column repository bigint not null default 0`,
      `drop index runs_by_number`,
      `create unique index runs_by_number on runs (repository, number, attempt)`,
      `create index runs_by_repository on runs (repository, sha, created_at)`,
    ],
  },
  {
    number: 4,
    name: 'attempts handed to GitHub Actions',
    statements: [
      `create table dispatch_batches (id text primary key, run text not null, repository bigint not null,
         workflow_run bigint, ready_at bigint, body text not null)`,
      `create index dispatch_batches_by_ready on dispatch_batches (ready_at)`,
      `create index dispatch_batches_by_run on dispatch_batches (run)`,
      `create index dispatch_batches_by_workflow_run on dispatch_batches (workflow_run)`,
      `create table dispatched (${OF_ATTEMPT}, "group" text not null, ordered_at bigint not null, batch text,
         check_run bigint, body text not null, primary key (run, key, attempt))`,
      `create index dispatched_by_batch on dispatched (batch, ordered_at)`,
    ],
  },
  {
    number: 5,
    name: 'checks and comments',
    statements: [
      `create table publications (id text primary key, ready_at bigint, held_until bigint not null,
         touched bigint not null, target text not null, notes text not null, state text not null)`,
      `create index publications_by_ready on publications (ready_at)`,
    ],
  },
  {
    number: 6,
    name: 'what runs share, by repository and trust',
    statements: [
      `alter table runs add column ${IN_SCOPE}`,
      `alter table cache_entries add column ${IN_SCOPE}`,
      `drop index cache_entries_by_key`,
      `create index cache_entries_by_key on cache_entries (cache_key, scope, at)`,
      `alter table cache_parts add column ${IN_SCOPE}`,
      `drop index cache_parts_by_step`,
      `create index cache_parts_by_step on cache_parts (pipeline, key, scope, at)`,
      `alter table checkpoints add column ${IN_SCOPE}`,
      `drop index checkpoints_by_key`,
      `create index checkpoints_by_key on checkpoints (pipeline, key, cache_key, scope, saved_at)`,
      `create table scoped_models (${IN_SCOPE}, model text not null, version bigint not null, run text not null,
         key text not null, body text not null, primary key (scope, model, version))`,
      `insert into scoped_models (model, version, run, key, body)
         select model, version, run, key, body from models`,
      `drop table models`,
      `alter table scoped_models rename to models`,
      `create unique index models_by_run on models (run, key)`,
      `create table scoped_aliases (${IN_SCOPE}, model text not null, alias text not null, version bigint not null,
         moves bigint not null, body text not null, primary key (scope, model, alias))`,
      `insert into scoped_aliases (model, alias, version, moves, body)
         select model, alias, version, moves, body from aliases`,
      `drop table aliases`,
      `alter table scoped_aliases rename to aliases`,
      `create table scoped_alias_moves (${IN_SCOPE}, model text not null, alias text not null, move bigint not null,
         at bigint not null, body text not null, primary key (scope, model, alias, move))`,
      `insert into scoped_alias_moves (model, alias, move, at, body)
         select model, alias, move, at, body from alias_moves`,
      `drop table alias_moves`,
      `alter table scoped_alias_moves rename to alias_moves`,
      `create index alias_moves_by_time on alias_moves (scope, model, at)`,
    ],
  },
  {
    number: 7,
    name: 'when what GitHub shows was last news',
    statements: [
      `alter table publications add column touched_at bigint not null default 0`,
      `create index publications_by_touch on publications (touched_at)`,
      `create index heads_by_time on heads (at)`,
      `create index queued_by_time on queued (topic, at)`,
    ],
  },
  {
    number: 8,
    name: 'the last lines of attempts',
    statements: [
      `create table log_tails (${OF_ATTEMPT}, seq bigint not null, lines bigint not null, bytes bigint not null,
         body text not null, primary key (run, key, attempt, seq))`,
    ],
  },
  {
    number: 9,
    name: 'what cached work was asked for',
    // Of older entries nobody knows; their keys are of an older format and are not looked for.
    statements: [`alter table cache_entries add column asks text not null default '{}'`],
  },
  {
    number: 10,
    name: 'what each run registered',
    statements: [
      `create table registrations (scope text not null, model text not null, version bigint not null,
         run text not null, key text not null, within text not null, primary key (run, key))`,
      `create index registrations_by_version on registrations (scope, model, version, within)`,
      `insert into registrations (scope, model, version, run, key, within)
         select models.scope, models.model, models.version, models.run, models.key, coalesce(runs.scope, models.scope)
         from models left join runs on runs.id = models.run`,
    ],
  },
  {
    number: 11,
    name: 'branches that an administrator trusts',
    statements: [
      `create table trusted_branches (repository bigint not null, branch text not null, body text not null,
         primary key (repository, branch))`,
    ],
  },
  {
    number: 12,
    name: 'what GitHub refused to show',
    statements: [
      `alter table publications add column refused text`,
      `alter table publications add column refused_repository bigint`,
      `alter table publications add column refused_installation bigint`,
      `create index publications_by_refused_repository on publications (refused_repository)`,
      `create index publications_by_refused_installation on publications (refused_installation)`,
    ],
  },
  {
    number: 13,
    name: 'what repositories are called today',
    statements: [`create table repositories (id bigint primary key, body text not null)`],
  },
  {
    number: 14,
    name: 'what somebody answers for against what a pipeline says',
    statements: [
      `create table overrides (repository bigint not null, sha text not null, pipeline text not null, base text not null,
         at bigint not null, body text not null, primary key (repository, sha, pipeline, base))`,
      `create index overrides_by_base on overrides (repository, base)`,
    ],
  },
  {
    number: 15,
    name: 'how often GitHub refused what waits',
    statements: [`alter table queued add column refusals bigint not null default 0`],
  },
  ...RECENT_MIGRATIONS,
];
