import type { Failure } from '../../base/failure.ts';
import type { Json } from '../../base/json.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { ToolAnswer } from '../claude-flow/answer.ts';
import { type Acting, present } from './action.ts';

/** Calls a tool of claude-flow's server; absent arguments are left out. */
export const callTool = (
  { ports, signal, timeoutMilliseconds }: Acting,
  tool: string,
  args: Readonly<Record<string, Json | undefined>>,
): Promise<Result<ToolAnswer>> => ports.claudeFlow.call(tool, present(args), { signal, timeoutMilliseconds });

/** Calls a tool and prints what it says, with a remark of ours where one is due. */
export async function printTool(
  at: Acting,
  tool: string,
  args: Readonly<Record<string, Json | undefined>>,
  remark = '',
): Promise<Result<string>> {
  const answer = await callTool(at, tool, args);
  return answer.ok ? ok(`${answer.value.text}\n${remark === '' ? '' : `${remark}\n`}`) : answer;
}

/** claude-flow called it a success, and it was none. */
export const refused = (
  tool: string,
  detail: string,
): Result<never, Extract<Failure, { kind: 'claude-flow-refused' }>> =>
  fail({ kind: 'claude-flow-refused', tool, detail });

/** Ids and names of agents may hold only letters, digits and `_ - . :` (measured, 3.43). */
export const plainName = (name: string): string => name.replaceAll('/', ':').replace(/[^\w.:-]+/g, '-');

/** Says which arguments claude-flow does not know, so that nobody believes they had an effect. */
export function ignoredRemark({ given }: Acting, names: readonly string[]): string {
  const ignored = names.filter((name) => given.text(name) !== undefined);
  return ignored.length === 0 ? '' : `(${ignored.join(', ')}: claude-flow takes no such thing; kept in the plan)`;
}
