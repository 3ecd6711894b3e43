import type { IssueChange } from './store.ts';

/** Where issues are laid: on a group of a grouping, or, by `epic`, under a parent. `from`: the label whose group they come from. */
export type MoveTarget = { readonly by: string; readonly value: string; readonly from?: string | undefined };

/** What that does to each of them. Closing asks for a reason. */
export type Move =
  | { readonly kind: 'change'; readonly change: IssueChange }
  | { readonly kind: 'close' }
  | { readonly kind: 'open' };

/** What laying an issue there means; undefined where it means nothing. */
export function moveOf({ by, value, from }: MoveTarget): Move | undefined {
  switch (by) {
    case 'epic':
      return { kind: 'change', change: { parent: value } };
    case 'priority':
      return { kind: 'change', change: { priority: Number(value) } };
    case 'assignee':
      return { kind: 'change', change: { assignee: value } };
    case 'label': {
      const gone = from === undefined || from === '' || from === value ? [] : [from];
      if (value === '' && gone.length === 0) return undefined;
      return {
        kind: 'change',
        change: {
          ...(value === '' ? {} : { add_labels: [value] }),
          ...(gone.length === 0 ? {} : { remove_labels: gone }),
        },
      };
    }
    case 'status':
    case 'ready':
      if (value === 'closed') return { kind: 'close' };
      if (value === 'open' || value === 'ready') return { kind: 'open' };
      return value === 'other' ? undefined : { kind: 'change', change: { status: value } };
    default:
      return undefined;
  }
}
