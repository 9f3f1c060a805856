// The one rule of the house: imports point one way.
// contracts <- domain <- ledger <- projections, commands <- files <- documents <- notifications, casefiles <- feeds <- api <- web <- foja <- test
const order = [
  'contracts',
  'domain',
  'services/ledger',
  'projections',
  'services/commands',
  'services/files',
  'services/documents',
  'services/notifications',
  'services/casefiles',
  'services/feeds',
  'services/api',
  'services/web',
  'services/foja',
  'test',
];

const arrows = order.map((from, index) => ({
  name: `${from.replace('/', '-')}-imports-only-what-lies-below`,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { path: order.slice(index + 1).map((later) => `^${later}/`) },
}));

module.exports = {
  forbidden: [
    ...arrows.filter((rule) => rule.to.path.length > 0),
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'rules-touch-nothing',
      comment: 'contracts and domain are pure: no I/O, no clock, no randomness.',
      severity: 'error',
      from: { path: '^(contracts|domain)/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'undeclared-packages',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc', // the TypeScript 7 compiler has no API that dependency-cruiser could use
    doNotFollow: { path: 'node_modules' },
    combinedDependencies: true, // tools that every workspace's specs use are declared once, at the root
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
