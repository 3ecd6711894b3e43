import type { AgentEnd, AgentUpdate } from '../../agents/agent.ts';
import { bounded, type Fields, number, record, shown, text } from '../acp/wire.ts';
import { CodexItems, ownCommand } from './codex-items.ts';
import { endText, type Reader } from './dialect.ts';
import { jsonLine, unread } from './json-line.ts';

/** The part of its log in which Codex tells what it refused. */
export const refusalLog = 'codex_core::tools::router';

const mostDetail = 2000;

type TurnEnd = Pick<AgentEnd, 'stop' | 'detail'>;

/**
 * `codex exec --json`: one JSON object a line, `thread.started`, `turn.started`, `item.started|updated|completed`, `error`, and `turn.completed`
 * or `turn.failed`, as measured with 0.166 and written down in `exec_events.rs` of its sources. What was refused stands in its log on standard
 * error; a short command that its sandbox stopped stands nowhere, and is the command's own failure.
 */
export class CodexStream implements Reader {
  readonly #items: CodexItems;
  readonly #denied: string[] = [];
  /** Troubles told since it last got anywhere. */
  readonly #troubles = new Set<string>();
  #end: TurnEnd | undefined;

  constructor(cwd: string) {
    this.#items = new CodexItems(cwd);
  }

  read(line: string): readonly AgentUpdate[] {
    const event = jsonLine(line);
    if (event === undefined) return unread(line);
    if (event['type'] === 'error') return this.#trouble(text(event['message']));
    this.#troubles.clear();
    return this.#event(event);
  }

  complain(line: string): readonly AgentUpdate[] {
    const refused = refusedIn(line);
    return refused === undefined ? [] : this.#refuse(refused);
  }

  end(exit: number | undefined, stderr: string): AgentEnd {
    const denied = [...this.#denied];
    if (this.#end === undefined) {
      const said = [endText(exit, stderr), ...[...this.#troubles].slice(-1)];
      return { stop: 'died', detail: said.join('\n'), denied };
    }
    if (this.#end.stop === 'end_turn' && exit !== 0) return { stop: 'failed', detail: endText(exit, stderr), denied };
    return { ...this.#end, denied };
  }

  #event(event: Fields): readonly AgentUpdate[] {
    switch (event['type']) {
      case 'thread.started':
        return [{ kind: 'started', name: 'Codex', version: '', session: text(event['thread_id']), pid: undefined }];
      case 'turn.started':
        this.#end = undefined;
        return [];
      case 'turn.completed':
        this.#end = { stop: 'end_turn', detail: '' };
        return usageIn(record(event['usage']));
      case 'turn.failed':
        this.#end = failure(text(record(event['error'])['message']));
        return [];
      case 'item.started':
      case 'item.updated':
      case 'item.completed':
        return this.#item(record(event['item']), event['type'] === 'item.completed');
      default:
        return [{ kind: 'other', name: text(event['type']) || 'unnamed', detail: shown(event, mostDetail) }];
    }
  }

  #item(item: Fields, isOver: boolean): readonly AgentUpdate[] {
    const { updates, refused } = this.#items.take(item, isOver);
    return refused === undefined ? updates : [...updates, ...this.#refuse(refused)];
  }

  /**
   * With its service down it tries for ever, and says so every minute in the same words: those are no sign of life, or nobody would ever
   * notice that it has fallen silent.
   */
  #trouble(message: string): readonly AgentUpdate[] {
    if (this.#troubles.has(message)) return [];
    this.#troubles.add(message);
    return [{ kind: 'other', name: 'trouble', detail: bounded(message, mostDetail) }];
  }

  #refuse(what: string): readonly AgentUpdate[] {
    this.#denied.push(what);
    return [{ kind: 'other', name: 'refused', detail: what }];
  }
}

const failure = (message: string): TurnEnd => ({
  stop: /\bmax_output_tokens\b/.test(message) ? 'max_tokens' : 'failed',
  detail: bounded(message, mostDetail),
});

/** Of the whole session, also where it was taken up; what came from the cache is among the input, and reasoning among the output. */
function usageIn(usage: Fields): readonly AgentUpdate[] {
  const tokens = (number(usage['input_tokens']) ?? 0) + (number(usage['output_tokens']) ?? 0);
  return [{ kind: 'usage', usage: { tokens, cost: undefined, context: undefined } }];
}

/** What a line of its log says that it refused, in words for people. */
function refusedIn(line: string): string | undefined {
  const at = line.indexOf(`${refusalLog}: error=`);
  if (at < 0) return undefined;
  const error = line.slice(at + refusalLog.length + ': error='.length);
  const patch = /^patch rejected: ([^;]+)/.exec(error)?.[1];
  if (patch !== undefined) return `change files (${patch})`;
  if (/^approval policy is \w+; reject command\b/.test(error)) return 'run a command outside of its sandbox';
  const command = /^exec_command failed: CreateProcess \{ message: "Rejected\(\\?"`(.+)` rejected: /.exec(error)?.[1];
  return command === undefined ? undefined : bounded(ownCommand(command), 500);
}
