import type { AgentEnd, AgentUpdate, ToolKind } from '../../agents/agent.ts';
import { bounded, type Fields, list, number, record, shown, text } from '../acp/wire.ts';
import { endText, type Reader } from './dialect.ts';
import { jsonLine, unread } from './json-line.ts';
import { filesOf, titleOf } from './tool-words.ts';

type ToolUpdate = Extract<AgentUpdate, { kind: 'tool' }>;

const mostText = 65_536;
const mostOutput = 16_384;

/** An agent whose stream has the form of Claude's. */
export type ClaudeLike = {
  readonly title: string;
  /** Where its first line has its version. */
  readonly version: string;
  /** What its own tools are in ACP's words. */
  readonly kinds: Readonly<Record<string, ToolKind>>;
};

export const claudeCode: ClaudeLike = {
  title: 'Claude Code',
  version: 'claude_code_version',
  kinds: {
    Read: 'read',
    NotebookRead: 'read',
    Glob: 'search',
    Grep: 'search',
    LS: 'search',
    Edit: 'edit',
    MultiEdit: 'edit',
    Write: 'edit',
    NotebookEdit: 'edit',
    Bash: 'execute',
    WebFetch: 'fetch',
    WebSearch: 'fetch',
    TodoWrite: 'think',
    Task: 'think',
  },
};

/**
 * `claude -p --output-format stream-json --verbose`: one JSON object a line, `system/init`, `assistant`, `user`, `result`. Neither the exit
 * code nor `subtype` is believed: with a denied write it exits 0 as a "success", and with the service down `is_error` is all that tells.
 */
export class ClaudeStream implements Reader {
  readonly #cwd: string;
  readonly #agent: ClaudeLike;
  readonly #tools = new Map<string, ToolUpdate>();
  #result: Fields | undefined;
  #model = '';

  constructor(cwd: string, agent: ClaudeLike = claudeCode) {
    this.#cwd = cwd;
    this.#agent = agent;
  }

  read(line: string): readonly AgentUpdate[] {
    const message = jsonLine(line);
    if (message === undefined) return unread(line);
    switch (message['type']) {
      case 'system':
        return this.#system(message);
      case 'assistant':
        return this.#content(message).flatMap((block) => this.#said(block));
      case 'user':
        return this.#content(message).flatMap((block) => this.#toolResult(block));
      case 'result':
        this.#result = message;
        return this.#usage(message);
      case 'stream_event':
        // Pieces of what comes whole afterwards.
        return [];
      case 'control_request':
      case 'control_cancel_request':
        // Said to whoever answers: what becomes of it is told from there.
        return [];
      default:
        return [{ kind: 'other', name: text(message['type']) || 'unnamed', detail: shown(message, 2000) }];
    }
  }

  end(exit: number | undefined, stderr: string): AgentEnd {
    const result = this.#result;
    if (result === undefined) return { stop: 'died', detail: endText(exit, stderr), denied: [] };
    const denied = list(result['permission_denials']).map((denial) => this.#deniedTitle(record(denial)));
    const errors = list(result['errors']).map(text).join('\n');
    const said = bounded(text(result['result']) || text(record(result['error'])['message']) || errors, 1000);
    if (result['subtype'] === 'error_max_turns') return { stop: 'max_turn_requests', detail: said, denied };
    if (result['is_error'] === true || result['subtype'] !== 'success')
      return { stop: 'failed', detail: said || text(result['subtype']), denied };
    if (exit !== 0) return { stop: 'failed', detail: endText(exit, stderr), denied };
    return { stop: 'end_turn', detail: '', denied };
  }

  #system(message: Fields): readonly AgentUpdate[] {
    if (message['subtype'] !== 'init')
      return [{ kind: 'other', name: `system ${text(message['subtype'])}`, detail: shown(message, 2000) }];
    this.#model = text(message['model']);
    const version = text(message[this.#agent.version]);
    return [
      { kind: 'started', name: this.#agent.title, version, session: text(message['session_id']), pid: undefined },
    ];
  }

  #content(message: Fields): readonly Fields[] {
    const content = record(message['message'])['content'];
    return typeof content === 'string' ? [{ type: 'text', text: content }] : list(content).map(record);
  }

  #said(block: Fields): readonly AgentUpdate[] {
    switch (block['type']) {
      case 'text':
        return [{ kind: 'message', text: `${bounded(text(block['text']), mostText)}\n\n` }];
      case 'thinking':
        return [{ kind: 'thought', text: `${bounded(text(block['thinking']), mostText)}\n` }];
      case 'tool_use':
        return [this.#keep(this.#call(block))];
      default:
        return [];
    }
  }

  #call(block: Fields): ToolUpdate {
    const name = text(block['name']);
    const input = record(block['input']);
    return {
      kind: 'tool',
      id: text(block['id']),
      title: titleOf(this.#cwd, name, input),
      tool: this.#agent.kinds[name] ?? 'other',
      status: 'in_progress',
      files: filesOf(this.#cwd, input),
      output: '',
    };
  }

  #deniedTitle(denial: Fields): string {
    return titleOf(this.#cwd, text(denial['tool_name']), record(denial['tool_input']));
  }

  #toolResult(block: Fields): readonly AgentUpdate[] {
    const call = this.#tools.get(text(block['tool_use_id']));
    if (block['type'] !== 'tool_result' || call === undefined) return [];
    const content = block['content'];
    const output =
      typeof content === 'string'
        ? content
        : list(content)
            .map((part) => text(record(part)['text']))
            .join('\n');
    return [
      this.#keep({
        ...call,
        status: block['is_error'] === true ? 'failed' : 'completed',
        output: bounded(output, mostOutput),
      }),
    ];
  }

  #keep(call: ToolUpdate): ToolUpdate {
    this.#tools.set(call.id, call);
    return call;
  }

  #usage(result: Fields): readonly AgentUpdate[] {
    const usage = record(result['usage']);
    const parts = ['input_tokens', 'output_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens'];
    // Qwen says the sum, because what came from its cache is among its input.
    const tokens = number(usage['total_tokens']) ?? parts.reduce((sum, part) => sum + (number(usage[part]) ?? 0), 0);
    const size = number(record(record(result['modelUsage'])[this.#model])['contextWindow']);
    const context = size === undefined ? undefined : { used: Math.min(tokens, size), size };
    return [{ kind: 'usage', usage: { tokens, cost: number(result['total_cost_usd']), context } }];
  }
}
