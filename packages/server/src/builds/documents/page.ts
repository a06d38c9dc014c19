/** The sheet of paper and its grid, in points from the top left. */

/** As wide as A4 and as high as Letter, so that both take it unscaled. */
export const PAGE = { width: 595, height: 792 };

const MARGIN = 40;
const GUTTER = 14;
const COLUMNS = 12;

/** What may be printed on. */
export const AREA = {
  left: MARGIN,
  right: PAGE.width - MARGIN,
  top: 36,
  bottom: PAGE.height - 36,
  width: PAGE.width - 2 * MARGIN,
};

const COLUMN = (AREA.width - (COLUMNS - 1) * GUTTER) / COLUMNS;

/** Left edge and width of `count` columns of the grid from column `from`, the first being 0. */
export function columns(from: number, count: number): { x: number; width: number } {
  return {
    x: AREA.left + from * (COLUMN + GUTTER),
    width: count * COLUMN + (count - 1) * GUTTER,
  };
}
