/** The double as a program: keeps its state where embedded Dolt keeps its own, and names it in a manifest of the same form, which reads rewrite too. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { answer, type DoubleState, emptyState } from './bd-double.ts';

const beads = process.env['BEADS_DIR'] ?? path.join(process.cwd(), '.beads');
const argv = process.argv.slice(2);
const database = path.join(beads, 'embeddeddolt', 'double');
const file = path.join(database, 'state.json');

function save(state: DoubleState): void {
  const noms = path.join(database, '.dolt', 'noms');
  mkdirSync(noms, { recursive: true });
  writeFileSync(`${file}.tmp`, JSON.stringify(state));
  renameSync(`${file}.tmp`, file);
  const manifest = path.join(noms, 'manifest');
  writeFileSync(`${manifest}.tmp`, `5:__DOLT__:lock:root${state.root}:gc:tables`);
  renameSync(`${manifest}.tmp`, manifest);
}

/** Embedded Dolt has one writer; the others wait. */
function alone(): void {
  for (;;) {
    try {
      mkdirSync(path.join(beads, 'double.lock'));
      return;
    } catch {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

if (argv[0] === 'init') {
  mkdirSync(beads, { recursive: true });
  writeFileSync(path.join(beads, '.local_version'), '1.0.3');
  writeFileSync(path.join(beads, 'metadata.json'), JSON.stringify({ dolt_mode: 'embedded', dolt_database: 'double' }));
  save(emptyState(argv[argv.indexOf('-p') + 1] ?? 'x'));
} else if (existsSync(file)) {
  alone();
  process.once('exit', () => rmdirSync(path.join(beads, 'double.lock')));
  const state: DoubleState = JSON.parse(readFileSync(file, 'utf8'));
  const reads = ['--stdin', '--body-file=-', 'import'].some((word) => argv.includes(word));
  const input = reads ? readFileSync(0, 'utf8') : '';
  const { exit, stdout, stderr } = answer(state, argv, { input });
  save(state);
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = exit;
} else {
  process.stderr.write('Error: no beads database found\n');
  process.exitCode = 1;
}
