import * as vscode from 'vscode';
import { fail, ok, type Result } from '../../base/result.ts';
import { commands } from '../../protocol/commands.ts';
import type { TaskRecord } from '../../run/state.ts';
import { keyOf } from '../documents/comments.ts';
import { openTranscript, transcriptInFront } from '../documents/transcript.ts';
import type { Home } from '../home.ts';
import { answerAgents } from './answer.ts';
import type { Call } from './call.ts';
import { cancelled, type Handlers } from './command.ts';
import { runCli } from './own-cli.ts';
import { type ChosenTask, recordOf } from './run.ts';

export const agentCommands = {
  [commands.answerAgent]: answerAgents,

  [commands.openTranscript]: async (home, call) => {
    const chosen = await recordOf(home, call, 'Transcript of which task?', 'task that has begun', () => true);
    if (!chosen.ok) return chosen;
    await openTranscript(home, chosen.value.run.id, chosen.value.record);
    return ok(undefined);
  },

  [commands.earlierTranscript]: async (home) => {
    const ref = transcriptInFront();
    if (ref === undefined) return fail({ kind: 'no-such', what: 'transcript in front', name: '', known: [] });
    await home.transcripts.earlier(keyOf(ref));
    return ok(undefined);
  },

  [commands.exportTranscript]: async (home, call) => {
    const chosen = await taskInFront(home, call, 'Export the transcript of which task?');
    if (!chosen.ok) return chosen;
    const { run, record } = chosen.value;
    const name = `${record.title.replace(/[^\w.-]+/g, '-')}.md`;
    const file = await vscode.window.showSaveDialog({
      title: `Export the transcript of ${record.title}`,
      defaultUri: vscode.Uri.joinPath(vscode.Uri.file(home.root), name),
      filters: { Markdown: ['md'] },
    });
    if (file === undefined) return cancelled;
    const written = await runCli(home, ['transcript', run.id, `${record.phase}/${record.task}`, '-o', file.fsPath]);
    if (!written.ok) return written;
    if (written.value.exit !== 0)
      return fail({
        kind: 'program-failed',
        program: 'phaseline',
        exit: written.value.exit,
        detail: written.value.stderr,
      });
    return ok(`Wrote ${file.fsPath}`);
  },
} satisfies Handlers;

/** The task of the row, or of the transcript in front; else one that the person chooses. */
export function taskInFront(home: Home, call: Call, question: string): Promise<Result<ChosenTask>> {
  const ref = call.subject.kind === 'none' ? transcriptInFront() : undefined;
  const subject = ref === undefined ? call.subject : ({ kind: 'task', plan: '', issue: undefined, ...ref } as const);
  const hasBegun = ({ startedAt }: TaskRecord): boolean => startedAt !== '';
  return recordOf(home, { ...call, subject }, question, 'task that has begun', hasBegun);
}
