import { OF_ATTEMPT, type Migration } from './first-migration.ts';

/** The newest part of `MIGRATIONS`; what is added is added here. */
export const RECENT_MIGRATIONS: readonly Migration[] = [
  {
    number: 16,
    name: 'what attempts told and stored, to be bounded',
    statements: [
      `alter table claims add column live_weight bigint not null default 0`,
      `alter table claims add column uploaded bigint not null default 0`,
      `create table uploads (claim text not null, run text not null, digest text not null, bytes bigint not null,
         primary key (claim, digest))`,
      `create index uploads_by_run on uploads (run)`,
      `create table run_uploads (run text primary key, installation bigint not null, bytes bigint not null)`,
      `create table installation_uploads (installation bigint primary key, bytes bigint not null)`,
    ],
  },
  {
    number: 17,
    name: 'how often people without write were answered',
    statements: [
      `create table strangers (repository bigint not null, person bigint not null, version bigint not null,
         at bigint not null, body text not null, primary key (repository, person))`,
      `create index strangers_by_time on strangers (at)`,
    ],
  },
  {
    number: 18,
    name: 'who is signed in to the pages',
    statements: [
      `create table web_sessions (id text primary key, person bigint not null, login text not null,
         created_at bigint not null, seen_at bigint not null, expires_at bigint not null)`,
      `create index web_sessions_by_person on web_sessions (person, created_at)`,
      `create index web_sessions_by_expiry on web_sessions (expires_at)`,
    ],
  },
  {
    number: 19,
    name: 'whose turn it is',
    // What waits from before is nobody's, and has its turns like a repository.
    statements: [
      `update queued set installation = 0 where installation is null`,
      `alter table queued add column repository bigint not null default 0`,
      `create index queued_by_lane on queued (topic, installation, repository, ready_at) where ready_at is not null`,
      `alter table effects add column installation bigint not null default 0`,
      `alter table effects add column repository bigint not null default 0`,
      `create index effects_by_lane on effects (installation, repository, ready_at)`,
      `alter table publications add column installation bigint not null default 0`,
      `alter table publications add column repository bigint not null default 0`,
      `create index publications_by_lane on publications (installation, repository, ready_at) where ready_at is not null`,
    ],
  },
  {
    number: 20,
    name: 'machines for attempts',
    statements: [
      `alter table dispatched add column machine text`,
      `create index dispatched_by_machine on dispatched (machine) where machine is not null`,
      `create table machines (id text primary key, ${OF_ATTEMPT}, gone bigint not null, version bigint not null,
         body text not null, told text not null)`,
      // Never two at once for one attempt, whoever asks.
      `create unique index machines_at_work on machines (run, key, attempt) where gone = 0`,
      `create index machines_by_attempt on machines (run, key, attempt)`,
      `create table machine_watch (id bigint primary key, controller text not null, owner text not null,
         until bigint not null)`,
    ],
  },
  {
    number: 21,
    name: 'what is shown of others is told again when it moves',
    statements: [
      `create table watches (subject text not null, publication text not null, at bigint not null,
         primary key (subject, publication))`,
      `create index watches_by_publication on watches (publication)`,
    ],
  },
  {
    number: 22,
    name: 'what examples said of a change',
    statements: [
      `create table comparisons (id text primary key, run text not null, at bigint not null, body text not null)`,
      `create index comparisons_by_run on comparisons (run)`,
    ],
  },
  {
    number: 23,
    name: 'regions that machines were started in',
    statements: [`create table machine_regions (name text primary key, left_at bigint)`],
  },
  {
    number: 24,
    name: 'trainings that differ in their seed alone, and how often test data was evaluated on',
    statements: [
      `alter table cache_parts add column recipe text`,
      `create index cache_parts_by_recipe on cache_parts (recipe, key, scope, at) where recipe is not null`,
      `create table looks (repository bigint not null, digest text not null, pull bigint not null,
         count bigint not null, at bigint not null, primary key (repository, digest, pull))`,
      `create index looks_by_time on looks (at)`,
    ],
  },
  {
    number: 25,
    name: 'lists of runs by time',
    statements: [
      `create index runs_by_time on runs (repository, created_at, number, attempt)`,
      `create index runs_by_pipeline_time on runs (repository, pipeline, created_at, number, attempt)`,
      `create index publications_broken on publications (repository, touched_at) where id like 'broken/%'`,
    ],
  },
  {
    number: 26,
    name: 'what was said of versions of models, what they came from, and where they run',
    statements: [
      `create table model_marks (scope text not null, model text not null, version bigint not null,
         mark text not null, run text not null, body text not null, primary key (scope, model, version, mark))`,
      `create index model_marks_by_run on model_marks (run)`,
      `create table model_origins (scope text not null, model text not null, version bigint not null,
         place bigint not null, digest text not null, run text not null, body text not null,
         primary key (scope, model, version, place))`,
      `create index model_origins_by_digest on model_origins (scope, digest)`,
      `create index model_origins_by_run on model_origins (run)`,
      `create table model_deployed (scope text not null, model text not null, alias text not null,
         environment text not null, body text not null, primary key (scope, model, alias, environment))`,
    ],
  },
  {
    number: 27,
    name: 'decisions in one order, by repository and by model',
    statements: [
      `alter table audits add column number bigint not null default 0`,
      `alter table audits add column run text`,
      `update audits set number = counted.number from
         (select id, row_number() over (partition by repository order by at, id) as number from audits) as counted
         where counted.id = audits.id`,
      `drop index audits_by_repository`,
      `create unique index audits_by_number on audits (repository, number)`,
      `create index audits_by_run on audits (run, number) where run is not null`,
      `create table audit_numbers (repository bigint primary key, last bigint not null)`,
      `insert into audit_numbers select repository, max(number) from audits group by repository`,
      `create table audit_models (repository bigint not null, model text not null, number bigint not null,
         audit bigint not null, primary key (repository, model, number))`,
      `create unique index audit_models_by_audit on audit_models (repository, audit, model)`,
      `create table refusals (repository bigint not null, person bigint not null, since bigint not null,
         kept bigint not null, left_out bigint not null, primary key (repository, person))`,
      `create index refusals_by_time on refusals (since)`,
    ],
  },
  {
    number: 28,
    name: 'what runs cost, and the prices of machines',
    // Of runs from before all that is kept of them is read once more.
    statements: [
      `create table costs (run text primary key, repository bigint not null, at bigint not null, due bigint not null,
         body text)`,
      `create index costs_by_time on costs (repository, at, run)`,
      `create index costs_by_age on costs (at)`,
      `create index costs_due on costs (at) where due = 1`,
      `insert into costs select id, repository, created_at, 1, null from runs where ended_at is not null`,
      `create table price_lists (region text primary key, body text not null)`,
    ],
  },
  {
    number: 29,
    name: 'models whose aliases stay where they are, and promotions that nobody has looked at yet',
    statements: [
      `create table model_freezes (scope text not null, model text not null, at bigint not null,
         until bigint not null, body text, primary key (scope, model))`,
      `create table emergencies (run text primary key, repository bigint not null, review_by bigint not null,
         body text not null)`,
      `create index emergencies_by_repository on emergencies (repository, review_by)`,
    ],
  },
  {
    number: 30,
    name: 'versions of models by their bytes',
    statements: [
      `alter table models add column digest text not null default ''`,
      `create index models_by_digest on models (scope, model, digest)`,
    ],
  },
  {
    number: 31,
    name: 'what spot machines went through',
    statements: [
      `create table spot_pools (region text not null, type text not null, zone text not null, at bigint not null,
         body text not null, primary key (region, type, zone))`,
    ],
  },
  {
    number: 32,
    name: 'what runs may cost, and what they may spend',
    statements: [
      `create table estimates (run text primary key, body text not null)`,
      `create table budget_accounts (name text primary key, spent bigint not null, set_aside bigint not null)`,
      `create table budget_entries (${OF_ATTEMPT}, repository bigint not null, month text not null,
         micros bigint not null, open bigint not null, primary key (run, key, attempt))`,
      `create index budget_entries_open on budget_entries (run) where open = 1`,
    ],
  },
];
