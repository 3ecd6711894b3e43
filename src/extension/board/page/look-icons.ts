import type { Icon } from '../../views/row.ts';
import { svg } from './element.ts';
import { lookShapes, ring } from './look-shapes.ts';

/** An icon of a view, in a picture or in a line of text. */
export const lookIcon = ({ name, tone }: Icon, x = 0, y = 0): SVGSVGElement =>
  svg(
    'svg',
    {
      class: `icon tone-${tone ?? 'quiet'}${name.endsWith('~spin') ? ' spins' : ''}`,
      viewBox: '0 0 16 16',
      width: 16,
      height: 16,
      x,
      y,
      'aria-hidden': 'true',
    },
    svg('path', { d: lookShapes.get(name) ?? ring }),
  );
