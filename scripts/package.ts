// `npm run package`: a release build, packed into phaseline.vsix by the list in .vscodeignore.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root, runScript } from './checks.ts';

const { values } = parseArgs({ options: { out: { type: 'string' } } });
const out = path.resolve(root, values.out ?? 'phaseline.vsix');
const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
const steps = [
  { name: 'build', words: [path.join(root, 'scripts', 'build.mjs'), '--release'] },
  {
    name: 'pack',
    // The bundles hold their dependencies; links in the README go nowhere while there is no published repository.
    words: [
      vsce,
      'package',
      '--no-dependencies',
      '--allow-missing-repository',
      '--no-rewrite-relative-links',
      '--out',
      out,
    ],
  },
];

for (const { name, words } of steps) {
  const { ok, output } = await runScript(name, words);
  console.log(output.trimEnd());
  if (!ok) {
    process.exitCode = 1;
    break;
  }
}
if (!process.exitCode)
  console.log(`${path.relative(process.cwd(), out)} ${Math.round((await stat(out)).size / 1024)} KB`);
