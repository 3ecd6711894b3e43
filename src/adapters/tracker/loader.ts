import type { Result } from '../../base/result.ts';
import type { IssueSnapshot } from '../../issues/store.ts';

/** How a store whose truth is a Dolt database gets at all issues. */
export type IssueLoader = {
  /** The last snapshot, when it is known to be what the tracker holds now; costs no call of `bd`. */
  current(): Promise<IssueSnapshot | undefined>;
  /** Takes a snapshot of before for the last one, if the tracker still holds just that. */
  resume(kept: IssueSnapshot): Promise<boolean>;
  load(since?: string): Promise<Result<IssueSnapshot>>;
};
