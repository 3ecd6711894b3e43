/** What is drawn for an icon that has no shape here. */
export const ring = 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11z';

/** The icons that phases and tasks have in the views, by their names there, on a field of 16 by 16: the state must be told without its colour. */
export const lookShapes: ReadonlyMap<string, string> = new Map([
  ['circle-outline', 'M8 5.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5z'],
  ['circle-large-outline', ring],
  ['clock', `${ring}M8 5v3.2l2.2 1.4`],
  ['loading~spin', 'M13.5 8a5.5 5.5 0 1 1-5.5-5.5'],
  ['play-circle', `${ring}M6.5 5.5v5l4-2.5z`],
  [
    'bell-dot',
    'M8 2.5a3.5 3.5 0 0 0-3.5 3.5v3l-1.5 2.5h10l-1.5-2.5v-3a3.5 3.5 0 0 0-3.5-3.5zM6.7 13.5h2.6M8 5.5v2.8M8 9.6v.5',
  ],
  ['beaker', 'M6 2.5h4M6.8 2.5v4l-3.6 6.2l.6.8h8.4l.6-.8l-3.6-6.2v-4M5 10h6'],
  ['check-all', 'M1.5 8.7l2.8 2.8l5.4-6.4M7.3 11.2l.4.3l6.6-6.4'],
  [
    'git-merge',
    'M5 2.8a1.6 1.6 0 1 0 0 3.2a1.6 1.6 0 1 0 0-3.2zM5 10a1.6 1.6 0 1 0 0 3.2a1.6 1.6 0 1 0 0-3.2zM11.5 8a1.6 1.6 0 1 0 0 3.2a1.6 1.6 0 1 0 0-3.2zM5 6v4M5 6c.4 2.6 2.6 3.6 4.9 3.6',
  ],
  ['pass-filled', `${ring}M5.5 8.2l1.8 1.8l3.4-3.8`],
  ['error', `${ring}M6 6l4 4M10 6l-4 4`],
  ['circle-slash', `${ring}M4.2 11.8l7.6-7.6`],
  [
    'debug-disconnect',
    'M2.5 13.5l2.6-2.6M4.2 8.2l3.6 3.6l1.2-1.2a2.5 2.5 0 0 0-3.6-3.6zM13.5 2.5l-2.6 2.6M11.8 7.8l-3.6-3.6',
  ],
  ['question', `${ring}M6.2 6.6a1.8 1.8 0 1 1 2.5 1.6c-.5.3-.7.6-.7 1.1M8 11v.4`],
]);
