// The arrows of docs/architecture.md, enforced: a room may import only what lies below it.
const rooms = (...names) => `^src/(${names.join('|')})/`;
const pure = ['base', 'plan', 'issues', 'hooks', 'agents', 'run'];
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid('no-circular', 'a cycle is one room pretending to be two', {}, { circular: true }),
    forbid('base-is-bottom', 'base would make sense in any program', { path: rooms('base') }, { path: '^src/', pathNot: rooms('base') }),
    forbid(
      'pure-rooms-look-down',
      'plan, issues, hooks, agents and run know each other and base, nothing above',
      { path: rooms(...pure) },
      { path: '^src/', pathNot: rooms(...pure) },
    ),
    forbid(
      'plan-issues-hooks-agents-stand-alone',
      'only run joins the other pure rooms',
      { path: '^src/(plan|issues|hooks|agents)/' },
      { path: '^src/(plan|issues|hooks|agents|run)/', pathNot: '^src/$1/' },
    ),
    forbid('pure-rooms-without-node', 'effects live at the edges', { path: rooms(...pure) }, { dependencyTypes: ['core'] }),
    forbid(
      'pure-rooms-without-protocols',
      'pure rooms know neither VS Code nor LSP, ACP, MCP or Git',
      { path: rooms(...pure) },
      { path: '^vscode$|node_modules/(vscode-|@agentclientprotocol|@modelcontextprotocol|simple-git)' },
    ),
    forbid(
      'protocol-is-types',
      'protocol imports base, and types of the pure rooms',
      { path: rooms('protocol') },
      { path: rooms('adapters', 'server', 'runner', 'extension') },
    ),
    forbid(
      'protocol-takes-types-only',
      'what two processes agree on has no behaviour of the pure rooms',
      { path: rooms('protocol') },
      { path: '^src/(plan|issues|hooks|agents|run)/', dependencyTypesNot: ['type-only'] },
    ),
    forbid('adapters-know-no-edge', 'adapters serve every edge', { path: rooms('adapters') }, { path: rooms('server', 'runner', 'extension') }),
    forbid('vscode-in-extension-only', 'only the extension draws', { path: '^src/', pathNot: rooms('extension') }, { path: '^vscode$|node_modules/vscode-languageclient' }),
    forbid('lsp-in-server-only', 'positions are converted in one room', { path: '^src/', pathNot: rooms('server', 'extension', 'protocol') }, { path: 'node_modules/vscode-languageserver' }),
    forbid('edges-are-processes', 'processes talk through protocol', { path: '^src/(server|runner|extension)/' }, { path: '^src/(server|runner|extension)/', pathNot: '^src/$1/' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.js', '.mjs', '.json'] },
    builtInModules: { add: ['vscode'] },
  },
};
