import type { AgentEnd, AgentUpdate, ToolKind } from '../../agents/agent.ts';
import { bounded, type Fields, list, number, oneOf, record, shown, text } from '../acp/wire.ts';
import { endText, type Reader } from './dialect.ts';
import { jsonLine, unread } from './json-line.ts';
import { filesOf, titleOf } from './tool-words.ts';

const mostText = 65_536;
const mostOutput = 16_384;
const mostDetail = 2000;

/** What OpenCode's own tools are in ACP's words. */
const kinds: Readonly<Record<string, ToolKind>> = {
  read: 'read',
  glob: 'search',
  grep: 'search',
  list: 'search',
  edit: 'edit',
  write: 'edit',
  patch: 'edit',
  apply_patch: 'edit',
  bash: 'execute',
  webfetch: 'fetch',
  websearch: 'fetch',
  task: 'think',
};

/**
 * `opencode run --format json`: one JSON object a line, `step_start`, `text`, `reasoning`, `tool_use` (once it is over), `step_finish`, `error`,
 * as measured with 1.18. It has no last line: its turn is over with a step that says why it stopped. What it would ask it rejects, and ends
 * there with exit code 0.
 */
export class OpenCodeStream implements Reader {
  readonly #cwd: string;
  readonly #denied: string[] = [];
  #isStarted = false;
  #tokens = 0;
  #cost = 0;
  #error: string | undefined;
  #stopped: string | undefined;

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  read(line: string): readonly AgentUpdate[] {
    const event = jsonLine(line);
    if (event === undefined) return unread(line);
    const started = this.#start(text(event['sessionID']));
    return [...started, ...this.#event(event, record(event['part']))];
  }

  end(exit: number | undefined, stderr: string): AgentEnd {
    const denied = [...this.#denied];
    if (this.#error !== undefined) return { stop: 'failed', detail: this.#error, denied };
    if (exit === 0 && this.#stopped !== undefined) return { ...endOf(this.#stopped, denied.length > 0), denied };
    return { stop: 'died', detail: endText(exit, stderr), denied };
  }

  #start(session: string): readonly AgentUpdate[] {
    if (this.#isStarted || session === '') return [];
    this.#isStarted = true;
    return [{ kind: 'started', name: 'OpenCode', version: '', session, pid: undefined }];
  }

  #event(event: Fields, part: Fields): readonly AgentUpdate[] {
    switch (event['type']) {
      case 'step_start':
        this.#stopped = undefined;
        return [];
      case 'text':
        return [{ kind: 'message', text: `${bounded(text(part['text']), mostText)}\n\n` }];
      case 'reasoning':
        return [{ kind: 'thought', text: `${bounded(text(part['text']), mostText)}\n` }];
      case 'tool_use':
        return this.#tool(part);
      case 'step_finish':
        this.#stopped = text(part['reason']);
        return this.#usage(part);
      case 'error':
        this.#error = errorText(record(event['error']));
        return [];
      default:
        return [{ kind: 'other', name: text(event['type']) || 'unnamed', detail: shown(event, mostDetail) }];
    }
  }

  #tool(part: Fields): readonly AgentUpdate[] {
    const state = record(part['state']);
    const input = record(state['input']);
    const name = text(part['tool']);
    if (name === 'todowrite') return [{ kind: 'plan', entries: list(input['todos']).map(record).map(entry) }];
    const taken = name === 'invalid' ? takenAway(text(input['tool']), text(input['error'])) : undefined;
    const title = taken ?? titleOf(this.#cwd, name, input);
    const error = text(state['error']);
    const isRefused = taken !== undefined || /\b(?:rejected permission|rule which prevents)\b/.test(error);
    if (isRefused) this.#denied.push(title);
    const isFailed = isRefused || state['status'] === 'error';
    const output = error || `${text(state['output'])}${exitText(record(state['metadata']))}`;
    return [
      {
        kind: 'tool',
        id: text(part['callID']),
        title,
        tool: kinds[taken ?? name] ?? 'other',
        status: isFailed ? 'failed' : 'completed',
        files: filesOf(this.#cwd, input),
        output: bounded(output, mostOutput),
      },
    ];
  }

  #usage(part: Fields): readonly AgentUpdate[] {
    const tokens = record(part['tokens']);
    this.#tokens += number(tokens['total']) ?? (number(tokens['input']) ?? 0) + (number(tokens['output']) ?? 0);
    this.#cost += number(part['cost']) ?? 0;
    return [{ kind: 'usage', usage: { tokens: this.#tokens, cost: this.#cost, context: undefined } }];
  }
}

/** A tool that it has, and that its rules took away: the model called it all the same, from its history, say. */
const takenAway = (tool: string, error: string): string | undefined =>
  kinds[tool] !== undefined && /\bunavailable tool\b/.test(error) ? tool : undefined;

const exitText = ({ exit }: Fields): string => ((number(exit) ?? 0) === 0 ? '' : `(exit code ${String(exit)})`);

const errorText = (error: Fields): string =>
  bounded(text(record(error['data'])['message']) || text(error['name']) || shown(error, mostDetail), mostDetail);

const states = ['pending', 'in_progress', 'completed'] as const;

const entry = (todo: Fields): { text: string; status: (typeof states)[number] } => ({
  text: bounded(text(todo['content']), mostDetail),
  status: oneOf(todo['status'], states) ?? 'completed',
});

/** Why a model stopped, as the library says that OpenCode speaks to models with. One that wanted a tool was on its way. */
function endOf(reason: string, isDenied: boolean): Pick<AgentEnd, 'stop' | 'detail'> {
  switch (reason) {
    case 'length':
      return { stop: 'max_tokens', detail: '' };
    case 'content-filter':
      return { stop: 'refusal', detail: 'its answer was held back by a filter' };
    case 'error':
      return { stop: 'failed', detail: 'its model answered with an error' };
    case 'tool-calls':
      return isDenied
        ? { stop: 'end_turn', detail: '' }
        : { stop: 'failed', detail: 'it ended in the middle of its work' };
    default:
      return { stop: 'end_turn', detail: '' };
  }
}
