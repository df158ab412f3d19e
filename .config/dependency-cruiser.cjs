/**
 * The law of imports: domain <- read-models <- application <- adapters <- the rest, which composes them. What stands left
 * never imports what stands right. Each rule has a canary in test/architecture that shows it failing.
 */

/** Which rooms of a floor a room may import beside itself. Where it is silent on a room, that one may import all. */
const rooms = {
  'src/application': {
    log: [],
    executing: ['log'],
    commands: ['executing'],
    projecting: ['log'],
    supposing: ['log', 'executing', 'commands'],
    asking: ['log', 'projecting', 'supposing'],
    trials: ['log', 'projecting', 'asking'],
    comparing: ['log', 'projecting', 'supposing', 'asking'],
    verifying: ['log', 'projecting', 'asking', 'comparing'],
    rebuilding: ['log', 'projecting', 'asking', 'comparing', 'verifying'],
    replaying: ['log', 'executing', 'projecting', 'asking'],
    finding: ['log'],
    forms: [],
    upkeep: ['log', 'executing', 'projecting', 'verifying'],
    import: ['log', 'executing', 'commands'],
    'sample-company': ['log', 'executing', 'commands'],
  },
  'src/application/import': {
    tables: [],
    language: ['tables'],
    mapping: ['tables', 'language'],
    run: ['tables', 'language', 'mapping'],
  },
  'src/read-models': {
    statistics: [],
    kit: ['statistics'],
    facts: ['kit'],
    names: ['kit', 'facts'],
    groupings: ['kit', 'statistics', 'facts'],
    clock: ['kit', 'statistics', 'facts'],
    sales: ['kit', 'statistics', 'facts', 'groupings'],
  },
  'src/adapters/http': {
    protocol: [],
    commands: ['protocol'],
    questions: ['protocol'],
    projections: ['protocol'],
  },
  'src/adapters/cli': {
    terminal: [],
    reports: ['terminal'],
    log: ['terminal', 'reports'],
    'read-models': ['terminal', 'reports'],
  },
};

const ruleOf = (floor, room, others) => ({
  name: `${floor.replace(/^src[/]/, '')}/${room}-knows-its-place`,
  comment: `${floor}/${room} may import of ${floor}: ${['itself', ...others].join(', ')}. Move the word to the room that both know, or hand it in.`,
  severity: 'error',
  from: { path: `^${floor}/${room}/` },
  to: { path: `^${floor}/`, pathNot: `^${floor}/(${[room, ...others].join('|')})/` },
});

module.exports = {
  forbidden: [
    {
      name: 'domain-imports-only-domain',
      comment: 'The domain is pure: hand in what it needs as facts (src/domain/shared/facts.ts).',
      severity: 'error',
      from: { path: '^src/domain' },
      to: { path: '^src/', pathNot: '^src/domain' },
    },
    {
      name: 'domain-uses-no-technology',
      comment:
        'Of libraries, the domain may use luxon (zones) and big.js (decimals) only: everything else is an adapter.',
      severity: 'error',
      from: { path: '^src/domain' },
      to: { dependencyTypes: ['npm', 'core'], pathNot: 'node_modules/(luxon|big\\.js)' },
    },
    {
      name: 'read-models-use-no-technology',
      comment:
        'Of libraries, a read model may use kysely (typed SQL), luxon (zones), big.js (decimals), @stdlib (distributions) and libphonenumber-js (forms of telephone numbers) only.',
      severity: 'error',
      from: { path: '^src/read-models' },
      to: {
        dependencyTypes: ['npm', 'core'],
        pathNot: 'node_modules/(luxon|kysely|big\\.js|@stdlib|libphonenumber-js)',
      },
    },
    {
      name: 'kysely-only-for-tables',
      comment: 'Typed SQL is for what asks tables (read-models) and for the stores that hold them (adapters).',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/(read-models|adapters/(sqlite|postgres))/' },
      to: { path: 'node_modules/kysely' },
    },
    {
      name: 'aggregates-apart',
      comment: 'An aggregate does not import another one: ask for facts, or put the shared word into domain/shared.',
      severity: 'error',
      from: { path: '^src/domain/([^/]+)/', pathNot: '^src/domain/shared/' },
      to: { path: '^src/domain/([^/]+)/', pathNot: '^src/domain/($1|shared)/' },
    },
    {
      name: 'shared-knows-no-aggregate',
      comment: 'domain/shared holds words that several use; it imports none of them.',
      severity: 'error',
      from: { path: '^src/domain/shared/' },
      to: { path: '^src/domain/', pathNot: '^src/domain/shared/' },
    },
    {
      name: 'read-models-import-only-domain',
      comment: 'A read model knows events, not engines: the application feeds it.',
      severity: 'error',
      from: { path: '^src/read-models' },
      to: { path: '^src/', pathNot: '^src/(read-models|domain)' },
    },
    {
      name: 'read-models-apart',
      comment:
        'A read model does not import another one: what several share lives in kit, statistics, groupings, names, clock or sales. A report reads the tables of facts (it says so in `reads`): it imports their types. Lists and registers show rows of facts as they are: they read their columns.',
      severity: 'error',
      from: {
        path: '^src/read-models/([^/]+)/',
        pathNot: '^src/read-models/(lists/lists|(enquiries|refusals)/columns)[.]ts',
      },
      to: {
        path: '^src/read-models/([^/]+)/',
        pathNot: '^src/read-models/($1|kit|statistics|groupings|names|clock|sales)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'application-knows-no-adapter',
      comment:
        'The application speaks to ports (log/event-store.ts, projecting/read-store.ts); composition/ chooses adapters.',
      severity: 'error',
      from: { path: '^src/application' },
      to: { path: '^src/', pathNot: '^src/(application|read-models|domain)/' },
    },
    {
      name: 'application-uses-no-framework',
      comment: 'Nest, class-validator and the web server belong to adapters/http: the application is plain functions.',
      severity: 'error',
      from: { path: '^src/application' },
      to: { path: 'node_modules/(@nestjs|class-validator|class-transformer|fastify)' },
    },
    ...Object.entries(rooms).flatMap(([floor, itsRooms]) =>
      Object.entries(itsRooms).map(([room, others]) => ruleOf(floor, room, others)),
    ),
    {
      name: 'adapters-apart',
      comment: 'Adapters meet only in the composition root.',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/adapters/([^/]+)/', pathNot: '^src/adapters/$1/' },
    },
    {
      name: 'adapters-know-no-entry-point',
      comment: 'Entry points compose adapters, not the other way round.',
      severity: 'error',
      from: { path: '^src/adapters' },
      to: { path: '^src/', pathNot: '^src/(adapters|application|read-models|domain)/' },
    },
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one room, or miss a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-test-in-product',
      comment: 'The product does not import tests, benches or development tools.',
      severity: 'error',
      from: { path: '^src' },
      to: { path: '^(test|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
