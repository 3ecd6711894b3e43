// Every static check at once, each reported by name; the first thing to run after an edit.
import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const tool = (file) => path.join(root, 'node_modules', file);
const checks = [
  ['types', tool('typescript-native/bin/tsc'), '-p', '.'],
  ['format and lint', tool('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'],
  ['import rules', tool('dependency-cruiser/bin/dependency-cruise.mjs'), '--no-progress', '-c', 'config/dependencies.cjs', 'src'],
  ['unused code and dependencies', tool('knip/bin/knip.js'), '--no-progress'],
];

const run = ([name, script, ...args]) =>
  new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(process.execPath, [script, ...args], { cwd: root });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('close', (code) => resolve({ name, ok: code === 0, output, seconds: (performance.now() - started) / 1000 }));
  });

const results = await Promise.all(checks.map(run));
for (const { name, ok, output, seconds } of results) {
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds.toFixed(1)} s)`);
  if (!ok) console.log(output);
}
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
