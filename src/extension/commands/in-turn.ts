import { fail, ok, type Result } from '../../base/result.ts';

/** The same with each, one after the other. The first refusal ends it, and says of several how many were done before. */
export async function inTurn<T>(
  items: readonly T[],
  act: (item: T) => Promise<Result<unknown>>,
): Promise<Result<undefined>> {
  for (const [done, item] of items.entries()) {
    const acted = await act(item);
    if (acted.ok) continue;
    const { error } = acted;
    return fail(items.length === 1 ? error : { kind: 'partly-done', done, of: items.length, failure: error });
  }
  return ok(undefined);
}
