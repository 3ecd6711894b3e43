import type { Failure } from '../base/failure.ts';

type Operation = Extract<Failure, { kind: 'file-failed' }>['operation'];

/** What Node threw about a file, as data. */
export const fileFailure = (operation: Operation, file: string, thrown: unknown): Failure => ({
  kind: 'file-failed',
  operation,
  file,
  code: errorCode(thrown) ?? 'EUNKNOWN',
});

/** `ENOENT` and its like, where a thrown value carries one. */
export function errorCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
}

/** What a thrown value says of itself. */
export const errorText = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
