/** Boxes around the pieces of a form, in a tree: finds the pieces of two forms that may meet. */

/**
 * Nodes in the order "parent, all of its left, all of its right". Of each node its box (left,
 * front, right, back), and the position of its right child; 0 for a leaf, which has one piece.
 */
export type Tree = { boxes: Float64Array; rightChild: Int32Array; piece: Int32Array };

type Box = [left: number, front: number, right: number, back: number];

/** The order of boxes in which every half of a half lies close together, the larger half first. */
export function compactOrder(boxes: Box[]): number[] {
  const areaOf = (list: number[]): number =>
    list.reduce((sum, at) => {
      const [left, front, right, back] = boxes[at];
      return sum + (right - left) * (back - front);
    }, 0);
  const split = (list: number[]): number[] => {
    if (list.length < 2) return list;
    const spread = (axis: 0 | 1) => {
      const middles = list.map((at) => boxes[at][axis] + boxes[at][axis + 2]);
      return Math.max(...middles) - Math.min(...middles);
    };
    const axis = spread(0) >= spread(1) ? 0 : 1;
    const middle = (at: number) => boxes[at][axis] + boxes[at][axis + 2];
    const sorted = [...list].sort((a, b) => middle(a) - middle(b) || a - b);
    const half = sorted.length >> 1;
    if (areaOf(sorted.slice(half)) > areaOf(sorted.slice(0, half))) sorted.reverse();
    return [...split(sorted.slice(0, half)), ...split(sorted.slice(half))];
  };
  return split(boxes.map((_, at) => at));
}

/** The tree over boxes in their compactOrder. */
export function makeTree(boxes: Box[]): Tree {
  const nodes = Math.max(1, 2 * boxes.length - 1);
  const tree: Tree = {
    boxes: new Float64Array(4 * nodes),
    rightChild: new Int32Array(nodes),
    piece: new Int32Array(nodes),
  };
  let next = 0;
  const add = (first: number, end: number): number => {
    const node = next++;
    if (end - first <= 1) {
      tree.piece[node] = first;
      tree.boxes.set(boxes[first] ?? [0, 0, 0, 0], 4 * node);
      return node;
    }
    const half = first + ((end - first) >> 1);
    const left = 4 * add(first, half);
    const right = add(half, end);
    tree.rightChild[node] = right;
    for (let side = 0; side < 4; side++) {
      const [a, b] = [tree.boxes[left + side], tree.boxes[4 * right + side]];
      tree.boxes[4 * node + side] = side < 2 ? Math.min(a, b) : Math.max(a, b);
    }
    return node;
  };
  add(0, boxes.length);
  return tree;
}

/**
 * Lists the pieces of a and of b, moved by dx, dy, whose boxes come nearer than `reachX` and
 * `reachY`, in pairs; returns the list's end in `meetings`, which the next call overwrites.
 */
export function listMeetings(
  a: Tree,
  b: Tree,
  dx: number,
  dy: number,
  reachX: number,
  reachY: number,
): number {
  const [boxesA, boxesB] = [a.boxes, b.boxes];
  let count = 0;
  let top = 2;
  stack[0] = 0;
  stack[1] = 0;
  while (top > 0) {
    const nodeB = stack[--top];
    const nodeA = stack[--top];
    const atA = 4 * nodeA;
    const atB = 4 * nodeB;
    if (boxesB[atB] + dx - reachX >= boxesA[atA + 2]) continue;
    if (boxesB[atB + 2] + dx + reachX <= boxesA[atA]) continue;
    if (boxesB[atB + 1] + dy - reachY >= boxesA[atA + 3]) continue;
    if (boxesB[atB + 3] + dy + reachY <= boxesA[atA + 1]) continue;
    const rightA = a.rightChild[nodeA];
    const rightB = b.rightChild[nodeB];
    if (rightA === 0 && rightB === 0) {
      if (count + 2 > meetings.length) growMeetings();
      meetings[count++] = a.piece[nodeA];
      meetings[count++] = b.piece[nodeB];
      continue;
    }
    // The node with more below it is opened first: its right child lies farther off.
    if (rightB === 0 || (rightA !== 0 && rightA - nodeA >= rightB - nodeB)) {
      stack[top++] = rightA;
      stack[top++] = nodeB;
      stack[top++] = nodeA + 1;
      stack[top++] = nodeB;
    } else {
      stack[top++] = nodeA;
      stack[top++] = rightB;
      stack[top++] = nodeA;
      stack[top++] = nodeB + 1;
    }
  }
  return count;
}

/** Pairs of pieces that the last call of listMeetings found. */
export let meetings = new Int32Array(1024);

/** Two for each level of both trees, which are balanced. */
const stack = new Int32Array(256);

function growMeetings(): void {
  const longer = new Int32Array(2 * meetings.length);
  longer.set(meetings);
  meetings = longer;
}
