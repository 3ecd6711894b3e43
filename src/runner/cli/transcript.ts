import path from 'node:path';
import { findWorkspace, workspaceFolders } from '../../adapters/workspace.ts';
import { transcriptOf } from '../../agents/transcript.ts';
import { Transcripts } from '../daemon/transcripts.ts';
import { readWords } from './arguments.ts';
import { type Command, exitCode } from './command.ts';
import { writeText } from './files.ts';
import { refuse } from './runner-link.ts';

/** Read from its file, past the runner: a long one is nobody's wait but this command's. */
export const transcriptCommand: Command = {
  name: 'transcript',
  usage: 'transcript RUN PHASE/TASK [-o OUT.md]',
  summary: 'all that an agent said and did, as Markdown',
  run: async (words, io) => {
    const read = readWords(words, { output: { type: 'string', short: 'o' } });
    if (!read.ok) return refuse(io, read.error);
    const { positionals, values } = read.value;
    const [run, name = '', ...more] = positionals;
    const [phase, task] = name.split('/');
    if (run === undefined || phase === undefined || task === undefined || more.length > 0)
      return refuse(io, { kind: 'usage', detail: 'transcript takes a run and PHASE/TASK.' });
    const { journal } = workspaceFolders(findWorkspace(io.cwd));
    const transcripts = new Transcripts((id) => path.join(journal, path.basename(id)));
    const text = transcriptOf(transcripts.read({ run, phase, task }));
    if (text === '') return refuse(io, { kind: 'no-such', what: 'transcript of', name: `${run} ${name}`, known: [] });
    if (values.output === undefined) {
      io.out(text.trimEnd());
      return exitCode.ok;
    }
    const written = await writeText(values.output, text, io);
    return written.ok ? exitCode.ok : refuse(io, written.error);
  },
};
