import type { PermissionRequest } from '../../agents/agent.ts';
import { ToolCalls } from '../acp/tool-calls.ts';
import { type Fields, list, record, text } from '../acp/wire.ts';
import { claudeCode } from './claude-stream.ts';
import type { Question, Talk } from './dialect.ts';
import { jsonLine } from './json-line.ts';
import { filesOf, titleOf } from './tool-words.ts';

/** What makes Claude ask whoever started it, as its own SDK does. */
export const askingWords = ['--input-format', 'stream-json', '--permission-prompt-tool', 'stdio'] as const;

/** Claude's control messages, as measured with 2.1.318: it asks before it uses a tool that nothing allows, and waits for the answer. */
export const claudeTalk: Talk = {
  prompt: (words) => line({ type: 'user', message: { role: 'user', content: [{ type: 'text', text: words }] } }),
  hear(told) {
    // All lines are read for the transcript already; few are for whoever speaks to it.
    const message = /"type": *"(?:result|control_\w+)"/.test(told) ? jsonLine(told) : undefined;
    const name = text(message?.['request_id']);
    switch (message?.['type']) {
      case 'result':
        return 'over';
      case 'control_cancel_request':
        return { withdrawn: name };
      case 'control_request':
        return controlled(name, record(message['request']));
      default:
        return undefined;
    }
  },
};

function controlled(name: string, request: Fields): Question | { readonly reply: string } {
  if (request['subtype'] !== 'can_use_tool') return { reply: unknown(name) };
  const input = record(request['input']);
  if (request['tool_name'] !== 'AskUserQuestion') return permission(name, request, input);
  const asked = list(input['questions']).map(record);
  const [first] = asked;
  const isOne =
    first !== undefined && asked.length === 1 && first['multiSelect'] !== true && labelsOf(first).length > 0;
  return isOne
    ? choice(name, input, first)
    : { reply: reply(name, deny('Put one question at a time, to which one answer is given.')) };
}

const labelsOf = (question: Fields): readonly string[] =>
  list(question['options'])
    .map((option) => text(record(option)['label']))
    .filter((label) => label !== '');

/** May it use this tool? */
const permission = (name: string, request: Fields, input: Fields): Question => ({
  name,
  about: (id, cwd) => {
    const tool = text(request['tool_name']);
    const blocked = text(request['blocked_path']);
    const files = [...filesOf(cwd, input), ...(blocked === '' ? [] : [blocked])];
    const toolCall = {
      title: titleOf(cwd, tool, input),
      kind: claudeCode.kinds[tool] ?? 'other',
      rawInput: input,
      locations: files.map((file) => ({ path: file })),
      content: changeOf(input),
    };
    return new ToolCalls(cwd).request(id, { toolCall, options });
  },
  answer: (option) => reply(name, option === 'allow' ? { behavior: 'allow', updatedInput: input } : deny(no)),
});

const no =
  'This was not allowed. Do not try to get there in another way; do what you can without it, and say what is missing.';

const options = [
  { optionId: 'allow', name: 'Yes', kind: 'allow_once' },
  { optionId: 'reject', name: 'No', kind: 'reject_once' },
];

/** What an edit would change, as the protocol has it. */
function changeOf(input: Fields): readonly Fields[] {
  const path = text(input['file_path']);
  const { old_string: before, new_string: after, content } = input;
  if (path === '' || typeof (after ?? content) !== 'string') return [];
  return [{ type: 'diff', path, oldText: text(before), newText: text(after ?? content) }];
}

/** A question of its own, to which the person chooses an answer. */
const choice = (name: string, input: Fields, question: Fields): Question => ({
  name,
  about: (id): PermissionRequest => ({
    id,
    title: text(question['question']),
    tool: 'other',
    files: [],
    detail: list(question['options']).map(described).join('\n'),
    forPerson: true,
    options: labelsOf(question).map((label) => ({ id: label, name: label, kind: 'allow_once' })),
  }),
  answer: (option) => {
    const answers = { [text(question['question'])]: option };
    return reply(
      name,
      option === undefined ? deny('Nobody answered.') : { behavior: 'allow', updatedInput: { ...input, answers } },
    );
  },
});

function described(option: unknown): string {
  const { label, description } = record(option);
  return [text(label), text(description)].filter((part) => part !== '').join(': ');
}

const line = (message: Fields): string => `${JSON.stringify(message)}\n`;

type Answer =
  | { readonly behavior: 'allow'; readonly updatedInput: Fields }
  | { readonly behavior: 'deny'; readonly message: string };

const deny = (message: string): Answer => ({ behavior: 'deny', message });

const reply = (name: string, response: Answer): string =>
  line({ type: 'control_response', response: { subtype: 'success', request_id: name, response } });

/** What is no question of ours is refused, so that it does not wait for ever. */
const unknown = (name: string): string =>
  line({ type: 'control_response', response: { subtype: 'error', request_id: name, error: 'not supported' } });
