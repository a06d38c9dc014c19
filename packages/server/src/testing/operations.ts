/** Every operation of the contract with its base path, for tests that walk all of it. */
import { manageOperations, type Operation, operations, sandboxOperations } from "@vatline/api";

export type Placed = { base: string; operation: Operation };

/** In the order of the tables. */
export const ALL_OPERATIONS: Placed[] = [
  ...place("/v1", operations),
  ...place("/manage/v1", manageOperations),
  ...place("/sandbox/v1", sandboxOperations),
];

function place(base: string, table: Record<string, Operation>): Placed[] {
  return Object.values(table).map((operation) => ({ base, operation }));
}

/** The path of what `id` names; of the first version or plate, where one is named as well. */
export function pathOf({ base, operation: { path } }: Placed, id: string): string {
  return base + path.replace(/\{(version|plate)\}/, "1").replace(/\{[^}]+\}/, id);
}
