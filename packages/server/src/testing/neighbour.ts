/** A second customer, for tests of what two on one server may know of each other: nothing. */
import { createClient, mintToken } from "@vatline/api";
import { addKey, furnish } from "../sandbox/seed.ts";
import { testKeyPair } from "./people.ts";
import type { TestServer } from "./server.ts";

/** A second customer on the same server, furnished alike but with other printers. */
export async function aNeighbour(shop: TestServer): Promise<TestServer> {
  const { deps } = shop.server;
  const key_pair = await testKeyPair(1);
  const { furnished, secrets } = await deps.db.transaction(async (tx) => {
    await tx.updateTable("users").set({ email: "admin@first.example" }).execute();
    const config = { ...deps.config, seed: 2 };
    const furnished = await furnish(tx, { ...deps, config }, { password: "", password_hash: "" });
    const { customer_uuid, printer_serials } = furnished;
    for (const serial of printer_serials) {
      const printer = tx.updateTable("printers").where("customer_uuid", "=", customer_uuid);
      await printer
        .where("serial", "=", serial)
        .set({ name: `North ${serial}` })
        .execute();
    }
    return { furnished, secrets: await addKey(tx, deps, furnished, key_pair) };
  });
  const token = await mintToken(secrets, { expires_in_s: 3600 });
  return {
    ...shop,
    furnished,
    secrets,
    token,
    client: createClient({ url: shop.url, token }),
    request: (method, path, options) => shop.request(method, path, { token, ...options }),
  };
}
