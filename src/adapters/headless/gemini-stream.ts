import type { AgentEnd, AgentUpdate, ToolKind } from '../../agents/agent.ts';
import { bounded, type Fields, number, record, shown, text } from '../acp/wire.ts';
import type { ToolNames } from './by-kind.ts';
import { endText, type Reader } from './dialect.ts';
import { jsonLine, unread } from './json-line.ts';
import { filesOf, titleOf } from './tool-words.ts';

type ToolUpdate = Extract<AgentUpdate, { kind: 'tool' }>;

const mostText = 65_536;
const mostOutput = 16_384;
const mostDetail = 2000;

/** Gemini's own tools that a policy can speak of. */
export const geminiTools = {
  read: ['read_file', 'read_many_files', 'list_directory'],
  search: ['glob', 'grep_search'],
  edit: ['write_file', 'replace'],
  execute: ['run_shell_command'],
  fetch: ['web_fetch', 'google_web_search'],
} as const satisfies ToolNames;

const kinds: ReadonlyMap<string, ToolKind> = new Map([
  ...geminiTools.read.map((name) => [name, 'read'] as const),
  ...geminiTools.search.map((name) => [name, 'search'] as const),
  ...geminiTools.edit.map((name) => [name, 'edit'] as const),
  ...geminiTools.execute.map((name) => [name, 'execute'] as const),
  ...geminiTools.fetch.map((name) => [name, 'fetch'] as const),
]);

/**
 * `gemini --output-format stream-json`: one JSON object a line, `init`, `message`, `tool_use`, `tool_result`, `error`, `result`, as measured with
 * 0.61 and told in its own docs (cli/headless.md). With a denied write it ends as a "success".
 */
export class GeminiStream implements Reader {
  readonly #cwd: string;
  readonly #tools = new Map<string, ToolUpdate>();
  /** The name of each call's tool, which its result does not repeat. */
  readonly #names = new Map<string, string>();
  readonly #denied: string[] = [];
  #result: Fields | undefined;

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  read(line: string): readonly AgentUpdate[] {
    const event = jsonLine(line);
    if (event === undefined) return unread(line);
    switch (event['type']) {
      case 'init':
        return [
          { kind: 'started', name: 'Gemini CLI', version: '', session: text(event['session_id']), pid: undefined },
        ];
      case 'message':
        // Our own prompt comes back as the user's.
        return event['role'] === 'user' ? [] : [{ kind: 'message', text: bounded(text(event['content']), mostText) }];
      case 'tool_use':
        return [this.#call(event)];
      case 'tool_result':
        return this.#answer(event);
      case 'result':
        this.#result = event;
        return usageIn(record(event['stats']));
      default:
        return [{ kind: 'other', name: text(event['type']) || 'unnamed', detail: detailOf(event) }];
    }
  }

  end(exit: number | undefined, stderr: string): AgentEnd {
    const denied = [...this.#denied];
    // Its docs give this code to a limit of turns.
    if (exit === 53) return { stop: 'max_turn_requests', detail: '', denied };
    if (this.#result === undefined) return { stop: 'died', detail: endText(exit, stderr), denied };
    if (this.#result['status'] !== 'success') {
      const said = text(record(this.#result['error'])['message']) || text(this.#result['status']);
      return { stop: 'failed', detail: bounded(said, mostDetail), denied };
    }
    return exit === 0
      ? { stop: 'end_turn', detail: '', denied }
      : { stop: 'failed', detail: endText(exit, stderr), denied };
  }

  #call(event: Fields): ToolUpdate {
    const name = text(event['tool_name']);
    const input = record(event['parameters']);
    const call: ToolUpdate = {
      kind: 'tool',
      id: text(event['tool_id']),
      title: titleOf(this.#cwd, name, input),
      tool: kinds.get(name) ?? 'other',
      status: 'in_progress',
      files: filesOf(this.#cwd, input),
      output: '',
    };
    this.#tools.set(call.id, call);
    this.#names.set(call.id, name);
    return call;
  }

  #answer(event: Fields): readonly AgentUpdate[] {
    const call = this.#tools.get(text(event['tool_id']));
    if (call === undefined) return [];
    if (isDenial(text(record(event['error'])['type']), this.#names.get(call.id) ?? '')) this.#denied.push(call.title);
    const status = event['status'] === 'success' ? 'completed' : 'failed';
    return [{ ...call, status, output: bounded(text(event['output']), mostOutput) }];
  }
}

/** A tool that is denied whatever it is called with is not there for its model; one that never was has no kind. */
const isDenial = (error: string, tool: string): boolean =>
  error === 'policy_violation' || (error === 'tool_not_registered' && kinds.has(tool));

const detailOf = (event: Fields): string => bounded(text(event['message']), mostDetail) || shown(event, mostDetail);

const usageIn = (stats: Fields): readonly AgentUpdate[] => [
  { kind: 'usage', usage: { tokens: number(stats['total_tokens']) ?? 0, cost: undefined, context: undefined } },
];
