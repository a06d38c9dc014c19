/** A queue that gives the least first. */

/** Numbers with a key each; among equal keys the order is fixed by what went in before. */
export class LeastFirst {
  readonly #keys: number[] = [];
  readonly #items: number[] = [];

  add(key: number, item: number): void {
    const keys = this.#keys;
    const items = this.#items;
    let at = keys.length;
    keys.push(key);
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (keys[parent] <= key) break;
      keys[at] = keys[parent];
      items[at] = items[parent];
      at = parent;
    }
    keys[at] = key;
    items[at] = item;
  }

  /** Takes out the item with the least key; undefined when there is none. */
  take(): number | undefined {
    const keys = this.#keys;
    const items = this.#items;
    const first = items[0];
    const key = keys.pop();
    const item = items.pop();
    if (key === undefined || item === undefined || keys.length === 0) return item;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= keys.length) break;
      if (child + 1 < keys.length && keys[child + 1] < keys[child]) child++;
      if (keys[child] >= key) break;
      keys[at] = keys[child];
      items[at] = items[child];
      at = child;
    }
    keys[at] = key;
    items[at] = item;
    return first;
  }
}
