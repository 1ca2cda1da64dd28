import type {
  AliasMove,
  Deployed,
  Freeze,
  ModelVersion,
  Origin,
  VersionMark,
} from '../../../domain/model.ts';
import type { OpenEmergency } from '../../../domain/run/by-hand.ts';
import type { ColumnKit } from '../column-kit.ts';

/** Models, their versions and where their aliases stand. */
export function registryTables(kit: ColumnKit) {
  const { table, text, int, json } = kit;
  return {
    models: table('models', {
      scope: text().notNull(),
      model: text().notNull(),
      version: int().notNull(),
      run: text().notNull(),
      key: text().notNull(),
      body: json().$type<ModelVersion>().notNull(),
      /** Of its bytes; empty: it is from before this was kept. */
      digest: text().notNull(),
    }),
    /** Which run registered what; a version that was there already is registered again without being made again. */
    registrations: table('registrations', {
      /** The registry that the model is in. */
      scope: text().notNull(),
      model: text().notNull(),
      version: int().notNull(),
      run: text().notNull(),
      key: text().notNull(),
      /** Where what the run makes is kept (`scopeOf`): who may read that may count on this registration. */
      within: text().notNull(),
    }),
    aliases: table('aliases', {
      scope: text().notNull(),
      model: text().notNull(),
      alias: text().notNull(),
      version: int().notNull(),
      /** How often it has moved. */
      moves: int().notNull(),
      body: json().$type<AliasMove>().notNull(),
    }),
    aliasMoves: table('alias_moves', {
      scope: text().notNull(),
      model: text().notNull(),
      alias: text().notNull(),
      move: int().notNull(),
      at: int().notNull(),
      body: json().$type<AliasMove>().notNull(),
    }),
    ...versionTables(kit),
    ...orderTables(kit),
  };
}

/** What is known of versions beside what they are. */
function versionTables({ table, text, int, json }: ColumnKit) {
  return {
    /** What was said of versions; gone with the run behind the version. */
    modelMarks: table('model_marks', {
      scope: text().notNull(),
      model: text().notNull(),
      version: int().notNull(),
      mark: text().notNull(),
      run: text().notNull(),
      body: json().$type<VersionMark>().notNull(),
    }),
    /** What versions came from. */
    modelOrigins: table('model_origins', {
      scope: text().notNull(),
      model: text().notNull(),
      version: int().notNull(),
      /** Its place in the list. */
      place: int().notNull(),
      digest: text().notNull(),
      run: text().notNull(),
      body: json().$type<Origin>().notNull(),
    }),
    modelDeployed: table('model_deployed', {
      scope: text().notNull(),
      model: text().notNull(),
      alias: text().notNull(),
      environment: text().notNull(),
      body: json().$type<Deployed>().notNull(),
    }),
  };
}

/** What keeps aliases where they are, and what is asked of people afterwards. */
function orderTables({ table, text, int, json }: ColumnKit) {
  return {
    /** One row a model that an alias of was ever moved or frozen: whoever moves one and whoever freezes it hold it. */
    modelFreezes: table('model_freezes', {
      scope: text().notNull(),
      model: text().notNull(),
      /** 0: it is not frozen. */
      at: int().notNull(),
      until: int().notNull(),
      body: json().$type<Freeze>(),
    }),
    /** Promotions that nobody else has looked at yet. */
    emergencies: table('emergencies', {
      run: text().notNull(),
      repository: int().notNull(),
      reviewBy: int().notNull(),
      body: json().$type<OpenEmergency>().notNull(),
    }),
  };
}
