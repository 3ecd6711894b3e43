// Our language server beside yaml-language-server: the same plans, the same client, in turn.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { cachedEntry, notFetched } from '../../scripts/caches.ts';
import { root } from '../../scripts/checks.ts';
import { LanguageClient, type Position, type Server } from './language-client.ts';
import { type Bench, type Report, Samples, summary, timed } from './record.ts';

const rivalName = 'yaml-language-server 2.0.0';

type Side = { readonly name: 'ours' | 'rival'; readonly server: Server };

export const planBench: Bench = async (report, small) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-bench-'));
  try {
    const ours: Side = {
      name: 'ours',
      server: { args: [path.join(root, 'dist/server.js'), '--stdio'], settings: {} },
    };
    const entry = cachedEntry('yaml-language-server');
    const missing = notFetched('yaml-language-server');
    if (missing) report.skip(missing);
    const sides = entry === undefined ? [ours] : [ours, rival(entry, folder)];
    await startUp(report, sides, small ? 1 : 9);
    for (const [lines, rounds] of small
      ? [[100, 1] as const]
      : ([
          [1000, 40],
          [10_000, 20],
          [50_000, 8],
        ] as const))
      await sizeOf(report, sides, lines, rounds);
    const bytes = statSync(path.join(root, 'dist/server.js')).size;
    report.record(summary({ bench: 'plan', case: 'server bundle, not minified', unit: 'KB' }, [bytes / 1000]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The rival with our schema. Its delay is a constant: a load hook sets it to 0, the file itself is left as it is. */
function rival(entry: string, folder: string): Side {
  const schema = path.join(folder, 'schema.json');
  writeFileSync(schema, execFileSync(process.execPath, [path.join(root, 'dist/cli.js'), 'schema']));
  const hook = path.join(folder, 'no-delay.mjs');
  writeFileSync(
    hook,
    `import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) {
  const loaded = next(url, context);
  if (!url.endsWith('/yamlSettings.js')) return loaded;
  const source = String(loaded.source);
  if (!source.includes('validationDelayMs = 200')) throw new Error('the delay is not where it was');
  return { ...loaded, source: source.replace('validationDelayMs = 200', 'validationDelayMs = 0') };
} });`,
  );
  const settings = {
    schemas: { [pathToFileURL(schema).href]: ['*.phaseplan.yaml'] },
    schemaStore: { enable: false },
    validate: true,
    completion: true,
    hover: true,
  };
  return { name: 'rival', server: { args: ['--import', pathToFileURL(hook).href, entry, '--stdio'], settings } };
}

async function startUp(report: Report, sides: readonly Side[], rounds: number): Promise<void> {
  const samples = new Samples();
  for (let round = -1; round < rounds; round += 1) {
    for (const { name, server } of inTurn(sides, round)) {
      const started = performance.now();
      await using _client = await LanguageClient.start(server);
      if (round >= 0) samples.add(name, performance.now() - started);
    }
  }
  tell(report, sides, 'spawn → initialize answered', 'ms', samples);
}

async function sizeOf(report: Report, sides: readonly Side[], lines: number, rounds: number): Promise<void> {
  const text = generatedPlan(lines);
  const [opening, memory] = [new Samples(), new Samples()];
  // A server of its own for each opening: what a second one would find warm is not what a person waits for.
  const openings = Math.min(rounds, 5);
  for (let round = 0; round < openings; round += 1) {
    for (const { name, server } of inTurn(sides, round)) {
      await using client = await LanguageClient.start(server);
      opening.add(name, await timed(() => client.open(text)));
    }
  }
  const warm = await Promise.all(
    sides.map(async ({ name, server }) => ({ name, client: await LanguageClient.start(server) })),
  );
  const samples: Readonly<Record<Step, Samples>> = {
    edit: new Samples(),
    completion: new Samples(),
    hover: new Samples(),
  };
  try {
    for (const { client } of warm) await client.open(text);
    for (let round = -warmUp(rounds); round < rounds; round += 1) {
      for (const { name, client } of inTurn(warm, round)) {
        const add = (step: Step, value: number): void => {
          if (round >= 0) samples[step].add(name, value);
        };
        await keystrokes(client, text, add);
      }
    }
    for (const { name, client } of warm) memory.add(name, client.peak ?? Number.NaN);
  } finally {
    for (const { client } of warm) await client[Symbol.asyncDispose]();
  }
  const size = `${lines.toLocaleString('en')} lines: `;
  tell(report, sides, `${size}open → diagnostics`, 'ms', opening);
  tell(report, sides, `${size}edit in one phase → diagnostics`, 'ms', samples.edit);
  tell(report, sides, `${size}completion right after a keystroke`, 'ms', samples.completion);
  tell(report, sides, `${size}hover right after a keystroke`, 'ms', samples.hover);
  tell(report, sides, `${size}peak memory`, 'MB', memory);
}

/** Both sides compile what runs often while they work; a person meets that in the first minute of a day, not at each key. */
const warmUp = (rounds: number): number => Math.ceil(rounds / 4);

type Step = 'edit' | 'completion' | 'hover';

/** One round in the middle of the file; the text is afterwards what it was before. */
async function keystrokes(
  client: LanguageClient,
  text: string,
  add: (step: Step, value: number) => void,
): Promise<void> {
  const before = text.slice(0, text.indexOf('        prompt:', text.length / 2)).split('\n').length - 1;
  const at = (character: number): Position => ({ line: before, character });
  const none = { start: at(14), end: at(14) };
  const extra = { start: at(14), end: at(15) };
  add('edit', await timed(() => client.changeUntil(none, 't', 'promptt', true)));
  add('edit', await timed(() => client.changeUntil(extra, '', 'promptt', false)));
  const started = performance.now();
  await client.change({ start: at(0), end: at(0) }, '        ve\n');
  if ((await client.complete(at(10))) === 0) throw new Error('no completion');
  add('completion', performance.now() - started);
  const typed = performance.now();
  await client.change({ start: at(0), end: { line: before + 1, character: 0 } }, '');
  if (!(await client.hover(at(10)))) throw new Error('no hover');
  add('hover', performance.now() - typed);
  // Whatever is still being checked is no part of the next round.
  await client.hover(at(10));
  await new Promise((resolve) => setTimeout(resolve, 20));
  await client.hover(at(10));
}

/** Who begins changes from round to round. */
const inTurn = <T>(sides: readonly T[], round: number): readonly T[] => (round % 2 === 0 ? sides : sides.toReversed());

function tell(report: Report, sides: readonly Side[], name: string, unit: string, samples: Samples): void {
  const other = sides.length > 1 ? { name: rivalName, values: samples.get('rival') } : undefined;
  report.record(summary({ bench: 'plan', case: name, unit }, samples.get('ours'), other));
}

/** A plan without a mistake, of about so many lines: phases of ten tasks. */
function generatedPlan(lines: number): string {
  const text = [
    'version: 1',
    'name: generated',
    'agents:',
    '  coder: { runner: demo }',
    'runners:',
    '  demo: { acp: demo }',
    'phases:',
  ];
  for (let phase = 1; text.length < lines; phase += 1) {
    text.push(`  phase-${phase}:`, `    title: Phase ${phase}`);
    if (phase > 1) text.push(`    needs: [phase-${phase - 1}]`);
    text.push('    tasks:');
    for (let task = 1; task <= 10; task += 1) {
      text.push(
        `      task-${phase}-${task}:`,
        `        title: Task ${task} of phase ${phase}`,
        '        agent: coder',
      );
      text.push(`        files: [src/${phase}/${task}/**]`);
      if (task > 1) text.push(`        needs: [task-${phase}-${task - 1}]`);
      text.push('        prompt: |', `          Do part ${task}.`, '          Leave the rest as it is.');
    }
  }
  return `${text.join('\n')}\n`;
}
