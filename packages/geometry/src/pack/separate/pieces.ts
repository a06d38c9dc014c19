/** Overlap of two forms worked out from their pieces, for offsets that are asked for seldom. */
import type { Form } from "./form.ts";
import { depthOfPair } from "./pair.ts";

/**
 * Sum of the depths of the pieces of b, moved by dx, dy, in those of a; leaves in `slope` how fast
 * it falls along dx and dy. Goes through both trees at once, largest pieces first, and stops when
 * the sum is not below the bound: infinite then, as rounding must not bring it below again.
 */
export function depthOfPieces(
  a: Form,
  b: Form,
  dx: number,
  dy: number,
  clear: number,
  bound: number,
  slope: Float64Array,
): number {
  const boxesA = a.tree.boxes;
  const boxesB = b.tree.boxes;
  const rightsA = a.tree.rightChild;
  const rightsB = b.tree.rightChild;
  let sum = 0;
  let top = 2;
  slope[0] = 0;
  slope[1] = 0;
  stack[0] = 0;
  stack[1] = 0;
  while (top > 0) {
    const nodeB = stack[--top];
    const nodeA = stack[--top];
    const atA = 4 * nodeA;
    const atB = 4 * nodeB;
    if (boxesB[atB] + dx >= boxesA[atA + 2] || boxesB[atB + 2] + dx <= boxesA[atA]) continue;
    if (boxesB[atB + 1] + dy >= boxesA[atA + 3] || boxesB[atB + 3] + dy <= boxesA[atA + 1])
      continue;
    const rightA = rightsA[nodeA];
    const rightB = rightsB[nodeB];
    if (rightA === 0 && rightB === 0) {
      const [pa, pb] = [a.tree.piece[nodeA], b.tree.piece[nodeB]];
      sum += depthOfPair(a, pa, b, pb, dx, dy, clear, slope);
      if (sum >= bound) return Number.POSITIVE_INFINITY;
      continue;
    }
    // The node with more below it is opened first: its right child lies farther off.
    const opensA = rightB === 0 || (rightA !== 0 && rightA - nodeA >= rightB - nodeB);
    stack[top++] = opensA ? rightA : nodeA;
    stack[top++] = opensA ? nodeB : rightB;
    stack[top++] = opensA ? nodeA + 1 : nodeA;
    stack[top++] = opensA ? nodeB : nodeB + 1;
  }
  return sum;
}

/** Two for each level of both trees, which are balanced. */
const stack = new Int32Array(256);
