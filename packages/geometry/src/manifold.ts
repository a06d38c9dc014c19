/** The life of the WASM module manifold-3d: loaded once, and again after a failure inside it. */

import Module, { type ManifoldToplevel } from "manifold-3d";

let loading: Promise<ManifoldToplevel> | undefined;

/** Loads the module once for all calls. */
export function loadManifold(): Promise<ManifoldToplevel> {
  loading ??= Module().then((manifold) => {
    manifold.setup();
    return manifold;
  });
  return loading;
}

/** After a failure inside WASM its memory is in an unknown state: the next call starts afresh. */
export function forgetManifold(): void {
  loading = undefined;
}
