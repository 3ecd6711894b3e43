// A long transcript, opened as the window opens it: its last part from the end of the file, folded into text. Beside it, the whole of it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { AgentUpdate } from '../../src/agents/agent.ts';
import { Transcript, transcriptOf } from '../../src/agents/transcript.ts';
import { Transcripts } from '../../src/runner/daemon/transcripts.ts';
import { type Bench, Samples, summary, timed } from './record.ts';

const ref = { run: 'r', phase: 'p', task: 't' };
/** What the window asks for at once. */
const part = 256 * 1024;

export const transcriptBench: Bench = async (report, small) => {
  const megabytes = small ? 1 : 100;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'phaseline-bench-'));
  const transcripts = new Transcripts((run) => path.join(folder, run));
  write(path.join(folder, ref.run, 'agents', `${ref.phase}~${ref.task}.jsonl`), megabytes);
  const samples = new Samples();
  let offset = 0;
  for (let round = 0; round < (small ? 1 : 15); round += 1) {
    samples.add(
      'open',
      await timed(() => {
        const page = transcripts.page(ref, undefined, part);
        offset = page.from;
        return textOf(page.updates);
      }),
    );
    samples.add('earlier', await timed(() => textOf(transcripts.page(ref, offset, part).updates)));
    if (round < 3) samples.add('whole', await timed(() => transcriptOf(transcripts.read(ref))));
  }
  rmSync(folder, { recursive: true, force: true });
  const about = (name: string) => ({ bench: 'transcript', case: `${megabytes} MB: ${name}`, unit: 'ms' });
  const rival = { name: 'all of it read and put together', values: samples.get('whole') };
  report.record(summary(about('opened at its end'), samples.get('open'), rival));
  report.record(summary(about('the part before'), samples.get('earlier')));
};

function textOf(updates: readonly AgentUpdate[]): string {
  const transcript = new Transcript();
  for (const update of updates) transcript.add(update);
  return transcript.text();
}

/** Messages, thoughts and tool calls with output, as long agents write them. */
function write(file: string, megabytes: number): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const output = Array.from({ length: 40 }, (_, line) => `line ${line} of what a command printed`).join('\n');
  const block = Array.from({ length: 100 }, (_, n): AgentUpdate => {
    if (n % 10 === 0)
      return { kind: 'tool', id: `t${n}`, title: 'npm test', tool: 'execute', status: 'completed', files: [], output };
    return n % 3 === 0 ? { kind: 'thought', text: `I think about ${n}. ` } : { kind: 'message', text: `I say ${n}. ` };
  });
  const text = `${block.map((update) => JSON.stringify(update)).join('\n')}\n`;
  const times = Math.ceil((megabytes * 1_000_000) / text.length);
  writeFileSync(file, '');
  for (let at = 0; at < times; at += 50) writeFileSync(file, text.repeat(Math.min(50, times - at)), { flag: 'a' });
}
