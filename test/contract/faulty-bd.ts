import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What can befall a call of the double: it waits, is refused with these words, or is killed before or after it did what it was asked to. */
type Fault = 'hold' | 'refuse' | 'die-before' | 'die-after';

/** The double of `bd`, in a folder that can be put on PATH, which fails when it is told to. */
export type FaultyBd = {
  readonly folder: string;
  readonly program: string;
  /** From now on calls of this verb have this fault. */
  fail(fault: Fault, verb: string, words?: string): Promise<void>;
  mend(fault: Fault, verb: string): Promise<void>;
  /** The verbs of all calls so far. */
  calls(): Promise<readonly string[]>;
};

/** Removed when this process ends. */
export function faultyBd(): FaultyBd {
  const folder = mkdtempSync(path.join(tmpdir(), 'phaseline-faulty-bd-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const double = path.resolve(import.meta.dirname, 'bd-double-program.ts');
  const run = `"${process.execPath}" --disable-warning=ExperimentalWarning "${double}" "$@"`;
  const program = path.join(folder, 'bd');
  const script = `#!/bin/sh
for word in "$@"; do case "$word" in -*) ;; *) verb=$word; break ;; esac; done
echo "$verb" >> "${folder}/calls"
at() { [ -e "${folder}/$1-$verb" ]; }
while at hold; do sleep 0.05; done
if at refuse; then cat "${folder}/refuse-$verb" >&2; exit 1; fi
if at die-before; then kill -9 $$; fi
if at die-after; then ${run} > /dev/null; kill -9 $$; fi
exec ${run}
`;
  writeFileSync(program, script, { mode: 0o755 });
  const calls = path.join(folder, 'calls');
  writeFileSync(calls, '');
  const file = (fault: Fault, verb: string): string => path.join(folder, `${fault}-${verb}`);
  return {
    folder,
    program,
    fail: (fault, verb, words = '') => writeFile(file(fault, verb), words),
    mend: (fault, verb) => rm(file(fault, verb)),
    calls: async () => (await readFile(calls, 'utf8')).split('\n').filter(Boolean),
  };
}
