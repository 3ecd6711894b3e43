// The bundles: what VS Code loads and what that loads once it is needed, the pages of its tabs, the language server, and the runner with the command line.
import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build, context } from 'esbuild';
import { jsonSchema } from '../src/plan/schema/json-schema.ts';

const { values } = parseArgs({
  options: { release: { type: 'boolean' }, watch: { type: 'boolean' }, quiet: { type: 'boolean' } },
});
const root = path.resolve(import.meta.dirname, '..');
const out = path.join(root, 'dist');

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  outdir: out,
  external: ['vscode'],
  // Prefer ESM builds: they are the ones that can be shaken.
  mainFields: ['module', 'main'],
  minify: values.release === true,
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  define: { 'import.meta.url': '__importMetaUrl' },
  banner: { js: "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
};
/** What VS Code waits for, and what is loaded without anybody's waiting: `import()` of one of these files is `require` of its bundle. */
const host = {
  extension: 'src/extension/activate.ts',
  window: 'src/extension/main.ts',
  language: 'src/extension/language.ts',
};
const bundleOf = new Map(Object.entries(host).map(([name, file]) => [path.join(root, file), `./${name}.js`]));
const whenNeeded = {
  name: 'bundles of their own',
  setup: (building) =>
    building.onResolve({ filter: /\.ts$/ }, ({ kind, path: file, resolveDir }) => {
      const bundle = kind === 'dynamic-import' ? bundleOf.get(path.resolve(resolveDir, file)) : undefined;
      return bundle && { path: bundle, external: true };
    }),
};
/** Runs in a tab, not in Node. */
const page = { ...shared, platform: 'browser', format: 'iife', target: 'es2022', external: [], define: {}, banner: {} };
const bundles = [
  { ...shared, entryPoints: host, plugins: [whenNeeded], supported: { 'dynamic-import': false } },
  { ...page, entryPoints: { page: 'src/extension/board/page/main.ts' } },
  {
    ...shared,
    entryPoints: { server: 'src/server/main.ts' },
    banner: { js: `#!/usr/bin/env node\n${shared.banner.js}` },
  },
  { ...shared, entryPoints: { cli: 'src/runner/main.ts' }, banner: { js: `#!/usr/bin/env node\n${shared.banner.js}` } },
];

const heaviest = (metafile, name) => {
  const inputs = Object.entries(metafile.outputs[`dist/${name}.js`].inputs);
  const byPackage = new Map();
  for (const [file, { bytesInOutput }] of inputs) {
    const key = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? 'src';
    byPackage.set(key, (byPackage.get(key) ?? 0) + bytesInOutput);
  }
  return [...byPackage]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 4)
    .map(([key, bytes]) => `${key} ${Math.round(bytes / 1024)}`)
    .join(', ');
};

await mkdir(out, { recursive: true });
// The project speaks ESM; the bundles are CommonJS, which every VS Code can load.
await writeFile(path.join(out, 'package.json'), '{ "type": "commonjs" }\n');
// For editors and tools that know nothing else of plans.
await writeFile(path.join(out, 'phaseplan.schema.json'), `${JSON.stringify(jsonSchema())}\n`);

if (values.watch) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  // What was there is overwritten, not removed first: a build that fails leaves the last good one in place.
  const results = await Promise.all(bundles.map((options) => build(options)));
  const built = new Set([
    'package.json',
    'phaseplan.schema.json',
    ...results.flatMap(({ metafile }) => Object.keys(metafile.outputs).map((file) => path.basename(file))),
  ]);
  for (const file of await readdir(out)) if (!built.has(file)) await rm(path.join(out, file));
  const names = results.flatMap(({ metafile }, index) =>
    Object.keys(bundles[index].entryPoints).map((name) => ({ name, metafile })),
  );
  for (const { name, metafile } of names) {
    const file = path.join(out, `${name}.js`);
    if (name === 'server' || name === 'cli') await chmod(file, 0o755);
    if (!values.quiet) {
      const { size } = await stat(file);
      console.log(
        `${`dist/${name}.js`.padEnd(18)} ${String(Math.round(size / 1024)).padStart(6)} KB   ${heaviest(metafile, name)}`,
      );
    }
  }
}
